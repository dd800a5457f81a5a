"""``jewelcad stones``: the cuts and the species, as tables or as one picture."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jewelcad.cli.table import table

if TYPE_CHECKING:
    from jewelcad.gems import Cut
    from jewelcad.reference.stones import Species

_HEAT = {"ok": "may be cast in place", "no": "not cast in place", "not listed": "not listed"}


@click.command("stones")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with all that is known.")
@click.option("--sheet", metavar="FILE", help="Draw every cut instead: one picture, a .png.")
@click.option("--species-file", metavar="FILE", help="Your own species, a CSV file, among them.")
def command(as_json: bool, sheet: str | None, species_file: str | None) -> None:
    """The cuts jewelcad makes and the species it weighs; see also: jewelcad stone --help.

    Table and depth are in percent of the width, as are all proportions. Facets are counted without
    the girdle's flats and a rose's flat base.
    """
    if species_file is not None:
        from jewelcad.reference import species_from

        species_from(species_file)
    if sheet is not None:
        _draw(sheet)
        return
    from jewelcad.reference.stones import all_species

    cuts = list(cut_rows())
    if as_json:
        told = {"cuts": cuts, "species": [asdict(s) for s in all_species()]}
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    head = ("cut", "outline", "facets", "L:W", "table %", "depth %", "also called")
    click.echo(table(head, [_cut_line(row) for row in cuts]))
    kinds = ("species", "s.g.", "refractive index", "hardness", "dispersion", "in the mould")
    click.echo("\n" + table(kinds, [_species_line(s) for s in all_species()]))


def cut_rows() -> Iterator[dict[str, Any]]:
    """What the table says of each cut at its usual proportions."""
    from jewelcad.gems import RoundBrilliant
    from jewelcad.gems.cuts import all_cuts

    yield _row("round", (), "circle", RoundBrilliant.named("gia_reference"), None)
    for row in all_cuts():
        yield _row(row.name, row.aliases, row.outline, row.cut(), row.facets)
    yield from _unfacetted_rows()


def _unfacetted_rows() -> Iterator[dict[str, Any]]:
    """Stones without facets, by the names `jewelcad stone` knows them by."""
    from jewelcad.gems import Pearl
    from jewelcad.gems.cabochon_making import KINDS

    for name, kind in KINDS.items():
        outline = "square" if name == "sugarloaf" else "round" if kind.tall else "any"
        yield _smooth_row(f"{name} cabochon", outline, 100.0 * kind.height)
    for name, drill in (("pearl", "none"), ("bead", "full")):
        yield _smooth_row(name, "round", 100.0 * Pearl(1.0, drill, 0.1).depth)


def _smooth_row(name: str, outline: str, depth: float) -> dict[str, Any]:
    return {
        "name": name,
        "aliases": [],
        "outline": outline,
        "facets": 0,
        "ratio": 1.0,
        "table_percent": 0.0,
        "depth_percent": round(depth, 4),
    }


def _row(
    name: str, aliases: tuple[str, ...], outline: str, cut: Cut, facets: int | None
) -> dict[str, Any]:
    return {
        "name": name,
        "aliases": list(aliases),
        "outline": outline,
        "facets": facets if facets is not None else _counted(cut),
        "ratio": cut.ratio,
        "table_percent": round(cut.table, 4),
        "depth_percent": round(cut.depth, 4),
    }


def _counted(cut: Cut) -> int:
    """Facets of the diagram; no solid is made to count them."""
    from jewelcad.gems.cut import UNCOUNTED

    return sum(facet.name not in UNCOUNTED for facet in cut.planes())


def _cut_line(row: dict[str, Any]) -> tuple[str, ...]:
    return (
        row["name"],
        row["outline"],
        str(row["facets"] or "none"),
        f"{row['ratio']:.2f}",
        f"{row['table_percent']:g}" if row["table_percent"] else "none",
        f"{row['depth_percent']:.1f}",
        ", ".join(row["aliases"]),
    )


def _species_line(kind: Species) -> tuple[str, ...]:
    return (
        kind.name,
        f"{kind.specific_gravity:.2f}",
        _span(kind.ri_lo, kind.ri_hi, ".3f"),
        _span(kind.mohs_lo, kind.mohs_hi, "g"),
        _span(kind.dispersion, None, ".3f"),
        _HEAT.get(kind.heat, kind.heat),
    )


def _span(low: float | None, high: float | None, digits: str) -> str:
    known = dict.fromkeys(f"{value:{digits}}" for value in (low, high) if value is not None)
    return " to ".join(known) or "not known"


def _draw(text: str) -> None:
    from jewelcad.errors import ParameterError
    from jewelcad.making import check_folder

    path = Path(text)
    if path.suffix.lower() != ".png":
        raise ParameterError(f"--sheet {text!r} is not a .png. Write it like stones.png.")
    check_folder(path.parent)
    from jewelcad.preview import cut_sheet

    cut_sheet(path)
    click.echo(f"Wrote {path}")
