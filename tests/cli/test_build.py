"""Building for real: files, record, and building again from the record."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cli_shelf import HEAD, files_in, refused, report_of


def test_files_and_record_are_written_and_the_report_is_all_of_stdout(shelf: Path, run: Any):
    result = run("build", "band.py", "--width=2.5", "--json")
    told = report_of(result)
    assert result.exit_code == 0
    assert files_in(shelf) == ["band.py", "exports/band/band.json", "exports/band/band.stl"]
    assert json.loads((shelf / "exports/band/band.json").read_text("utf-8")) == told
    assert told["recipe"]["parameters"]["width"] == 2.5
    assert told["recipe"]["script"] == "../../band.py"
    assert told["genus"] == 1
    assert abs(told["bore_mm"]["difference"]) <= 2 * told["deviation_mm"]["allowed"]
    assert told["weight_g"]["grams"] == told["weight_g"]["alloys"]["18k yellow"]
    assert told["files"][0]["bytes"] == (shelf / "exports/band/band.stl").stat().st_size
    assert told["thinnest_wall"]["sample"] is True


def test_quick_leaves_the_kernel_out_and_says_so(shelf: Path, run: Any):
    """The same STL to the byte; volume and weight of the mesh; a note that it is not verified."""
    slow = report_of(run("build", "band.py", "--out", "slow", "--json"))
    result = run("build", "band.py", "--quick", "--out", "quick", "--json")
    told = report_of(result)
    assert result.exit_code == 0
    stl = [(shelf / folder / "band.stl").read_bytes() for folder in ("slow", "quick")]
    assert stl[0] == stl[1]
    assert told["volume_mm3"] == {"exact": None, "mesh": slow["volume_mm3"]["mesh"]}
    assert told["weight_g"]["grams"] == pytest.approx(slow["weight_g"]["grams"], rel=2e-3)
    assert [f["name"] for f in told["findings"]] == ["not-verified"]
    shown = run("build", "band.py", "--quick").output
    assert f"{told['volume_mm3']['mesh']:.2f} mm³" in shown


def test_many_stones_are_quick_unless_asked(shelf: Path, run: Any, monkeypatch: pytest.MonkeyPatch):
    from jewelcad import making

    def codes(*words: str) -> list[str]:
        return [f["name"] for f in report_of(run("build", "band.py", *words, "--json"))["findings"]]

    monkeypatch.setattr(making, "MANY", -1)
    assert codes() == ["not-verified"]
    assert codes("--exact") == codes("--format", "stl,step") == []


def test_quick_and_step_are_refused(shelf: Path, run: Any):
    refused(run("build", "band.py", "--quick", "--format", "stl,step"), "--quick", "step")
    assert files_in(shelf) == ["band.py"]


def test_a_nudged_kernel_is_told(shelf: Path, run: Any, monkeypatch: pytest.MonkeyPatch):
    from jewelcad.finish import agreement

    monkeypatch.setattr(agreement, "NUDGES", ((0.001, 0.0),))
    told = report_of(run("build", "band.py", "--json"))
    assert [f["name"] for f in told["findings"]] == ["seats-nudged"]
    assert "0.001 mm aside" in told["findings"][0]["text"]


def test_a_record_builds_the_same_piece_again(shelf: Path, run: Any):
    run("build", "band.py", "--width", "2.5", "--size", "uk n", "--out", "here")
    before = json.loads((shelf / "here/band.json").read_text("utf-8"))
    result = run("build", "--from", "here/band.json", "--json")
    after = report_of(result)
    assert result.exit_code == 0
    assert after["recipe"] == before["recipe"]
    assert after["volume_mm3"] == before["volume_mm3"]
    assert "exports/band/band.json" not in files_in(shelf)


def test_seats_and_setters_metal_are_told_and_the_switch_is_kept(shelf: Path, run: Any):
    """The weight for the setter is what the two castings differ by; a record holds the switch."""
    (shelf / "head.py").write_text(HEAD)
    full = report_of(run("build", "head.py", "--out", "full", "--bearing-metal", "0.1", "--json"))
    bare = report_of(run("build", "head.py", "--out", "bare", "--no-setters-metal", "--json"))
    told = full["setters_metal"]
    differ = full["volume_mm3"]["mesh"] - bare["volume_mm3"]["mesh"]
    assert told["volume_mm3"] == pytest.approx(differ, abs=2e-4)
    assert differ > 1.0
    assert told["grams"] == pytest.approx(differ * 15.5e-3, abs=1e-4)
    assert bare["setters_metal"]["grams"] == 0.0
    (seat,) = full["seats"]
    assert seat["held"]
    assert len(seat["grips"]) == 4
    assert seat == bare["seats"][0]
    again = report_of(run("build", "--from", "full/head.json", "--out", "again", "--json"))
    assert again["setters_metal"] == told
    assert "of it for the setter" in run("build", "--from", "full/head.json").stdout
    refused(run("build", "head.py", "--bearing-metal", "2"), "bearing_metal", "0.5")


def test_a_flag_wins_over_the_record(shelf: Path, run: Any):
    run("build", "band.py", "--width", "2.5", "--out", "here")
    told = report_of(run("build", "--from", "here/band.json", "--width", "2", "--json"))
    assert told["recipe"]["parameters"]["width"] == 2.0


def test_a_changed_script_is_noted(shelf: Path, run: Any):
    run("build", "band.py", "--out", "here")
    (shelf / "band.py").write_text((shelf / "band.py").read_text() + "\n# later\n")
    told = report_of(run("build", "--from", "here/band.json", "--json"))
    assert [f["name"] for f in told["findings"]] == ["script-changed"]


def test_unusual_values_and_fit_are_notes_and_notes_exit_0(shelf: Path, run: Any):
    result = run("build", "band.py", "--width", "6", "--json")
    codes = [f["name"] for f in report_of(result)["findings"]]
    assert result.exit_code == 0
    assert "unusual-value" in codes
    assert "wide-band-half" in codes


def test_a_failing_format_changes_nothing(shelf: Path, run: Any, monkeypatch: pytest.MonkeyPatch):
    from jewelcad import export
    from jewelcad.errors import GeometryError

    run("build", "band.py")
    before = {name: (shelf / name).read_bytes() for name in files_in(shelf)}

    def broken(product: object, path: Path) -> None:
        raise GeometryError(f"{path} came back open.")

    row = export.Format(".3mf", "", broken, lambda product, path: None)
    monkeypatch.setitem(export.FORMATS, "3mf", row)
    result = run("build", "band.py", "--width", "2", "--format", "stl,3mf")
    refused(result, "exports/band/", "came back open", code=3)
    assert {name: (shelf / name).read_bytes() for name in files_in(shelf)} == before


def test_a_full_disk_is_told_and_leaves_nothing(
    shelf: Path, run: Any, monkeypatch: pytest.MonkeyPatch
):
    import errno

    from jewelcad import export

    def full(product: object, path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    row = export.Format(".stl", "", full, lambda product, path: None)
    monkeypatch.setitem(export.FORMATS, "stl", row)
    refused(run("build", "band.py"), "disk is full")
    assert files_in(shelf) == ["band.py"]
    assert not (shelf / "exports").exists()


def test_a_starter_script_builds(shelf: Path, run: Any):
    assert run("new", "my_ring").exit_code == 0
    assert run("build", "designs/my_ring.py", "--preset", "wide").exit_code == 0
    refused(run("new", "my_ring"), "is there already")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 kB, where the machine lets us mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("mounting a small disk needs root")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_really_full_disk(shelf: Path, run: Any, small_disk: Path):
    refused(run("build", "band.py", "--out", str(small_disk / "out")), "The disk is full")
    assert list(small_disk.iterdir()) == []


def test_a_report_for_people(shelf: Path, run: Any):
    said = run("build", "band.py", "--preset", "swiss").stdout
    assert "CH 14, 17.19 mm" in said
    assert "bore measured" in said
    assert "18k yellow" in said
    assert "sampled" in said
    assert "band.stl" in said


def thinned(shelf: Path, thickness: float) -> None:
    text = (shelf / "band.py").read_text()
    (shelf / "band.py").write_text(text.replace("1.6", str(thickness)))


def test_a_check_that_fails_exits_1_and_the_files_are_there(shelf: Path, run: Any):
    """A band of 0.9 mm: under the 1.0 of lost wax in gold."""
    thinned(shelf, 0.9)
    result = run("build", "band.py")
    assert result.exit_code == 1
    assert "error JC103 thin-wall  thickness of a shank: 0.8" in result.stdout
    assert "exports/band/band.stl" in files_in(shelf)


def test_warnings_exit_1_if_strict_and_the_profile_is_asked_for(shelf: Path, run: Any):
    """A band of 1.1 mm is under the 1.2 at which lost wax warns, and under Stuller's 1.2."""
    thinned(shelf, 1.1)
    words = ("build", "band.py")
    assert run(*words).exit_code == 0
    assert run(*words, "--strict").exit_code == 1
    told = run(*words, "--profile", "stuller", "--json")
    assert told.exit_code == 1
    assert json.loads(told.stdout)["profile"]["name"] == "stuller"


def test_a_yes_or_no_is_a_switch(shelf: Path, run: Any):
    told = report_of(run("build", "band.py", "--hard-edge", "--json"))
    assert told["recipe"]["parameters"]["hard_edge"] is True
