"""A file is there and good, or not there at all; a good one is never lost."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from known_shapes import inside_out, product, torus

from jewelcad.errors import ExportError, GeometryError
from jewelcad.export import FORMATS, export
from jewelcad.files import written


def path_word(key: str) -> str:
    """Messages name the file that was asked for, never the one beside it."""
    return rf"^[^ ]*/ring\.stl is not a whole|^wire\{FORMATS[key].suffix}, read back|^ring\.stl"


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
    with pytest.raises(fault), written(kept) as beside:  # noqa: PT012
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
    with pytest.raises(ExportError, match=advice) as caught, written(kept) as beside:  # noqa: PT012
        beside.write_text("half")
        raise OSError(number, os.strerror(number), str(beside))
    assert str(caught.value).startswith(f"{kept} was not written: ")


def test_a_library_that_fails_on_a_full_disk(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    from jewelcad.files import UnwrittenError

    with pytest.raises(ExportError, match="lib says no. Choose another"), written(kept):
        raise UnwrittenError("lib says no")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(9, 9, 0))
    with pytest.raises(ExportError, match="no space left on device"), written(kept):
        raise UnwrittenError("lib says no")


def test_folders_made_for_a_file_that_failed_go_too(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "ring.stl"
    with pytest.raises(GeometryError), written(path) as beside:  # noqa: PT012
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


FULL_DISK = """
import contextlib, pathlib, subprocess, sys
folder, tests = sys.argv[1:]
sys.path.insert(0, tests)
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], check=True)
from jewelcad.errors import ExportError
from jewelcad.export import FORMATS, export
from known_shapes import product

disk = pathlib.Path(folder)
good = {f"ring{row.suffix}": b"good" * 500 for row in FORMATS.values()}
for name, data in good.items():
    (disk / name).write_bytes(data)
with contextlib.suppress(OSError), (disk / "fill").open("wb", buffering=0) as fill:
    while True:
        fill.write(b"x" * 1024)
for key in FORMATS:
    try:
        export(product(), disk, "ring", [key])
    except ExportError as error:
        assert "Free some space" in str(error), (key, error)
    else:
        raise AssertionError(f"{key}: a full disk went unnoticed")
    left = {p.name: p.read_bytes() for p in disk.iterdir() if p.name != "fill"}
    assert left == good, (key, sorted(left))
"""


def test_a_full_disk_in_every_format(tmp_path: Path) -> None:
    """On a disk of 64 KiB that only the process of this test sees, so it goes when that ends."""
    alone = ["unshare", "--mount"]
    mount = [*alone, "mount", "-t", "tmpfs", "tmpfs", str(tmp_path)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk needs root")
    here = str(Path(__file__).parent)
    command = [*alone, sys.executable, "-c", FULL_DISK, str(tmp_path), here]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("key", FORMATS)
def test_a_disk_that_fills_up_at_the_end(
    kept: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match="Free some space"):
        export(product(), kept.parent, "ring", [key])


@pytest.mark.parametrize("key", ["stl", "3mf", "glb"])
def test_a_piece_that_fails_the_gate_leaves_nothing(kept: Path, key: str) -> None:
    suffix = FORMATS[key].suffix
    bad = product(mesh=inside_out(torus()))
    with pytest.raises(GeometryError, match=f"wire{suffix}, read back, is inside out"):
        export(bad, kept.parent, "ring", [key])


@pytest.mark.parametrize("key", ["stl", "stl-ascii", "3mf", "glb"])
def test_a_file_damaged_on_its_way_to_disk_is_found(kept: Path, key: str) -> None:
    row, piece = FORMATS[key], product()
    with (  # noqa: PT012
        pytest.raises((GeometryError, ExportError), match=path_word(key)),
        written(kept, lambda beside: row.verify(piece, beside)) as beside,
    ):
        row.write(piece, beside)
        data = bytearray(beside.read_bytes())
        data[len(data) // 2 : len(data) // 2 + 40] = bytes(40)
        beside.write_bytes(data)


@pytest.mark.parametrize("key", FORMATS)
def test_a_file_cut_short_is_found(kept: Path, key: str) -> None:
    row, piece = FORMATS[key], product()
    with (  # noqa: PT012
        pytest.raises((GeometryError, ExportError), match=path_word(key)),
        written(kept, lambda beside: row.verify(piece, beside)) as beside,
    ):
        row.write(piece, beside)
        beside.write_bytes(beside.read_bytes()[:-3000])
