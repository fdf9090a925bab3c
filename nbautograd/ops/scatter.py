"""Writing by index tensors and masks along a dimension: scatter, index_copy, put, masked_scatter ...

`spread` holds what `scatter_reduce` and `index_reduce` share.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.declare import linear, op, spelled, wraps_op
from ..engine.messages import scalar_name
from ..engine.notice import warn
from ..engine.structural import sum_to
from ..engine.tensor import Tensor, wrap
from .arguments import data_of, number_as, places, sampled, wrap_dim
from .formulas import keep, symbolic, underivable, zero_of
from .gather import (
    check_source,
    check_vector,
    choose,
    fill_masked,
    from_places,
    gather,
    index_add,
    index_select,
    scatter_add,
    scatter_places,
)
from .index import put_at
from .indices import Indices

# -- scatter --------------------------------------------------------------------------------------


def _scatter(x: Any, dim: int, index: Any, src: Any) -> Any:
    """With ``src[i, j]`` written to ``[index[i, j], j]`` for dim 0: ``(n, m), (k, m) -> (n, m)``.

    `src` may be a number (`value`); with `reduce` ``"add"`` or ``"multiply"`` it is combined with
    what is there.

    Raises:
        RuntimeError: an index out of bounds, or larger than `src`.

    >>> scatter(zeros(3), 0, tensor([2, 0]), tensor([1.0, 2.0]))
    tensor([2., 0., 1.])
    """
    key, values = scatter_places(x, wrap_dim(dim, x.ndim), index, src, "scatter")
    out = np.array(x)
    if not isinstance(src, np.ndarray):
        values = number_as(src, x.dtype)
    if key is not None:
        (out if x.ndim else out.reshape(1))[key] = values
    return out


def _scatter_combined(x: Any, dim: int, index: Any, src: Any, reduce: str) -> Any:
    key, values = scatter_places(x, wrap_dim(dim, x.ndim), index, src, "scatter")
    out = np.array(x)
    if key is not None:
        combine = np.add if reduce == "add" else np.multiply
        combine.at(out if x.ndim else out.reshape(1), key, values)
    return out


scatter_from = linear(
    "scatter", _scatter, lambda g, dim, index: scatter_value(g, dim, index, 0), None,
    lambda g, dim, index, src_shape: from_places(g, dim, index, src_shape),
    inputs="x index src", public=False, method=False)
scatter_value = linear(
    "scatter.value", _scatter, lambda g, dim, index: scatter_value(g, dim, index, 0), None,
    jvp=lambda dx, dim, index: scatter_value(dx, dim, index, 0),
    inputs="x index", public=False, method=False, node="ScatterBackward1")
scatter_combined = op(
    "scatter.reduce", _scatter_combined, underivable("scatter.reduce"), None,
    underivable("scatter.reduce"), inputs="x index src", public=False, method=False,
    node="torch::autograd::NotImplemented", samples=lambda make: [
        ((make(2, 3), 1, places([0, 0], [2, 1]), make(2, 2), how), {}) for how in ("add", "multiply")])


@wraps_op("scatter", scatter_from, scatter_value, scatter_combined)
def scatter(input: Any, dim: int, index: Any, src: Any = None, *, value: Any = None,
            reduce: str | None = None) -> Any:
    source = value if src is None else src
    if reduce is not None:
        if reduce not in ("add", "multiply"):
            raise RuntimeError(
                f"reduce argument must be either add or multiply, got {reduce!r}")
        if isinstance(source, Tensor):
            warn(
                "The reduce argument of torch.scatter with Tensor src is deprecated and will be "
                "removed in a future PyTorch release. Use torch.scatter_reduce instead for more "
                "reduction options.")
        return scatter_combined(input, dim, index, source, reduce)
    return (scatter_from if isinstance(source, Tensor) else scatter_value)(
        input, dim, index, source)


scatter.__doc__ = scatter_from.op.doc

# -- scatter_reduce and index_reduce --------------------------------------------------------------

COMBINE = {"sum": np.add, "mean": np.add, "prod": np.multiply, "amax": np.maximum,
           "amin": np.minimum}


# PyTorch's names of its loops, which its refusals say.
_SCATTER_KERNELS = {how: f"scatter_gather_tensor_cpu_reduce_{how}" for how in ("amax", "amin")}
_INDEX_KERNELS = {"amax": "maximum_cpu", "amin": "minimum_cpu"}


def spread(x: Any, key: Any, values: Any, reduce: str, include_self: bool,
           kernels: dict[str, str]) -> Any:
    """`x` with `values` combined into the places of `key`.

    Raises:
        NotImplementedError: the largest of complex numbers.
    """
    if x.dtype.kind == "c" and reduce in ("amax", "amin"):
        raise NotImplementedError(f"\"scatter_gather_tensor_cpu_reduce_{reduce}\" not implemented for "
                                  f"'{scalar_name(x.dtype)}': complex numbers have no order")
    out = np.array(x)
    there = out if x.ndim else out.reshape(1)
    if x.dtype.kind == "c" and reduce in ("amax", "amin"):
        raise NotImplementedError(
            f"\"{kernels[reduce]}\" not implemented for '{scalar_name(x.dtype)}': complex numbers "
            "have no order")
    if not include_self:
        there[key] = _identity(x.dtype, reduce)
    COMBINE[reduce].at(there, key, values)
    if reduce == "mean":
        count = np.full(there.shape, include_self, x.dtype)
        np.add.at(count, key, 1)
        count[count == 0] = 1
        there[...] = there / count if x.dtype.kind in "fc" else there // count
    return out


def _identity(dtype: Any, reduce: str) -> Any:
    if reduce in ("sum", "mean"):
        return 0
    if reduce == "prod":
        return 1
    if dtype.kind == "b":
        return reduce == "amin"
    sign = -1 if reduce == "amax" else 1
    if dtype.kind == "f":
        return sign * np.inf
    info = np.iinfo(dtype)
    return info.min if reduce == "amax" else info.max


def _scatter_reduce(x: Any, dim: int, index: Any, src: Any, reduce: str, *,
                    include_self: bool = True) -> Any:
    """With the elements of `src` combined at the places `index` names: ``(n), (k), (k) -> (n)``.

    `reduce` is ``"sum"``, ``"prod"``, ``"mean"``, ``"amax"`` or ``"amin"``.

    Raises:
        RuntimeError: an index out of bounds, or larger than `src`; an unknown reduction.

    >>> scatter_reduce(zeros(2), 0, tensor([0, 0, 1]), tensor([1.0, 5.0, 2.0]), "amax")
    tensor([5., 2.])
    """
    if reduce not in COMBINE:
        raise RuntimeError("reduce argument must be either sum, prod, mean, amax or amin, got "
                           f"{reduce}")
    key, values = scatter_places(x, wrap_dim(dim, x.ndim), index, src, "scatter")
    return np.array(x) if key is None else spread(
        x, key, values, reduce, include_self, _SCATTER_KERNELS)


class _Along:
    """Reading and writing along a dimension, as the formulas of a reduction need it."""

    def __init__(self, dim: int, index: Any, rows: bool) -> None:
        self.dim, self.index, self.rows = dim, index, rows

    def read(self, x: Any) -> Any:
        return (index_select if self.rows else gather)(x, self.dim, self.index)

    def add(self, x: Any, src: Any) -> Any:
        return (index_add if self.rows else scatter_add)(x, self.dim, self.index, src)

    def clear(self, x: Any) -> Any:
        return (index_fill_value if self.rows else scatter_value)(x, self.dim, self.index, 0)

    def product(self, x: Any, src: Any, include_self: bool) -> Any:
        if self.rows:
            return index_reduce(x, self.dim, self.index, src, "prod", include_self=include_self)
        return scatter_reduce(x, self.dim, self.index, src, "prod", include_self=include_self)


def _reduced(at: _Along, g: Any, x: Any, src: Any, out: Any, reduce: str, include_self: bool,
             ) -> tuple[Any, Any, Any]:
    """The cotangents of the tensor and of the source of a reduction along a dimension."""
    if reduce == "sum":
        g_x, g_src = g, at.read(g)
    elif reduce == "mean":
        count = at.add(_ones(g) if include_self else zero_of(g), _ones(src))
        g_x = g / fill_masked(count, count == 0, 1)
        g_src = at.read(g_x)
    elif reduce == "prod":
        filled = fill_masked(x, x == 0, 1)
        g_x = g * at.product(filled, src, include_self) / filled
        g_src = _product_source(at, g, x, src, out, include_self)
    else:
        # The largest (smallest) elements share the cotangent equally.
        here, there = x == out, src == at.read(out)
        share = g / at.add(keep(_ones(x), here), keep(_ones(src), there))
        g_x, g_src = keep(share, here), keep(at.read(share), there)
    return (g_x if include_self else at.clear(g_x)), None, g_src


def _ones(x: Any) -> Any:
    return zero_of(x) + 1


def _product_source(at: _Along, g: Any, x: Any, src: Any, out: Any, include_self: bool) -> Any:
    """A factor's cotangent is the product of the others: not by division where it is zero."""
    zero = src == 0
    single = zero & (at.read(at.add(zero_of(x), keep(_ones(src), zero))) == 1)
    others = at.product(x, fill_masked(src, single, 1), include_self)
    return choose(single, at.read(g * others), at.read(g * out) / fill_masked(src, zero, 1))


