"""Files as they come from the field, sound and broken, made by code: bytes of each."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable

import numpy as np
from manifold3d import Manifold
from numpy.typing import NDArray

Corners = NDArray[np.float64]


def band() -> Manifold:
    """A flat band 20 mm across and 4 mm wide."""
    return Manifold.cylinder(4, 10, 10, 32, True) - Manifold.cylinder(6, 8.5, 8.5, 32, True)


VOLUME = band().volume()


def corners() -> Corners:
    """(m, 3, 3) of the band, rounded to float32 so that all formats hold the same."""
    raw = band().to_mesh64()
    points = np.asarray(raw.vert_properties)[:, :3].astype(np.float32).astype(np.float64)
    return points[np.asarray(raw.tri_verts).astype(np.int64)]


def binary(of: Corners, header: bytes = b"", count: int | None = None) -> bytes:
    records = np.zeros(len(of), np.dtype([("n", "<f4", 3), ("c", "<f4", (3, 3)), ("x", "<u2")]))
    records["c"] = of
    said = len(of) if count is None else count
    return header[:80].ljust(80) + struct.pack("<I", said) + records.tobytes()


def text(of: Corners, name: str = "band", end: str = "endsolid") -> str:
    lines = [f"solid {name}"]
    for triangle in of.tolist():
        lines += ["  facet normal 0 0 0", "    outer loop"]
        lines += [f"      vertex {x!r} {y!r} {z!r}" for x, y, z in triangle]
        lines += ["    endloop", "  endfacet"]
    return "\n".join([*lines, f"{end} {name}" if end else ""]) + "\n"


TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-'
    'types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relation'
    'ships+xml"/><Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturin'
    'g-3dmodel+xml"/></Types>'
)
RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/rela'
    'tionships"><Relationship Id="r" Target="/3D/3dmodel.model" Type="http://schemas.microsoft.com/'
    '3dmanufacturing/2013/01/3dmodel"/></Relationships>'
)


def mesh_xml(of: Corners, number: int = 1, name: str = "band") -> str:
    points, index = np.unique(of.reshape(-1, 3), axis=0, return_inverse=True)
    vertices = "".join(f'<vertex x="{x!r}" y="{y!r}" z="{z!r}"/>' for x, y, z in points.tolist())
    faces = "".join(
        f'<triangle v1="{a}" v2="{b}" v3="{c}"/>' for a, b, c in index.reshape(-1, 3).tolist()
    )
    return (
        f'<object id="{number}" type="model" name="{name}"><mesh><vertices>{vertices}</vertices>'
        f"<triangles>{faces}</triangles></mesh></object>"
    )


def components_xml(number: int, of: Iterable[tuple[int, str]]) -> str:
    inside = "".join(
        f'<component objectid="{n}"' + (f' transform="{t}"/>' if t else "/>") for n, t in of
    )
    return f'<object id="{number}" type="model"><components>{inside}</components></object>'


def model(objects: str, items: str, unit: str = "millimeter", before: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<model unit="{unit}" xml:lang="en-US" '
        'xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02">'
        f"<resources>{objects}</resources><build>{items}</build></model>"
    )


def package(inside: str | bytes, **parts: bytes) -> bytes:
    """A 3MF around a model."""
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", TYPES)
        packed.writestr("_rels/.rels", RELS)
        packed.writestr("3D/3dmodel.model", inside)
        for name, data in parts.items():
            packed.writestr(name, data)
    return result.getvalue()


def simple(unit: str = "millimeter", of: Corners | None = None) -> bytes:
    objects = mesh_xml(corners() if of is None else of)
    return package(model(objects, '<item objectid="1"/>', unit))
