"""The report as a person reads it: rich tables on a terminal, plain lines in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import IO, Any

Row = tuple[str, str]

SEAT_ROWS = {
    "clearance": "clearance",
    "bearing_width": "bearing width",
    "neck": "neck behind it",
    "beside": "metal beside",
    "web": "to the next seat",
    "under": "metal under",
    "culet_to_finger": "culet to finger",
}
"""Measures of a seat, and what a jeweller calls them."""


def show(report: dict[str, Any], file: IO[str] | None = None) -> None:
    """Print a report: with rich where it is a terminal, as plain lines where it is not."""
    out = file or sys.stdout
    if out.isatty():
        _rich(report, out)
    else:
        for title, rows in sections(report):
            print(f"{title}\n{_aligned(rows)}", file=out)


def sections(report: dict[str, Any]) -> Iterable[tuple[str, list[Row]]]:
    """The report as titled lists of (name, value)."""
    yield report["title"], _ring(report)
    yield "Weight", _weights(report["weight_g"], report["setters_metal"])
    if report["stones"]:
        yield "Stones", [_stone(stone) for stone in report["stones"]]
        yield "Seats, the least of each", list(_seats(report["seats"]))
    yield "Size elsewhere", [_system(row) for row in report["size"]["systems"]]
    yield "Files", [(f["name"], _file(f)) for f in report["files"]]
    if report["findings"]:
        yield "Findings", [_finding(finding) for finding in report["findings"]]
    if "checks" in report:
        yield "Checks", list(_checks(report))


def _ring(report: dict[str, Any]) -> list[Row]:
    size, bore, wall = report["size"], report["bore_mm"], report["thinnest_wall"]
    volume = report["volume_mm3"]
    x, y, z = report["box_mm"]
    deviation = report["deviation_mm"]
    rows = [
        ("size", f"{size['given']}, {size['diameter_mm']:.2f} mm"),
        ("bore measured", f"{bore['measured']:.3f} mm ({bore['difference']:+.3f})"),
        ("volume", f"{volume['exact'] or volume['mesh']:.2f} mm³"),
        ("box", f"{x:.2f} × {y:.2f} × {z:.2f} mm"),
        ("thinnest wall", _wall(wall)),
        ("triangles", f"{report['triangles']:,}, genus {report['genus']}"),
        ("deviation", f"{deviation['measured']:.4f} mm of {deviation['allowed']:g} allowed"),
        ("stage", report["recipe"]["stage"]),
        ("time", f"{report['timings_s']['total']:.1f} s"),
    ]
    return [row for row in rows if row[1]]


def _wall(wall: dict[str, Any] | None) -> str:
    if wall is None:
        return ""
    x, y, z = wall["at_mm"]
    return (
        f"{wall['mm']:.2f} mm at ({x:.1f}, {y:.1f}, {z:.1f}) {wall['part']}, "
        f"the least of {wall['rays']:,} sampled"
    )


def _weights(weight: dict[str, Any], setters: dict[str, Any] | None) -> list[Row]:
    chosen = [(weight["alloy"], f"{weight['grams']:.2f} g  (chosen)")]
    if setters is not None:
        chosen.append(("of it for the setter", f"{setters['grams']:.3f} g"))
    others = [(n, f"{g:.2f} g") for n, g in weight["alloys"].items() if n != weight["alloy"]]
    return [*chosen, *others]


def _stone(stone: dict[str, Any]) -> Row:
    return stone["name"], (
        f"{stone['species']} {stone['cut']}, {stone['mm']:.2f} mm, {stone['carat']:.3f} ct"
    )


def _seats(seats: list[dict[str, Any]]) -> Iterable[Row]:
    """The stone that has least of each measure."""
    loose = [seat["stone"] for seat in seats if not seat["held"]]
    if loose:
        more = f" and {len(loose) - 3} more" if loose[3:] else ""
        yield "not held", ", ".join(loose[:3]) + more
    for key, name in SEAT_ROWS.items():
        told = [seat for seat in seats if seat[key] is not None]
        if told:
            worst = min(told, key=lambda seat: float(seat[key]))
            yield name, f"{worst[key]:.2f} mm  {worst['stone']}"
    grips = [(g["coverage"], seat["stone"]) for seat in seats for g in seat["grips"]]
    if grips:
        yield "crown covered", f"{min(grips)[0]:.0%} of the way to the table  {min(grips)[1]}"
    highest = max(seats, key=lambda seat: float(seat["above"]))
    side = "over" if highest["above"] > 0.0 else "below"
    yield "highest metal", f"{abs(highest['above']):.2f} mm {side} the table  {highest['stone']}"


def _finding(finding: dict[str, Any]) -> Row:
    allowed = f" Allowed: {finding['allowed']}" if finding.get("allowed") else ""
    places = len(finding.get("places", ()))
    more = f" ({places} places)" if places else ""
    level = "allowed" if allowed else finding["level"]
    return f"{level} {finding['code']} {finding['name']}", finding["text"] + more + allowed


def _checks(report: dict[str, Any]) -> Iterable[Row]:
    """How many passed, and each that did not run."""
    states = [check["state"] for check in report["checks"]]
    profile = report["profile"]
    failed = states.count("fail")
    yield f"{states.count('pass')} passed", f"{profile['name']} {profile['version']}"
    if failed:
        yield f"{failed} failed", "see the findings"
    for check in report["checks"]:
        if check["state"] == "not verified":
            yield f"not verified {check['code']}", check["why"]


def _system(row: dict[str, Any]) -> Row:
    if row["size"] is None:
        return row["system"], row["note"]
    return row["size"], f"{row['difference_mm']:+.3f} mm"


def _file(file: dict[str, Any]) -> str:
    return f"{file['bytes'] / 1000:,.1f} kB"


def _aligned(rows: list[Row]) -> str:
    wide = max((len(name) for name, _ in rows), default=0)
    return "\n".join(f"  {name:<{wide}}  {value}" for name, value in rows)


def _rich(report: dict[str, Any], out: IO[str]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=out)
    for title, rows in sections(report):
        table = Table(title=Text(title), title_justify="left", show_header=False, box=None)
        table.add_column(style="cyan", no_wrap=True)
        table.add_column()
        for name, value in rows:
            table.add_row(Text(name), Text(value))
        console.print(table)
