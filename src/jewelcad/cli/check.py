"""``jewelcad check``: is a design, or a file to be printed, fit to be cast?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jewelcad.cli.scripts import Order, ScriptCommand
from jewelcad.errors import ParameterError

if TYPE_CHECKING:
    from jewelcad.checks.finding import Outcome
    from jewelcad.checks.subject import Subject
    from jewelcad.reference.profiles import Profile


class CheckCommand(ScriptCommand):
    """A command on a script, with flags for its parameters, or on a file, without."""

    def _order(self, ctx: click.Context, args: Sequence[str]) -> Order | None:
        operands, _ = self._words(args)
        if any(".py" in word for word, _ in operands):
            return super()._order(ctx, args)
        return None


@click.command("check", cls=CheckCommand)
@click.argument("target", metavar="[SCRIPT|FILE]", required=False)
@click.option("--preset", metavar="NAME", help="Start from a preset of the script.")
@click.option(
    "--profile",
    "wanted",
    metavar="NAME",
    help="Whose rules: a profile's name or your own .toml.  [default: lost wax in its metal]",
)
@click.option("--profiles", "list_profiles", is_flag=True, help="List the profiles and end.")
@click.option("--explain", metavar="CODE", help="What a check means, or 'all' of them, and end.")
@click.option("--picture", metavar="FILE.svg", help="With --explain: write its sketch.")
@click.option("--stage", metavar="cast|set", help="Of a script.  [default: cast]")
@click.option("--tolerance", metavar="MM", help="Of a script's or a STEP's mesh.  [default: 0.01]")
@click.option("--unit", metavar="NAME", help="In what an STL is drawn, if not in mm: inch, cm ...")
@click.option("--least-wall", "wall", metavar="MM", help="No wall of any part may be thinner.")
@click.option("--thinnest", is_flag=True, help="Find the thinnest wall, however thick.")
@click.option("--strict", is_flag=True, help="Warnings fail too.")
@click.option("--junit", metavar="FILE", help="Write the outcome as JUnit XML.")
@click.option("--html", metavar="FILE", help="Write a report with pictures, one page by itself.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_context
def command(ctx: click.Context, /, target: str | None, **words: Any) -> int:
    """Check SCRIPT, or FILE in millimetres, before it goes to the printer.

    SCRIPT is a design with its parameters; FILE an STL, 3MF or STEP. The answer on the wall is a
    proof, not a sample: no wall of the mesh is thinner than the lower end of the bracket it gives.
    Exit code 1 if a check fails or could not run.
    """
    if words["list_profiles"]:
        return _list_profiles()
    if words["explain"] is not None:
        return _explain(words["explain"], words["picture"])
    if words["picture"]:
        raise click.UsageError("--picture draws a check: say which with --explain CODE.", ctx)
    if target is None:
        raise click.UsageError(
            f"What shall be checked? Give a script or a file: {ctx.command_path} ring.stl", ctx
        )
    profile = _profile(words)
    subject, title = _script(ctx.obj, words) if ctx.obj else _file(target, words)
    outcome = _outcome(subject, profile, words["thinnest"])
    _write(outcome, subject, title, words)
    if words["as_json"]:
        click.echo(json.dumps(_told(outcome, subject, title, words["strict"]), indent=2))
    else:
        from jewelcad.report.checked import lines

        click.echo(f"{title}: {_facts(subject)}")
        for note in subject.notes:
            click.echo(f"  {note}")
        click.echo("\n".join(lines(outcome, words["strict"])))
    return 0 if outcome.passed(words["strict"]) else 1


def _profile(words: dict[str, Any]) -> Profile | None:
    from jewelcad.cli.build import length
    from jewelcad.reference.profiles import profile

    found = profile(words["wanted"]) if words["wanted"] else None
    if words["wall"] is None:
        return found
    least = length("wall", words["wall"], 0.8, 0.05, 10.0)
    return (found or profile("lost-wax-gold")).with_wall(least)


def _script(order: Order, words: dict[str, Any]) -> tuple[Subject, str]:
    from jewelcad.cli.build import stage_named
    from jewelcad.cli.progress import Steps

    values = order.values(words, words["preset"])
    tolerance = _tolerance(words)
    stage = stage_named(words["stage"] or "cast")
    with Steps(total=2) as steps:
        with steps("design"):
            piece = order.design.make(values)
        with steps("mesh"):
            from jewelcad import finish
            from jewelcad.checks.subject import Subject

            mesh = finish.mesh(piece.workpiece(stage), tolerance)
    return Subject(mesh, piece, stage, tolerance=tolerance), order.design.name


def _file(target: str, words: dict[str, Any]) -> tuple[Subject, str]:
    from jewelcad.checks.subject import Subject
    from jewelcad.reading import read

    for name in ("stage", "preset"):
        if words[name] is not None:
            raise ParameterError(f"--{name} is a script's; {target} is a file as it is.")
    found = read(Path(target), words["unit"], _tolerance(words))
    return Subject(found.mesh, notes=found.notes), target


def _tolerance(words: dict[str, Any]) -> float:
    from jewelcad.cli.build import length

    return length("tolerance", words["tolerance"], 0.01, 0.001, 0.1)


def _outcome(subject: Subject, profile: Profile | None, thinnest: bool) -> Outcome:
    from jewelcad.making import outcome_of

    subject.whole = thinnest
    return outcome_of(subject, profile)


def _write(outcome: Outcome, subject: Subject, title: str, words: dict[str, Any]) -> None:
    if words["junit"]:
        from jewelcad.report.junit import junit

        text = junit(outcome, title, words["strict"])
        _save(words["junit"], text)
    if words["html"]:
        from jewelcad.report.page import page

        text = page(outcome, subject, title, words["strict"])
        _save(words["html"], text)


def _save(name: str, text: str) -> None:
    from jewelcad.files import written

    with written(Path(name)) as beside:
        beside.write_text(text, encoding="utf-8")


def _told(outcome: Outcome, subject: Subject, title: str, strict: bool) -> dict[str, Any]:
    from jewelcad import measure
    from jewelcad.report.checked import told_of

    found = subject.topology
    return {
        "title": title,
        "notes": list(subject.notes),
        "triangles": len(subject.mesh.triangles),
        "shells": found.components,
        "genus": found.genus,
        "volume_mm3": round(measure.volume(subject.mesh), 4) if subject.closed else None,
        **told_of(outcome, strict),
    }


def _facts(subject: Subject) -> str:
    from jewelcad import measure

    found, count = subject.topology, len(subject.mesh.triangles)
    if not subject.closed:
        return f"{count:,} triangles, not closed"
    shells = f"{found.components} shell{'s' if found.components != 1 else ''}"
    volume = measure.volume(subject.mesh)
    return f"{count:,} triangles, closed, {shells}, genus {found.genus}, {volume:.2f} mm³"


def _list_profiles() -> int:
    from jewelcad.reference.profiles import profile, profiles

    for name in profiles():
        found = profile(name)
        click.echo(f"{name:22} {found.version:8} {found.title}")
        click.echo(f"{'':31} {found.about}")
    return 0


def _explain(code: str, sketch: str | None) -> int:
    from jewelcad.checks.table import CHECKS, check_named

    if code == "all":
        if sketch:
            raise ParameterError("--picture draws one check: --explain JC103 --picture FILE.svg")
        for check in CHECKS:
            click.echo(f"{check.code}  {check.name:18} {check.title}")
        return 0
    check = check_named(code)
    if sketch:
        from jewelcad.checks.pictures import picture

        _save(sketch, picture(code))
    click.echo(f"{check.code} {check.name}: {check.title}\n\n{check.explanation}")
    return 0