def _scatter_reduced(g: Any, x: Any, dim: int, index: Any, src: Any, reduce: str,
                     include_self: bool, out: Any) -> Any:
    return _reduced(_Along(dim, index, False), g, x, src, out, reduce, include_self)


scatter_reduce = op("scatter_reduce", _scatter_reduce, inputs="x -index src", joint=_scatter_reduced,
                    inplace=True, holomorphic=True)


def _index_reduce(x: Any, dim: int, index: Any, source: Any, reduce: str, *,
                  include_self: bool = True) -> Any:
    """With the rows of `source` combined at the places `index`: ``(n, m), (k), (k, m) -> (n, m)``.

    `reduce` is ``"prod"``, ``"mean"``, ``"amax"`` or ``"amin"``.

    Raises:
        RuntimeError: sizes that do not fit; an unknown reduction.

    >>> index_reduce(zeros(2), 0, tensor([0, 0]), tensor([1.0, 5.0]), "amax")
    tensor([5., 0.])
    """
    if reduce not in COMBINE or reduce == "sum":
        raise RuntimeError("index_reduce(): Expected reduce to be one of prod, mean, amax or amin "
                           f"but got {reduce}.")
    d = wrap_dim(dim, x.ndim)
    check_vector(index, "index_reduce_")
    check_source(x, d, index, source, "index_reduce_")
    rows = np.moveaxis(x, d, 0) if x.ndim else x.reshape(1)
    values = np.moveaxis(source, d, 0) if source.ndim else source.reshape(1)
    out = spread(rows, index.reshape(-1), values, reduce, include_self, _INDEX_KERNELS)
    return np.ascontiguousarray(np.moveaxis(out, 0, d)) if x.ndim else out.reshape(())


