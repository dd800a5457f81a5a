"""GemCad's ``.asc`` read into a `Design`; what is wrong is told with its line.

What a file may hold is bounded, so none can hang the reader or fill the memory.
"""

from __future__ import annotations

import contextlib
import math
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from jewelcad.errors import ParameterError
from jewelcad.files import bounded
from jewelcad.gems.facetting_notation import AscTier, Design

MOST_BYTES = 1_000_000
MOST_FACETS = 500
MOST_ENTRIES, MOST_NOTE, MOST_TEETH = 3000, 5000, 10_000
GREATEST, LEAST = 1e3, 1e-3
"""What a file may hold, all a choice: designs have a few kB, seldom 200 facets, gears of some 100
teeth, distances near 1. Entries are positions, names, notes and lines of text; a note's length is
in letters."""

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_RECORD = re.compile(r"\s*([gyIa])(?=[\s.+\-0-9])|\s*([HF])(?:\s|$)")
_BREAK = re.compile(r"\r\n|\r|\n")


def load(path: str | Path) -> Design:
    """The design in a file, UTF-8 or Windows-1252.

    Raises
    ------
    ParameterError
        If the file cannot be read, or as `loads`.
    """
    path = Path(path)
    data = bounded(path, MOST_BYTES, "Give a GemCad .asc file.")
    return loads(_decoded(data).rstrip("\x1a"), path.name)


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode(encoding)
    return data.decode("latin-1")


def loads(text: str, name: str = "<text>") -> Design:
    """The design in ``text``; ``name`` is what errors call it.

    Raises
    ------
    ParameterError
        If a line is not what it should be, saying which, what it should be and what to do.
    """
    return _Reader(name).read(text)


