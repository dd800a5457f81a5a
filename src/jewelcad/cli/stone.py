"""``jewelcad stone``: one stone, its numbers and its files, each read back."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jewelcad.errors import ParameterError

if TYPE_CHECKING:
    from jewelcad.export import Product
    from jewelcad.gems import Gem

_NUMBER = re.compile(r"[+.]?[0-9]")


@click.command(
    "stone",
    epilog="Examples: jewelcad stone round 6.5; jewelcad stone oval 8 6 --species ruby; "
    "jewelcad stone pear --carat 1.2 --format step,png; jewelcad stone --asc design.asc 8",
)
@click.argument("words", nargs=-1, metavar="CUT SIZE [WIDTH]")
@click.option("--asc", metavar="FILE", help="Cut it as this GemCad file says; SIZE is its width.")
@click.option("--species", metavar="NAME", default="diamond", show_default=True, help="Of it.")
@click.option("--species-file", metavar="FILE", help="Your own species, a CSV file.")
@click.option("--carat", metavar="CT", help="Its weight, instead of a size.")
@click.option("--ratio", metavar="R", help="Length over width.  [default: the cut's usual one]")
@click.option(
    "--format",
    "formats",
    metavar="LIST",
    help="What to write: step, stl, 3mf, glb, png; several with commas.  [default: nothing]",
)
@click.option("--out", metavar="DIR", help="Where to write.  [default: exports/stones]")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(words: tuple[str, ...], **given: Any) -> None:
    """The stone of a CUT, SIZE mm long (a round stone: in diameter).

    Its WIDTH, if it is not given, follows from the cut's usual ratio. jewelcad stones lists the
    cuts. The picture shows the facets from the top, the side and below.
    """
    wanted = _formats(given["formats"])
    if given["out"] is not None and not wanted:
        raise ParameterError("--out needs --format: say what to write, such as --format step,png.")
    folder = Path(given["out"] or "exports/stones")
    if given["species_file"] is not None:
        from jewelcad.reference import species_from

        species_from(given["species_file"])
    gem = _stone(words, given)
    told = numbers(gem)
    if wanted:
        told["files"] = _written(gem, wanted, folder, _file_name(gem, given["asc"]))
    if given["as_json"]:
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    _show(told)
    if wanted:
        click.echo(f"Written to {folder}/: {', '.join(told['files'])}")


# ---- what is asked for -----------------------------------------------------------------------


def _stone(words: tuple[str, ...], given: dict[str, Any]) -> Gem:
    carat, ratio = _number("carat", given["carat"]), _number("ratio", given["ratio"])
    if given["asc"] is not None:
        return _from_file(given["asc"], words, carat, ratio, given["species"])
    cut, sizes = _split(words)
    _must_be_one_size(sizes, carat, 2, "6.5 or 8 6")
    from jewelcad.gems import Gem

    if cut.casefold() == "round" and ratio not in (None, 1.0):
        raise ParameterError(f"A round stone has no --ratio {ratio:g}. Try an oval.")
    if len(sizes) == 2 and ratio is not None:
        raise ParameterError("SIZE, WIDTH and --ratio are one too many: leave one of them out.")
    return Gem.of(cut, *sizes, carat=carat, ratio=ratio, species=given["species"])


def _from_file(
    path: str, words: tuple[str, ...], carat: float | None, ratio: float | None, species: str
) -> Gem:
    if ratio is not None:
        raise ParameterError("--ratio does not go with --asc: a design has its own.")
    sizes = [_number("width", word) for word in words]
    _must_be_one_size(sizes, carat, 1, "8")
    from jewelcad.gems.asc import AscCut, load
    from jewelcad.gems.gem import sized

    cut = AscCut(load(path), Path(path).name)
    return sized("jewelcad stone", cut, sizes[0] if sizes else None, carat, species)


def _split(words: tuple[str, ...]) -> tuple[str, list[float | None]]:
    """The words of the cut's name (``square step``; ``rose-12``, with its number), the sizes."""
    count = next((i for i, word in enumerate(words) if _NUMBER.match(word)), len(words))
    if not count:
        raise ParameterError(
            "Which cut? Give one with its size, such as: jewelcad stone round 6.5. "
            "jewelcad stones lists the cuts."
        )
    name = " ".join(words[:count])
    return name, [_number("size", word) for word in words[count:]]


def _must_be_one_size(sizes: list[float | None], carat: float | None, most: int, like: str) -> None:
    if len(sizes) > most:
        raise ParameterError(f"{len(sizes)} sizes are {len(sizes) - most} too many. Give {like}.")
    if bool(sizes) == (carat is not None):
        given = "both were" if sizes else "neither was"
        raise ParameterError(f"Give a size in mm, such as {like}, or --carat; {given} given.")


def _number(name: str, text: str | None) -> float | None:
    from jewelcad.params import spec_of
    from jewelcad.units import Carat, Mm

    kind = {"carat": Carat, "ratio": float}.get(name, Mm)
    return None if text is None else float(spec_of(name, kind).read(text))


def _formats(text: str | None) -> tuple[str, ...]:
    from jewelcad.cli.build import formats_named

    return () if text is None else formats_named(text.split(","))


