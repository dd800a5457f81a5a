"""Design scripts: ``@design``, `Design`, and `load` from a file.

The module is not called ``design``: ``from jewelcad import design`` must give the decorator, and
Python binds a submodule of that name over it as soon as anything has imported it.
"""

from jewelcad.script.design import Design, design, load, record, split_name
from jewelcad.script.presets import presets_path, read_presets, save_preset

__all__ = [
    "Design",
    "design",
    "load",
    "presets_path",
    "read_presets",
    "record",
    "save_preset",
    "split_name",
]
