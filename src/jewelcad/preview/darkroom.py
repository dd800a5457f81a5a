"""The set of a photograph as Mitsuba reads it: piece, sweep of paper, soft boxes, camera.

Polished metal shows what stands around it, so the set is what a photographer builds: one paper that
rises behind the piece, a large soft box from the left, a strip from the right, one overhead, and a
dark room in whose reflection the metal finds its edges; a few bare bulbs make a stone sparkle. All
sizes and distances go with the piece, and the lamps turn with the camera. How it is lit is our
choice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jewelcad.geometry.mesh import Mesh
from jewelcad.preview.camera import LENS
from jewelcad.preview.light import linear
from jewelcad.preview.optics import LINE_D, index_at, metal_rgb
from jewelcad.preview.scene import Scene, StoneView, View
from jewelcad.preview.shading import crease_normals, face_normals

Floats = NDArray[np.float64]

POLISH = 0.02
"""Roughness (GGX alpha) of metal polished by hand: a choice."""
PAPER = 0.62
"""Share of light the paper throws back."""
ROOM = 0.06
"""Light from where there is no lamp."""
CLEAREST = 0.9999
"""A stone that swallows nothing at all of a colour is more than Mitsuba can reckon with."""
DEPTH = 40
"""Bounces of a path at most; light stays in a diamond for a dozen."""


@dataclass(frozen=True, slots=True)
class Lamp:
    """A lamp that looks at the piece.

    Parameters
    ----------
    azimuth : degrees from the camera towards the right
    elevation : degrees above the ground
    away, width, height : distance and half sizes, as multiples of the piece's radius
    light : radiance; white paper square to the light of 1 from everywhere shows white
    """

    azimuth: float
    elevation: float
    away: float
    width: float
    height: float
    light: float


LAMPS = (
    Lamp(-62, 40, 7.0, 4.0, 3.6, 5.0),  # key: large soft box from the left
    Lamp(62, 30, 7.5, 1.0, 4.6, 5.5),  # strip from the right
    Lamp(180, 62, 8.0, 4.4, 2.2, 4.5),  # overhead, from behind
    Lamp(-148, 20, 7.0, 0.8, 3.6, 4.0),  # rim, from behind
    Lamp(10, 78, 9.0, 2.2, 1.2, 5.0),  # above the camera
    Lamp(0, 88, 13.0, 9.0, 9.0, 0.9),  # a white ceiling: what a stone throws back
)

BULBS = (
    Lamp(-20, 34, 9.0, 0.3, 0.3, 90.0),
    Lamp(26, 52, 9.0, 0.3, 0.3, 90.0),
    Lamp(40, 66, 9.0, 0.3, 0.3, 90.0),
    Lamp(-84, 74, 9.0, 0.3, 0.3, 90.0),
    Lamp(120, 52, 9.0, 0.3, 0.3, 90.0),
    Lamp(-120, 60, 9.0, 0.3, 0.3, 90.0),
)
"""Small ones: the fire of a stone."""


@dataclass(frozen=True, eq=False)
class Stand:
    """Where the camera stands.

    Parameters
    ----------
    focus : what it looks at, mm
    distance : mm
    view : its direction
    size : of the picture, pixels
    aperture : radius of the lens opening, mm; 0 has everything sharp
    """

    focus: Floats
    distance: float
    view: View
    size: tuple[int, int]
    aperture: float = 0.0


class Darkroom:
    """A scene that Mitsuba can photograph at one wavelength of the stones after another.

    Parameters
    ----------
    mi : the module, its variant set
    scene, stand : what is photographed and from where
    """

    def __init__(self, mi: Any, scene: Scene, stand: Stand) -> None:
        self.mi = mi
        self.scene = scene
        self.stand = stand
        points = scene.points
        low, high = points.min(axis=0), points.max(axis=0)
        self.middle = (low + high) / 2
        self.ground = float(low[2])
        self.radius = float(np.linalg.norm(high - low)) / 2
        self.fixed = dict(self._fixed())

    def taken(self, nm: float, paths: int, seed: int) -> Floats:
        """Light of every pixel, (height, width, 3), with each stone's index at a wavelength."""
        return self._rendered({**self.fixed, **self._stones(nm)}, paths, seed)

    def guides(self, paths: int, seed: int) -> tuple[Floats, Floats]:
        """Colour and direction of the surface that each pixel looks at."""
        aov = {"type": "aov", "aovs": "albedo:albedo,normal:sh_normal"}
        shapes = {**self.fixed, **self._stones(LINE_D), "integrator": aov}
        found = self._rendered(shapes, paths, seed)
        return found[..., :3], found[..., 3:6]

    def silhouette(self, paths: int, seed: int) -> Floats:
        """How much of each pixel is stone, 0 to 1, (height, width, 1)."""
        dark = {"type": "diffuse", "reflectance": {"type": "rgb", "value": 0.0}}
        lit = {"type": "area", "radiance": {"type": "rgb", "value": 1.0}}
        shapes: dict[str, Any] = {
            "type": "scene",
            "integrator": {"type": "direct"},
            "sensor": self.fixed["sensor"],
            "metal": self._mesh("metal", self.scene.metal, None, bsdf=self.mi.load_dict(dark)),
        }
        for i, view in enumerate(self.scene.stones):
            lamp = self.mi.load_dict(lit)
            shapes[f"stone{i}"] = self._mesh(f"stone{i}", view.mesh, None, emitter=lamp)
        return np.clip(self._rendered(shapes, paths, seed)[..., :1], 0.0, 1.0)

    def _rendered(self, shapes: dict[str, Any], paths: int, seed: int) -> Floats:
        loaded = self.mi.load_dict(shapes, parallel=False)  # in parallel their order is by chance
        picture = self.mi.render(loaded, spp=paths, seed=seed)
        return np.array(picture, dtype=np.float64)

    def _stones(self, nm: float) -> dict[str, Any]:
        return {f"stone{i}": self._stone(i, view, nm) for i, view in enumerate(self.scene.stones)}

    def _fixed(self) -> Iterator[tuple[str, Any]]:
        yield "type", "scene"
        yield "integrator", {"type": "volpath", "max_depth": DEPTH, "rr_depth": 5}
        yield "sensor", self._camera()
        yield (
            "room",
            {
                "type": "constant",
                "radiance": {"type": "rgb", "value": ROOM},
                "sampling_weight": ROOM,
            },
        )
        yield "paper", self._paper()
        for i, lamp in enumerate((*LAMPS, *BULBS)):
            yield f"lamp{i}", self._lamp(f"lamp{i}", lamp)
        metal = self.scene.metal
        bsdf = self.mi.load_dict(self._polished())
        yield "metal", self._mesh("metal", metal, crease_normals(metal), bsdf=bsdf)

    def _camera(self) -> dict[str, Any]:
        stand = self.stand
        _, up, back = stand.view.axes
        eye = stand.focus + back * stand.distance
        width, height = stand.size
        lens: dict[str, Any] = {"type": "perspective"}
        if stand.aperture:
            lens = {
                "type": "thinlens",
                "aperture_radius": stand.aperture,
                "focus_distance": stand.distance,
            }
        return {
            **lens,
            "fov": LENS,
            "fov_axis": "y",
            "near_clip": 0.01 * stand.distance,
            "far_clip": 100 * stand.distance,
            "to_world": self._look(eye, stand.focus, up),
            "film": {
                "type": "hdrfilm",
                "width": width,
                "height": height,
                "pixel_format": "rgb",
                "component_format": "float32",
                "rfilter": {"type": "box"},
            },
            "sampler": {"type": "multijitter"},
        }

    def _look(self, eye: Floats, target: Floats, up: Floats) -> Any:
        return self.mi.ScalarTransform4f().look_at(eye.tolist(), target.tolist(), up.tolist())

    def _ahead(self) -> Floats:
        """Level, from the camera to the piece; what is up in the picture when it looks down."""
        _, up, back = self.stand.view.axes
        level = -back if abs(back[2]) < 0.9 else up * np.sign(back[2])
        flat = np.array([level[0], level[1], 0.0])
        return np.asarray(flat / np.linalg.norm(flat))

    def _lamp(self, name: str, lamp: Lamp) -> Any:
        """A card of light. As a mesh and not as a rectangle, which Mitsuba puts in any order."""
        ahead = self._ahead()
        right = np.array([ahead[1], -ahead[0], 0.0])
        a, e = np.radians(lamp.azimuth), np.radians(lamp.elevation)
        level = right * np.sin(a) - ahead * np.cos(a)
        back = level * np.cos(e) + np.array([0.0, 0.0, np.sin(e)])
        across = np.cross([0.0, 0.0, 1.0], back)
        across /= np.linalg.norm(across)
        wide, high = across * lamp.width, np.cross(back, across) * lamp.height
        card = [
            back * lamp.away + i * wide + j * high for i, j in ((-1, -1), (-1, 1), (1, 1), (1, -1))
        ]
        mesh = _sheet(self.middle + self.radius * np.array(card)[None])
        light = {"type": "rgb", "value": lamp.light}
        power = lamp.light * lamp.width * lamp.height / lamp.away**2
        shine = {"type": "area", "radiance": light, "sampling_weight": power}
        black = {"type": "diffuse", "reflectance": {"type": "rgb", "value": 0.0}}
        load = self.mi.load_dict
        return self._mesh(name, mesh, None, bsdf=load(black), emitter=load(shine))

    def _paper(self) -> Any:
        """A sheet that lies under the piece and rises behind it."""
        r, ahead = self.radius, self._ahead()
        right = np.array([ahead[1], -ahead[0], 0.0])
        turn = np.linspace(0, np.pi / 2, 33)
        bend, start = 5.0 * r, 5.0 * r
        along = [-60.0 * r, *(start + bend * np.sin(turn)), start + bend]
        rise = [0.0, *(bend * (1 - np.cos(turn))), 60.0 * r]
        base = np.array([self.middle[0], self.middle[1], self.ground])
        line = base + np.outer(along, ahead) + np.outer(rise, [0.0, 0.0, 1.0])
        rows = np.stack([line - 60 * r * right, line + 60 * r * right], axis=1)
        corners = [rows[:-1, 0], rows[:-1, 1], rows[1:, 1], rows[1:, 0]]
        sheet = _sheet(np.stack(corners, axis=1))
        slopes = np.gradient(np.stack([along, rise], axis=1), axis=0)
        slopes[0] = slopes[1] = [1.0, 0.0]
        up = np.outer(slopes[:, 0], [0, 0, 1]) - np.outer(slopes[:, 1], ahead)
        up /= np.linalg.norm(up, axis=1, keepdims=True)
        normals = np.stack([up[:-1], up[:-1], up[1:], up[1:]], axis=1)
        normals = normals[:, [[0, 1, 2], [0, 2, 3]]].reshape(-1, 3, 3)
        white = {"type": "diffuse", "reflectance": {"type": "rgb", "value": PAPER}}
        bsdf = self.mi.load_dict({"type": "twosided", "bsdf": white})
        return self._mesh("paper", sheet, normals, bsdf=bsdf)

    def _polished(self) -> dict[str, Any]:
        found = metal_rgb(self.scene.alloy) if self.scene.alloy else None
        if found is None:
            colour = {"type": "rgb", "value": list(linear(self.scene.metal_colour))}
            return {"type": "plastic", "diffuse_reflectance": colour}
        index, extinction = found
        return {
            "type": "roughconductor",
            "distribution": "ggx",
            "alpha": POLISH,
            "eta": {"type": "rgb", "value": index.tolist()},
            "k": {"type": "rgb", "value": extinction.tolist()},
        }

    def _stone(self, number: int, view: StoneView, nm: float) -> Any:
        curved = crease_normals(view.mesh) if view.mesh.deviation else None
        name = f"stone{number}"
        if view.refraction is None:
            colour = {"type": "rgb", "value": list(linear(view.colour))}
            bsdf = self.mi.load_dict({"type": "plastic", "diffuse_reflectance": colour})
            return self._mesh(name, view.mesh, curved, bsdf=bsdf)
        index = index_at(nm, view.refraction, view.dispersion)
        glass = self.mi.load_dict({"type": "dielectric", "int_ior": index, "ext_ior": 1.0})
        through = np.clip(linear(view.colour), 1e-3, CLEAREST)
        size = float(np.linalg.norm(np.ptp(view.mesh.vertices, axis=0)))
        swallowed = (-np.log(through) / size).tolist()
        inside = self.mi.load_dict(
            {
                "type": "homogeneous",
                "albedo": 0.0,
                "sigma_t": {"type": "rgb", "value": swallowed},
                "sample_emitters": False,
            }
        )
        return self._mesh(name, view.mesh, curved, bsdf=glass, interior=inside)

    def _mesh(self, name: str, mesh: Mesh, normals: Floats | None, **more: Any) -> Any:
        """Separate triangles; flat where no normals of the corners are given."""
        props = self.mi.Properties()
        for key, value in more.items():
            props[key] = value
        count = len(mesh.triangles)
        corners = mesh.corners
        if normals is None:
            normals = np.repeat(face_normals(corners)[0][:, None], 3, axis=1)
        shape = self.mi.Mesh(
            name, vertex_count=3 * count, face_count=count, has_vertex_normals=True, props=props
        )
        held = self.mi.traverse(shape)
        held["vertex_positions"] = corners.astype(np.float32).ravel()
        held["vertex_normals"] = normals.astype(np.float32).ravel()
        held["faces"] = np.arange(3 * count, dtype=np.uint32)
        held.update()
        return shape


def _sheet(quads: Floats) -> Mesh:
    """Quads (n, 4, 3) as triangles of their own."""
    split = quads[:, [[0, 1, 2], [0, 2, 3]]].reshape(-1, 3)
    triangles = np.arange(len(split), dtype=np.int32).reshape(-1, 3)
    return Mesh(split, triangles, np.zeros(len(triangles), dtype=np.int32), ("sheet",))
