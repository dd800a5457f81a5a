"""What ``jewelcad render`` draws: stills, sheets, maps, turns and photographs of a scene."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jewelcad.errors import ParameterError

if TYPE_CHECKING:
    from jewelcad.pieces import Ring
    from jewelcad.preview import Scene

SHEET = "sheet"
KINDS = {
    "html": (".html",),
    "photo": (".png",),
    "turntable": (".gif", ".mp4"),
    "map": (".png",),
    "still": (".png",),
}
"""What is drawn, and the endings of its file."""
ONLY = {
    "view": ("photo", "turntable", "map", "still"),
    "pixels": ("photo", "turntable", "map", "still"),
    "section": ("still",),
    "transparent": ("still",),
    "frames": ("turntable",),
    "quality": ("photo",),
    "seed": ("photo",),
    "aperture": ("photo",),
}
"""Which kinds an option is for."""
TOLERANCE, PHOTO_TOLERANCE = 0.005, 0.001
"""mm, of the mesh: a photograph is looked at closely."""
_VIEWS = {"through": "through-finger"}
_PLANE = {"side": "x", "top": "z"}

Progress = Callable[[int, int], None]


def kind_of(words: dict[str, Any]) -> str:
    """Which of `KINDS` is asked for.

    Raises
    ------
    ParameterError
        For two at once, or an option of another kind.
    """
    asked = [kind for kind in KINDS if words.get(kind)]
    if len(asked) > 1:
        raise ParameterError(f"--{asked[0]} and --{asked[1]} are two pictures: ask for one.")
    kind = asked[0] if asked else "still"
    for option, kinds in ONLY.items():
        if words[option] not in (None, False) and kind not in kinds:
            meant = ", ".join(_said(k) for k in kinds)
            raise ParameterError(f"--{option} is for {meant}, not for {_said(kind)}.")
    return kind


def _said(kind: str) -> str:
    return "a plain picture" if kind == "still" else f"--{kind}"


def views_named(text: str | None, kind: str, section: bool = False) -> list[str]:
    """The views of ``top,front``; ``sheet`` alone stands for all."""
    from jewelcad.preview import view_named

    if text is None:
        return ["front" if section else "three-quarter"]
    names = [_VIEWS.get(word.strip(), word.strip()) for word in text.split(",")]
    if SHEET in names:
        if len(names) > 1 or kind != "still" or section:
            raise ParameterError("--view sheet is a plain picture of all sides: ask for it alone.")
        return names
    if kind == "turntable" and len(names) > 1:
        raise ParameterError("--turntable begins at one --view.")
    return list(dict.fromkeys(view_named(name).name for name in names))


def picture_path(out: str, kind: str) -> Path:
    """The file of that name, if it ends as the kind does."""
    path, endings = Path(out), KINDS[kind]
    if path.suffix.lower() not in endings:
        wanted = " or ".join(endings)
        raise ParameterError(f"--out {out!r} is not a {wanted}. Write it like ring{endings[0]}.")
    return path


def one_each(path: Path, views: list[str]) -> list[Path]:
    """``ring.png`` for one view; ``ring-top.png`` and so on for several."""
    if len(views) == 1:
        return [path]
    return [path.with_name(f"{path.stem}-{view}{path.suffix}") for view in views]


def pixels(text: str | None, fallback: tuple[int, int]) -> tuple[int, int]:
    """``1200x900`` as width and height."""
    if text is None:
        return fallback
    found = re.fullmatch(r"([0-9]{1,5})[xX×]([0-9]{1,5})", text.strip())
    if not found:
        raise ParameterError(f"--pixels {text!r} is not a size. Write it like 1200x900.")
    return int(found[1]), int(found[2])


def number(name: str, text: str | None, fallback: float, whole: bool = False) -> Any:
    """A number given on the command line."""
    if text is None:
        return fallback
    try:
        return int(text) if whole else float(text)
    except ValueError:
        kind = "a whole number" if whole else "a number"
        raise ParameterError(f"--{name} {text!r} is not {kind}.") from None


def stills(scene: Scene, views: list[str], words: dict[str, Any]) -> Iterator[Any]:
    """A plain picture of each view."""
    from jewelcad.preview.scene import view_named
    from jewelcad.preview.stills import Shot, developed

    cut, clear = words["section"], words["transparent"]
    shots = [
        Shot(view_named(name), _PLANE.get(name, "y") if cut else None, transparent=clear)
        for name in views
    ]
    return developed(scene, shots, pixels(words["pixels"], (1200, 900)))


def sheet(scene: Scene, path: Path, words: dict[str, Any]) -> None:
    """All sides and two sections on one sheet."""
    from jewelcad.preview import contact_sheet

    contact_sheet(scene, path, tile=pixels(words["pixels"], (640, 480)))


def maps(piece: Ring, scene: Scene, views: list[str], words: dict[str, Any]) -> Iterator[Any]:
    """The thickness map of each view, red up to what the piece's profile asks of a wall."""
    from io import BytesIO

    from PIL import Image

    from jewelcad.checks.map import wall_map
    from jewelcad.preview.stills import checked_size
    from jewelcad.preview.thickness import thickness_pictures, with_legend
    from jewelcad.reference.profiles import profile_for

    rule = profile_for(piece.alloy).rule("wall")
    limit = rule.error if rule and rule.error else FALLBACK_LIMIT
    width, height = checked_size(pixels(words["pixels"], (1200, 900)))
    legend = height // 14
    found = wall_map(scene.metal)
    samples, size = (found.samples.place, found.thickness), (width, height - legend)
    for _, data in thickness_pictures(scene.metal, *samples, limit, views, size):
        yield with_legend(Image.open(BytesIO(data)), limit, legend)


FALLBACK_LIMIT = 0.8
"""mm, red up to here where a profile sets no limit for walls (a choice)."""


def turn(scene: Scene, path: Path, views: list[str], words: dict[str, Any], done: Progress) -> None:
    """One turn of the piece."""
    from jewelcad.preview.turntable import turntable

    frames = number("frames", words["frames"], 48, whole=True)
    turntable(scene, path, views[0], pixels(words["pixels"], (480, 360)), frames, done)


def photos(scene: Scene, views: list[str], words: dict[str, Any], done: Progress) -> Iterator[Any]:
    """A photograph from each view."""
    from jewelcad.preview.photo import photo_of

    quality = words["quality"] or "draft"
    seed = number("seed", words["seed"], 0, whole=True)
    aperture = number("aperture", words["aperture"], 0.0)
    size = pixels(words["pixels"], (1200, 900))
    for view in views:
        yield photo_of(scene, view, size, quality, seed, aperture, done)
