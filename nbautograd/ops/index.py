"""Subscripts: ``x[...]`` taken apart as PyTorch does, and ``x[...] = value``.

Integers select, slices slice, None adds a dimension: all views. Index tensors, lists and masks
copy (op `index`). A recorder sees one step, ``getitem`` or ``setitem``.
"""

from __future__ import annotations

import operator
import warnings
from typing import Any

import numpy as np

from ..engine.construct import to_array
from ..engine.declare import composite, linear
from ..engine.messages import scalar_name, type_name
from ..engine.state import GRAD, LOCAL, NO_GRAD
from ..engine.structural import sum_to
from ..engine.tensor import Tensor, wrap
from ..engine.views import refresh, view_of
from .additions import add_rows
from .arguments import places, sampled
from .indices import Indices
from .parts import alias, select, sliced
from .shape import unsqueeze

# -- gather and scatter by index tensors, transposed to each other --------------------------------


def _index(x: Any, indices: Indices) -> Any:
    """The elements that index tensors point to: ``(n, m), (k) -> (k, m)``.

    Raises:
        IndexError: out of bounds; index shapes do not fit.
    """
    key = indices.current()
    try:
        # Of whole rows `take` makes the copies faster; it knows no masks.
        out = x[key] if len(key) > 1 or key[0].dtype.kind == "b" else x.take(key[0], 0)
    except IndexError:
        indices.check(x.shape)
        raise
    return out if out.flags.c_contiguous else np.ascontiguousarray(out)


def _index_backward(x: Any, input_sizes: Any, indices: Indices) -> Any:
    """Zeros with `x` added where the index tensors point: ``(k, m), (k) -> (n, m)``."""
    out = np.zeros(input_sizes, x.dtype)
    _put(out, indices, x, True, blank=True)
    return out


def _put(out: Any, indices: Indices, values: Any, accumulate: bool, blank: bool = False) -> None:
    key = indices.current()
    if not accumulate:
        out[key] = values
    elif out.dtype == np.bool_:
        np.logical_or.at(out, key, values)
    elif indices.masks_only:
        out[key] += values
    else:
        rows = indices.rows(out.shape, blank) if out.flags.c_contiguous else None
        if rows is None:
            np.add.at(out, key, values)
        else:
            add_rows(out, *rows, values, blank)


index = linear("index", _index, lambda g, x_shape, indices: index_backward(g, x_shape, indices),
               method=False, public=False)
index.op.keeps_parameters = True        # the indices
index_backward = linear("index_backward", _index_backward,
                        lambda g, indices: index(g, indices), method=False, public=False)


def _index_put(x: Any, indices: Indices, values: Any, accumulate: bool = False) -> Any:
    """With `values` put, or added, where index tensors point: ``(n, m), (k), (k, m) -> (n, m)``.

    Raises:
        IndexError: out of bounds.   RuntimeError: values of another type or shape.

    >>> index_put(tensor([1.0, 2.0]), (tensor([0]),), tensor([5.0]))
    tensor([5., 2.])
    """
    if values.dtype != x.dtype:
        _check_fits(x, indices, values)
        raise RuntimeError(
            "Index put requires the source and destination dtypes match, got "
            f"{scalar_name(x.dtype)} for the destination and {scalar_name(values.dtype)} for the "
            f"source. Convert the values with .to({type_name(x.dtype)}) first.")
    out = np.array(x)
    try:
        _put(out, indices, values, accumulate)
    except IndexError:
        indices.check(x.shape)
        raise
    except ValueError:
        _check_fits(x, indices, values)
        raise
    return out


def _check_fits(x: Any, indices: Indices, values: Any) -> None:
    shape = x[indices.key].shape
    try:
        np.broadcast_to(values, shape)
    except ValueError:
        raise RuntimeError(
            f"shape mismatch: value tensor of shape {list(values.shape)} cannot be broadcast to "
            f"indexing result of shape {list(shape)}") from None


put_at = linear(
    "index_put", _index_put,
    lambda g, indices, accumulate, values_shape: g if accumulate else index_put_zero(g, indices),
    lambda g, indices, values_shape: sum_to(index(g, indices), values_shape),
    inputs="x values", inplace=True)
