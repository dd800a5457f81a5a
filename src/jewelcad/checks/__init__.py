"""What a casting house asks of a piece, as code.

How a check is run and told:

* ``table``: every check with its code; ``running``: all of them on a subject
* ``subject``: a mesh, and the piece it is of; ``zones``: which rule a place of it falls under
* ``finding``: what is found, and what came of each check; ``making``: a finding from a rule
* ``meshes``, ``walls``, ``edges``, ``air``, ``stones``, ``fit``, ``moulding``: the checks; their
  docstrings are what ``--explain`` prints
* ``pictures``: a sketch of each

What they measure with:

* ``features``: faces, edges and corners of a mesh, and how a wall may leave them
* ``tree``: pairs of them that may be opposite sides of a thin wall
* ``meeting``: places that touch, and are an edge rather than a wall
* ``chords``: chords through the metal, and what blocks them
* ``boxes``, ``crossings``: where the surface passes through itself
* ``shells``: metal, hollows, bodies within metal
* ``wall``: the thinnest wall as a bracket with a proof
* ``samples``, ``balls``, ``hollows``, ``map``: the thickness all over, at samples that cover it
* ``gap``: the narrowest gap, the wall turned inside out
* ``voxels``: metal and air on a grid; on it ``masses``, ``chambers`` with their drains
* ``sections``: thin metal right beside thick
* ``regions``: thin regions and feather edges
* ``creases``: edges that bend; ``claws``: how thick a claw was; ``undercut``: what a mould holds
"""
