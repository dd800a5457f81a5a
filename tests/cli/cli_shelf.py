"""Scripts on the shelf, and what tests of the command line ask of a result."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import Result

BAND = '''
from typing import Annotated
from jewelcad import Mm, OneOf, Range, Ring, RingSize, Suggest, design
from jewelcad.shanks import Shank, flat, half_round

@design(title="Band", presets={"wide": {"width": 4.0}, "swiss": {"size": "CH 14"}})
def band(
    size: RingSize = RingSize("US 7"),
    width: Annotated[Mm, Range(1, 12), Suggest(2, 4, 0.1), "band width"] = 3.0,
    hard_edge: bool = False,
    metal: Annotated[str, OneOf("18k yellow", "sterling silver")] = "18k yellow",
) -> Ring:
    """A band."""
    profile = flat(width, 1.6) if hard_edge else half_round(width, 1.6)
    return Ring(Shank(size, profile), alloy=metal)
'''

SECOND = """

@design(title="Other")
def other(size: RingSize = RingSize("US 7")) -> Ring:
    return Ring(Shank(size, flat(3, 1.6)))
"""

HEAD = """
from jewelcad import Ring, RingSize, design
from jewelcad.gems import Gem
from jewelcad.settings import ProngHead
from jewelcad.shanks import Shank, half_round

@design(title="Head")
def head(size: RingSize = RingSize("US 7")) -> Ring:
    shank = Shank(size, half_round(2.0, 1.6))
    return Ring(shank, ProngHead(Gem.round(4.0), prongs=4).on(shank.top), alloy="18k yellow")
"""


def refused(result: Result, *said: str, code: int = 2) -> None:
    """The command failed with that code and said each of these."""
    assert result.exit_code == code, result.output
    for words in said:
        assert words in result.stderr
    assert "Traceback" not in result.output


def files_in(folder: Path) -> list[str]:
    """Every file below a folder."""
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def report_of(result: Result) -> dict[str, Any]:
    """The report a command printed on stdout, and nothing else there."""
    told: dict[str, Any] = json.loads(result.stdout)
    return told
