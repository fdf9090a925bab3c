"""Order: sorting, the k largest, medians."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.declare import composite, op, wraps_op
from ..engine.messages import scalar_name
from .along import taken
from .arguments import integer, wrap_dim
from .extremes import shared_all
from .reduce import place

__all__ = [
    "argsort", "kthvalue", "median", "mode", "msort", "nanmedian", "sort", "topk",
]

_RESULTS = ("values", "indices")


def _no_complex(x: Any, kernel: str) -> None:
    if x.dtype.kind == "c":
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{scalar_name(x.dtype)}'")


def _order(x: Any, axis: int, descending: bool) -> Any:
    """Indices that sort along `axis`; equal elements stay in order, nan counts as largest."""
    return _sorted(x, axis, descending)[1]


def _sorted(x: Any, axis: int, descending: bool) -> tuple[Any, Any]:
    """The elements in order along `axis`, and where they were.

    Only where elements are equal does it matter how they are sorted; a stable sort takes up to five
    times as long.
    """
    if x.dtype.kind != "f" or x.shape[axis] <= _SHORT:
        return _stable(x, axis, descending)
    index = np.argsort(x, axis)
    values = np.moveaxis(taken(x, index, axis), axis, -1)
    if not (values[..., 1:] > values[..., :-1]).all():      # nor is nan larger than any
        return _stable(x, axis, descending)
    values = np.moveaxis(values, -1, axis)
    if descending:
        values, index = np.flip(values, axis), np.flip(index, axis)
    return np.ascontiguousarray(values), np.ascontiguousarray(index)


_SHORT = 16     # elements, which NumPy sorts stably anyway


def _stable(x: Any, axis: int, descending: bool) -> tuple[Any, Any]:
    if descending:
        last = x.shape[axis] - 1
        index = last - np.flip(np.argsort(np.flip(x, axis), axis, kind="stable"), axis)
    else:
        index = np.argsort(x, axis, kind="stable")
    return taken(x, index, axis), index


def _placed(g_values: Any, indices: Any, x_shape: Any, dim: int) -> Any:
    return place(g_values, indices, x_shape, dim)


def _placed_kept(g_values: Any, indices: Any, x_shape: Any, dim: int, keepdim: bool) -> Any:
    return place(g_values, indices, x_shape, dim, keepdim)


def _sort(x: Any, dim: int = -1, descending: bool = False, *, stable: bool = False) -> Any:
    """The elements in ascending order along `dim`, and where they were; always stable.

    Shapes: ``(n, m) -> (n, m), (n, m)``.

    >>> sort(tensor([3.0, 1.0, 2.0]))
    torch.return_types.sort(
    values=tensor([1., 2., 3.]),
    indices=tensor([1, 2, 0]))
    """
    if x.dtype.kind == "c":
        raise RuntimeError("Sort does not support complex dtypes on CPU")
    axis = wrap_dim(dim, x.ndim)
    if not x.ndim:
        return x.copy(), np.zeros((), np.int64)
    return _sorted(x, axis, descending)


def _argsort(x: Any, dim: int = -1, descending: bool = False, stable: bool = False) -> Any:
    """The indices that sort along `dim`.

    Shapes: ``(n, m) -> (n, m)``.

    >>> argsort(tensor([3.0, 1.0, 2.0]))
    tensor([1, 2, 0])
    """
    return _sort(x, dim, descending)[1]


def _samples(make: Any) -> Any:
    return [((make(4),), {}), ((make(2, 3), 0), {}), ((make(2, 3), 1), {})]


sort = op("sort", _sort, _placed, outputs=_RESULTS, tex=r"\operatorname{{sort}} {x}",
          samples=_samples)
argsort = op("argsort", _argsort, None, tex=r"\operatorname{{argsort}} {x}", samples=_samples)


@composite("msort")
def msort(input: Any) -> Any:
    """The elements in ascending order along the first dimension.

    Shapes: ``(n, m) -> (n, m)``.

    >>> msort(tensor([3.0, 1.0, 2.0]))
    tensor([1., 2., 3.])
    """
    return sort(input, 0)[0]


def _topk(x: Any, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> Any:
    """The `k` largest (or smallest) elements along `dim` in order, and where they are.

    Shapes: ``(n, m) -> (n, k), (n, k)``.

    Raises:
        RuntimeError: `k` is negative or larger than the dimension.

    >>> topk(tensor([3.0, 1.0, 2.0]), 2)
    torch.return_types.topk(
    values=tensor([3., 2.]),
    indices=tensor([0, 2]))
    """
    if x.dtype.kind in "bc":
        kind = "bool" if x.dtype.kind == "b" else "complex"
        raise RuntimeError(f"topk does not support {kind} dtypes on CPU")
    axis, k = wrap_dim(dim, x.ndim), integer(k, "topk", "k", 1)
    if not 0 <= k <= (x.shape[axis] if x.ndim else 1):
        raise RuntimeError(f"selected index k out of range: k={k}, the dimension has "
                           f"{x.shape[axis] if x.ndim else 1} elements")
    if not x.ndim:
        return x.copy(), np.zeros((), np.int64)
    values, index = _sorted(x, axis, largest)
    first = tuple(slice(k if d == axis else None) for d in range(x.ndim))
    return np.ascontiguousarray(values[first]), np.ascontiguousarray(index[first])


topk = op("topk", _topk, _placed, outputs=_RESULTS, tex=r"\operatorname{{topk}} {x}",
          samples=lambda make: [((make(4), 2), {}), ((make(2, 3), 2, 1), {})])

# -- one element of the sorted row ---------------------------------------------------------------


def _chosen(x: Any, index: Any, axis: int, keepdim: bool) -> tuple[Any, Any]:
    """The elements at `index` (kept dimension), and the index, as the caller wants them."""
    values = taken(x, index, axis)
    return (values, index) if keepdim else (values.squeeze(axis), index.squeeze(axis))


def _some(x: Any, axis: int, name: str) -> None:
    if x.ndim and x.shape[axis] == 0:
        raise IndexError(
            f"{name}(): Expected reduction dim {axis} to have non-zero size.")


def _kthvalue(x: Any, k: int, dim: int = -1, keepdim: bool = False) -> Any:
    """The `k`-th smallest element along `dim` (the first is 1), and where it is.

    Shapes: ``(n, m) -> (n), (n)``.

    Raises:
        RuntimeError: `k` is not between 1 and the size of the dimension.

    >>> kthvalue(tensor([3.0, 1.0, 2.0]), 2)
    torch.return_types.kthvalue(
    values=tensor(2.),
    indices=tensor(2))
    """
    _no_complex(x, "kthvalue_cpu")
    axis = wrap_dim(dim, x.ndim)
    _some(x, axis, "kthvalue")
    if not 1 <= k <= (x.shape[axis] if x.ndim else 1):
        raise RuntimeError(
            f"kthvalue(): selected number k out of range for dimension {axis}: k={k}")
    if not x.ndim:
        return x.copy(), np.zeros((), np.int64)
    return _chosen(x, np.take(_order(x, axis, False), [k - 1], axis), axis, keepdim)


def _median_place(x: Any, axis: int, skip_nan: bool) -> Any:
    """Where the lower median is along `axis`; the first nan if there is one and it counts."""
    order = _order(x, axis, False)
    middle = np.array((x.shape[axis] - 1) // 2)
    if x.dtype.kind == "f":
        missing = np.isnan(x)
        known = np.add.reduce(~missing, axis=axis, keepdims=True)
        if skip_nan:
            middle = np.maximum(known - 1, 0) // 2
        else:
            middle = np.where(known < x.shape[axis], known, middle)
    shape = tuple(1 if d == axis else n for d, n in enumerate(x.shape))
    return taken(order, np.broadcast_to(middle, shape), axis)


def _median_of_all(skip_nan: bool, name: str, example: str, result: str) -> Any:
    def forward(x: Any) -> Any:
        if x.dtype.kind in "bc":
            raise NotImplementedError(f"\"median_cpu\" not implemented for "
                                      f"'{scalar_name(x.dtype)}'")
        if not x.size:
            return np.full((), np.nan if x.dtype.kind == "f" else np.iinfo(x.dtype).min, x.dtype)
        flat = x.reshape(-1)
        return flat[_median_place(flat, 0, skip_nan)].reshape(())

    forward.__doc__ = f"""Median of all elements; of two in the middle, the lower.

    Shapes: ``(n, m) -> ()``.

    >>> {name}({example})
    {result}
    """
    return forward


def _median_along(skip_nan: bool, name: str) -> Any:
    def forward(x: Any, dim: int = -1, keepdim: bool = False) -> Any:
        if x.dtype.kind in "bc":
            raise NotImplementedError(f"\"median_out\" not implemented for "
                                      f"'{scalar_name(x.dtype)}'")
        axis = wrap_dim(dim, x.ndim)
        _some(x, axis, "median")
        if not x.ndim:
            return x.copy(), np.zeros((), np.int64)
        return _chosen(x, _median_place(x, axis, skip_nan), axis, keepdim)

    forward.__doc__ = f"""Medians along `dim`, and where they are; of two in the middle, the lower.

    Shapes: ``(n, m) -> (n), (n)``.

    >>> {name}(tensor([[3.0, 1.0, 2.0]]), dim=1)
    torch.return_types.{name}(
    values=tensor([2.]),
    indices=tensor([2]))
    """
    return forward


def _dim_samples(make: Any) -> Any:
    return [((make(3),), {}), ((make(2, 3), 0), {}), ((make(2, 3), 1), {"keepdim": True})]


kthvalue = op("kthvalue", _kthvalue, _placed_kept, outputs=_RESULTS,
              tex=r"\operatorname{{kth}} {x}", samples=lambda make: [
                  ((make(4), 2), {}), ((make(2, 3), 1, 1), {"keepdim": True})])
_median_all = op("median", _median_of_all(False, "median", "tensor([3.0, 1.0, 2.0])", "tensor(2.)"),
                 shared_all, tex=r"\operatorname{{median}} {x}", public=False, method=False)
_median_dim = op("median.dim", _median_along(False, "median"), _placed_kept, outputs=_RESULTS,
                 tex=r"\operatorname{{median}} {x}", node="MedianBackward1", public=False,
                 samples=_dim_samples)
_nanmedian_all = op("nanmedian", _median_of_all(True, "nanmedian", "tensor([3.0, nan, 2.0])",
                                                "tensor(2.)"),
                    shared_all, tex=r"\operatorname{{median}} {x}", public=False, method=False)
_nanmedian_dim = op("nanmedian.dim", _median_along(True, "nanmedian"), _placed_kept,
                    outputs=_RESULTS, tex=r"\operatorname{{median}} {x}",
                    node="NanmedianBackward1", public=False, samples=_dim_samples)


@wraps_op("median", _median_all, _median_dim)
def median(input: Any, dim: int | None = None, keepdim: bool = False) -> Any:
    """Median of all elements, or along `dim` and where; of two in the middle, the lower.

    Shapes: ``(n, m) -> ()``, with ``dim=1``: ``(n, m) -> (n), (n)``.

    >>> median(tensor([3.0, 1.0, 2.0]))
    tensor(2.)
    """
    return _median_all(input) if dim is None else _median_dim(input, dim, keepdim)


@wraps_op("nanmedian", _nanmedian_all, _nanmedian_dim)
def nanmedian(input: Any, dim: int | None = None, keepdim: bool = False) -> Any:
    """As `median`, of the elements that are not nan.

    Shapes: ``(n, m) -> ()``, with ``dim=1``: ``(n, m) -> (n), (n)``.

    >>> nanmedian(tensor([3.0, nan, 2.0]))
    tensor(2.)
    """
    return _nanmedian_all(input) if dim is None else _nanmedian_dim(input, dim, keepdim)


def _mode(x: Any, dim: int = -1, keepdim: bool = False) -> Any:
    """The most frequent element along `dim` (of several the smallest), and where it is last.

    Shapes: ``(n, m) -> (n), (n)``.

    >>> mode(tensor([3.0, 1.0, 3.0]))
    torch.return_types.mode(
    values=tensor(3.),
    indices=tensor(2))
    """
    _no_complex(x, "mode_cpu")
    axis = wrap_dim(dim, x.ndim)
    _some(x, axis, "mode")
    if not x.ndim:
        return x.copy(), np.zeros((), np.int64)
    sorted_, order = _sorted(x, axis, False)
    n = x.shape[axis]
    here = np.arange(n).reshape([n if d == axis else 1 for d in range(x.ndim)])
    # Length of the run of equal elements that ends here.
    starts = np.ones(x.shape, bool)
    follow = tuple(slice(1, None) if d == axis else slice(None) for d in range(x.ndim))
    lead = tuple(slice(None, -1) if d == axis else slice(None) for d in range(x.ndim))
    starts[follow] = sorted_[follow] != sorted_[lead]
    length = here - np.maximum.accumulate(np.where(starts, here, 0), axis=axis)
    end = np.argmax(length, axis=axis, keepdims=True)
    return _chosen(x, taken(order, end, axis), axis, keepdim)


mode = op("mode", _mode, _placed_kept, outputs=_RESULTS, tex=r"\operatorname{{mode}} {x}",
          samples=_dim_samples)
