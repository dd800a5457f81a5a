"""What ``jewelcad stone`` tells of a stone."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from jewelcad.cli.unfacetted import told_of

if TYPE_CHECKING:
    from jewelcad.gems import Stone


def numbers(gem: Stone) -> dict[str, Any]:
    """Everything the command tells of a stone; lengths in mm, shares in % of the width."""
    from jewelcad.gems.cut import UNCOUNTED
    from jewelcad.reference.stones import species

    percent = 100.0 / gem.width
    tiers, girdle = _tiers(gem)
    told: dict[str, Any] = {
        "cut": gem.cut,
        "species": gem.species,
        "length_mm": gem.length,
        "width_mm": gem.width,
        "depth_mm": gem.depth,
        "ratio": gem.length / gem.width,
        "table_mm": gem.table,
        "table_percent": gem.table * percent,
        "depth_percent": gem.depth * percent,
        "crown_angle_deg": gem.crown_angle,
        "crown_height_mm": gem.crown_height,
        "crown_height_percent": gem.crown_height * percent,
        "girdle_mm": gem.girdle_thickness,
        "girdle_percent": gem.girdle_thickness * percent,
        "pavilion_angle_deg": gem.pavilion_angle,
        "pavilion_depth_mm": gem.pavilion_depth,
        "pavilion_depth_percent": gem.pavilion_depth * percent,
        "volume_mm3": gem.volume,
        "carat": gem.carat,
    }
    rounded = {k: round(v, 6) if isinstance(v, float) else v for k, v in told.items()}
    return rounded | {
        **told_of(gem),
        "trade_carat": _trade_carat(gem),
        "cast_in_place": species(gem.species).heat,
        "facets": sum(count for tier, count in tiers.items() if tier not in UNCOUNTED),
        "girdle_facets": girdle,
        "base_facets": tiers.get("base", 0),
        "tiers": tiers,
    }


def _trade_carat(gem: Stone) -> float | None:
    """What the trade's chart says of a round diamond, if it reaches so far."""
    from jewelcad.reference import melee

    if (gem.cut, gem.species) != ("round", "diamond") or not melee.reaches(gem.width):
        return None
    return round(melee.trade_carat(gem.width), 6)


def _tiers(gem: Stone) -> tuple[dict[str, int], int]:
    """How many facets each tier has, in the order they are cut; and how many the girdle has."""
    from jewelcad.gems import Gem

    if not isinstance(gem, Gem):
        return {}, 0
    stone = gem.polyhedron
    girdle = [tier == "girdle" for tier in stone.tiers]
    if gem.girdle_thickness and not any(girdle):  # in a file its facets are called as they please
        girdle = (abs(stone.normals[:, 2]) < 1e-3).tolist()
    named = zip(stone.tiers, girdle, strict=True)
    tiers = Counter(tier or "unnamed" for tier, upright in named if not upright)
    return dict(tiers), sum(girdle)


def show(told: dict[str, Any]) -> None:
    from jewelcad.cli.table import table
    from jewelcad.reference.melee import DEFAULT

    size = f"{told['length_mm']:.2f} x {told['width_mm']:.2f} mm"
    click.echo(f"{told['cut']}, {told['species']}: {size}, {told['carat']:.3f} ct")
    if trade := told["trade_carat"]:
        more = 100.0 * (trade / told["carat"] - 1.0)
        click.echo(f"trade chart ({DEFAULT}): {trade:.4f} ct, {more:+.0f} % to the computed weight")
    rows = [
        ("depth", _mm_and_percent(told, "depth")),
        ("length to width", f"{told['ratio']:.3f}"),
        ("table", _mm_and_percent(told, "table") if told["table_mm"] else "none"),
        ("crown", _slope(told, "crown", "height")),
        ("girdle", _mm_and_percent(told, "girdle")),
        ("pavilion", _slope(told, "pavilion", "depth")),
        ("volume", f"{told['volume_mm3']:.3f} mm³"),
        ("cast in place", told["cast_in_place"]),
        *_form(told),
        *((f"  {tier}", str(count)) for tier, count in told["tiers"].items()),
    ]
    click.echo(table(rows[0], rows[1:]))


def _form(told: dict[str, Any]) -> list[tuple[str, str]]:
    """Facets, or what a stone has instead."""
    if told["facets"]:
        flats, base = told["girdle_facets"], ", over a flat base" if told["base_facets"] else ""
        return [("facets", f"{told['facets']}, and {flats} flats of the girdle{base}")]
    if "dome" in told:
        return [("dome", told["dome"]), ("back", told["back"])]
    if "drill" not in told:
        return [("drilled", "no")]
    deep = f"{told['hole_depth_mm']:.2f} mm deep"
    return [("drilled", f"{told['drill']}, {told['hole_mm']:g} mm, {deep}")]


def _slope(told: dict[str, Any], part: str, what: str) -> str:
    angle, high = told[f"{part}_angle_deg"], _mm_and_percent(told, f"{part}_{what}")
    return f"{angle:.2f}°, {high}" if angle else high


def _mm_and_percent(told: dict[str, Any], what: str) -> str:
    return f"{told[f'{what}_mm']:.3f} mm, {told[f'{what}_percent']:.1f} %"
