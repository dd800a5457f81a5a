"""The STL reader refuses what is not an STL, quickly and in little memory."""

from __future__ import annotations

import struct
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from known_shapes import product, torus

from jewelcad.errors import ExportError
from jewelcad.export.stl import read, write, write_ascii

LIGHT = settings(
    derandomize=True,
    max_examples=150,
    deadline=2000,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
WORDS = ["facet", "normal", "outer", "loop", "vertex", "1", "-2e9", "nan"]
FACET = b"facet normal 0 0 1 outer loop vertex 0 0 0 vertex 1 0 0 vertex 0 1 0 endloop endfacet\n"
PIECE = product(mesh=torus(nu=12, nv=6))


def refused_or_read(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    try:
        found = read(path)
    except ExportError as error:
        assert "not a whole STL" in str(error)
    else:
        assert len(found.triangles) * 50 <= len(data) + 84


@LIGHT
@given(data=st.binary(max_size=400))
def test_random_bytes(tmp_path: Path, data: bytes) -> None:
    refused_or_read(tmp_path / "x.stl", data)


@LIGHT
@given(data=st.binary(max_size=200))
def test_random_bytes_that_say_solid(tmp_path: Path, data: bytes) -> None:
    refused_or_read(tmp_path / "x.stl", b"solid " + data + b"\nendsolid")


@LIGHT
@given(words=st.lists(st.sampled_from(WORDS)))
def test_random_words(tmp_path: Path, words: list[str]) -> None:
    refused_or_read(tmp_path / "x.stl", f"solid x\n{' '.join(words)}\nendsolid x".encode())


@LIGHT
@given(cut=st.integers(0, 3600), text=st.booleans())
def test_cut_short(tmp_path: Path, cut: int, text: bool) -> None:
    path = tmp_path / "x.stl"
    (write_ascii if text else write)(PIECE, path)
    whole = path.read_bytes()
    if 0 < cut < len(whole) - len("endsolid wire"):
        path.write_bytes(whole[:-cut] if not text else whole[: -cut - 15])
        with pytest.raises(ExportError, match="not a whole STL"):
            read(path)


@pytest.mark.parametrize("count", [1, 2**31, 2**32 - 1])
def test_huge_counts_take_no_memory(tmp_path: Path, count: int) -> None:
    path = tmp_path / "x.stl"
    path.write_bytes(bytes(80) + struct.pack("<I", count) + bytes(20))
    tracemalloc.start()
    with pytest.raises(ExportError, match=f"says {count} triangles, which take {84 + 50 * count}"):
        read(path)
    assert tracemalloc.get_traced_memory()[1] < 1 << 20
    tracemalloc.stop()


def test_one_endless_word_takes_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "x.stl"
    path.write_bytes(b"solid x\n" + FACET * 2000 + b"9" * 1_000_000 + b"\nendsolid")
    tracemalloc.start()
    with pytest.raises(ExportError, match="not a list of whole facets"):
        read(path)
    assert tracemalloc.get_traced_memory()[1] < 20 << 20
    tracemalloc.stop()


def test_a_file_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "x.stl"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(ExportError, match="more than"):
        read(path)


@pytest.mark.parametrize("value", ["nan", "inf", "1e39"])
def test_numbers_that_are_none(tmp_path: Path, value: str) -> None:
    path = tmp_path / "x.stl"
    write_ascii(PIECE, path)
    text = path.read_text().split("\n")
    text[3] = f"  vertex 0 {value} 0"
    path.write_text("\n".join(text))
    with pytest.raises(ExportError, match="not a finite number"):
        read(path)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="no such file"):
        read(tmp_path / "none.stl")


def test_a_binary_file_whose_header_says_solid(tmp_path: Path) -> None:
    path = tmp_path / "x.stl"
    write(PIECE, path)
    path.write_bytes(b"solid" + path.read_bytes()[5:])
    assert len(read(path).triangles) == 144
