"""Stones: how far apart they stand, how they sit, what holds them, what their seats leave."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from jewelcad.checks.finding import Finding, Place
from jewelcad.checks.making import by_rule
from jewelcad.checks.subject import Subject
from jewelcad.reference.profiles import Profile
from jewelcad.seating.fit import NEAR, bodies_of
from jewelcad.workpiece import PlacedGem

if TYPE_CHECKING:
    from jewelcad.seating import Grip, Seating

SHARE = 0.02
"""Of a share measured on a mesh, how far it may be off (a choice)."""
ROUNDING = 1e-6
"""mm by which a distance between stones may be off."""
OVERLAP = 1e-5
"""mm³ of a stone in metal that is only the mesh's rounding."""


def too_near(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """Stones that touch chip each other in setting and in wear.

    Measured as the least distance in space between the true bodies of two stones, of any cut,
    exact to 1e-6 mm; not from centre to centre. Move them apart, or take smaller stones.
    """
    rule = profile.rule("stone_gap")
    assert subject.workpiece is not None
    placed = subject.workpiece.stones
    if rule is None or rule.strictest is None or len(placed) < 2:
        return
    for i, j, gap in nearer(placed, rule.strictest):
        middle = (np.array(placed[i].frame.origin) + placed[j].frame.origin) / 2.0
        yield from by_rule(
            "JC201",
            rule,
            gap,
            f"{placed[i].name} and {placed[j].name} stand {gap:.3f} mm apart",
            "Widen the gap, or take smaller stones.",
            part=placed[i].name,
            place=_place(middle),
            slack=ROUNDING,
        )


def nearer(placed: Sequence[PlacedGem], least: float) -> Iterator[tuple[int, int, float]]:
    """Pairs of stones nearer to each other than ``least`` mm, with their distance."""
    from scipy.spatial import cKDTree

    meshes = {gem: gem.mesh() for gem in {stone.gem for stone in placed}}
    radius = {gem: np.linalg.norm(m.vertices, axis=1).max() for gem, m in meshes.items()}
    tree = cKDTree([stone.frame.origin for stone in placed])
    bodies = bodies_of(placed)
    boxes = np.array([body.bounding_box() for body in bodies])
    for i, j in sorted(tree.query_pairs(2.0 * max(radius.values()) + least)):
        apart = np.maximum(boxes[i, :3] - boxes[j, 3:], boxes[j, :3] - boxes[i, 3:]).max()
        if apart < least:
            gap = float(bodies[i].min_gap(bodies[j], 1.01 * least))
            if gap < least - ROUNDING:
                yield i, j, gap


def in_metal(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """A stone cannot go where metal is cast: the setter would have to cut the seat again.

    Measured as the volume of the stone's body within the metal as cast, without setter's metal.
    Stones whose setting bites them on purpose (bead-set, tension) are left out. Give the seat more
    clearance, or move what stands in it.
    """
    for placed, seat in _seated(subject):
        if seat.overlap > OVERLAP:
            yield Finding(
                "JC202",
                "stone-in-metal",
                "error",
                f"{seat.overlap:.4f} mm³ of {seat.stone} lie in cast metal: it does not go in. "
                "Give its seat more clearance, or move what stands in it.",
                part=seat.stone,
                place=_place(placed.frame.origin),
                value=seat.overlap,
                limit=0.0,
                unit="mm³",
            )


def tight_seat(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """A stone needs a little room in its cast seat: castings shrink and stones vary.

    Measured as the least distance between the stone's body and the metal as cast, exact on the
    meshes. Widen the clearance of the seat.
    """
    rule = profile.rule("seat_clearance")
    for placed, seat in _seated(subject):
        if rule is not None and seat.overlap <= OVERLAP:
            yield from by_rule(
                "JC203",
                rule,
                seat.clearance,
                f"{seat.stone} has {seat.clearance:.3f} mm of room in its cast seat",
                "Widen the clearance of its seat.",
                part=seat.stone,
                place=_place(placed.frame.origin),
                slack=subject.bare.deviation,
            )


def loose(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """A stone is held when metal carries it from below and grips it from above.

    Measured on the set piece: faces of its own seat that lie against its pavilion, and metal over
    its crown. Raise the metal, deepen the seat, or add claws.
    """
    rule = profile.rule("bearing")
    for placed, seat in zip(_placed(subject), subject.seats, strict=True):
        place = _place(placed.frame.origin)
        missing = [
            word
            for word, there in (
                ("carries it from below", seat.bearing > 0.0),
                ("grips it from above", bool(seat.grips)),
                ("is near it", seat.clearance < NEAR),
            )
            if not there
        ]
        if missing:
            yield Finding(
                "JC204",
                "loose-stone",
                "error",
                f"{seat.stone}: no metal {' and none '.join(missing)}. Raise the metal, deepen "
                "the seat, or add claws.",
                part=seat.stone,
                place=place,
            )
        elif rule is not None:
            yield from by_rule(
                "JC204",
                rule,
                seat.bearing_width,
                f"{seat.stone} rests on a bearing {seat.bearing_width:.2f} mm wide",
                "Lower the stone into the metal, or narrow the hole under it.",
                part=seat.stone,
                place=place,
                slack=subject.done.deviation,
            )


def coverage(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """A claw must reach over enough of the crown to hold, and not so far that it hides the stone.

    Measured on the set piece as the share of the way from girdle to table that each grip covers.
    A lip that goes round the stone in one, as of a bezel, is held to no share: GIA's is of claws.
    Make claws thicker or their tips longer.
    """
    advice = {
        "coverage": "Make the claw thicker, or let it lean farther over the stone.",
        "coverage_most": "Make the claw finer, or end it sooner.",
    }
    for placed, seat, grip in _grips(subject):
        if len(seat.grips) == 1:
            continue
        text = f"{seat.stone}: metal covers {grip.coverage:.0%} of the way to the table"
        yield from _both(
            "JC205", profile, advice, grip.coverage, text, seat.stone, _at(placed, grip)
        )


def claw_height(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """Metal above the table catches on cloth and wears; too low a claw does not hold.

    Measured on the set piece as the highest metal within the girdle, against the crown's height.
    Let claws end lower.
    """
    advice = {
        "claw_height": "Let claws or lip end higher.",
        "claw_height_most": "Let claws or lip end lower.",
    }
    for placed, seat in zip(_placed(subject), subject.seats, strict=True):
        crown = placed.gem.table_height - placed.gem.girdle_top
        if crown <= 0.0 or not math.isfinite(seat.above):
            continue
        share = 1.0 + seat.above / crown
        text = f"{seat.stone}: metal ends at {share:.0%} of the crown's height"
        place = _place(placed.frame.origin)
        yield from _both("JC206", profile, advice, share, text, seat.stone, place)


def weak_claw(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """A seat cut too deep leaves a claw that breaks: half of its heel must stay.

    Measured on the set piece as the least metal left behind the girdle over what the claw is thick
    there without its seat, square to the claw. Beads have no heel, nor has the V over a sharp
    corner, which is judged as a bezel's wall. Stand the claws farther out, or make them thicker.
    """
    rule = profile.rule("claw_left")
    if rule is None:
        return
    from jewelcad.checks.claws import Claws

    claws = Claws(subject)
    for placed, seat, grip in _grips(subject):
        claw = claws.at(placed, grip)
        if grip.neck is None or claw is None:
            continue
        name, whole = claw
        share = min(grip.neck / whole, 1.0)
        yield from by_rule(
            "JC207",
            rule,
            share,
            f"{seat.stone}: {grip.neck:.2f} of {whole:.2f} mm of the claw are left behind the "
            "girdle",
            "Stand the claws farther out (grip), or make them thicker.",
            part=name,
            place=_at(placed, grip),
            slack=0.01,
        )


def beside(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """Metal beside a seat keeps the stone in when the ring is bent and worn.

    Measured on the set piece from the girdle outwards to air. Widen the band or the plate, or take
    smaller stones.
    """
    yield from _left(subject, profile, "JC208", "beside_seat", "beside", "beside")


def under(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """Metal under a bearing carries the stone; a thin ledge gives way under the setter's tool.

    Measured on the set piece straight down from the outer half of the bearing. Thicken the metal
    under the stone, or raise it.
    """
    yield from _left(subject, profile, "JC209", "under_seat", "under", "under")


def culet(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """A culet near the finger scratches it, and the stone takes every knock on its point.

    Measured from the lowest point of the stone straight to the finger's surface. Raise the stone.
    """
    rule = profile.rule("culet_to_finger")
    for placed, seat in zip(_placed(subject), subject.seats, strict=True):
        if rule is not None and seat.culet_to_finger is not None:
            yield from by_rule(
                "JC210",
                rule,
                seat.culet_to_finger,
                f"{seat.stone}: its culet is {seat.culet_to_finger:.2f} mm over the finger",
                "Raise the stone.",
                part=seat.stone,
                place=_place(placed.frame.point(*placed.gem.culet)),
                slack=1e-6,
            )


def no_way_in(subject: Subject, profile: Profile) -> Iterator[Finding]:
    """The setter lets the stone down from above: nothing may stand in its way.

    Proved on the metal as cast, without setter's metal: the body swept by the stone on its way down
    shares no volume with it. Settings that are bent or sprung over the stone (bead, tension) are
    left out. Let claws lean out more, or open the bezel.
    """
    biting = _biting(subject)
    for placed, metal in zip(_placed(subject), subject.in_the_way, strict=True):
        volume = float(metal.volume())
        if volume > OVERLAP and not placed.name.startswith(biting):
            yield Finding(
                "JC211",
                "no-way-in",
                "error",
                f"{placed.name} does not go in from above: {volume:.4f} mm³ of cast metal "
                "stand in its way. Let the claws lean out more, or open the bezel.",
                part=placed.name,
                place=_place(placed.frame.origin),
                value=volume,
                limit=0.0,
                unit="mm³",
            )


def _placed(subject: Subject) -> tuple[PlacedGem, ...]:
    return subject.bench.stones


def _seated(subject: Subject) -> Iterator[tuple[PlacedGem, Seating]]:
    """Stones with their seats, without those a setting bites on purpose."""
    biting = _biting(subject)
    for placed, seat in zip(_placed(subject), subject.seats, strict=True):
        if not placed.name.startswith(biting):
            yield placed, seat


def _biting(subject: Subject) -> tuple[str, ...]:
    """Names of the parts that are cast into their stones' places."""
    parts = getattr(subject.piece, "parts", ())
    names = subject.piece.names() if parts else []
    return tuple(
        f"{name}/"
        for name, part in zip(names, parts, strict=True)
        if getattr(getattr(part, "part", part), "bites", False)
    )


def _grips(subject: Subject) -> Iterator[tuple[PlacedGem, Seating, Grip]]:
    for placed, seat in zip(_placed(subject), subject.seats, strict=True):
        for grip in seat.grips:
            yield placed, seat, grip


def _left(
    subject: Subject, profile: Profile, code: str, key: str, measure: str, word: str
) -> Iterator[Finding]:
    rule = profile.rule(key)
    if rule is None:
        return
    for placed, seat in zip(_placed(subject), subject.seats, strict=True):
        value = getattr(seat, measure)
        if value is not None:
            yield from by_rule(
                code,
                rule,
                value,
                f"{seat.stone}: {value:.2f} mm of metal are left {word} its seat",
                "Give it more metal, or take a smaller stone.",
                part=seat.stone,
                place=_place(placed.frame.origin),
                slack=subject.done.deviation,
            )


def _both(
    code: str,
    profile: Profile,
    advice: dict[str, str],
    share: float,
    text: str,
    part: str,
    place: Place,
) -> Iterator[Finding]:
    """A share held to the least and the most that are asked."""
    for key, what_to_do in advice.items():
        if rule := profile.rule(key):
            yield from by_rule(
                code, rule, share, text, what_to_do, part=part, place=place, slack=SHARE
            )


def _at(placed: PlacedGem, grip: Grip) -> Place:
    """Where a grip is: on the girdle at its azimuth."""
    a = math.radians(grip.azimuth)
    r = placed.gem.girdle_radius
    return _place(placed.frame.point(r * math.cos(a), r * math.sin(a), 0.0))


def _place(point: Iterable[float]) -> Place:
    x, y, z = (float(c) for c in point)
    return (x, y, z)
