"""3MF and STEP of anybody's, and the process of their own that reads them."""

from __future__ import annotations

import ctypes
import io
import os
import time
import zipfile
from pathlib import Path

import cadquery as cq
import numpy as np
import pytest
from broken import VOLUME, binary, components_xml, corners, mesh_xml, model, package, simple
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_reading_stl import mutated

from jewelcad import measure
from jewelcad.errors import ExportError, GeometryError, JewelcadError
from jewelcad.reading import Read, read, threemf
from jewelcad.reading.child import in_child
from jewelcad.reading.stl import read as read_stl

C = corners()
ONE = '<item objectid="1"/>'


def put(folder: Path, data: bytes, name: str = "it.3mf") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def read_3mf(folder: Path, data: bytes) -> Read:
    """In this process: quicker, and these files are known not to harm."""
    return threemf.read_here(put(folder, data), None)


def test_a_3mf_and_a_step_come_through_the_door(tmp_path):
    """The same band, 20 mm across and 4 high, by both; the suffix does not matter."""
    by_3mf = read(put(tmp_path, simple(), "band.dat"))
    assert (by_3mf.format, by_3mf.unit, by_3mf.notes) == ("3mf", "millimeter", ())
    assert measure.volume(by_3mf.mesh) == pytest.approx(VOLUME, rel=1e-6)
    band = cq.Workplane().circle(10.0).circle(8.5).extrude(4.0)
    path = tmp_path / "band.step"
    cq.exporters.export(band, str(path))
    by_step = read(path, tolerance=0.01)
    assert (by_step.format, by_step.unit) == ("step", "mm")
    assert 0.0 < by_step.mesh.deviation <= 0.01
    truth = np.pi * (10.0**2 - 8.5**2) * 4.0
    area = measure.area(by_step.mesh)
    assert abs(measure.volume(by_step.mesh) - truth) <= area * by_step.mesh.deviation
    assert measure.topology(by_step.mesh).genus == 1


@pytest.mark.parametrize(
    ("unit", "mm"), [("inch", 25.4), ("centimeter", 10.0), ("meter", 1000.0), ("micron", 0.001)]
)
def test_the_unit_a_3mf_says(tmp_path, unit, mm):
    found = read_3mf(tmp_path, simple(unit, C / mm))
    assert measure.volume(found.mesh) == pytest.approx(VOLUME, rel=1e-4)


def test_the_unit_a_step_says(tmp_path):
    """The box of 20 mm, said to be 20 inches: 508 mm, no jewellery, unless overruled."""
    path = tmp_path / "box.step"
    cq.exporters.export(cq.Workplane().box(20.0, 10.0, 5.0), str(path))
    text = path.read_text()
    milli = "SI_UNIT(.MILLI.,.METRE.)"
    assert milli in text
    path.write_text(text.replace(milli, "SI_UNIT(.CENTI.,.METRE.)"))
    assert measure.bounds(read(path).mesh)[1] == pytest.approx((100.0, 50.0, 25.0))
    found = read(path, unit="mm")
    assert found.unit == "cm"
    assert measure.bounds(found.mesh)[1] == pytest.approx((10.0, 5.0, 2.5))


def test_components_are_placed_and_mirrored(tmp_path):
    """A band, one 30 mm on, and one mirrored, all outward."""
    objects = mesh_xml(C) + components_xml(
        2, [(1, ""), (1, "1 0 0 0 1 0 0 0 1 30 0 0"), (1, "-1 0 0 0 1 0 0 0 1 60 0 0")]
    )
    move = '<item objectid="2" transform="0 1 0 -1 0 0 0 0 1 0 0 5"/>'
    mesh = read_3mf(tmp_path, package(model(objects, move))).mesh
    assert measure.volume(mesh) == pytest.approx(3 * VOLUME, rel=1e-6)
    low, high = measure.bounds(mesh)
    assert (*low, *high) == pytest.approx((-10, -10, 3, 10, 70, 7), abs=1e-5)
    assert len(mesh.names) == 3


def zipped(parts: int, size: int) -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as packed:
        for k in range(parts):
            packed.writestr(f"3D/{k}.model", bytes(size))
    return result.getvalue()


def lying(data: bytes, size: int) -> bytes:
    """The package with every size unpacked said to be ``size``."""
    made = bytearray(data)
    at = 0
    while (at := made.find(b"PK\x01\x02", at)) >= 0:
        made[at + 24 : at + 28] = size.to_bytes(4, "little")
        at += 4
    return bytes(made)


