"""The page of ``jewelcad view`` in a real browser, at the real server, as a designer uses it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from browsing import (
    Picture,
    Server,
    browsing,
    changed,
    hook,
    number,
    picture,
    shot,
    state,
    watched,
)
from cadquery import Shape
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from jewelcad import finish, load, measure
from jewelcad.export.glb import read as read_glb
from jewelcad.export.step import read as read_step
from jewelcad.export.stl import read as read_stl
from jewelcad.export.threemf import read as read_3mf
from jewelcad.preview.web_page import piece_page
from jewelcad.reference import RingSize
from jewelcad.script import read_presets
from jewelcad.units import grams

DESIGN = Path(__file__).parents[2] / "designs" / "solitaire.py"
PREVIEW = 0.02
"""mm, tolerance of what is shown while one works."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing() as found:
        yield found


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copy(DESIGN, tmp_path_factory.mktemp("page") / "ring.py"))


@pytest.fixture(scope="module")
def server(script: Path) -> Iterator[Server]:
    found = Server(script)
    found.start()
    yield found
    found.stop()


@pytest.fixture
def address(server: Server) -> str:
    return server.address


@pytest.fixture(scope="module")
def window(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    with watched(browser, server.address) as found:
        yield found


@pytest.fixture(scope="module")
def first(window: BrowserContext, server: Server) -> Page:
    return opened(window, server.address)


@pytest.fixture
def page(first: Page) -> Page:
    """The page with the ring as the script has it: opening a page anew costs seconds."""
    if first.is_enabled('[data-act="reset"]'):
        first.click('[data-act="reset"]')
    first.click('[data-stage="set"]')
    state(first, state="shown", stage="set")
    first.click('[data-view="three-quarter"]')  # of this ring, and not of the one before
    return first


def opened(window: BrowserContext, address: str) -> Page:
    page = window.new_page()
    page.goto(address)
    state(page, state="shown")
    return page


def weight(stage: str = "set", **values: object) -> float:
    """Of the ring, g, made here and not by the server."""
    design = load(DESIGN)
    piece = design.make(design.values(values))
    metal = finish.mesh(piece.workpiece(stage), PREVIEW)
    return grams(measure.volume(metal), piece.alloy.density_g_cm3)


def test_a_slider_moves_and_the_ring_follows(page: Page, script: Path) -> None:
    assert page.inner_text("#title") == "Solitaire"
    assert number(page, "Weight") == pytest.approx(weight(), abs=0.006)
    first, before = hook(page, "scene"), picture(page)
    assert before.std() > 15  # something is there

    slider = page.locator('[data-parameter="width"] input[type="range"]')
    box = slider.bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.32, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, middle, steps=4)
    page.mouse.move(box["x"] + box["width"] * 0.98, middle, steps=4)
    page.mouse.up()
    wide = float(page.input_value("#value-width"))
    assert wide > 3.3
    page.wait_for_function(
        "w => Math.abs(parseFloat(document.querySelector('[data-number=Weight] b').textContent)"
        " - w) < 0.006",
        arg=weight(width=wide),
    )
    after = picture(page)
    assert changed(before, after) > 0.01
    assert page.evaluate("location.hash") == f"#width={wide:g}"

    page.keyboard.press("Control+z")
    page.wait_for_function("key => document.body.dataset.scene === key", arg=first)
    assert page.input_value("#value-width") == "2.2"
    assert page.evaluate("location.hash") == ""
    assert changed(before, picture(page)) < changed(before, after) / 3
    page.click('[data-act="redo"]')
    page.wait_for_function(
        "w => document.querySelector('#value-width').value === w", arg=f"{wide:g}"
    )

    page.fill("#value-stone", "40")  # beyond what may be
    page.press("#value-stone", "Enter")
    state(page, state="refused")
    why = page.inner_text('[data-parameter="stone"] .why')
    assert "40" in why
    assert "12" in why
    assert number(page, "Weight") == pytest.approx(weight(width=wide), abs=0.006)
    page.click('[data-act="undo"]')
    state(page, state="shown")
    assert not page.is_visible('[data-parameter="stone"] .why')

    page.select_option('[aria-label="Preset"]', "petite")
    page.wait_for_function("() => document.querySelector('#value-stone').value === '5'")
    assert page.evaluate("location.hash") == "#stone=5&width=1.8"
    page.fill('[data-act="preset-name"]', "mine")
    page.click('[data-act="save-preset"]')
    page.wait_for_selector('option[value="mine"]', state="attached")
    assert read_presets(script, "solitaire") == {"mine": {"stone": 5.0, "width": 1.8}}
    page.click('[data-act="reset"]')
    page.wait_for_function("() => location.hash === ''")
    page.select_option('[aria-label="Preset"]', "mine")
    page.wait_for_function("() => location.hash === '#stone=5&width=1.8'")


