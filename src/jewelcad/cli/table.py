"""Plain columns: as fast to print as to read, on a terminal and in a pipe alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns as wide as their widest entry; empty columns are left out."""
    rows = [list(row) for row in rows]
    kept = [i for i in range(len(head)) if any(row[i] for row in rows)]
    lines = [[line[i] for i in kept] for line in (list(head), *rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(kept))]
    return "\n".join(
        "  ".join(f"{word:<{wide}}" for word, wide in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
