"""Cabochons by the kind of their dome: ``Cabochon.oval(8, 6, dome="low")``."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from jewelcad.errors import ParameterError
from jewelcad.gems.plan import area
from jewelcad.gems.stone import species_of
from jewelcad.params import Range, spec_of, specs_of, validated
from jewelcad.units import GRAMS_PER_CARAT, Carat, Mm

if TYPE_CHECKING:
    from jewelcad.gems.cabochon import Cabochon


ELLIPSE = math.sqrt(2.0) - 1.0
"""Fullness of a conic that is a quarter of an ellipse where it starts upright."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of dome, and the conic it follows from the edge to the top.

    Parameters
    ----------
    height : over the width, the depth of a domed back not counted
    shoulder : how far out, as a share, the line of the flank at the edge meets the level of the
        top: 1 starts upright, less leans in
    fullness : how near the dome comes to that corner, as a share of the way from the chord;
        `ELLIPSE` is a quarter of an ellipse, 0.5 a parabola
    tall : worth naming beside the outline
    """

    height: float
    shoulder: float = 1.0
    fullness: float = ELLIPSE
    tall: bool = False


KINDS = {
    "low": Kind(0.35),
    "medium": Kind(0.5),
    "high": Kind(0.7),
    "bullet": Kind(1.2, 0.75, 0.52, tall=True),
    "sugarloaf": Kind(0.75, 0.55, 0.58, tall=True),
}
"""Medium: thickness about half of the spread for transparent material (Wade, Text-Book of Precious
Stones; domain.md §2.2), the spread taken as the width. The others are choices."""
EQUAL = ("round", "square", "cushion")
"""Outlines as long as they are wide unless told otherwise."""
WIDEST = 200.0
"""mm, of a stone by weight."""

_SPECS = {
    "length": spec_of("length", Annotated[Mm | None, Range(0.1, WIDEST)], None),
    "width": spec_of("width", Annotated[Mm | None, Range(0.1, WIDEST)], None),
    "carat": spec_of("carat", Annotated[Carat | None, Range(1e-6, 1e6)], None),
    "ratio": spec_of("ratio", Annotated[float | None, Range(0.1, 10.0)], None),
}


class CabochonMaking:
    """How `Cabochon` makes stones. All take what `of` takes."""

    @staticmethod
    def of(
        outline: str,
        length: float | None = None,
        width: float | None = None,
        *,
        carat: float | None = None,
        ratio: float | None = None,
        **wishes: Any,
    ) -> Cabochon:
        """A cabochon by its size or its weight.

        Parameters
        ----------
        outline : see `Cabochon`
        length, width : of the girdle, mm; the one not given follows from ``ratio``
        carat : weight instead of a size, ct; height, back and edge in mm stay as they are given
        ratio : length over width; not needed for round, square and cushion ones (1)
        wishes : the others of `Cabochon`: ``dome``, ``height``, ``back``, ``edge``, ``species`` ...

        Raises
        ------
        ParameterError
            If size and weight do not fit together, or a value cannot be.

        Examples
        --------
        >>> stone = CabochonMaking.of("oval", 10, 8, dome="high", back=1.0)
        >>> round(stone.depth, 3), round(stone.crown_height, 3)
        (6.6, 5.6)
        """
        from jewelcad.gems.cabochon import Cabochon

        if "species" in wishes:
            wishes["species"] = species_of(wishes["species"]).name
        given = {"length": length, "width": width, "carat": carat, "ratio": ratio}
        validated("Cabochon.of", _SPECS, given)
        wide, share = _width_and_ratio(outline, length, width, carat, ratio)
        if carat is not None:
            wide = _width_of(carat, outline, share, **wishes)
        stone = Cabochon(outline, wide * share if length is None else length, wide, **wishes)
        if carat is not None and not math.isclose(stone.carat, carat, rel_tol=1e-9):
            raise ParameterError(
                f"Cabochon.of: no such stone up to {WIDEST:g} mm wide weighs {carat:g} ct: it "
                f"would be {stone.carat:.4g} ct. Choose less, or a higher dome."
            )
        return stone

    @staticmethod
    def round(diameter: float | None = None, **wishes: Any) -> Cabochon:
        """A round one; ``Cabochon.round(10, dome="high")``, ``Cabochon.round(carat=3)``."""
        return CabochonMaking.of("round", None, diameter, **wishes)

    @staticmethod
    def oval(length: float | None = None, width: float | None = None, **wishes: Any) -> Cabochon:
        """An oval one: under an elliptic dome half an ellipsoid."""
        return CabochonMaking.of("oval", length, width, **wishes)

    @staticmethod
    def bullet(diameter: float | None = None, **wishes: Any) -> Cabochon:
        """A round one with straight, steep flanks and a rounded tip."""
        return CabochonMaking.of("round", None, diameter, **{"dome": "bullet", **wishes})

    @staticmethod
    def sugarloaf(width: float | None = None, **wishes: Any) -> Cabochon:
        """A square one with four flanks that meet in ridges and a rounded top.

        For a longer one: ``Cabochon.of("rectangle", 10, 8, dome="sugarloaf")``.
        """
        return CabochonMaking.of("square", None, width, **{"dome": "sugarloaf", **wishes})


def _width_and_ratio(
    outline: str,
    length: float | None,
    width: float | None,
    carat: float | None,
    ratio: float | None,
) -> tuple[float, float]:
    """Width, 0 if the weight decides, and length over width."""
    sized = length is not None or width is not None
    if sized == (carat is not None):
        raise ParameterError(
            "Cabochon.of needs a size in mm or a weight in carat, and "
            f"{'both were' if sized else 'neither was'} given. "
            f"Write Cabochon.of({outline!r}, 10, 8) or "
            f"Cabochon.of({outline!r}, carat=2, ratio=1.25)."
        )
    if length is not None and width is not None:
        if ratio is not None and not math.isclose(length / width, ratio, rel_tol=1e-6):
            raise ParameterError(
                f"Cabochon.of: {length:g} by {width:g} mm has a ratio of {length / width:.4g}, not "
                f"{ratio:g}. Leave one of the three out."
            )
        return width, length / width
    if ratio is None and outline not in EQUAL:
        raise ParameterError(
            f"Cabochon.of: how long is a cabochon of outline {outline!r}? Give length and width, "
            "or ratio, length over width."
        )
    share = 1.0 if ratio is None else ratio
    return (length / share if length is not None else width or 0.0), share


def _width_of(
    carat: float, outline: str, ratio: float, height: float | None = None, back: float = 0.0,
    edge: float = 0.0, **wishes: Any,
) -> float:  # fmt: skip
    """The width of a weight: the volume grows with it, so halving finds it."""
    from jewelcad.gems.cabochon import Cabochon

    lengths = {"height": height, "back": back, "edge": edge}
    validated("Cabochon", specs_of(Cabochon), lengths, partial=True)
    unit = Cabochon(outline, ratio, 1.0, height=1.0, **wishes)
    ground = area(unit.girdle_outline)
    filled = unit.volume / ground

    def volume(width: float) -> float:
        tall = unit.kind.height * width + back if height is None else height
        return ground * width**2 * (filled * (tall - back - edge) + edge + 2.0 / 3.0 * back)

    low, high = 0.0, WIDEST
    sought = carat * GRAMS_PER_CARAT * 1000.0 / unit.specific_gravity
    for _ in range(100):
        middle = (low + high) / 2.0
        low, high = (middle, high) if volume(middle) < sought else (low, middle)
    return high
