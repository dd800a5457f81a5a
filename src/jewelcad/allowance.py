"""A designer's reasoned leave: ``allow("JC103", part="gallery", reason="polished by hand")``.

It goes into the piece beside its parts, and stays in every report of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from jewelcad.errors import ParameterError

LEAST_REASON = 8
"""Letters of a reason, at least: "ok" is none."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is allowed, and why.

    Parameters
    ----------
    code : of the check, or its name: ``JC103`` or ``thin-wall``
    part : where it is allowed: a body's name or a part of it, with ``*`` for anything; empty for
        the whole piece
    reason : why, for whoever reads the report
    """

    code: str
    part: str
    reason: str


def allow(code: str, *, part: str = "", reason: str) -> Allowance:
    """Let a finding be, for a reason.

    Raises
    ------
    ParameterError
        If the reason says nothing, or the code is not a text.
    """
    if not isinstance(code, str) or not code.strip():
        raise ParameterError('allow() wants the code of a check first, such as "JC103".')
    if not isinstance(part, str):
        raise ParameterError(f"allow({code!r}): part = {part!r} is not the name of a part.")
    if not isinstance(reason, str) or len(reason.strip()) < LEAST_REASON:
        raise ParameterError(
            f"allow({code!r}): reason = {reason!r} says nothing. Whoever casts the piece reads it: "
            "say why the finding may stand."
        )
    return Allowance(code.strip(), part.strip(), reason.strip())
