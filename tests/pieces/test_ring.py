"""The ring: names, stages, the finger, and what it refuses."""

from __future__ import annotations

import pytest

from jewelcad import Frame, Ring, RingSize, Workpiece, finish, measure
from jewelcad.errors import GeometryError, ParameterError
from jewelcad.gems import Gem
from jewelcad.settings import Bezel, ProngHead
from jewelcad.shanks import Shank, court, half_round

SHANK = Shank(RingSize("US 7"), half_round(2.4))


def test_two_heads_have_names_of_their_own():
    """A finding must say which of two equal heads it means."""
    small = ProngHead(Gem.round(3), prongs=4)
    ring = Ring(SHANK, small.on(SHANK.at(-20)), small.on(SHANK.at(20)))
    names = [body.name for body in ring.workpiece().prongs]
    assert names[0] == "head[0]/prong[0]"
    assert names[-1] == "head[1]/prong[3]"
    assert len(set(names)) == len(names) == 8
    assert measure.genus(finish.mesh(ring.workpiece())) == 1 + 2 * small.windows


def test_one_part_on_several_frames_is_a_row():
    """Equal heads in a row share one shape, and their stones keep apart names."""
    head = ProngHead(Gem.round(2.5), prongs=4)
    ring = Ring(SHANK, head.on(*(SHANK.at(a) for a in (-30, 0, 30))))
    bench = ring.workpiece()
    assert [stone.name for stone in bench.stones] == [f"head/[{i}]/stone" for i in range(3)]
    assert len({body.shape for body in bench.prongs}) == 1
    assert measure.components(finish.mesh(bench)) == 1


def test_a_head_too_low_is_cut_out_of_the_finger():
    """The finger is cleared last: the bore stays the nominal one, whatever was put on the band."""
    ring = Ring(SHANK, Bezel(Gem.round(4), sink=3.0).on(SHANK.top))
    mesh = finish.mesh(ring.workpiece(), 0.005)
    assert measure.bore(mesh) == pytest.approx(SHANK.size.diameter, abs=0.005)
    assert measure.genus(mesh) == 1


def test_a_comfort_band_is_measured_at_its_crest():
    """The nominal diameter of a domed inside is its smallest (ISO 8653)."""
    ring = Ring(Shank(RingSize("EU 60"), court(5.0)))
    bore = measure.bore(finish.mesh(ring.workpiece(), 0.005))
    assert bore == pytest.approx(60 / 3.141592653589793, abs=0.005)


def test_a_part_that_floats_is_refused_by_both_finishers():
    """Metal that falls into two pieces is never a ring."""
    ring = Ring(SHANK, ProngHead(Gem.round(5)).on(SHANK.top.lifted(4)))
    for finisher in (finish.mesh, finish.exact):
        with pytest.raises(GeometryError, match="2 separate pieces"):
            finisher(ring.workpiece())


def test_moving_a_workpiece_moves_its_stones():
    """Bodies, seats and stones share one frame."""
    bench = ProngHead(Gem.round(5)).build()
    moved = (bench + Workpiece()).on(Frame((1.0, 2.0, 3.0)))
    before, after = bench.stones[0].frame.origin, moved.stones[0].frame.origin
    assert after == pytest.approx((before[0] + 1, before[1] + 2, before[2] + 3))
    assert moved.seats[0].frame.origin == pytest.approx(after)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Ring(ProngHead(Gem.round(5))), "Ring needs a Shank first"),
        (lambda: Ring(SHANK, "head"), "Give parts placed with .on"),
        (lambda: Ring(SHANK, alloy="18k yelow"), "18k yellow"),
        (lambda: Workpiece(metal=[3]), "not a solid"),
        (lambda: Shank(RingSize("US 7"), "flat"), "Shank.profile"),
        (lambda: ProngHead(Gem.round(9), girdle_height=3.5), "choose a smaller stone"),
    ],
)
def test_what_cannot_be_is_refused_in_the_bench_s_words(make, says):
    """Each message names the part and the mend."""
    with pytest.raises(ParameterError) as refused:
        make()
    assert says in str(refused.value)