# ---- numbers ---------------------------------------------------------------------------------


def numbers(gem: Gem) -> dict[str, Any]:
    """Everything the command tells of a stone; lengths in mm, shares in % of the width."""
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
        "trade_carat": _trade_carat(gem),
        "cast_in_place": species(gem.species).heat,
        "facets": sum(tiers.values()),
        "girdle_facets": girdle,
        "tiers": tiers,
    }


def _trade_carat(gem: Gem) -> float | None:
    """What the trade's chart says of a round diamond, if it reaches so far."""
    from jewelcad.reference import melee

    if (gem.cut, gem.species) != ("round", "diamond") or not melee.reaches(gem.width):
        return None
    return round(melee.trade_carat(gem.width), 6)


def _tiers(gem: Gem) -> tuple[dict[str, int], int]:
    """How many facets each tier has, in the order they are cut; and how many the girdle has."""
    stone = gem.polyhedron
    girdle = [tier == "girdle" for tier in stone.tiers]
    if gem.girdle_thickness and not any(girdle):  # in a file its facets are called as they please
        girdle = (abs(stone.normals[:, 2]) < 1e-3).tolist()
    named = zip(stone.tiers, girdle, strict=True)
    tiers = Counter(tier or "unnamed" for tier, upright in named if not upright)
    return dict(tiers), sum(girdle)


def _show(told: dict[str, Any]) -> None:
    from jewelcad.cli.table import table
    from jewelcad.reference.melee import DEFAULT

    size = f"{told['length_mm']:.2f} x {told['width_mm']:.2f} mm"
    click.echo(f"{told['cut']}, {told['species']}: {size}, {told['carat']:.3f} ct")
    if trade := told["trade_carat"]:
        more = 100.0 * (trade / told["carat"] - 1.0)
        click.echo(f"trade chart ({DEFAULT}): {trade:.4f} ct, {more:+.0f} % to the computed weight")
    rows = [
        ("depth", f"{told['depth_mm']:.3f} mm, {told['depth_percent']:.1f} %"),
        ("length to width", f"{told['ratio']:.3f}"),
        ("table", f"{told['table_percent']:.1f} %" if told["table_percent"] else "none"),
        ("crown", _slope(told, "crown", "height")),
        ("girdle", f"{told['girdle_mm']:.3f} mm, {told['girdle_percent']:.1f} %"),
        ("pavilion", _slope(told, "pavilion", "depth")),
        ("volume", f"{told['volume_mm3']:.3f} mm³"),
        ("cast in place", told["cast_in_place"]),
        ("facets", f"{told['facets']} and {told['girdle_facets']} on the girdle"),
        *((f"  {tier}", str(count)) for tier, count in told["tiers"].items()),
    ]
    click.echo(table(rows[0], rows[1:]))


def _slope(told: dict[str, Any], part: str, what: str) -> str:
    angle = told[f"{part}_angle_deg"]
    high = f"{told[f'{part}_{what}_mm']:.3f} mm, {told[f'{part}_{what}_percent']:.1f} %"
    return f"{angle:.2f}°, {high}" if angle else high


# ---- files -----------------------------------------------------------------------------------


def _file_name(gem: Gem, asc: str | None) -> str:
    """``oval-8x6``, or the design's file with the size."""
    name = Path(asc).stem if asc is not None else gem.cut
    long, wide = f"{gem.length:.4g}", f"{gem.width:.4g}"
    word = re.sub(r"[^\w.]+", "-", name).strip("-.") or "stone"
    return f"{word[:80]}-{long}" if long == wide else f"{word[:80]}-{long}x{wide}"


def _written(gem: Gem, wanted: tuple[str, ...], folder: Path, name: str) -> list[str]:
    from jewelcad.cli.making import PICTURE, check_folder, place_together
    from jewelcad.export import export

    check_folder(folder)
    product = product_of(gem, name)

    def write(stage: Path) -> list[Path]:
        keys = [key for key in wanted if key != PICTURE]
        files = [done.path for done in export(product, stage, name, keys)]
        return [*files, _picture(gem, stage / f"{name}.png")] if PICTURE in wanted else files

    return [path.name for path in place_together(folder, write)]


def product_of(gem: Gem, name: str) -> Product:
    """The stone as what leaves: its volume is the cut's own, not the mesh's."""
    from jewelcad import measure
    from jewelcad.export import Expected, Product
    from jewelcad.preview.staging import refraction
    from jewelcad.reference.stones import species

    mesh = gem.mesh()
    expected = Expected(
        volume=gem.volume,
        genus=0,
        components=1,
        tolerance=0.0,
        area=measure.area(mesh),
        bounds=gem.extents,
        least_side=0.1,
    )
    kind = species(gem.species)
    facts = {"Title": name, "cut": gem.cut, "species": gem.species, "carat": f"{gem.carat:.4f}"}
    return Product(
        name, mesh, expected, gem.solid, colour=kind.rgb, metadata=facts, ior=refraction(kind)
    )


def _picture(gem: Gem, path: Path) -> Path:
    from jewelcad.preview import stone_diagram
    from jewelcad.preview.stills import save_picture

    return save_picture(stone_diagram(gem, (1600, 750)), path)
