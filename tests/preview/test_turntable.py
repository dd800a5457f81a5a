"""A turn: as many pictures as asked for, framed alike, the same file twice."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from jewelcad.errors import ParameterError
from jewelcad.geometry.mesh import Mesh
from jewelcad.preview.scene import Scene, view_named
from jewelcad.preview.turntable import swept, turned, turntable

SMALL = (64, 48)


def bar() -> Scene:
    """Long across the finger, so that a turn shows it broad and narrow."""
    from manifold3d import Manifold

    raw = Manifold.cube((20, 4, 4), True).to_mesh64()
    triangles = np.asarray(raw.tri_verts).astype(np.int32)
    body = np.zeros(len(triangles), np.int32)
    vertices = np.asarray(raw.vert_properties)[:, :3].astype(float)
    return Scene(Mesh(vertices, triangles, body, ("bar",)))


def test_a_gif_turns_and_is_the_same_twice(tmp_path: Path):
    told: list[int] = []
    first = turntable(
        bar(), tmp_path / "a.gif", "front", SMALL, 8, lambda done, of: told.append(done)
    )
    second = turntable(bar(), tmp_path / "b.gif", "front", SMALL, 8)
    assert first.read_bytes() == second.read_bytes()
    assert told == list(range(1, 9))
    with Image.open(first) as film:
        assert film.n_frames == 8
        assert film.info["loop"] == 0
        assert film.info["duration"] == 500
        wide = []
        for number in range(8):
            film.seek(number)
            dark = np.asarray(film.convert("RGB"), dtype=int)
            piece = np.nonzero((np.ptp(dark, axis=2) > 25).any(axis=0))[0]
            wide.append(np.ptp(piece))
    assert wide[0] > 1.8 * wide[2], "broad, then narrow"
    assert wide[0] == pytest.approx(wide[4], abs=2), "and as broad again from behind"


def test_mp4_can_be_read_back_and_is_the_same_twice(tmp_path: Path):
    if not os.environ.get("CI"):
        pytest.importorskip("imageio_ffmpeg")
    import imageio_ffmpeg

    first, second = (turntable(bar(), tmp_path / f"{n}.mp4", size=SMALL, frames=4) for n in "ab")
    assert first.read_bytes() == second.read_bytes()
    count, seconds = imageio_ffmpeg.count_frames_and_secs(str(first))
    assert count == 4
    assert seconds == pytest.approx(4.0, abs=0.1)


def test_the_framing_holds_the_piece_at_every_turn():
    """Seen from any side, no point of the piece is outside the points that were framed."""
    points = np.random.default_rng(1).normal(size=(200, 3)) * [9, 4, 7]
    frame = swept(points)
    for degrees in range(0, 360, 30):
        axes = turned(view_named("three-quarter"), degrees).axes
        seen, held = points @ axes.T, frame @ axes.T
        for way in np.random.default_rng(2).normal(size=(20, 3)):
            slack = 0.005 * np.abs(held @ way).max()  # 48 points stand for a circle
            assert (seen @ way).max() <= (held @ way).max() + slack


def test_a_turn_keeps_height_and_distance():
    view = view_named("three-quarter")
    quarter = turned(view, 90.0)
    assert quarter.towards[2] == view.towards[2]
    assert np.linalg.norm(quarter.towards) == pytest.approx(np.linalg.norm(view.towards))
    assert quarter.towards[:2] == pytest.approx((-view.towards[1], view.towards[0]))


@pytest.mark.parametrize(
    ("name", "more", "said"),
    [
        ("a.png", {}, r"no turntable: write a \.gif or \.mp4"),
        ("a.gif", {"frames": 2}, "4 to 360 pictures, not 2"),
        ("a.gif", {"view": "top"}, "only spins the picture"),
        ("a.mp4", {"size": (65, 48)}, "even numbers of pixels, not 65 x 48"),
        ("a.gif", {"view": "tob"}, "no view 'tob'"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, name: str, more: dict, said: str):
    with pytest.raises(ParameterError, match=said):
        turntable(bar(), tmp_path / name, **more)
    assert not list(tmp_path.iterdir())
