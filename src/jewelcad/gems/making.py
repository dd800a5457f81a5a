"""Gems by the name of their cut: ``Gem.oval(8, 6)``, ``Gem.of("kite", carat=0.5)``."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jewelcad.errors import ParameterError
from jewelcad.params import specs_of

if TYPE_CHECKING:
    from jewelcad.gems.cabochon import Cabochon
    from jewelcad.gems.gem import Gem
    from jewelcad.gems.pearl import Pearl


class Making:
    """How `Gem` makes stones that are not round. All take what `of` takes."""

    @staticmethod
    def of(
        cut: str,
        length: float | None = None,
        width: float | None = None,
        *,
        carat: float | None = None,
        ratio: float | None = None,
        depth: float | None = None,
        species: str = "diamond",
        **proportions: Any,
    ) -> Gem:
        """A stone of any cut, by its size or its weight.

        Parameters
        ----------
        cut : a name in ``gems/cuts.csv``, or ``round``
        length, width : of the girdle, mm; the one not given follows from ``ratio``
        carat : weight instead of a size, ct
        ratio : length over width; not given, the cut's usual one
        depth : culet to table, mm; the pavilion angle follows
        species : such as ``diamond``, ``ruby``
        proportions : instead of the cut's: ``table`` (%), ``crown_angle`` (degrees) ...

        Raises
        ------
        ParameterError
            If neither or both of a size and a weight are given, or a value cannot be.

        Examples
        --------
        >>> from jewelcad.gems import Gem
        >>> stone = Gem.of("oval", 8, 6, depth=3.7)
        >>> round(stone.length, 6), round(stone.depth, 6)
        (8.0, 3.7)
        """
        from jewelcad.gems.cuts import must_know, named
        from jewelcad.gems.gem import Gem, sized
        from jewelcad.gems.round import RoundBrilliant

        if str(cut).strip().casefold() == "round":
            must_know("round", proportions, (*specs_of(RoundBrilliant), "proportions"))
            stone = Gem.round(
                _one(length, width, ratio), carat=carat, species=species, **proportions
            )
            return stone if depth is None else _as_deep(stone, depth, carat, proportions)
        wide, share = _size(cut, length, width, ratio, carat)
        stone = sized(named(cut).cut(ratio=share, **proportions), wide, carat, species)
        return stone if depth is None else _as_deep(stone, depth, carat, proportions)

    @staticmethod
    def from_asc(path: str | Path, width: float, species: str = "diamond") -> Gem:
        """A stone cut to a GemCad ``.asc`` design, ``width`` mm wide.

        Raises
        ------
        ParameterError
            If the file cannot be read as a design or its facets do not close; names the line.
        """
        from jewelcad.gems.asc import from_asc

        return from_asc(path, width, species)

    @staticmethod
    def from_mesh(
        path: str | Path, *, unit: str = "mm", up: Any | None = None, species: str = "diamond"
    ) -> Gem:
        """A scanned or foreign stone, from a closed STL, PLY or OBJ mesh, however it lies.

        Table, girdle plane, length and outline are found; its `cut` is ``scan``. ``proportions``
        says how sure: ``outline_deviation``, ``deviation`` and ``noise``, shares of the width.

        Parameters
        ----------
        path : of the file
        unit : of its numbers: ``mm``, ``cm``, ``m``, ``inch``, ``µm``
        up : where the table looks, if it is not to be found: ``"+z"``, ``"-x"``, ``(0, 0, 1)``
        species : such as ``diamond``, ``ruby``

        Raises
        ------
        ParameterError
            If the file cannot be read, or is not one closed body of a stone's size.
        """
        from jewelcad.gems.scan import from_mesh

        return from_mesh(path, unit, up, species)

    @staticmethod
    def measured(
        cut: str,
        *,
        length: float | None = None,
        width: float | None = None,
        depth: float | None = None,
        crown: float | None = None,
        pavilion: float | None = None,
        girdle: float | None = None,
        table: float | None = None,
        table_percent: float | None = None,
        carat: float | None = None,
        species: str = "diamond",
        reading: float = 0.05,
        **proportions: Any,
    ) -> Gem:
        """The stone on the bench, from what the calliper and the scale say.

        Every reading holds. What was not read follows the cut's usual proportions; where the depth
        was read, the pavilion takes the rest of it (or the crown, or the girdle, whichever was not
        read). If all four heights were read, the depth holds and the pavilion takes up what they
        miss it by.

        Parameters
        ----------
        cut : as in `of`
        length, width : of the girdle, mm; of a round stone the mean of two diameters counts
        depth, crown, pavilion : culet to table, girdle to table, girdle to culet, mm
        girdle : its thickness at its thick points, mm
        table : its width, as `Gem.table`, mm; or ``table_percent``, of the width
        carat : what the scale says; see also `weighing`, which tells the difference
        species : such as ``diamond``, ``ruby``
        reading : how far crown, girdle and pavilion may miss the depth, mm (a choice)
        proportions : what else is known, as in `of`

        Raises
        ------
        ParameterError
            If the readings contradict each other, or the scale differs from the computed weight by
            more than 15 %: a reading or the species is wrong.

        Examples
        --------
        >>> from jewelcad.gems import Gem
        >>> stone = Gem.measured("round", length=6.48, width=6.52, depth=3.95, table=3.7)
        >>> round(stone.diameter, 6), round(stone.depth, 6), round(stone.pavilion_angle, 2)
        (6.5, 3.95, 41.18)
        """
        from jewelcad.gems.measured import measured

        readings = {
            "length": length, "width": width, "depth": depth, "crown": crown,
            "pavilion": pavilion, "girdle": girdle, "table": table,
            "table_percent": table_percent, "carat": carat, "reading": reading,
        }  # fmt: skip
        return measured(cut, readings, species, proportions)

    @staticmethod
    def cabochon(
        outline: str, length: float | None = None, width: float | None = None, **wishes: Any
    ) -> Cabochon:
        """A cabochon: `Cabochon.of`; ``Gem.cabochon("oval", 10, 8, dome="high")``."""
        from jewelcad.gems.cabochon import Cabochon

        return Cabochon.of(outline, length, width, **wishes)

    @staticmethod
    def pearl(diameter: float | None = None, **wishes: Any) -> Pearl:
        """A pearl or bead: `Pearl.of`; ``Gem.pearl(7, drill="half")``."""
        from jewelcad.gems.pearl import Pearl

        return Pearl.of(diameter, **wishes)

    @staticmethod
    def oval(length: float | None = None, width: float | None = None, **wishes: Any) -> Gem:
        """An oval brilliant; see `of`."""
        return Making.of("oval", length, width, **wishes)

    @staticmethod
    def pear(length: float | None = None, width: float | None = None, **wishes: Any) -> Gem:
        """A pear brilliant, its point to +x; see `of`."""
        return Making.of("pear", length, width, **wishes)

    @staticmethod
    def marquise(length: float | None = None, width: float | None = None, **wishes: Any) -> Gem:
        """A marquise brilliant; see `of`."""
        return Making.of("marquise", length, width, **wishes)

    @staticmethod
    def heart(length: float | None = None, width: float | None = None, **wishes: Any) -> Gem:
        """A heart brilliant, its point to +x; see `of`."""
        return Making.of("heart", length, width, **wishes)

    @staticmethod
    def cushion(length: float | None = None, width: float | None = None, **wishes: Any) -> Gem:
        """A cushion brilliant; see `of`."""
        return Making.of("cushion", length, width, **wishes)

    @staticmethod
    def princess(length: float | None = None, width: float | None = None, **wishes: Any) -> Gem:
        """A princess of three chevrons; see `of`."""
        return Making.of("princess", length, width, **wishes)

    @staticmethod
    def radiant(length: float | None = None, width: float | None = None, **wishes: Any) -> Gem:
        """A radiant; see `of`."""
        return Making.of("radiant", length, width, **wishes)

    @staticmethod
    def emerald(length: float | None = None, width: float | None = None, **wishes: Any) -> Gem:
        """An emerald cut of three tiers over three; see `of`."""
        return Making.of("emerald", length, width, **wishes)

    @staticmethod
    def asscher(length: float | None = None, width: float | None = None, **wishes: Any) -> Gem:
        """An asscher; see `of`."""
        return Making.of("asscher", length, width, **wishes)

    @staticmethod
    def baguette(length: float | None = None, width: float | None = None, **wishes: Any) -> Gem:
        """A straight baguette; see `of`."""
        return Making.of("baguette", length, width, **wishes)

    @staticmethod
    def trillion(length: float | None = None, width: float | None = None, **wishes: Any) -> Gem:
        """A trillion, a point to +x; see `of`."""
        return Making.of("trillion", length, width, **wishes)


def _one(length: float | None, width: float | None, ratio: float | None) -> float | None:
    if length is not None and width is not None and length != width:
        raise ParameterError(f"A round stone is not {length:g} by {width:g} mm. Try an oval.")
    if ratio not in (None, 1.0):
        raise ParameterError(f"A round stone has no length over width of {ratio}. Try an oval.")
    return width if length is None else length


def _size(
    cut: str,
    length: float | None,
    width: float | None,
    ratio: float | None,
    carat: float | None,
) -> tuple[float | None, float]:
    """Width (None: by weight) and length over width."""
    for name, value in (("length", length), ("width", width), ("ratio", ratio)):
        if value is not None and not (_is_number(value) and 0.0 < value < math.inf):
            raise ParameterError(f"{cut}: {name} = {value!r} is not a number above 0.")
    if (length is None and width is None) == (carat is None):
        given = "neither" if carat is None else "both"
        raise ParameterError(
            f"{cut}: give a length or a width in mm, or a weight in carat; {given} was given. "
            f'Write Gem.of("{cut}", width=6) or Gem.of("{cut}", carat=1).'
        )
    if length is not None and width is not None:
        if ratio is not None:
            raise ParameterError(
                f"{cut}: length, width and ratio are one too many: leave one of them out."
            )
        return width, length / width
    from jewelcad.gems.cuts import named

    share = named(cut).ratio if ratio is None else ratio
    return (width if length is None else length / share), share


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _as_deep(stone: Gem, depth: float, carat: float | None, given: Mapping[str, Any]) -> Gem:
    """The stone made ``depth`` mm deep."""
    if carat is not None:
        raise ParameterError("depth goes with a length or a width in mm, not with a weight.")
    if not (_is_number(depth) and math.isfinite(depth)):
        raise ParameterError(f"{stone.cut}: depth = {depth!r} is not a number of mm.")
    for name in ("pavilion_angle", "height"):
        if given.get(name) is not None:
            raise ParameterError(
                f"{stone.cut}: depth and {name} both say how deep it is: leave one of them out."
            )
    try:
        cut = stone.proportions.as_deep(100.0 * depth / stone.width)
    except ParameterError as error:
        raise ParameterError(f"With depth = {depth:g} mm: {error}") from None
    return replace(stone, proportions=cut)
