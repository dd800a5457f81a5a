"""Bytes that pages fetch by their key, the oldest forgotten first."""

from __future__ import annotations

from collections import OrderedDict

MOST = 256 << 20
"""Bytes that are kept (a choice: some hundred scenes)."""


class Store:
    """Scenes and maps by key; what is fetched or put again counts as new.

    Parameters
    ----------
    most : bytes that are kept; the newest is, however large
    """

    def __init__(self, most: int = MOST) -> None:
        self.most, self.size = most, 0
        self._held: OrderedDict[str, bytes] = OrderedDict()

    def __contains__(self, key: str) -> bool:
        return key in self._held

    def put(self, key: str, data: bytes) -> None:
        """Keep some bytes."""
        self.size += len(data) - len(self._held.pop(key, b""))
        self._held[key] = data
        while self.size > self.most and len(self._held) > 1:
            self.size -= len(self._held.popitem(last=False)[1])

    def get(self, key: str) -> bytes | None:
        """The bytes of a key, None if they are forgotten."""
        if key in self._held:
            self._held.move_to_end(key)
        return self._held.get(key)
