"""Every design, from its script to files a caster can use, looked at again by other programs.

The files are made by the command line and read by trimesh; the truth they are held to comes from
formulas (size, counted windows), from manifold (overlaps) and from the kernel (distance).

The kernel is what costs: a test run takes each design through it at one of the three sizes as it is
cast and at its own as it is set, and all else by the mesh alone. ``JEWELCAD_MATRIX=all`` takes
every design, size and preset through it, those of dozens of stones too, before a release.
"""

from __future__ import annotations

import json
import os
import random
import zipfile
from pathlib import Path

import numpy as np
import pytest
import trimesh
from click.testing import CliRunner
from manifold3d import CrossSection, Manifold, Mesh64

from jewelcad import Ring, RingSize, finish, geometry, load, measure
from jewelcad.cli import main
from jewelcad.errors import ParameterError
from jewelcad.geometry import facts

FOLDER = Path(__file__).parents[2] / "designs"
ROWS = ("eternity", "pave_band", "scalloped_eternity")
MANY_STONES = (*ROWS, "five_stone", "hidden_halo", "shoulder_solitaire")
"""Dozens of stones or claws, for which the kernel takes 10 to 80 s: see ``test_row_designs``."""
NAMES = sorted({path.stem for path in FOLDER.glob("*.py")} - {*MANY_STONES})
SIZES = ("US 3", "US 7", "US 13")
ALL = os.environ.get("JEWELCAD_MATRIX") == "all"
DRAWS = int(os.environ.get("JEWELCAD_DRAWS", "3"))
"""Sets of parameters for each design, built on the mesh path; more of them before a release."""
TOLERANCE = 0.01


def drawn(name: str, rng: random.Random) -> dict[str, str]:
    """Values on the steps of every Suggest, any choice, any size; as a command line has them."""
    values = {}
    for spec in load(FOLDER / f"{name}.py").specs.values():
        if spec.suggest:
            steps = round((spec.suggest.most - spec.suggest.least) / spec.suggest.step)
            value = spec.suggest.least + rng.randint(0, steps) * spec.suggest.step
            values[spec.name] = f"{value:.6g}"
        elif spec.choices:
            values[spec.name] = str(rng.choice(spec.choices))
        else:
            values[spec.name] = f"US {rng.randrange(12, 53) / 4:g}"
    return values


def sweep() -> list[tuple[str, dict[str, str]]]:
    rng = random.Random(20261122)
    return [(name, drawn(name, rng)) for name in NAMES for _ in range(DRAWS)]


def build(name: str, folder: Path, values: dict[str, str], *more: str) -> dict:
    """The report of a build by the command line: 1 says that a check failed, the files are there.

    What checks say of the designs as they stand is in ``test_checked_designs``.
    """
    flags = [word for k, v in values.items() for word in (f"--{k.replace('_', '-')}", v)]
    words = ["build", str(FOLDER / f"{name}.py"), *flags, "--out", str(folder), "--json", *more]
    words += [] if {"--exact", "--quick"} & {*more} else ["--exact" if ALL else "--quick"]
    done = CliRunner().invoke(main, words)
    report = json.loads(done.stdout)
    assert done.exit_code == (0 if report["passed"] else 1), done.output
    return report


def solid(mesh: trimesh.Trimesh) -> Manifold:
    made = Manifold(Mesh64(np.array(mesh.vertices), np.array(mesh.faces, dtype=np.uint64)))
    assert made.status().name == "NoError"
    return made


def must_be_free(metal: Manifold, piece: Ring, stage: str, bore: float) -> None:
    """No metal in the finger; none in a stone to be set, hardly any in a set one."""
    finger = Manifold.extrude(CrossSection.circle(bore / 2 - TOLERANCE, 720), 60.0)
    finger = finger.translate((0, 0, -30)).rotate((90, 0, 0))
    assert (metal ^ finger).volume() == 0.0
    if stage == "cast" and any(getattr(part, "bites", False) for part in piece.parts):
        return  # the ends of a tension ring stand nearer until they are sprung apart
    for stone in piece.workpiece(stage).stones:
        gem = stone.gem.mesh()
        body = Manifold(Mesh64(np.array(gem.vertices), gem.triangles.astype(np.uint64)))
        inside = (metal ^ body.transform(np.array(stone.frame.matrix))).volume()
        assert inside <= (0.0 if stage == "cast" else 0.01 * body.volume())


