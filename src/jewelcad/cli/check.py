"""``jewelcad check``: is a file to be printed closed, and how thin is it, proved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from jewelcad.checks.wall import Bracket
    from jewelcad.geometry.mesh import Mesh


@click.command("check")
@click.argument("file", metavar="FILE")
@click.option(
    "--wall", metavar="MM", help="No wall may be thinner.  [default: 0.8, what most casters take]"
)
@click.option("--thinnest", is_flag=True, help="Find the thinnest wall, however thick.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def command(file: str, wall: str | None, thinnest: bool, as_json: bool) -> int:
    """Check FILE, an STL in millimetres, before it goes to the printer.

    The answer on the wall is a proof, not a sample: no wall of the mesh is thinner than the lower
    end of the bracket it gives. Exit code 1 if a wall is too thin.
    """
    limit = _limit(wall)
    mesh = _closed(Path(file))
    from jewelcad.checks.wall import thinnest as search

    found = search(mesh) if thinnest else search(mesh, enough=limit)
    told = _told(mesh, found, limit)
    click.echo(json.dumps(told, indent=2, ensure_ascii=False) if as_json else _text(file, told))
    return 1 if told["findings"] else 0


def _limit(text: str | None) -> float:
    from typing import Annotated

    from jewelcad.params import Range, spec_of, validated
    from jewelcad.reference.limits import limit
    from jewelcad.units import Mm

    default = limit("check.wall.warn").value
    spec = spec_of("wall", Annotated[Mm, Range(0.05, 10)], default=default)
    value = default if text is None else spec.read(text)
    return float(validated("check", {"wall": spec}, {"wall": value})["wall"])


def _closed(path: Path) -> Mesh:
    """The mesh of a file, closed and of one or more shells.

    Raises
    ------
    ExportError
        If the file is no STL.
    GeometryError
        If it is not closed, so that it has no inside.
    """
    from jewelcad import measure
    from jewelcad.errors import GeometryError
    from jewelcad.export import stl

    mesh = stl.read(path)
    found = measure.topology(mesh)
    faults = [(len(found.open), "open edges"), (len(found.crowded), "edges of three triangles")]
    faults += [(len(found.turned), "edges whose triangles face opposite ways")]
    said = ", ".join(f"{n} {what}" for n, what in faults if n)
    if said or not len(mesh.triangles):
        raise GeometryError(
            f"{path} is not closed: {said or 'it has no triangle'}. It has no inside, so no wall "
            "can be measured and no printer can tell metal from air. Mend it where it was made."
        )
    if measure.volume(mesh) <= 0.0:
        raise GeometryError(
            f"{path} is inside out: its volume is {measure.volume(mesh):.3f} mm³. Turn its "
            "normals outwards where it was made."
        )
    return mesh


def _told(mesh: Mesh, found: Bracket, limit: float) -> dict[str, Any]:
    from jewelcad import measure

    whole = found.upper if found.witness and found.upper < float("inf") else None
    thin = found.lower < limit and found.witness is not None and found.upper < limit
    unsure = found.lower < limit and not thin
    place = None if found.witness is None else [round(c, 3) for c in found.witness[0]]
    row = {"part": found.body, "place": place, "limit": limit}
    findings = []
    if thin:
        findings.append({"code": "JC103", "level": "error", "value": whole, **row})
    elif unsure:
        findings.append({"code": "JC103", "level": "not verified", "value": found.lower, **row})
    return {
        "triangles": len(mesh.triangles),
        "shells": measure.components(mesh),
        "genus": measure.genus(mesh),
        "volume_mm3": round(measure.volume(mesh), 4),
        "wall": {
            "lower": _mm(found.lower),
            "upper": whole and _mm(whole),
            "witness": found.witness,
            "limit": limit,
        },
        "findings": findings,
    }


def _mm(value: float) -> float | None:
    return round(value, 5) if value < float("inf") else None


def _text(file: str, told: dict[str, Any]) -> str:
    wall = told["wall"]
    lines = [
        f"{file}: {told['triangles']:,} triangles, closed, {told['shells']} shell"
        f"{'s' if told['shells'] != 1 else ''}, genus {told['genus']}, "
        f"{told['volume_mm3']:.2f} mm³",
    ]
    for finding in told["findings"]:
        x, y, z = finding["place"] or (0.0, 0.0, 0.0)
        word = "thin-wall" if finding["level"] == "error" else "wall-not-verified"
        lines.append(
            f"JC103 {word} {finding['value']:.3f} mm < {wall['limit']:g} mm at "
            f"({x:.2f}, {y:.2f}, {z:.2f})"
        )
    if not told["findings"]:
        lines.append(f"no wall is thinner than {wall['limit']:g} mm (proved of the mesh)")
    if wall["upper"] is not None:
        lines.append(f"the thinnest wall is {wall['lower']:.3f} to {wall['upper']:.3f} mm")
    return "\n".join(lines)