put_at.op.keeps_parameters = True


def _put_zero(x: Any, indices: Indices) -> Any:
    out = np.array(x)
    out[indices.current()] = 0
    return out


index_put_zero = linear("index_put_zero", _put_zero,
                        lambda g, indices: index_put_zero(g, indices),
                        method=False, public=False, node="IndexPutBackward0")


# -- reading --------------------------------------------------------------------------------------


@composite("getitem", method=False, public=False)
def getitem(self: Any, index: Any) -> Any:
    """``x[index]``: integers, slices, None, ``...``, index tensors, lists and masks.

    Raises:
        IndexError: out of bounds, too many indices, a wrong kind of index.

    >>> tensor([[1, 2], [3, 4]])[:, 0]
    tensor([1, 3])
    """
    kind = type(index)
    if kind is int:
        try:
            return select(self, 0, index)
        except IndexError:
            raise _out_of_bounds(self._data.shape, 0, index) from None
    if kind is slice and self._data.ndim:
        return _slice(self, 0, index)
    if kind is tuple and not self._requires and is_basic(index):
        return _viewed_at(self, index)
    if kind is Tensor and index._data.ndim:
        return index_at(self, Indices([index]))
    part, tensors = resolve(self, index)
    if tensors:
        return index_at(part, Indices(tensors))
    return alias(part) if part is self else part


def is_basic(index: tuple[Any, ...]) -> bool:
    """Whether there are only integers, plain slices, None and one ``...``, as NumPy reads them."""
    dots = 0
    for e in index:
        kind = type(e)
        if kind is slice:
            step = e.step
            if not ((step is None or (type(step) is int and step > 0))
                    and (e.start is None or type(e.start) is int)
                    and (e.stop is None or type(e.stop) is int)):
                return False
        elif e is Ellipsis:
            dots += 1
        elif kind is not int and e is not None:
            return False
    return dots < 2


def _viewed_at(x: Any, index: tuple[Any, ...]) -> Any:
    """Several integers and slices in one step: without gradient nobody asks for the steps between."""
    if x._view is not None:
        refresh(x)
    mode = LOCAL.mode
    if x._requires or (mode is not GRAD and mode is not NO_GRAD):
        return resolve(x, index)[0]
    try:
        out = wrap(x._data[index if Ellipsis in index else (*index, Ellipsis)])
    except IndexError:
        return resolve(x, index)[0]
    view_of(out, x, mode)
    return out


index_at = index    # the op; `index` is the natural name of the parameter above


def _out_of_bounds(shape: tuple[int, ...], dim: int, index: int) -> IndexError:
    if not shape:
        return IndexError(
            "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` "
            "in C++ to convert a 0-dim tensor to a number")
    return IndexError(
        f"index {index} is out of bounds for dimension {dim} with size {shape[dim]}")


def _slice(x: Any, dim: int, index: slice) -> Any:
    start, end, step = index.start, index.stop, index.step
    if step is None:
        step = 1
    elif type(step) is not int:
        step = _slice_bound(step)
    if start is not None and type(start) is not int:
        start = _slice_bound(start)
    if end is not None and type(end) is not int:
        end = _slice_bound(end)
    if step <= 0:
        raise ValueError("slice step cannot be zero" if step == 0 else
                         "step must be greater than zero; reverse with .flip(dim)")
    return sliced(x, dim, start, end, step)


def _slice_bound(value: Any) -> int:
    try:
        return operator.index(value)
    except TypeError:
        raise TypeError("slice indices must be integers or None or have an __index__ method, got "
                        f"{type(value).__name__}") from None


