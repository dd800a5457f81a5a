"""A file is there and good, or not there at all; a good one is never lost."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from known_shapes import inside_out, product, torus

from jewelcad.errors import ExportError, GeometryError
from jewelcad.export import FORMATS, export
from jewelcad.export.files import written


def content(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir()}


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Path]:
    """A path with a good file under it; afterwards it must be there alone and unchanged."""
    path = tmp_path / "ring.stl"
    path.write_text("good")
    yield path
    assert content(tmp_path) == {"ring.stl": b"good"}


def test_a_file_takes_its_name_when_all_went_well(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "ring.json"
    with written(path) as beside:
        assert beside.suffix == ".json"
        assert beside.parent == path.parent
        beside.write_text("{}")
        assert not path.exists()
    assert content(path.parent) == {"ring.json": b"{}"}


def test_the_new_file_has_ordinary_rights(tmp_path: Path) -> None:
    with written(tmp_path / "a.txt") as beside:
        beside.write_text("x")
    (tmp_path / "b.txt").write_text("x")
    assert (tmp_path / "a.txt").stat().st_mode == (tmp_path / "b.txt").stat().st_mode


@pytest.mark.parametrize("fault", [KeyboardInterrupt, SystemExit, GeometryError, RuntimeError])
def test_whatever_happens_inside_the_old_file_stays(kept: Path, fault: type[BaseException]) -> None:
    with pytest.raises(fault), written(kept) as beside:
        beside.write_text("half")
        raise fault("stop")


@pytest.mark.parametrize("fault", [KeyboardInterrupt, GeometryError])
def test_whatever_the_check_raises_the_old_file_stays(
    kept: Path, fault: type[BaseException]
) -> None:
    def verify(beside: Path) -> None:
        assert beside.read_text() == "bad"
        raise fault("not good")

    with pytest.raises(fault, match="not good"), written(kept, verify) as beside:
        beside.write_text("bad")


@pytest.mark.parametrize(
    ("number", "advice"),
    [(errno.ENOSPC, "Free some space"), (errno.EACCES, "folder of your own"), (12345, "look at")],
)
def test_what_the_disk_says_becomes_advice(kept: Path, number: int, advice: str) -> None:
    with pytest.raises(ExportError, match=advice) as caught, written(kept) as beside:
        beside.write_text("half")
        raise OSError(number, os.strerror(number), str(beside))
    assert str(caught.value).startswith(f"{kept} was not written: ")


def test_a_library_that_fails_on_a_full_disk(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    from jewelcad.export.files import UnwrittenError

    with pytest.raises(ExportError, match="lib says no. Choose another"), written(kept):
        raise UnwrittenError("lib says no")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(9, 9, 0))
    with pytest.raises(ExportError, match="no space left on device"), written(kept):
        raise UnwrittenError("lib says no")


def test_folders_made_for_a_file_that_failed_go_too(tmp_path: Path) -> None:
    with pytest.raises(GeometryError), written(tmp_path / "a" / "b" / "ring.stl") as beside:
        beside.write_text("half")
        raise GeometryError("bad")
    assert not content(tmp_path)


def test_a_file_in_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "exports").write_text("I am a file")
    for folder in ("exports", "exports/deeper"):
        with (
            pytest.raises(ExportError, match="is a file, not a folder|not a directory"),
            written(tmp_path / folder / "ring.stl"),
        ):
            pytest.fail("must not get here")
    assert content(tmp_path) == {"exports": b"I am a file"}


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "ring.stl").mkdir()
    with (
        pytest.raises(ExportError, match="A folder of that name is in the way"),
        written(tmp_path / "ring.stl"),
    ):
        pytest.fail("must not get here")
    assert [p.name for p in tmp_path.iterdir()] == ["ring.stl"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_one_may_not_write_to(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ExportError, match="not allowed"), written(tmp_path / "ring.stl"):
        pytest.fail("must not get here")
    tmp_path.chmod(0o700)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to("real.txt")
    with written(tmp_path / "link.txt") as beside:
        beside.write_text("new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text() == "new"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KiB with an old file of 8 KiB on it."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk needs root")
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("key", FORMATS)
def test_a_full_disk(small_disk: Path, key: str) -> None:
    good = small_disk / f"ring{FORMATS[key].suffix}"
    good.write_bytes(b"good" * 2048)
    (small_disk / "fill").write_bytes(b"x" * (48 << 10))
    with pytest.raises(ExportError, match="Free some space"):
        export(product(), small_disk, "ring", [key])
    assert sorted(p.name for p in small_disk.iterdir()) == ["fill", good.name]
    assert good.read_bytes() == b"good" * 2048


@pytest.mark.parametrize("key", ["stl", "3mf", "glb"])
def test_a_piece_that_fails_the_gate_leaves_nothing(kept: Path, key: str) -> None:
    suffix = FORMATS[key].suffix
    bad = product(mesh=inside_out(torus()))
    with pytest.raises(GeometryError, match=f"wire{suffix}, read back, is inside out"):
        export(bad, kept.parent, "ring", [key])


@pytest.mark.parametrize("key", ["stl", "stl-ascii", "3mf", "glb"])
def test_a_file_damaged_on_its_way_to_disk_is_found(kept: Path, key: str) -> None:
    row = FORMATS[key]
    with (
        pytest.raises((GeometryError, ExportError)),
        written(kept, lambda beside: row.verify(piece, beside)) as beside,
    ):
        piece = product()
        row.write(piece, beside)
        data = bytearray(beside.read_bytes())
        data[len(data) // 2 : len(data) // 2 + 40] = bytes(40)
        beside.write_bytes(data)


@pytest.mark.parametrize("key", FORMATS)
def test_a_file_cut_short_is_found(kept: Path, key: str) -> None:
    row = FORMATS[key]
    with (
        pytest.raises((GeometryError, ExportError)),
        written(kept, lambda beside: row.verify(piece, beside)) as beside,
    ):
        piece = product()
        row.write(piece, beside)
        beside.write_bytes(beside.read_bytes()[:-3000])
