"""What a picture shows: the metal, the stones, and the views of a jeweller.

World convention: the finger runs along Y, twelve o'clock is +Z.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jewelcad.errors import ParameterError
from jewelcad.frames import Vector
from jewelcad.geometry.mesh import Mesh
from jewelcad.reference.alloys import Alloy

_HEX = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, eq=False)
class StoneView:
    """A stone as it is seen.

    Parameters
    ----------
    name : such as ``head/stone``
    mesh : in world coordinates, mm; one that deviates from its surface is shown curved
    colour : of light that went through the whole stone, ``#rrggbb``; an opaque one's own
    refraction : refractive index; 2.42 is diamond; None shows it opaque and polished
    dispersion : of that index from the line B to G; 0 where it is not known
    """

    name: str
    mesh: Mesh
    colour: str = "#f4f8ff"
    refraction: float | None = 2.42
    dispersion: float = 0.0

    def __post_init__(self) -> None:
        _check_hex(f"StoneView({self.name!r}).colour", self.colour)
        if self.refraction is not None and not 1 < self.refraction < 4:
            raise ParameterError(
                f"StoneView({self.name!r}).refraction = {self.refraction:g} is not between 1 (air) "
                "and 4; diamond is 2.42, sapphire 1.77, quartz 1.54."
            )


@dataclass(frozen=True, eq=False)
class Scene:
    """The finished metal and the stones in it.

    Parameters
    ----------
    metal : closed mesh of the finished metal, mm
    stones : what is set in it; may be empty
    metal_colour : reflectance of the alloy, ``#rrggbb``
    title : written on a contact sheet
    alloy : of the metal, for its optical constants; None knows the colour only
    """

    metal: Mesh
    stones: tuple[StoneView, ...] = ()
    metal_colour: str = "#e6c36a"
    title: str = ""
    alloy: Alloy | None = None

    def __post_init__(self) -> None:
        _check_hex("Scene.metal_colour", self.metal_colour)
        if not len(self.metal.triangles):
            raise ParameterError("Scene.metal has no triangles: there is nothing to picture.")

    @property
    def points(self) -> NDArray[np.float64]:
        """Every vertex of metal and stones, (n, 3) mm."""
        return np.concatenate([self.metal.vertices, *(s.mesh.vertices for s in self.stones)])


@dataclass(frozen=True, slots=True)
class View:
    """A direction to look from.

    Parameters
    ----------
    name : as the user writes it
    label : as a contact sheet writes it
    towards : from the piece to the camera
    up : what is up in the picture
    parallel : True for the drawing's views, False for a camera with a lens
    on_axis : the camera looks at the origin, the middle of the bore, rather than at the middle
        of the piece
    """

    name: str
    label: str
    towards: Vector
    up: Vector = (0.0, 0.0, 1.0)
    parallel: bool = True
    on_axis: bool = False

    @property
    def axes(self) -> NDArray[np.float64]:
        """Rows: right, up and towards the camera, as unit vectors of the world."""
        back = np.array(self.towards) / np.linalg.norm(self.towards)
        right = np.cross(self.up, back)
        right /= np.linalg.norm(right)
        return np.array([right, np.cross(back, right), back])


VIEWS = {
    view.name: view
    for view in (
        View("three-quarter", "Three-quarter", (0.58, -1.0, 0.52), parallel=False),
        View("top", "Top", (0.0, 0.0, 1.0), up=(0.0, 1.0, 0.0)),
        View("front", "Front", (0.0, -1.0, 0.0)),
        View("side", "Side", (1.0, 0.0, 0.0)),
        View("back", "Back", (0.0, 1.0, 0.0)),
        # Along the finger through the middle of the bore, as an eye at the bore sees it: the
        # direction of `front`, but with a lens, so the inside of the band shows.
        View(
            "through-finger", "Through the finger", (0.0, -1.0, 0.0), parallel=False, on_axis=True
        ),
        # As one looks at a ring on one's own hand: into the stone.
        View("high", "From high", (0.4, -0.8, 1.1), parallel=False),
    )
}
"""The jeweller's views by name. ``front`` and ``through-finger`` both look along +Y."""


def view_named(name: str) -> View:
    """The view called ``name``.

    Raises
    ------
    ParameterError
        Naming the views there are.
    """
    if name in VIEWS:
        return VIEWS[name]
    near = difflib.get_close_matches(str(name), VIEWS, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise ParameterError(f"There is no view {name!r}; there are {', '.join(VIEWS)}.{hint}")


def _check_hex(what: str, colour: str) -> None:
    if not _HEX.fullmatch(colour):
        raise ParameterError(f"{what} = {colour!r} is not a colour. Write it as #rrggbb.")
