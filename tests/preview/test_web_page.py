"""The page that is sent: one file that asks nothing of any network and holds the whole piece."""

from __future__ import annotations

import gzip
import json
import re
from base64 import b64decode
from pathlib import Path

import pytest
from click.testing import CliRunner

from jewelcad.cli import main
from jewelcad.preview.packing import MAGIC
from jewelcad.preview.web_page import html_page

BAND = """
from jewelcad import Ring, RingSize, design
from jewelcad.shanks import Shank, half_round


@design(title="Band & <co>")
def band(size: RingSize = RingSize("US 6.5")) -> Ring:
    \"\"\"A band.\"\"\"
    return Ring(Shank(size, profile=half_round(2.2, thickness=1.8)))
"""
OUTSIDE = re.compile(r"""(?:https?|wss?|ftp)://[^"'` )]*""")
NAMESPACE = "http://www.w3.org/1999/xhtml"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("sent")
    (folder / "band.py").write_text(BAND)
    path = folder / "ring.html"
    words = ["render", str(folder / "band.py"), "--html", "-o", str(path)]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    return path.read_text(encoding="utf-8")


def modules(page: str) -> dict[str, str]:
    """The page's scripts, as a browser decodes them."""
    held = re.search(r'<script type="importmap">(.*?)</script>', page, re.S)
    assert held
    head = "data:text/javascript;base64,"
    found = json.loads(held[1])["imports"]
    return {name: b64decode(text.removeprefix(head)).decode() for name, text in found.items()}


def test_it_holds_the_piece(page: str) -> None:
    held = re.search(r'type="application/octet-stream">([^<]*)<', page)
    assert held
    assert gzip.decompress(b64decode(held[1])).startswith(MAGIC)


def test_it_holds_no_outside_address(page: str) -> None:
    bare = re.sub(r'(;base64,|octet-stream">)[A-Za-z0-9+/=]*', "", page)
    for name, source in {"page": bare, **modules(page)}.items():
        assert set(OUTSIDE.findall(source)) <= {NAMESPACE}, name
    assert not re.search(r"(src|href)\s*=|url\(|@import", bare)


def test_every_module_asked_for_is_inside(page: str) -> None:
    held = modules(page)
    for name, source in held.items():
        if name != "page/vendor/three.js":
            asked = set(re.findall(r'from "([^"]*)"', source))
            assert asked <= set(held), (name, asked - set(held))
    assert 'import "page/sent.js"' in page


def test_words_of_a_design_are_words(page: str) -> None:
    assert "<title>Band &amp; &lt;co&gt;</title>" in page
    assert "<co>" not in page
    assert "<title>{style}</title>" in html_page(b"", "{style}")


def test_the_facts_are_the_piece_s(page: str) -> None:
    facts = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page))
    assert facts["Size"] == "US 6.5"
    assert facts["Weight"].endswith(" g")
    across, along, _ = (float(x) for x in re.findall(r"[\d.]+", facts["Measures"]))
    assert across == pytest.approx(16.92 + 3.6, abs=0.06)
    assert along == pytest.approx(2.2, abs=0.01)


def test_the_same_ring_is_the_same_page() -> None:
    assert html_page(b"piece", "A", "b", [("c", "d")]) == html_page(
        b"piece", "A", "b", [("c", "d")]
    )


def test_a_page_has_the_name_of_a_page(tmp_path: Path) -> None:
    (tmp_path / "band.py").write_text(BAND)
    words = ["render", str(tmp_path / "band.py"), "--html", "-o", str(tmp_path / "ring.png")]
    done = CliRunner().invoke(main, words)
    assert done.exit_code != 0
    assert "is not a .html" in done.output
    assert not (tmp_path / "ring.png").exists()
