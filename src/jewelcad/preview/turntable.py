"""A piece that turns once round before the camera: GIF, or MP4 with ``jewelcad[video]``.

The camera walks round the piece with its lamps, so the piece seems to turn on a stand. The same
scene gives the same file on the same machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from jewelcad.errors import JewelcadError, ParameterError
from jewelcad.files import UnwrittenError, written
from jewelcad.preview.scene import Scene, View, view_named
from jewelcad.preview.stills import Shot, checked_size, developed

if TYPE_CHECKING:
    from PIL.Image import Image

KINDS = (".gif", ".mp4")
FEWEST, MOST = 4, 360
SECONDS = 4.0
"""A turn takes this long (a choice)."""
RINGS, ROUND = 24, 48
"""Heights, and points about each, that stand for the space a turning piece takes up."""

NO_FFMPEG = "MP4 needs ffmpeg: pip install 'jewelcad[video]', or write a .gif, which needs nothing."

Progress = Callable[[int, int], None]


def turntable(
    scene: Scene,
    path: str | Path,
    view: str = "three-quarter",
    size: tuple[int, int] = (480, 360),
    frames: int = 48,
    progress: Progress | None = None,
) -> Path:
    """Write one turn as a GIF or MP4 that begins again at its end.

    Parameters
    ----------
    path : ``.gif`` or ``.mp4``; written beside and renamed
    view : where the turn begins; not from straight above
    size : width and height in pixels; even numbers for MP4
    frames : pictures of a turn
    progress : told the pictures done and all pictures, after each

    Raises
    ------
    ParameterError
        For a view, size, number of frames or kind of file that cannot be.
    ExportError
        When the file cannot be written.
    JewelcadError
        When the machine has no off-screen OpenGL, or ffmpeg is not installed.
    """
    path, size, first = Path(path), checked_size(size), view_named(view)
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise ParameterError(f"{path.name} is no turntable: write a {' or '.join(KINDS)}.")
    if not FEWEST <= frames <= MOST:
        raise ParameterError(f"A turn has {FEWEST} to {MOST} pictures, not {frames}.")
    if abs(first.axes[2][2]) > 0.99:
        raise ParameterError(f"From {view} a turn only spins the picture; choose another view.")
    if kind == ".mp4" and (size[0] % 2 or size[1] % 2):
        raise ParameterError(f"MP4 has even numbers of pixels, not {size[0]} x {size[1]}.")
    write = _write_gif if kind == ".gif" else _write_mp4
    write(path, size, _taken(scene, first, size, frames, progress), frames)
    return path


def _taken(
    scene: Scene, first: View, size: tuple[int, int], frames: int, progress: Progress | None
) -> Iterator[Image]:
    around = swept(scene.points)
    shots = [
        Shot(turned(first, 360.0 * number / frames), parallel=False, around=around)
        for number in range(frames)
    ]
    for number, picture in enumerate(developed(scene, shots, size)):
        if progress:
            progress(number + 1, frames)
        yield picture


def turned(view: View, degrees: float) -> View:
    """The view from further round the vertical through the middle of the finger."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    x, y, z = view.towards
    return replace(view, towards=(float(c * x - s * y), float(s * x + c * y), z))


def swept(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points about the space that a turning piece takes up: its framing is the same all round."""
    out, height = np.hypot(points[:, 0], points[:, 1]), points[:, 2]
    low, high = height.min(), height.max()
    level = np.clip((height - low) / max(high - low, 1e-9) * RINGS, 0, RINGS - 1e-9).astype(int)
    widest = np.zeros(RINGS)
    np.maximum.at(widest, level, out)
    edges = np.linspace(low, high, RINGS + 1)
    turn = np.arange(ROUND) / ROUND * 2 * np.pi
    rim = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    rings = [
        np.column_stack([rim * wide, np.full(ROUND, edge)])
        for wide, pair in zip(widest, pairwise(edges), strict=True)
        for edge in pair
    ]
    return np.concatenate(rings)


def _write_gif(path: Path, size: tuple[int, int], pictures: Iterator[Image], frames: int) -> None:
    from PIL import Image

    first = next(pictures).quantize(256, method=Image.Quantize.MEDIANCUT)
    rest = (picture.quantize(palette=first) for picture in pictures)
    with written(path) as beside:
        first.save(
            beside,
            format="GIF",
            save_all=True,
            append_images=rest,
            duration=max(20, round(1000 * SECONDS / frames / 10) * 10),
            loop=0,
        )


def _write_mp4(path: Path, size: tuple[int, int], pictures: Iterator[Image], frames: int) -> None:
    try:
        import imageio_ffmpeg
    except ImportError as error:
        raise JewelcadError(NO_FFMPEG) from error
    with written(path) as beside:
        writer = imageio_ffmpeg.write_frames(
            str(beside),
            size,
            fps=frames / SECONDS,
            codec="libx264",
            quality=None,
            macro_block_size=2,
            ffmpeg_log_level="error",
            output_params=[
                *("-crf", "18", "-preset", "medium", "-threads", "1"),
                *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-movflags", "+faststart"),
            ],
        )
        writer.send(None)
        try:
            for picture in pictures:
                writer.send(picture.convert("RGB").tobytes())
        except OSError as error:
            raise UnwrittenError(f"ffmpeg said {error}") from error
        finally:
            writer.close()
