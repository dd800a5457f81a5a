"""Pairs are halved without a place of them being looked at twice."""

from __future__ import annotations

import numpy as np
import pytest

from jewelcad.checks.pairs import Pairs, halves

CORNERS = np.array([[0.0, 0.0, 0.0], [3.0, 0.5, 0.0], [1.0, 2.0, 1.0]])


def pair(a: np.ndarray, b: np.ndarray) -> Pairs:
    one = np.zeros(1, np.int32)
    return Pairs(a[None], b[None], one, one, np.zeros(1))


@pytest.mark.parametrize("corners", [(0, 1, 1), (0, 0, 1), (0, 1, 0)])
def test_an_edge_is_covered_once_however_often_it_is_cut(corners):
    """Halved eight times an edge is 256 parts end to end, each a 256th of it."""
    edge, point = CORNERS[list(corners)], CORNERS[[2, 2, 2]]
    pairs = pair(edge, point)
    for _ in range(8):
        pairs = halves(pairs)
    length = np.linalg.norm(np.ptp(pairs.a, axis=1), axis=1)
    assert len(pairs) == 256
    assert length == pytest.approx(np.full(256, np.linalg.norm(CORNERS[1] - CORNERS[0]) / 256))
    assert sorted(pairs.a.min(axis=1)[:, 0].round(9)) == sorted((np.arange(256) * 3 / 256).round(9))


def test_a_face_is_covered_once():
    """The areas of the parts sum up to the whole."""
    pairs = pair(CORNERS, CORNERS[[2, 2, 2]])
    for _ in range(7):
        pairs = halves(pairs)
    sides = pairs.a[:, 1:] - pairs.a[:, :1]
    whole = np.linalg.norm(np.cross(CORNERS[1], CORNERS[2]))
    assert np.linalg.norm(np.cross(sides[:, 0], sides[:, 1]), axis=1).sum() == pytest.approx(whole)
