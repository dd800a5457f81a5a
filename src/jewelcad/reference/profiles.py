"""Production profiles: what a house, or a way of production, asks of a piece.

A profile is a TOML file: its name and version, what it extends, and a table for each rule it sets.
Every rule says its source. Houses that disagree are profiles of their own; what a house does not
quote it takes from the profile it extends, source and all.

Examples
--------
>>> print(profile("lost-wax-gold").rule("wall"))
wall: error under 0.6 mm, warning under 0.8 mm
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jewelcad.errors import ParameterError
from jewelcad.reference._tables import key as plain
from jewelcad.reference._tables import nearest, shown, unknown
from jewelcad.reference.limits import limit, limits

Level = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a rule is about.

    Parameters
    ----------
    meaning : in a goldsmith's words
    unit : of its values
    most : whether values over it are at fault, not values under it
    """

    meaning: str
    unit: str = "mm"
    most: bool = False


KINDS: dict[str, Kind] = {
    "wall": Kind("thickness of a wall"),
    "band": Kind("thickness of a shank"),
    "beside": Kind("metal between a seat and the outside of a band or plate"),
    "bezel": Kind("thickness of a bezel's wall"),
    "claw": Kind("thickness of a claw"),
    "micro_claw": Kind("thickness of a bead, or of a claw of small stones"),
    "micro_stone": Kind("width of stone under which a claw counts as micro"),
    "wire": Kind("thickness of a wire held at one end"),
    "wire_supported": Kind("thickness of a wire or rail held at both ends"),
    "wire_length": Kind("length of a wire held at one end", "times its thickness", most=True),
    "gap": Kind("air between two surfaces"),
    "rail_gap": Kind("air between two rails"),
    "opening": Kind("width of a hole"),
    "hole_depth": Kind("depth of a hole over its width", "times its width", most=True),
    "blind_depth": Kind("depth of a blind hole over its width", "times its width", most=True),
    "engraved_width": Kind("width of an engraved line"),
    "engraved_depth": Kind("depth of an engraved line"),
    "engraved_deepest": Kind("depth of an engraved line, at most", most=True),
    "engraved_ratio": Kind("depth of an engraved line over its width", "times", most=True),
    "embossed_width": Kind("width of a raised line"),
    "embossed_height": Kind("height of a raised line"),
    "edge_radius": Kind("radius of an inner corner"),
    "edge_angle": Kind("angle of an outer edge", "degrees"),
    "section_ratio": Kind("thickness over that of the metal next to it", "times", most=True),
    "thick_mass": Kind("thickness over which a mass is hollowed", most=True),
    "hollow_wall": Kind("wall of a hollow"),
    "drain": Kind("width of a hollow's drain"),
    "drains": Kind("drains of a hollow", "drains"),
    "overlap": Kind("overlap of merged parts"),
    "deviation": Kind("deviation of the mesh from the true surface", most=True),
    "largest": Kind("largest side of the piece", most=True),
    "smallest_sum": Kind("sum of the three sides of the piece"),
    "stone_gap": Kind("distance between two stones"),
    "seat_clearance": Kind("room between a stone and its seat, as cast"),
    "bearing": Kind("width of a bearing under the girdle"),
    "coverage": Kind("claw over the crown, share of the way to the table", "of the way"),
    "coverage_most": Kind("claw over the crown, share of the way", "of the way", most=True),
    "claw_height": Kind("top of a claw, share of the crown's height", "of the crown"),
    "claw_height_most": Kind("top of a claw, share of the crown", "of the crown", most=True),
    "claw_left": Kind("metal left in a claw behind the girdle, share of it", "of the claw"),
    "beside_seat": Kind("metal beside a seat"),
    "under_seat": Kind("metal under a bearing"),
    "culet_to_finger": Kind("from a culet to the finger"),
    "undercut": Kind("surface that a mould of two hard halves does not let go", "mm²", most=True),
    "captive": Kind("surface from which no straight way leads out", "mm²", most=True),
    "height": Kind("height over the finger", most=True),
}
"""Every rule a profile may set."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a profile.

    Parameters
    ----------
    key : which of `KINDS`
    error, warn : where an error and a warning begin; None where they do not
    source, sure, note : where it comes from, how sure it is, and what to know
    of : the profile that sets it
    """

    key: str
    error: float | None
    warn: float | None
    source: str
    sure: str = ""
    note: str = ""
    of: str = ""

    @property
    def kind(self) -> Kind:
        return KINDS[self.key]

    def level(self, value: float, slack: float = 0.0) -> Level | None:
        """How bad a value is; None if it is good.

        Parameters
        ----------
        slack : by how much the value may be off, in its own unit: in doubt it is good
        """
        for bound, level in ((self.error, "error"), (self.warn, "warning")):
            if bound is not None and self._beyond(value, bound, slack):
                return level  # type: ignore[return-value]
        return None

    def bound(self, level: str) -> float | None:
        """The value at which a level begins."""
        return self.error if level == "error" else self.warn

    @property
    def strictest(self) -> float | None:
        """The value that is good: where the first fault begins."""
        return self.warn if self.warn is not None else self.error

    def _beyond(self, value: float, bound: float, slack: float) -> bool:
        return value > bound + slack if self.kind.most else value < bound - slack

    def __str__(self) -> str:
        side = "over" if self.kind.most else "under"
        parts = [
            f"{word} {side} {bound:g} {self.kind.unit}"
            for word, bound in (("error", self.error), ("warning", self.warn))
            if bound is not None
        ]
        return f"{self.key}: {', '.join(parts)}"


