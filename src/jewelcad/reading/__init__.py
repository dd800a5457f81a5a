"""Files that arrive: an STL, 3MF or STEP of anybody's, as a mesh in millimetres.

What comes from outside is not trusted: sizes are bounded before anything is unpacked, and libraries
that could crash or hang on a hostile file run in a process of their own, with so much time and
memory and no more. What the file says and what was made of it is told; a mesh is never mended.

* ``read``: the door
* ``stl``, ``threemf``, ``step``: one module a format
* ``child``: the process of its own
* ``units``: is it as large as jewellery
"""

from jewelcad.reading.read import Read, read

__all__ = ["Read", "read"]
