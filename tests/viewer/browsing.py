"""A real browser at the real server: what the page shows, and what it must never do."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
"""Pictures by the processor: no graphics card is needed."""
Picture = NDArray[np.int16]
"""Rows, columns and colours, 0 to 255."""
PATIENCE = 90_000
"""ms to wait for a state of the page: generous, for other tests run beside."""


def chromium() -> str:
    """The browser's program; without one the tests are skipped, but on CI they fail."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None and not os.environ.get("CI"):
        pytest.skip("no chromium on this machine")
    assert found, "CI has no chromium: .ci/run installs it"
    return found


@contextmanager
def browsing() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def watched(browser: Browser, origin: str = "") -> Iterator[BrowserContext]:
    """A browser's window; at its end no page of it may have complained, or asked another place.

    A browser complains by itself when the server is away and the page tries its socket again.
    """
    complaints: list[str] = []

    def told(kind: str, text: str) -> None:
        if kind == "error" and not ("/live'" in text and "ERR_CONNECTION_REFUSED" in text):
            complaints.append(text)

    def asked(address: str) -> None:
        parts = urlsplit(address)
        inside = parts.scheme in ("data", "blob", "file") or (
            bool(origin) and parts.netloc == urlsplit(origin).netloc
        )
        if not inside:
            complaints.append(f"asked {address}")

    def follow(page: Page) -> None:
        page.on("console", lambda message: told(message.type, message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: asked(request.url))

    context = browser.new_context(
        viewport={"width": 860, "height": 480}, reduced_motion="reduce", accept_downloads=True
    )
    context.set_default_timeout(PATIENCE)
    context.on("page", follow)
    yield context
    context.close()
    assert complaints == []


class Server:
    """``jewelcad view`` on a script, which can go away and come back at the same address."""

    def __init__(self, script: Path) -> None:
        self.script = script
        self.port = 0

    def start(self) -> None:
        words = [sys.executable, "-m", "jewelcad", "view", str(self.script), "--no-browser"]
        self.process = subprocess.Popen(
            [*words, "--port", str(self.port)], stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        assert self.process.stdout
        said = self.process.stdout.readline()
        found = re.search(r"http://[\d.]+:(\d+)/", said)
        assert found, f"the server did not say where it is, but {said!r}"
        self.address, self.port = found[0], int(found[1])

    def stop(self) -> None:
        with self.process as server:
            server.terminate()


def state(page: Page, **wanted: str) -> None:
    """Wait until the page's hooks say so: ``state(page, state="shown")``."""
    marks = "".join(f'[data-{name}="{value}"]' for name, value in wanted.items())
    page.wait_for_selector(f"body{marks}", state="attached")


def hook(page: Page, name: str) -> str:
    return str(page.evaluate(f"document.body.dataset.{name} ?? ''"))


def number(page: Page, name: str) -> float:
    """A number that is always in sight."""
    text = page.inner_text(f'[data-number="{name}"] b')
    found = re.search(r"[\d.]+", text)
    assert found, (name, text)
    return float(found[0])


def picture(page: Page) -> Picture:
    """What is drawn, once it has settled, (h, w, 3)."""
    state(page, settled="true")
    return shot(page)


def shot(page: Page) -> Picture:
    """What is drawn by now, (h, w, 3)."""
    from io import BytesIO

    from PIL import Image

    found: Any = page.locator("#stage canvas").screenshot()
    return np.asarray(Image.open(BytesIO(found)).convert("RGB")).astype(np.int16)


def changed(one: Picture, two: Picture) -> float:
    """Share of the pixels that differ visibly."""
    return float((np.abs(one - two).max(axis=2) > 24).mean())
