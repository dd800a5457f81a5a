"""The stone on the bench: a cut from calliper readings, and what the scale says to it.

Every reading holds. What was not read follows the cut's usual proportions; where the depth was
read, the one part of it that was not takes the rest, the pavilion first. Facets inside (stars,
halves, steps) follow too, so the weight computed is that of a well-cut stone of these readings.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any

from jewelcad.errors import ParameterError
from jewelcad.gems.cut import Cut
from jewelcad.params import Range, nearest, spec_of, specs_of, validated
from jewelcad.units import Carat, Mm

if TYPE_CHECKING:
    from jewelcad.gems.gem import Gem

READING = 0.05
"""How far crown, girdle and pavilion may miss the depth, mm (a choice: four readings of a calliper
that tells 0.02 mm)."""
ROUND = 2.0
"""How far two diameters of a round stone may differ, % of their mean (a choice)."""
WEIGHT = 15.0
"""How far the scale may differ from the computed weight, %. Formulas are good for 5 % on loose
stones (mgc-labs), girdles add up to 9 % (gemgate), a lumpy crown or wings up to 10 % (esslinger;
domain.md §2.4); the limit is a choice above each of them."""
FAT = 18.0
"""Girdle, %, with which proportions are tried before the girdle is known (a choice)."""

_LENGTH = Annotated[Mm | None, Range(0.001, 200.0)]
_READINGS = ("length", "width", "depth", "crown", "pavilion", "girdle", "table")
_SPECS = {name: spec_of(name, _LENGTH, None) for name in _READINGS} | {
    "table_percent": spec_of("table_percent", Annotated[float | None, Range(0.1, 100.0)], None),
    "carat": spec_of("carat", Annotated[Carat | None, Range(1e-6, 1e6)], None),
    "reading": spec_of("reading", Annotated[Mm, Range(0.0, 5.0)], READING),
}


@dataclass(frozen=True, slots=True)
class Weighing:
    """A stone's computed weight beside the scale's; ``str`` of it is a sentence.

    Parameters
    ----------
    computed, weighed : ct
    """

    computed: float
    weighed: float

    @property
    def more(self) -> float:
        """How much heavier the stone is than computed, %."""
        return 100.0 * (self.weighed / self.computed - 1.0)

    def __str__(self) -> str:
        return (
            f"weighed {self.weighed:.3f} ct, computed {self.computed:.3f} ct: "
            f"{self.more:+.1f} %, {self._reason}"
        )

    @property
    def _reason(self) -> str:
        if abs(self.more) <= 5.0:
            return "as near as measuring comes"
        if self.more > 0.0:
            return "as with a thick girdle, a bulging pavilion or a lump"
        return "as with a hollow pavilion, a small table or another species"


def weighing(gem: Gem, carat: float) -> Weighing:
    """What the scale says to a stone; any that tells its ``carat``.

    Examples
    --------
    >>> from jewelcad.gems import Gem
    >>> print(weighing(Gem.measured("round", width=6.5, depth=3.95), 1.02))
    weighed 1.020 ct, computed 0.996 ct: +2.4 %, as near as measuring comes
    """
    weight = validated("weighing", {"carat": _SPECS["carat"]}, {"carat": carat})["carat"]
    if weight is None:
        raise ParameterError("weighing needs the weight the scale shows, in carat.")
    return Weighing(gem.carat, weight)


def measured(cut: str, readings: dict[str, Any], species: str, proportions: dict[str, Any]) -> Gem:
    """See `Gem.measured`."""
    from jewelcad.gems.gem import Gem
    from jewelcad.reference.stones import species as known

    maker = f"Gem.measured({cut!r})"
    read = validated(maker, _SPECS, readings)
    try:
        made, width = _cut(cut, read, proportions)
    except ParameterError as error:
        given = ", ".join(f"{n} {read[n]:g}" for n in _READINGS if read[n] is not None)
        raise ParameterError(f"{maker}, read as {given or 'nothing'} mm: {error}") from error
    stone = Gem(made, width, known(species).name)
    if read["carat"] is not None:
        _must_weigh(maker, weighing(stone, read["carat"]))
    return stone


def _must_weigh(maker: str, found: Weighing) -> None:
    if abs(found.more) > WEIGHT:
        raise ParameterError(
            f"{maker}: {found}; that is more than {WEIGHT:g} %. Read depth and width again, check "
            "species and cut, or leave carat out."
        )


def _cut(name: str, read: dict[str, Any], proportions: dict[str, Any]) -> tuple[Cut, float]:
    """The cut that has the readings, and its width."""
    base, width = _usual(name, read, proportions)
    kind: type = type(base)
    specs = specs_of(kind)
    heights: dict[str, float | None] = {key: read[key] for key in ("crown", "girdle", "pavilion")}
    if "height" in specs:  # a rose has no pavilion, a briolette no girdle
        none = "girdle" if "tip" in specs else "pavilion"
        if heights[none] is not None:
            raise ParameterError(f"a {base.name} has no {none}. Leave {none} out.")
        heights[none] = 0.0
        if read["depth"] is not None:
            base = _changed(base, height=100.0 * read["depth"] / width)
    crown, girdle, pavilion = _heights(read, heights, _usual_heights(name, base, width))
    percent = 100.0 / width
    if "tip" in specs:
        whole = crown + pavilion
        changed = {"height": whole * percent, "tip": 100.0 * crown / whole}
    elif "height" in specs:
        changed = {"height": crown * percent, "girdle": girdle * percent}
    else:
        changed = {
            "crown_angle": _angle(base, "crown_angle", "crown_height", crown * percent),
            "pavilion_angle": _angle(base, "pavilion_angle", "pavilion_depth", pavilion * percent),
            "girdle": girdle * percent,
        }
    return _changed(base, **changed), width


def _usual(name: str, read: dict[str, Any], proportions: dict[str, Any]) -> tuple[Cut, float]:
    """The cut with its usual angles, the table read and a fat girdle; its width."""
    from jewelcad.gems.cuts import family, named
    from jewelcad.gems.round import RoundBrilliant

    for angle, height in (("crown_angle", "crown"), ("pavilion_angle", "pavilion")):
        if proportions.get(angle) is not None and read[height] is not None:
            raise ParameterError(f"{height} and {angle} say the same twice. Leave one of them out.")
    is_round = "".join(name.split()).casefold() == "round"
    row = None if is_round else named(name)
    length, width = read["length"], read["width"]
    if row is None or row.outline == "circle":
        width = _diameter(length, width)
        ratio = 1.0
    elif length is None and width is None:
        raise ParameterError("neither length nor width is given. Give both, in mm.")
    else:
        ratio = length / width if length and width else row.ratio
        width = width or length / ratio
    wished = dict(proportions)
    if (table := _table(read, width)) is not None:
        wished["table"] = table
    if row is None:
        for key in wished:
            if key not in specs_of(RoundBrilliant):
                raise ParameterError(
                    f"{key!r} is no proportion of the cut 'round'."
                    f"{nearest(key, specs_of(RoundBrilliant))}"
                )
        return RoundBrilliant.named(girdle=FAT, **wished), width
    kind: type = family(row.family)
    if "table" in wished and "table" not in specs_of(kind):
        raise ParameterError(f"a {row.name} has no table. Leave table out.")
    if "tip" not in specs_of(kind):
        wished["girdle"] = FAT
    return row.cut(ratio=ratio, **wished), width


def _diameter(length: float | None, width: float | None) -> float:
    """Of a round stone: the mean, if two were read."""
    read = [value for value in (length, width) if value is not None]
    if not read:
        raise ParameterError("no diameter is given. Give it as width, in mm.")
    mean = sum(read) / len(read)
    apart = 100.0 * (max(read) - min(read)) / mean
    if apart > ROUND:
        raise ParameterError(
            f"{min(read):g} to {max(read):g} mm differ by {apart:.1f} %, and diameters of a round "
            f"stone by {ROUND:g} % at most. Read them again, or try an oval."
        )
    return mean


def _table(read: dict[str, Any], width: float) -> float | None:
    """Width of the table, %."""
    if read["table"] is None:
        percent: float | None = read["table_percent"]
        return percent
    if read["table_percent"] is not None:
        raise ParameterError("table and table_percent say the same twice. Leave one of them out.")
    return 100.0 * float(read["table"]) / width


def _usual_heights(name: str, base: Cut, width: float) -> dict[str, float]:
    """What crown, girdle and pavilion are where they were not read, mm."""
    from jewelcad.gems.cuts import named
    from jewelcad.gems.round import RoundBrilliant

    if base.name == "round":
        girdle = RoundBrilliant.named().girdle
    else:
        girdle = float(dict(named(name).values).get("girdle", 0.0))
    found = {"crown": base.crown_height, "girdle": girdle, "pavilion": base.pavilion_depth}
    return {key: value * width / 100.0 for key, value in found.items()}


def _heights(
    read: dict[str, Any], given: dict[str, float | None], usual: dict[str, float]
) -> tuple[float, float, float]:
    """Crown, girdle and pavilion, mm."""
    depth, unread = read["depth"], [k for k in ("pavilion", "crown", "girdle") if given[k] is None]
    found = {key: usual[key] if value is None else value for key, value in given.items()}
    if depth is not None:
        over = depth - sum(v for v in given.values() if v is not None)
        if not unread and abs(over) > read["reading"]:
            raise ParameterError(
                f"crown, girdle and pavilion make {depth - over:g} mm, and the depth is {depth:g}: "
                f"{over:+.3g} mm, more than the reading error of {read['reading']:g}. Read them "
                "again, or leave one of the four out."
            )
        rest = unread[0] if unread else "pavilion"
        if not unread and not given["pavilion"]:
            rest = "crown"
        found[rest] = depth - sum(value for key, value in found.items() if key != rest)
        if not found[rest] > 0.0:
            others = ", ".join(
                f"{k} {v:.3g}{'' if given[k] is not None else ' (usual)'}"
                for k, v in found.items() if k != rest
            )  # fmt: skip
            raise ParameterError(
                f"a depth of {depth:g} mm leaves {found[rest]:.3g} mm for the {rest}, beside "
                f"{others}. Read them again, or give more readings."
            )
    return found["crown"], found["girdle"], found["pavilion"]


def _angle(cut: Cut, angle: str, height: str, percent: float) -> float:
    """The angle with which crown or pavilion are so high.

    Heights go with the angle's tangent; of fanned steps nearly so, hence in turns.
    """
    found = getattr(cut, angle)
    for _ in range(60):
        now = getattr(cut, height)
        if math.isclose(now, percent, rel_tol=1e-13):
            break
        found = math.degrees(math.atan(math.tan(math.radians(found)) * percent / now))
        cut = _changed(cut, **{angle: found})
    return float(found)


def _changed(cut: Any, **values: float) -> Cut:
    made: Cut = replace(cut, **values)
    return made
