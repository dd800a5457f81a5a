"""``jewelcad view --desktop``: the piece in a window of its own, drawn by VTK.

It is one more page of a `Session`, so scripts, builds, checks and crashes go their usual way; what
it is sent are the bytes a browser fetches.

* ``link``: a session in a thread, and what it tells
* ``window``: what is shown, the keys, and what is heard
* ``easel``: the drawing; ``eye``: the camera; ``wording``: the text in the corners
"""