LAUGHS = '<!DOCTYPE m [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + k)} "{f"&{chr(97 + k)};" * 10}">' for k in range(9)
)
DOUBLING = mesh_xml(C) + "".join(components_xml(k + 1, [(k, ""), (k, "")]) for k in range(1, 40))
DEEP = mesh_xml(C) + "".join(components_xml(k + 1, [(k, "")]) for k in range(1, 400))
BROKEN = {
    "a bomb": (lambda: lying(zipped(3, 1000), 400 << 20), "would unpack to 1,258,291,200 bytes"),
    "a bomb that lies": (lambda: lying(zipped(1, 64 << 20), 1000), "not a whole 3MF"),
    "many parts": (lambda: zipped(600, 0), "600 parts"),
    "entities": (lambda: package(model("", "", before=LAUGHS + "]>")), "entities, which 3MF"),
    "UTF-16": (lambda: package(model(mesh_xml(C), ONE).encode("utf-16")), "UTF-8"),
    "doubling": (lambda: package(model(DOUBLING, '<item objectid="40"/>')), "too often"),
    "holding itself": (
        lambda: package(model(components_xml(1, [(2, "")]) + components_xml(2, [(1, "")]), ONE)),
        "too often",
    ),
    "deep": (lambda: package(model(DEEP, '<item objectid="400"/>')), "too often"),
    "a part without a name": (
        lambda: simple().replace(b"_rels/.rels", bytes(11)),
        "not a whole 3MF",
    ),
    "cut short": (lambda: simple()[:-60], "zip"),
    "cut in half": (lambda: simple()[: len(simple()) // 2], "zip"),
    "no XML": (lambda: package(b"<model"), "not a whole 3MF"),
    "no parts": (lambda: package("")[:30] + bytes(100), "zip"),
    "not finite": (
        lambda: package(model(mesh_xml(C).replace('x="8.5"', 'x="1e99"'), ONE)),
        "not a whole 3MF",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_3mf_is_refused_in_words(tmp_path, name):
    make, said = BROKEN[name]
    path = put(tmp_path, make())
    start = time.monotonic()
    with pytest.raises(ExportError, match=said):
        threemf.read_here(path, None)
    assert time.monotonic() - start < 10.0


def test_a_3mf_that_builds_nothing(tmp_path):
    for objects, items in ((mesh_xml(C), ""), ("", "")):
        with pytest.raises(GeometryError, match="builds nothing"):
            read_3mf(tmp_path, package(model(objects, items)))


@settings(
    derandomize=True,
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(inside=mutated(model(mesh_xml(C[:6]), ONE).encode()), whole=st.booleans(), data=st.data())
def test_a_3mf_changed_at_random_only_raises_what_we_say(tmp_path, inside, whole, data):
    """The package's bytes, or the model's within a sound package."""
    made = package(inside) if whole else data.draw(mutated(simple(of=C[:6])))
    try:
        found = read_3mf(tmp_path, made)
    except JewelcadError:
        return
    assert np.isfinite(found.mesh.vertices).all()
    assert len(found.mesh.triangles) == len(found.mesh.body) > 0


STEP_BOX = cq.Workplane().box(20.0, 10.0, 5.0)


def step_bytes(folder: Path) -> bytes:
    path = folder / "box.step"
    cq.exporters.export(STEP_BOX, str(path))
    return path.read_bytes()


def test_a_broken_step_is_refused_in_words(tmp_path):
    whole = step_bytes(tmp_path)
    with pytest.raises(ExportError, match="cut short"):
        read(put(tmp_path, whole[: len(whole) // 2]))
    with pytest.raises(JewelcadError):
        read(put(tmp_path, whole.replace(b"MANIFOLD_SOLID_BREP", b"NOTHING_KNOWN")))
    with pytest.raises(JewelcadError):
        read(put(tmp_path, whole.replace(b"#1", b"#7")))


def test_a_step_of_faces_only(tmp_path):
    path = tmp_path / "face.step"
    cq.exporters.export(cq.Workplane().add(STEP_BOX.faces(">Z").val()), str(path))
    with pytest.raises(GeometryError, match="holds no solid"):
        read(path)


# What follows runs in the child.


def sleeps(path: Path) -> Read:
    time.sleep(60.0)
    raise AssertionError


def eats(path: Path) -> Read:
    kept = [np.empty(1 << 24) for _ in range(1000)]
    raise AssertionError(len(kept))


def dies(path: Path) -> Read:
    ctypes.string_at(0)
    raise AssertionError


def grumbles(path: Path) -> Read:
    raise GeometryError("it is not round")


def gives(path: Path) -> Read:
    print("lines on standard output do no harm")
    return read_stl(path, None)


HERE = __name__


@pytest.mark.parametrize(
    ("what", "said", "kind"),
    [
        (sleeps, "not read within 3 s", ExportError),
        (dies, "ends its reader", ExportError),
        (grumbles, "it is not round", GeometryError),
    ],
)
def test_a_child_that_fails(tmp_path, what, said, kind):
    start = time.monotonic()
    with pytest.raises(kind, match=said):
        in_child(HERE, what.__name__, put(tmp_path, b""), seconds=3.0 if what is sleeps else 30.0)
    assert time.monotonic() - start < 30.0


@pytest.mark.skipif(os.name != "posix", reason="no bound on memory there, and said so")
def test_a_child_that_eats_memory(tmp_path):
    with pytest.raises(ExportError, match="needs more memory"):
        in_child(HERE, "eats", put(tmp_path, b""), memory=4 << 30)


def test_a_child_gives_what_it_read(tmp_path):
    path = put(tmp_path, binary(C), "it.stl")
    here, there = read_stl(path, None), in_child(HERE, "gives", path)
    assert np.array_equal(here.mesh.corners, there.mesh.corners)
    assert (there.mesh.names, there.format, there.notes) == (("it",), "stl", ())
