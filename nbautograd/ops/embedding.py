"""Rows of a table by their numbers: embeddings, bags of embeddings, one-hot vectors."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine import messages
from ..engine.declare import composite, linear, op, wraps_op
from ..engine.inplace import write
from ..engine.messages import argument_must_be_tensor, type_name
from ..engine.tensor import Tensor, wrap
from .additions import add_rows
from .gather import index_select
from .reduce import place, sum_

__all__ = ["embedding", "embedding_bag", "functional_embedding", "one_hot"]

F = "nn.functional."


def _check_indices(indices: Any, rows: int, name: str) -> None:
    _check_type(indices, name)
    if indices.size and not 0 <= indices.min() <= indices.max() < rows:
        raise IndexError(f"index out of range in self: there are {rows} rows, and indices reach "
                         f"from {indices.min()} to {indices.max()}")


def _check_type(indices: Any, name: str) -> None:
    if indices.dtype not in (np.int64, np.int32):
        raise RuntimeError(
            "Expected tensor for argument #1 'indices' to have one of the following scalar types: "
            f"Long, Int; but got {type_name(indices.dtype)} instead (while checking arguments for "
            f"{name})")


def _embedding(weight: Any, indices: Any, padding_idx: int = -1, scale_grad_by_freq: bool = False,
               sparse: bool = False) -> Any:
    """The rows of `weight` with these numbers.

    The row `padding_idx` gets no gradient; with `scale_grad_by_freq`, rows that are used often get
    less. Gradients are dense here, also with `sparse`.

    Shapes: ``(v, m), (...) -> (..., m)``.

    Raises:
        IndexError: there is no such row.   RuntimeError: indices that are not integers.

    >>> embedding(tensor([[1.0, 2.0], [3.0, 4.0]]), tensor([1, 0]))
    tensor([[3., 4.],
            [1., 2.]])
    """
    if weight.ndim != 2:
        raise RuntimeError(f"'weight' must be 2-D, but it is {weight.ndim}-D")
    _check_indices(indices, weight.shape[0], "embedding")
    return weight[indices]


def _counted(indices: Any, rows: int, padding_idx: int, scale_grad_by_freq: bool) -> Any:
    """What each use of a row counts in the gradient; None if all count alike."""
    share = None
    if scale_grad_by_freq:
        share = 1 / np.bincount(indices.ravel(), minlength=rows)[indices]
    if padding_idx >= 0:
        used = indices != padding_idx
        share = used if share is None else share * used
    return share


def _spread(x: Any, indices: Any, rows: int, padding_idx: int, scale_grad_by_freq: bool) -> Any:
    share = _counted(indices, rows, padding_idx, scale_grad_by_freq)
    out = np.zeros((rows, x.shape[-1]), x.dtype)
    add_rows(out, indices, 1, x if share is None else (x * share[..., None]).astype(x.dtype), True)
    return out


def _gathered(x: Any, indices: Any, padding_idx: int, scale_grad_by_freq: bool) -> Any:
    share = _counted(indices, x.shape[0], padding_idx, scale_grad_by_freq)
    rows = x[indices]
    return rows if share is None else (rows * share[..., None]).astype(x.dtype)


_dense_backward = linear(
    "embedding_dense_backward", _spread, lambda g, indices, padding_idx, scale_grad_by_freq:
    _gather_op(g, indices, padding_idx, scale_grad_by_freq), inputs="x indices",
    public=False, method=False, node="EmbeddingDenseBackwardBackward0", samples=lambda make: [
        ((make(2, 2, 3), wrap(np.array([[1, 0], [3, 1]])), 4, 3, False), {}),
        ((make(3, 2), wrap(np.array([1, 0, 1])), 3, -1, True), {})])
_gather_op = linear(
    "_embedding_rows", _gathered, lambda g, indices, x_shape, padding_idx, scale_grad_by_freq:
    _dense_backward(g, indices, x_shape[0], padding_idx, scale_grad_by_freq), inputs="x indices",
    public=False, method=False, node="EmbeddingBackward0", samples=lambda make: [
        ((make(4, 3), wrap(np.array([[1, 0], [3, 1]])), 3, False), {}),
        ((make(3, 2), wrap(np.array([1, 0, 1])), -1, True), {})])


embedding = linear(
    "embedding", _embedding, lambda g, indices, weight_shape, padding_idx, scale_grad_by_freq:
    _dense_backward(g, indices, weight_shape[0], padding_idx, scale_grad_by_freq),
    inputs="weight indices", method=False, tensors="weight indices",
    samples=lambda make: [((make(4, 3), wrap(np.array([[1, 0], [3, 1]]))), {})])


@composite("embedding_renorm_", method=False)
def embedding_renorm_(input: Any, indices: Any, max_norm: float, norm_type: float) -> Any:
    """Scale the rows with these numbers down to norm `max_norm`, in place.

    Shapes: ``(v, m), (...) -> (v, m)``.

    >>> embedding_renorm_(tensor([[3.0, 4.0]]), tensor([0]), 1.0, 2.0)
    tensor([[0.6000, 0.8000]])
    """
    rows = np.unique(indices._data)
    _check_indices(rows, input._data.shape[0], "embedding_renorm_")
    chosen = input._data[rows]
    size = np.linalg.norm(chosen, norm_type, axis=1, keepdims=True)
    factor = np.where(size > max_norm, max_norm / (size + 1e-7), 1).astype(chosen.dtype)
    values = input._data.copy()
    values[rows] = chosen * factor
    write(input, values)
    return input


def _padding(padding_idx: int | None, rows: int) -> int:
    if padding_idx is None:
        return -1
    if not -rows <= padding_idx < rows:
        raise AssertionError("Padding_idx must be within num_embeddings: it is "
                             f"{padding_idx}, and there are {rows} rows")
    return padding_idx % rows


def _tensor(value: Any, name: str, argument: str, position: int) -> None:
    if not isinstance(value, Tensor):
        raise TypeError(argument_must_be_tensor(name, argument, position, value))


@wraps_op(F + "embedding", embedding)
def functional_embedding(input: Any, weight: Any, padding_idx: int | None = None,
                         max_norm: float | None = None, norm_type: float = 2.0,
                         scale_grad_by_freq: bool = False, sparse: bool = False) -> Any:
    """The rows of `weight` whose numbers are in `input`.

    The row `padding_idx` gets no gradient; rows longer than `max_norm` are shortened in place.

    Shapes: ``(...), (v, m) -> (..., m)``.

    Raises:
        IndexError: there is no such row.   RuntimeError: indices that are not integers.
        AssertionError: there is no row `padding_idx`.

    >>> nn.functional.embedding(tensor([1, 0]), tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor([[3., 4.],
            [1., 2.]])
    """
    _tensor(weight, "embedding", "weight", 1)
    _tensor(input, "embedding", "indices", 2)
    padding = -1 if padding_idx is None else _padding(padding_idx, weight.shape[0])
    if max_norm is not None:
        embedding_renorm_(weight.detach(), input, max_norm, norm_type)
    return embedding(weight, input, padding, scale_grad_by_freq, sparse)


# -- bags -------------------------------------------------------------------------------------------


def _bags(count: int, offsets: Any, include_last_offset: bool) -> tuple[Any, int]:
    """(number of the bag of each index, number of bags)."""
    starts = offsets[:-1] if include_last_offset else offsets
    return np.searchsorted(starts, np.arange(count), side="right") - 1, len(starts)


def _used(indices: Any, padding_idx: int) -> Any:
    return indices != padding_idx if padding_idx >= 0 else np.ones(indices.shape, bool)


def _shares(indices: Any, bags: Any, count: int, mode: str, padding_idx: int, dtype: Any) -> Any:
    """What each index counts in its bag."""
    used = _used(indices, padding_idx)
    share = used.astype(dtype)
    if mode == "mean":
        sizes = np.bincount(bags, weights=used, minlength=count)
        share /= np.maximum(sizes, 1)[bags].astype(dtype)
    return share


def _embedding_bag(weight: Any, indices: Any, offsets: Any, per_sample_weights: Any = None,
                   mode: str = "mean", scale_grad_by_freq: bool = False,
                   include_last_offset: bool = False, padding_idx: int = -1) -> Any:
    """Each bag in one row, and in max mode which row each number is of."""
    _check_bags(weight, indices, offsets, per_sample_weights)
    bags, count = _bags(indices.size, offsets, include_last_offset)
    rows = weight[indices]
    if mode == "max":
        return _largest(weight, indices, bags, count, padding_idx)
    share = _shares(indices, bags, count, mode, padding_idx, weight.dtype)
    if per_sample_weights is not None:
        share = share * per_sample_weights
    out = np.zeros((count, weight.shape[1]), weight.dtype)
    add_rows(out, bags, 1, rows * share[:, None], True)
    return out, np.zeros((0, weight.shape[1]), np.int64)


def _largest(weight: Any, indices: Any, bags: Any, count: int, padding_idx: int) -> tuple[Any, Any]:
    """(largest number of each column of each bag, the row that has it, -1 for an empty bag)."""
    out = np.zeros((count, weight.shape[1]), weight.dtype)
    where = np.full(out.shape, -1)
    for bag, row in zip(bags, indices, strict=True):
        if row == padding_idx:
            continue
        better = (where[bag] < 0) | (weight[row] > out[bag])
        out[bag] = np.where(better, weight[row], out[bag])
        where[bag] = np.where(better, row, where[bag])
    return out, where


def _check_bags(weight: Any, indices: Any, offsets: Any, per_sample_weights: Any) -> None:
    _check_type(indices, "embedding_bag")
    _check_type(offsets, "embedding_bag")
    if weight.dtype.kind != "f":
        raise RuntimeError(
            "Expected tensor for argument #1 'weight' to have one of the following scalar types: "
            f"Half, BFloat16, Float, Double; but got {type_name(weight.dtype)} instead (while "
            "checking arguments for embedding_bag)")
    rows = weight.shape[0]
    outside = (indices < 0) | (indices >= rows)
    if outside.any():
        k = int(np.argmax(outside))
        raise RuntimeError(f"Index {k} of input takes value {indices[k]} which is not in the valid "
                           f"range [0, {rows})")
    if offsets.size and offsets[0] != 0:
        raise RuntimeError(
            "offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from "
            f"position 0. However, got {offsets[0]}")
    if offsets.size and offsets[-1] > indices.size:
        raise RuntimeError(f"offsets[-1] can not be greater than input's length {indices.size} but "
                           f"got offsets[-1] of {offsets[-1]}")
    if per_sample_weights is not None and per_sample_weights.dtype != weight.dtype:
        raise RuntimeError(
            "Expected tensor for argument #1 'weight' to have the same type as tensor for argument "
            f"#1 'per_sample_weights'; but type {type_name(weight.dtype)} does not equal "
            f"{type_name(per_sample_weights.dtype)} (while checking arguments for embedding_bag)")


def _data(value: Any) -> Any:
    return getattr(value, "_data", value)


def _like(values: Any, g: Any) -> Any:
    """An array as it is where formulas run on arrays, a tensor where they run on tensors."""
    return wrap(values) if isinstance(g, Tensor) else values


def _bag_weight(g_out: Any, indices: Any, offsets: Any, per_sample_weights: Any, largest: Any,
                weight_shape: Any, mode: str, scale_grad_by_freq: bool, include_last_offset: bool,
                padding_idx: int) -> Any:
    g = g_out
    places = _data(indices)
    bags, count = _bags(places.size, _data(offsets), include_last_offset)
    if mode == "max":
        where = _data(largest)
        full = _like((where >= 0).astype(_data(g).dtype), g)
        return place(g * full, _like(np.maximum(where, 0), g), weight_shape, 0)
    share = _like(_shares(places, bags, count, mode, padding_idx, _data(g).dtype), g)
    if per_sample_weights is not None:
        share = share * per_sample_weights
    each = index_select(g, 0, _like(bags, g)) * share.reshape((-1, 1))
    return _dense_backward(each, indices, weight_shape[0], padding_idx, scale_grad_by_freq)


def _bag_samples(g_out: Any, weight: Any, indices: Any, offsets: Any, include_last_offset: bool,
                 padding_idx: int) -> Any:
    g = g_out
    places = _data(indices)
    bags, _ = _bags(places.size, _data(offsets), include_last_offset)
    used = _like(_used(places, padding_idx).astype(_data(g).dtype), g)
    products = index_select(g, 0, _like(bags, g)) * index_select(weight, 0, indices)
    return sum_(products, 1) * used


_bag_op = op(
    F + "embedding_bag", _embedding_bag, _bag_weight, None, None, _bag_samples,
    outputs=("out", "largest"), node="EmbeddingBagBackward0", public=False, method=False,
    samples=lambda make: [((make(4, 3), wrap(np.array([1, 0, 3])), wrap(np.array([0, 2]))), {})])


def _as_bags(input: Any, offsets: Any, per_sample_weights: Any) -> tuple[Any, Any, Any]:
    """Indices, offsets and weights in one dimension; ValueError in PyTorch's words."""
    if per_sample_weights is not None and per_sample_weights.size() != input.size():
        raise ValueError(
            f"embedding_bag: If per_sample_weights ({per_sample_weights.size()}) is not None, then "
            f"it must have the same shape as the input ({input.size()})")
    if input.ndim == 2:
        if offsets is not None:
            raise ValueError(
                "if input is 2D, then offsets has to be None, as input is treated is a mini-batch "
                f"of fixed length sequences. However, found offsets of type {type(offsets)}")
        n, size = input.shape
        starts = np.arange(n) * size
        flat = None if per_sample_weights is None else per_sample_weights.reshape(-1)
        return input.reshape(-1), wrap(starts.astype(input._data.dtype)), flat
    if input.ndim != 1:
        raise ValueError("input has to be 1D or 2D Tensor, but got Tensor of dimension "
                         f"{input.ndim}")
    if not isinstance(offsets, Tensor):
        raise ValueError("offsets has to be a 1D Tensor but got "
                         f"{None if offsets is None else type(offsets)}")
    if offsets.ndim != 1:
        raise ValueError(f"offsets has to be a 1D Tensor, but it has {offsets.ndim} dimensions")
    return input, offsets, per_sample_weights


@wraps_op(F + "embedding_bag", _bag_op)
def embedding_bag(input: Any, weight: Any, offsets: Any = None, max_norm: float | None = None,
                  norm_type: float = 2, scale_grad_by_freq: bool = False, mode: str = "mean",
                  sparse: bool = False, per_sample_weights: Any = None,
                  include_last_offset: bool = False, padding_idx: int | None = None) -> Any:
    """Sum, mean or largest of the rows of each bag of numbers.

    Bags are the rows of a two-dimensional `input`; of a one-dimensional one, `offsets` says where
    each begins. `per_sample_weights` go with ``mode="sum"``.

    Shapes: ``(b, s), (v, m) -> (b, m)``; ``(n), (v, m), (b) -> (b, m)``.

    Raises:
        ValueError: sizes or a mode that do not fit.   RuntimeError: numbers that are no rows.

    >>> nn.functional.embedding_bag(tensor([[0, 1]]), tensor([[1.0], [3.0]]), mode="sum")
    tensor([[4.]])
    """
    input, offsets, per_sample_weights = _as_bags(input, offsets, per_sample_weights)
    if mode not in ("sum", "mean", "max"):
        raise ValueError(f"mode has to be one of sum, mean or max, but it is {mode!r}")
    if mode == "max" and scale_grad_by_freq:
        raise ValueError("max mode does not support scaling the gradient by the frequency")
    if per_sample_weights is not None and mode != "sum":
        raise NotImplementedError(
            "embedding_bag: per_sample_weights was not None. per_sample_weights is only supported "
            f"for mode='sum' (got mode='{mode}').")
    padding = -1 if padding_idx is None else _padding(padding_idx, weight.shape[0])
    if max_norm is not None:
        embedding_renorm_(weight.detach(), input, max_norm, norm_type)
    return _bag_op(weight, input, offsets, per_sample_weights, mode, scale_grad_by_freq,
                   include_last_offset, padding)[0]


# -- one-hot ----------------------------------------------------------------------------------------


def _one_hot(x: Any, num_classes: int = -1) -> Any:
    """A vector for each number: 1 at that place, 0 elsewhere.

    Shapes: ``(...) -> (..., num_classes)``; the largest number plus 1 unless given.

    Raises:
        RuntimeError: not int64, negative numbers, or too few classes.

    >>> nn.functional.one_hot(tensor([0, 2]))
    tensor([[1, 0, 0],
            [0, 0, 1]])
    """
    if x.dtype != np.int64:
        raise RuntimeError("one_hot is only applicable to index tensor of type LongTensor. It has "
                           f"{messages.scalar_name(x.dtype)}: convert it with .long()")
    if not x.size:
        if num_classes <= 0:
            raise RuntimeError("Can not infer total number of classes from empty tensor.")
        return np.zeros((*x.shape, num_classes), np.int64)
    if x.min() < 0:
        raise RuntimeError(f"Class values must be non-negative. The least is {x.min()}.")
    if num_classes == -1:
        num_classes = int(x.max()) + 1
    elif x.max() >= num_classes:
        raise RuntimeError("Class values must be smaller than num_classes. The largest is "
                           f"{x.max()}, num_classes is {num_classes}.")
    return np.equal(x[..., None], np.arange(num_classes)).astype(np.int64)


one_hot = op(F + "one_hot", _one_hot, None, tensors="x",
             samples=lambda make: [((wrap(np.array([0, 2])),), {})])
