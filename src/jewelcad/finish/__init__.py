"""The bench formula, twice: `exact` gives one OCCT solid, `mesh` gives triangles.

``((metal - openings) + prongs) - seats - finger``. Each is the other's test oracle, and `agreed`
holds them to each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jewelcad.workpiece import Workpiece

if TYPE_CHECKING:
    from jewelcad.finish.agreement import Agreed
    from jewelcad.geometry.mesh import Mesh

__all__ = ["agreed", "exact", "mesh"]


def agreed(workpiece: Workpiece, mesh: Mesh) -> Agreed:
    """The exact solid that agrees with a mesh; see `finish.agreement`."""
    from jewelcad.finish import agreement

    return agreement.agreed(workpiece, mesh)


def exact(workpiece: Workpiece) -> Any:
    """One exact solid of the kernel; see `finish.exact_finish`."""
    from jewelcad.finish.exact_finish import finish

    return finish(workpiece)


def mesh(workpiece: Workpiece, tolerance: float = 0.01) -> Mesh:
    """One closed mesh within ``tolerance`` mm; see `finish.mesh_finish`."""
    from jewelcad.finish.mesh_finish import finish

    return finish(workpiece, tolerance)