SLOW = """async () => { // a machine that takes long for a picture, and does not come to rest
  const [{ Pace }, { Viewer }] = await Promise.all(
    ["pace", "viewer"].map((name) => import(`/page/${name}.js`)));
  const { learn } = Pace.prototype, { rests } = Viewer.prototype;
  Pace.prototype.learn = function () { learn.call(this); this.share = 0.5; };
  Viewer.prototype.rests = () => true;
  window.rest = () => { Viewer.prototype.rests = rests; };
  window.fast = () => { Pace.prototype.learn = learn; };
}"""


def test_a_slow_machine_draws_the_whole_piece_and_then_sharper(page: Page) -> None:
    before, first = hook(page, "scene"), picture(page)
    width = "document.querySelector('#stage canvas').width"
    full = page.evaluate(width)
    page.evaluate(SLOW)
    page.click('[data-view="top"]')
    page.click('[data-view="three-quarter"]')  # so that it knows that it is slow
    page.fill("#value-stone", "9")
    page.press("#value-stone", "Enter")
    page.wait_for_function("key => document.body.dataset.drawn !== key", arg=before)
    assert hook(page, "drawn") == hook(page, "scene")
    assert page.evaluate(width) == full // 2
    coarse = shot(page)
    assert hook(page, "settled") == "false"
    page.evaluate("window.rest()")
    page.click('[data-tool="wire"]')
    page.click('[data-tool="wire"]')
    sharp = picture(page)
    assert page.evaluate(width) == full
    page.evaluate("window.fast()")
    first, coarse, sharp = (blurred(one) for one in (first, coarse, sharp))
    assert changed(coarse, sharp) < changed(first, sharp) / 3  # it is the new piece, if not fine


def blurred(found: Picture) -> Picture:
    """The mean of every ten by ten pixels."""
    high, wide = found.shape[0] // 10, found.shape[1] // 10
    cells = found[: 10 * high, : 10 * wide].reshape(high, 10, wide, 10, 3)
    return cells.mean(axis=(1, 3)).astype(np.int16)


