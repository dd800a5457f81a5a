"""STEP: the exact solid, named and coloured, in millimetres; stones as further named solids."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from OCP.APIHeaderSection import APIHeaderSection_MakeHeader
from OCP.IFSelect import IFSelect_RetDone
from OCP.Interface import Interface_Static
from OCP.Message import Message
from OCP.Quantity import Quantity_Color, Quantity_TOC_sRGB
from OCP.STEPCAFControl import STEPCAFControl_Reader, STEPCAFControl_Writer
from OCP.STEPControl import STEPControl_AsIs
from OCP.TCollection import TCollection_ExtendedString, TCollection_HAsciiString
from OCP.TDataStd import TDataStd_Name
from OCP.TDF import TDF_Label, TDF_LabelSequence
from OCP.TDocStd import TDocStd_Document
from OCP.XCAFDoc import XCAFDoc_ColorSurf, XCAFDoc_DocumentTool

from jewelcad import __version__
from jewelcad.errors import ExportError, GeometryError
from jewelcad.export.product import Colour, Product
from jewelcad.files import UnwrittenError
from jewelcad.geometry import facts

SAME = 1e-6
"""How far the volume read back may be off, as a share of the solid's own."""

EPOCH = "1980-01-01T00:00:00"
"""Time in the header, so that equal pieces give equal files; the record beside has the real one."""


def write(product: Product, path: Path) -> None:
    """Write the exact solid and, if there are any, the stones' solids.

    Raises
    ------
    ExportError
        If the product has no exact solid.
    """
    if product.exact is None:
        raise ExportError(
            f"{product.name} has no exact solid, so there is no STEP of it. Ask for 3mf or stl."
        )
    document = _document()
    _add(document, product.name, product.exact, product.colour)
    for name, shape, colour in product.stone_solids() if product.stone_solids else ():
        _add(document, name, shape, colour)
    Interface_Static.SetCVal_s("write.step.unit", "MM")
    writer = STEPCAFControl_Writer()
    writer.SetNameMode(True)
    writer.SetColorMode(True)
    with _quiet():
        if not writer.Transfer(document, STEPControl_AsIs):
            raise UnwrittenError("the kernel cannot express the solid in STEP")
        _head(writer, product)
        if writer.Write(str(path)) != IFSelect_RetDone:
            raise UnwrittenError("the kernel could not write the file")


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the statistics the kernel prints on standard output, where ``--json`` goes."""
    messenger = Message.DefaultMessenger_s()
    printers = list(messenger.Printers())
    for printer in printers:
        messenger.RemovePrinter(printer)
    try:
        yield
    finally:
        for printer in printers:
            messenger.AddPrinter(printer)


def _document() -> Any:
    return TDocStd_Document(TCollection_ExtendedString("jewelcad"))


def _add(document: Any, name: str, shape: Any, colour: Colour) -> None:
    label = XCAFDoc_DocumentTool.ShapeTool_s(document.Main()).AddShape(shape, False)
    TDataStd_Name.Set_s(label, TCollection_ExtendedString(name, True))
    paint = Quantity_Color(*colour, Quantity_TOC_sRGB)
    XCAFDoc_DocumentTool.ColorTool_s(document.Main()).SetColor(label, paint, XCAFDoc_ColorSurf)


def _head(writer: Any, product: Product) -> None:
    """Title, program and time in the header; STEP's header is ASCII."""
    header = APIHeaderSection_MakeHeader(writer.ChangeWriter().Model())
    facts_of = {
        header.SetName: product.name,
        header.SetTimeStamp: EPOCH,
        header.SetOriginatingSystem: f"jewelcad {__version__}",
    }
    for setter, text in facts_of.items():
        setter(TCollection_HAsciiString(text.encode("ascii", "replace").decode()))


def verify(product: Product, path: Path) -> None:
    """Read the file back and hold the solid to the one that was meant.

    Raises
    ------
    GeometryError
        If it is not as many valid solids, its volume or genus differs, or a stone is missing.
    """
    what = f"{product.name}.step, read back,"
    read_back = read(path)
    stones = len(product.stone_solids()) if product.stone_solids else 0
    if len(read_back) != 1 + stones or product.name not in (name for name, _ in read_back):
        raise GeometryError(
            f"{what} holds {len(read_back)} named bodies ({_names(read_back)}) where "
            f"{product.name} and {stones} stones were meant. Please report it."
        )
    found = next(shape for name, shape in read_back if name == product.name)
    _check_solid(found, product, what)
    _check_volume(found, product, what)


def read(path: Path) -> list[tuple[str, Any]]:
    """The named bodies of a STEP file: (name, ``TopoDS_Shape``), lengths in mm.

    Raises
    ------
    ExportError
        If the file cannot be read or transferred.
    """
    document, reader = _document(), STEPCAFControl_Reader()
    reader.SetNameMode(True)
    with _quiet():
        whole = reader.ReadFile(str(path)) == IFSelect_RetDone and reader.Transfer(document)
    if not whole:
        raise ExportError(f"{path} is not a whole STEP file. Write it again.")
    tool = XCAFDoc_DocumentTool.ShapeTool_s(document.Main())
    labels = TDF_LabelSequence()
    tool.GetFreeShapes(labels)
    found = [labels.Value(i) for i in range(1, labels.Length() + 1)]
    return [(_name(label), tool.GetShape_s(label)) for label in found]


def _name(label: TDF_Label) -> str:
    name = TDataStd_Name()
    found = label.FindAttribute(TDataStd_Name.GetID_s(), name)
    return str(name.Get().ToExtString()) if found else ""


def _names(bodies: list[tuple[str, Any]]) -> str:
    return ", ".join(name or "nameless" for name, _ in bodies[:5])


def _check_solid(found: Any, product: Product, what: str) -> None:
    have, want = (len(facts.solids_of(s)) for s in (found, product.exact))
    if have != want or not have:
        raise GeometryError(
            f"{what} holds {have} solids where {want} were made. A solid that does not close is "
            "read as faces. Ask for 3mf or stl, and please report the design."
        )
    if not facts.is_valid(found):
        raise GeometryError(
            f"{what} is not a valid solid: faces cross or edges do not meet. Other programs would "
            "mend it by guessing. Ask for 3mf or stl, and please report the design."
        )
    if (genus := facts.genus(found)) != product.expected.genus:
        raise GeometryError(
            f"{what} has genus {genus} where {product.expected.genus} was counted. An opening does "
            "not go through, or parts leave a gap. Check claws, rails and openings."
        )


def _check_volume(found: Any, product: Product, what: str) -> None:
    volume, made = facts.volume(found), facts.volume(product.exact)
    if not (made > 0.0 and abs(volume - made) <= SAME * made):
        raise GeometryError(
            f"{what} has {volume:.6f} mm³ where the solid has {made:.6f} mm³: off by "
            f"{abs(volume - made):.2g} mm³, allowed are {SAME * abs(made):.2g} mm³. The surfaces "
            "changed in writing, or the unit did. Please report the design."
        )
    expected = product.expected
    explained = expected.area * expected.tolerance + SAME * made
    if not abs(volume - expected.volume) <= explained:
        raise GeometryError(
            f"{what} has {volume:.4f} mm³ where {expected.volume:.4f} mm³ were expected: off by "
            f"{abs(volume - expected.volume):.4f} mm³, a tolerance of {expected.tolerance:g} mm "
            f"explains {explained:.4f} mm³. The exact solid and the mesh are not the same piece. "
            "Please report the design."
        )
