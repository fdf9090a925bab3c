"""Reductions: many elements to one, along some dimensions or all."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.constants import number_array
from ..engine.declare import composite, linear, op
from ..engine.dtypes import to_numpy_dtype
from ..engine.messages import scalar_name
from ..engine.structural import expand_to, sum_to
from ..engine.sums import sum_all, sum_along
from .along import picked, put_along, taken
from .arguments import sizes, wrap_dim
from .compare import isnan
from .dims import ADD, axes, count_of
from .formulas import keep, number

__all__ = [
    "all_", "any_", "count_nonzero", "mean", "nansum", "pick", "place", "reduction_samples",
    "sum_", "sum_to_size",
]

_PLAIN = "fd"   # float32 and float64, by NumPy's letters: nothing to look after
_HALF, _SINGLE, _LONG = np.dtype(np.float16), np.dtype(np.float32), np.dtype(np.int64)


def reduction_samples(make: Any) -> Any:
    """A reduction over all, one and several dimensions, with and without `keepdim`."""
    return [((make(3),), {}), ((make(2, 3),), {}), ((make(2, 3),), {"dim": 1}),
            ((make(2, 3),), {"dim": 0, "keepdim": True}), ((make(2, 3, 2),), {"dim": (0, -1)})]


# -- sums ----------------------------------------------------------------------------------------


def _add_up(function: Any, x: Any, dim: Any, keepdim: bool, dtype: Any) -> Any:
    """`function.reduce` in PyTorch's types: integers in int64, half precision summed in single."""
    if dtype is not None:
        x = x.astype(to_numpy_dtype(dtype), copy=False)
    over = None if dim is None else axes(dim, x.ndim)
    kind = x.dtype
    if kind.kind in "biu":
        return function.reduce(x, axis=over, dtype=_LONG if dtype is None else kind,
                               keepdims=keepdim)
    if kind is _HALF or kind == _HALF:
        return function.reduce(x, axis=over, dtype=_SINGLE, keepdims=keepdim).astype(_HALF)
    return function.reduce(x, axis=over, keepdims=keepdim)