class _Reader:
    """Reads a text line by line. `line` is the one being read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.line = self.entries = 0
        self.version = ""
        self.head: dict[str, tuple[Any, ...]] = {}
        self.texts: dict[str, list[str]] = {"H": [], "F": []}
        self.tiers: list[AscTier] = []
        self.open = self.naming = False

    def read(self, text: str) -> Design:
        if len(text) > MOST_BYTES:
            raise self.fault(f"longer than {MOST_BYTES} letters. Give a GemCad .asc file.")
        for self.line, line in enumerate(_BREAK.split(text.removeprefix("\ufeff")), start=1):
            if line.strip():
                self.take(line)
        return self.design()

    def design(self) -> Design:
        if self.naming:
            raise self.fault("the file ends after an 'n' that names nothing. Add the name.")
        for key, what in (("g", "g 96 0.0"), ("y", "y 8 y"), ("I", "I 1.54")):
            if key not in self.head:
                raise self.fault(f"no '{key}' line was found. Add one such as '{what}'.")
        if not self.tiers:
            raise self.fault("no tier was found. Add lines such as 'a 34.0 0.68 6 18 30'.")
        (gear, offset), (fold, mirror), (index,) = (self.head[key] for key in "gyI")
        self.check(gear)
        tiers, (headers, footers) = tuple(self.tiers), map(tuple, self.texts.values())
        return Design(gear, fold, mirror, index, tiers, headers, footers, offset, self.version)

    def take(self, line: str) -> None:
        found = _RECORD.match(line)
        rest = line[found.end() :] if found else line
        key = (found[1] or found[2]) if found else ""
        if not (self.head or self.version) and line.lstrip()[:6].lower() == "gemcad":
            self.version = line.strip()
        elif not key or not self.starts(key, rest.split()):
            self.go_on(line)
        elif self.naming:
            raise self.fault("the tier before ends in an 'n' that names nothing. Add the name.")
        elif key in self.texts:
            self.count(1)
            self.texts[key].append(rest)
            self.open = False
        elif key == "a":
            self.start_tier(rest.split())
        else:
            self.take_head(key, rest.split())

    def starts(self, key: str, words: list[str]) -> bool:
        """Whether a line is a record: in a note that runs on, ``a word`` and ``I word`` are not."""
        noting = self.open and bool(self.tiers[-1].notes)
        return key in "HF" or not noting or bool(words and _NUMBER.fullmatch(words[0]))

    def take_head(self, key: str, words: list[str]) -> None:
        if key in self.head:
            raise self.fault(f"this is a second '{key}' line. Leave one of them out.")
        self.open = False
        self.head[key] = {"g": self.gear, "y": self.symmetry, "I": self.index}[key](words)

    def gear(self, words: list[str]) -> tuple[int, float]:
        if not 1 <= len(words) <= 2:
            raise self.fault("a gear line is such as 'g 96 0.0', with 1 or 2 numbers, no more.")
        teeth = self.whole("gear", words[0], -MOST_TEETH, MOST_TEETH)
        if teeth == 0:
            raise self.fault("a gear of 0 teeth has no positions. Write the teeth, such as 'g 96'.")
        most = 2.0 * abs(teeth)
        return teeth, self.number("gear offset", words[1], -most, most) if words[1:] else 0.0

    def symmetry(self, words: list[str]) -> tuple[int, bool]:
        if len(words) != 2 or words[1].lower() not in {"y", "n"}:
            raise self.fault("a symmetry line is such as 'y 8 y': a number, then y or n.")
        return self.whole("symmetry", words[0], 1, MOST_TEETH), words[1].lower() == "y"

    def index(self, words: list[str]) -> tuple[float]:
        if len(words) != 1:
            raise self.fault("a line of refractive index is such as 'I 1.54', with one number.")
        return (self.number("refractive index", words[0], 1.0, 5.0),)

    def start_tier(self, words: list[str]) -> None:
        if len(words) < 2:
            raise self.fault("a tier has an angle and a distance, such as 'a -41.5 0.617 96 12'.")
        angle = self.number("angle", words[0], -90.0, 90.0)
        distance = self.number("distance", words[1], -GREATEST, GREATEST)
        if abs(distance) < LEAST or (distance < 0.0 and angle != 0.0):
            raise self.fault(
                f"a distance of {words[1]} cuts away the middle of the stone. Give one of at least "
                f"{LEAST:g}; below 0 it can only be a culet's, at angle 0."
            )
        if angle == 0.0:  # -0 is the culet too
            angle, distance = 0.0, math.copysign(distance, min(math.copysign(1.0, angle), distance))
        self.tiers.append(AscTier(angle, distance, line=self.line))
        self.open = True
        self.count(1)
        self.add(words[2:])

    def go_on(self, line: str) -> None:
        """A line that starts no record: more of the tier, or of its note."""
        words = line.split()
        if not self.open:
            if "g" not in self.head and not self.tiers and _NUMBER.fullmatch(words[0]):
                self.take_head("g", words)
                return
            raise self.fault(
                f"expected g, y, I, H, F or a at the start, found {line.strip()!r:.60}. Correct "
                "it, or put 'H ' before a comment."
            )
        tier = self.tiers[-1]
        if tier.notes and not self.naming and not _lists(words):
            self.lengthen_note(tier, " ".join(words))
        else:
            self.add(words)

    def lengthen_note(self, tier: AscTier, more: str) -> None:
        at, note = tier.notes[-1]
        if len(note) + len(more) > MOST_NOTE:
            raise self.fault(f"the note is longer than {MOST_NOTE} characters. Shorten it.")
        self.tiers[-1] = replace(tier, notes=(*tier.notes[:-1], (at, f"{note} {more}")))

    def add(self, words: list[str]) -> None:
        """Positions, names and a note for the last tier."""
        tier = self.tiers[-1]
        positions, names, notes = list(tier.positions), list(tier.names), list(tier.notes)
        for k, word in enumerate(words):
            if self.naming:
                names.append((len(positions), word))
                self.naming = False
            elif word == "n":
                self.naming = True
            elif word == "G":
                if words[k + 1 :]:
                    notes.append((len(positions), " ".join(words[k + 1 :])))
                break
            else:
                positions.append(self.position(word))
        self.count(min(len(words), 1 + len(positions) + len(names)))
        lists = tuple(positions), tuple(names), tuple(notes)
        self.tiers[-1] = AscTier(tier.angle, tier.distance, *lists, tier.line)

    def position(self, word: str) -> float:
        if not _NUMBER.fullmatch(word):
            raise self.fault(
                f"expected a position, 'n NAME' or 'G note', found {word!r:.60}. Names are one "
                "word; a note needs a 'G' before it."
            )
        return self.number("position", word, -2.0 * MOST_TEETH, 2.0 * MOST_TEETH)

    def check(self, gear: int) -> None:
        """Positions need the gear, which may come after them."""
        facets = 0
        for tier in self.tiers:
            self.line = tier.line
            facets += max(len(tier.positions), 1)
            if facets > MOST_FACETS:
                raise self.fault(f"a stone has at most {MOST_FACETS} facets. Leave tiers out.")
            far = max(map(abs, tier.positions), default=0.0)
            if far > 2 * abs(gear):
                raise self.fault(
                    f"position {far:g} is not on a gear of {abs(gear)} teeth. Correct it, or the "
                    "'g' line."
                )

    def count(self, more: int) -> None:
        self.entries += more
        if self.entries > MOST_ENTRIES:
            raise self.fault(
                f"more than {MOST_ENTRIES} positions, names, notes and lines of text. "
                "Leave some out."
            )

    def whole(self, what: str, word: str, least: float, most: float) -> int:
        value = self.number(what, word, least, most)
        if value == int(value):
            return int(value)
        raise self.fault(f"{what} = {word} is not a whole number. Write one, such as 96.")

    def number(self, what: str, word: str, least: float, most: float) -> float:
        if len(word) > 64 or not _NUMBER.fullmatch(word):
            raise self.fault(f"{what} = {word!r:.60} is not a number. Write it as 12.345.")
        value = float(word)
        if least <= value <= most:
            return value
        raise self.fault(f"{what} = {word} is not within {least:g} to {most:g}. Correct it.")

    def fault(self, what: str) -> ParameterError:
        return ParameterError(f"{self.name}, line {max(self.line, 1)}: {what}")


def _lists(words: list[str]) -> bool:
    """Whether words are positions, names and the start of a note, not the rest of a note."""
    naming = False
    for word in words:
        if naming or word == "n":
            naming = not naming
        elif word == "G":
            return True
        elif not _NUMBER.fullmatch(word):
            return False
    return not naming
