"""Where elements are: indices of the nonzero ones."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.declare import composite, op
from .join import unbind


def _nonzero(x: Any) -> Any:
    return np.argwhere(x) if x.ndim else np.zeros((int(bool(x)), 0), np.int64)


places = op("argwhere", _nonzero, None, doc="""The indices of the elements that are not zero: ``(n, m) -> (k, 2)``.

    >>> argwhere(tensor([0, 5, 7]))
    tensor([[1],
            [2]])
    """)


@composite("nonzero")
def nonzero(input: Any, *, out: Any = None, as_tuple: bool = False) -> Any:
    """The indices of the elements that are not zero: ``(n, m) -> (k, 2)``, or 2 of ``(k)``.

    >>> nonzero(tensor([0, 5, 7]))
    tensor([[1],
            [2]])
    """
    if not as_tuple:
        return places(input)
    return unbind(places(input if input._data.ndim else input[None]), 1)


def unravel_index(indices: Any, shape: Any) -> tuple[Any, ...]:
    """The indices along each dimension of elements given by their number: ``(k) -> (k), (k) ...``.

    Elements are numbered row by row; numbers past the end begin anew.

    Raises:
        TypeError: no integers.   ValueError: a negative size.

    >>> unravel_index(tensor([5, 1]), (2, 3))
    (tensor([1, 0]), tensor([2, 1]))
    """
    if indices.is_complex() or indices.is_floating_point() or indices._data.dtype == np.bool_:
        raise TypeError(f"expected 'indices' to be integer dtype, but got {indices.dtype}")
    if not isinstance(shape, (int, tuple, list)):
        raise TypeError(f"expected 'shape' to be int or sequence of ints, but got {type(shape)}")
    sizes = (shape,) if isinstance(shape, int) else tuple(shape)
    for n in sizes:
        if not isinstance(n, int):
            raise TypeError(f"expected 'shape' sequence to only contain ints, but got {type(n)}")
    if any(n < 0 for n in sizes):
        raise ValueError(f"'shape' cannot have negative values, but got {sizes}")
    out = []
    for n in reversed(sizes):
        out.append(indices % n)
        indices = indices // n
    return tuple(out[::-1])


FUNCTIONS = {"unravel_index": unravel_index}
