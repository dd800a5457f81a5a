"""Many designs at once: ``jewelcad gallery`` makes a static site of a folder of scripts.

* ``gallery``: the whole site, each design in a process of its own
* ``entry``: that process: picture, spin, files, report and numbers of one design
* ``pages``: what was made, as HTML; ``templates``: its pages
"""
