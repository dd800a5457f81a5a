"""Photographs: light followed from the lamps through stones and over metal, by Mitsuba 3.

Mitsuba runs as ``scalar_rgb``: it needs no graphics card and no LLVM, and gives the same picture
for the same seed on the same machine. (Its LLVM way was tried: with the libLLVM of a Debian machine
it ended the whole process.) A picture is the mean of passes. Each pass takes the stones at another
wavelength, with the index a stone has there; in pixels that look at a stone, the passes are summed
in the colours of their wavelengths, so white light fans out into fire; elsewhere the plain mean has
less noise and is the same.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jewelcad.errors import JewelcadError, ParameterError
from jewelcad.preview.optics import bands
from jewelcad.preview.scene import Scene, view_named
from jewelcad.preview.stills import checked_size, save_picture

if TYPE_CHECKING:
    from PIL.Image import Image

    from jewelcad.preview.darkroom import Darkroom

Floats = NDArray[np.float64]

QUALITIES = {"draft": (5, 4), "good": (12, 9), "best": (24, 25)}
"""Passes, and paths through each pixel in each."""
GUIDES, EDGES = 2, 4
"""Paths through each pixel for what it looks at, and for how much of it is stone: few do, as no
lamp is in them."""
BRIGHTEST = 6.0
"""White times so much is the most a pixel of one pass may hold: a choice, against sparks of noise
that more passes would not drown."""
EXPOSURE = 0.47
VARIANT = "scalar_rgb"

NO_MITSUBA = (
    "Photographs are made by Mitsuba 3, which is not installed: pip install 'jewelcad[render]'."
)

Progress = Callable[[int, int], None]


def photograph(
    scene: Scene,
    path: str | Path,
    view: str = "three-quarter",
    size: tuple[int, int] = (1200, 900),
    quality: str = "draft",
    seed: int = 0,
    aperture: float = 0.0,
    progress: Progress | None = None,
) -> Path:
    """Write one photograph as PNG.

    Parameters
    ----------
    scene : what to show; stones as they are set
    path : the file; written beside and renamed when the picture is finished
    view : a name of `VIEWS`, seen through a lens
    size : width and height in pixels
    quality : ``draft``, ``good`` or ``best``
    seed : of the noise
    aperture : radius of the lens opening, mm; 0 has everything sharp
    progress : told the passes done and all passes, after each

    Raises
    ------
    ParameterError
        For an unknown view or quality, or a size that cannot be.
    ExportError
        When the file cannot be written.
    JewelcadError
        When Mitsuba is not installed.
    """
    picture = photo_of(scene, view, size, quality, seed, aperture, progress)
    return save_picture(picture, Path(path))


def photo_of(
    scene: Scene,
    view: str = "three-quarter",
    size: tuple[int, int] = (1200, 900),
    quality: str = "draft",
    seed: int = 0,
    aperture: float = 0.0,
    progress: Progress | None = None,
) -> Image:
    """The picture of `photograph` in memory."""
    from jewelcad.preview.camera import standpoint
    from jewelcad.preview.darkroom import Darkroom, Stand

    if quality not in QUALITIES:
        raise ParameterError(f"There is no quality {quality!r}; there are {', '.join(QUALITIES)}.")
    if not 0.0 <= aperture <= 10.0:
        raise ParameterError(f"An aperture of {aperture:g} mm cannot be; choose 0 to 10 mm.")
    size, seen_from = checked_size(size), view_named(view)
    mi = mitsuba()
    focus, distance = standpoint(seen_from, scene.points, size)
    room = Darkroom(mi, scene, Stand(focus, distance, seen_from, size, aperture))
    light = exposed(room, *QUALITIES[quality], seed, progress)
    return developed(cleaned(light, *room.guides(GUIDES, seed)))


def mitsuba() -> Any:
    """Mitsuba, ready.

    Raises
    ------
    JewelcadError
        When it is not installed.
    """
    try:
        import mitsuba as mi
        import mitsuba_oidn  # noqa: F401
    except ImportError as error:
        raise JewelcadError(NO_MITSUBA) from error
    mi.set_variant(VARIANT)
    mi.set_log_level(mi.LogLevel.Error)
    return mi


def exposed(
    room: Darkroom, passes: int, paths: int, seed: int, progress: Progress | None = None
) -> Floats:
    """Linear light of every pixel, (height, width, 3)."""
    nm, weight = bands(passes)
    width, height = room.stand.size
    plain, fanned = np.zeros((height, width, 3)), np.zeros((height, width, 3))
    for number in range(passes):
        taken = room.taken(float(nm[number]), paths, seed * passes + number)
        light = np.clip(np.nan_to_num(taken), 0.0, BRIGHTEST)
        plain += light / passes
        fanned += light * weight[number]
        if progress:
            progress(number + 1, passes)
    if not any(stone.dispersion for stone in room.scene.stones):
        return plain
    share = room.silhouette(EDGES, seed)
    return plain * (1 - share) + fanned * share


def cleaned(light: Floats, colour: Floats, normal: Floats) -> Floats:
    """The picture without its noise, by Intel's Open Image Denoise on the processor.

    Parameters
    ----------
    colour, normal : of the surface each pixel looks at: edges that are no noise
    """
    import mitsuba_oidn as oidn

    cpu = oidn.Device(oidn.DeviceType.CPU)
    held = [np.ascontiguousarray(image, dtype=np.float32) for image in (light, colour, normal)]
    return np.asarray(oidn.denoise(*held, hdr=True, device=cpu), dtype=np.float64)


def developed(light: Floats) -> Image:
    """Light as a picture: a straight line up to middle grey, a shoulder above it, and sRGB."""
    from PIL import Image

    bright = light * EXPOSURE
    knee = 0.6
    above = np.maximum(bright - knee, 0.0)
    tone = np.where(bright > knee, knee + (1 - knee) * (1 - np.exp(-above / (1 - knee))), bright)
    curve = np.where(tone <= 0.0031308, 12.92 * tone, 1.055 * tone ** (1 / 2.4) - 0.055)
    return Image.fromarray(np.rint(np.clip(curve, 0, 1) * 255).astype(np.uint8), "RGB")
