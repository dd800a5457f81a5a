"""``jewelcad view --desktop`` off the screen: the keys are pressed as VTK presses them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pyvista
from numpy.typing import NDArray
from PIL import Image
from trimesh import Trimesh
from wire import BAND

from jewelcad import finish, load, measure
from jewelcad.preview.studio import CAP_COLOUR
from jewelcad.preview.thickness import COLOURS
from jewelcad.preview.window import exposed, offscreen
from jewelcad.reference import RingSize
from jewelcad.viewer.native import wording
from jewelcad.viewer.native.link import linked
from jewelcad.viewer.native.window import Window

DESIGN = Path(__file__).parents[2] / "designs" / "solitaire.py"
SIZE = (420, 320)
Picture = NDArray[np.int16]


class Desk:
    """A window on a target, and hands on its keys."""

    def __init__(self, window: Window) -> None:
        self.window = window

    def until(self, there: Callable[[], Any], seconds: float = 90.0) -> None:
        end = time.monotonic() + seconds
        while not there():
            assert time.monotonic() < end, (self.window.error, self.window.said)
            self.window.tick()
            time.sleep(0.02)
        self.window.tick()

    def press(self, *keys: str) -> Picture:
        """The picture after these keys."""
        interactor = self.window.plotter.iren.interactor
        for key in keys:
            interactor.SetKeySym(key)
            interactor.SetKeyCode(key if len(key) == 1 else "\0")
            interactor.KeyPressEvent()
            interactor.CharEvent()
        self.window.tick()
        pixels, _ = exposed(self.window.plotter)
        return pixels[..., :3].astype(np.int16)

    def texts(self) -> str:
        actors = self.window.plotter.actors.values()
        return "\n".join(a.input for a in actors if hasattr(a, "input") and a.input)


@contextmanager
def desk(target: Path, folder: Path, size: tuple[int, int] = SIZE) -> Iterator[Desk]:
    with linked(str(target)) as link, offscreen(size) as plotter:
        found = Desk(Window(plotter, link, folder))
        found.until(lambda: found.window.piece is not None)
        yield found


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A solitaire whose claws a caster frowns at."""
    path = tmp_path_factory.mktemp("native") / "ring.py"
    text = DESIGN.read_text()
    assert "] = 6.5," in text
    path.write_text(text.replace("] = 6.5,", "] = 4.0,"))
    return path


@pytest.fixture(scope="module")
def ring(script: Path) -> Iterator[Desk]:
    with desk(script, script.parent) as found:
        yield found


def share(picture: Picture, colour: Any, near: int = 12) -> float:
    """Of the pixels that are of a colour."""
    return float((np.abs(picture - np.array(colour)).max(axis=2) < near).mean())


def cap(picture: Picture) -> float:
    """Share of the pixels that are cut metal, hatched or not: violet, as nothing else is. One that
    is half paper counts by halves."""
    red, green = picture[..., 0], picture[..., 1]
    return float((red - green > (CAP_COLOUR[0] - CAP_COLOUR[1]) / 2).mean())


def changed(one: Picture, two: Picture) -> float:
    return float((np.abs(one - two).max(axis=2) > 24).mean())


def test_it_shows_the_piece_that_was_made(ring: Desk, script: Path):
    piece = load(script)()
    mesh = finish.mesh(piece.workpiece("set"), 0.02)
    scene = ring.window.piece.scene
    assert measure.topology(scene.metal).closed
    assert measure.volume(scene.metal) == pytest.approx(measure.volume(mesh), rel=1e-6)
    assert set(scene.metal.names) == {mesh.names[i] for i in np.unique(mesh.body)}
    assert [stone.name for stone in scene.stones] == ["head/stone"]
    grams = measure.volume(mesh) * piece.alloy.density_g_cm3 / 1000
    assert f"{grams:.2f} g 18k yellow" in ring.texts()
    assert "Solitaire\nset\nUS 6.5" in ring.texts()


def test_every_key_shows_what_it_says(ring: Desk, script: Path):
    window, camera = ring.window, ring.window.plotter.camera
    ring.until(lambda: window.checked is not None)  # its findings are written on the picture
    ways = {"2": (0, 0, 1), "3": (0, -1, 0), "4": (1, 0, 0), "5": (0, 1, 0), "6": (0, -1, 0)}
    for key, way in ways.items():
        ring.press(key)
        assert np.subtract(camera.position, camera.focal_point) @ way == pytest.approx(
            camera.distance
        )
        assert camera.parallel_projection == (key != "6")
    whole = ring.press("1")
    assert not camera.parallel_projection
    assert changed(whole, ring.press("p")) > 0.001
    assert changed(whole, ring.press("p")) == 0.0

    assert changed(whole, ring.press("s")) > 0.001  # no stone
    assert changed(whole, ring.press("s")) == 0.0
    assert changed(whole, ring.press("w")) > 0.002
    assert changed(whole, ring.press("w")) == 0.0

    cut = ring.press("x")
    assert share(whole, CAP_COLOUR) == 0.0
    assert share(cut, CAP_COLOUR) > 0.005
    assert cut.min(axis=2).min() < min(CAP_COLOUR) - 20  # with darker lines across
    assert changed(cut, ring.press("Up", "Up")) > 0.005
    assert "Section y = -0.40 mm" in ring.texts()  # away from who looks from -y
    assert changed(cut, ring.press("x")) > 0.02
    assert "Section x = 0.00 mm" in ring.texts()
    assert changed(whole, ring.press("x", "x")) == 0.0

    ring.press("k")
    assert "Part shank" in ring.texts()
    assert changed(whole, ring.press("o")) > 0.05
    assert "Off: shank" in ring.texts()
    ring.press("o")
    assert window.look.hidden == frozenset()
    ring.press("h")
    assert wording.keys() in ring.texts()
    ring.press("h")

    ring.press("i")
    taken = np.asarray(Image.open(script.parent / "solitaire-1.png"))
    assert taken.shape[:2] == SIZE[::-1]
    assert taken.std() > 15
    assert "Wrote" in ring.texts()


