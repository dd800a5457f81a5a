"""See a piece while its script is written: ``jewelcad view``.

The page is our own, drawn by three.js in the reader's browser, and not a stream of pictures from
VTK by trame: the reader's graphics card draws at once while the piece is turned, no GL is needed
where it is built, a stone can be traced through its facets in a shader, and the very same page is
what one sends to a client as a single file. All of it comes with the package and works offline.

* ``messages``: what a page may ask, read with suspicion
* ``server``: the pages, their socket, and who may not come in
* ``session``: what the pages of one script ask and are told; ``errands``: files and presets;
  ``store``: bytes they fetch
* ``watching``: when the script, or what it imports, has been saved
* ``lanes``: one thing after another, the newest first; ``crew``: the processes that do it
* ``worker``: such a process; ``jobs``: what it does; ``sources``: a script, or a plain file;
  ``told``: designs, scenes and findings in the words of the wire
* ``native``: one more page, in a window of its own: ``--desktop``

A build never runs in the server's process, so a crash of the kernel takes one build with it and
nothing else.
"""
