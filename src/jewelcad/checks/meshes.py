"""The mesh itself: closed, fine enough, of a piece's size."""

from __future__ import annotations

from collections.abc import Iterator

from jewelcad import measure
from jewelcad.checks.finding import Finding, Place
from jewelcad.checks.making import by_rule
from jewelcad.checks.subject import Subject
from jewelcad.geometry.mesh import Points
from jewelcad.reference.profiles import Profile


def open_mesh(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """A printer fills what is inside: a mesh that is not closed has no inside.

    Every edge must belong to exactly two triangles that agree which side is out (3MF core
    specification; gemwares, HMS, Stuller), and the whole must look outwards. Mend it where it was
    made; a slicer's repair guesses.
    """
    mesh, found = subject.mesh, subject.topology
    if not len(mesh.triangles):
        yield Finding("JC101", "open-mesh", "error", "There is no triangle in it. Export it again.")
        return
    for places, fault in (
        (found.open, "edges have a triangle on one side only: cracks or holes"),
        (found.crowded, "edges are shared by more than two triangles"),
        (found.turned, "edges lie between triangles that face opposite ways"),
    ):
        if len(places):
            yield _at(places, "error", f"{len(places)} {fault}.")
    if len(found.pinched):
        yield _at(
            found.pinched, "warning", f"It touches itself in {len(found.pinched)} single points."
        )
    if found.closed and measure.volume(mesh) <= 0.0:
        yield Finding(
            "JC101",
            "open-mesh",
            "error",
            f"It is inside out: its volume is {measure.volume(mesh):.3f} mm³. Turn its triangles.",
            value=measure.volume(mesh),
            limit=0.0,
            unit="mm³",
        )


def _at(places: Points, level: str, text: str) -> Finding:
    x, y, z = (float(c) for c in places[0])
    place: Place = (x, y, z)
    kind = "error" if level == "error" else "warning"
    advice = " A printer cannot tell metal from air there. Mend it where it was made."
    count = float(len(places))
    return Finding(
        "JC101",
        "open-mesh",
        kind,  # type: ignore[arg-type]
        text + advice,
        place=place,
        value=count,
        limit=0.0,
        unit="places",
    )


def coarse_mesh(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """A coarse mesh shows its facets in polished metal, and houses refuse it.

    The deviation of our own meshes from the true surface is measured as they are made; of a file
    from elsewhere it cannot be known, and is not judged. Build with a smaller --tolerance.
    """
    rule = profile.rule("deviation")
    if rule is not None and subject.piece is not None:
        yield from by_rule(
            "JC113",
            rule,
            subject.mesh.deviation,
            f"the mesh lies up to {subject.mesh.deviation:.4f} mm off the true surface",
            "Build it with a smaller --tolerance.",
        )


def odd_size(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """A file in inches or metres prints as a speck or a cupboard: STL holds no unit.

    The largest side of a piece of jewellery is between 1 and 200 mm; a house may ask for less.
    """
    if not len(subject.mesh.triangles):
        return
    low, high = measure.bounds(subject.mesh)
    sides = [b - a for a, b in zip(low, high, strict=True)]
    box = " x ".join(f"{s:.3g}" for s in sides)
    for key, value, what in (
        ("largest", max(sides), f"its largest side is {max(sides):.1f} mm"),
        ("smallest_sum", sum(sides), f"its sides add up to {sum(sides):.1f} mm"),
    ):
        if rule := profile.rule(key):
            yield from by_rule("JC114", rule, value, what, "Ask the house, or another one.")
    for unit, times in (("inches", 25.4), ("metres", 1000.0), ("centimetres", 10.0)):
        if max(sides) < 1.0 and 8.0 <= max(sides) * times <= 120.0:
            guess = f" In {unit} it would be {max(sides) * times:.1f} mm."
            break
    else:
        guess = ""
    if not 1.0 <= max(sides) <= 200.0:
        yield Finding(
            "JC114",
            "odd-size",
            "error",
            f"It is {box} mm; a piece of jewellery has a largest side of 1 to 200 mm.{guess} "
            "Export it in millimetres.",
            value=max(sides),
            limit=1.0 if max(sides) < 1.0 else 200.0,
        )