@dataclass(frozen=True, slots=True)
class Profile:
    """A named, versioned set of rules.

    Parameters
    ----------
    name, version, title, about : who asks, and in which edition
    scales : whether the house scales for shrinkage: "yes", "no" or "unknown"
    chain : this profile and those it extends, nearest first
    rules : by key
    """

    name: str
    version: str
    title: str
    about: str
    scales: str
    chain: tuple[str, ...]
    rules: Mapping[str, Rule]

    def rule(self, key: str) -> Rule | None:
        """The rule of that key, None where neither this profile nor one it extends sets it."""
        if key not in KINDS:
            raise unknown("rule", key, KINDS, "KINDS lists them all.")
        return self.rules.get(key)

    def with_wall(self, least: float) -> Profile:
        """This profile, but no wall of any part may be thinner than ``least`` mm."""
        source = "asked for"
        walls = ("wall", "band", "beside", "bezel", "claw", "micro_claw")
        asked = {key: Rule(key, least, None, source, of="--least-wall") for key in walls}
        return replace(self, rules={**self.rules, **asked})


LARGEST = 100_000
"""Bytes of a profile's file, at most."""
DEPTH = 8
"""Profiles that may extend one another, at most."""
HEAD = {"name", "version", "title", "about", "extends", "scales"}
RULE = {"error", "warn", "like", "source", "sure", "note"}


def profiles() -> tuple[str, ...]:
    """Names of the profiles that come with jewelcad."""
    return tuple(sorted(_shipped()))


@cache
def profile(name: str) -> Profile:
    """The profile of that name, or that of a TOML file.

    Raises
    ------
    ParameterError
        If there is none of that name, or the file is no profile; the message says what and why.
    """
    shipped = _shipped()
    by_plain = {plain(known): known for known in shipped}
    if plain(name) in by_plain:
        return _read(shipped[by_plain[plain(name)]], (), shipped=True)
    if name.lower().endswith(".toml"):
        return _read(Path(name), (), shipped=False)
    raise unknown("profile", name, shipped, "jewelcad check --profiles lists them.")


def profile_for(alloy: Any) -> Profile:
    """What is asked of a piece of an alloy when nobody says: lost wax in its metal."""
    metal = {"silver": "silver", "platinum": "platinum", "palladium": "platinum"}
    return profile(f"lost-wax-{metal.get(alloy.kind, 'gold')}")


@cache
def _shipped() -> dict[str, Path]:
    folder = Path(__file__).parent / "profiles"
    return {path.stem: path for path in folder.glob("*.toml")}


def _read(path: Path, above: tuple[str, ...], shipped: bool) -> Profile:
    table = _table(path)
    name = str(table.get("name", path.stem))
    if name in above or len(above) >= DEPTH:
        raise ParameterError(
            f"{path}: profile {name!r} extends itself by way of {' > '.join(above)}. "
            "A profile may extend others, but not in a circle."
        )
    held = _extended(path, table, (*above, name), shipped)
    rules = dict(held.rules) if held else {}
    for key, row in table.items():
        if key not in HEAD:
            rules[key] = _rule(path, key, row, name)
    return Profile(
        name=name,
        version=str(table.get("version", "")),
        title=str(table.get("title", name)),
        about=str(table.get("about", "")),
        scales=_scales(path, table, held),
        chain=(name, *(held.chain if held else ())),
        rules=rules,
    )


