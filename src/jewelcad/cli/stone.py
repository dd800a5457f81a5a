"""``jewelcad stone``: one stone, its numbers and its files, each read back."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jewelcad.cli import unfacetted
from jewelcad.errors import ParameterError

if TYPE_CHECKING:
    from jewelcad.gems import Gem, Stone

_NUMBER = re.compile(r"[+.]?[0-9]")
FLAGS = ("ratio", "depth", "table", "crown_angle", "pavilion_angle", "girdle")
"""Proportions with a flag of their own."""


@click.command(
    "stone",
    epilog="Examples: jewelcad stone round 6.5; jewelcad stone oval 8 6 --species ruby; "
    "jewelcad stone pear --carat 1.2 --format step,png; jewelcad stone --asc design.asc 8; "
    "jewelcad stone oval cabochon 10 8 --dome high; jewelcad stone pearl 7 --drill half",
)
@click.argument("words", nargs=-1, metavar="CUT SIZE [WIDTH]")
@click.option("--asc", metavar="FILE", help="Cut it as this GemCad file says; SIZE is its width.")
@click.option(
    "--species",
    metavar="NAME",
    help="Of it.  [default: diamond; of a cabochon or bead quartz, of a pearl pearl]",
)
@click.option("--species-file", metavar="FILE", help="Your own species, a CSV file.")
@click.option("--carat", metavar="CT", help="Its weight, instead of a size.")
@click.option("--ratio", metavar="R", help="Length over width.  [default: the cut's usual one]")
@click.option("--depth", metavar="MM", help="Lowest point to top; the pavilion angle follows.")
@click.option("--table", metavar="%", help="Table, of the width.")
@click.option("--crown-angle", metavar="DEG", help="Slope of the crown's mains.")
@click.option("--pavilion-angle", metavar="DEG", help="Slope of the pavilion's mains.")
@click.option("--girdle", metavar="%", help="Girdle where it is thick, of the width.")
@click.option("--set", "more", metavar="NAME=VALUE", multiple=True, help="Any other proportion.")
@unfacetted.options
@click.option(
    "--format",
    "formats",
    metavar="LIST",
    help="What to write: step, stl, 3mf, glb, png, asc (GemCad); several with commas.  "
    "[default: nothing]",
)
@click.option("--out", metavar="DIR", help="Where to write.  [default: exports/stones]")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(words: tuple[str, ...], **given: Any) -> None:
    """The stone of a CUT, SIZE mm long (a round stone: in diameter).

    Its WIDTH, if it is not given, follows from the cut's usual ratio. jewelcad stones lists the
    cuts. The picture shows the facets from the top, the side and below. A CUT may also be an
    outline and "cabochon", or "pearl", or "bead".

    Proportions are the cut's usual ones where none are given. --set takes every proportion the
    cut has, such as star_length=55; a wrong name lists them.
    """
    from jewelcad.cli import stone_files
    from jewelcad.cli.stone_numbers import numbers, show

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
        name = stone_files.file_name(gem, given["asc"])
        told["files"] = stone_files.write(gem, wanted, folder, name)
    if given["as_json"]:
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    show(told)
    if wanted:
        click.echo(f"Written to {folder}/: {', '.join(told['files'])}")


# ---- what is asked for -----------------------------------------------------------------------


def _stone(words: tuple[str, ...], given: dict[str, Any]) -> Stone:
    carat, texts = _number("carat", given["carat"]), _proportions(given)
    species = given["species"] or "diamond"
    if given["asc"] is not None:
        unfacetted.refuse_options(given)
        return _from_file(given["asc"], words, carat, texts, species)
    ratio, depth = (_number(name, texts.pop(name, None)) for name in ("ratio", "depth"))
    cut, sizes = _split(words)
    _must_be_one_size(sizes, carat, 2, "6.5 or 8 6")
    if unfacetted.is_unfacetted(cut):
        return unfacetted.unfacetted(cut, sizes, carat, ratio, depth, given, texts)
    unfacetted.refuse_options(given)
    if cut.casefold() == "round" and ratio not in (None, 1.0):
        raise ParameterError(f"A round stone has no --ratio {ratio:g}. Try an oval.")
    if len(sizes) == 2 and ratio is not None:
        raise ParameterError("SIZE, WIDTH and --ratio are one too many: leave one of them out.")
    if carat is not None and depth is not None:
        raise ParameterError("--depth goes with a size in mm; by --carat, give --pavilion-angle.")
    if depth is not None and "pavilion_angle" in texts:
        raise ParameterError("--depth and --pavilion-angle say the same: leave one of them out.")
    shares = _read(cut, texts)
    from jewelcad.gems import Gem

    return Gem.of(cut, *sizes, carat=carat, ratio=ratio, depth=depth, species=species, **shares)


def _from_file(
    path: str, words: tuple[str, ...], carat: float | None, texts: dict[str, str], species: str
) -> Gem:
    for name in texts:
        flag = f"--{name.replace('_', '-')}" if name in FLAGS else f"--set {name}"
        raise ParameterError(f"{flag} does not go with --asc: a design has its own.")
    sizes = [_number("width", word) for word in words]
    _must_be_one_size(sizes, carat, 1, "8")
    from jewelcad.gems.asc import AscCut, load
    from jewelcad.gems.gem import sized

    cut = AscCut(load(path), Path(path).name)
    return sized(cut, sizes[0] if sizes else None, carat, species)


def _proportions(given: dict[str, Any]) -> dict[str, str]:
    """Proportions given by their own flag or by --set, as text."""
    texts = {name: given[name] for name in FLAGS if given[name] is not None}
    for word in given["more"]:
        name, equals, text = (part.strip() for part in word.partition("="))
        name = name.replace("-", "_")
        if not (name and equals and text):
            raise ParameterError(f"--set {word!r} is not NAME=VALUE. Write it like table=57.")
        if name in texts:
            raise ParameterError(f"{name} is given twice: leave one of them out.")
        texts[name] = text
    return texts


def _read(cut: str, texts: dict[str, str]) -> dict[str, Any]:
    """Values of a cut's proportions."""
    from jewelcad.gems.cuts import family, named
    from jewelcad.params import nearest, specs_of

    if not texts:
        return {}
    if cut.casefold() == "round":
        from jewelcad.gems.round import RoundBrilliant

        kind: Any = RoundBrilliant
        known = ["proportions", *specs_of(RoundBrilliant)]
    else:
        kind = family(named(cut).family)
        known = [name for name in specs_of(kind) if name not in ("name", "outline_name", "ratio")]
    for name in texts:
        if name not in known:
            raise ParameterError(
                f"{name!r} is no proportion of the cut {cut!r}.{nearest(name, known)} It has "
                f"{', '.join(known)}."
            )
    specs = specs_of(kind)
    return {name: specs[name].read(text) if name in specs else text for name, text in texts.items()}


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
    from jewelcad.cli.stone_files import ASC

    return () if text is None else formats_named(text.split(","), (ASC,))
