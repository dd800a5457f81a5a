"""Reading what people write for a ring size: ``us6 1/2``, ``N½``, ``17,2 mm``."""

from __future__ import annotations

import re

from jewelcad.errors import ParameterError
from jewelcad.reference._ring_systems import (
    LETTERS,
    RingSystem,
    by_key,
    ring_system,
    ring_systems,
)
from jewelcad.reference._tables import key, shown, tidy

ACCEPTED = (
    'Write the system and the size, such as "US 6.5", "UK N½", "EU 54" or "JP 13", or the inside '
    'in millimetres: "17.2 mm" or "54.4 mm circumference".'
)
MAX_TEXT = 60
"""Characters; the longest true spelling has about 40."""

Size = tuple[RingSystem, float]

_MIXED = r"(?:([0-9]{1,4})[ -])?([0-9]{1,2})/([0-9]{1,2})"
_DECIMAL = r"-?(?:[0-9]{1,9}(?:\.[0-9]{1,20})?|\.[0-9]{1,20})"
_LETTER = r"([a-z])(?: ?\+ ?([0-9]{1,2}))?(?:[ -]?([0-9]/[0-9]|0?[.,][0-9]{1,3}))?"
_FRACTIONS = {"½": " 1/2", "¼": " 1/4", "¾": " 3/4"}
_KINDS = {
    "circumference": ("circumference", "circ", "c"),
    "diameter": ("diameter", "diam", "dia", "d", "ø", ""),
}


def read_size(text: object) -> Size:
    """The system and the size within it that ``text`` names.

    Raises
    ------
    ParameterError
        If the text is no size, is ambiguous, or names a size its system does not have.
    """
    plain = _plain(text)
    found = _read_millimetres(plain) or _read_named(plain, text) or _read_bare_letter(plain)
    if found is None:
        raise _not_understood(plain, text)
    system, size = found
    if not system.first <= size <= system.last:
        raise _out_of_range(system, size, text)
    if not system.holds(size):
        raise _off_grid(system, size, text)
    return found


def _plain(text: object) -> str:
    if not isinstance(text, str):
        kind = type(text).__name__
        raise ParameterError(f"A ring size is a text, not {shown(text)} ({kind}). {ACCEPTED}")
    if len(text) > MAX_TEXT:
        raise ParameterError(
            f"{shown(text)} has {len(text)} characters; a ring size has at most {MAX_TEXT}. "
            f"{ACCEPTED}"
        )
    for sign, fraction in _FRACTIONS.items():
        text = text.replace(sign, fraction)
    return re.sub(r"^(?:ring[ -]?)?size[ :]+", "", tidy(text))


def _read_millimetres(plain: str) -> Size | None:
    """``17.2mm``, ``ø 17.2 mm``, ``54.4 mm c``, ``circumference 54.4 mm``."""
    kinds = "|".join(kind for words in _KINDS.values() for kind in words if kind)
    which = rf"(?:(?:inside |inner |internal )?({kinds}))?"
    found = re.fullmatch(rf"{which} ?([0-9.,/ -]+?) ?(?:mm|millimet(?:er|re)s?) ?{which}", plain)
    value = _number(found[2]) if found else None
    if not found or value is None or (found[1] and found[3]):
        return None
    kind = found[1] or found[3] or ""
    name = next(name for name, words in _KINDS.items() if kind in words)
    return ring_system(name), value


def _read_named(plain: str, text: object) -> Size | None:
    """A system's name, then a size of that system."""
    system, rest = _split(plain)
    if system is None:
        return None
    size = _letter(rest) if system.notation == "letter" else _number(rest)
    if size is None:
        what = f"{shown(rest)} is not a size" if rest else "the size is missing"
        raise ParameterError(
            f"{shown(text)}: {what}. {system.name} has {system.grid_words} "
            f"from {system.range_words}. {ACCEPTED}"
        )
    return system, size


