"""Random numbers one by one, for samplers that do not know how many they will need.

Uniform numbers are drawn in blocks; `close` leaves the stream behind the last one that was used,
as if each had been drawn by itself.
"""

from __future__ import annotations

import math

from .generator import Generator

__all__ = ["Singly"]


class Singly:
    """Numbers from a stream, one each call, for about `count` of them; `close` it when done.

    >>> numbers = Singly(Generator(0), 2)
    >>> 0 <= numbers.uniform() < 1
    True
    """

    def __init__(self, stream: Generator, count: int) -> None:
        self.stream, self.block = stream, max(16, min(2 * count, 1 << 16))
        self.values: list[float] = []
        self.used = 0
        self.state = stream.state()
        self.spare = stream.spare

    def uniform(self) -> float:
        """The next number in [0, 1)."""
        if self.used == len(self.values):
            self.state, self.used = self.stream.state(), 0
            self.values = self.stream.doubles(self.block).tolist()
        self.used += 1
        return self.values[self.used - 1]

    def normal(self) -> float:
        """The next standard normal number; the second of a pair waits for the next call."""
        if self.spare is not None:
            value, self.spare = self.spare, None
            return value
        angle = 2.0 * math.pi * self.uniform()
        radius = math.sqrt(-2.0 * math.log1p(-self.uniform()))
        self.spare = radius * math.sin(angle)
        return radius * math.cos(angle)

    def close(self) -> None:
        """Put the stream behind the last number that was used."""
        if self.values:
            self.stream.restore(self.state)
            self.stream.doubles(self.used)
        self.stream.spare = self.spare
