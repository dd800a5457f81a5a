"""``jewelcad alloys``: density and source of each."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from jewelcad.cli.table import table


@click.command("alloys")
@click.option(
    "--kind", metavar="NAME", help="Only gold, silver, platinum, palladium, base or pattern."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with all that is known.")
def command(kind: str | None, as_json: bool) -> None:
    """The alloys jewelcad knows, with density in g/cm³ and where it comes from."""
    from jewelcad.reference.alloys import alloys

    found = alloys(kind)
    if as_json:
        click.echo(json.dumps([asdict(a) for a in found], indent=2, ensure_ascii=False))
        return
    rows = [
        (
            a.name,
            a.kind,
            f"{a.density_g_cm3:.2f}",
            f"{a.density_lo:g} to {a.density_hi:g}",
            a.source,
        )
        for a in found
    ]
    click.echo(table(("alloy", "kind", "g/cm³", "sources say", "source"), rows))