def _table(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise ParameterError(f"{path} cannot be read: {error.strerror or error}.") from None
    if len(data) > LARGEST:
        raise ParameterError(f"{path} is over {LARGEST:,} bytes: that is no production profile.")
    try:
        return tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ParameterError(f"{path} is not TOML: {error}.") from None


def _extended(
    path: Path, table: dict[str, Any], above: tuple[str, ...], shipped: bool
) -> Profile | None:
    name = table.get("extends")
    if name is None:
        return None
    if not isinstance(name, str):
        raise ParameterError(f"{path}: extends = {shown(name)} is not the name of a profile.")
    known = _shipped()
    if name in known:
        return _read(known[name], above, shipped=True)
    if not shipped and name.lower().endswith(".toml"):
        return _read(path.parent / name, above, shipped=False)
    raise unknown(f"profile that {path.name} may extend", name, known, f"Known: {', '.join(known)}")


def _scales(path: Path, table: dict[str, Any], held: Profile | None) -> str:
    said = table.get("scales", held.scales if held else "unknown")
    if said not in ("yes", "no", "unknown"):
        raise ParameterError(f'{path}: scales = {shown(said)}; it is "yes", "no" or "unknown".')
    return str(said)


def _rule(path: Path, key: str, row: Any, name: str) -> Rule:
    if key not in KINDS:
        near = nearest(key, KINDS)
        raise ParameterError(
            f"{path}: there is no rule {key!r}. "
            f"{'Nearest: ' + ', '.join(near) + '. ' if near else ''}"
            f"There are: {', '.join(KINDS)}."
        )
    if not isinstance(row, dict):
        raise ParameterError(f"{path}: [{key}] is a table with error, warn and source.")
    if odd := set(row) - RULE:
        raise ParameterError(
            f"{path}: [{key}] has {', '.join(sorted(odd))}; it may have {', '.join(sorted(RULE))}."
        )
    found = _like(path, key, row) if "like" in row else row
    rule = Rule(
        key,
        _number(path, key, "error", found.get("error")),
        _number(path, key, "warn", found.get("warn")),
        str(row.get("source") or found.get("source") or "").strip(),
        str(row.get("sure") or found.get("sure") or ""),
        str(row.get("note") or found.get("note") or ""),
        name,
    )
    _check(path, rule)
    return rule


def _like(path: Path, key: str, row: dict[str, Any]) -> dict[str, Any]:
    """The rows ``LIKE.error`` and ``LIKE.warn`` (or ``LIKE``, for both) of the limits."""
    base = row["like"]
    known = {found.key for found in limits()}
    names = {level: f"{base}.{level}" for level in ("error", "warn")}
    rows = {level: limit(n) for level, n in names.items() if n in known}
    if not rows and base in known:
        level = "warn" if "warn" not in row else "error"
        rows = {level: limit(base)}
    if not rows:
        raise ParameterError(f"{path}: [{key}] like = {shown(base)} is no row of the limits.")
    first = next(iter(rows.values()))
    told = {"source": first.source, "sure": first.sure, "note": first.note}
    return told | {level: found.value for level, found in rows.items()} | row


def _number(path: Path, key: str, word: str, value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ParameterError(f"{path}: [{key}] {word} = {shown(value)} is not a number.")
    if not 0.0 < value < math.inf:
        raise ParameterError(f"{path}: [{key}] {word} = {value} is not above 0.")
    return float(value)


def _check(path: Path, rule: Rule) -> None:
    if rule.error is None and rule.warn is None:
        raise ParameterError(f"{path}: [{rule.key}] sets neither error nor warn.")
    if not rule.source:
        raise ParameterError(
            f"{path}: [{rule.key}] has no source. Say who asks for it, if only your own bench."
        )
    if rule.error is not None and rule.warn is not None:
        wrong = rule.warn > rule.error if rule.kind.most else rule.warn < rule.error
        if wrong:
            side = "over" if rule.kind.most else "under"
            raise ParameterError(
                f"{path}: [{rule.key}] errors begin {side} {rule.error:g} and warnings {side} "
                f"{rule.warn:g}: a warning would never be given. Exchange them."
            )
