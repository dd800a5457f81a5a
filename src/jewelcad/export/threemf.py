"""3MF: one object of shared vertices, unit millimetre, with title, parts and alloy.

lib3mf computes its decimals in float32, so a coordinate comes back within one step of float32. It
ends the whole process on a full disk, so it writes to memory here and Python writes the file.
Identities and times in the file come from its content, so equal pieces give equal files.
"""

from __future__ import annotations

import ctypes
import io
import locale
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import lib3mf
import numpy as np

from jewelcad import __version__
from jewelcad.errors import ExportError, GeometryError
from jewelcad.export.gate import check_meant, check_mesh
from jewelcad.export.product import Product
from jewelcad.export.rounding import GRID
from jewelcad.files import UnwrittenError
from jewelcad.geometry.mesh import Mesh

DECIMALS = 9
"""Digits after the point: of 6 to 12, those with the least error. More overflow in lib3mf."""

NEAR = GRID
"""How far a coordinate may be off: one step of float32 at the farthest a piece may reach, mm."""

OWN = ("Title", "Designer", "Description", "Copyright", "LicenseTerms", "Rating", "CreationDate")
"""Names the 3MF core specification defines; others need a namespace."""

SPACE = "urn:jewelcad:metadata"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip can hold, given to every part of the package."""


@cache
def _library() -> Any:
    return lib3mf.get_wrapper()


@contextmanager
def _kept_locale() -> Iterator[None]:
    """lib3mf leaves the process in the locale C when it fails; text would then be read as ASCII."""
    held = locale.setlocale(locale.LC_ALL)
    try:
        yield
    finally:
        locale.setlocale(locale.LC_ALL, held)


@_kept_locale()
def write(product: Product, path: Path) -> None:
    """Write the metal as one 3MF object."""
    try:
        model = _library().CreateModel()
        model.SetUnit(lib3mf.ModelUnit.MilliMeter)
        _describe(model.GetMetaDataGroup(), product)
        _add(model, product)
        writer = model.QueryWriter("3mf")
        writer.SetDecimalPrecision(DECIMALS)
        package = _in_memory(writer)
    except lib3mf.ELib3MFException as error:
        raise UnwrittenError(f"lib3mf says {error}") from error
    path.write_bytes(_timeless(package))


def _in_memory(writer: Any) -> io.BytesIO:
    """What lib3mf writes, with the two callbacks it asks for."""
    package = io.BytesIO()
    take = lib3mf.WriteCallback(lambda at, size, _: package.write(ctypes.string_at(at, size)) and 0)
    seek = lib3mf.SeekCallback(lambda at, _: package.seek(at) and 0)
    writer.WriteToCallback(take, seek, None)
    return package


def _add(model: Any, product: Product) -> None:
    mesh = product.settled
    vertices, triangles = mesh.vertices.astype(np.float32), mesh.triangles.astype(np.uint32)
    item = model.AddMeshObject()
    item.SetName(product.name)
    item.SetGeometry(
        (lib3mf.Position * len(vertices)).from_buffer_copy(vertices),
        (lib3mf.Triangle * len(triangles)).from_buffer_copy(triangles),
    )
    build = model.AddBuildItem(item, _library().GetIdentityTransform())
    content = vertices.tobytes().hex() + triangles.tobytes().hex()
    for name, named in (("object", item.SetUUID), ("item", build.SetUUID)):
        named(str(uuid.uuid5(uuid.NAMESPACE_URL, name + content)))
    model.SetBuildUUID(str(uuid.uuid5(uuid.NAMESPACE_URL, "build" + content)))


def _describe(group: Any, product: Product) -> None:
    facts = {"Title": product.name, "Application": f"jewelcad {__version__}"}
    facts |= {"alloy": product.alloy} if product.alloy else {}
    facts |= dict(product.metadata)
    for name, value in facts.items():
        space = "" if name in OWN or name == "Application" else SPACE
        group.AddMetaData(space, name, _text(str(value)), "xs:string", True)


def _text(value: str) -> str:
    """``value`` without the control characters XML cannot hold."""
    return "".join(c if c >= " " or c in "\t\n" else " " for c in value)


def _timeless(package: io.BytesIO) -> bytes:
    """The same parts packed anew with one fixed time."""
    result = io.BytesIO()
    with zipfile.ZipFile(package) as given, zipfile.ZipFile(result, "w") as packed:
        for part in given.infolist():
            info = zipfile.ZipInfo(part.filename, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, given.read(part))
    return result.getvalue()


def verify(product: Product, path: Path) -> int:
    """Read the file back and hold it to the gate; gives its triangles."""
    found = read(path)
    what = f"{product.name}.3mf, read back,"
    check_mesh(found, product.allowed, what)
    check_meant(found, product.settled, what, NEAR)
    return len(found.triangles)


@_kept_locale()
def read(path: Path) -> Mesh:
    """The one object of a 3MF in millimetres, with the vertices the file shares.

    Raises
    ------
    ExportError
        If the file is not a 3MF.
    GeometryError
        If it is not in millimetres, holds not exactly one object, or gives warnings.
    """
    try:
        model = _library().CreateModel()
        reader = model.QueryReader("3mf")
        reader.SetStrictModeActive(True)
        reader.ReadFromFile(str(path))
        _check_model(path, model, reader)
        objects = model.GetMeshObjects()
        objects.MoveNext()
        return _mesh_of(objects.GetCurrentMeshObject())
    except lib3mf.ELib3MFException as error:
        raise ExportError(f"{path} is not a whole 3MF file: {error}. Write it again.") from error


def _check_model(path: Path, model: Any, reader: Any) -> None:
    faults = [reader.GetWarning(i)[1] for i in range(reader.GetWarningCount())]
    if model.GetUnit() != lib3mf.ModelUnit.MilliMeter:
        faults.append(f"its unit is {model.GetUnit().name}, not millimetre")
    if (count := model.GetMeshObjects().Count()) != 1:
        faults.append(f"it holds {count} objects where one piece of metal was meant")
    if faults:
        raise GeometryError(f"{path.name}, read back: {'; '.join(faults)}. Please report it.")


def _mesh_of(item: Any) -> Mesh:
    """lib3mf's lists as arrays, by way of the buffers they came from."""
    points, faces = item.GetVertices(), item.GetTriangleIndices()
    vertices = np.frombuffer((lib3mf.Position * len(points))(*points), np.float32)
    triangles = np.frombuffer((lib3mf.Triangle * len(faces))(*faces), np.uint32)
    body = np.zeros(len(faces), dtype=np.int32)
    return Mesh(
        vertices.reshape(-1, 3).astype(np.float64),
        triangles.reshape(-1, 3).astype(np.int32),
        body,
        (item.GetName(),),
    )