def _split(plain: str) -> tuple[RingSystem | None, str]:
    """The system whose name begins ``plain`` (the longest such name), and what follows it."""
    named = re.match(r"[a-z0-9 _.-]+", plain)
    for end in range(named.end() if named else 0, 0, -1):
        system = by_key().get("".join(filter(str.isalnum, plain[:end])))
        rest = plain[end:]
        if system and system.notation != "mm" and plain[end - 1].isalnum():
            if re.match("[a-z][a-z]" if system.notation == "letter" else "[a-z]", rest):
                continue
            return system, re.sub(r"^(?:\. )?(?: ?(?:ring )?size\b)?(?:-(?=\w)| ?: ?| ?)", "", rest)
    return None, plain


def _read_bare_letter(plain: str) -> Size | None:
    size = _letter(plain)
    return None if size is None else (ring_system("UK"), size)


def _letter(text: str) -> float | None:
    """``n``, ``n 1/2``, ``n.5``, ``z+1``: letters count from A = 0."""
    found = re.fullmatch(_LETTER, text)
    if not found or (found[2] and found[1] != "z"):
        return None
    part = _number(found[3]) if found[3] else 0.0
    return None if part is None else LETTERS.index(found[1].upper()) + int(found[2] or 0) + part


def _number(text: str) -> float | None:
    """``6``, ``6.5``, ``6,5``, ``6 1/2``, ``1/2``; ``None`` if it is no number."""
    mixed = re.fullmatch(_MIXED, text)
    if mixed:
        top, bottom = int(mixed[2]), int(mixed[3])
        return int(mixed[1] or 0) + top / bottom if 0 < top < bottom else None
    decimal = text.replace(",", ".")
    return float(decimal) if re.fullmatch(_DECIMAL, decimal) else None


def _out_of_range(system: RingSystem, size: float, text: object) -> ParameterError:
    message = f"{shown(text)} is outside the range: {system.range_words}."
    if system.notation == "mm":
        return ParameterError(f"{message} Give the inside of a ring for a finger.")
    others = _could_be(size)[:4] if system.notation == "number" else ()
    hint = f" Meant is perhaps {' or '.join(others)}?" if others else ""
    return ParameterError(f'{message}{hint} Other sizes can be given in mm, such as "17.2 mm".')


def _off_grid(system: RingSystem, size: float, text: object) -> ParameterError:
    below = size - size % (system.grid or 1)
    near = " and ".join(
        f"{system.write(s)} ({system.diameter(s):.2f} mm)"
        for s in (below, below + (system.grid or 1))
        if system.holds(s)
    )
    return ParameterError(
        f"{shown(text)} is not a size: {system.name} has {system.grid_words}. "
        f'Nearest: {near}. A size between can be given in mm, such as "17.2 mm".'
    )


def _could_be(size: float) -> tuple[str, ...]:
    """The sizes that a bare number could mean."""
    numbered = [s for s in ring_systems() if s.notation == "number" and "-" not in s.name]
    found = [f'"{s.write(size)}" ({s.diameter(size):.2f} mm)' for s in numbered if s.holds(size)]
    mm = [f'"{s.write(size)}"' for s in ring_systems() if s.notation == "mm" and s.holds(size)]
    return (*found[:6], *mm)


def _not_understood(plain: str, text: object) -> ParameterError:
    size = _number(plain)
    if size is not None:
        could = _could_be(size)
        meant = f"is ambiguous: it could be {', '.join(could)}" if could else "is in no system"
        return ParameterError(f"{shown(text)} without its system {meant}. {ACCEPTED}")
    behind = re.fullmatch(r"(.*[0-9]) ?([a-z]+)", plain)
    system = by_key().get(key(behind[2])) if behind else None
    if behind and system and system.notation != "mm":
        return ParameterError(
            f'{shown(text)}: write the system first, "{system.name} {behind[1]}".'
        )
    word = re.match(r"([a-z][a-z _.-]*[a-z])[ :_.-]*[0-9]", plain)
    if word:
        ring_system(word[1])  # raises, naming the nearest: a known one had been read
    return ParameterError(f"{shown(text)} is not a ring size. {ACCEPTED}")
