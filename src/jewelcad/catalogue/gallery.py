"""A folder of scripts as a static site: whole, or not there. Each design has a page of its own."""

from __future__ import annotations

import ast
import json
import os
import secrets
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from jewelcad.catalogue.entry import ENTRY, Choice, failed, page_of, told_to
from jewelcad.catalogue.pages import write_pages
from jewelcad.errors import DesignError, ExportError

MARK = "gallery.json"
"""What was made, for other programs; and the sign that a folder is a gallery of ours."""

Progress = Callable[[int, int], None]


def gallery(
    designs: Path,
    out: Path,
    choice: Choice | None = None,
    jobs: int = 1,
    title: str = "Designs",
    progress: Progress | None = None,
) -> list[dict[str, Any]]:
    """Make the site of every design in a folder; what was made of each.

    Parameters
    ----------
    out : the site's folder; an earlier gallery there is replaced when the new one is finished
    jobs : designs made at once, each in its process
    progress : told the designs done and all designs, after each

    Raises
    ------
    DesignError
        If there is no script in the folder.
    ExportError
        If ``out`` holds something else, or cannot be written.
    """
    targets = designs_in(designs)
    check_place(out)
    stage = out.resolve().with_name(f".{out.resolve().name}.{secrets.token_hex(4)}")
    try:
        stage.mkdir(parents=True)
        entries = _made(targets, stage, choice or Choice(), jobs, progress)
        write_pages(entries, title, stage)
        text = json.dumps(entries, indent=1, ensure_ascii=False) + "\n"
        (stage / MARK).write_text(text, encoding="utf-8")
        _take_place(stage, out.resolve())
    except OSError as error:
        from jewelcad.files import refusal

        raise refusal(out, error) from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return entries


def designs_in(folder: Path) -> list[str]:
    """The designs of a folder as `script.load` takes them, by name; helpers beside them are not.

    No script is run for it: a design is a function under ``@design``. A script that cannot be read
    as Python stands for itself, and says why when it is made.
    """
    if not folder.is_dir():
        raise DesignError(f"{folder} is not a folder. Give the folder of your design scripts.")
    scripts = sorted(path for path in folder.glob("*.py") if b"@design" in path.read_bytes())
    if not scripts:
        raise DesignError(f"{folder} has no script with a @design in it.")
    targets = [target for script in scripts for target in _targets(script)]
    twice = [name for name, count in Counter(map(page_of, targets)).items() if count > 1]
    if twice:
        raise DesignError(
            f"Two designs would have the page {twice[0]}. Rename one of their scripts."
        )
    return targets


def _targets(script: Path) -> list[str]:
    try:
        body = ast.parse(script.read_bytes()).body
    except (SyntaxError, ValueError):
        return [str(script)]
    made = [one.name for one in body if isinstance(one, ast.FunctionDef) and _is_design(one)]
    return [f"{script}:{name}" for name in made] if len(made) > 1 else [str(script)]


def _is_design(function: ast.FunctionDef) -> bool:
    """Whether it stands under ``@design``, ``@design(...)`` or ``@jewelcad.design(...)``."""
    calls = [d.func if isinstance(d, ast.Call) else d for d in function.decorator_list]
    return any(ast.unparse(call).split(".")[-1] == "design" for call in calls)


def check_place(out: Path) -> None:
    """Refuse a folder that holds something else than a gallery."""
    if out.exists() and not out.is_dir():
        raise ExportError(f"{out} is a file, not a folder. Choose another with --out.")
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file():
        raise ExportError(
            f"{out} is not empty and no gallery of jewelcad's, so it is left alone. Choose "
            "another folder with --out."
        )


def _made(
    targets: list[str], stage: Path, choice: Choice, jobs: int, progress: Progress | None
) -> list[dict[str, Any]]:
    with ThreadPoolExecutor(jobs) as pool:
        asked = [pool.submit(_entry, target, stage, choice) for target in targets]
        try:
            for number, _ in enumerate(as_completed(asked)):
                if progress:
                    progress(number + 1, len(targets))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        return [future.result() for future in asked]


def _entry(target: str, stage: Path, choice: Choice) -> dict[str, Any]:
    """One design, in a process of its own."""
    folder = stage / page_of(target)
    words = [sys.executable, "-m", "jewelcad.catalogue.entry"]
    done = subprocess.run(
        [*words, target, str(folder), told_to(choice)], capture_output=True, text=True
    )
    told = folder / ENTRY
    if done.returncode == 0 and told.is_file():
        entry: dict[str, Any] = json.loads(told.read_text(encoding="utf-8"))
        told.unlink()
        return entry
    shutil.rmtree(folder, ignore_errors=True)
    return failed(target, _trouble(done.returncode, done.stderr))


def _trouble(code: int, stderr: str) -> str:
    if code < 0:
        return f"Its process was ended by signal {-code}: the kernel crashed, or memory ran out."
    lines = stderr.strip().splitlines() or [f"ended with {code}"]
    return f"This is a mistake in jewelcad, not in the design: {lines[-1][:300]}"


def _take_place(stage: Path, out: Path) -> None:
    """Put a finished gallery where it belongs; the one before goes when the new one is there."""
    before = out.with_name(f"{stage.name}.before")
    if out.exists():
        os.replace(out, before)
    try:
        os.replace(stage, out)
    except OSError:
        if before.exists():
            os.replace(before, out)
        raise
    shutil.rmtree(before, ignore_errors=True)
