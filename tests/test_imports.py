"""One direction of import: a module may import from the left of `RANKS` only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import jewelcad

RANKS: tuple[tuple[str, ...], ...] = (
    ("errors",),
    ("units", "frames", "files", "allowance"),
    ("params", "reference"),
    ("geometry",),
    ("workpiece", "measure"),
    ("gems",),
    ("shanks", "layouts"),
    ("settings", "ornament"),
    ("pieces",),
    ("finish", "seating"),
    ("script",),
    ("checks", "production", "export", "preview"),
    ("cache", "reading", "report", "testing"),
    ("making",),
    ("catalogue",),
    ("viewer",),
    ("cli",),
)
RANK = {name: rank for rank, names in enumerate(RANKS) for name in names}
FREE = {"__init__.py", "__main__.py"}
"""The package's own face, and the door to the command line."""


def offences(root: Path) -> list[str]:
    """Every import below ``root`` that goes against the direction, as a sentence."""
    return [
        f"{path.relative_to(root).as_posix()} ({own}) imports jewelcad.{other} ({other})"
        for path in sorted(root.rglob("*.py"))
        if path.relative_to(root).as_posix() not in FREE
        for own in [path.relative_to(root).parts[0].removesuffix(".py")]
        for other in dict.fromkeys(_imported(ast.parse(path.read_text(encoding="utf-8"))))
        if other != own and not RANK.get(other, 99) < RANK.get(own, -1)
    ]


def _imported(tree: ast.AST) -> Iterator[str]:
    """The first-level names of jewelcad that run-time imports of a module reach."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from _imported(ast.Module(node.orelse, []))
        elif isinstance(node, ast.Import):
            yield from (_first(alias.name) for alias in node.names if _ours(alias.name))
        elif isinstance(node, ast.ImportFrom) and node.level:
            yield "a relative name"
        elif isinstance(node, ast.ImportFrom) and node.module == "jewelcad":
            yield from (alias.name for alias in node.names if alias.name != "__version__")
        elif isinstance(node, ast.ImportFrom) and _ours(node.module or ""):
            yield _first(node.module or "")
        else:
            yield from _imported(node)


def _ours(name: str) -> bool:
    return name.startswith("jewelcad.")


def _first(name: str) -> str:
    return name.split(".")[1]


def test_imports_go_one_way():
    root = Path(jewelcad.__file__).parent
    assert offences(root) == []


def test_every_package_has_a_rank():
    root = Path(jewelcad.__file__).parent
    own = {path.name.removesuffix(".py") for path in root.iterdir() if path.name[0] not in "_."}
    assert own - {"py.typed"} <= set(RANK)


@pytest.mark.parametrize(
    ("place", "text", "said"),
    [
        (
            "gems/round.py",
            "from jewelcad.settings import Bezel",
            "gems/round.py (gems) imports jewelcad.settings (settings)",
        ),
        (
            "gems/round.py",
            "def f():\n    if x:\n        import jewelcad.settings.bezel",
            "gems/round.py (gems) imports jewelcad.settings (settings)",
        ),
        (
            "preview/stills.py",
            "from jewelcad import export",
            "preview/stills.py (preview) imports jewelcad.export (export)",
        ),
        (
            "units.py",
            "from jewelcad.frames import Frame",
            "units.py (units) imports jewelcad.frames (frames)",
        ),
        ("gems/a.py", "from jewelcad import Ring", "gems/a.py (gems) imports jewelcad.Ring"),
        (
            "oddity.py",
            "from jewelcad.errors import X",
            "oddity.py (oddity) imports jewelcad.errors",
        ),
        (
            "gems/a.py",
            "if TYPE_CHECKING:\n    pass\nelse:\n    from jewelcad.cli import main",
            "gems/a.py (gems) imports jewelcad.cli (cli)",
        ),
    ],
)
def test_an_offence_is_named(tmp_path: Path, place: str, text: str, said: str):
    path = tmp_path / place
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    found = offences(tmp_path)
    assert len(found) == 1
    assert found[0].startswith(said)


@pytest.mark.parametrize(
    "text",
    [
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from jewelcad.cli import main",
        "from jewelcad.gems.cut import Cut\nfrom jewelcad import __version__, geometry",
        "import numpy\nfrom jewelcad.errors import GeometryError",
    ],
)
def test_what_is_allowed_is_allowed(tmp_path: Path, text: str):
    (tmp_path / "gems").mkdir()
    (tmp_path / "gems" / "round.py").write_text(text)
    assert offences(tmp_path) == []
