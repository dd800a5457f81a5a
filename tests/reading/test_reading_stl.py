"""STL of anybody's: what is sound is read whole, what is not is refused in words."""

from __future__ import annotations

import struct
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from broken import VOLUME, binary, corners, text
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jewelcad import measure
from jewelcad.errors import ExportError, GeometryError, JewelcadError, ParameterError
from jewelcad.reading import read
from jewelcad.reading.stl import CHUNK

C = corners()
TEXT = text(C)
TWO = text(C, "Band One") + text(C + 30.0, "")
LIGHT = settings(
    derandomize=True,
    max_examples=150,
    deadline=2000,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def put(folder: Path, data: bytes | str) -> Path:
    path = folder / "it.stl"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


SOUND = {
    "binary": binary(C),
    "binary that says solid": binary(C, b"solid band"),
    "binary that says solid and facet": binary(C, b"solid facet"),
    "a few bytes after the end": binary(C) + b"made by x",
    "text": TEXT,
    "capitals": TEXT.upper(),
    "lines of Windows": TEXT.replace("\n", "\r\n"),
    "lines of an old Mac": TEXT.replace("\n", "\r"),
    "mark of byte order": b"\xef\xbb\xbf" + TEXT.encode(),
    "tabs and blanks": TEXT.replace("\n", "\n\n\t ").replace(" ", " \t"),
    "decimal commas": TEXT.replace(".", ","),
    "no endsolid": text(C, end=""),
    "no name": text(C, ""),
    "a name of two words and a letter with a dot": text(C, "der Rïng"),
    "normals that are none": TEXT.replace("normal 0 0 0", "normal nan -inf x"),
    "exponents": TEXT.replace(".0 ", ".0E+000 "),
}


@pytest.mark.parametrize("name", SOUND)
def test_what_is_sound_is_read_whole(tmp_path, name):
    found = read(put(tmp_path, SOUND[name]))
    assert measure.topology(found.mesh).closed
    assert measure.volume(found.mesh) == pytest.approx(VOLUME, rel=1e-6)
    assert (found.format, found.unit) == ("stl", "")


def test_oddities_are_told(tmp_path):
    told = {name: read(put(tmp_path, SOUND[name])).notes for name in SOUND}
    assert told["decimal commas"] == ("Its numbers have decimal commas, read as points.",)
    assert told["no endsolid"] == ("The text has no endsolid: it may have been cut short.",)
    assert told["a few bytes after the end"] == ("9 bytes after the last triangle were not read.",)
    assert told["mark of byte order"]
    assert not told["text"]
    assert not told["binary"]


def test_several_solids_keep_their_names(tmp_path):
    mesh = read(put(tmp_path, TWO)).mesh
    assert mesh.names == ("Band One", "it")
    assert np.bincount(mesh.body).tolist() == [len(C), len(C)]
    assert measure.volume(mesh) == pytest.approx(2 * VOLUME, rel=1e-6)


def test_text_of_many_parts(tmp_path):
    """Long enough to be read in three parts, cut wherever."""
    times = 2 * CHUNK // len(TEXT) + 3
    made = "".join(text(C + 0.001 * k, f"n{k}") for k in range(times))
    mesh = read(put(tmp_path, made)).mesh
    assert len(mesh.triangles) == times * len(C)
    assert np.bincount(mesh.body).tolist() == [len(C)] * times
    assert mesh.corners.reshape(times, -1)[-1] == pytest.approx((C + 0.001 * (times - 1)).ravel())


BROKEN = {
    "empty": (b"", "it has 0 bytes, and even an empty STL has 84"),
    "no triangle": (binary(C[:0]), "no triangle"),
    "text without a triangle": ("solid x\nendsolid x\n", "no triangle"),
    "cut short": (binary(C)[:-25], r"says \d+ triangles, which take [\d,]+ bytes, and it has"),
    "cut short, says solid": (binary(C, b"solid x")[:-25], r"says \d+ triangles"),
    "count too small": (binary(C, count=3), "says 3 triangles"),
    "count too large": (binary(C, count=2**32 - 1), "says 4,294,967,295 triangles"),
    "text cut short": (TEXT[: len(TEXT) // 2], "not a list of whole facets"),
    "text cut in a number": (TEXT[: TEXT.rindex("vertex") + 9], "not a list of whole facets"),
    "not a number": (TEXT.replace("vertex 8.5", "vertex nan", 1), "no finite number"),
    "infinite": (TEXT.replace("vertex 8.5", "vertex -Infinity", 1), "no finite number"),
    "a word": (TEXT.replace("vertex 8.5", "vertex eight", 1), "not a number"),
    "thousands": (TEXT.replace("vertex 8.5", "vertex 1_000", 1), "not a number"),
    "points and commas": (TEXT.replace(".", ",", 9), "points and commas"),
    "polygons": (TEXT.replace("endloop", "vertex 1 2 3\nendloop"), "whole facets"),
    "UTF-16": (TEXT.encode("utf-16"), "UTF-16"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(300), "triangles, which take"),
    "binary, not finite": (binary(np.where(C == 10.0, np.nan, C)), "no finite number"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_refused_in_words(tmp_path, name):
    data, said = BROKEN[name]
    with pytest.raises(ExportError, match=said):
        read(put(tmp_path, data))


def test_no_file_and_a_folder(tmp_path):
    with pytest.raises(ExportError, match="cannot be read: no such file"):
        read(tmp_path / "none.stl")
    with pytest.raises(ExportError, match="directory"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("unit", "mm"), [("inch", 25.4), ("cm", 10.0), ("m", 1000.0), ("micron", 0.001)]
)
def test_another_unit_is_found_out_and_can_be_said(tmp_path, unit, mm):
    path = put(tmp_path, text(C / mm))
    if unit != "cm":  # 2 cm across could be 2 mm
        with pytest.raises(GeometryError, match=rf"20 mm if it was drawn in {unit}"):
            read(path)
    found = read(path, unit=unit)
    assert measure.volume(found.mesh) == pytest.approx(VOLUME, rel=1e-5)
    assert measure.bounds(found.mesh)[1] == pytest.approx((10.0, 10.0, 2.0), rel=1e-6)


def test_no_unit_fits(tmp_path):
    with pytest.raises(GeometryError, match="too large for jewellery"):
        read(put(tmp_path, binary(C * 1e6)))
    with pytest.raises(GeometryError, match="0 mm at its longest"):
        read(put(tmp_path, binary(C * 0.0)))
    assert len(read(put(tmp_path, binary(C * 0.05)), unit="mm").mesh.triangles) == len(C)
    with pytest.raises(ParameterError, match="no unit. Choose from mm, inch"):
        read(put(tmp_path, TEXT), unit="ell")


def test_a_mesh_is_never_mended(tmp_path):
    """A hole, a turned face, a face drawn twice: all are there for the checks to find."""
    odd = np.concatenate([C[2:], C[2:3, ::-1], C[9:10]])
    found = measure.topology(read(put(tmp_path, binary(odd))).mesh)
    assert len(found.open)
    assert len(found.crowded)
    assert len(read(put(tmp_path, binary(odd))).mesh.triangles) == len(C)


def test_huge_counts_and_endless_lines_take_little_memory(tmp_path):
    files = [
        bytes(80) + struct.pack("<I", 2**31) + bytes(20),
        b"solid x\n" + b"9" * (3 * CHUNK) + b"\nendsolid",
        b"solid x\n" + b"facet " * CHUNK,
    ]
    for data in files:
        path = put(tmp_path, data)
        tracemalloc.start()
        with pytest.raises(ExportError):
            read(path)
        assert tracemalloc.get_traced_memory()[1] < 8 * CHUNK
        tracemalloc.stop()


def test_a_file_too_large_is_refused_unread(tmp_path):
    path = tmp_path / "it.stl"
    with path.open("wb") as file:
        file.write(b"solid x\nfacet")
        file.truncate(1 << 40)
    with pytest.raises(ExportError, match="bytes of text, more than are read"):
        read(path)
    with path.open("wb") as file:
        file.write(bytes(80) + struct.pack("<I", 6_000_000))
        file.truncate(84 + 50 * 6_000_000)
    with pytest.raises(ExportError, match="6,000,000 triangles, more than 5,000,000"):
        read(path)


def mutated(data: bytes) -> st.SearchStrategy[bytes]:
    """The bytes with some changed, cut out, or doubled."""

    def change(edits: list[tuple[int, int, bytes]]) -> bytes:
        made = bytearray(data)
        for at, gone, put_in in edits:
            made[at : at + gone] = put_in
        return bytes(made)

    edit = st.tuples(st.integers(0, len(data)), st.integers(0, 60), st.binary(max_size=12))
    return st.lists(edit, min_size=1, max_size=4).map(change)


SMALL = C[:6]


@LIGHT
@given(data=mutated(binary(SMALL)) | mutated(text(SMALL).encode()) | st.binary(max_size=300))
def test_bytes_changed_at_random_only_raise_what_we_say(tmp_path, data):
    try:
        found = read(put(tmp_path, data))
    except JewelcadError:
        return
    assert np.isfinite(found.mesh.vertices).all()
    assert len(found.mesh.triangles) == len(found.mesh.body) > 0
