"""Every format, there and back."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from known_shapes import box, exact_torus, expected_torus, product, sphere, torus

from jewelcad import measure
from jewelcad.errors import ExportError, GeometryError, ParameterError
from jewelcad.export import FORMATS, Expected, Stone, WrittenFile, export

MESHES = ["stl", "stl-ascii", "3mf", "glb"]


def test_every_format_is_written_and_reported(tmp_path: Path) -> None:
    files = export(product(), tmp_path / "out", "ring", ["stl", "3mf", "step", "glb"])
    assert [f.path.name for f in files] == ["ring.stl", "ring.3mf", "ring.step", "ring.glb"]
    assert [f.triangles for f in files] == [6144, 6144, None, 6144]
    assert all(f.bytes == f.path.stat().st_size > 1000 for f in files)
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == sorted(
        f.path.name for f in files
    )


@pytest.mark.parametrize("key", FORMATS)
def test_equal_pieces_give_equal_files(tmp_path: Path, key: str) -> None:
    (one,) = export(product(), tmp_path / "one", "ring", [key])
    (two,) = export(product(), tmp_path / "two", "ring", [key])
    assert one.path.read_bytes() == two.path.read_bytes()


def test_a_format_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="no format 'stpe'. Did you mean step"):
        export(product(), tmp_path, "ring", ["stl", "stpe"])
    with pytest.raises(ParameterError, match="both be ring.stl"):
        export(product(), tmp_path, "ring", ["stl", "stl-ascii"])
    for name in ("", "..", "a/b", "a\\b"):
        with pytest.raises(ParameterError, match="not the name of a file"):
            export(product(), tmp_path, name, ["stl"])
    assert not list(tmp_path.iterdir())


def test_the_table_is_open_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from jewelcad.export import Format

    row = Format(
        ".png", "a picture", lambda _, path: path.write_bytes(b"P") and None, lambda *_: None
    )
    monkeypatch.setitem(FORMATS, "png", row)
    (file,) = export(product(), tmp_path, "ring", ["png"])
    assert file == WrittenFile(tmp_path / "ring.png", "png", 1, None)


def test_importing_the_table_loads_nothing_heavy() -> None:
    code = (
        "import sys, jewelcad.export; "
        "print([m for m in ('numpy', 'OCP', 'trimesh', 'lib3mf', 'pydantic') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_stl_needs_neither_trimesh_nor_the_kernel(tmp_path: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from pathlib import Path\n"
        "from known_shapes import product\n"
        "from jewelcad.export import export\n"
        f"export(product(), Path({str(tmp_path)!r}), 'ring', ['stl'])\n"
        "print([m for m in ('OCP', 'trimesh', 'lib3mf', 'cadquery') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- STL


def test_binary_stl(tmp_path: Path) -> None:
    from jewelcad.export.stl import read

    piece = product(name="Ring ½ solid")
    (file,) = export(piece, tmp_path, "ring", ["stl"])
    data = file.path.read_bytes()
    assert len(data) == 84 + 50 * 6144
    assert data[:80].decode("ascii").rstrip().startswith("jewelcad ")
    assert "unit mm" in data[:80].decode("ascii")
    found = read(file.path)
    assert (found.corners == piece.settled.corners).all()
    assert measure.volume(found) == pytest.approx(measure.volume(torus()), rel=1e-5)


def test_stl_normals_are_those_of_the_corners(tmp_path: Path) -> None:
    import trimesh

    (file,) = export(product(), tmp_path, "ring", ["stl"])
    seen = trimesh.load_mesh(file.path, process=True)
    assert seen.is_watertight
    assert seen.volume == pytest.approx(measure.volume(torus()), rel=1e-5)


def test_ascii_stl_gives_every_coordinate_back(tmp_path: Path) -> None:
    from jewelcad.export.stl import read

    piece = product(name="two\nlines")
    (file,) = export(piece, tmp_path, "ring", ["stl-ascii"])
    assert file.path.read_text().startswith("solid two lines (jewelcad ")
    assert (read(file.path).corners == piece.settled.corners).all()


# --- 3MF


def test_3mf_says_unit_title_parts_and_alloy(tmp_path: Path) -> None:
    piece = product()
    (file,) = export(piece, tmp_path, "ring", ["3mf"])
    with zipfile.ZipFile(file.path) as package:
        text = package.read("3D/3dmodel.model").decode()
    assert 'unit="millimeter"' in text
    assert '<metadata name="Title" preserve="1">wire</metadata>' in text
    assert "A &lt;round&gt; wire &amp; no more, ½ mm" in text
    assert ':alloy" preserve="1">18k yellow<' in text
    assert ':parts" preserve="1">shank<' in text
    assert 'name="Application" preserve="1">jewelcad ' in text
    assert text.count("<object ") == 1
    assert text.count("<vertex ") == len(torus().vertices)


def test_3mf_gives_every_vertex_back(tmp_path: Path) -> None:
    from jewelcad.export.threemf import read

    far = replace(torus(), vertices=torus().vertices * 9.3 + (0.1, 0.2, 0.3))
    area, volume = expected_torus().area * 9.3**2, expected_torus().volume * 9.3**3
    piece = product(mesh=far, expected=Expected(volume, 1, 1, 0.5, area), solid=None)
    (file,) = export(piece, tmp_path, "ring", ["3mf"])
    found = read(file.path)
    assert np.abs(found.vertices - piece.settled.vertices).max() <= 2**-16
    assert len(np.unique(found.vertices, axis=0)) == len(found.vertices)
    assert (found.triangles == piece.settled.triangles).all()


def test_3mf_of_another_unit_or_of_nothing_is_refused(tmp_path: Path) -> None:
    import locale

    import lib3mf

    from jewelcad.export.threemf import read

    held = locale.setlocale(locale.LC_ALL)
    model = lib3mf.get_wrapper().CreateModel()
    model.SetUnit(lib3mf.ModelUnit.Inch)
    model.QueryWriter("3mf").WriteToFile(str(tmp_path / "inch.3mf"))
    with pytest.raises(GeometryError, match="unit is Inch, not millimetre; it holds 0 objects"):
        read(tmp_path / "inch.3mf")
    (tmp_path / "junk.3mf").write_bytes(b"junk")
    locale.setlocale(locale.LC_ALL, held)  # the library's own writer changed it just now
    with pytest.raises(ExportError, match="not a whole 3MF"):
        read(tmp_path / "junk.3mf")
    assert locale.setlocale(locale.LC_ALL) == held


# --- STEP


def test_step_is_named_coloured_and_in_millimetres(tmp_path: Path) -> None:
    piece = product(
        name="ring ½", stone_solids=lambda: [("centre", exact_torus(3, 0.5), (0.0, 0.0, 1.0))]
    )
    (file,) = export(piece, tmp_path, "ring", ["step"])
    text = file.path.read_text("utf-8")
    assert "PRODUCT('ring ½'" in text
    assert "PRODUCT('centre'" in text
    assert "SI_UNIT(.MILLI.,.METRE.)" in text
    assert text.count("COLOUR_RGB") + text.count("DRAUGHTING_PRE_DEFINED_COLOUR(") == 2


def test_step_of_a_block_with_a_hole(tmp_path: Path) -> None:
    import cadquery as cq

    solid = cq.Workplane().box(10, 10, 4).faces(">Z").workplane().hole(3).val()
    known = Expected(400 - 9 * np.pi, 1, 1, 0.0, solid.Area())
    piece = product(solid=solid.wrapped, expected=known)
    export(piece, tmp_path, "block", ["step"])
    back = cq.importers.importStep(str(tmp_path / "block.step")).val()
    assert back.Volume() == pytest.approx(400 - np.pi * 1.5**2 * 4, rel=1e-9)


def test_step_of_a_solid_with_another_genus_or_volume_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GeometryError, match="genus 1 where 2 was counted"):
        export(product(expected=replace(expected_torus(), genus=2)), tmp_path, "ring", ["step"])
    with pytest.raises(GeometryError, match="not the same piece"):
        export(product(solid=exact_torus(9, 1.2)), tmp_path, "ring", ["step"])
    with pytest.raises(ExportError, match="no exact solid"):
        export(product(solid=None), tmp_path, "ring", ["step"])
    assert not list(tmp_path.iterdir())


def test_step_of_an_open_shell_is_refused(tmp_path: Path) -> None:
    import cadquery as cq

    shell = cq.Workplane().box(10, 10, 4).faces("not >Z").vals()
    open_ = cq.Compound.makeCompound(shell).wrapped
    with pytest.raises(GeometryError, match="holds 0 solids where 0 were made"):
        export(product(solid=open_), tmp_path, "ring", ["step"])


def test_step_prints_nothing(tmp_path: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from pathlib import Path\n"
        "from OCP.BRepPrimAPI import BRepPrimAPI_MakeTorus\n"
        "from known_shapes import product\n"
        "from jewelcad.export import export\n"
        "piece = product(solid=BRepPrimAPI_MakeTorus(9.0, 1.0).Solid())\n"
        f"export(piece, Path({str(tmp_path)!r}), 'ring', ['step'])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == done.stderr == ""


def test_the_solid_is_made_only_when_step_asks(tmp_path: Path) -> None:
    def never() -> None:
        pytest.fail("nobody asked for the solid")

    export(product(solid=never), tmp_path, "ring", ["stl", "3mf"])


# --- GLB


def glb_json(path: Path) -> dict[str, object]:
    data = path.read_bytes()
    size = int.from_bytes(data[12:16], "little")
    return dict(json.loads(data[20 : 20 + size]))


def test_glb_has_materials_and_true_size(tmp_path: Path) -> None:
    import trimesh

    (file,) = export(product(), tmp_path, "ring", ["glb"])
    tree = glb_json(file.path)
    metal, stone = tree["materials"]
    assert metal["pbrMetallicRoughness"]["metallicFactor"] == 1.0
    assert stone["extensions"]["KHR_materials_ior"] == {"ior": 2.417}
    assert tree["extensionsUsed"] == ["KHR_materials_ior", "KHR_materials_transmission"]
    scene = trimesh.load_scene(file.path)
    assert sorted(scene.graph.nodes_geometry) == ["centre", "metal"]
    # metres, Y up: the finger, our Y, is along glTF's -Z
    assert scene.extents == pytest.approx([0.020, 0.020, 0.002 + 0.002], abs=1e-4)


def test_glb_normals_are_unit_and_outward(tmp_path: Path) -> None:
    from jewelcad.export.glb import shaded

    points, normals, _ = shaded(torus(), 30.0)
    assert np.linalg.norm(normals, axis=1) == pytest.approx(1.0, abs=1e-6)
    radius = np.hypot(points[:, 0], points[:, 2])
    ring = points * (9 / radius)[:, None] * (1, 0, 1)
    assert (np.einsum("ij,ij->i", normals, points - ring) > 0.99).all()
    points, normals, _ = shaded(box(1, 2, 3), 30.0)
    assert len(points) == 24
    assert sorted(np.abs(normals).max(axis=1)) == pytest.approx([1.0] * 24)


def test_glb_holds_stones_to_the_gate(tmp_path: Path) -> None:
    ball = sphere(2.0, 2)
    torn = replace(ball, triangles=ball.triangles[1:], body=ball.body[1:])
    with pytest.raises(GeometryError, match="stone centre"):
        export(product(stones=(Stone("centre", torn),)), tmp_path, "ring", ["glb"])
    twice = (Stone("centre", ball), Stone("centre", ball))
    with pytest.raises(GeometryError, match="name of its own"):
        export(product(stones=twice), tmp_path, "ring", ["glb"])
    assert not list(tmp_path.iterdir())
