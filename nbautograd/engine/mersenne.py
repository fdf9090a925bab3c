"""The source of all random bits: the Mersenne Twister, with PyTorch's seeding and saved state.

With this module one can draw 32-bit and 64-bit words (`words`, `long_words`), turn them into
uniform numbers of 24 or 53 bits (`singles`, `doubles`), and pack the state into the 5056 bytes
that `torch.get_rng_state` gives, so that a state saved by PyTorch continues here and back.

NumPy's MT19937 does the drawing; its legacy seeding of an integer is the one that PyTorch uses.
Source: Matsumoto and Nishimura, "Mersenne Twister", ACM TOMACS 8 (1998).
"""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["STATE_SIZE", "MersenneTwister"]

Array = np.ndarray[Any, np.dtype[Any]]

_BLOCK = 624  # words of the state: as many are drawn before it is renewed

# Padding fields keep the offsets that a C compiler gives PyTorch's structure.
_STATE = np.dtype([
    ("seed", "<u8"), ("left", "<i4"), ("seeded", "<i4"), ("next", "<u8"), ("key", "<u8", _BLOCK),
    ("normal_x", "<f8"), ("spare", "<f8"), ("normal_rho", "<f8"), ("has_spare", "<i4"),
    ("_pad", "V4"), ("spare_single", "<f4"), ("has_spare_single", "?"), ("_pad_single", "V3")])
STATE_SIZE = _STATE.itemsize


class MersenneTwister:
    """A stream of random words that can be seeded, saved and continued.

    `spare` is the normal number that the last pair left over: it belongs to the saved state.

    >>> MersenneTwister(0).words(2)
    array([2357136044, 2546248239], dtype=uint64)
    """

    __slots__ = ("_bits", "_untouched", "seed", "spare")

    def __init__(self, seed: int) -> None:
        self._bits = np.random.MT19937(0)
        self.reseed(seed)

    def reseed(self, seed: int) -> None:
        """Start again from `seed`, of which the low 32 bits decide the stream."""
        self.seed = seed
        self.spare: float | None = None
        # PyTorch's state tells a stream that is only seeded from one at the end of a block.
        self._untouched = True
        key = np.random.RandomState(seed & 0xFFFFFFFF).get_state(legacy=False)["state"]
        self._bits.state = {"bit_generator": "MT19937", "state": key}

    def words(self, n: int) -> Array:
        """The next `n` 32-bit words, as uint64."""
        self._untouched = self._untouched and n == 0
        return self._bits.random_raw(n)

    def long_words(self, n: int) -> Array:
        """The next `n` 64-bit words; the first draw of each is the high half."""
        halves = self.words(2 * n)
        high: Array = halves[0::2] << np.uint64(32)
        high |= halves[1::2]
        return high

    def singles(self, n: int) -> Array:
        """`n` float32 numbers in [0, 1): the low 24 bits of a word each."""
        low = (self.words(n) & np.uint64(0xFFFFFF)).astype(np.float32)
        low *= np.float32(2**-24)
        return low

    def doubles(self, n: int) -> Array:
        """`n` float64 numbers in [0, 1): the low 53 bits of a 64-bit word each."""
        low = (self.long_words(n) & np.uint64(2**53 - 1)).astype(np.float64)
        low *= 2.0**-53
        return low

    def pack(self) -> Array:
        """The state as PyTorch's 5056 bytes, () -> (5056,) uint8."""
        state = self._bits.state["state"]
        position = 0 if self._untouched else int(state["pos"])
        packed = np.zeros((), _STATE)
        packed["seed"], packed["seeded"], packed["key"] = self.seed, 1, state["key"]
        packed["next"] = position
        packed["left"] = 1 if self._untouched else _BLOCK + 1 - position
        if self.spare is not None:
            packed["spare"], packed["has_spare"] = self.spare, 1
        return np.frombuffer(packed.tobytes(), np.uint8).copy()

    def unpack(self, state: Array) -> None:
        """Continue from a packed state, (5056,) uint8.

        Raises:
            RuntimeError: the size is not 5056, or the bytes are not a state.
        """
        if state.size != STATE_SIZE:
            raise RuntimeError(
                f"Expected a CPUGeneratorImplState of size {STATE_SIZE} but found the input RNG "
                f"state size to be {state.size}. Pass what get_rng_state() returned.")
        packed = np.frombuffer(np.ascontiguousarray(state).tobytes(), _STATE)[0]
        left = int(packed["left"])
        if not (packed["seeded"] and 0 < left <= _BLOCK and packed["next"] <= _BLOCK):
            raise RuntimeError(
                "Invalid mt19937 state: these bytes do not come from get_rng_state()")
        self.seed = int(packed["seed"])
        self.spare = float(packed["spare"]) if packed["has_spare"] else None
        self._untouched = left == 1 and packed["next"] == 0
        self._bits.state = {
            "bit_generator": "MT19937",
            "state": {"key": packed["key"].astype(np.uint32), "pos": _BLOCK + 1 - left}}
