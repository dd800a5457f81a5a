"""What a casting house asks of a piece, as code: each check returns findings, and proofs where it
can.

* ``pieces``: triangles, edges and corners with their normals, in a tree that is searched by pairs
* ``wall``: the thinnest wall as an interval with a proof
"""
