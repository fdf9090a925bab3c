"""A seeded source of random arrays that repeats PyTorch's CPU stream number for number.

With this module one can draw every distribution that PyTorch's CPU kernels draw, as NumPy arrays
(`Generator.uniform`, `.normal`, `.integers`, ...), and save and restore the place in the stream.
How many words each number costs is part of the contract: after the same calls the next number is
the same as PyTorch's. The order of elements is the order of drawing; who writes into a transposed
array has to put them in the order of its memory, as PyTorch does.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .boxmuller import blocks, elementwise, serial_pairs
from .fused import fma
from .mersenne import MersenneTwister
from .quiet import quietly
from .selection import largest

if TYPE_CHECKING:
    from numpy.typing import DTypeLike

__all__ = ["Generator"]

Array = np.ndarray[Any, np.dtype[Any]]
Shape = Sequence[int]

_DEFAULT_SEED = 67280421310721  # of a new torch.Generator(): a prime factor of 2**64 + 1
_LONG_RANGE = 2**28  # from this range on one 32-bit word would prefer small integers by too much


class Generator:
    """A random stream with a seed and a state; each method draws from it and moves it on.

    Shapes: every drawing method takes the shape first and returns an array of that shape.

    >>> Generator(0).uniform((2,), "float32")
    array([0.4962566, 0.7682218], dtype=float32)
    """

    __slots__ = ("_source",)

    def __init__(self, seed: int = _DEFAULT_SEED) -> None:
        self._source = MersenneTwister(seed)

    # seed and state

    def reseed(self, seed: int) -> None:
        """Start the stream of `seed`, an integer of 64 bits; a negative one counts from 2**64.

        Raises:
            ValueError: `seed` has more than 64 bits.
        """
        if not -2**63 <= seed < 2**64:
            raise ValueError(
                f"Overflow when unpacking long long: seed {seed} is outside [-2**63, 2**64)")
        self._source.reseed(seed % 2**64)

    def seed(self) -> int:
        """Start a stream nobody can foresee, from the system's entropy, and return its seed."""
        self.reseed(int.from_bytes(os.urandom(8)))
        return self._source.seed

    def initial_seed(self) -> int:
        """The seed that the stream was started with."""
        return self._source.seed

    def state(self) -> Array:
        """The place in the stream as PyTorch's bytes, () -> (5056,) uint8."""
        return self._source.pack()

    def restore(self, state: Array) -> None:
        """Go to the place that `state` or `torch.get_rng_state()` saved, (5056,) uint8.

        Raises:
            RuntimeError: these bytes are not such a state.
        """
        self._source.unpack(state)

    # integers

    def integers(self, shape: Shape, dtype: DTypeLike, low: int, high: int) -> Array:
        """Whole numbers in [low, high): a word modulo the range, as PyTorch does it."""
        n, span = math.prod(shape), high - low
        words = self._source.long_words(n) if span >= _LONG_RANGE else self._source.words(n)
        if span < 2**64:
            words %= np.uint64(span)
            words += np.uint64(low % 2**64)  # wraps, as the addition of signed numbers would
        return _cast(words.view(np.int64), dtype).reshape(shape)

    def whole_numbers(self, shape: Shape, dtype: DTypeLike) -> Array:
        """Whole numbers from 0 to the largest that `dtype` holds without a gap, inclusive."""
        dtype, n = np.dtype(dtype), math.prod(shape)
        span = 2 ** (np.finfo(dtype).nmant + 1) + 1 if dtype.kind == "f" else (
            2 if dtype.kind == "b" else int(np.iinfo(dtype).max) + 1)
        words = self._source.long_words(n) if dtype.itemsize == 8 else self._source.words(n)
        return _cast((words % np.uint64(span)).view(np.int64), dtype).reshape(shape)

    def permutation(self, n: int) -> Array:
        """The numbers below `n` shuffled by Fisher and Yates, () -> (n,) int64."""
        order = list(range(n))
        if n > 1:
            left = np.arange(n, 1, -1, dtype=np.uint64)
            jumps = (self._source.words(n - 1) % left).tolist()
            for i, jump in enumerate(jumps):
                j = i + jump
                order[i], order[j] = order[j], order[i]
        return np.array(order, np.int64)

    # uniform and what is made of one uniform number each

    def uniform(
        self, shape: Shape, dtype: DTypeLike, low: float = 0.0, high: float = 1.0,
    ) -> Array:
        """Numbers in [low, high): 53 random bits for float64, 24 for the smaller types."""
        dtype = np.dtype(dtype)
        if dtype.kind == "c":
            return _as_complex(self.uniform((*shape, 2), _part(dtype), low, high))
        n = math.prod(shape)
        u = self._source.doubles(n) if dtype.itemsize == 8 else self._source.singles(n)
        if (low, high) == (0.0, 1.0) and u.dtype == dtype:
            return u.reshape(shape)
        if (low, high) != (0.0, 1.0):
            kind = u.dtype.type
            u = fma(u, kind(high) - kind(low), kind(low))
        values = _cast(u, dtype)
        # Rounding may reach the open end; PyTorch gives the closed one then.
        end = _cast(np.array([high, low]), dtype)
        values[values == end[0]] = end[1]
        return values.reshape(shape)

    def bernoulli(self, shape: Shape, dtype: DTypeLike, p: float | Array) -> Array:
        """1 with probability `p`, else 0; one number is `p` for all, an array is one for each.

        A number and a float64 array cost 53 bits an element, other arrays 24.
        """
        n = math.prod(shape)
        if not isinstance(p, np.ndarray):
            drawn = self._source.doubles(n) < p
        elif p.dtype == np.float64:
            drawn = self._source.doubles(n) < np.broadcast_to(p, shape).ravel()
        else:
            drawn = self._source.singles(n) < np.broadcast_to(p, shape).ravel().astype(np.float32)
        return drawn.astype(dtype).reshape(shape)

    def exponential(self, shape: Shape, dtype: DTypeLike, rate: float = 1.0) -> Array:
        """Waiting times of `rate` events a unit: ``-ln(1 - u) / rate``."""
        return self._inverse(shape, dtype, lambda u: -1.0 / rate * elementwise(math.log1p, -u))

    def geometric(self, shape: Shape, dtype: DTypeLike, p: float) -> Array:
        """Number of trials up to the first success of probability `p`, counted from 1."""
        scale = math.log1p(-p)
        return self._inverse(shape, dtype, lambda u: np.ceil(elementwise(_log, u) / scale))

    def cauchy(
        self, shape: Shape, dtype: DTypeLike, median: float = 0.0, sigma: float = 1.0,
    ) -> Array:
        """Cauchy numbers: ``median + sigma * tan(pi * (u - 1/2))``."""
        return self._inverse(
            shape, dtype,
            lambda u: fma(elementwise(math.tan, math.pi * (u - 0.5)), sigma, median))

    def _inverse(
        self, shape: Shape, dtype: DTypeLike, function: Callable[[Array], Array],
    ) -> Array:
        return _cast(function(self._source.doubles(math.prod(shape))), dtype).reshape(shape)

    # normal

    def normal(
        self, shape: Shape, dtype: DTypeLike, mean: float = 0.0, std: float = 1.0,
        contiguous: bool = True,
    ) -> Array:
        """Normal numbers; a complex one has the variance split between its parts.

        PyTorch fills contiguous memory of sixteen and more in blocks, anything else pair by pair.
        """
        dtype = np.dtype(dtype)
        if dtype.kind == "c":
            parts = self.normal(
                (*shape, 2), _part(dtype), mean, std / math.sqrt(2), contiguous)
            return _as_complex(parts)
        n = math.prod(shape)
        if n < 16 or not contiguous:
            return _cast(fma(self._serial_normal(n), std, mean), dtype).reshape(shape)
        draw = self._source.doubles if dtype.itemsize == 8 else self._source.singles
        full = n - n % 16
        # float16 passes through a buffer of sixteen, so its broken block is never drawn at first.
        uniform = draw(full if dtype.itemsize == 2 else n)[:full]
        if n > full:    # sixteen anew for the end, worked on together with the others
            uniform = np.concatenate([uniform, draw(16)])
        drawn = _cast(blocks(uniform, mean, std), dtype)
        if n > full:
            values = np.empty(n, dtype)
            values[:full], values[n - 16:] = drawn[:full], drawn[full:]
            drawn = values
        return drawn.reshape(shape)

    def log_normal(
        self, shape: Shape, dtype: DTypeLike, mean: float = 1.0, std: float = 2.0,
    ) -> Array:
        """Numbers whose logarithm is normal with `mean` and `std`."""
        normal = fma(self._serial_normal(math.prod(shape)), std, mean)
        return _cast(elementwise(_exp, normal), dtype).reshape(shape)

    def _serial_normal(self, n: int) -> Array:
        """`n` standard normal numbers; the second of a pair waits for the next call."""
        source = self._source
        waiting = [] if source.spare is None or n == 0 else [source.spare]
        wanted = n - len(waiting)
        pairs = serial_pairs(source.doubles(wanted + wanted % 2))
        if n:
            source.spare = float(pairs[-1]) if wanted % 2 else None
        return np.concatenate([np.array(waiting), pairs[:wanted]])

    @property
    def spare(self) -> float | None:
        """The second of a pair of normal numbers, if it waits for the next call."""
        return self._source.spare

    @spare.setter
    def spare(self, value: float | None) -> None:
        self._source.spare = value

    def doubles(self, n: int) -> Array:
        """`n` uniform float64 numbers in [0, 1)."""
        return self._source.doubles(n)

    # samples from given weights

    def multinomial(self, weights: Array, n: int, replacement: bool) -> Array:
        """`n` indices with probability proportional to `weights`, (..., k) -> (..., n) int64."""
        if replacement and n > 1:
            rows = [self._searched(row, n) for row in weights.reshape(-1, weights.shape[-1])]
            return _stack(rows, weights, n)
        # The first n of independent clocks that ring at the rates of the weights.
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):  # a clock of float16
            keys: Array = weights / self.exponential(weights.shape, weights.dtype)
        if n == 1:
            return _stack(np.argmax(keys, axis=-1), weights, 1)
        rows = [largest(row, n) for row in keys.reshape(-1, keys.shape[-1])]
        return _stack(rows, weights, n)

    def _searched(self, weights: Array, n: int) -> Array:
        # One element after the other in the weights' own precision, float16 in float32.
        cumulative = np.cumsum(weights, dtype=max(weights.dtype, np.dtype(np.float32)))
        cumulative /= cumulative[-1]
        cumulative[-1] = 1
        return np.searchsorted(cumulative.astype(np.float64), self._source.doubles(n))


