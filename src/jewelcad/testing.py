"""Assertions for a designer's own tests: walls, gaps between stones, heads that stay the same.

Examples
--------
In a file that pytest collects, beside the design::

    from jewelcad import load
    from jewelcad.testing import assert_gap, assert_same_head, assert_wall

    ring = load("my_ring.py")

    def test_the_walls_hold():
        assert_wall(ring.make(ring.read({})), 0.8)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jewelcad.errors import ParameterError

if TYPE_CHECKING:
    from jewelcad.checks.finding import Finding
    from jewelcad.checks.subject import Subject
    from jewelcad.geometry.mesh import Mesh, Points
    from jewelcad.workpiece import Stage, Workpiece

SAME = 1e-6
"""mm within which two heads are the same (a choice)."""
SHOWN = 3
"""Places of a thin part that are told, the thinnest first."""


def assert_wall(
    piece_or_mesh: Any, least: float, *, stage: Stage = "cast", tolerance: float = 0.01
) -> None:
    """No wall of a piece, or of a closed mesh, is thinner than ``least`` mm: proved.

    What counts as a wall is what ``jewelcad check --least-wall`` takes for one; what the piece
    allows (`jewelcad.allow`) is let be.

    Parameters
    ----------
    stage, tolerance : of a piece's mesh; a wall at its limit within twice the tolerance, and the
        0.2 % of the proof, is good

    Raises
    ------
    AssertionError
        If one is thinner, or none could be proved; it says how thin, where and of which part.
    ParameterError
        If it is neither a piece nor a mesh, or the limit is not above 0.
    """
    __tracebackhide__ = True
    from jewelcad.checks.running import checked
    from jewelcad.checks.table import check_named
    from jewelcad.checks.wall import PRECISION
    from jewelcad.reference.profiles import profile

    _above_nothing("assert_wall", least)
    subject = _subject(piece_or_mesh, stage, tolerance)
    asked = profile("lost-wax-gold").with_wall(least * (1.0 - PRECISION))
    allowed = getattr(piece_or_mesh, "allowances", ())
    (result,) = checked(subject, asked, allowed, [check_named("JC103")]).results
    told = [_told(finding) for finding in result.findings if finding.counts]
    if result.why:
        raise AssertionError(f"The wall could not be proved: {result.why}.")
    if told:
        raise AssertionError("\n".join([f"Walls are thinner than {least:g} mm:", *told]))


def _told(finding: Finding) -> str:
    where = finding.places or ((finding.place,) if finding.place else ())
    places = ", ".join("({:.2f}, {:.2f}, {:.2f})".format(*place) for place in where[:SHOWN])
    more = f" and {len(where) - SHOWN} more" if len(where) > SHOWN else ""
    return f"{finding.part}: {finding.value:.3f} mm at {places}{more}"


def assert_gap(piece: Any, least: float) -> None:
    """Stones stand at least ``least`` mm apart, measured between their true bodies.

    Raises
    ------
    AssertionError
        If two are nearer; it says which, and by how much, the nearest first.
    ParameterError
        If the piece has fewer than two stones, or the limit is not above 0.
    """
    __tracebackhide__ = True
    from jewelcad.checks.stones import nearer

    _above_nothing("assert_gap", least)
    stones = _workpiece(piece, "set").stones
    if len(stones) < 2:
        raise ParameterError(
            f"assert_gap: a piece with {len(stones)} stone(s) has no gap between stones. "
            "Leave the assertion out."
        )
    near = sorted((gap, i, j) for i, j, gap in nearer(stones, least))
    if near:
        lines = [
            f"{stones[i].name} and {stones[j].name}: {gap:.3f} mm at "
            "({:.1f}, {:.1f}, {:.1f})".format(*stones[i].frame.origin)
            for gap, i, j in near
        ]
        raise AssertionError("\n".join([f"Stones are nearer than {least:g} mm:", *lines]))


def assert_same_head(one: Any, two: Any, *, within: float = SAME) -> None:
    """Two pieces have the same head but for one rigid motion: the one of their largest stone.

    Bodies are compared by name, vertex by vertex as seen from that stone, and so are the stones.

    Parameters
    ----------
    within : mm by which vertices may be off

    Raises
    ------
    AssertionError
        If the heads differ; it says which body, by how much, and where from the stone.
    ParameterError
        If a piece has no stone.
    """
    __tracebackhide__ = True
    heads = [_head(_workpiece(piece, "set")) for piece in (one, two)]
    lines = [
        f"{name} is in the {'first' if name in heads[0] else 'second'} only"
        for name in sorted(heads[0].keys() ^ heads[1].keys())
    ]
    for name in heads[0].keys() & heads[1].keys():
        lines += _difference(name, heads[0][name], heads[1][name], within)
    if lines:
        raise AssertionError("\n".join(["The heads differ:", *sorted(lines)]))


def _head(made: Workpiece) -> dict[str, Points]:
    """Vertices of a head's bodies and stones as its largest stone sees them, by name."""
    import numpy as np

    if not made.stones:
        raise ParameterError("assert_same_head: a piece without stones has no head to compare.")
    centre = max(made.stones, key=lambda stone: stone.gem.volume)
    head = "".join(centre.name.rpartition("/")[:2])
    bodies = [*made.metal, *made.openings, *made.prongs, *made.seats]
    shapes = {body.shape: body.shape.mesh(0.01, "the head").vertices for body in bodies}
    placed = [(body.name, body.frame, shapes[body.shape]) for body in bodies]
    placed += [(stone.name, stone.frame, stone.gem.mesh().vertices) for stone in made.stones]
    found = {}
    for name, frame, vertices in placed:
        if name.startswith(head):
            matrix = np.array((centre.frame.inverse @ frame).matrix)
            found[name] = vertices @ matrix[:, :3].T + matrix[:, 3]
    return found


def _difference(name: str, one: Points, two: Points, within: float) -> list[str]:
    import numpy as np

    if one.shape != two.shape:
        return [f"{name} has {len(one)} vertices in the first, {len(two)} in the second"]
    off = np.linalg.norm(one - two, axis=1)
    worst = int(off.argmax())
    if off[worst] <= within:
        return []
    place = "({:.2f}, {:.2f}, {:.2f})".format(*one[worst])
    return [f"{name} is off by {off[worst]:.3g} mm at {place} from the stone"]


def _subject(given: Any, stage: Stage, tolerance: float) -> Subject:
    from jewelcad.checks.subject import Subject
    from jewelcad.geometry.mesh import Mesh

    if isinstance(given, Mesh):
        return Subject(given)
    from jewelcad import finish

    mesh: Mesh = finish.mesh(_workpiece(given, stage), tolerance)
    return Subject(mesh, given, stage, tolerance=tolerance)


def _workpiece(piece: Any, stage: Stage) -> Workpiece:
    if not callable(getattr(piece, "workpiece", None)):
        raise ParameterError(
            f"{type(piece).__name__} is no piece: a Ring is, such as design.make(...) returns."
        )
    made: Workpiece = piece.workpiece(stage)
    return made


def _above_nothing(name: str, least: float) -> None:
    if not least > 0.0:
        raise ParameterError(f"{name}: least = {least!r} mm is not above 0: it could not fail.")
