"""Pieces: what leaves the bench."""

from jewelcad.pieces.ring import Ring

__all__ = ["Ring"]