def _sum(x: Any, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Any:
    """Sum over all dimensions, or over `dim` (one or several).

    Shapes: ``(n, m) -> ()``, with ``dim=1``: ``(n, m) -> (n)``.

    >>> sum(tensor([[1.0, 2.0], [3.0, 4.0]]), dim=1)
    tensor([3., 7.])
    """
    if dtype is None and x.dtype.char in _PLAIN:
        if dim is None and not keepdim:
            return sum_all(x)
        if dim is not None:
            return sum_along(x, dim if type(dim) is int else axes(dim, x.ndim), keepdim)
    return _add_up(ADD, x, dim, keepdim, dtype)


sum_ = linear("sum", _sum,
              lambda g, x_shape, dim, keepdim: expand_to(g, x_shape, dim, keepdim),
              tex=r"\sum {x}", samples=reduction_samples,
              node=lambda dim: "SumBackward0" if dim is None else "SumBackward1")

sum_.op.plain = sum_all


def _mean(x: Any, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Any:
    """Mean over all dimensions, or over `dim` (one or several).

    Shapes: ``(n, m) -> ()``, with ``dim=1``: ``(n, m) -> (n)``.

    Raises:
        RuntimeError: integers without `dtype`.

    >>> mean(tensor([[1.0, 2.0], [3.0, 4.0]]), dim=1)
    tensor([1.5000, 3.5000])
    """
    if dtype is None and x.dtype.char in _PLAIN:
        if dim is None and not keepdim:
            return sum_all(x) / x.size
        if dim is not None and x.ndim:
            over = dim if type(dim) is int else axes(dim, x.ndim)
            return sum_along(x, over, keepdim) / number_array(count_of(x.shape, dim), x.dtype)
    if dtype is not None:
        x = x.astype(to_numpy_dtype(dtype), copy=False)
    if x.dtype.kind not in "fc":
        raise RuntimeError(
            "mean(): could not infer output dtype. Input dtype must be either a floating point or "
            f"complex dtype. Got: {scalar_name(x.dtype)}. Convert it, e.g. with .float().")
    # Half precision is divided before the sum overflows.
    wide = _SINGLE if x.dtype == _HALF else x.dtype
    total = ADD.reduce(x, axis=axes(dim, x.ndim), dtype=wide, keepdims=keepdim)
    return np.true_divide(total, count_of(x.shape, dim)).astype(x.dtype, copy=False)


mean = linear("mean", _mean, lambda g, x_shape, dim, keepdim:
              expand_to(g / number(count_of(x_shape, dim), g), x_shape, dim, keepdim),
              tex=r"\frac{{1}}{{n}} \sum {x}", samples=reduction_samples,
              node=lambda dim: "MeanBackward0" if dim is None else "MeanBackward1")


def _nansum(x: Any, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Any:
    """Sum in which nan counts as zero.

    Shapes: ``(n, m) -> ()``, with ``dim=1``: ``(n, m) -> (n)``.

    >>> nansum(tensor([1.0, nan, 2.0]))
    tensor(3.)
    """
    if x.dtype.kind == "c":
        raise RuntimeError("nansum on CPU does not support complex inputs")
    if x.dtype.kind == "f":
        x = np.where(np.isnan(x), x.dtype.type(0), x)
    return _add_up(ADD, x, dim, keepdim, dtype)


nansum = op("nansum", _nansum, lambda g, x, x_shape, dim, keepdim:
            keep(expand_to(g, x_shape, dim, keepdim), ~isnan(x)),
            tex=r"\sum {x}", samples=reduction_samples)

# -- elements by index, and back ------------------------------------------------------------------


def _pick(x: Any, index: Any, dim: int, keepdim: bool = True) -> Any:
    """The elements at `index` along `dim`."""
    axis = wrap_dim(dim, x.ndim)
    if not x.ndim:
        return x.copy()
    if keepdim:
        return taken(x, index, axis)
    return picked(x, index, axis)


def _place(x: Any, index: Any, size: Any, dim: int, keepdim: bool = True) -> Any:
    """A zero tensor of `size` with the elements added at `index` along `dim`."""
    size = tuple(size)
    if 0 in size:
        return np.zeros(size, x.dtype)
    axis = wrap_dim(dim, len(size))
    if not size:
        return x.copy()
    if not keepdim:
        x, index = np.expand_dims(x, axis), np.expand_dims(index, axis)
    return put_along(x, index, size, axis)


pick = linear("pick", _pick, lambda g, index, x_shape, dim, keepdim:
              place(g, index, x_shape, dim, keepdim), inputs="x index", method=False,
              public=False, node="GatherBackward0", samples=lambda make: [
                  ((make(2, 3), make.constant([[2], [0]]), 1), {}),
                  ((make(2, 3), make.constant([1, 0, 1]), 0, False), {})])
place: Any = linear("place", _place, lambda g, index, dim, keepdim: pick(g, index, dim, keepdim),
               inputs="x index", method=False, public=False, node="ScatterAddBackward0",
               samples=lambda make: [
                   ((make(2, 1), make.constant([[2], [0]]), (2, 3), 1), {}),
                   ((make(3), make.constant([1, 0, 1]), (2, 3), 0, False), {})])


# -- truth ---------------------------------------------------------------------------------------


def _truth(function: Any, name: str, says: str, result: str) -> Any:
    def forward(x: Any, dim: Any = None, keepdim: bool = False) -> Any:
        out = function.reduce(x, axis=axes(dim, x.ndim), keepdims=keepdim)
        # uint8 was the type of masks before there was bool, and stays what it is.
        return np.asarray(out, np.uint8 if x.dtype == np.uint8 else np.bool_)

    forward.__doc__ = f"""Whether {says} nonzero, over all dimensions or over `dim`.

    Shapes: ``(n, m) -> ()``, with ``dim=1``: ``(n, m) -> (n)``.

    >>> {name}(tensor([[True, False], [True, True]]), dim=1)
    {result}
    """
    return forward


any_ = op("any", _truth(np.logical_or, "any", "some element is", "tensor([True, True])"), None,
          tex=r"\exists {x}", samples=reduction_samples)
all_ = op("all", _truth(np.logical_and, "all", "every element is", "tensor([False,  True])"), None,
          tex=r"\forall {x}", samples=reduction_samples)


def _count_nonzero(x: Any, dim: Any = None) -> Any:
    """Number of nonzero elements, of all or along `dim` (one or several).

    Shapes: ``(n, m) -> ()``, with ``dim=1``: ``(n, m) -> (n)``.

    >>> count_nonzero(tensor([0.0, 2.0, 3.0]))
    tensor(2)
    """
    return np.asarray(np.count_nonzero(x, axis=axes(dim, x.ndim)), np.int64)


count_nonzero = op("count_nonzero", _count_nonzero, None, tex=r"\#\,{x}")


@composite("sum_to_size", public=False)
def sum_to_size(self: Any, *size: Any) -> Any:
    """Sum over dimensions, so that `size` could be broadcast to the tensor's size.

    Shapes: ``(n, m) -> (1, m)`` or ``(m)``.

    Raises:
        RuntimeError: `size` does not broadcast to the tensor's.

    >>> tensor([[1.0, 2.0], [3.0, 4.0]]).sum_to_size(1, 2)
    tensor([[4., 6.]])
    """
    wanted = sizes(size, "sum_to_size")
    try:
        fits = np.broadcast_shapes(wanted, self.shape) == tuple(self.shape)
    except ValueError:
        fits = False
    if not fits:
        raise RuntimeError(f"size {{{list(wanted)}}} is not expandable to size "
                           f"{{{list(self.shape)}}}.")
    return sum_to(self, wanted)
