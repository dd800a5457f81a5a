"""The script is saved: well, badly, quickly, by renaming, and what it imports too."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import watchfiles
from trimesh import Trimesh
from wire import BAND, Served, Told, Wire, opened, served

from jewelcad import finish, load
from jewelcad.export.stl import read as read_stl
from jewelcad.script import presets_path, save_preset
from jewelcad.viewer import watching


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reload") / "band.py"


@pytest.fixture(scope="module")
def running(script: Path) -> Iterator[Served]:
    script.write_text(BAND)
    with served(str(script)) as found:
        yield found


@pytest.fixture
def site(running: Served, script: Path) -> Served:
    """The server with the plain band loaded, and nothing else beside it."""
    for path in script.parent.iterdir():
        if path != script:
            path.unlink()
    for doc in ("Another band.", "A band."):
        put(script, BAND.replace("A band.", doc))
        running.seen(partial(settled, doc=doc))
    return running


async def settled(page: Wire, doc: str) -> None:
    while (await page.until("design"))["doc"] != doc:
        pass


def put(script: Path, text: str) -> None:
    """Save as editors do: beside, then renamed over the old one."""
    beside = script.with_name(".band.py.swp")
    beside.write_text(text)
    os.replace(beside, script)


def test_a_save_brings_the_new_piece(site: Served, script: Path):
    async def look(page: Wire) -> Any:
        before = await page.built(width=2.5, metal="sterling silver")
        put(script, BAND.replace("width, 1.6", "width, 2.0"))
        return before, await page.until("design"), await page.until("scene")

    before, design, after = site.seen(look)
    assert design["title"] == "Band"
    assert after["id"] == before["id"]
    assert after["values"] == before["values"]  # what the reader had chosen
    assert after["dropped"] == {}
    # half_round(w, t) reaches t over the bore: 0.4 mm more on either side
    grown = after["facts"]["height"] - before["facts"]["height"]
    assert grown == pytest.approx(0.8, abs=2 * after["tolerance"])


def test_a_broken_script_leaves_the_last_piece(site: Served, script: Path):
    async def look(page: Wire) -> Any:
        scene = await page.built(width=2.5)
        put(script, BAND.replace("def band(", "def band(("))
        broken = await page.until("broken")
        kept = await page.fetched(f"/scene/{scene['key']}")
        late = await asyncio.gather(opened_late(site), refused(page))
        put(script, BAND)
        return broken, kept, late, await page.until("design"), await page.until("scene")

    async def refused(page: Wire) -> Told:
        return await page.built(width=2.6)

    broken, kept, (late, moved), design, after = site.seen(look)
    line = 1 + BAND[: BAND.index("def band")].count("\n")
    assert (Path(broken["file"]).name, broken["source"]) == ("band.py", "def band((")
    assert broken["line"] == line or "never closed" in broken["message"]
    assert "is not Python" in broken["message"]
    assert kept
    assert [told["type"] for told in late] == ["design", "broken"]
    assert moved["type"] == "refused"
    assert moved["file"] == broken["file"]
    assert design["name"] == "band"
    assert after["values"]["width"] == 2.6  # what was asked while it was broken


def test_without_the_systems_word_files_are_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(*folders: Any, **words: Any) -> None:
        raise OSError(28, "No space left on device: the system's watches are used up")

    monkeypatch.setattr(watchfiles, "awatch", full)
    monkeypatch.setattr(watching, "SELDOM", 50)
    path = tmp_path / "band.py"
    path.write_text("one")

    async def first() -> int:
        watch, count = watching.Watch([path]), 0

        async def save() -> None:
            await asyncio.sleep(0.2)
            path.write_text("another")

        saving = asyncio.ensure_future(save())
        async for _ in watch.saves():
            count += 1
            break
        await saving
        return count

    assert asyncio.run(asyncio.wait_for(first(), 30)) == 1


def stl_of(piece: Any) -> bytes:
    mesh = finish.mesh(piece.workpiece(), 0.01)
    data: bytes = Trimesh(mesh.vertices, mesh.triangles, process=False).export(file_type="stl")
    return data


async def opened_late(site: Served) -> list[Told]:
    async with opened(site.address) as page:
        return [await page.next(), await page.next()]


def test_values_that_cannot_be_any_more_are_told(site: Served, script: Path):
    async def look(page: Wire) -> Any:
        await page.built(width=6.0, hard_edge=True, metal="sterling silver")
        put(script, BAND.replace("Range(1, 12)", "Range(1, 5)").replace("hard_edge", "sharp"))
        return await page.until("scene", "refused")

    told = site.seen(look)
    assert told["type"] == "scene"
    assert set(told["dropped"]) == {"width", "hard_edge"}
    assert "is above 5 mm" in told["dropped"]["width"]
    assert "has no parameter" in told["dropped"]["hard_edge"]
    assert told["values"] == {
        "size": "US 7",
        "width": 3.0,
        "sharp": False,
        "metal": "sterling silver",
    }


def test_quick_saves_are_one(site: Served, script: Path):
    async def look(page: Wire) -> Any:
        await page.built()
        page.told.clear()
        for n in range(8):
            put(script, BAND.replace("width, 1.6", f"width, 1.{n + 2}"))
            await asyncio.sleep(0.01)
        last = pytest.approx(17.323 + 2 * 1.9, abs=0.03)
        while (await page.until("scene"))["facts"]["height"] != last:
            pass
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(page.until("design"), 0.6)
        return [t["type"] for t in page.told]

    kinds = site.seen(look)
    assert kinds.count("design") <= 3  # of eight; a busy machine may hold one back
    assert kinds.count("scene") <= 3


def test_what_it_imports_is_followed_too(site: Served, script: Path):
    using = BAND.replace("1.6", "THICK").replace("@design", "from own import THICK\n\n@design")

    async def look(page: Wire) -> Any:
        await page.built()
        put(script, using)
        missing = await page.until("broken")
        (script.parent / "own.py").write_text("THICK = 1.6\n")
        first = await page.until("scene")
        (script.parent / "own.py").write_text("THICK = 2.6\n")
        second = await page.until("scene")
        (script.parent / "own.py").write_text("THICK = \n")
        broken = await page.until("broken")
        (script.parent / "own.py").write_text("THICK = 1.6\n")
        third = await page.until("scene")
        (script.parent / "other.py").write_text("THICK = 3\n")  # nobody imports it
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(page.next(), 0.6)
        return missing, first, second, broken, third

    missing, first, second, broken, third = site.seen(look)
    assert "No module named 'own'" in missing["message"]
    assert missing["source"] == "from own import THICK"
    heights = [told["facts"]["height"] for told in (first, second, third)]
    assert heights[1] - heights[0] == pytest.approx(2.0, abs=0.05)
    assert heights[2] == heights[0]
    assert (Path(broken["file"]).name, broken["line"]) == ("own.py", 1)
    assert not list(script.parent.glob("__pycache__"))


def test_a_raised_error_is_told_with_its_line(site: Served, script: Path):
    async def look(page: Wire) -> Any:
        await page.built()
        put(script, BAND.replace("    return", "    size / 0\n    return"))
        raised = await page.until("refused")
        put(script, BAND.replace("width, 1.6", "width, -1"))
        return raised, await page.until("refused")

    raised, part = site.seen(look)
    assert "raised TypeError" in raised["message"]
    assert raised["source"] == "    size / 0"
    assert part["source"].startswith("    profile = ")
    assert part["line"] == raised["line"] - 1


def test_presets_written_by_hand_are_followed(site: Served, script: Path):
    async def look(page: Wire) -> Any:
        await page.until("design")
        save_preset(script, "band", "slim", {"width": 1.5})
        design = await page.until("design")
        save_preset(script, "band", "wide", {"width": 1.5})
        broken = await page.until("broken")
        presets_path(script).unlink()
        return design, broken, await page.until("design")

    design, broken, last = site.seen(look)
    assert design["presets"]["slim"] == {"width": 1.5}
    assert "has the name of the script's own" in broken["message"]
    assert list(last["presets"]) == ["wide", "swiss"]


def test_a_script_that_goes_and_comes(site: Served, script: Path):
    async def look(page: Wire) -> Any:
        await page.built()
        script.unlink()
        broken = await page.until("broken")
        script.write_text(BAND)
        return broken, await page.until("scene")

    broken, scene = site.seen(look)
    assert "does not exist" in broken["message"]
    assert scene["type"] == "scene"


def test_a_save_in_the_middle_of_a_build(site: Served, script: Path):
    slow = BAND.replace("    profile", "    import time; time.sleep(30)\n    profile")

    async def look(page: Wire) -> Any:
        await page.built()
        put(script, slow)
        await page.until("design")
        await page.until("building")
        await asyncio.sleep(0.3)
        put(script, BAND)
        return await page.until("scene")

    loop = asyncio.new_event_loop()
    start = loop.time()
    assert site.seen(look)["type"] == "scene"
    assert loop.time() - start < 15
    loop.close()


def test_a_plain_file_is_shown_checked_and_followed(tmp_path: Path, script: Path):
    script.write_text(BAND)
    thin, wide = (stl_of(load(script)(width=width)) for width in (2.0, 3.0))
    path = tmp_path / "ring.stl"
    path.write_bytes(thin)
    count = len(read_stl(path).triangles)

    async def look(page: Wire) -> Any:
        design = await page.until("design")
        scene = await page.built()
        checked = await page.until("checked", "failed")
        given = await page.built(width=3)
        await page.built()
        await page.ask("export", formats=["stl"])
        export = await page.until("failed", "exported")
        path.write_bytes(wide)
        after = await page.until("scene")
        path.write_bytes(b"no ring")
        return design, scene, checked, given, export, after, await page.until("broken")

    with served(str(path)) as other:
        design, scene, checked, given, export, after, broken = other.seen(look)
    assert (design["kind"], design["parameters"]) == ("file", [])
    assert scene["facts"]["triangles"] == count
    assert scene["facts"]["box"][1] == pytest.approx(2.0, abs=1e-3)
    assert (scene["facts"]["grams"], scene["facts"]["size"]) == (None, None)
    assert checked["type"] == "checked", checked
    assert checked["map"]
    assert "no parameters" in given["message"]
    assert "not exported again" in export["message"]
    assert after["facts"]["box"][1] == pytest.approx(3.0, abs=1e-3)
    assert "ring.stl" in broken["message"]
