"""All checks of a piece or a file: run, allowed, told."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from jewelcad.allowance import Allowance
from jewelcad.checks.finding import Outcome, Result, covers, together
from jewelcad.checks.subject import Subject
from jewelcad.checks.table import CHECKS, Check, check_named
from jewelcad.errors import JewelcadError
from jewelcad.reference.profiles import Profile


def checked(
    subject: Subject,
    profile: Profile,
    allowances: Iterable[Allowance] = (),
    checks: Iterable[Check] = CHECKS,
    step: Callable[[str], AbstractContextManager[object]] | None = None,
) -> Outcome:
    """Run the checks that apply to a subject.

    A check that could not run is told as not verified, with the reason; it does not stop others.

    Parameters
    ----------
    allowances : the designer's reasons; one whose code is unknown is an error of the script's
    step : entered with each check's name while it runs
    """
    given = tuple(allowances)
    for allowance in given:
        check_named(allowance.code)
    results = []
    for check in checks:
        if _applies(check, subject, profile):
            with step(check.name) if step else nullcontext():
                results.append(_result(check, subject, profile).allowing(given))
    found = [f for result in results for f in result.findings]
    idle = tuple(
        f"allow({a.code!r}, part={a.part!r}) allows nothing: no such finding."
        for a in given
        if not any(covers(a, f) for f in found)
    )
    remarks = (*idle, *_unread(profile))
    return Outcome(profile.name, profile.version, tuple(results), _wall(subject), remarks)


UNREAD = [
    "hollow_wall",
    "drains",
    "overlap",
]
"""Rules of profiles that no check reads yet."""


def _unread(profile: Profile) -> Iterator[str]:
    """What a profile asks for and nobody has looked at, as a sentence."""
    asked = [key for key in UNREAD if profile.rule(key) is not None]
    if asked:
        yield f"Not looked at, though {profile.name} asks for it: {', '.join(asked)}."


def _applies(check: Check, subject: Subject, profile: Profile) -> bool:
    if check.rule and profile.rule(check.rule) is None:
        return False
    if check.needs == "piece":
        return subject.piece is not None
    if check.needs == "stones":
        return subject.workpiece is not None and bool(subject.workpiece.stones)
    return True


def _result(check: Check, subject: Subject, profile: Profile) -> Result:
    start = time.perf_counter()
    told = (check.code, check.name, check.title)
    if check.needs != "mesh" and not subject.closed:
        return Result(*told, why="the mesh is not closed, so it has no inside (JC101)")
    try:
        found = together(check.run(subject, profile))
    except JewelcadError as error:
        return Result(*told, why=str(error), seconds=time.perf_counter() - start)
    except MemoryError:
        return Result(*told, why="it wanted more memory than there is")
    except Exception as error:  # a fault of a check must not hide what the others found
        why = f"the check itself failed ({type(error).__name__}: {error}); please report it"
        return Result(*told, why=why, seconds=time.perf_counter() - start)
    return Result(*told, findings=found, seconds=time.perf_counter() - start)


def _wall(subject: Subject) -> dict[str, Any] | None:
    """The bracket of the wall, where it was looked for."""
    return subject.walls.told() if subject.walls else None
