"""Adaptive pooling: the mean or the largest of bins, of which there are any number.

The bins of one dimension have the same size if their number divides it, else they overlap.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..engine.declare import composite, linear, op
from ..engine.sums import sum_along
from .along import taken
from .arguments import integers
from .pooling import put_plane

# -- where they are --------------------------------------------------------------------------------


def bins(size: int, out: int) -> list[tuple[int, int]]:
    """Where each of `out` bins of `size` elements starts and ends."""
    return [(i * size // out, -((-(i + 1) * size) // out)) for i in range(out)]


def _sizes(x: Any, output_size: Any, n: int, name: str) -> tuple[int, ...]:
    """How many bins in each of the last `n` dimensions."""
    several = isinstance(output_size, (tuple, list))
    if x.ndim < n + 1 and n > 1 and several:
        raise ValueError(f"Input dimension should be at least {n + 1}, but got {x.ndim}")
    if x.ndim not in (n + 1, n + 2):
        raise RuntimeError(
            f"Expected 2 to 3 dimensions, but got {x.ndim}-dimensional tensor for argument #1 "
            f"'self' (while checking arguments for {name})" if n == 1 else
            f"{name}(): Expected {n + 1}D or {n + 2}D tensor, but got{':' * ('max' in name)} "
            f"{list(x.shape)}")
    given = output_size if several else (output_size,) * n
    if len(given) != n:
        raise RuntimeError(f"{name}: output_size must be {n}, got {list(given)}")
    sizes = integers([m if s is None else s for s, m in zip(given, x.shape[-n:], strict=True)],
                     name, "output_size", 2)
    if any(s < 0 for s in sizes):
        raise RuntimeError(f"{name}: elements of output_size must be greater than or equal to 0 "
                           f"but received {{{', '.join(map(str, sizes))}}}")
    if any(s == 0 for s in x.shape[-n:]):
        raise RuntimeError(
            f"{name}: Expected input to have non-zero size for non-batch dimensions, but input has "
            f"sizes {list(x.shape)}")
    return sizes


# -- the mean --------------------------------------------------------------------------------------


def _means(x: Any, sizes: Any) -> Any:
    """The mean of each bin of the last dimensions: ``(*, *given) -> (*, *sizes)``."""
    first = x.ndim - len(sizes)
    if x.shape[first:] == tuple(sizes):
        return x.copy()
    for d, out in enumerate(sizes, first):
        if x.shape[d] != out:
            x = _means_along(x, d, out)
    return x


def _means_along(x: Any, d: int, out: int) -> Any:
    size, shape = x.shape[d], x.shape
    if out and size % out == 0:
        each = size // out
        total = sum_along(x.reshape(*shape[:d], out, each, *shape[d + 1:]), d + 1)
        total /= each
        return total
    means = np.empty((*shape[:d], out, *shape[d + 1:]), x.dtype)
    into, given = np.moveaxis(means, d, 0), np.moveaxis(x, d, 0)
    for i, (start, end) in enumerate(bins(size, out)):
        into[i] = np.add.reduce(given[start:end], 0) / (end - start)
    return means


def _shares(x: Any, sizes: Any) -> Any:
    """What each element of a bin has of its mean: ``(*, *given) -> (*, *sizes)``."""
    for d, size in enumerate(sizes, x.ndim - len(sizes)):
        x = _shares_along(x, d, size)
    return x


def _shares_along(x: Any, d: int, size: int) -> Any:
    count, shape = x.shape[d], x.shape
    if count and size % count == 0:
        return np.repeat(x / (size // count), size // count, d)
    shares = np.zeros((*shape[:d], size, *shape[d + 1:]), x.dtype)
    into, given = np.moveaxis(shares, d, 0), np.moveaxis(x, d, 0)
    for i, (start, end) in enumerate(bins(size, count)):
        into[start:end] += given[i] / (end - start)
    return shares


def _adaptive_avg(n: int) -> Any:
    """The op of planes of `n` dimensions, PyTorch has one for two and one for three."""
    inner = (2, 3, 4)[:n]

    def samples(make: Any) -> Any:
        return [((make(2, *inner), (2,) * n), {}), ((make(2, *inner), inner), {})]

    spread_out = linear(
        f"_adaptive_avg_pool{n}d_backward", _shares, lambda g, x_shape, sizes:
        means(g, x_shape[len(x_shape) - n:]), method=False, public=False,
        node=f"AdaptiveAvgPool{n}DBackwardBackward0", samples=samples)
    means: Any = linear(
        f"_adaptive_avg_pool{n}d", _means, lambda g, x_shape, sizes:
        spread_out(g, x_shape[len(x_shape) - n:]), method=False, public=False,
        node=f"AdaptiveAvgPool{n}DBackward0", samples=samples)
    return means


_AVERAGES = {n: _adaptive_avg(n) for n in (2, 3)}


def _adaptive_avg_nd(n: int) -> None:
    def pooled(input: Any, output_size: Any) -> Any:
        sizes = _sizes(input, output_size, n, f"adaptive_avg_pool{n}d")
        if n == 1:      # as in PyTorch, planes of one row
            return _averaged(input.unsqueeze(-2), (1, *sizes)).squeeze(-2)
        return _averaged(input, sizes)

    pooled.__doc__ = f"""Mean of each of `output_size` bins: ``(n, c, *sizes) -> (n, c, *out)``.

    Raises:
        RuntimeError, ValueError: the wrong number of dimensions or sizes.

    >>> nn.functional.adaptive_avg_pool{n}d(ones(1{', 4' * n}), 1).flatten()
    tensor([1.])
    """
    aliases = (f"adaptive_avg_pool{n}d",) if n == 1 else ()
    composite(f"nn.functional.adaptive_avg_pool{n}d", aliases=aliases, method=False)(pooled)


def _averaged(input: Any, sizes: tuple[int, ...]) -> Any:
    if all(size == 1 for size in sizes):
        return input.mean(tuple(range(-len(sizes), 0)), True)
    return _AVERAGES[len(sizes)](input, sizes)


# -- the largest -----------------------------------------------------------------------------------


def _adaptive_max(x: Any, sizes: Any) -> Any:
    """Largest element of each bin and its flat index: ``(n, c, *sizes) -> (n, c, *out)``."""
    n = len(sizes)
    plane = x.shape[-n:]
    values = np.empty((*x.shape[:-n], *sizes), x.dtype)
    indices = np.empty(values.shape, np.int64)
    numbers = np.arange(math.prod(plane)).reshape(plane)
    edges = [bins(m, o) for m, o in zip(plane, sizes, strict=True)]
    for place in np.ndindex(*sizes):
        window = tuple(slice(*edges[k][i]) for k, i in enumerate(place))
        part = x[(..., *window)]
        flat = part.reshape(*x.shape[:-n], math.prod(part.shape[-n:]))
        best = flat.argmax(-1)
        values[(..., *place)] = taken(flat, best[..., None], -1)[..., 0]
        indices[(..., *place)] = numbers[window].ravel()[best]
    return values, indices


_LARGEST = {n: op(
    f"adaptive_max_pool{n}d", _adaptive_max,
    lambda g_out, indices, x_shape, sizes: put_plane(
        g_out, indices, x_shape[len(x_shape) - len(sizes):]),
    outputs=("out", "indices"), method=False, public=False, node=f"AdaptiveMaxPool{n}DBackward0",
    samples=lambda make, inner=(4, 5, 2)[:n]: [((make(1, *inner), (2,) * len(inner)), {})])
    for n in (2, 3)}


def _adaptive_max_nd(n: int) -> None:
    def pooled(input: Any, output_size: Any, return_indices: bool = False) -> Any:
        sizes = _sizes(input, output_size, n, f"adaptive_max_pool{n}d")
        if n == 1:
            values, indices = _LARGEST[2](input.unsqueeze(-2), (1, *sizes))
            values, indices = values.squeeze(-2), indices.squeeze(-2)
        else:
            values, indices = _LARGEST[n](input, sizes)
        return (values, indices) if return_indices else values

    pooled.__doc__ = f"""Largest of each of `output_size` bins: ``(n, c, *sizes) -> (n, c, *out)``.

    Raises:
        RuntimeError, ValueError: the wrong number of dimensions or sizes.

    >>> nn.functional.adaptive_max_pool{n}d(ones(1{', 4' * n}), 1).flatten()
    tensor([1.])
    """
    composite(f"nn.functional.adaptive_max_pool{n}d", method=False)(pooled)


for _n in (1, 2, 3):
    _adaptive_avg_nd(_n)
    _adaptive_max_nd(_n)
