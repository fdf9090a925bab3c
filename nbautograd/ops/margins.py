"""Losses that ask for a margin: between classes, between pairs, within triplets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..engine.declare import composite, op, wraps_op
from ..engine.messages import scalar_name
from ..engine.tensor import wrap
from .activation import logsigmoid
from .compare import clamp_min, minimum
from .distance import pairwise_distance
from .formulas import keep, not_for
from .gather import where
from .reduce import pick, place, sum_
from .reduction import constant, reduced, reduced_array, reduction_of, refuse_gradient

__all__ = [
    "cosine_embedding_loss", "hinge_embedding_loss", "margin_ranking_loss", "multi_margin_loss",
    "multilabel_margin_loss", "multilabel_soft_margin_loss", "triplet_margin_loss",
    "triplet_margin_with_distance_loss",
]

F = "nn.functional."


def _long(target: Any) -> None:
    if target.dtype != np.int64:
        raise RuntimeError(f"expected scalar type Long but found {scalar_name(target.dtype)}; "
                           "convert the target with .long()")


# -- one class is right -------------------------------------------------------------------------------


def _check_classes(x: Any, target: Any, weight: Any) -> None:
    if x.ndim > 2 or (x.ndim and not x.shape[-1]):
        raise RuntimeError("Expected non-empty vector or matrix with optional 0-dim batch size, "
                           f"but got: {list(x.shape)}")
    samples, classes = (x.shape[0] if x.ndim == 2 else 1), (x.shape[-1] if x.ndim else 1)
    if target.ndim > 1 or target.size != samples:
        raise RuntimeError(
            "multi_margin_loss: target tensor should be 1-D with size equal to the number of "
            f"input samples (batch size). Expected target size [{samples}], but got "
            f"{list(target.shape)}. Input has shape {list(x.shape)}.")
    if weight is not None and weight.shape != (classes,):
        raise RuntimeError(f"inconsistent weight size, expected {classes} but got "
                           f"{list(weight.shape)}")
    _long(target)
    if target.size and not (target.min() >= 0 and target.max() < classes):
        raise RuntimeError(f"target out of range: there are {classes} classes, and targets reach "
                           f"from {target.min()} to {target.max()}")


def _multi_margin(x: Any, target: Any, weight: Any = None, p: int = 1, margin: float = 1.0,
                  reduction: str = "mean") -> Any:
    _check_classes(x, target, weight)
    rows, index = np.atleast_2d(x), target.reshape(-1, 1)
    short = np.maximum(margin - np.take_along_axis(rows, index, 1) + rows, 0)
    np.put_along_axis(short, index, 0, 1)
    loss = short if p == 1 else short * short
    if weight is not None:
        loss = loss * weight[index]
    each = np.add.reduce(loss, axis=1) / rows.shape[1]
    return each.reshape(x.shape[:-1]) if reduction == "none" else reduced_array(each, reduction)


def _multi_margin_vjp(g: Any, x: Any, target: Any, weight: Any, x_shape: Any, p: int,
                      margin: float, reduction: str) -> Any:
    classes = x_shape[-1] if x_shape else 1
    rows, index = x.reshape((-1, classes)), target.reshape((-1, 1))
    right = place(rows[:, :1] * 0 + 1, index, (rows.shape[0], classes), 1)
    short = margin - pick(rows, index, 1) + rows
    slope = keep(short * 0 + 1 if p == 1 else 2 * short, (short > 0) & (right == 0)) * (1 / classes)
    if weight is not None:
        slope = slope * weight.reshape((1, -1)) if classes == 1 else slope * pick(
            weight.reshape((1, -1)) + 0 * rows, index, 1)
    slope = slope - right * sum_(slope, 1, True)
    if reduction == "none":
        g = g.reshape((-1, 1))
    elif reduction == "mean":
        g = g / rows.shape[0]
    return (g * slope).reshape(x_shape)


_multi_margin_op = op(
    F + "multi_margin_loss", _multi_margin, _multi_margin_vjp, None, None,
    node="MultiMarginLossBackward0", public=False, method=False, tensors="x target",
    refuses=not_for("c", "multi_margin_loss_cpu_kernel"),
    samples=lambda make: [((make(3, 4), wrap(np.array([1, 0, 3]))), {})])


@wraps_op(F + "multi_margin_loss", _multi_margin_op)
def multi_margin_loss(input: Any, target: Any, p: int = 1, margin: float = 1.0, weight: Any = None,
                      size_average: bool | None = None, reduce: bool | None = None,
                      reduction: str = "mean") -> Any:
    """Mean over classes of ``max(0, margin - input[target] + input[class]) ** p``.

    Shapes: ``(n, c), (n) -> ()``; ``(c), () -> ()``.

    Raises:
        ValueError: `p` is neither 1 nor 2.   RuntimeError: targets or weights that do not fit.

    >>> nn.functional.multi_margin_loss(tensor([[0.0, 2.0, 1.5]]), tensor([1]))
    tensor(0.1667)
    """
    reduction = reduction_of(size_average, reduce, reduction)
    if p not in (1, 2):
        raise ValueError(f"only p == 1 and p == 2 supported, but p == {p}")
    if weight is not None and weight.ndim != 1:
        raise ValueError(f"weight must be one-dimensional, but it is {weight.ndim}-dimensional")
    refuse_gradient(weight, "multi_margin_loss", "weight")
    return _multi_margin_op(input, target, weight, p, margin, reduction)


# -- several classes are right ------------------------------------------------------------------------


def _labels(x: Any, target: Any) -> tuple[Any, Any, Any]:
    """(rows, their targets, whether each class is a target): targets end at the first -1."""
    if x.ndim > 2 or (x.ndim and not x.shape[-1]):
        raise RuntimeError("Expected non-empty vector or matrix with optional 0-dim batch size, "
                           f"but got: {list(x.shape)}")
    if target.shape != x.shape and not (x.ndim < 2 and target.size == x.size):
        raise RuntimeError(f"inconsistent target size: {list(target.shape)} for input of size: "
                           f"{list(x.shape)}")
    _long(target)
    rows, targets = np.atleast_2d(x), np.atleast_2d(target).reshape(np.atleast_2d(x).shape)
    classes = rows.shape[1]
    if target.size and not (target.min() >= -1 and target.max() < classes):
        raise RuntimeError("argument #2 'target' is out of range: there are "
                           f"{classes} classes, and targets reach from {target.min()} to "
                           f"{target.max()}")
    ended = np.logical_or.accumulate(targets < 0, axis=1)
    is_target = np.zeros(rows.shape, bool)
    row, column = np.nonzero(~ended)
    is_target[row, targets[row, column]] = True
    return rows, (row, targets[row, column]), is_target


def _short(x: Any, target: Any) -> tuple[Any, Any, Any]:
    """(pairs of a row and a target, by how much each other class comes too near, its targets)."""
    rows, (row, chosen), is_target = _labels(x, target)
    short = 1 - rows[row, chosen][:, None] + rows[row]
    short[is_target[row] | (short <= 0)] = 0
    return (row, chosen), short, is_target


def _multilabel_margin(x: Any, target: Any, reduction: str = "mean") -> Any:
    (row, _), short, is_target = _short(x, target)
    each = np.zeros(len(is_target), x.dtype)
    np.add.at(each, row, np.add.reduce(short, axis=1) / is_target.shape[1])
    return each.reshape(x.shape[:-1]) if reduction == "none" else reduced_array(each, reduction)


def _multilabel_margin_slope(x: Any, target: Any, reduction: str) -> Any:
    """The derivative of the loss of each row; it is constant between the kinks."""
    (row, chosen), short, is_target = _short(x, target)
    out = np.zeros(is_target.shape, x.dtype)
    share = 1 / is_target.shape[1] / (len(is_target) if reduction == "mean" else 1)
    near = (short > 0) * x.dtype.type(share)
    np.add.at(out, row, near)
    np.add.at(out, (row, chosen), -np.add.reduce(near, axis=1))
    return out.reshape(x.shape)


_multilabel_slope = op("multilabel_margin_loss_backward", _multilabel_margin_slope, None, None,
                       public=False, method=False, samples=lambda make: [
                           ((make(2, 4), wrap(np.array([[1, 0, -1, 2], [3, -1, 0, 1]])), "mean"), {})])
_multilabel_margin_op = op(
    F + "multilabel_margin_loss", _multilabel_margin,
    lambda g, x, target, reduction: (
        g.reshape((*g.shape, 1)) if reduction == "none" and len(g.shape) else g
    ) * _multilabel_slope(x, target, reduction), None,
    node="MultilabelMarginLossBackward0", public=False, method=False, tensors="x target",
    samples=lambda make: [((make(2, 4), wrap(np.array([[1, 0, -1, 2], [3, -1, 0, 1]]))), {})])


@wraps_op(F + "multilabel_margin_loss", _multilabel_margin_op)
def multilabel_margin_loss(input: Any, target: Any, size_average: bool | None = None,
                           reduce: bool | None = None, reduction: str = "mean") -> Any:
    """Mean of ``max(0, 1 - input[target] + input[other])`` over pairs of a target and no target.

    Each row of `target` lists classes, up to the first -1.

    Shapes: ``(n, c), (n, c) -> ()``; ``(c), (c) -> ()``.

    Raises:
        RuntimeError: targets that are no classes or not in the shape of the input.

    >>> nn.functional.multilabel_margin_loss(tensor([[0.0, 2.0, 1.5]]), tensor([[1, -1, 0]]))
    tensor(0.1667)
    """
    reduction = reduction_of(size_average, reduce, reduction)
    return _multilabel_margin_op(input, target, reduction)


@composite(F + "multilabel_soft_margin_loss")
def multilabel_soft_margin_loss(input: Any, target: Any, weight: Any = None,
                                size_average: bool | None = None, reduce: bool | None = None,
                                reduction: str = "mean") -> Any:
    """Mean over classes of the cross entropy of bits given as log odds.

    Shapes: ``(n, c), (n, c) -> ()``; `weight` broadcasts.

    Raises:
        ValueError: an unknown reduction.

    >>> nn.functional.multilabel_soft_margin_loss(tensor([[0.0, 2.0]]), tensor([[0.0, 1.0]]))
    tensor(0.4100)
    """
    if size_average is not None or reduce is not None:
        reduction = reduction_of(size_average, reduce, reduction, 4)
    loss = -(target * logsigmoid(input) + (1 - target) * logsigmoid(-input))
    if weight is not None:
        loss = loss * weight
    dim = input.ndim - 1
    loss = loss.sum(dim) / input.shape[dim]
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{reduction} is not valid: a reduction is one of mean, sum, none")
    return reduced(loss, reduction)


# -- pairs and triplets -------------------------------------------------------------------------------


@composite(F + "hinge_embedding_loss")
def hinge_embedding_loss(input: Any, target: Any, margin: float = 1.0,
                         size_average: bool | None = None, reduce: bool | None = None,
                         reduction: str = "mean") -> Any:
    """Mean of the distances `input` where `target` is 1, of ``max(0, margin - input)`` where -1.

    Shapes: ``(...), (...) -> ()``, with ``reduction="none"``: ``(...), (...) -> (...)``.

    Raises:
        ValueError: an unknown reduction.

    >>> nn.functional.hinge_embedding_loss(tensor([2.0, 0.5]), tensor([1.0, -1.0]))
    tensor(1.2500)
    """
    reduction = reduction_of(size_average, reduce, reduction, 4)
    zero = constant(0.0, input)
    short = (constant(margin, input) - input).clamp_min(0)
    return reduced(where(target != 1, short, zero) + where(target != -1, input, zero), reduction)


@composite(F + "margin_ranking_loss")
def margin_ranking_loss(input1: Any, input2: Any, target: Any, margin: float = 0,
                        size_average: bool | None = None, reduce: bool | None = None,
                        reduction: str = "mean") -> Any:
    """Mean of ``max(0, -target * (input1 - input2) + margin)``: which of two ranks higher.

    Shapes: ``(n), (n), (n) -> ()``, with ``reduction="none"``: ``(n), (n), (n) -> (n)``.

    Raises:
        RuntimeError: different numbers of dimensions.   ValueError: an unknown reduction.

    >>> nn.functional.margin_ranking_loss(tensor([2.0]), tensor([3.0]), tensor([1.0]))
    tensor(1.)
    """
    reduction = reduction_of(size_average, reduce, reduction, 4)
    if not input1.ndim == input2.ndim == target.ndim:
        raise RuntimeError(
            "margin_ranking_loss : All input tensors should have same dimension but got sizes: "
            f"input1: {input1.size()}, input2: {input2.size()}, target: {target.size()} ")
    return reduced((-target * (input1 - input2) + margin).clamp_min(0), reduction)


_TINY = 1e-12


@composite(F + "cosine_embedding_loss")
def cosine_embedding_loss(input1: Any, input2: Any, target: Any, margin: float = 0,
                          size_average: bool | None = None, reduce: bool | None = None,
                          reduction: str = "mean") -> Any:
    """Mean of ``1 - cos`` where `target` is 1, of ``max(0, cos - margin)`` where -1.

    Shapes: ``(n, m), (n, m), (n) -> ()``; ``(m), (m), () -> ()``.

    Raises:
        RuntimeError: sizes that do not fit.   ValueError: an unknown reduction.

    >>> nn.functional.cosine_embedding_loss(ones(1, 2), tensor([[1.0, 0.0]]), tensor([1.0]))
    tensor(0.2929)
    """
    reduction = reduction_of(size_average, reduce, reduction, 4)
    if target.ndim > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported: it has "
                           f"shape {list(target.shape)}")
    if not input1.ndim == input2.ndim == target.ndim + 1:
        raise RuntimeError(
            f"{target.ndim}D target tensor expects {target.ndim + 1}D input tensors, but found "
            f"inputs with sizes {list(input1.shape)} and {list(input2.shape)}.")
    dim = target.ndim
    product = (input1 * input2).sum(dim)
    sizes = ((input1 * input1).sum(dim) + _TINY) * ((input2 * input2).sum(dim) + _TINY)
    cosine = product / sizes.sqrt()
    zero = constant(0.0, cosine)
    apart = (cosine - margin).clamp_min(0)
    loss = where(target == 1, constant(1.0, cosine) - cosine, zero) + where(
        target == -1, apart, zero)
    return reduced(loss, reduction)


def _check_triplet(anchor: Any, positive: Any, negative: Any, margin: float) -> None:
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    if not anchor.ndim == positive.ndim == negative.ndim:
        raise RuntimeError(
            "The anchor, positive, and negative tensors are expected to have the same number of "
            f"dimensions, but got: anchor {anchor.ndim}D, positive {positive.ndim}D, and negative "
            f"{negative.ndim}D inputs")


def _triplet(anchor: Any, positive: Any, negative: Any, distance: Callable[[Any, Any], Any],
             margin: float, swap: bool, reduction: str) -> Any:
    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = minimum(far, distance(positive, negative))
    return reduced(clamp_min(near + margin - far, 0), reduction)


@composite(F + "triplet_margin_loss")
def triplet_margin_loss(anchor: Any, positive: Any, negative: Any, margin: float = 1.0,
                        p: float = 2, eps: float = 1e-6, swap: bool = False,
                        size_average: bool | None = None, reduce: bool | None = None,
                        reduction: str = "mean") -> Any:
    """Mean of ``max(0, d(anchor, positive) - d(anchor, negative) + margin)``.

    With `swap`, the positive's distance to the negative counts if it is smaller.

    Shapes: ``(n, m), (n, m), (n, m) -> ()``; ``(m), (m), (m) -> ()``.

    Raises:
        RuntimeError: different numbers of dimensions.   ValueError: a margin that is not positive.

    >>> nn.functional.triplet_margin_loss(zeros(1, 1), tensor([[2.0]]), tensor([[1.0]]))
    tensor(2.)
    """
    reduction = reduction_of(size_average, reduce, reduction, 4)
    _check_triplet(anchor, positive, negative, margin)
    return _triplet(anchor, positive, negative,
                    lambda a, b: pairwise_distance(a, b, p, eps), margin, swap, reduction)


@composite(F + "triplet_margin_with_distance_loss")
def triplet_margin_with_distance_loss(
        anchor: Any, positive: Any, negative: Any, *,
        distance_function: Callable[[Any, Any], Any] | None = None, margin: float = 1.0,
        swap: bool = False, reduction: str = "mean") -> Any:
    """As `triplet_margin_loss`, with any function of two tensors as the distance.

    Shapes: ``(n, m), (n, m), (n, m) -> ()``.

    Raises:
        RuntimeError: different numbers of dimensions.   ValueError: a margin that is not positive.

    >>> one = ones(1, 1)
    >>> nn.functional.triplet_margin_with_distance_loss(
    ...     one, 3 * one, 2 * one, distance_function=lambda a, b: (a - b).abs().sum(-1))
    tensor(2.)
    """
    reduction_of(None, None, reduction)
    _check_triplet(anchor, positive, negative, margin)
    return _triplet(anchor, positive, negative, distance_function or pairwise_distance, margin,
                    swap, reduction)
