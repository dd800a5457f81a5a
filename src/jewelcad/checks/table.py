"""Every check: its code, its name, what it holds, and what it needs to run.

A check is a function of a `Subject` and a `Profile` that yields findings; its docstring is what
``jewelcad check --explain`` prints.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from jewelcad.errors import ParameterError
from jewelcad.params import nearest

if TYPE_CHECKING:
    from jewelcad.checks.finding import Finding
    from jewelcad.checks.subject import Subject
    from jewelcad.reference.profiles import Profile

Needs = Literal["mesh", "closed", "piece", "stones"]
Function = Callable[["Subject", "Profile"], Iterable["Finding"]]


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    Parameters
    ----------
    title : what holds when it passes
    needs : any mesh, a closed one, a piece made here, or one with stones
    home : module of this package and function
    rule : without which a profile has nothing to judge here, and the check is left out
    """

    code: str
    name: str
    title: str
    needs: Needs
    home: str
    rule: str = ""

    @property
    def run(self) -> Function:
        module, name = self.home.split(":")
        function: Function = getattr(importlib.import_module(f"jewelcad.checks.{module}"), name)
        return function

    @property
    def explanation(self) -> str:
        """Why it matters, how it is measured, what to do: the function's docstring."""
        import inspect

        return inspect.getdoc(self.run) or ""


CHECKS: tuple[Check, ...] = (
    Check("JC101", "open-mesh", "the mesh is closed", "mesh", "meshes:open_mesh"),
    Check("JC102", "self-crossing", "no face crosses another", "mesh", "meshes:self_crossing"),
    Check("JC103", "thin-wall", "no wall is too thin", "closed", "walls:thin_wall"),
    Check("JC104", "feather-edge", "no outer edge is too sharp", "closed", "edges:feather_edge"),
    Check("JC105", "several-shells", "it is one piece", "mesh", "meshes:several_shells"),
    Check("JC106", "trapped-volume", "no hollow is shut in", "mesh", "meshes:trapped_volume"),
    Check("JC107", "narrow-gap", "no gap is too narrow", "closed", "air:narrow_gap"),
    Check("JC108", "narrow-hole", "no hole is too narrow", "closed", "holes:narrow_hole"),
    Check(
        "JC109",
        "sharp-inner-corner",
        "inner corners are round",
        "closed",
        "edges:sharp_inner_corner",
    ),
    Check(
        "JC110",
        "section-jump",
        "no section changes abruptly",
        "closed",
        "air:section_jump",
        rule="section_ratio",
    ),
    Check("JC111", "thick-mass", "no mass is to be hollowed", "closed", "air:thick_mass"),
    Check("JC112", "weak-wire", "no wire is too thin", "closed", "wires:weak_wire"),
    Check("JC113", "coarse-mesh", "the mesh keeps to the surface", "mesh", "meshes:coarse_mesh"),
    Check("JC114", "odd-size", "the piece has a piece's size", "mesh", "meshes:odd_size"),
    Check("JC115", "narrow-drain", "hollows drain", "closed", "air:narrow_drain"),
    Check(
        "JC116",
        "deep-hole",
        "no narrow hole is too deep",
        "closed",
        "holes:deep_hole",
        rule="hole_depth",
    ),
    Check("JC117", "near-rails", "rails keep apart", "piece", "rails:near_rails", rule="rail_gap"),
    Check("JC118", "engraved-line", "engraving casts", "closed", "engraving:engraved_line"),
    Check("JC119", "raised-line", "raised lines cast", "closed", "engraving:raised_line"),
    Check("JC201", "stones-too-near", "stones keep apart", "stones", "stones:too_near"),
    Check("JC202", "stone-in-metal", "no stone lies in cast metal", "stones", "stones:in_metal"),
    Check("JC203", "tight-seat", "stones have room in their seats", "stones", "stones:tight_seat"),
    Check("JC204", "loose-stone", "every stone is held", "stones", "stones:loose"),
    Check("JC205", "coverage", "claws cover enough crown", "stones", "stones:coverage"),
    Check("JC206", "claw-height", "metal ends at the table", "stones", "stones:claw_height"),
    Check("JC207", "weak-claw", "claws keep their strength", "stones", "stones:weak_claw"),
    Check("JC208", "metal-beside", "seats leave metal beside", "stones", "stones:beside"),
    Check("JC209", "metal-under", "seats leave metal under", "stones", "stones:under"),
    Check("JC210", "culet-to-finger", "culets keep off the finger", "stones", "stones:culet"),
    Check("JC211", "no-way-in", "stones go in from above", "stones", "stones:no_way_in"),
    Check("JC301", "wrong-bore", "the bore has the ring's size", "piece", "fit:wrong_bore"),
    Check("JC302", "how-it-wears", "what the wearer will notice", "piece", "fit:how_it_wears"),
    Check("JC303", "sharp-inside", "no sharp edge at the finger", "piece", "fit:sharp_inside"),
    Check("JC304", "tall", "the height over the finger is told", "piece", "fit:tall"),
    Check(
        "JC401", "undercut", "a hard mould lets go", "closed", "moulding:undercut", rule="undercut"
    ),
    Check(
        "JC402", "captive", "rubber gets out again", "closed", "moulding:captive", rule="captive"
    ),
)
"""In the order in which they are run and told."""


@cache
def _by_word() -> dict[str, Check]:
    return {word: check for check in CHECKS for word in (check.code.lower(), check.name)}


def check_named(word: str) -> Check:
    """The check of a code or a name.

    Raises
    ------
    ParameterError
        If there is none; the message names the nearest.
    """
    found = _by_word().get(word.strip().lower())
    if found is None:
        known = [w for check in CHECKS for w in (check.code, check.name)]
        raise ParameterError(
            f"There is no check {word!r}.{nearest(word, known)} "
            "jewelcad check --explain all lists them."
        )
    return found
