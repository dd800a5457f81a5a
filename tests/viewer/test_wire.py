"""One server, asked over the wire: scenes, facts, checks, files, presets, and who may not ask."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np
import pytest
from wire import BAND, Served, Wire, header_of, opened, positions_of, served

from jewelcad import finish, load, measure
from jewelcad.export.stl import read as read_stl
from jewelcad.viewer import server, session
from jewelcad.viewer.errands import WAITING
from jewelcad.viewer.session import GRACE, REST

GONE = (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSING)


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("wire") / "band.py"
    path.write_text(BAND)
    return path


@pytest.fixture(scope="module")
def site(script: Path) -> Iterator[Served]:
    with served(str(script)) as found:
        yield found


def test_the_panel_is_told(site: Served, script: Path):
    async def look(page: Wire) -> Any:
        return await page.until("design")

    told = site.seen(look)
    assert (told["name"], told["title"], told["doc"]) == ("band", "Band", "A band.")
    assert (told["kind"], told["script"]) == ("script", str(script))
    rows = {row["name"]: row for row in told["parameters"]}
    assert [row["kind"] for row in rows.values()] == ["size", "number", "flag", "choice"]
    assert rows["width"]["suggest"] == {"least": 2, "most": 4, "step": 0.1}
    assert (rows["width"]["least"], rows["width"]["most"]) == (1, 12)
    assert (rows["width"]["default"], rows["width"]["unit"]) == (3.0, "mm")
    assert rows["metal"]["choices"] == ["18k yellow", "sterling silver"]
    assert told["presets"] == {"wide": {"width": 4.0}, "swiss": {"size": "CH 14"}}
    assert rows["size"]["default"] == "US 7"
    assert "US 7" in told["sizes"]
    assert "US 7.25" in told["sizes"]


def test_the_scene_is_the_piece(site: Served, script: Path):
    async def look(page: Wire) -> Any:
        scene = await page.built(width=2.5, size="EU 54", metal="sterling silver")
        return scene, await page.fetched(f"/scene/{scene['key']}")

    scene, data = site.seen(look)
    design = load(script)
    piece = design(size="EU 54", width=2.5, metal="sterling silver")
    mesh = finish.mesh(piece.workpiece("set"), scene["tolerance"])
    assert header_of(data)["metal"]["triangles"]["count"] == 3 * len(mesh.triangles)
    shown = positions_of(data)
    np.testing.assert_allclose(shown.min(axis=0), mesh.vertices.min(axis=0), atol=1e-5)
    assert len(np.unique(shown, axis=0)) == len(np.unique(mesh.vertices.astype("<f4"), axis=0))
    facts, volume = scene["facts"], measure.volume(mesh)
    assert facts["grams"] == pytest.approx(volume * piece.alloy.density_g_cm3 / 1000, abs=6e-4)
    assert (facts["size"], facts["alloy"]) == ("EU 54", "sterling silver")
    assert scene["bore"] == pytest.approx(54 / np.pi, abs=1e-6)
    assert facts["bore"] == round(scene["bore"], 3)
    assert facts["box"][1] == pytest.approx(2.5, abs=1e-3)
    # The mesh is coarser than an export's, and says by how much: the weight is as near as that.
    exact = finish.mesh(piece.workpiece("set"), 0.001)
    slack = facts["deviation"] * measure.area(mesh)
    assert abs(volume - measure.volume(exact)) < slack
    assert 0 < facts["deviation"] <= scene["tolerance"]
    assert scene["values"] == {
        "size": "EU 54",
        "width": 2.5,
        "hard_edge": False,
        "metal": "sterling silver",
    }


def test_checks_follow_with_a_map(site: Served, script: Path):
    async def look(page: Wire) -> Any:
        scene = await page.built(width=2.0, hard_edge=True)
        checked = await page.until("checked", "failed")
        again = await page.built(width=2.0, hard_edge=True)
        at_once = await page.until("checked", "failed")
        return scene, checked, await page.fetched(f"/map/{checked['map']}"), again, at_once

    scene, checked, data, again, at_once = site.seen(look)
    thick = np.frombuffer(data, "<f4")
    assert len(thick) == scene["facts"]["triangles"]
    assert np.isfinite(thick).mean() > 0.9
    assert np.nanmin(thick) == pytest.approx(1.6, abs=0.02)  # flat(2, 1.6): its plain thickness
    assert np.nanmax(thick) < np.hypot(2.0, 1.6)  # the longest chord of its section
    assert checked["key"] == scene["key"] == again["key"] == at_once["key"]
    assert checked["passed"] is True
    assert checked["limit"] == 0.8
    assert checked["wall"]["lower"] <= 1.6 + 0.02
    assert checked["profile"].startswith("lost-wax-gold")
    assert at_once["map"] == checked["map"]


def test_checks_begin_when_the_piece_is_drawn(site: Served, monkeypatch: pytest.MonkeyPatch):
    put, orders = site.session.checks.put, []
    monkeypatch.setattr(
        site.session.checks, "put", lambda order: (orders.append(order), put(order))
    )
    monkeypatch.setattr(session, "UNDRAWN", 60.0)

    async def look(page: Wire) -> Any:
        page.draws = False
        first = await page.built(width=2.7)
        await page.ask("drawn", of=first["id"] - 1)  # an older one
        await asyncio.sleep(REST + 0.3)
        early = len(orders)
        await page.ask("drawn", of=first["id"])
        await page.until("checked")
        monkeypatch.setattr(session, "UNDRAWN", 0.0)  # a page in the background draws nothing
        hidden = await page.built(width=2.8)
        return early, first, hidden, await page.until("checked", id=hidden["id"])

    early, first, hidden, checked = site.seen(look)
    assert early == 0
    assert checked["key"] == hidden["key"] != first["key"]


def test_pages_of_one_piece_share_its_checks(site: Served, monkeypatch: pytest.MonkeyPatch):
    put, orders = site.session.checks.put, []
    monkeypatch.setattr(
        site.session.checks, "put", lambda order: (orders.append(order), put(order))
    )

    async def look(page: Wire) -> Any:
        async with opened(site.address) as other, opened(site.address) as leaver:
            built = [await one.built(width=2.4) for one in (leaver, page, other)]
            await asyncio.sleep(REST + 0.1)
            await leaver.socket.close()  # it asked first
            return built, [await one.until("checked") for one in (page, other)]

    built, checked = site.seen(look)
    assert len({scene["key"] for scene in built} | {told["key"] for told in checked}) == 1
    assert checked[0]["findings"] == checked[1]["findings"]
    assert checked[0]["stage"] == "cast"
    assert len(orders) == 1


def test_findings_have_their_place(site: Served):
    async def look(page: Wire) -> Any:
        await page.built(width=1.0)
        return await page.until("checked", "failed")

    told = site.seen(look)
    assert told["passed"] is False
    thin = [f for f in told["findings"] if f["value"] is not None and f["limit"] is not None]
    assert thin
    assert all(f["value"] < f["limit"] and f["code"] and f["text"] for f in thin)
    assert any(f["place"] and len(f["place"]) == 3 for f in thin)


@pytest.mark.parametrize(
    ("values", "parameter", "said"),
    [
        ({"width": 13}, "width", "is above 12 mm"),
        ({"width": 1e308}, "width", "is above 12 mm"),
        ({"width": "3,5"}, "width", "Write the decimal point as a point: 3.5"),
        ({"width": True}, "width", "does not fit"),
        ({"width": None}, "width", "does not fit"),
        ({"wdith": 3}, "wdith", "Did you mean width?"),
        ({"__class__": 3}, "__class__", "has no parameter"),
        ({"metal": "lead"}, "metal", "is not offered"),
        ({"size": "US 99"}, "size", "US 99"),
        ({"size": 7}, "size", "size"),
        ({"hard_edge": "maybe"}, "hard_edge", "neither yes nor no"),
    ],
)
def test_a_value_that_cannot_be_says_why(
    site: Served, values: dict[str, Any], parameter: str, said: str
):
    async def look(page: Wire) -> Any:
        number = await page.ask("build", values={"hard_edge": False, **values})
        refused = await page.until("scene", "refused", "failed")
        return number, refused, await page.built(width=3.25)

    number, refused, good = site.seen(look)
    assert (refused["type"], refused["id"]) == ("refused", number)
    assert refused["parameter"] == parameter
    assert said in refused["message"]
    assert "Traceback" not in refused["message"]
    assert good["type"] == "scene"


def test_a_value_that_cannot_be_says_why_while_the_script_is_read(tmp_path: Path):
    script = tmp_path / "band.py"
    script.write_text(BAND)

    async def look(page: Wire) -> Any:
        number = await page.ask("build", values={"wdith": 3})
        return number, await page.until("scene", "refused", "failed")

    with served(str(script)) as site:
        number, refused = site.seen(look)
    assert (refused["type"], refused["id"]) == ("refused", number)


def test_values_may_be_typed(site: Served):
    async def look(page: Wire) -> Any:
        typed = await page.built(width=" 3.5 mm ", hard_edge="yes", size="17.2 mm")
        return typed, await page.built(width=3.5, hard_edge=True, size="17.2mm")

    typed, plain = site.seen(look)
    assert typed["values"] == plain["values"]
    assert typed["key"] == plain["key"]


def test_one_pages_mistakes_are_its_own(site: Served):
    async def look(page: Wire) -> Any:
        async with opened(site.address) as other:
            for text in ("nonsense", "[]", '{"type":"build","id":4,"values":{"width":NaN}}'):
                await page.send(text)
            await page.socket.send_bytes(b"\x00\xff")
            await page.send("x" * 70_000)
            told = [await page.until("failed") for _ in range(5)]
            with suppress(ConnectionError):
                await page.send("y" * (server.HUGE + 1))
                assert (await page.socket.receive()).type in GONE
            return told, await other.built(width=2.75)

    told, good = site.seen(look)
    assert [t["id"] for t in told] == [None, None, 4, None, None]
    assert "finite" in told[2]["message"]
    assert "70,000 characters" in told[4]["message"]
    assert good["type"] == "scene"


def test_the_newest_wins(site: Served):
    async def look(page: Wire) -> Any:
        numbers = [await page.ask("build", values={"width": 2 + k / 100}) for k in range(30)]
        while True:
            scene = await page.until("scene")
            if scene["id"] == numbers[-1]:
                break
        return [t for t in page.told if t["type"] == "scene"]

    scenes = site.seen(look)
    assert scenes[-1]["values"]["width"] == pytest.approx(2.29)
    made = [scene["id"] for scene in scenes]
    assert made == sorted(made)
    assert len(made) < 15  # most had not begun when the next one came


def test_what_is_there_at_once_is_not_followed_by_an_older_one(site: Served):
    async def look(page: Wire) -> Any:
        known = await page.built(width=3.9)
        slow = await page.ask("build", values={"width": 3.95})
        await page.until("building", id=slow)
        back = await page.ask("build", values={"width": 3.9})
        await asyncio.sleep(2 * GRACE)
        later = await page.built(width=3.8)
        scenes = [t["id"] for t in page.told if t["type"] == "scene"]
        return scenes, [known["id"], back, later["id"]], slow

    scenes, right, slow = site.seen(look)
    assert scenes == right
    assert slow not in scenes


def test_two_pages_at_once(site: Served):
    async def look(page: Wire) -> Any:
        async with opened(site.address) as other:
            one, two = await asyncio.gather(page.built(width=2.1), other.built(width=2.2))
            same = await other.built(width=2.1)
            return one, two, same

    one, two, same = site.seen(look)
    assert (one["values"]["width"], two["values"]["width"]) == (2.1, 2.2)
    assert same["key"] == one["key"] != two["key"]
    assert same["seconds"] == 0.0  # remembered


def test_files_are_those_of_build(site: Served, script: Path, tmp_path: Path):
    async def look(page: Wire) -> Any:
        await page.ask("export", values={"width": 2.0}, formats=["stl", "3mf", "glb"])
        told = await page.until("exported", "failed")
        files = {f["name"]: (f, await page.fetched(f["url"])) for f in told["files"]}
        key = told["files"][0]["url"].split("/")[2]
        bad = [await page.status(f"/file/{key}/{name}") for name in ("band.py", "..%2f..%2fx")]
        return files, bad

    files, bad = site.seen(look)
    assert list(files) == ["band.stl", "band.3mf", "band.glb", "band.json"]
    assert all(len(data) == row["bytes"] for row, data in files.values())
    assert bad == [404, 404]
    (tmp_path / "band.stl").write_bytes(files["band.stl"][1])
    volume = measure.volume(finish.mesh(load(script)(width=2.0).workpiece("cast"), 0.01))
    assert measure.volume(read_stl(tmp_path / "band.stl")) == pytest.approx(volume, rel=1e-4)
    record = json.loads(files["band.json"][1])
    assert record["recipe"]["script"] == "band.py"  # as the record beside the script finds it
    assert record["recipe"]["parameters"]["width"] == 2.0
    assert record["recipe"]["stage"] == "cast"


def test_an_export_that_cannot_be_is_told(site: Served):
    """Out of range; or one too many, while others, which take their time, are made."""

    async def look(page: Wire) -> Any:
        await page.ask("export", values={"width": 99}, formats=["stl"])
        high = await page.until("exported", "failed")
        for _ in range(WAITING + 1):
            await page.ask("export", values={"width": 3}, formats=["stl"])
        return high, [await page.until("exported", "failed") for _ in range(WAITING + 1)]

    high, many = site.seen(look)
    assert high["type"] == "failed"
    assert "is above 12 mm" in high["message"]
    assert [told["type"] for told in many] == ["failed"] + ["exported"] * WAITING
    assert "wait already" in many[0]["message"]


def test_who_may_ask(site: Served):
    port = site.address.rsplit(":", 1)[1].strip("/")
    ours = site.address.strip("/")

    async def look(page: Wire) -> Any:
        own = await page.status("/", Origin=ours)
        hosts = ["evil.example", f"evil.example:{port}", "127.0.0.1.evil.example", "", "[::1"]
        foreign = [await page.status("/", Host=host) for host in hosts]
        named = [await page.status("/", Host=h) for h in (f"localhost:{port}", f"[::1]:{port}")]
        origins = [
            "http://evil.example",
            "null",
            f"http://localhost:{port}",
            f"{ours}.evil.example",
        ]
        strange = [await page.status("/", Origin=origin) for origin in origins]
        sockets = []
        for origin in origins:
            with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
                await page.http.ws_connect("/live", headers={"Origin": origin})
            sockets.append(caught.value.status)
        return own, foreign, named, strange, sockets

    own, foreign, named, strange, sockets = site.seen(look)
    assert own in (200, 404)  # a page, or none yet; not refused
    assert set(foreign) <= {421, 400}
    assert foreign[0] == foreign[1] == foreign[2] == 421
    assert named == [own, own]
    assert strange == sockets == [403] * 4


PATHS = [
    "/page/../server.py",
    "/page/..%2fserver.py",
    "/page/%2e%2e/server.py",
    "/page//etc/passwd",
    "/page/%2fetc%2fpasswd",
    "/page/vendor/../../__init__.py",
    "/page/.",
    "/page/%00",
    "/page/" + "x" * 5000,
    "/scene/../server.py",
    "/scene/" + "0" * 32,
    "/map/" + "0" * 31,
    "/file/" + "0" * 32 + "/band.stl",
    "/file/" + "0" * 32 + "/..%2f..%2fband.py",
    "/etc/passwd",
]


@pytest.mark.parametrize("path", PATHS)
def test_paths_outside_are_not_served(site: Served, path: str):
    """Sent as they stand: a client of aiohttp's would tidy them."""

    async def raw() -> bytes:
        host, port = site.address.removeprefix("http://").strip("/").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = await reader.read()
        writer.close()
        return answer

    head, _, body = asyncio.run(raw()).partition(b"\r\n\r\n")
    assert head.split()[1] in (b"404", b"400", b"414")
    assert b"def " not in body
    assert b"root:" not in body


