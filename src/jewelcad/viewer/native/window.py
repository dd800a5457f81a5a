"""The window: what is shown, what the keys do, and what the session tells."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from jewelcad.errors import JewelcadError
from jewelcad.preview.camera import aim
from jewelcad.preview.scene import VIEWS, View
from jewelcad.preview.section import plane_of
from jewelcad.preview.stills import BACKGROUND, save_picture
from jewelcad.preview.studio import add_light, turn_light
from jewelcad.preview.unpacking import Unpacked, unpacked
from jewelcad.preview.window import on_screen
from jewelcad.viewer.native import eye, wording
from jewelcad.viewer.native.easel import (
    ALARM,
    INK,
    Look,
    add_legend,
    add_text,
    draw,
    picture_of,
)
from jewelcad.viewer.native.link import Link, Told, linked

SIZE = (1100, 820)
PAUSE = 0.015
"""s between looks at the mouse, the keys and the session (a choice)."""
STEP = 0.2
"""mm by which a section moves at a press (a choice)."""
AXES = {"y": (0.0, 1.0, 0.0), "x": (1.0, 0.0, 0.0), "z": (0.0, 0.0, 1.0)}
"""Normals of the sections, in the order of the key."""


class Window:
    """A piece in a plotter.

    Parameters
    ----------
    plotter : of pyvista, on a screen or off it
    link : to the session that makes the piece
    folder : where pictures go
    """

    def __init__(self, plotter: Any, link: Link, folder: Path = Path()) -> None:
        self.plotter, self.link, self.folder = plotter, link, folder
        self.look = Look()
        self.over = False
        self.design: Told | None = None
        self.scene: Told | None = None
        self.piece: Unpacked | None = None
        self.checked: Told | None = None
        self.walls: Any = None
        self.error = self.said = ""
        self.mapped = self.helped = self.stale = False
        self.stage = "set"
        self.view: View = VIEWS["three-quarter"]
        self.axis: str | None = None
        self.place, self.side = 0.0, 1.0
        self.part: str | None = None
        self.finding: int | None = None
        self._keys = self._acts()
        self._prepare()

    def tick(self) -> None:
        """Heed what was told since, and draw when something has changed."""
        for told, data in self.link.heard():
            hear: Callable[[Told, bytes], None] | None = getattr(self, f"_on_{told['type']}", None)
            if hear is not None:
                hear(told, data)
                self.stale = True
        if self.stale:
            self.stale = False
            self.draw()

    def press(self, key: str) -> None:
        """What a key does, by the name VTK gives it."""
        act = self._keys.get(key.lower())
        if act is None:
            return
        self.said = ""
        try:
            act()
        except JewelcadError as error:
            self.said = str(error)
        self.stale = True

    def draw(self) -> None:
        """Draw everything anew."""
        plotter = self.plotter
        plotter.clear_actors()
        if self.piece is not None:
            try:
                draw(plotter, self.piece, self._look())
            except JewelcadError as error:
                self.said, self.axis = str(error), None
                plotter.clear_actors()
                draw(plotter, self.piece, self._look())
        self._write()
        plotter.renderer.ResetCameraClippingRange()
        plotter.render_window.Render()

    # What the session tells.

    def _on_design(self, told: Told, _: bytes) -> None:
        first, self.design, self.error = self.design is None, told, ""
        if first:
            self._ask()

    def _on_broken(self, told: Told, _: bytes) -> None:
        self.error = wording.trouble(told)

    def _on_refused(self, told: Told, _: bytes) -> None:
        self.error = wording.trouble(told)

    def _on_failed(self, told: Told, _: bytes) -> None:
        self.said = told["message"]

    def _on_scene(self, told: Told, data: bytes) -> None:
        first, same = self.scene is None, self.scene and self.scene["key"] == told["key"]
        self.scene, self.error = told, ""
        self.link.ask("drawn", of=told["id"])
        if same:
            return
        self.piece = unpacked(data)
        self.checked = self.walls = self.finding = None
        self._change(mark=None)
        if first:
            self._go("three-quarter")

    def _on_checked(self, told: Told, data: bytes) -> None:
        if self.scene is not None and told["key"] == self.scene["key"]:
            self.checked = told
            self.walls = np.frombuffer(data, "<f4") if data else None

    # What the keys do.

    def _acts(self) -> dict[str, Callable[[], None]]:
        names = [name for name in VIEWS if name != "high"]
        views = {str(i): (lambda name=name: self._go(name)) for i, name in enumerate(names, 1)}
        return {
            **views,
            "p": lambda: eye.project(self.plotter.camera),
            "g": self._change_stage,
            "s": lambda: self._change(stones=not self.look.stones),
            "w": lambda: self._change(wire=not self.look.wire),
            "x": self._next_section,
            "up": lambda: self._move_section(STEP),
            "down": lambda: self._move_section(-STEP),
            "t": self._toggle_map,
            "k": self._next_part,
            "o": self._hide_part,
            "n": lambda: self._next_finding(1),
            "b": lambda: self._next_finding(-1),
            "i": self._picture,
            "h": self._help,
            "q": self._end,
        }

    def _go(self, name: str) -> None:
        self.view = VIEWS[name]
        self._aim(self.view.parallel)

    def _aim(self, parallel: bool) -> None:
        if self.piece is not None:
            size = tuple(self.plotter.render_window.GetSize())
            aim(self.plotter, self.view, self.piece.scene.points, size, parallel)

    def _change_stage(self) -> None:
        if self.design is None or self.design["kind"] == "file":
            self.said = "A file has one stage: as it is."
            return
        self.stage = "cast" if self.stage == "set" else "set"
        self._ask()

    def _ask(self) -> None:
        self.link.ask("build", values={}, stage=self.stage)

    def _change(self, **look: Any) -> None:
        self.look = replace(self.look, **look)

    def _next_section(self) -> None:
        order = [*AXES, None]
        self.axis = order[(order.index(self.axis) + 1) % len(order)]
        self.place = 0.0
        if self.axis:
            self.side = (
                1.0
                if eye.looking(self.plotter.camera).axes[2] @ np.array(AXES[self.axis]) >= 0
                else -1.0
            )

    def _move_section(self, by: float) -> None:
        self.place += by * self.side

    def _toggle_map(self) -> None:
        self.mapped = not self.mapped
        if self.mapped and self.walls is None:
            closed = self.checked is None
            self.said = "The walls are being measured" if closed else "An open mesh has no map."

    def _next_part(self) -> None:
        names = self._parts()
        if names:
            at = names.index(self.part) if self.part in names else -1
            self.part = names[(at + 1) % len(names)]

    def _hide_part(self) -> None:
        if self.part is None:
            self._next_part()
        else:
            own = {name for name in self._names() if _part_of(name) == self.part}
            hidden = self.look.hidden
            self._change(hidden=hidden - own if own <= hidden else hidden | own)

    def _next_finding(self, by: int) -> None:
        found = self.checked["findings"] if self.checked else []
        if not found:
            self.said = "Nothing found" if self.checked else "Still being checked"
            return
        at = -1 if self.finding is None and by > 0 else self.finding or 0
        self.finding = (at + by) % len(found)
        place = found[self.finding]["place"]
        self._change(mark=place and tuple(place))
        if place and self.piece is not None:
            reach = 0.95 * float(np.linalg.norm(np.ptp(self.piece.scene.points, axis=0)))
            eye.fly(self.plotter.camera, tuple(place), reach)

    def _picture(self) -> None:
        if self.piece is None or self.scene is None or self.design is None:
            return
        name = self.design["name"]
        taken = (self.folder / f"{name}-{number}.png" for number in range(1, 10_000))
        path = next(path for path in taken if not path.exists())
        self.plotter.clear_actors()
        picture = picture_of(
            self.plotter, self.piece, self._look(), eye.looking(self.plotter.camera)
        )
        self.said = f"Wrote {save_picture(picture, path)}"

    def _help(self) -> None:
        self.helped = not self.helped

    def _end(self) -> None:
        self.over = True

    # How it is shown.

    def _prepare(self) -> None:
        """Paper, light that goes with the camera, and no keys but our own."""
        bottom, top = (tuple(c / 255 for c in colour) for colour in reversed(BACKGROUND))
        plotter = self.plotter
        plotter.set_background(bottom, top=top)
        add_light(plotter)
        plotter.renderer.AddObserver(
            "StartEvent", lambda *_: turn_light(plotter, eye.looking(plotter.camera))
        )
        plotter.iren.clear_key_event_callbacks()
        plotter.enable_trackball_style()
        interactor = plotter.iren.interactor
        interactor.GetInteractorStyle().AddObserver("CharEvent", lambda *_: None)
        interactor.AddObserver("KeyPressEvent", lambda *_: self.press(interactor.GetKeySym() or ""))
        interactor.AddObserver("ExitEvent", lambda *_: self._end())

    def _look(self) -> Look:
        plane = None
        if self.axis is not None:
            normal = np.array(AXES[self.axis]) * self.side
            origin = tuple(np.array(AXES[self.axis]) * self.place)
            towards = View("", "", tuple(normal), _across(normal))
            plane = plane_of((origin, tuple(normal)), towards)
        walls = self.walls if self.mapped else None
        limit = self.checked["limit"] if self.checked else 1.0
        camera = self.plotter.camera
        above = camera.position[2] > camera.focal_point[2] and not camera.parallel_projection
        return replace(self.look, plane=plane, walls=walls, limit=limit, shadow=above)

    def _names(self) -> list[str]:
        """Of every body and stone."""
        scene = self.piece and self.piece.scene
        return [*scene.metal.names, *(stone.name for stone in scene.stones)] if scene else []

    def _parts(self) -> list[str]:
        return list(dict.fromkeys(_part_of(name) for name in self._names()))

    def _write(self) -> None:
        texts = {"lower right": wording.keys() if self.helped else "H: keys"}
        if self.scene is not None:
            title = self.design["title"] if self.design else ""
            texts["upper left"] = wording.numbers(title, self.scene, self.checked)
            found = wording.findings(self.checked, self.finding)
            texts["lower left"] = "\n".join(filter(None, [self._state(), found]))
        else:
            texts["upper left"] = "Being built"
        for corner, text in texts.items():
            add_text(self.plotter, text, corner, INK)
        said, colour = (self.error, ALARM) if self.error else (wording.wrapped(self.said), INK)
        add_text(self.plotter, said, "upper right", colour)
        if self.mapped and self.walls is not None:
            add_legend(self.plotter, self._look().limit)

    def _state(self) -> str:
        cut = f"Section {self.axis} = {self.place:.2f} mm" if self.axis else ""
        hidden = {_part_of(name) for name in self.look.hidden}
        return "\n".join(filter(None, [cut, wording.parts(self._parts(), hidden, self.part)]))


def _part_of(name: str) -> str:
    """The part a body or a stone belongs to: ``head`` of ``head/prong[2]``."""
    return name.split("/")[0].split("[")[0]


def _across(normal: Any) -> tuple[float, float, float]:
    return (0.0, 1.0, 0.0) if abs(normal[2]) > 0.5 else (0.0, 0.0, 1.0)


def show(target: str) -> None:
    """Show a script or a file in a window until that is closed.

    Raises
    ------
    ParameterError
        When there is no screen.
    """
    with on_screen(SIZE, f"{target} - jewelcad") as plotter, linked(target) as link:
        _run(Window(plotter, link))


def _run(window: Window) -> None:
    interactor = window.plotter.iren.interactor
    interactor.Initialize()
    while not (window.over or interactor.GetDone()):
        window.tick()
        interactor.ProcessEvents()
        time.sleep(PAUSE)
