"""Counting: distinct elements, histograms, places in sorted rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.declare import composite, op, wraps_op
from ..engine.messages import scalar_name
from ..engine.tensor import Tensor, wrap
from .arguments import data_of, number_as, wrap_dim
from .formulas import unknown

__all__ = ["bincount", "bucketize", "histc", "histogram", "isin", "searchsorted", "unique",
           "unique_consecutive"]

# -- distinct elements ---------------------------------------------------------------------------


def _unique(x: Any, dim: int | None = None) -> tuple[Any, Any, Any]:
    if x.dtype.kind == "c":
        raise NotImplementedError(f"\"unique\" not implemented for '{scalar_name(x.dtype)}'")
    axis = None if dim is None else wrap_dim(dim, x.ndim)
    _refuse_empty(x, axis)
    values, inverse, counts = np.unique(x, return_inverse=True, return_counts=True, axis=axis,
                                        equal_nan=False)
    return values, inverse.reshape(x.shape if axis is None else -1), counts


def _refuse_empty(x: Any, axis: int | None) -> None:
    if axis is not None and not x.ndim:
        raise IndexError(f"Dimension specified as {axis} but tensor has no dimensions")
    if axis is not None and 0 in x.shape[:axis] + x.shape[axis + 1:]:
        raise RuntimeError("There are 0 sized dimensions, and they aren't selected, so unique cannot "
                           f"be applied: the size is {list(x.shape)}, dim is {axis}")


def _unique_consecutive(x: Any, dim: int | None = None) -> tuple[Any, Any, Any]:
    _refuse_empty(x, None if dim is None else wrap_dim(dim, x.ndim))
    rows = x.reshape(-1) if dim is None else np.moveaxis(x, wrap_dim(dim, x.ndim), 0)
    n = rows.shape[0]
    starts = np.ones(n, bool)
    if n > 1:
        changed = rows[1:] != rows[:-1]
        starts[1:] = changed.reshape(n - 1, -1).any(1)
    first = np.flatnonzero(starts)
    counts = np.diff(np.append(first, n))
    inverse = np.cumsum(starts) - 1
    values = rows[first]
    if dim is None:
        return values, inverse.reshape(x.shape), counts
    return np.moveaxis(values, 0, wrap_dim(dim, x.ndim)), inverse, counts


def _distinct(name: str, forward: Any, node: str, refused: str) -> Any:
    return op(name, forward, unknown(refused),
              outputs=("output", "inverse", "counts"), constant=("inverse", "counts"),
              public=False, method=False, node=node, samples=lambda make: [
                  ((make.constant([1.0, 1.0, 3.0, 1.0]), dim), {}) for dim in (None, 0)])


_unique_op = _distinct("unique", _unique, "Unique2Backward0", "_unique2")
_unique_dim = _distinct("unique.dim", _unique, "UniqueDimBackward0", "unique_dim")
_consecutive = _distinct("unique_consecutive", _unique_consecutive, "UniqueConsecutiveBackward0",
                         "unique_consecutive")


def _wanted(found: Any, inverse: bool, counts: bool) -> Any:
    out = (found[0], *((found[1],) if inverse else ()), *((found[2],) if counts else ()))
    return out if len(out) > 1 else out[0]


@wraps_op("unique", _unique_op, _unique_dim)
def unique(input: Any, sorted: bool = True, return_inverse: bool = False,
           return_counts: bool = False, dim: int | None = None) -> Any:
    """The distinct elements in ascending order, or the distinct slices along `dim`.

    With `return_inverse` also where each element went, with `return_counts` how often each came.

    Shapes: ``(n, m) -> (k)``, with ``dim=0``: ``(n, m) -> (k, m)``.

    >>> unique(tensor([3, 1, 3]))
    tensor([1, 3])
    """
    found = _unique_op(input) if dim is None else _unique_dim(input, dim)
    return _wanted(found, return_inverse, return_counts)


@wraps_op("unique_consecutive", _consecutive)
def unique_consecutive(input: Any, return_inverse: bool = False, return_counts: bool = False,
                       dim: int | None = None) -> Any:
    """The elements (or slices along `dim`) without those that repeat the one before.

    Shapes: ``(n) -> (k)``, with ``dim=0``: ``(n, m) -> (k, m)``.

    >>> unique_consecutive(tensor([1, 1, 2, 1]))
    tensor([1, 2, 1])
    """
    return _wanted(_consecutive(input, dim), return_inverse, return_counts)


def _isin(elements: Any, test_elements: Any, *, assume_unique: bool = False,
          invert: bool = False) -> Any:
    """Whether each of `elements` is among `test_elements`; either may be a number.

    Shapes: ``(n, m), (k) -> (n, m)``.

    >>> isin(tensor([1, 2, 3]), tensor([1, 3]))
    tensor([ True, False,  True])
    """
    if np.result_type(elements).kind == "c" or np.result_type(test_elements).kind == "c":
        raise RuntimeError("Unsupported input type encountered for isin(): complex")
    return np.isin(elements, test_elements, assume_unique=assume_unique, invert=invert)


isin = op("isin", _isin, None, None, method=False, promote="keep", samples=lambda make: [
    ((make.integers(2, 3), make.integers(4)), {}),
    ((make.integers(3), make.integers(2)), {"invert": True})])

# -- histograms ----------------------------------------------------------------------------------


def _limits(x: Any, low: float, high: float) -> tuple[float, float]:
    """The range of a histogram: as given, else that of the data."""
    if low == high and x.size:
        low, high = float(x.min()), float(x.max())
    if low == high:
        low, high = low - 1, high + 1
    if not (np.isfinite(low) and np.isfinite(high)):
        raise RuntimeError(f"range of [{low:g}, {high:g}] is not finite")
    if low > high:
        raise RuntimeError("torch.histc: max must be larger than min; got "
                           f"min={low:g}, max={high:g}")
    return low, high


def _histc(x: Any, bins: int = 100, min: float = 0, max: float = 0) -> Any:
    """How many elements fall into each of `bins` equal intervals from `min` to `max`.

    The range of the data is taken if both are 0; elements outside are not counted.

    Shapes: ``(...) -> (bins)``.

    Raises:
        RuntimeError: no bins, a range upside down or not finite.

    >>> histc(tensor([0.0, 1.0, 1.0, 3.0]), bins=3)
    tensor([1., 2., 1.])
    """
    if bins <= 0:
        raise RuntimeError(f"torch.histogram(): bins must be > 0, but got {bins} for dimension 0")
    for bound in (min, max):
        number_as(bound, x.dtype)
    if x.dtype.kind != "f":
        raise NotImplementedError(
            f"\"histogram_cpu\" not implemented for '{scalar_name(x.dtype)}'; convert the tensor, "
            "e.g. with .float()")
    low, high = _limits(x, float(min), float(max))
    values = x[(x >= low) & (x <= high)]
    place = ((values - x.dtype.type(low)) / x.dtype.type(high - low) * bins).astype(np.int64)
    counts = np.bincount(np.minimum(place, bins - 1), minlength=bins)
    return counts.astype(x.dtype)


histc = op("histc", _histc, None, samples=lambda make: [
    ((make(6), 3), {}), ((make(2, 3), 4, -1.0, 1.0), {})])


def _span(x: Any) -> tuple[float, float]:
    return (float(x.min()), float(x.max())) if x.size else (0.0, 1.0)


def _histogram(x: Any, bins: Any, weight: Any = None, *, range: Any = None,
               density: bool = False) -> Any:
    for bound in () if range is None else range:
        number_as(bound, x.dtype)
    if x.dtype.kind != "f":
        raise NotImplementedError(
            f"\"histogram_cpu\" not implemented for '{scalar_name(x.dtype)}'; convert the tensor, "
            "e.g. with .float()")
    if isinstance(bins, np.ndarray):
        edges = bins
    else:
        if bins <= 0:
            raise RuntimeError(f"torch.histogramdd: bins must be > 0, but got {bins}")
        low, high = _span(x) if range is None else range
        if low == high:
            low, high = low - 0.5, high + 0.5
        low, high = _limits(x, low, high)
        edges = np.linspace(low, high, int(bins) + 1).astype(x.dtype)
    hist, _ = np.histogram(x.reshape(-1), edges, density=density,
                           weights=None if weight is None else weight.reshape(-1))
    return hist.astype(x.dtype), edges


_histogram_op = op("histogram", _histogram, None, None, None, outputs=("hist", "bin_edges"),
                   inputs="x bins weight", public=False, method=False, samples=lambda make: [
                       ((make(6), 3), {}), ((make(6), 3, make(6)), {"range": (-1.0, 1.0)})])


@wraps_op("histogram", _histogram_op)
def histogram(input: Any, bins: Any, *, range: Any = None, weight: Any = None,
              density: bool = False) -> Any:
    """Histogram with its bin edges; `bins` is a number of equal bins or a tensor of edges.

    Shapes: ``(...) -> (bins), (bins + 1)``.

    Raises:
        RuntimeError: no bins, a range upside down or not finite.

    >>> histogram(tensor([0.0, 1.0, 1.0, 3.0]), 3).hist
    tensor([1., 2., 1.])
    """
    return _histogram_op(input, bins, weight, range=range, density=density)


def _bincount(x: Any, weights: Any = None, minlength: int = 0) -> Any:
    """How often each number from 0 up occurs, or the sum of its `weights`.

    Shapes: ``(n) -> (k)``.

    Raises:
        RuntimeError: not a vector of non-negative integers; weights of another size.

    >>> bincount(tensor([0, 2, 2]))
    tensor([1, 0, 2])
    """
    if x.dtype.kind not in "iu":
        raise NotImplementedError(
            f"\"bincount_cpu\" not implemented for '{scalar_name(x.dtype)}'; convert with .long()")
    if x.ndim != 1 or (x.size and x.min() < 0):
        raise RuntimeError("bincount only supports 1-d non-negative integral inputs.")
    if minlength < 0:
        raise RuntimeError(f"minlength should be >= 0; got {minlength}")
    if weights is not None and weights.shape != x.shape:
        raise RuntimeError("weights should be 1-d and have the same length as input; got "
                           f"{list(weights.shape)} and {list(x.shape)}")
    if weights is not None and weights.dtype.kind == "c":
        weights = weights.real.astype(np.float64)      # as PyTorch counts
    out = np.bincount(x.astype(np.int64), weights, minlength)
    return out.astype(np.float32) if weights is not None and weights.dtype == np.float32 else out


bincount = op("bincount", _bincount, None, None, samples=lambda make: [
    ((make.integers(6, low=0),), {}), ((make.integers(6, low=0), make(6)), {"minlength": 12})])

# -- places in sorted rows -----------------------------------------------------------------------


def _searchsorted(sorted_sequence: Any, input: Any, sorter: Any = None, *,
                  out_int32: bool = False, right: bool = False) -> Any:
    values = np.asarray(input)
    rows = sorted_sequence
    if sorter is not None:
        rows = np.take_along_axis(rows, sorter, -1)
    side: Any = "right" if right else "left"
    if rows.ndim == 1:
        found = np.searchsorted(rows, values, side)
    else:
        found = np.empty(values.shape, np.int64)
        for place in np.ndindex(rows.shape[:-1]):
            found[place] = np.searchsorted(rows[place], values[place], side)
    return np.asarray(found, np.int32 if out_int32 else np.int64)


_searchsorted_op = op("searchsorted", _searchsorted, None, None, None,
                      inputs="sorted_sequence input sorter", public=False, method=False,
                      samples=lambda make: [
                          ((make.constant([1.0, 2.0, 3.0]), make(2, 2, low=0.0, high=4.0)), {}),
                          ((make.constant([1, 2, 2]), make.constant([2])), {"right": True})])


def _side(side: str | None, right: bool) -> bool:
    if side not in (None, "left", "right"):
        raise RuntimeError("torch.searchsorted(): side can only be 'left' or 'right' but got "
                           f"{side}")
    if side == "left" and right:
        raise RuntimeError("torch.searchsorted(): side and right can't be set to opposites, got "
                           "side of left while right was True")
    return right or side == "right"


def _checked_rows(rows: Any, values: Any, sorter: Any) -> None:
    shape = np.shape(data_of(values))
    if rows.ndim != 1 and not shape:
        raise RuntimeError(
            "torch.searchsorted(): input value can be a scalar only when boundaries tensor "
            f"dimension is 1, but we got boundaries tensor dim({rows.ndim}) and input value's "
            "dim(0) numel(1)")
    if rows.ndim != 1 and (len(shape) != rows.ndim or shape[:-1] != tuple(rows.shape[:-1])):
        raise RuntimeError(
            "torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 "
            "dimensions of boundaries tensor and input value tensor must match, but we got "
            f"boundaries tensor {list(rows.shape)} and input value tensor {list(shape)}")
    if sorter is not None and sorter.shape != rows.shape:
        raise RuntimeError(
            "torch.searchsorted(): boundary and sorter must have the same size, but got boundary "
            f"tensor {list(rows.shape)} and got sorter tensor {list(sorter.shape)}")


@wraps_op("searchsorted", _searchsorted_op, method=False)
def searchsorted(sorted_sequence: Any, input: Any, *, out_int32: bool = False,
                 right: bool = False, side: str | None = None, sorter: Any = None) -> Any:
    """Where to insert each element so that the row stays sorted; after equal ones with `right`.

    Shapes: ``(k), (n, m) -> (n, m)`` or, row by row, ``(n, k), (n, m) -> (n, m)``.

    Raises:
        RuntimeError: sizes do not fit; `side` and `right` contradict each other.

    >>> searchsorted(tensor([1.0, 3.0, 5.0]), tensor([3.0, 4.0]))
    tensor([1, 2])
    """
    after = _side(side, right)
    _checked_rows(sorted_sequence, input, sorter)
    return _searchsorted_op(sorted_sequence, input, sorter, out_int32=out_int32, right=after)


@composite("bucketize", method=False)
def bucketize(input: Any, boundaries: Any, *, out_int32: bool = False, right: bool = False) -> Any:
    """The number of the interval between `boundaries` in which each element lies.

    Shapes: ``(n, m), (k) -> (n, m)``.

    Raises:
        RuntimeError: `boundaries` is not a vector.

    >>> bucketize(tensor([2.0, 6.0]), tensor([1.0, 3.0, 5.0]))
    tensor([1, 3])
    """
    if boundaries.ndim != 1:
        raise RuntimeError("bucketize(): boundaries tensor must be 1 dimension, but got "
                           f"dim({boundaries.ndim})")
    values = input if isinstance(input, Tensor) else wrap(np.asarray(input))
    return _searchsorted_op(boundaries, values, None, out_int32=out_int32, right=right)
