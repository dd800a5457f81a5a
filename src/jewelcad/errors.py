"""Errors a user can meet. Each message says what, how much, why and what to do.

``exit_code`` is what the command line returns: 2 for the user's input, 3 for geometry.
"""

from __future__ import annotations


class JewelcadError(Exception):
    """Base of all errors jewelcad raises on purpose.

    ``place`` is the file and line of the design script it comes from, where that is known.
    """

    exit_code = 3
    place: tuple[str, int] | None = None


class ParameterError(JewelcadError, ValueError):
    """A value that cannot be: of a part, of a design, of a ring size."""

    exit_code = 2


class DesignError(JewelcadError):
    """A design script that cannot be loaded or run."""

    exit_code = 2


class GeometryError(JewelcadError):
    """The kernel could not build what was asked, or built something that is wrong."""

    exit_code = 3


class ExportError(JewelcadError):
    """A file could not be written or read: folder, disk, format."""

    exit_code = 2
