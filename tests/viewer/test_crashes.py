"""Scripts that crash, hang, or eat the memory: told as a sentence, and the next build works."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from wire import Served, Wire, header_of, opened, served

from jewelcad import load
from jewelcad.viewer import crew, session

WILD = '''
import ctypes, os, sys, time
from typing import Annotated
from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.gems import Gem
from jewelcad.settings import ProngHead
from jewelcad.shanks import Shank, flat

@design(title="Wild")
def wild(
    how: str = "good",
    stone: Annotated[Mm, Range(2, 12), Suggest(4, 8, 0.1)] = 5.0,
    metal: Annotated[str, OneOf("18k yellow", "sterling silver")] = "18k yellow",
) -> Ring:
    """How it goes wrong."""
    if how == "abort":
        os.abort()
    if how == "segfault":
        ctypes.string_at(0)
    if how == "leave":
        os._exit(7)
    if how == "memory":
        bytearray(1 << 42)
    if how == "bug":
        raise AssertionError
    if how == "exit":
        sys.exit("gone")
    if how == "print":
        print("x" * 100_000)
        os.write(1, b"no frame")
        input()
    if how == "sleep":
        time.sleep(600)
    while how == "deaf":
        try:
            time.sleep(600)
        except BaseException:
            pass
    shank = Shank(RingSize("US 7"), flat(2.2, 1.8))
    return Ring(shank, ProngHead(Gem.round(stone), prongs=4).on(shank.top), alloy=metal)
'''


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("wild") / "wild.py"
    path.write_text(WILD)
    return path


@pytest.fixture(scope="module")
def site(script: Path) -> Iterator[Served]:
    patch = pytest.MonkeyPatch()
    patch.setattr(crew, "REST", 0.0)
    patch.setattr(session, "REST", 60.0)  # no checks: they are another file's
    with served(str(script)) as found:
        yield found
    patch.undo()


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("abort", "crashed over this piece (SIGABRT)"),
        ("segfault", "crashed over this piece (SIGSEGV)"),
        ("leave", "crashed over this piece (code 7)"),
        ("memory", "raised MemoryError"),
        ("bug", "raised AssertionError"),
        ("exit", "raised SystemExit: gone"),
        ("print", "raised EOFError"),
    ],
)
def test_a_crash_is_a_sentence(site: Served, how: str, said: str):
    async def look(page: Wire) -> Any:
        async with opened(site.address) as other:
            bad = await page.built(how=how)
            return bad, await page.built(), await other.built()

    bad, good, others = site.seen(look)
    assert bad["type"] == "refused"
    assert said in bad["message"]
    assert "\n" not in bad["message"]
    assert good["type"] == others["type"] == "scene"
    assert good["key"] == others["key"]


def pids(site: Served) -> list[int]:
    return site.session.crew.pids()


def test_a_slow_build_is_interrupted_and_its_worker_kept(site: Served):
    async def look(page: Wire) -> Any:
        await page.built(stone=4.0)
        before = pids(site)
        await page.ask("build", values={"how": "sleep"})
        await asyncio.sleep(0.2)
        start = time.monotonic()
        scene = await page.built(stone=4.0, metal="sterling silver")
        return scene, time.monotonic() - start, before

    scene, seconds, before = site.seen(look)
    assert scene["type"] == "scene"
    assert seconds < 20  # it would have slept for 600
    assert scene["meshed"] == 0  # all its shapes were kept
    assert pids(site) == before


def test_one_that_does_not_heed_is_ended(site: Served):
    async def look(page: Wire) -> Any:
        await page.built()
        before = pids(site)
        await page.ask("build", values={"how": "deaf"})
        await asyncio.sleep(0.2)
        return await page.built(stone=4.5), before

    scene, before = site.seen(look)
    assert scene["type"] == "scene"
    assert pids(site) != before
    for pid in set(before) - set(pids(site)):
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_one_that_takes_too_long_is_given_up(site: Served, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(session, "BUILDS", 0.5)

    async def look(page: Wire) -> Any:
        late = await page.built(how="sleep")
        monkeypatch.undo()
        return late, await page.built()

    late, good = site.seen(look)
    assert "more than 0.5 s and was given up" in late["message"]
    assert good["type"] == "scene"


def test_a_page_that_leaves_is_not_built_for(site: Served):
    async def leave(page: Wire) -> None:
        await page.ask("build", values={"how": "sleep"})
        await page.until("building")

    async def look(page: Wire) -> Any:
        return await page.built()

    site.seen(leave)
    start = time.monotonic()
    assert site.seen(look)["type"] == "scene"
    assert time.monotonic() - start < 30


def test_an_unchanged_part_is_not_meshed_again(site: Served, script: Path):
    """The count of shapes that were meshed, against those that differ between the two pieces."""
    design = load(script)

    def shapes(**values: Any) -> set[Any]:
        bench = design(**values).workpiece("set")
        roles = (bench.metal, bench.openings, bench.prongs, bench.seats, bench.finger)
        return {body.shape for role in roles for body in role}

    async def look(page: Wire) -> Any:
        first = await page.built(stone=6.0)
        second = await page.built(stone=6.3)
        alloy = await page.built(stone=6.3, metal="sterling silver")
        return first, second, alloy, header_of(await page.fetched(f"/scene/{second['key']}"))

    first, second, alloy, header = site.seen(look)
    assert 0 < second["meshed"] <= len(shapes(stone=6.3) - shapes(stone=6.0))
    assert second["meshed"] < len(shapes(stone=6.3))
    assert design(stone=6.0).workpiece("set").metal[0].shape in shapes(stone=6.3)  # the shank
    assert alloy["meshed"] == 0
    assert alloy["key"] != second["key"]  # another colour
    assert second["bodies"] == [body["name"] for body in header["metal"]["bodies"]]
    assert first["stones"] == [stone["name"] for stone in header["stones"]]


def test_a_script_that_hangs_as_it_loads(
    site: Served, script: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(session, "LOADS", 0.5)

    async def look(page: Wire) -> Any:
        await page.built()
        script.write_text("while True: pass\n")
        broken = await page.until("broken")
        monkeypatch.undo()
        script.write_text("import os; os.abort()\n")
        crashed = await page.until("broken")
        script.write_text(WILD)
        return broken, crashed, await page.until("scene")

    broken, crashed, scene = site.seen(look)
    assert "more than 0.5 s" in broken["message"]
    assert "SIGABRT" in crashed["message"]
    assert scene["type"] == "scene"


def test_all_processes_end_with_the_server(tmp_path: Path):
    path = tmp_path / "wild.py"
    path.write_text(WILD)
    with served(str(path)) as site:
        site.seen(lambda page: page.built())
        known, folder = pids(site), site.session.errands.folder
        assert known
        assert folder.is_dir()
    for pid in known:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    assert not folder.exists()