def resolve(x: Any, index: Any) -> tuple[Any, list[Any]]:
    """The view that integers, slices and None make of `x`, and the index tensors left to apply."""
    entries = _entries(index)
    given = sum(_dims_taken(e) for e in entries)
    ndim = x._data.ndim
    if given > ndim:
        if ndim == 0 and all(type(e) is int for e in entries):
            raise _out_of_bounds((), 0, 0)
        raise IndexError(f"too many indices for tensor of dimension {ndim}"
                         if ndim or not isinstance(entries[0], slice) else
                         "slice() cannot be applied to a 0-dim tensor.")
    out, dim = x, 0
    tensors: list[Any] = []
    for n, e in enumerate(entries):
        if type(e) is int:
            try:
                out = select(out, dim, e)
            except IndexError:      # counted with the dimensions that integers took before
                place = dim + sum(type(before) is int for before in entries[:n])
                raise IndexError(f"index {e} is out of bounds for dimension {place} with size "
                                 f"{out._data.shape[dim]}") from None
        elif e is Ellipsis:
            dim += ndim - given
            given = ndim        # a second one stands for nothing
        elif e is None:
            out = unsqueeze(out, dim)
            dim += 1
        elif type(e) is slice:
            if e != slice(None) or len(entries) == 1:
                out = _slice(out, dim, e)
            dim += 1
        else:
            if e._data.ndim == 0:       # a truth value: a dimension of size one or zero
                out = unsqueeze(out, dim)
                e = wrap(e._data.reshape(1))  # noqa: PLW2901 (the same entry with a dimension)
            tensors += [None] * (dim - len(tensors)) + [e]
            dim += _dims_taken(e) or 1
    return out, tensors


def _entries(index: Any) -> list[Any]:
    """The entries of a subscript: int, slice, None, Ellipsis or index tensor."""
    if type(index) is list and _is_tuple_in_disguise(index):
        warnings.warn(
            "Using a non-tuple sequence for multidimensional indexing is deprecated and will be "
            "changed in pytorch 2.9; use x[tuple(seq)] instead of x[seq]. In pytorch 2.9 this will "
            "be interpreted as tensor index, x[torch.tensor(seq)], which will result either in an "
            "error or a different result", UserWarning, stacklevel=4)
        index = tuple(index)
    return [_entry(e) for e in index] if isinstance(index, tuple) else [_entry(index)]


def _is_tuple_in_disguise(index: list[Any]) -> bool:
    return len(index) < 32 and any(
        e is None or e is Ellipsis or isinstance(e, (Tensor, list, tuple, slice)) for e in index)


def _entry(e: Any) -> Any:
    kind = type(e)
    if kind is int or kind is slice or e is None or e is Ellipsis:
        return e
    if isinstance(e, Tensor):
        data = e._data
        return int(data) if data.ndim == 0 and data.dtype.kind in "iu" else e
    if kind is bool:
        return wrap(np.array(e))
    if isinstance(e, np.ndarray):
        return wrap(e) if e.ndim or e.dtype == np.bool_ else int(e)
    if isinstance(e, (list, tuple, range)):
        data = to_array(list(e))
        return wrap(data.astype(np.int64) if data.size == 0 else data)
    if isinstance(e, str):
        raise TypeError("new(): invalid data type 'str'")
    if hasattr(kind, "__index__"):
        return operator.index(e)
    module = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
    raise IndexError(
        "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid "
        f"indices (got {module}{kind.__name__})")


def _dims_taken(e: Any) -> int:
    if e is None or e is Ellipsis:
        return 0
    if isinstance(e, Tensor) and e._data.dtype.kind in "bu" and e._data.dtype.itemsize == 1:
        return e._data.ndim
    return 1


OPERATORS = {"__getitem__": getitem}

# Sample inputs, for the tests that check every op.
sampled({
    "index": lambda make: [
        ((make(3, 2), Indices([places(0, 2, 0)])), {}),
        ((make(3, 2), Indices([places(True, False, True)])), {}),
        ((make(2, 3), Indices([None, places(1, 1)])), {})],
    "index_backward": lambda make: [((make(3, 2), (3, 2), Indices([places(0, 2, 0)])), {})],
    "index_put": lambda make: [
        ((make(3, 2), (places(0, 2),), make(2, 2)), {}),
        ((make(3), (places(0, 0),), make(), True), {})],
    "index_put_zero": lambda make: [((make(3, 2), Indices([places(0, 2)])), {})],
})
