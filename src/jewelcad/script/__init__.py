"""Design scripts: ``@design``, `Design`, and `load` from a file.

The module is not called ``design``: ``from jewelcad import design`` must give the decorator, and
Python binds a submodule of that name over it as soon as anything has imported it.
"""

from jewelcad.script.design import Design, design, load, record, split_name

__all__ = ["Design", "design", "load", "record", "split_name"]
