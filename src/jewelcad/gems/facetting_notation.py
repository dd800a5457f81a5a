"""Faceting designs as GemCad's ``.asc`` writes them: `Design` and `AscTier`.

A file is a list of records, one on a line::

    GemCad 5.0                       the program that wrote it
    g 96 0.0                         teeth of the index gear; position at the foot of the top view
    y 8 y                            symmetry: how many fold, mirrored or not
    I 1.54                           refractive index
    H A title                        header lines
    a -41.5 0.617 96 n 2 12 G Meet   a tier: angle, distance, positions, names, cutting instructions
    F A footnote                     footer lines

Angles below 0 are the pavilion's, above 0 the crown's, 90 either way the girdle's. Angle 0 is the
table; with a minus before angle or distance it is the culet. Every position is written out: ``y``
says what symmetry the designer worked in and adds no facet. ``n`` names the position before it.
``G`` starts a note, to the end of its line. A line that starts none of these goes on with the tier.

Sources: GemCad for Windows User's Guide, page 21; GemCad User's Manual 4.51, index gear. Seen in
published files: ``g96``, a gear line without its ``g``, positions such as ``88.8`` and ``-96``,
names that are numbers or ``G``, lists and notes over several lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AscTier:
    """Facets cut at one angle and distance.

    Parameters
    ----------
    angle : degrees from the girdle plane, -90 to 90, below 0 for the pavilion
    distance : of the facets from the origin, in the file's unit; below 0 for a culet, of angle 0
    positions : on the index gear
    names : (count, name): the name was written after so many positions
    notes : (count, text): cutting instructions, likewise
    line : of the file, where the tier starts; 0 if there is none
    """

    angle: float
    distance: float
    positions: tuple[float, ...] = ()
    names: tuple[tuple[int, str], ...] = ()
    notes: tuple[tuple[int, str], ...] = ()
    line: int = field(default=0, compare=False)

    @property
    def below(self) -> bool:
        """Whether the facets look down: pavilion and culet."""
        return self.angle < 0.0 or self.distance < 0.0

    @property
    def tilt(self) -> float:
        """Degrees between the facets' outward normals and straight up."""
        return 180.0 - abs(self.angle) if self.below else self.angle

    def facets(self) -> Iterator[tuple[float, str]]:
        """Each position and its name: the last one written so far, or the first to come.

        Examples
        --------
        >>> list(AscTier(-41.5, 0.6, (96.0, 12.0), names=((2, "P1"),)).facets())
        [(96.0, 'P1'), (12.0, 'P1')]
        """
        name = self.names[0][1] if self.names else self._plain_name()
        after = dict(self.names)
        for count, position in enumerate(self.positions or (0.0,), start=1):
            name = after.get(count, name)
            yield position, name

    def _plain_name(self) -> str:
        if abs(self.angle) == 90.0:
            return "girdle"
        if self.angle == 0.0:
            return "culet" if self.below else "table"
        return "pavilion" if self.below else "crown"


@dataclass(frozen=True, slots=True)
class Design:
    """What an ``.asc`` file says.

    Parameters
    ----------
    gear : teeth of the index gear; below 0 if its numbers go clockwise in the top view
    symmetry, mirror : fold of the symmetry, and whether it mirrors too
    refractive_index : the design is meant for
    tiers : in the order they are cut
    headers, footers : lines of text
    offset : position at the foot of the top view
    version : first line of the file; empty if it lacks one
    """

    gear: int
    symmetry: int
    mirror: bool
    refractive_index: float
    tiers: tuple[AscTier, ...]
    headers: tuple[str, ...] = ()
    footers: tuple[str, ...] = ()
    offset: float = 0.0
    version: str = "GemCad 5.0"

    @property
    def title(self) -> str:
        """The first header line that says something."""
        return next((text.strip() for text in self.headers if text.strip()), "untitled")

    def azimuth(self, position: float) -> float:
        """Where a facet at ``position`` looks, degrees counter-clockwise from the foot of the view.

        Examples
        --------
        >>> Design(-64, 1, False, 1.54, ()).azimuth(16)
        -90.0
        """
        return 360.0 * (position - self.offset) / self.gear