def _index_reduced(g: Any, x: Any, dim: int, index: Any, source: Any, reduce: str,
                   include_self: bool, out: Any) -> Any:
    return _reduced(_Along(dim, index, True), g, x, source, out, reduce, include_self)


index_reduce = op("index_reduce", _index_reduce, inputs="x -index source", joint=_index_reduced,
                  inplace=True, holomorphic=True)

# -- rows written ---------------------------------------------------------------------------------


def _index_copy(x: Any, dim: int, index: Any, source: Any) -> Any:
    """With the rows of `source` at the places `index`: ``(n, m), (k), (k, m) -> (n, m)``.

    Raises:
        RuntimeError: sizes that do not fit.   IndexError: an index out of bounds.

    >>> index_copy(zeros(3), 0, tensor([2]), tensor([5.0]))
    tensor([0., 0., 5.])
    """
    d = wrap_dim(dim, x.ndim)
    _check_copied(x, d, index, source)
    out = np.array(x)
    if x.ndim:
        rows = np.moveaxis(out, d, 0)
        rows[index.reshape(-1)] = np.moveaxis(source, d, 0) if source.ndim else source
    elif index.size:
        out[...] = source.reshape(-1)[-1]
    return out


def _check_copied(x: Any, d: int, index: Any, source: Any) -> None:
    if index.ndim > 1:
        raise IndexError("index_copy_(): Index should have dimension 1 or 0 (got "
                         f"{index.ndim})")
    if index.dtype != np.int64:
        raise IndexError("index_copy_(): Expected a long tensor for index, but got "
                         f"{scalar_name(index.dtype)}")
    if source.dtype != x.dtype:
        raise RuntimeError("index_copy_(): self and source expected to have the same dtype, but got "
                           f"(self) {scalar_name(x.dtype)} and (source) {scalar_name(source.dtype)}")
    if source.ndim == 0 and index.size != 1:
        raise IndexError("index_copy_(): When source is scalar, index should have one element (got "
                         f"{index.size})")
    if source.ndim != x.ndim and source.ndim and x.ndim:
        raise IndexError(
            "index_copy_(): When source and destination are not scalars, their dimensionality must "
            f"match. Source dimensionality ({source.ndim}), destination dimensionality ({x.ndim})")
    if x.ndim and source.ndim:
        here, there = (s[:d] + s[d + 1:] for s in (x.shape, source.shape))
        if here != there:
            raise RuntimeError(
                "index_copy_(): Source/destination tensor must have same slice shapes. Destination "
                f"slice shape: {list(here)} at dimension {d} and source slice shape: {list(there)} "
                f"at dimension {d}.")
        if source.shape[d] != index.size:
            raise IndexError(
                f"index_copy_(): Number of indices ({index.size}) should be equal to source.size"
                f"(dim) ({source.shape[d]})")
    _check_range(x, d, index, "index_copy_")


