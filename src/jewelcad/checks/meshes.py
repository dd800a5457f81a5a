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


def self_crossing(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """Where the surface passes through itself, programs guess what is metal.

    Every pair of triangles is looked at, by a tree of boxes: they cross if each reaches through the
    other by more than 0.00001 mm, and overlap if they share ground in one plane. Unite the parts
    where they were made.
    """
    from jewelcad.checks.crossings import crossings

    found = crossings(subject.mesh)
    for place in found.places():
        yield Finding(
            "JC102",
            "self-crossing",
            "error",
            f"The surface crosses itself along {place.length:.2f} mm, up to {place.depth:.3f} mm "
            f"deep ({' and '.join(place.bodies)}). Unite the parts there.",
            part=place.bodies[0],
            place=place.place,
            value=place.depth,
            limit=0.0,
            size=place.length,
            size_unit="mm",
        )
    if len(found.overlaps):
        at = subject.mesh.corners[found.overlaps[0, 0]].mean(axis=0)
        yield Finding(
            "JC102",
            "self-crossing",
            "error",
            f"{len(found.overlaps)} pairs of triangles lie on each other: surfaces laid together "
            "or drawn twice. Let the parts overlap, or take one of them away.",
            part=subject.mesh.names[subject.mesh.body[found.overlaps[0, 0]]],
            place=(float(at[0]), float(at[1]), float(at[2])),
            value=float(len(found.overlaps)),
            limit=0.0,
            unit="pairs",
        )


SHELLS = {
    "metal": "a second piece of metal: it falls off, or was meant to touch",
    "body within": "a body within the metal: programs count it twice",
    "inside out": "a shell that is inside out",
    "open": "a shell that is not closed",
}


def several_shells(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """A piece is one shell: what does not hang together falls apart in the mould.

    Shells are told apart by their edges, and whether one lies in another by winding numbers. Move
    parts together until they overlap, or send them as files of their own.
    """
    found = [shell for shell in subject.shells if shell.kind != "hollow"]
    for shell in found[1:] if found and found[0].kind == "metal" else found:
        yield Finding(
            "JC105",
            "several-shells",
            "error",
            f"There is {SHELLS[shell.kind]} ({shell.volume:.3f} mm³, {shell.triangles} "
            "triangles). Let the parts overlap, or send them as files of their own.",
            part=shell.bodies[0],
            place=shell.place,
            value=shell.volume,
            unit="mm³",
        )


def trapped_volume(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """A hollow without a way out keeps its resin, powder or investment, and bursts in the furnace.

    A closed shell inside the metal that looks inwards bounds a hollow. Drill drains into it, or
    fill it.
    """
    for shell in subject.shells:
        if shell.kind == "hollow":
            yield Finding(
                "JC106",
                "trapped-volume",
                "error",
                f"{shell.volume:.3f} mm³ are shut in. Drill drains into the hollow, or fill it.",
                part=shell.bodies[0],
                place=shell.place,
                value=shell.volume,
                limit=0.0,
                unit="mm³",
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