def check(name: str, folder: Path, values: dict[str, str], exact: bool) -> None:
    suffixes = ["stl", "3mf", "glb", *(["step"] if exact else [])]
    way = "--exact" if exact else "--quick"
    report = build(name, folder, values, "--format", ",".join(suffixes), way)
    design = load(FOLDER / f"{name}.py")
    piece = design.make(design.read(values))
    mesh = trimesh.load(folder / f"{name}.stl")
    metal = solid(mesh)

    assert mesh.is_watertight
    assert mesh.is_winding_consistent
    assert len(metal.decompose()) == 1
    assert metal.genus() == report["genus"] == piece.genus

    nominal = RingSize(values["size"]).diameter
    across = mesh.vertices[mesh.edges][:, :, [0, 2]]
    start, run = across[:, 0], across[:, 1] - across[:, 0]
    t = np.clip(-(start * run).sum(1) / np.maximum((run * run).sum(1), 1e-30), 0, 1)
    bore = 2 * np.linalg.norm(start + t[:, None] * run, axis=1).min()
    assert bore == pytest.approx(nominal, abs=TOLERANCE)

    must_be_free(metal, piece, "cast", nominal)

    volume = report["volume_mm3"]["exact" if exact else "mesh"]
    for suffix in ("3mf", "glb"):
        scene = trimesh.load(folder / f"{name}.{suffix}", force="scene")
        assert any(
            g.volume * s**3 == pytest.approx(volume, rel=2e-3)
            for g in scene.geometry.values()
            for s in (1.0, 1000.0)
        ), suffix
    assert {f["name"] for f in report["files"]} == {f"{name}.{s}" for s in suffixes}
    assert report["deviation_mm"]["measured"] <= TOLERANCE


def sizes() -> list[tuple[str, str, bool]]:
    """Every design in every size; one in three through the kernel too, or all."""
    names = sorted((*NAMES, *MANY_STONES)) if ALL else NAMES
    return [
        (name, size, ALL or (i + k) % 3 == 0)
        for i, name in enumerate(names)
        for k, size in enumerate(SIZES)
    ]


@pytest.mark.parametrize(("name", "size", "exact"), sizes())
def test_over_the_sizes(name, size, exact, tmp_path):
    """Every design in every size leaves good files with the right bore and genus."""
    values = {k: str(s.default) for k, s in load(FOLDER / f"{name}.py").specs.items()}
    check(name, tmp_path, values | {"size": size}, exact)


@pytest.mark.parametrize(("name", "values"), sweep())
def test_over_the_sliders(name, values):
    """Draws inside the sliders: one sound piece with the counted handles, nothing in stone or
    finger; or a refusal, when the design is made, that says what to do."""
    design = load(FOLDER / f"{name}.py")
    try:
        piece = design.make(design.read(values))
    except ParameterError as refused:
        assert len(str(refused)) > 60
        return
    for stage in ("cast", "set"):
        mesh = finish.mesh(piece.workpiece(stage), TOLERANCE)
        made = Manifold(Mesh64(np.array(mesh.vertices), mesh.triangles.astype(np.uint64)))
        assert made.status().name == "NoError"
        assert len([p for p in made.decompose() if p.volume() > 0.0]) == 1
        assert made.genus() == piece.genus
        must_be_free(made, piece, stage, RingSize(values["size"]).diameter)


def test_the_sliders_are_worth_moving():
    """No design refuses more than a third of its draws."""
    refused: dict[str, int] = {}
    for name, values in sweep():
        design = load(FOLDER / f"{name}.py")
        try:
            design.make(design.read(values))
        except ParameterError:
            refused[name] = refused.get(name, 0) + 1
    assert {n: k for n, k in refused.items() if k > DRAWS / 3} == {}


@pytest.mark.parametrize("name", NAMES)
def test_presets_build(name, tmp_path):
    """Every preset is a piece that leaves a good file, read back and of the counted genus."""
    design = load(FOLDER / f"{name}.py")
    for preset in design.presets:
        values = design.presets[preset]
        report = build(name, tmp_path / preset, {}, "--preset", preset)
        assert report["genus"] == design(**values).genus