def test_the_readme_tells_every_key():
    readme = (DESIGN.parents[1] / "README.md").read_text()
    for key, what in wording.KEYS:
        assert f"| {key} | {what} |" in readme


def test_the_walls_and_what_was_found(ring: Desk):
    window = ring.window
    whole = ring.press("1")
    ring.until(lambda: window.checked is not None)
    mapped = ring.press("t")
    assert changed(whole, mapped) > 0.03
    assert f"under {window.checked['limit']:.2f} mm" in ring.texts()
    assert len(window.walls) == len(window.piece.scene.metal.triangles)
    green = share(mapped, COLOURS[4], 60)
    assert green > 0.01  # the band is twice as thick as it must be
    ring.press("t")

    found = window.checked["findings"]
    assert found
    near = ring.press("n")
    assert found[0]["code"] in ring.texts()
    assert " ".join(found[0]["text"].split()[:6]) in " ".join(ring.texts().split())
    place = found[0]["place"]
    assert place is not None
    assert window.plotter.camera.focal_point == pytest.approx(place)
    rows, columns = np.nonzero(np.abs(near - np.array([163, 32, 29])).max(axis=2) < 12)
    assert abs(columns.mean() / SIZE[0] - 0.5) < 0.02  # the ring around it, in the middle
    assert abs(rows.mean() / SIZE[1] - 0.5) < 0.02
    metal = window.piece.scene.metal  # set, while what was checked is as cast
    surface = pyvista.PolyData.from_regular_faces(metal.vertices, metal.triangles)
    places = np.array([one["place"] for one in found if one["place"]])
    nearest = surface.find_closest_cell(places, return_closest_point=True)[1]
    away = np.linalg.norm(nearest - places, axis=1)
    assert away.max() < 0.002  # as they are told, to a thousandth of a mm
    ring.press("b")
    assert window.finding == len(found) - 1


def test_a_broken_script_and_a_crash_keep_the_last_piece(ring: Desk, script: Path):
    window, text = ring.window, script.read_text()
    good, key, whole = window.piece, window.scene["key"], ring.press("1")
    script.write_text(text.replace("return Ring(", "return Ring(("))
    ring.until(lambda: window.error)
    assert window.piece is good
    assert "ring.py, line" in ring.texts()
    broken = ring.press()
    assert 0 < changed(whole, broken) < 0.1  # the words only
    assert changed(whole[110:], broken[110:]) < 0.01

    script.write_text(text.replace("    shank =", "    import os; os.abort()\n    shank =", 1))
    ring.until(lambda: "SIGABRT" in window.error)
    assert window.piece is good

    script.write_text(text.replace("thickness=1.8", "thickness=2.1"))
    ring.until(lambda: window.scene["key"] != key)
    assert not window.error
    lowest = [measure.bounds(one.scene.metal)[0][2] for one in (window.piece, good)]
    assert lowest[1] - lowest[0] == pytest.approx(0.3, abs=0.04)  # the band is thicker
    script.write_text(text)
    ring.until(lambda: window.scene["key"] == key)


def test_the_other_stage(ring: Desk, script: Path):
    ring.press("g")
    ring.until(lambda: ring.window.scene["stage"] == "cast")
    mesh = finish.mesh(load(script)().workpiece("cast"), 0.02)
    assert measure.volume(ring.window.piece.scene.metal) == pytest.approx(measure.volume(mesh))
    assert ring.window.piece.scene.stones == ()
    ring.press("g")
    ring.until(lambda: ring.window.scene["stage"] == "set")


def test_a_plain_file_and_the_area_of_its_cut(tmp_path: Path):
    """A flat band cut square to the finger is a ring between two circles."""
    script = tmp_path / "band.py"
    script.write_text(BAND)
    mesh = finish.mesh(load(script)(hard_edge=True).workpiece(), 0.005)
    path = tmp_path / "ring.stl"
    Trimesh(mesh.vertices, mesh.triangles, process=False).export(path)
    size = (1000, 760)
    with desk(path, tmp_path, size) as found:
        cut = found.press("3", "x")
        found.press("g")
        assert "one stage" in found.texts()
        mm = 2 * found.window.plotter.camera.parallel_scale / size[1]
    area = cap(cut) * size[0] * size[1] * mm**2
    bore = RingSize("US 7").diameter / 2
    assert area == pytest.approx(np.pi * ((bore + 1.6) ** 2 - bore**2), rel=0.02)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have one")
@pytest.mark.parametrize("display", [None, ":4242", "no.such.host.invalid:0"])
def test_without_a_screen_it_says_so(tmp_path: Path, display: str | None):
    (tmp_path / "band.py").write_text(BAND)
    around = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    words = [sys.executable, "-m", "jewelcad", "view", "band.py", "--desktop"]
    done = subprocess.run(
        words,
        env=around | ({"DISPLAY": display} if display else {}),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "There is no screen to open a window on" in done.stderr
    assert "Traceback" not in done.stderr
