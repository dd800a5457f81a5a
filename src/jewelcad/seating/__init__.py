"""How each stone sits: measured on finished meshes, cast and set.

Metal that a seat cut keeps the seat's name, so where stone and metal meet is read off the mesh.

* ``seated``: what is told of a stone
* ``fit``: clearance and overlap at ``cast``
* ``contact``: bearing and grips at ``set``
* ``left``: the metal left beside and under the seat, at ``set``
* ``way_in``: whether a stone can be let down into the cast metal from above
* ``measured``: all of it, for every stone of a workpiece
"""

from jewelcad.seating.measured import seatings
from jewelcad.seating.seated import Grip, Seating
from jewelcad.seating.way_in import Insertion, in_the_way, insertion

__all__ = ["Grip", "Insertion", "Seating", "in_the_way", "insertion", "seatings"]
