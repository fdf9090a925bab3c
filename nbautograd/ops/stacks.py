"""Joins and splits by another name (`hstack`, `vsplit` ...), and grids of all combinations."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from ..engine.declare import composite
from ..engine.dtypes import promoted
from ..engine.notice import warn_once
from ..engine.tensor import Tensor, wrap
from .arguments import flat, integer, integers, wrap_dim
from .arrange import atleast_1d, atleast_2d, atleast_3d
from .convert import converted
from .join import joined, stacked
from .parts import sliced
from .shape import expand_to_size, reshaped, unsafe_view

# -- joins ----------------------------------------------------------------------------------------


def _some(tensors: Any, name: str) -> list[Any]:
    found = list(tensors)
    if not found:
        raise RuntimeError(f"{name} expects a non-empty TensorList")
    return found


@composite("hstack", method=False)
def hstack(tensors: Any) -> Any:
    """Side by side, column by column: ``(n, a), (n, b) -> (n, a + b)``; vectors end to end.

    Raises:
        RuntimeError: no tensors; sizes that do not fit.

    >>> hstack((tensor([1]), tensor([2, 3])))
    tensor([1, 2, 3])
    """
    found = [atleast_1d(x) for x in _some(tensors, "hstack")]
    return joined(found, 0 if found[0]._data.ndim == 1 else 1)


@composite("vstack", method=False, aliases=("row_stack",))
def vstack(tensors: Any) -> Any:
    """One below the other, row by row: ``(n, m), (k, m) -> (n + k, m)``; vectors are rows.

    Raises:
        RuntimeError: no tensors; sizes that do not fit.

    >>> vstack((tensor([1, 2]), tensor([3, 4])))
    tensor([[1, 2],
            [3, 4]])
    """
    return joined([atleast_2d(x) for x in _some(tensors, "vstack")], 0)


@composite("dstack", method=False)
def dstack(tensors: Any) -> Any:
    """One behind the other along a third dimension: ``(n, m), (n, m) -> (n, m, 2)``.

    Raises:
        RuntimeError: no tensors; sizes that do not fit.

    >>> dstack((tensor([1, 2]), tensor([3, 4])))
    tensor([[[1, 3],
             [2, 4]]])
    """
    return joined([atleast_3d(x) for x in _some(tensors, "dstack")], 2)


@composite("column_stack", method=False)
def column_stack(tensors: Any) -> Any:
    """Vectors as the columns of a matrix: ``(n), (n) -> (n, 2)``; matrices side by side.

    Raises:
        RuntimeError: no tensors; sizes that do not fit.

    >>> column_stack((tensor([1, 2]), tensor([3, 4])))
    tensor([[1, 3],
            [2, 4]])
    """
    found = [reshaped(x, (x._data.size, 1)) if x._data.ndim < 2 else x
             for x in _some(tensors, "column_stack")]
    return joined(found, 1)


# -- splits ---------------------------------------------------------------------------------------


def _bounds(size: int, where: Any) -> list[tuple[int, int | None]]:
    if isinstance(where, int):
        base, extra = divmod(size, where)
        lengths = [base + 1] * extra + [base] * (where - extra)
        ends = list(itertools.accumulate(lengths))
        return list(zip([0, *ends[:-1]], ends, strict=True))
    return list(zip([0, *where], [*where, size], strict=True))


def _parts(x: Any, where: Any, d: int) -> Any:
    return tuple(sliced(x, d, a, b, 1) for a, b in _bounds(x._data.shape[d], where))


def _sections(value: Any, name: str) -> Any:
    """How many parts, or where to cut."""
    if isinstance(value, Tensor):
        data = value._data
        if data.dtype != np.int64:
            raise RuntimeError(f"{name} expected tensor_indices_or_sections to have dtype of long, "
                               f"but got {data.dtype.name}")
        if data.ndim > 1:
            raise RuntimeError(
                f"{name} expected tensor_indices_or_sections to be a zero-dimensional or "
                f"one-dimensional tensor, but got a tensor with {data.ndim} dims")
        return data.tolist()
    if isinstance(value, (tuple, list)):
        return list(integers(value, name, "indices"))
    return integer(value, name, "indices_or_sections")


@composite("tensor_split")
def tensor_split(input: Any, indices_or_sections: Any = None, dim: int = 0, *,
                 sections: Any = None, indices: Any = None) -> Any:
    """Into `n` parts of nearly equal size, or cut at the given positions: ``(n, m) -> ...``.

    Raises:
        RuntimeError: a number of parts that is not positive; a 0-d tensor.

    >>> tensor_split(tensor([1, 2, 3]), 2)
    (tensor([1, 2]), tensor([3]))
    """
    given = next(v for v in (indices_or_sections, sections, indices) if v is not None)
    if input._data.ndim == 0:
        raise RuntimeError(
            "tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims")
    d = wrap_dim(dim, input._data.ndim)
    where = _sections(given, "tensor_split")
    if isinstance(where, int) and where <= 0:
        raise RuntimeError(f"number of sections must be larger than 0, got {where}")
    return _parts(input, where, d)


def _split_evenly(x: Any, given: Any, d: int, name: str) -> Any:
    where = _sections(given, name)
    if isinstance(where, int):
        size = x._data.shape[d]
        if where == 0 or size % where:
            raise RuntimeError(
                f"torch.{name} attempted to split along dimension {d}, but the size of the "
                f"dimension {size} is not divisible by the split_size {where}!")
    return _parts(x, where, d)


@composite("hsplit")
def hsplit(input: Any, *indices_or_sections: Any, sections: Any = None, indices: Any = None) -> Any:
    """Columns split evenly or at positions (a vector: its elements): ``(n, m) -> (n, k), ...``.

    Raises:
        RuntimeError: a 0-d tensor; sizes that do not divide.

    >>> hsplit(tensor([1, 2]), 2)
    (tensor([1]), tensor([2]))
    """
    if input._data.ndim < 1:
        raise RuntimeError(
            "torch.hsplit requires a tensor with at least 1 dimension, but got a tensor with "
            f"{input._data.ndim} dimensions!")
    given = _given(indices_or_sections, sections, indices)
    return _split_evenly(input, given, 0 if input._data.ndim == 1 else 1, "hsplit")


def _given(args: tuple[Any, ...], sections: Any, indices: Any) -> Any:
    if len(args) > 1:
        return args
    return args[0] if args else indices if sections is None else sections


@composite("vsplit")
def vsplit(input: Any, *indices_or_sections: Any, sections: Any = None, indices: Any = None) -> Any:
    """Rows split evenly or at positions: ``(n, m) -> (k, m), ...``.

    Raises:
        RuntimeError: less than two dimensions; sizes that do not divide.

    >>> vsplit(tensor([[1], [2]]), 2)
    (tensor([[1]]), tensor([[2]]))
    """
    if input._data.ndim < 2:
        raise RuntimeError(
            "torch.vsplit requires a tensor with at least 2 dimension, but got a tensor with "
            f"{input._data.ndim} dimensions!")
    return _split_evenly(input, _given(indices_or_sections, sections, indices), 0, "vsplit")


@composite("dsplit")
def dsplit(input: Any, *indices_or_sections: Any, sections: Any = None, indices: Any = None) -> Any:
    """The third dimension split evenly or at positions: ``(n, m, l) -> (n, m, k), ...``.

    Raises:
        RuntimeError: less than three dimensions; sizes that do not divide.

    >>> dsplit(tensor([[[1, 2]]]), 2)
    (tensor([[[1]]]), tensor([[[2]]]))
    """
    if input._data.ndim < 3:
        raise RuntimeError(
            "torch.dsplit requires a tensor with at least 3 dimension, but got a tensor with "
            f"{input._data.ndim} dimensions!")
    return _split_evenly(input, _given(indices_or_sections, sections, indices), 2, "dsplit")


# -- grids ----------------------------------------------------------------------------------------


@composite("meshgrid", method=False)
def meshgrid(*tensors: Any, indexing: str | None = None) -> Any:
    """The coordinates of a grid: ``(n), (m) -> (n, m), (n, m)``; with ``"xy"`` ``(m, n)``.

    Raises:
        RuntimeError: tensors of more than one dimension; an unknown `indexing`.

    >>> meshgrid(tensor([1, 2]), tensor([3, 4]), indexing="ij")
    (tensor([[1, 1],
            [2, 2]]), tensor([[3, 4],
            [3, 4]]))
    """
    found = _some(flat(tensors), "meshgrid")
    if indexing is None:
        warn_once(
            "torch.meshgrid: in an upcoming release, it will be required to pass the indexing "
            "argument.")
    elif indexing not in ("ij", "xy"):
        raise RuntimeError('torch.meshgrid: indexing must be one of "xy" or "ij", but received: '
                           f"{indexing}")
    for x in found:
        if x._data.ndim > 1:
            raise RuntimeError("torch.meshgrid: Expected 0D or 1D tensor in the tensor list but "
                               f"got: {list(x._data.shape)}")
        if x._data.dtype != found[0]._data.dtype:
            raise RuntimeError("torch.meshgrid expects all tensors to have the same dtype")
    swapped = indexing == "xy" and len(found) > 1
    if swapped:
        found[:2] = found[1::-1]
    shape = tuple(x._data.size for x in found)
    grids = [expand_to_size(reshaped(x, (1,) * k + (-1 if x._data.size else 0,)
                                     + (1,) * (len(found) - k - 1)), shape)
             for k, x in enumerate(found)]
    return (grids[1], grids[0], *grids[2:]) if swapped else tuple(grids)


@composite("cartesian_prod", method=False)
def cartesian_prod(*tensors: Any) -> Any:
    """All tuples with one element of each: ``(n), (m) -> (n*m, 2)``.

    Raises:
        RuntimeError: a tensor that is not a vector.

    >>> cartesian_prod(tensor([1, 2]), tensor([3, 4]))
    tensor([[1, 3],
            [1, 4],
            [2, 3],
            [2, 4]])
    """
    found = _some(flat(tensors), "cartesian_prod")
    for x in found:
        if x._data.ndim != 1:
            raise RuntimeError("Expect a 1D vector, but got shape " + str(list(x._data.shape)))
    if len(found) == 1:
        return found[0]
    grids = meshgrid(*found, indexing="ij")
    return stacked([_flat_copy(x) for x in grids], 1)


def _flat_copy(x: Any) -> Any:
    return reshaped(x, (-1,)) if x._data.size else unsafe_view(x, (0,))


@composite("combinations")
def combinations(input: Any, r: int = 2, with_replacement: bool = False) -> Any:
    """All choices of `r` elements, in order: ``(n) -> (k, r)``.

    Raises:
        RuntimeError: not a vector, or a negative `r`.

    >>> combinations(tensor([1, 2, 3]))
    tensor([[1, 2],
            [1, 3],
            [2, 3]])
    """
    if input._data.ndim != 1:
        raise RuntimeError("Expect a 1D vector, but got shape " + str(list(input._data.shape)))
    if r < 0:
        raise RuntimeError(f"Expect a non-negative number, but got {r}")
    if r == 0:
        return wrap(np.zeros(0, input._data.dtype))
    choose = itertools.combinations_with_replacement if with_replacement else itertools.combinations
    places = np.array(list(choose(range(input._data.size), r)), np.int64).reshape(-1, r)
    from .gather import index_select
    return stacked([index_select(input, 0, wrap(np.ascontiguousarray(column)))
                  for column in places.T], 1)


@composite("vander", method=False)
def vander(x: Any, N: int | None = None, increasing: bool = False) -> Any:
    """The powers of each element as a row, the highest first: ``(n) -> (n, N)``.

    Raises:
        RuntimeError: not a vector, or a negative `N`.

    >>> vander(tensor([2, 3]), 3)
    tensor([[4, 2, 1],
            [9, 3, 1]])
    """
    if x._data.ndim != 1:
        raise RuntimeError("x must be a one-dimensional tensor.")
    count = x._data.size if N is None else N
    if count < 0:
        raise RuntimeError("N must be non-negative.")
    target = promoted([x._data, 1]).numpy
    one = wrap(np.ones(x._data.shape, target))
    powers = list(itertools.accumulate(
        [converted(x, target)] * max(count - 1, 0), lambda a, b: a * b, initial=one))
    if not count:
        return wrap(np.zeros((x._data.size, 0), target))
    return stacked(powers if increasing else powers[::-1], 1)

