"""The files of ``jewelcad stone``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from jewelcad.errors import ParameterError

if TYPE_CHECKING:
    from jewelcad.export import Product
    from jewelcad.gems import Stone

ASC = "asc"
"""The one format that is a cutter's design."""


def file_name(gem: Stone, asc: str | None) -> str:
    """``oval-8x6``, or the design's file with the size."""
    name = Path(asc).stem if asc is not None else gem.cut
    long, wide = f"{gem.length:.4g}", f"{gem.width:.4g}"
    word = re.sub(r"[^\w.]+", "-", name).strip("-.") or "stone"
    return f"{word[:80]}-{long}" if long == wide else f"{word[:80]}-{long}x{wide}"


def write(gem: Stone, wanted: tuple[str, ...], folder: Path, name: str) -> list[str]:
    """Write the files, each read back: all of them, or none. Their names."""
    from jewelcad.export import export
    from jewelcad.making import PICTURE, check_folder, place_together

    check_folder(folder)
    product = product_of(gem, name)
    own = {PICTURE: _picture, ASC: _design}

    def fill(stage: Path) -> list[Path]:
        solids = [key for key in wanted if key not in own]
        files = [done.path for done in export(product, stage, name, solids)]
        return files + [own[key](gem, stage / f"{name}.{key}") for key in wanted if key in own]

    return [path.name for path in place_together(folder, fill)]


def product_of(gem: Stone, name: str) -> Product:
    """The stone as what leaves: its volume is the stone's own, not the mesh's."""
    from jewelcad import measure
    from jewelcad.export import Expected, Product
    from jewelcad.preview.staging import refraction
    from jewelcad.reference.stones import species

    mesh = gem.mesh()
    expected = Expected(
        volume=gem.volume,
        genus=gem.genus,
        components=1,
        tolerance=mesh.deviation,
        area=measure.area(mesh),
        bounds=gem.extents,
        least_side=0.1,
    )
    kind = species(gem.species)
    facts = {"Title": name, "cut": gem.cut, "species": gem.species, "carat": f"{gem.carat:.4f}"}
    return Product(
        name, mesh, expected, gem.solid, colour=kind.rgb, metadata=facts, is_stone=True,
        ior=refraction(kind),
    )  # fmt: skip


def _design(gem: Stone, path: Path) -> Path:
    from jewelcad.gems import Gem
    from jewelcad.gems.asc import save

    if isinstance(gem, Gem):
        return save(gem, path)
    raise ParameterError(f"A {gem.cut} has no facets to write as {ASC}. Choose another format.")


def _picture(gem: Stone, path: Path) -> Path:
    from jewelcad.preview import stone_diagram
    from jewelcad.preview.stills import save_picture

    return save_picture(stone_diagram(gem, (1600, 750)), path)