def test_what_a_page_may_load(site: Served):
    async def look(page: Wire) -> Any:
        scene = await page.built(width=2.5)
        async with page.http.get(f"/scene/{scene['key']}") as answer:
            return answer.headers

    headers = site.seen(look)
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "http:" not in headers["Content-Security-Policy"]
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in headers["Cache-Control"]


def test_presets_are_kept_beside_the_script(tmp_path: Path):
    script = tmp_path / "band.py"
    script.write_text(BAND)

    async def look(page: Wire) -> Any:
        async with opened(site.address) as other:
            await page.ask("save-preset", name="Oma", values={"width": "2.25", "size": "EU 54"})
            saved = await page.until("saved", "failed")
            design = await other.until("design")
            while "Oma" not in design["presets"]:
                design = await other.until("design")
            await page.ask("save-preset", name="wide", values={"width": 2.0})
            taken = await page.until("saved", "failed")
            await page.ask("save-preset", name="bad", values={"width": 99})
            return saved, taken, await page.until("saved", "failed")

    with served(str(script)) as site:
        saved, taken, bad = site.seen(look)
    assert saved["presets"]["Oma"] == {"width": 2.25, "size": "EU 54"}
    assert list(saved["presets"]) == ["wide", "swiss", "Oma"]
    assert "a preset of the script itself" in taken["message"]
    assert "is above 12 mm" in bad["message"]
    assert script.read_text() == BAND
    assert load(script).values({}, "Oma")["width"] == 2.25
    assert sorted(load(script).presets) == ["Oma", "swiss", "wide"]