def _check_range(x: Any, d: int, index: Any, name: str) -> None:
    size = x.shape[d] if x.ndim else 1
    bad = index[(index < 0) | (index >= size)]
    if bad.size:
        raise IndexError(f"{name}(): index {bad.flat[0]} is out of bounds for dimension {d} with "
                         f"size {size}")


index_copy = linear(
    "index_copy", _index_copy, lambda g, dim, index: index_fill_value(g, dim, index, 0), None,
    lambda g, dim, index: index_select(g, dim, index), inputs="x index source", inplace=True)


def _index_fill(x: Any, dim: int, index: Any, value: Any) -> Any:
    """With one value at the positions `index` of a dimension: ``(n, m), (k) -> (n, m)``.

    Raises:
        IndexError: an index out of bounds, or not int64.

    >>> index_fill(zeros(3), 0, tensor([2]), 5)
    tensor([0., 0., 5.])
    """
    d = wrap_dim(dim, x.ndim)
    if index.dtype != np.int64:
        raise IndexError("index_fill_(): Expected dtype int64 for index.")
    if index.ndim > 1:
        raise RuntimeError("Index has to be a vector/scalar")
    if isinstance(value, np.ndarray) and value.ndim:
        raise RuntimeError("index_fill_ only supports a 0-dimensional value tensor, but got tensor "
                           f"with {value.ndim} dimension(s).")
    size = x.shape[d] if x.ndim else 1
    bad = index[(index < -size) | (index >= size)]
    if bad.size:
        raise IndexError(f"index {bad.flat[0]} is out of bounds for dimension {d} with size {size}")
    out = np.array(x)
    rows = np.moveaxis(out, d, 0) if x.ndim else out.reshape(1)
    rows[index.reshape(-1)] = number_as(value, x.dtype)
    return out


def _once(index: Any) -> Any:
    """The positions without repetition: each was filled once."""
    if symbolic(index):
        return index
    once = np.unique(data_of(index))
    return wrap(once) if isinstance(index, Tensor) else once


index_fill_value = linear(
    "index_fill", _index_fill, lambda g, dim, index: index_fill_value(g, dim, index, 0), None,
    jvp=lambda dx, dim, index: index_fill_value(dx, dim, index, 0), inputs="x index", public=False, method=False)
index_fill_tensor = linear(
    "index_fill.tensor", _index_fill, lambda g, dim, index: index_fill_value(g, dim, index, 0),
    None, lambda g, dim, index: sum_to(index_select(g, dim, _once(index)), ()),
    inputs="x index value",
    public=False, method=False, node="IndexFillBackward1")


@wraps_op("index_fill", index_fill_value, index_fill_tensor)
def index_fill(input: Any, dim: int, index: Any, value: Any) -> Any:
    return (index_fill_tensor if isinstance(value, Tensor) else index_fill_value)(
        input, dim, index, value)


index_fill.__doc__ = index_fill_value.op.doc


@spelled(put_at)
def index_put(input: Any, indices: Any, values: Any, accumulate: bool = False) -> Any:
    return input, indices if isinstance(indices, Indices) else Indices(list(indices)), values, accumulate

# Sample inputs, for the tests that check every op.
sampled({
    "scatter": lambda make: [
        ((make(2, 3), 1, places([0, 1], [2, 1]), make(2, 2)), {}),
        ((make(2, 3), 0, places([0, 0, 1]), make(2, 3)), {})],
    "scatter.value": lambda make: [((make(2, 3), 1, places([0, 1], [2, 1]), 5.0), {})],
    "scatter_reduce": lambda make: [
        ((make(3), 0, places(0, 0, 2), make(3), how), {"include_self": own}) for how in COMBINE for own in (True, False)],
    "index_reduce": lambda make: [
        ((make(3, 2), 0, places(0, 0), make(2, 2), how), {"include_self": own}) for how in COMBINE if how != "sum" for own in (True, False)],
    "index_copy": lambda make: [((make(3, 2), 0, places(2, 0), make(2, 2)), {})],
    "index_fill": lambda make: [((make(3, 2), 0, places(2, 0), 5.0), {})],
    "index_fill.tensor": lambda make: [((make(3, 2), 0, places(2, 0), make()), {})],
})
