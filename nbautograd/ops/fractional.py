"""Fractional max pooling: windows that start at random places, about evenly."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..engine.declare import op
from ..engine.tensor import Tensor
from .dropout import drawn
from .pooling import put_plane
from .sampling import rand
from .windows import spread

__all__: list[str] = []


def _starts(share: Any, size: int, out: int, window: int) -> list[int]:
    """Where the windows of a dimension start, for a random `share` in ``[0, 1)``; the last at the end.

    Computed in the type of the input, as a start depends on the last bit.
    """
    number = type(share)
    if out == 1:
        return [size - window]
    step = number((size - window) / number(out - 1))
    first = int(share * step)
    return [int((number(k) + share) * step) - first for k in range(out - 1)] + [size - window]


def _fractional(x: Any, samples: Any, kernel: Any, sizes: Any) -> Any:
    """Largest element of each window and its flat index: ``(n, c, *sizes) -> (n, c, *out)``."""
    dims = len(sizes)
    plane = x.shape[2:]
    values = np.empty((*x.shape[:2], *sizes), x.dtype)
    indices = np.empty(values.shape, np.int64)
    numbers = np.arange(math.prod(plane)).reshape(plane)
    for image in np.ndindex(*x.shape[:2]):
        # PyTorch numbers the random shares of an image from its last dimension.
        shares = samples[image][::-1] if dims == 2 else samples[image]
        starts = [_starts(s, n, o, w) for s, n, o, w in zip(shares, plane, sizes, kernel, strict=True)]
        for place in np.ndindex(*sizes):
            window = tuple(slice(starts[d][i], starts[d][i] + kernel[d])
                           for d, i in enumerate(place))
            flat = x[(*image, *window)].ravel()
            best = flat.argmax()
            values[(*image, *place)] = flat[best]
            indices[(*image, *place)] = numbers[window].ravel()[best]
    return values, indices


def _pool_op(n: int) -> Any:
    sizes = ((1, 1, 4, 5), (3, 2)) if n == 2 else ((1, 1, 3, 4, 3), (2, 2, 1))
    return op(
        f"_fractional_max_pool{n}d", _fractional,
        lambda g_out, indices, x_shape, sizes: put_plane(g_out, indices, x_shape[2:]),
        inputs="x -samples", outputs=("out", "indices"), method=False, public=False,
        node=f"FractionalMaxPool{n}DBackward0",
        samples=lambda make: [((make(*sizes[0]), make(1, 1, n).abs() % 1, (2,) * n, sizes[1]), {})])


def _sizes_of(x: Any, n: int, output_size: Any, output_ratio: Any, name: str) -> tuple[int, ...]:
    if output_size is None:
        if output_ratio is None:
            raise ValueError(f"{name} requires specifying either an output_size or an output_ratio")
        ratio = output_ratio if isinstance(output_ratio, (tuple, list)) else (output_ratio,) * n
        return tuple(int(x.size(k - n) * ratio[k]) for k in range(n))
    return spread(output_size, n, "output_size")


def _check(x: Any, n: int, sizes: Any, kernel: Any, samples: Any, name: str) -> None:
    what = ("height", "width") if n == 2 else ("time", "height", "width")
    for word, out, window, size in zip(what, sizes, kernel, x.shape[2:], strict=True):
        if out + window - 1 > size:
            raise RuntimeError(f"{name}(): pool {word} {window} too large relative to input {word} "
                               f"{size}")
    if samples.dtype is not x.dtype:
        raise RuntimeError("Expect _random_samples to have the same dtype as input")
    if samples.ndim != 3:
        raise RuntimeError(f"Expect _random_samples to have 3 dimensions, got {samples.ndim}")
    for dim, least in ((0, x.shape[0]), (1, x.shape[1])):
        if samples.shape[dim] < least:
            raise RuntimeError(f"Expect _random_samples.size({dim}) no less than input's, which is "
                               f"{least}; got {samples.shape[dim]}.")
    if samples.shape[2] != n:
        raise RuntimeError(f"Expect _random_samples.size(2) equals to {n}; got {samples.shape[2]}.")


def _fractional_nd(n: int) -> None:
    name, pool = f"fractional_max_pool{n}d", _pool_op(n)

    def pooled(input: Any, kernel_size: Any, output_size: Any = None, output_ratio: Any = None,
               return_indices: bool = False, _random_samples: Any = None) -> Any:
        sizes, kernel = (_sizes_of(input, n, output_size, output_ratio, name),
                         spread(kernel_size, n, "kernel_size"))
        x = input if input.ndim == n + 2 else input.unsqueeze(0)
        samples: Tensor = _random_samples
        if samples is None:
            samples = rand((x.size(0), x.size(1), n), dtype=input.dtype)
        _check(x, n, sizes, kernel, samples, name)
        out, indices = pool(x, samples, kernel, sizes)
        if input.ndim == n + 1:
            out, indices = out.squeeze(0), indices.squeeze(0)
        return (out, indices) if return_indices else out

    pooled.__doc__ = f"""Largest of each window; windows start at random, about evenly spread.

    Of `output_size` windows, or of as many as `output_ratio` is of the size; the random numbers
    are drawn unless `_random_samples` ``(n, c, {n})`` is given.

    Shapes: ``(n, c, *sizes) -> (n, c, *out)``.

    Raises:
        ValueError: neither size nor ratio.   RuntimeError: windows that do not fit; other shapes.

    Source: Graham, "Fractional Max-Pooling".

    >>> nn.functional.{name}(ones(1{', 4' * n}), 2, output_size=1).flatten()
    tensor([1.])
    """
    drawn(f"nn.functional.{name}")(pooled)


_fractional_nd(2)
_fractional_nd(3)
