"""PyTorch's ways of giving sizes and dimensions: one list, several integers, negative numbers.

With this module an op's public form can take ``x.permute(1, 0)`` and ``x.permute((1, 0))``, and
refuse what PyTorch refuses in its words.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..engine.messages import dim_out_of_range
from ..engine.tensor import Tensor

__all__ = ["all_dims", "data_of", "flat", "integer", "integers", "sizes", "wrap_dim", "wrap_dims"]


def flat(args: tuple[Any, ...]) -> tuple[Any, ...]:
    """The arguments themselves, or those of the one sequence among them."""
    if len(args) == 1 and isinstance(args[0], (tuple, list)):
        return tuple(args[0])
    return args


def integer(value: Any, name: str, argument: str) -> int:
    """`value` as an int; TypeError in PyTorch's words."""
    if type(value) is int:
        return value
    if isinstance(value, (bool, float, str)) or value is None:
        raise TypeError(
            f"{name}(): argument '{argument}' must be int, not {type(value).__name__}")
    try:
        return operator.index(value)
    except TypeError:
        raise TypeError(
            f"{name}(): argument '{argument}' must be int, not {type(value).__name__}") from None


def integers(values: Sequence[Any], name: str, argument: str) -> tuple[int, ...]:
    """`values` as a tuple of ints; TypeError in PyTorch's words."""
    out = []
    for position, value in enumerate(values):
        if type(value) is not int:
            try:
                if isinstance(value, (bool, np.bool_)):
                    raise TypeError
                value = operator.index(value)  # noqa: PLW2901 (the same entry as an int)
            except TypeError:
                raise TypeError(
                    f"{name}(): argument '{argument}' must be tuple of ints, but found element of "
                    f"type {type(value).__name__} at pos {position}") from None
        out.append(value)
    return tuple(out)


def sizes(args: tuple[Any, ...], name: str, argument: str = "size") -> tuple[int, ...]:
    """Sizes given as ``f(2, 3)`` or ``f((2, 3))``, checked to be integers."""
    return integers(flat(args), name, argument)


def wrap_dim(dim: Any, ndim: int) -> int:
    """`dim` counted from the front; a 0-d tensor takes 0 and -1.

    Raises:
        IndexError: there is no such dimension.
    """
    limit = ndim or 1
    if type(dim) is not int:
        dim = operator.index(dim)
    if not -limit <= dim < limit:
        raise IndexError(dim_out_of_range(dim, ndim))
    return dim % limit  # type: ignore[no-any-return]  # an int by operator.index


def wrap_dims(dims: Sequence[Any], ndim: int) -> tuple[int, ...]:
    """Each of `dims` counted from the front, none twice."""
    out = tuple(wrap_dim(d, ndim) for d in dims)
    for d in out:
        if out.count(d) > 1:
            raise RuntimeError(f"dim {d} appears multiple times in the list of dims")
    return out


def all_dims(dim: Any, ndim: int) -> tuple[int, ...]:
    """`dim` as a tuple: one, several, or None for all."""
    if dim is None:
        return tuple(range(ndim))
    return wrap_dims(dim if isinstance(dim, (tuple, list)) else (dim,), ndim)


def data_of(value: Any) -> Any:
    """The array of a tensor; arrays and numbers as they are."""
    return value._data if isinstance(value, Tensor) else value
