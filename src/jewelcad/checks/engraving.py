"""Engraved and raised lines that are too fine, too shallow or too deep."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from jewelcad.checks.finding import Finding
from jewelcad.checks.gap import turned
from jewelcad.checks.lines import Line, lines
from jewelcad.checks.making import by_rule
from jewelcad.checks.subject import Subject
from jewelcad.checks.zones import ZONES
from jewelcad.geometry.mesh import Mesh
from jewelcad.reference.profiles import Profile

WIDEST, DEEPEST = 0.6, 0.8
"""mm; what is wider or deeper is no line (a choice): it is judged as a wall or a gap."""
ROUNDING = 1e-3
"""mm to which a depth is found."""
LINES = ("wall", "band", "bezel")
"""Zones of our own pieces in which lines are looked for: what stands between claws is none."""

Measure = Callable[[Line], float]


def engraved_line(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """A fine deep groove holds a fin of investment that shears off; a shallow one is polished away.

    A line is room up to 0.6 mm wide and 0.8 deep (a choice) between two sides that face each other
    within 40 degrees, with a floor below and nothing above, that runs on, about as wide, for three
    widths and a millimetre. Width in the middle of its depth and depth from the floor to where the
    sides end, each right within twice the mesh's deviation and 0.001 mm. Any such groove in one
    part counts, whatever it is for; what two parts leave between them is a gap (JC107). Widths of
    0.3 mm (gemwares) to 0.4 (Formlabs), depths of 0.4 (Materialise) and 0.5 (gemwares) at least, or
    0.3 and no deeper than wide at most (Morris & Watson). Make it wider, or change its depth.
    """
    rules: dict[str, tuple[str, Measure]] = {
        "engraved_width": ("a groove is {0.width:.2f} mm wide", _width),
        "engraved_depth": ("a groove is {0.depth:.2f} mm deep", _depth),
        "engraved_deepest": ("a groove is {0.depth:.2f} mm deep", _depth),
        "engraved_ratio": (
            "a groove is {0.depth:.2f} mm deep and {0.width:.2f} wide",
            _ratio,
        ),
    }
    mesh = subject.zoned(profile).mesh
    yield from _judged("JC118", rules, subject, profile, turned(mesh))


def raised_line(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """A fine ridge does not fill in casting, or is polished away.

    A raised line is an engraved one of metal (JC118): the same sides, top and run. As a wall it is
    judged besides (JC103). Widths of 0.35 (Materialise) and 0.4 mm (Shapeways) at least, heights of
    0.4 (Materialise) and 0.1 (Formlabs). Make it wider, or higher.
    """
    rules: dict[str, tuple[str, Measure]] = {
        "embossed_width": ("a raised line is {0.width:.2f} mm wide", _width),
        "embossed_height": ("a raised line is {0.depth:.2f} mm high", _depth),
    }
    yield from _judged("JC119", rules, subject, profile, subject.zoned(profile).mesh)


def _width(line: Line) -> float:
    return line.width


def _depth(line: Line) -> float:
    return line.depth


def _ratio(line: Line) -> float:
    return line.depth / line.width


def _judged(
    code: str,
    rules: dict[str, tuple[str, Measure]],
    subject: Subject,
    profile: Profile,
    mesh: Mesh,
) -> Iterator[Finding]:
    """For each rule that is asked its worst line, if that breaks it."""
    asked = [rule for key in rules if (rule := profile.rule(key))]
    found = _lines(subject, profile, mesh) if asked else ()
    for rule in asked if found else ():
        what, measure = rules[rule.key]
        worst = (max if rule.kind.most else min)(found, key=measure)
        slack = 2.0 * mesh.deviation + ROUNDING
        if measure is _ratio:
            slack *= (1.0 + worst.depth / worst.width) / worst.width
        yield from by_rule(
            code,
            rule,
            measure(worst),
            what.format(worst),
            "Change its width or its depth.",
            part=mesh.names[mesh.body[worst.face]],
            place=worst.place,
            slack=slack,
        )


def _lines(subject: Subject, profile: Profile, mesh: Mesh) -> Sequence[Line]:
    """The lines of a mesh, or of it inside out, but for what claws and cuts make of our own."""
    zones = subject.zoned(profile)
    zone = np.array(ZONES)[zones.zone[mesh.body]]
    return lines(mesh, WIDEST, DEEPEST, np.isin(zone, LINES) & ~zones.cut)