def _cast(values: Array, dtype: DTypeLike) -> Array:
    """To `dtype`; to float16 by way of float32, which rounds twice, as PyTorch does."""
    dtype = np.dtype(dtype)
    if values.dtype == dtype:
        return values
    # What is too large becomes infinite, without a warning.
    return quietly(_converted, values, dtype)  # type: ignore[no-any-return]  # the function's


def _converted(values: Array, dtype: np.dtype[Any]) -> Array:
    if dtype == np.float16:
        values = values.astype(np.float32)
    elif values.dtype.kind == "f" and dtype.kind in "iu":
        values = values.astype(np.int64)
    return values.astype(dtype)


def _stack(rows: list[Array] | Array, weights: Array, n: int) -> Array:
    return np.array(rows, np.int64).reshape(*weights.shape[:-1], n)


def _part(dtype: np.dtype[Any]) -> str:
    return "f4" if dtype.itemsize == 8 else "f8"


def _as_complex(parts: Array) -> Array:
    """(..., 2) -> (...): the last dimension holds the real and the imaginary part."""
    return parts.view(np.complex64 if parts.dtype == np.float32 else np.complex128)[..., 0]


def _log(x: float) -> float:
    return math.log(x) if x else -math.inf


def _exp(x: float) -> float:
    return math.exp(x) if x < 709.78 else math.inf
