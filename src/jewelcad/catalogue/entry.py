"""One design of a gallery, made in a process of its own: ``python -m jewelcad.catalogue.entry``.

All it makes lies in one folder, with ``entry.json`` last: what the pages tell of the design. A
crash of the kernel takes this design with it and no other.
"""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jewelcad.errors import JewelcadError
from jewelcad.script import split_name

if TYPE_CHECKING:
    from jewelcad.making import Steps
    from jewelcad.preview import Scene
    from jewelcad.report import Finished, Recipe
    from jewelcad.script import Design

ENTRY = "entry.json"
PICTURE, SPIN, TURN, REPORT = "picture.png", "spin.gif", "turn.html", "report.html"
PIXELS, SPIN_PIXELS = (800, 600), (400, 300)
COARSE = 0.03
"""mm, of a quick gallery's meshes."""


@dataclass(frozen=True)
class Choice:
    """What is made of each design.

    Parameters
    ----------
    quick : picture, parameters and numbers only
    formats : of its files
    frames : of its spin
    """

    quick: bool = False
    formats: tuple[str, ...] = ("stl", "3mf", "glb")
    frames: int = 24


def main(target: str, folder: str, chosen: str) -> None:
    """Make a design's folder; what is wrong with the design is told in its entry."""
    place, words = Path(folder), json.loads(chosen)
    choice = Choice(**{**words, "formats": tuple(words["formats"])})
    place.mkdir(parents=True, exist_ok=True)
    try:
        told = made(target, place, choice)
    except JewelcadError as error:
        for path in place.iterdir():
            path.unlink()
        said = "\n".join([str(error), *getattr(error, "__notes__", [])])
        script = split_name(target)[0]
        told = failed(target, said.replace(str(script), script.name))
    (place / ENTRY).write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")


def page_of(target: str) -> str:
    """The name of a design's page: its script's, and its own where that has several."""
    script, name = split_name(target)
    return f"{script.stem}-{name}" if name else script.stem


def failed(target: str, message: str) -> dict[str, Any]:
    """The entry of a design that could not be made."""
    script, name = split_name(target)
    title = (name or script.stem).replace("_", " ").capitalize()
    return {"name": page_of(target), "title": title, "made": False, "message": message}


def made(target: str, folder: Path, choice: Choice) -> dict[str, Any]:
    """Everything of one design.

    Raises
    ------
    JewelcadError
        What the script, the piece or a file says.
    """
    from jewelcad.preview import render, scene_of
    from jewelcad.report import Recipe
    from jewelcad.script import load

    design = load(target)
    script = split_name(target)[0]
    shutil.copyfile(script, folder / script.name)
    recipe = Recipe(
        script=script,
        design=design.name,
        parameters=design.values({}),
        tolerance=COARSE if choice.quick else 0.01,
        formats=() if choice.quick else choice.formats,
    )
    report, outcome = _measured(design, recipe, folder, choice.quick)
    scene = scene_of(design.make(recipe.parameters), "set", recipe.tolerance, design.title)
    render(scene, folder / PICTURE, size=PIXELS)
    if not choice.quick:
        _shown(design, recipe, scene, folder, choice)
    return {
        "name": page_of(target),
        "title": design.title,
        "made": True,
        "about": design.doc,
        "script": script.name,
        "picture": PICTURE,
        "spin": None if choice.quick else SPIN,
        "turn": None if choice.quick else TURN,
        "report": None if choice.quick else REPORT,
        "files": report["files"],
        "parameters": [_parameter(spec) for spec in design.specs.values()],
        "presets": {name: _words(values) for name, values in design.presets.items()},
        "facts": _facts(report),
        "numbers": _numbers(report),
        **outcome,
    }


