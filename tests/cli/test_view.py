"""``jewelcad view`` as a command: its address, its end, and what it refuses."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import urllib.request
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cli_shelf import refused


@pytest.mark.parametrize(
    ("how", "said"), [(signal.SIGINT, "Ended.\n"), (signal.SIGTERM, "")], ids=["ctrl-c", "term"]
)
def test_it_prints_its_address_and_ends(shelf: Path, how: signal.Signals, said: str):
    command = [sys.executable, "-m", "jewelcad", "view", "band.py", "--no-browser"]
    heed = partial(signal.signal, signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=heed
    ) as process:
        assert process.stdout
        assert process.stderr
        line = process.stdout.readline()
        found = re.fullmatch(r"band\.py is at (http://127\.0\.0\.1:\d+/)  .*\n", line)
        assert found, line + process.stderr.read()
        with urllib.request.urlopen(found[1], timeout=30) as answer:
            assert b"<html" in answer.read()
        process.send_signal(how)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert (out, err) == ("", said)
    assert sorted(p.name for p in shelf.iterdir()) == ["band.py"]


def test_a_script_may_have_the_name_of_a_librarys_module(tmp_path: Path):
    """Workers start in the reader's folder, and must not take his script for Python's own."""
    for name in ("queue.py", "signal.py", "numpy.py"):
        (tmp_path / name).write_text("raise RuntimeError('not this one')")
    program = (
        "import asyncio\n"
        "from jewelcad.viewer.crew import Worker\n"
        "async def main():\n"
        "    worker = await Worker.started()\n"
        "    print('alive' if worker.alive else 'dead')\n"
        "    await worker.end()\n"
        "asyncio.run(main())\n"
    )
    command = [sys.executable, "-P", "-c", program]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.stdout == "alive\n", done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Missing argument"),
        (["bnad.py"], "bnad.py does not exist. Did you mean band.py?"),
        (["ring.stl"], "ring.stl does not exist"),
        (["notes.txt"], "is neither a script (.py) nor an STL, 3MF or STEP"),
        (["band.py", "--port", "70000"], "70000"),
        (["band.py", "--port", "x"], "'x'"),
        (["band.py", "--host", "no.such.host.invalid"], "Nothing can be served at no.such"),
        (["band.py", "--host", "192.0.2.1"], "Nothing can be served at 192.0.2.1"),
    ],
)
def test_what_is_refused(shelf: Path, run: Any, words: list[str], said: str):
    (shelf / "notes.txt").write_text("no ring")
    refused(run("view", *words, "--no-browser"), said)


def test_a_taken_port_is_refused(shelf: Path, run: Any):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        refused(run("view", "band.py", "--no-browser", "--port", port), port, "Choose another")


def test_without_its_libraries_it_says_what_to_install(
    shelf: Path, run: Any, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    refused(run("view", "band.py", "--no-browser"), "watchfiles", "pip install 'jewelcad[web]'")
