"""Sliding windows over the last dimensions: what convolution, pooling and unfolding share.

`windows` lists all windows, `overlap` adds windows back to where they lie: each other's transpose.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..engine.declare import linear

__all__ = ["output_sizes", "overlap", "pad_last", "spread", "view_windows", "windows"]


def spread(value: Any, n: int, name: str) -> tuple[int, ...]:
    """One number for each of `n` dimensions.

    Raises:
        RuntimeError: a list of another length.
    """
    if isinstance(value, (tuple, list)):
        if len(value) == 1:
            return tuple(int(v) for v in value) * n
        if len(value) != n:
            raise RuntimeError(
                f"expected {name} to be a single integer value or a list of {n} values to match "
                f"the convolution dimensions, but got {name}={list(value)}")
        return tuple(int(v) for v in value)
    return (int(value),) * n


def output_sizes(sizes: Any, kernel: Any, stride: Any, padding: Any, dilation: Any,
                 ceil: bool = False) -> tuple[int, ...]:
    """How many windows fit along each dimension."""
    found = []
    for n, k, s, p, d in zip(sizes, kernel, stride, padding, dilation, strict=True):
        room = n + 2 * p - d * (k - 1) - 1
        count = (room + (s - 1 if ceil else 0)) // s + 1
        if ceil and (count - 1) * s >= n + p:   # a window must not start in the right padding
            count -= 1
        found.append(count)
    return tuple(found)


def pad_last(x: Any, padding: Any, after: Any, value: float = 0) -> Any:
    """`x` with `padding` before and `after` behind each of the last dimensions."""
    n = len(padding)
    if not any(padding) and not any(after):
        return x
    pairs = [(0, 0)] * (x.ndim - n) + list(zip(padding, after, strict=True))
    return np.pad(x, pairs, constant_values=value)


def view_windows(x: Any, out: Any, kernel: Any, stride: Any, dilation: Any) -> Any:
    """A view of all windows: ``(*, *sizes) -> (*, *kernel, *out)``."""
    n = len(kernel)
    lead, steps = x.strides[:-n], x.strides[-n:]
    strides = (*lead, *(s * d for s, d in zip(steps, dilation, strict=True)),
               *(s * d for s, d in zip(steps, stride, strict=True)))
    return np.lib.stride_tricks.as_strided(x, (*x.shape[:-n], *kernel, *out), strides,
                                           writeable=False)


def reach(out: Any, kernel: Any, stride: Any, dilation: Any) -> tuple[int, ...]:
    """The size that the windows cover along each dimension."""
    return tuple((o - 1) * s + d * (k - 1) + 1
                 for o, k, s, d in zip(out, kernel, stride, dilation, strict=True))


def fitted(x: Any, out: Any, kernel: Any, stride: Any, padding: Any, dilation: Any,
           value: float = 0) -> Any:
    """`x` padded so that every window lies inside."""
    n = len(kernel)
    covered = reach(out, kernel, stride, dilation)
    after = tuple(max(p, c - s - p) for c, s, p in
                  zip(covered, x.shape[-n:], padding, strict=True))
    return pad_last(x, padding, after, value)


def _windows(x: Any, count: Any, kernel: Any, stride: Any, padding: Any, dilation: Any) -> Any:
    """All windows, zero outside: ``(*, *sizes) -> (*, *kernel, *out)``."""
    padded = fitted(x, count, kernel, stride, padding, dilation)
    return np.ascontiguousarray(view_windows(padded, count, kernel, stride, dilation))


def _overlap(x: Any, sizes: Any, kernel: Any, stride: Any, padding: Any, dilation: Any) -> Any:
    """Add windows to where they lie: ``(*, *kernel, *out) -> (*, *sizes)``."""
    n = len(kernel)
    out = x.shape[-n:]
    covered = reach(out, kernel, stride, dilation)
    room = tuple(max(c, s + 2 * p) for c, s, p in zip(covered, sizes, padding, strict=True))
    total: Any = np.zeros((*x.shape[:-2 * n], *room), x.dtype)
    for place in np.ndindex(*kernel):
        target = tuple(slice(i * d, i * d + (o - 1) * s + 1, s) for i, d, o, s in
                       zip(place, dilation, out, stride, strict=True))
        if math.prod(out):
            total[(..., *target)] += x[(..., *place, *([slice(None)] * n))]
    inside = tuple(slice(p, p + s) for p, s in zip(padding, sizes, strict=True))
    return np.ascontiguousarray(total[(..., *inside)])


windows = linear(
    "windows", _windows,
    lambda g, x_shape, kernel, stride, padding, dilation: overlap(
        g, x_shape[len(x_shape) - len(kernel):], kernel, stride, padding, dilation),
    method=False, public=False, node="Im2ColBackward0",
    samples=lambda make: [((make(2, 5), (3,), (2,), (2,), (0,), (1,)), {}),
                          ((make(1, 3, 4), (3, 3), (2, 2), (1, 1), (1, 0), (2, 1)), {})])
overlap = linear(
    "overlap", _overlap,
    lambda g, x_shape, kernel, stride, padding, dilation: windows(
        g, x_shape[len(x_shape) - len(kernel):], kernel, stride, padding, dilation),
    method=False, public=False, node="Col2ImBackward0",
    samples=lambda make: [((make(2, 2, 3), (5,), (2,), (2,), (0,), (1,)), {}),
                          ((make(1, 2, 2, 3, 3), (3, 4), (2, 2), (1, 1), (1, 0), (2, 1)), {})])
