"""Fit: the bore, the width, the edges at the finger, the height over it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from jewelcad import measure
from jewelcad.checks.finding import Finding
from jewelcad.checks.making import by_rule
from jewelcad.checks.subject import Subject
from jewelcad.reference import fit_notes
from jewelcad.reference.profiles import Profile

ROUNDING = 2e-5
"""mm that the float32 of an STL may move a place."""
NEAR_BORE = 0.15
"""mm from the bore within which an edge is felt by the finger (a choice)."""


def wrong_bore(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """The ring must have the size it was ordered in: a hundredth of a millimetre is a fault.

    Measured as the largest cylinder about the finger's axis that passes; a mesh's chords lie inside
    the round bore by twice its deviation at most, which is allowed for. Something pokes into the
    finger, or the size is not the shank's.
    """
    size = getattr(subject.piece, "size", None)
    if size is None:
        return
    found = measure.bore(subject.mesh)
    off = found - size.diameter
    least = -2.0 * subject.mesh.deviation - ROUNDING
    if not least <= off <= ROUNDING:
        yield Finding(
            "JC301",
            "wrong-bore",
            "error",
            f"The bore is {found:.3f} mm where {size} is {size.diameter:.3f} mm. Metal pokes into "
            "the finger, or a part was cut.",
            value=found,
            limit=size.diameter,
        )


def how_it_wears(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """What a shop tells the customer: wide bands feel tighter, domed insides looser.

    From the shop conventions of the fit rules, each with its source; notes, never faults.
    """
    shank = getattr(subject.piece, "shank", None)
    if shank is None:
        return
    domed = bool(getattr(shank.profile, "comfort_fit", False))
    for note in fit_notes(subject.piece.size, shank.width(), domed):
        yield Finding("JC302", note.code, "note", note.text, part="shank", source=note.source)


def sharp_inside(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """A sharp edge at the finger cuts: it is rounded in finishing, or in the design.

    Outer edges within 0.15 mm of the bore whose faces bend by 60 degrees and more are told with
    their length; a note, for finishing breaks them. A court or comfort-fit profile has none.
    """
    size = getattr(subject.piece, "size", None)
    if size is None:
        return
    from jewelcad.checks.creases import creases

    found = creases(subject.mesh, 60.0)
    radius = np.hypot(*found.middle[:, [0, 2]].T)
    inside = (found.bend > 0.0) & (radius < size.diameter / 2.0 + NEAR_BORE)
    if inside.any():
        worst = int(np.flatnonzero(inside)[np.argmax(found.bend[inside])])
        x, y, z = (float(c) for c in found.middle[worst])
        yield Finding(
            "JC303",
            "sharp-inside",
            "note",
            f"{found.length[inside].sum():.1f} mm of sharp edge lie at the finger, the sharpest "
            f"of {180.0 - found.bend[worst]:.0f} degrees. Break them in finishing, or take a "
            "profile that is rounded inside.",
            part=subject.mesh.names[subject.mesh.body[found.triangle[worst]]],
            place=(x, y, z),
            value=180.0 - float(found.bend[worst]),
            unit="degrees",
            size=float(found.length[inside].sum()),
            size_unit="mm",
        )


def tall(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """A tall setting catches: customers ask how high a ring stands over the finger.

    Measured from the finger's surface to the highest place of metal or stone at the top. A profile
    may set a limit; no house we know quotes one.
    """
    size = getattr(subject.piece, "size", None)
    rule = profile.rule("height")
    if size is None or rule is None:
        return
    top = float(subject.mesh.vertices[:, 2].max())
    for placed in subject.bench.stones:
        matrix = np.array(placed.frame.matrix)
        top = max(top, float((placed.gem.mesh().vertices @ matrix[2, :3]).max() + matrix[2, 3]))
    height = top - size.diameter / 2.0
    yield from by_rule(
        "JC304",
        rule,
        height,
        f"it stands {height:.2f} mm over the finger",
        "Lower the head.",
        part="head",
    )
