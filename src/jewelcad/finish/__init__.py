"""The bench formula, twice: `exact` gives one OCCT solid, `mesh` gives triangles.

``((metal - openings) + prongs) - seats - finger``. Each is the other's test oracle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jewelcad.workpiece import Workpiece

if TYPE_CHECKING:
    from jewelcad.geometry.mesh import Mesh

__all__ = ["exact", "mesh"]


def exact(workpiece: Workpiece, nudge: float = 0.0) -> Any:
    """One exact solid of the kernel; see `finish.exact_finish`."""
    from jewelcad.finish.exact_finish import finish

    return finish(workpiece, nudge)


def mesh(workpiece: Workpiece, tolerance: float = 0.01) -> Mesh:
    """One closed mesh within ``tolerance`` mm; see `finish.mesh_finish`."""
    from jewelcad.finish.mesh_finish import finish

    return finish(workpiece, tolerance)
