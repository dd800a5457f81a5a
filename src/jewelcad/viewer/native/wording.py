"""The text in the corners of the window."""

from __future__ import annotations

import textwrap
from collections.abc import Container, Sequence
from typing import Any

Told = dict[str, Any]

KEYS = (
    ("1 to 6", "three-quarter, top, front, side, back, through the finger"),
    ("P", "parallel or with a lens"),
    ("G", "stage: set or cast"),
    ("S", "stones"),
    ("X", "section: across y, x, z, none"),
    ("Up, Down", "move the section"),
    ("T", "thickness map"),
    ("W", "wires of the mesh"),
    ("K, O", "next part; that part off or on"),
    ("N, B", "next finding, the one before"),
    ("I", "picture, into this folder"),
    ("H", "these keys"),
    ("Q", "end"),
)
"""Every key and what it does."""
WIDE = 58
"""Characters of a line of text (a choice)."""
MOST = 6
"""Findings listed at a time (a choice)."""
CERTAIN = 0.02
"""mm between what a wall is at least and at most, to be told as one figure: as on the page."""


def keys() -> str:
    """The keys, a line for each."""
    return "\n".join(f"{key}:  {what}" for key, what in KEYS)


def wrapped(text: str, wide: int = WIDE) -> str:
    """Text in lines that fit."""
    return "\n".join(textwrap.fill(line, wide) for line in text.splitlines())


def trouble(told: Told) -> str:
    """Why there is no newer piece."""
    file, line = told.get("file"), told.get("line")
    place = f"{_name(file)}{f', line {line}' if line else ''}: " if file else ""
    source = (told.get("source") or "").strip()
    head = f"The last good piece is shown.\n{place}{told['message']}"
    return wrapped(head) + (f"\n    {source[:WIDE]}" if source else "")


def numbers(title: str, scene: Told, checked: Told | None) -> str:
    """Title, stage, and the numbers that matter."""
    facts = scene["facts"]
    lines = [title, scene["stage"]]
    if facts["size"]:
        lines.append(f"{facts['size']}, {facts['bore']:.2f} mm")
    if facts["grams"] is None:
        lines.append(f"{facts['volume']:.1f} mm³")
    else:
        lines.append(f"{facts['grams']:.2f} g {facts['alloy']}")
    if facts["stones"]:
        many = "stones" if facts["stones"] > 1 else "stone"
        lines.append(f"{facts['stones']} {many}, {facts['carats']:.2f} ct")
    lines.append(" × ".join(f"{side:.1f}" for side in facts["box"]) + " mm")
    return "\n".join([*lines, *_checked(checked)])


def findings(checked: Told | None, at: int | None) -> str:
    """The findings around the one that is shown, that one told in full."""
    found = checked["findings"] if checked else []
    first = max(0, min((at or 0) - MOST // 2, len(found) - MOST))
    lines = []
    for number, one in list(enumerate(found))[first : first + MOST]:
        lines.append(f"{'> ' if number == at else '   '}{one['code']} {one['name']}, {one['part']}")
        if number == at:
            lines += [f"     {line}" for line in textwrap.wrap(one["text"], WIDE)]
    more = len(found) - MOST
    return "\n".join([*lines, *([f"   and {more} more"] if more > 0 else [])])


def parts(names: Sequence[str], hidden: Container[str], at: str | None) -> str:
    """The part that is chosen, and those that are off."""
    words = [f"Part {at}"] if at else []
    away = sorted(name for name in names if name in hidden)
    return ". ".join([*words, *([f"Off: {', '.join(away)}"] if away else [])])


def _checked(checked: Told | None) -> list[str]:
    if checked is None:
        return ["being checked"]
    count = sum(not one.get("allowed") for one in checked["findings"])
    state = "passed" if checked["passed"] else "not passed"
    many = "finding" if count == 1 else "findings"
    cast = ", as cast" if checked["stage"] == "cast" else ""
    return [*_wall(checked["wall"]), f"{count} {many}, {state}{cast}"]


def _wall(wall: Told | None) -> list[str]:
    if not wall or wall["lower"] is None:
        return []
    low, high = wall["lower"], wall["upper"]
    if high is None:
        return [f"thinnest wall at least {low:.2f} mm"]
    told = f"{low:.2f}" if high - low < CERTAIN else f"{low:.2f} to {high:.2f}"
    return [f"thinnest wall {told} mm{', ' + wall['part'] if wall['part'] else ''}"]


def _name(path: str) -> str:
    return path.replace("\\", "/").rsplit("/", 1)[-1]
