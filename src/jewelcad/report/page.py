"""What the checks found as one HTML page by itself: pictures inside, nothing from elsewhere."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from jewelcad import __version__
from jewelcad.checks.pictures import SKETCHES, picture
from jewelcad.preview.thickness import COLOURS, STOPS, WORDS
from jewelcad.report.checked import summary

if TYPE_CHECKING:
    from jewelcad.checks.finding import Finding, Outcome, Result
    from jewelcad.checks.subject import Subject

LIMIT = 0.8
"""mm that is coloured red where nothing was found too thin (a choice)."""

STYLE = """
body { font: 16px/1.45 Georgia, serif; margin: 2rem auto; max-width: 58rem; padding: 0 1rem;
  color: #222; background: #fdfcfa; }
h1 { font-weight: normal; margin-bottom: 0; } h2 { font-weight: normal; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; vertical-align: top;
  padding: .3rem .6rem; border-bottom: 1px solid #e3ded6; }
.pass { color: #2e6b3a; } .fail, .error { color: #a3201d; } .warning, .unknown { color: #8a5a00; }
.note { color: #555; } .place { font-variant-numeric: tabular-nums; white-space: nowrap; }
figure { margin: 1rem 0; } .map img { width: 49%; }
figcaption span { display: inline-block; width: 1.6em; height: .8em; }
img { max-width: 100%; } small { color: #666; }
"""

CLASSES = {"pass": "pass", "fail": "fail", "not verified": "unknown"}


def page(outcome: Outcome, subject: Subject, title: str, strict: bool = False) -> str:
    """The report as a page.

    Parameters
    ----------
    subject : what was checked: pictured with its thickness map, if it is closed
    """
    parts = [
        f"<h1>{escape(title)}</h1>",
        f"<p>{escape(summary(outcome, strict))}.{_wall(outcome)}</p>",
        *_pictures(outcome, subject),
        "<h2>Findings</h2>",
        _findings(outcome.findings),
        "<h2>Checks</h2>",
        _checks(outcome, strict),
        f"<p><small>jewelcad {__version__}, profile {escape(outcome.profile)} "
        f"{escape(outcome.version)}. Lengths in millimetres.</small></p>",
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}: checks</title><style>{STYLE}</style></head>\n<body>\n"
        + "\n".join(parts)
        + "\n</body></html>\n"
    )


def _wall(outcome: Outcome) -> str:
    if not outcome.wall or outcome.wall["lower"] is None:
        return ""
    upper = outcome.wall["upper"]
    least = f"{outcome.wall['lower']:.3f}"
    if upper is None:
        return f" No wall is thinner than {least} mm: proved."
    part = f", {escape(outcome.wall['part'])}" if outcome.wall["part"] else ""
    return f" The thinnest wall is {least} to {upper:.3f} mm{part}: proved."


def _pictures(outcome: Outcome, subject: Subject) -> list[str]:
    """The thickness map from four sides, thin walls marked; nothing of a mesh that is open."""
    if not subject.closed:
        return []
    from base64 import b64encode

    from jewelcad.checks.map import wall_map
    from jewelcad.preview.thickness import thickness_pictures

    made = wall_map(subject.mesh)
    thin = [f for f in outcome.findings if f.code == "JC103" and f.limit]
    limit = min((f.limit or LIMIT for f in thin), default=LIMIT)
    marks = np.array([f.place for f in thin if f.place]).reshape(-1, 3)
    shots = thickness_pictures(subject.mesh, made.samples.place, made.thickness, limit, marks=marks)
    images = "".join(
        f'<img alt="thickness, {name}" src="data:image/png;base64,{b64encode(data).decode()}">'
        for name, data in shots
    )
    steps = "".join(
        f'<span style="background:rgb{colour}"></span> {word} {limit * stop:.2f} '
        for word, stop, colour in zip(WORDS, STOPS[1:], COLOURS[1:], strict=True)
    )
    legend = f"<figcaption>Thickness, mm: {steps} Black: where it is too thin.</figcaption>"
    return [f'<figure class="map">{images}{legend}</figure>']


def _findings(findings: tuple[Finding, ...]) -> str:
    if not findings:
        return "<p>None.</p>"
    rows = "".join(_finding(finding) for finding in findings)
    return f"<table><tr><th>Level<th>What<th>Where</tr>{rows}</table>"


def _finding(finding: Finding) -> str:
    place = "({:.2f}, {:.2f}, {:.2f})".format(*finding.place) if finding.place else ""
    more = f" and {len(finding.places) - 1} more" if len(finding.places) > 1 else ""
    allowed = f"<br><em>Allowed: {escape(finding.allowed)}</em>" if finding.allowed else ""
    source = f"<br><small>{escape(finding.source)}</small>" if finding.source else ""
    level = "allowed" if finding.allowed else finding.level
    kind = "note" if finding.allowed else finding.level
    return (
        f'<tr><td class="{kind}">{level}<td>{finding.code} {escape(finding.name)}: '
        f"{escape(finding.text)}{allowed}{source}"
        f'<td>{escape(finding.part)}<br><span class="place">{place}</span>{more}</tr>'
    )


def _checks(outcome: Outcome, strict: bool) -> str:
    rows = "".join(_check(result, strict) for result in outcome.results)
    return f"<table><tr><th>State<th>Check<th>Holds when</tr>{rows}</table>"


def _check(result: Result, strict: bool) -> str:
    state = result.state(strict)
    why = f"<br><small>{escape(result.why)}</small>" if result.why else ""
    return (
        f'<tr><td class="{CLASSES[state]}">{state}<td>{result.code} {escape(result.name)}'
        f"<td>{escape(result.title)}{why}{_sketch(result)}</tr>"
    )


def _sketch(result: Result) -> str:
    """What the check means, beside one that found something."""
    if not result.findings or result.code not in SKETCHES:
        return ""
    held = b64encode(picture(result.code).encode()).decode()
    return f'<br><img width="240" alt="Sketch" src="data:image/svg+xml;base64,{held}">'