def _measured(
    design: Design[..., Any], recipe: Recipe, folder: Path, quick: bool
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The report, its files written, and what the checks say."""
    from jewelcad import finish
    from jewelcad.making import Steps, finished
    from jewelcad.report import Finished, report

    if quick:
        piece = design.make(recipe.parameters)
        bench = piece.workpiece(recipe.stage, recipe.setter)
        mesh = finish.mesh(bench, recipe.tolerance)
        bare = Finished(recipe, design, piece, bench, mesh)
        return report(bare, recipe.script.parent, [], {}), {"checks": None, "findings": []}
    steps = Steps()
    done = finished(design, recipe, steps)
    return _written(done, folder, steps), _checked(done, folder)


def _written(done: Finished, folder: Path, steps: Steps) -> dict[str, Any]:
    """The files and the record; without the seconds it took, which differ from time to time."""
    from jewelcad.making import write

    told = write(done, folder, steps, home=done.recipe.script.parent)
    record = folder / f"{done.design.name}.json"
    told["files"].append({"name": record.name, "bytes": 0})
    kept = {key: value for key, value in told.items() if key not in ("timings_s", "files")}
    record.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", "utf-8")
    told["files"][-1]["bytes"] = record.stat().st_size
    return {**told, "timings_s": {"total": 0.0}}


def _checked(done: Finished, folder: Path) -> dict[str, Any]:
    """The page of the checks, and what it comes to."""
    from jewelcad.report.checked import summary
    from jewelcad.report.page import page

    outcome = done.outcome
    assert outcome is not None
    (folder / REPORT).write_text(page(outcome, done.subject, done.design.title), "utf-8")
    told = [
        {
            "level": "allowed" if f.allowed else f.level,
            "code": f.code,
            "name": f.name,
            "text": f.text,
        }
        for f in outcome.findings
    ]
    return {"checks": summary(outcome), "passed": outcome.passed(), "findings": told}


def _shown(
    design: Design[..., Any], recipe: Recipe, scene: Scene, folder: Path, choice: Choice
) -> None:
    """The spin, and the page that turns under the finger."""
    from jewelcad.preview.turntable import turntable
    from jewelcad.preview.web_page import piece_page

    turntable(scene, folder / SPIN, size=SPIN_PIXELS, frames=choice.frames)
    about = design.doc.split("\n\n")[0]
    html = piece_page(design.make(recipe.parameters), design.title, about)
    (folder / TURN).write_text(html, "utf-8")


def _parameter(spec: Any) -> dict[str, str]:
    from jewelcad.params.telling import limits, shown_default, usual

    return {
        "flag": f"--{spec.name.replace('_', '-')}",
        "about": spec.about,
        "unit": spec.unit,
        "default": shown_default(spec),
        "allowed": limits(spec).removesuffix(spec.unit).strip(),
        "usual": usual(spec),
    }


def _words(values: dict[str, Any]) -> str:
    from jewelcad.script import record

    return ", ".join(f"{name} = {value}" for name, value in record(values).items())


def _facts(report: dict[str, Any]) -> list[str]:
    """Size, weight and stones in a few words."""
    weight, stones = report["weight_g"], report["stones"]
    carats = sum(stone["carat"] for stone in stones)
    count = f"{len(stones)} stone{'s' if len(stones) != 1 else ''}, {carats:.2f} ct"
    size = f"{report['size']['given']}, {report['size']['diameter_mm']:.2f} mm"
    told = [size, f"{weight['grams']:.2f} g {weight['alloy']}"]
    return [*told, count] if stones else told


def _numbers(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Titled rows of everything measured."""
    from jewelcad.report.terminal import sections

    apart = ("Files", "Findings", "Checks")
    return [
        {
            "title": "Piece" if title == report["title"] else title,
            "rows": [list(row) for row in rows if row[0] != "time"],
        }
        for title, rows in sections(report)
        if title not in apart
    ]


def told_to(choice: Choice) -> str:
    """A choice as `main` reads it."""
    return json.dumps(asdict(choice))


if __name__ == "__main__":
    main(*sys.argv[1:])