def test_map_section_stage_parts_and_findings(page: Page) -> None:
    page.fill("#value-stone", "4")  # whose claws a caster frowns at
    page.press("#value-stone", "Enter")
    page.wait_for_function(
        "w => Math.abs(parseFloat(document.querySelector('[data-number=Weight] b').textContent)"
        " - w) < 0.006",
        arg=weight(stone=4.0),
    )
    whole = picture(page)
    page.click('[data-tool="section"]')
    cut = picture(page)
    violet = np.abs(cut - np.array([141, 107, 176])).max(axis=2) < 30
    blue = np.abs(cut - np.array([156, 196, 228])).max(axis=2) < 30
    assert violet.mean() > 0.01  # the cut band is hatched
    assert 0.05 < blue.sum() / violet.sum() < 0.12  # and so is the stone: 5.5 mm² to the band's 106
    assert not (np.abs(whole - np.array([141, 107, 176])).max(axis=2) < 30).any()
    page.click('[data-axis="x"]')
    across = picture(page)
    assert changed(cut, across) > 0.02
    page.click('[data-axis="z"]')
    level = picture(page)
    assert changed(across, level) > 0.02
    assert (np.abs(level - np.array([141, 107, 176])).max(axis=2) < 30).sum() > 50  # either side
    assert page.inner_text("#cut output") == "0.00 mm"
    page.click('[data-tool="section"]')

    page.wait_for_function("() => document.querySelector('#findings').textContent.includes('JC')")
    assert number(page, "Thinnest wall") == pytest.approx(0.8, abs=0.15)
    page.click('[data-tool="thickness"]')
    page.wait_for_function("() => document.body.dataset.map")
    assert "the least" in page.inner_text("#legend")
    assert changed(whole, picture(page)) > 0.03
    page.click('[data-tool="thickness"]')
    assert changed(whole, picture(page)) < 0.004

    page.click("#findings button:enabled")
    assert hook(page, "finding").startswith("JC")
    near = picture(page)
    assert changed(whole, near) > 0.1  # the camera went there
    mark = np.abs(near - np.array([163, 32, 29])).max(axis=2) < 12
    rows, columns = np.nonzero(mark)
    height, width = mark.shape
    assert abs(rows.mean() / height - 0.5) < 0.1  # and the mark is in the middle of the picture
    assert abs(columns.mean() / width - 0.5) < 0.1

    page.click("#parts > summary")
    page.click('[data-view="front"]')
    front = picture(page)
    _measure_across(page, front)
    page.uncheck('[data-part="shank"] input')
    assert changed(front, picture(page)) > 0.03
    page.check('[data-part="shank"] input')
    page.keyboard.press("s")
    assert changed(front, picture(page)) > 0.001  # no stone
    page.keyboard.press("s")

    page.click('[data-view="top"]')
    box = page.locator("#stage canvas").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for _ in range(8):
        page.mouse.wheel(0, -240)
    page.wait_for_timeout(200)
    page.keyboard.press("p")  # the lens stands before the stone, and not inside the ring
    near = picture(page)
    high, wide, _ = near.shape
    middle = near[high // 2 - 20 : high // 2 + 20, wide // 2 - 20 : wide // 2 + 20]
    assert middle.std() > 15  # facets, which paper has not
    assert np.median(middle[..., 0] - middle[..., 2]) < 30  # and which are no gold

    page.click('[data-stage="cast"]')
    state(page, stage="cast")
    assert number(page, "Weight") == pytest.approx(weight("cast", stone=4.0), abs=0.006)
    assert weight("cast", stone=4.0) != pytest.approx(weight(stone=4.0), abs=0.02)


def _measure_across(page: Page, front: Picture) -> None:
    """Between two points level on the band's sides, seen square: pixels at the picture's scale."""
    paper = np.abs(front - front[:, :1]).max(axis=2) < 24
    height, left, right = front.shape[0], *np.nonzero(~paper.all(axis=0))[0][[0, -1]]
    mm = (RingSize("US 6.5").diameter + 2 * 1.8) / (right - left)
    box = page.locator("#stage canvas").bounding_box()
    assert box
    across = [left + 0.9 / mm, right - 0.9 / mm]
    page.click('[data-tool="measure"]')
    for x in across:
        page.mouse.click(box["x"] + x, box["y"] + height * 0.62)
    found = float(hook(page, "measured"))
    assert found == pytest.approx((across[1] - across[0]) * mm, abs=0.9)
    assert f"{found:.2f} mm" in page.inner_text("#labels")
    page.click('[data-tool="measure"]')


def test_broken_mended_shared_and_two_at_once(
    page: Page, window: BrowserContext, address: str, script: Path
) -> None:
    good = hook(page, "scene")
    text = script.read_text()
    script.write_text(text.replace("return Ring(", "return Ring(("))
    state(page, state="broken")
    assert "ring.py" in page.inner_text("#notice")
    assert hook(page, "scene") == good  # the last good piece stays
    assert picture(page).std() > 15
    script.write_text(text.replace("thickness=1.8", "thickness=2.1"))
    page.wait_for_function("key => document.body.dataset.scene !== key", arg=good)
    state(page, state="shown")
    assert not page.is_visible("#notice")
    script.write_text(text)
    page.wait_for_function("key => document.body.dataset.scene === key", arg=good)

    other = window.new_page()
    other.goto(f"{address}#stone=5&prongs=4")
    state(other, state="shown")
    assert number(other, "Weight") == pytest.approx(weight(stone=5.0, prongs=4), abs=0.006)
    fours = hook(other, "scene")
    assert fours != good == hook(page, "scene")  # each page has a ring of its own

    other.fill("#value-width", "3.1")
    other.press("#value-width", "Enter")
    link = other.evaluate("location.href")
    other.reload()  # in the middle of the build
    state(other, state="shown")
    assert number(other, "Weight") == pytest.approx(
        weight(stone=5.0, prongs=4, width=3.1), abs=0.006
    )
    threes = hook(other, "scene")
    other.close()
    page.goto(link)  # typed into the open page's address
    page.wait_for_function("key => document.body.dataset.scene === key", arg=threes)
    assert page.input_value("#value-width") == "3.1"


def test_files_picture_and_link_are_the_ring(
    page: Page, window: BrowserContext, address: str, tmp_path: Path
) -> None:
    page.fill("#value-width", "2.6")
    page.press("#value-width", "Enter")
    state(page, state="shown")
    design = load(DESIGN)
    metal = finish.mesh(design.make(design.values({"width": 2.6})).workpiece("set"), 0.01)
    meant = pytest.approx(measure.volume(metal), rel=1e-3)
    readers = {"stl": read_stl, "3mf": read_3mf, "glb": lambda path: read_glb(path)["metal"]}
    for format, read in readers.items():
        mesh = read(taken(page, f'[data-format="{format}"]', tmp_path))
        assert measure.topology(mesh).closed
        assert measure.volume(mesh) == meant
    solids = dict(read_step(taken(page, '[data-format="step"]', tmp_path)))
    assert len(solids) == 2  # the stone is a solid of its own
    assert Shape.cast(solids["solitaire"]).Volume() == meant

    shown = picture(page)
    saved = np.asarray(Image.open(taken(page, '[data-act="picture"]', tmp_path)).convert("RGB"))
    high, wide, _ = saved.shape
    assert abs(high - shown.shape[0]) <= 1  # a screenshot rounds the canvas up
    assert wide == shown.shape[1]
    saved = saved.astype(np.int16)
    paper = changed(shown[:high], np.full_like(saved, 255))
    assert changed(shown[:high], saved) < paper / 6  # on white paper

    window.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page.click('[data-act="link"]')
    page.wait_for_function("() => document.querySelector('#said').textContent.includes('copied')")
    assert page.evaluate("navigator.clipboard.readText()") == f"{address}#width=2.6"


def taken(page: Page, button: str, folder: Path) -> Path:
    """What a button has the browser fetch."""
    with page.expect_download() as caught:
        page.click(button)
    path = folder / caught.value.suggested_filename
    caught.value.save_as(path)
    return path


def test_the_page_comes_back_when_the_server_does(page: Page, server: Server) -> None:
    page.fill("#value-width", "2.9")
    page.press("#value-width", "Enter")
    state(page, state="shown")
    scene = hook(page, "scene")
    server.stop()
    state(page, state="offline")
    assert hook(page, "scene") == scene  # the last good piece stays
    page.evaluate("document.body.dataset.scene = ''")
    server.start()
    state(page, scene=scene, state="shown")
    assert page.input_value("#value-width") == "2.9"


def test_the_page_that_is_sent_asks_nobody(browser: Browser, tmp_path: Path) -> None:
    design = load(DESIGN)
    path = tmp_path / "ring.html"
    path.write_text(piece_page(design.make(design.values({})), design.title), encoding="utf-8")
    with watched(browser) as window:
        page = window.new_page()
        page.goto(path.as_uri())
        state(page, state="shown")
        before = picture(page)
        assert before.std() > 15
        page.keyboard.press("3")
        assert changed(before, picture(page)) > 0.05
    bare = browser.new_page()
    bare.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    bare.goto(path.as_uri())
    bare.wait_for_selector("#trouble:visible")
    assert "WebGL 2" in bare.inner_text("#trouble")
    bare.close()
