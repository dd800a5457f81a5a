"""``jewelcad size``: one ring size in every system."""

from __future__ import annotations

import json

import click

from jewelcad.cli.table import table


@click.command("size")
@click.argument("size", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(size: tuple[str, ...], as_json: bool) -> None:
    """SIZE in every system, with the difference: "US 7", "UK N½", "EU 54", 17.2mm."""
    from jewelcad.reference import RingSize

    asked = RingSize(" ".join(size))
    rows = [
        {
            "system": seen.system,
            "size": None if seen.nearest is None else str(seen.nearest),
            "difference_mm": None if seen.difference is None else round(seen.difference, 4),
            "note": seen.note,
        }
        for seen in asked.conversions()
    ]
    if as_json:
        told = {
            "size": str(asked),
            "diameter_mm": round(asked.diameter, 4),
            "circumference_mm": round(asked.circumference, 4),
            "systems": rows,
        }
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    click.echo(
        f"{asked}: {asked.diameter:.3f} mm inside diameter, "
        f"{asked.circumference:.2f} mm circumference"
    )
    lines = [
        (str(row["system"]), str(row["size"] or ""), _difference(row["difference_mm"], seen.note))
        for row, seen in zip(rows, asked.conversions(), strict=True)
    ]
    click.echo(table(("system", "nearest", "differs in diameter"), lines))


def _difference(difference: object, note: str) -> str:
    return f"{difference:+.3f} mm" if isinstance(difference, float) else note
