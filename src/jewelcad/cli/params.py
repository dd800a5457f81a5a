"""``jewelcad params``: what can be turned on a design."""

from __future__ import annotations

import json
from typing import Any

import click

from jewelcad.cli.scripts import Order, ScriptCommand, script_argument
from jewelcad.cli.table import table


class Listed(ScriptCommand):
    """Needs the script, but takes no flags of it."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        return click.Command.get_params(self, ctx)


@click.command("params", cls=Listed)
@script_argument
@click.option("--json", "as_json", is_flag=True, help="Print the JSON schema.")
@click.pass_context
def command(ctx: click.Context, script: str, as_json: bool) -> None:
    """List the parameters of SCRIPT: unit, default, range, and its presets."""
    order: Order = ctx.obj
    if as_json:
        click.echo(json.dumps(order.design.schema(), indent=2, ensure_ascii=False))
        return
    click.echo(
        f"{order.design.title}: {order.design.doc.splitlines()[0] if order.design.doc else ''}"
    )
    head = ("name", "unit", "default", "allowed", "usual", "about")
    click.echo(table(head, [_row(spec) for spec in order.design.specs.values()]))
    for name, values in order.design.presets.items():
        click.echo(f"preset {name!r}: {', '.join(f'{k} = {v}' for k, v in values.items())}")


def _row(spec: Any) -> tuple[str, ...]:
    from jewelcad.params.telling import limits, shown_default, usual

    return (
        f"--{spec.name.replace('_', '-')}",
        spec.unit,
        shown_default(spec),
        limits(spec).removesuffix(spec.unit).strip(),
        usual(spec),
        spec.about,
    )
