"""Cabochons, pearls and beads on the command line: their words and options."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

from jewelcad.errors import ParameterError

if TYPE_CHECKING:
    from jewelcad.gems import Cabochon, Pearl, Stone

BALLS = ("pearl", "bead")
OPTIONS = {"cabochon": ("dome", "back", "edge"), "pearl or bead": ("drill", "hole")}
_HELP = {
    "dome": ("KIND", "Of a cabochon: low, medium, high, bullet or sugarloaf."),
    "back": ("MM", "Depth of a cabochon's domed back.  [default: flat]"),
    "edge": ("MM", "Of a cabochon: the upright wall round it.  [default: none]"),
    "drill": ("HOW", "Of a pearl or bead: none, half or full."),
    "hole": ("MM", "Diameter of a pearl's or bead's hole.  [default: 0.8]"),
}


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of stones without facets, added to a command."""
    for name, (shown, about) in reversed(_HELP.items()):
        command = click.option(f"--{name}", metavar=shown, help=about)(command)
    return command


def is_unfacetted(cut: str) -> bool:
    """Whether a name asks for a stone of this file."""
    words = _words(cut)
    return words[-1] in (*BALLS, "cabochon") or words == ["sugarloaf"]


def refuse_options(given: dict[str, Any], of: str = "") -> None:
    """Refuse an option of another kind of stone than ``of``."""
    for kind, names in OPTIONS.items():
        for name in names:
            if kind != of and given.get(name) is not None:
                raise ParameterError(f"--{name} is for a {kind}. Leave it out here.")


def unfacetted(
    cut: str,
    sizes: list[float | None],
    carat: float | None,
    ratio: float | None,
    depth: float | None,
    given: dict[str, Any],
    facetted: Iterable[str],
) -> Stone:
    """The stone of a name such as ``oval cabochon``, ``sugarloaf`` or ``pearl``.

    Its ``depth``, if it is not given, is what its dome's kind has; proportions of ``facetted``
    stones are refused.
    """
    for name in facetted:
        raise ParameterError(f"{name} is a proportion of facets, and a {cut} has none.")
    if _words(cut)[-1] in BALLS:
        if len(sizes) > 1 or ratio is not None or depth is not None:
            raise ParameterError("A pearl or bead is a ball: give its diameter alone, such as 7.")
        return _ball(cut, sizes, carat, given)
    return _cabochon(cut, sizes, carat, ratio, given | {"height": depth})


def _ball(cut: str, sizes: list[float | None], carat: float | None, given: dict[str, Any]) -> Pearl:
    from jewelcad.gems import Pearl

    refuse_options(given, of="pearl or bead")
    if len(_words(cut)) > 1:
        raise ParameterError(f"{cut!r} is no stone: write pearl, or bead, alone.")
    wishes = _given(Pearl, given, ("drill", "hole", "species"))
    if _words(cut) == ["bead"]:
        wishes = {"drill": "full", "species": "quartz"} | wishes
    return Pearl.of(*sizes, carat=carat, **wishes)


def _cabochon(
    cut: str,
    sizes: list[float | None],
    carat: float | None,
    ratio: float | None,
    given: dict[str, Any],
) -> Cabochon:
    from jewelcad.gems import Cabochon
    from jewelcad.gems.cabochon_making import KINDS

    refuse_options(given, of="cabochon")
    words = [word for word in _words(cut) if word != "cabochon"]
    wishes = _given(Cabochon, given, ("dome", "back", "edge", "species"))
    wishes["height"] = given["height"]
    named = [word for word in words if word in KINDS and words != ["bullet", "outline"]]
    if named:
        wishes = {"dome": named[-1]} | wishes
    even = ratio in (None, 1.0) and len(set(sizes)) < 2
    square = wishes.get("dome") == "sugarloaf"
    usual = ("square" if even else "rectangle") if square else ("round" if even else "oval")
    outline = " ".join(word for word in words if word not in named) or usual
    return Cabochon.of(outline, *sizes, carat=carat, ratio=ratio, **wishes)


def _given(kind: type, given: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """What was typed, read as the stone declares it."""
    from jewelcad.params import specs_of

    specs = specs_of(kind)
    return {name: specs[name].read(given[name]) for name in names if given[name] is not None}


def _words(cut: str) -> list[str]:
    return cut.casefold().replace("-", " ").replace("half moon", "half-moon").split() or [""]


def told_of(stone: Stone) -> dict[str, Any]:
    """What the numbers of such a stone have besides those of every stone."""
    from jewelcad.gems import Cabochon, Pearl

    if isinstance(stone, Cabochon):
        return {"dome": stone.dome, "back": "domed" if stone.back else "flat"}
    if isinstance(stone, Pearl) and stone.drill != "none":
        deep = round(stone.hole_depth, 6)
        return {"drill": stone.drill, "hole_mm": stone.hole, "hole_depth_mm": deep}
    return {}