def test_the_set_stage_builds(tmp_path):
    """The stage for pictures passes the same gate; the kernel's word on it follows below."""
    for name in NAMES:
        report = build(name, tmp_path / name, {}, "--stage", "set", "--format", "stl")
        assert report["deviation_mm"]["measured"] <= TOLERANCE


@pytest.mark.parametrize("name", sorted((*NAMES, *MANY_STONES)) if ALL else NAMES)
def test_the_two_finishers_agree(name):
    """Kernel and manifold go their own ways to the same genus, volume and box, stones set."""
    bench = load(FOLDER / f"{name}.py")().workpiece("set")
    mesh = finish.mesh(bench, 0.005)
    exact = finish.agreed(bench, mesh).solid
    assert geometry.is_valid(exact)
    assert measure.genus(mesh) == geometry.genus(exact)
    assert measure.volume(mesh) == pytest.approx(geometry.volume(exact), rel=2e-3)
    for ours, theirs in zip(measure.bounds(mesh), geometry.bounds(exact), strict=True):
        assert ours == pytest.approx(theirs, abs=0.005)


def test_a_tension_ring_says_that_its_spring_is_unproved(tmp_path):
    found = build("tension", tmp_path, {}, "--format", "stl")["findings"]
    assert [f["name"] for f in found].count("tension-unproved") == 1


def test_the_3mf_names_title_alloy_and_parts(tmp_path):
    """A printer's operator sees what lies on the plate."""
    build("solitaire", tmp_path, {}, "--format", "3mf")
    with zipfile.ZipFile(tmp_path / "solitaire.3mf") as package:
        model = package.read("3D/3dmodel.model").decode()
    assert 'unit="millimeter"' in model
    for word in ("Solitaire", "18k yellow", "head/prong[5]", "head/rail[0]", "shank"):
        assert word in model


@pytest.mark.parametrize("tolerance", [0.02, 0.01, 0.005, 0.002])
@pytest.mark.parametrize("name", ["tapered_solitaire", "solitaire"])
def test_the_written_file_keeps_its_tolerance(name, tolerance, tmp_path):
    """Places on the written triangles are no farther from the exact solid than was asked.

    The distance is the kernel's own, to the faces of the solid in the STEP file: nothing of our
    meshing takes part in it.
    """
    from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeVertex
    from OCP.BRepExtrema import BRepExtrema_DistShapeShape
    from OCP.gp import gp_Pnt
    from OCP.STEPControl import STEPControl_Reader
    from OCP.TopAbs import TopAbs_SHELL
    from OCP.TopExp import TopExp_Explorer

    more = ("--exact", "--tolerance", str(tolerance))
    build(name, tmp_path, {}, "--format", "stl,step", *more)
    reader = STEPControl_Reader()
    reader.ReadFile(str(tmp_path / f"{name}.step"))
    reader.TransferRoots()
    shell = TopExp_Explorer(reader.OneShape(), TopAbs_SHELL).Current()

    mesh = trimesh.load(tmp_path / f"{name}.stl")
    rng = np.random.default_rng(7)
    largest = np.argsort(mesh.area_faces)[-40:]
    picked = np.concatenate([largest, rng.choice(len(mesh.faces), 80, replace=False)])
    shares = rng.dirichlet((1, 1, 1), len(picked))
    shares[::3] = 1 / 3
    shares[1::3] = (0.5, 0.5, 0.0)
    places = np.einsum("ik,ikc->ic", shares, mesh.triangles[picked])
    worst = 0.0
    for place in places.tolist():
        vertex = BRepBuilderAPI_MakeVertex(gp_Pnt(*place)).Vertex()
        worst = max(worst, BRepExtrema_DistShapeShape(vertex, shell).Value())
    assert worst <= tolerance


def test_two_ways_that_disagree_write_nothing(tmp_path, monkeypatch):
    """A solid with another number of openings than the mesh: refused, whatever the format."""
    true = facts.genus
    monkeypatch.setattr(facts, "genus", lambda shape: true(shape) + 3)
    design = str(FOLDER / "plain_band.py")
    for form in ("stl", "step"):
        words = ["build", design, "--format", form, "--out", str(tmp_path)]
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 3
        assert "has 4 openings where the mesh has 1" in done.output
        assert "Traceback" not in done.output
    assert not list(tmp_path.rglob("*.*"))
