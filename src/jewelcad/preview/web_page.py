"""A piece as one HTML page to send: it turns under the finger, and asks nothing of any network."""

from __future__ import annotations

import gzip
import json
import re
from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from jewelcad.workpiece import Stage

TOLERANCE = 0.01
"""mm, of the metal's mesh on a page that is sent (a choice): fine enough that no edge shows."""

_OURS = re.compile(r'(from|import) "\./([\w./]+\.js)"')


def piece_page(piece: Any, title: str, about: str = "", stage: Stage = "set") -> str:
    """The page of a piece: finished, packed and told in a few facts.

    Parameters
    ----------
    stage : ``set`` shows stones under finished claws; ``cast`` what is printed

    Raises
    ------
    GeometryError
        When the piece cannot be finished.
    """
    from jewelcad import finish, measure
    from jewelcad.preview.packing import packed
    from jewelcad.units import grams

    bench = piece.workpiece(stage)
    metal = finish.mesh(bench, TOLERANCE)
    stones = bench.stones if stage == "set" else ()
    low, high = measure.bounds(metal)
    weight = grams(measure.volume(metal), piece.alloy.density_g_cm3)
    facts = [
        ("Size", str(piece.size)),
        ("Metal", piece.alloy.name),
        ("Weight", f"{weight:.2f} g"),
        ("Measures", " × ".join(f"{b - a:.1f}" for a, b in zip(low, high, strict=True)) + " mm"),
    ]
    if stones:
        told = Counter((s.gem.cut, s.gem.species) for s in stones)
        facts += [(kind, f"{n} × {cut}") for (cut, kind), n in told.items()]
        facts += [("Stones", f"{sum(s.gem.carat for s in stones):.2f} ct")]
    return html_page(packed(metal, piece.alloy.colour, stones).data, title, about, facts)


def html_page(
    packed: bytes, title: str, about: str = "", facts: Sequence[tuple[str, str]] = ()
) -> str:
    """The whole page as text.

    Parameters
    ----------
    packed : the piece, by `packing.packed`
    title, about : of the design, shown at the top
    facts : name and value, as they are to be read
    """
    folder = files("jewelcad") / "viewer" / "page"
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts)
    parts = {
        "title": escape(title),
        "about": escape(about),
        "style": _text(folder, "style.css"),
        "imports": json.dumps({"imports": _modules(folder, "sent.js")}, separators=(",", ":")),
        "facts": f"<dl>{rows}</dl>" if rows else "",
        "packed": b64encode(gzip.compress(packed, mtime=0)).decode(),
    }
    page = _text(folder, "sent.html")
    return re.sub(r"\{(\w+)\}", lambda found: parts[found[1]], page)


def _modules(folder: Traversable, first: str) -> dict[str, str]:
    """The module and all it imports, each under a name of its own, as addresses of themselves."""
    found: dict[str, str] = {}
    wanted = [first]
    while wanted:
        name = wanted.pop()
        if f"page/{name}" in found:
            continue
        source = _text(folder, name)
        wanted += [needed for _, needed in _OURS.findall(source)]
        bare = _OURS.sub(r'\1 "page/\2"', source).encode()
        found[f"page/{name}"] = f"data:text/javascript;base64,{b64encode(bare).decode()}"
    return dict(sorted(found.items()))


def _text(folder: Traversable, name: str) -> str:
    place = folder
    for part in name.split("/"):
        place /= part
    return place.read_text(encoding="utf-8")
