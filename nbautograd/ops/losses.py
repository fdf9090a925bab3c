"""Losses of two tensors element by element: squares, absolute values, Huber, cross entropy of bits.

Each is an op that reduces what it computes, as in PyTorch: one node, whatever the reduction.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..engine.declare import composite, op, wraps_op
from ..engine.dtypes import from_numpy_dtype
from ..engine.messages import scalar_name
from ..engine.tensor import Tensor
from .choices import at_least, either
from .compare import clamp_max, clamp_min
from .dims import count_of
from .formulas import keep, not_for
from .reduction import (
    expanded,
    reduced,
    reduced_array,
    reduction_of,
    refuse_gradient,
    shared,
    warn_of_sizes,
)
from .shape import expand_to_size
from .unary import abs_, log, log1p, neg, sigmoid, sign

__all__ = [
    "binary_cross_entropy", "binary_cross_entropy_with_logits", "huber_loss", "l1_loss",
    "mse_loss", "smooth_l1_loss", "soft_margin_loss",
]

F = "nn.functional."


def _pairs(make: Any) -> Any:
    return [((make(2, 3), make(2, 3)), {}), ((make(3), make(3), "sum"), {}),
            ((make(2, 2), make(2, 2), "none"), {})]


def pairwise(name: str, forward: Callable[..., Any], slope: Callable[..., Any], node: str,
             kernel: str, **fields: Any) -> Any:
    """Declare a loss of the differences of two tensors.

    `slope` is its derivative by the input (a formula without g); that by the target is the
    negative.
    """
    return op(F + name, forward, *slopes(slope), node=node, promote="keep", public=False,
              method=False, tensors="x y", refuses=not_for("biuc", kernel), samples=_pairs, **fields)


def slopes(slope: Callable[..., Any]) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """The two formulas of a loss of differences."""
    def by_input(g: Any, x: Any, y: Any, x_shape: Any, reduction: str) -> Any:
        return shared(g, count_of(x_shape, None), reduction) * slope(x - y)

    def by_target(g: Any, x: Any, y: Any, x_shape: Any, reduction: str) -> Any:
        return -(shared(g, count_of(x_shape, None), reduction) * slope(x - y))

    return by_input, by_target


def _weighted(name: str, loss: Any, input: Any, weight: Any, reduction: str) -> Any:
    """Losses times weights, reduced; PyTorch divides the mean of some by the sum of the weights."""
    if weight.size() != input.size():
        raise ValueError(f"Weights and input must have the same size. {name}() got weights of size "
                         f"{weight.size()} for an input of size {input.size()}")
    total = loss * weight
    if reduction == "mean" and name != "huber_loss":
        return total.sum() / weight.sum()
    return reduced(total, reduction)


# -- squares and absolute values --------------------------------------------------------------------


def _mse(x: Any, y: Any, reduction: str = "mean") -> Any:
    away = x - y
    return reduced_array(away * away, reduction)


_mse_op = pairwise("mse_loss", _mse, lambda away: away * 2, "MseLossBackward0", "mse_cpu",
                   tex="({x} - {y})^2")


@wraps_op(F + "mse_loss", _mse_op)
def mse_loss(input: Any, target: Any, size_average: bool | None = None, reduce: bool | None = None,
             reduction: str = "mean", weight: Any = None) -> Any:
    """Mean of the squared differences; their sum, or each one, with `reduction`.

    Shapes: ``(...), (...) -> ()``, with ``reduction="none"``: ``(...), (...) -> (...)``.

    Raises:
        ValueError: an unknown reduction.   NotImplementedError: integers.

    >>> nn.functional.mse_loss(tensor([1.0, 2.0]), tensor([1.0, 4.0]))
    tensor(2.)
    """
    if reduction != "mean" or size_average is not None or reduce is not None:
        reduction = reduction_of(size_average, reduce, reduction)
    if weight is not None:
        warn_of_sizes(input, target)
        return _weighted("mse_loss", (input - target) ** 2, input, weight, reduction)
    if not isinstance(target, Tensor) or input._data.shape != target._data.shape:
        warn_of_sizes(input, target)
        input, target = expanded(input, target)
    return _mse_op(input, target, reduction)


@composite(F + "l1_loss")
def l1_loss(input: Any, target: Any, size_average: bool | None = None, reduce: bool | None = None,
            reduction: str = "mean", weight: Any = None) -> Any:
    """Mean of the absolute differences; their sum, or each one, with `reduction`.

    Shapes: ``(...), (...) -> ()``, with ``reduction="none"``: ``(...), (...) -> (...)``.

    Raises:
        ValueError: an unknown reduction.

    >>> nn.functional.l1_loss(tensor([1.0, 2.0]), tensor([1.0, 4.0]))
    tensor(1.)
    """
    reduction = reduction_of(size_average, reduce, reduction, 4)
    warn_of_sizes(input, target, 4)
    away = (input - target).abs()
    if weight is not None:
        return _weighted("l1_loss", away, input, weight, reduction)
    return reduced(away, reduction)


# -- squares near zero, absolute values far from it ---------------------------------------------------


def _smooth_l1(x: Any, y: Any, reduction: str = "mean", beta: float = 1.0) -> Any:
    if beta < 0:
        raise RuntimeError(f"smooth_l1_loss does not support negative values for beta. Got {beta}.")
    away = np.abs(x - y)
    if beta == 0:
        return reduced_array(away, reduction)
    return reduced_array(
        either(away < beta, away * away * (0.5 / beta), away - 0.5 * beta), reduction)


def _smooth_l1_slope(away: Any, beta: float) -> Any:
    if beta == 0:
        return sign(away)
    far = abs_(away) >= beta    # not so of nan, which stays nan
    return keep(away / beta, ~far) + keep(sign(away), far)


def _smooth_l1_vjp(g: Any, x: Any, y: Any, x_shape: Any, reduction: str, beta: float) -> Any:
    return shared(g, count_of(x_shape, None), reduction) * _smooth_l1_slope(x - y, beta)


_smooth_l1_op = op(
    F + "smooth_l1_loss", _smooth_l1, _smooth_l1_vjp,
    lambda g, x, y, x_shape, reduction, beta: -_smooth_l1_vjp(g, x, y, x_shape, reduction, beta),
    node="SmoothL1LossBackward0", promote="keep", public=False, method=False, tensors="x y",
    refuses=not_for("biuc", "smooth_l1_cpu"), samples=_pairs)


@wraps_op(F + "smooth_l1_loss", _smooth_l1_op)
def smooth_l1_loss(input: Any, target: Any, size_average: bool | None = None,
                   reduce: bool | None = None, reduction: str = "mean", beta: float = 1.0) -> Any:
    """Squared differences over ``2 beta`` where they are below `beta`, absolute ones elsewhere.

    Shapes: ``(...), (...) -> ()``, with ``reduction="none"``: ``(...), (...) -> (...)``.

    Raises:
        RuntimeError: a negative `beta`.   ValueError: an unknown reduction.

    >>> nn.functional.smooth_l1_loss(tensor([0.0, 0.0]), tensor([1.0, 3.0]))
    tensor(1.5000)
    """
    reduction = reduction_of(size_average, reduce, reduction)
    if input._data.shape != target._data.shape:
        warn_of_sizes(input, target)
        input, target = expanded(input, target)
    if beta == 0:
        return reduced((input - target).abs(), reduction)
    return _smooth_l1_op(input, target, reduction, beta)


def _huber(x: Any, y: Any, reduction: str = "mean", delta: float = 1.0) -> Any:
    if delta <= 0:
        raise RuntimeError("huber_loss does not support non-positive values for delta. Got "
                           f"{delta}.")
    away = np.abs(x - y)
    return reduced_array(
        either(away < delta, 0.5 * away * away, delta * (away - 0.5 * delta)), reduction)


def _huber_vjp(g: Any, x: Any, y: Any, x_shape: Any, reduction: str, delta: float) -> Any:
    limited = clamp_min(clamp_max(x - y, delta), -delta)
    return shared(g, count_of(x_shape, None), reduction) * limited


_huber_op = op(
    F + "huber_loss", _huber, _huber_vjp,
    lambda g, x, y, x_shape, reduction, delta: -_huber_vjp(g, x, y, x_shape, reduction, delta),
    node="HuberLossBackward0", promote="keep", public=False, method=False, tensors="x y",
    refuses=not_for("biuc", "huber_cpu"), samples=_pairs)


@wraps_op(F + "huber_loss", _huber_op)
def huber_loss(input: Any, target: Any, reduction: str = "mean", delta: float = 1.0,
               weight: Any = None) -> Any:
    """Half the squared differences where they are below `delta`, straight lines elsewhere.

    Shapes: ``(...), (...) -> ()``, with ``reduction="none"``: ``(...), (...) -> (...)``.

    Raises:
        RuntimeError: `delta` is not positive.   ValueError: an unknown reduction.

    >>> nn.functional.huber_loss(tensor([0.0, 0.0]), tensor([1.0, 3.0]))
    tensor(1.5000)
    """
    reduction_of(None, None, reduction)
    if input._data.shape != target._data.shape:
        warn_of_sizes(input, target)
        input, target = expanded(input, target)
    if weight is not None:
        loss = _huber_op(input, target, "none", delta)
        return _weighted("huber_loss", loss, input, weight, reduction)
    return _huber_op(input, target, reduction, delta)


# -- bits and their probabilities -----------------------------------------------------------------------

_LEAST = -100.0      # PyTorch bounds the logarithms, so that a loss is finite


def _bce(x: Any, y: Any, weight: Any = None, reduction: str = "mean") -> Any:
    for name, values in (("input", x), ("target", y)):
        if values.size and not ((values >= 0) & (values <= 1)).all():
            raise RuntimeError(f"all elements of {name} should be between 0 and 1, but they reach "
                               f"from {values.min():g} to {values.max():g}")
    loss = (y - 1) * np.maximum(np.log1p(-x), _LEAST) - y * np.maximum(np.log(x), _LEAST)
    return reduced_array(loss if weight is None else loss * weight, reduction)


def _with(weight: Any, value: Any) -> Any:
    return value if weight is None else value * weight


def _bce_x(g: Any, x: Any, y: Any, weight: Any, x_shape: Any, reduction: str) -> Any:
    slope = (x - y) / clamp_min((1 - x) * x, 1e-12)
    return shared(g, count_of(x_shape, None), reduction) * _with(weight, slope)


def _bce_y(g: Any, x: Any, weight: Any, x_shape: Any, reduction: str) -> Any:
    return shared(g, count_of(x_shape, None), reduction) * _with(weight, log1p(-x) - log(x))


_bce_op = op(
    F + "binary_cross_entropy", _bce, _bce_x, _bce_y, None,
    node="BinaryCrossEntropyBackward0", public=False, method=False, tensors="x y",
    refuses=not_for("biuc", "binary_cross_entropy"),
    domain=(0.1, 0.9), tex=r"-{y} \ln {x} - (1 - {y}) \ln(1 - {x})",
    samples=lambda make: [((make(2, 3, low=0.1, high=0.9), make(2, 3, low=0.1, high=0.9)), {})])


@wraps_op(F + "binary_cross_entropy", _bce_op)
def binary_cross_entropy(input: Any, target: Any, weight: Any = None,
                         size_average: bool | None = None, reduce: bool | None = None,
                         reduction: str = "mean") -> Any:
    """Cross entropy of probabilities `input` of bits whose probabilities are `target`.

    Shapes: ``(...), (...) -> ()``; `weight` broadcasts.

    Raises:
        ValueError: sizes differ, or an unknown reduction.
        RuntimeError: a number outside [0, 1], or another element type.

    >>> nn.functional.binary_cross_entropy(tensor([0.5, 0.9]), tensor([0.0, 1.0]))
    tensor(0.3993)
    """
    reduction = reduction_of(size_average, reduce, reduction)
    if target.size() != input.size():
        raise ValueError(
            f"Using a target size ({target.size()}) that is different to the input size "
            f"({input.size()}) is deprecated. Please ensure they have the same size.")
    if target._data.dtype != input._data.dtype:
        raise RuntimeError(f"Found dtype {scalar_name(target._data.dtype)} but expected "
                           f"{scalar_name(input._data.dtype)}; convert the target with .to(dtype)")
    if weight is not None:
        refuse_gradient(weight, "binary_cross_entropy", "weight")
        weight = expand_to_size(weight, tuple(input._data.shape)).to(input.dtype)
    return _bce_op(input, target, weight, reduction)


def _log_weight(y: Any, pos_weight: Any) -> Any:
    return (pos_weight - 1) * y + 1


def _logits(x: Any, y: Any, weight: Any = None, pos_weight: Any = None,
            reduction: str = "mean") -> Any:
    tail = np.log1p(np.exp(-np.abs(x))) + at_least(-x, 0)
    if pos_weight is not None:
        tail = tail * _log_weight(y, pos_weight)
    loss = (1 - y) * x + tail
    return reduced_array(loss if weight is None else loss * weight, reduction)


def _logits_x(g: Any, x: Any, y: Any, weight: Any, pos_weight: Any, x_shape: Any,
              reduction: str) -> Any:
    if pos_weight is None:
        slope = sigmoid(x) - y
    else:
        slope = (1 - y) - sigmoid(-x) * _log_weight(y, pos_weight)
    return shared(g, count_of(x_shape, None), reduction) * _with(weight, slope)


def _logits_y(g: Any, x: Any, weight: Any, pos_weight: Any, x_shape: Any, reduction: str) -> Any:
    slope = -x
    if pos_weight is not None:
        slope = slope - (pos_weight - 1) * _log_sigmoid(x)
    return shared(g, count_of(x_shape, None), reduction) * _with(weight, slope)


def _log_sigmoid(x: Any) -> Any:
    from .activation import logsigmoid
    return logsigmoid(x)


_logits_op = op(
    F + "binary_cross_entropy_with_logits", _logits, _logits_x, _logits_y, None, None,
    node="BinaryCrossEntropyWithLogitsBackward0", public=False, method=False, tensors="x y",
    refuses=not_for("biuc", "log_sigmoid_cpu"),
    tex=r"(1 - {y}) {x} + \ln(1 + e^{{-{x}}})",
    samples=lambda make: [((make(2, 3), make(2, 3, low=0.1, high=0.9)), {})])


@wraps_op(F + "binary_cross_entropy_with_logits", _logits_op)
def binary_cross_entropy_with_logits(
        input: Any, target: Any, weight: Any = None, size_average: bool | None = None,
        reduce: bool | None = None, reduction: str = "mean", pos_weight: Any = None) -> Any:
    """Cross entropy of bits, given as log odds `input`, with their probabilities `target`.

    `pos_weight` says how much more ones count than zeros.

    Shapes: ``(...), (...) -> ()``; the weights broadcast.

    Raises:
        ValueError: sizes differ, or an unknown reduction.

    >>> nn.functional.binary_cross_entropy_with_logits(tensor([0.0, 2.0]), tensor([0.0, 1.0]))
    tensor(0.4100)
    """
    reduction = reduction_of(size_average, reduce, reduction)
    if target.size() != input.size():
        raise ValueError(f"Target size ({target.size()}) must be the same as input size "
                         f"({input.size()})")
    if input._data.dtype.kind in "fc" and target._data.dtype.kind not in "fc":
        raise RuntimeError(
            f"result type Float can't be cast to the desired output type "
            f"{scalar_name(target._data.dtype)}; convert the target, e.g. with .float()")
    for name, value in (("weight", weight), ("pos_weight", pos_weight)):
        refuse_gradient(value, "binary_cross_entropy_with_logits", name)
    kind = from_numpy_dtype(np.result_type(input._data, target._data))
    weights = (w if w is None else w.to(kind) for w in (weight, pos_weight))
    return _logits_op(input, target, *weights, reduction)


def _soft_margin(x: Any, y: Any, reduction: str = "mean") -> Any:
    if x.dtype.kind == "b":
        raise RuntimeError(neg.op.refuses["b"][1])
    if x.dtype.kind in "iu":
        raise RuntimeError("result type Float can't be cast to the desired output type "
                           f"{scalar_name(x.dtype)}; convert the input, e.g. with .float()")
    return reduced_array(np.log1p(np.exp(-y * x)), reduction)


_soft_margin_op = op(
    F + "soft_margin_loss", _soft_margin,
    lambda g, x, y, x_shape, reduction: shared(g, count_of(x_shape, None), reduction) * (
        -y * sigmoid(-y * x)), None,
    node="SoftMarginLossBackward0", holomorphic=True, public=False, method=False, tensors="x y",
    tex=r"\ln(1 + e^{{-{y} {x}}})", samples=_pairs)


@wraps_op(F + "soft_margin_loss", _soft_margin_op)
def soft_margin_loss(input: Any, target: Any, size_average: bool | None = None,
                     reduce: bool | None = None, reduction: str = "mean") -> Any:
    """Mean of ``log(1 + exp(-target * input))``, with targets 1 and -1.

    Shapes: ``(...), (...) -> ()``, with ``reduction="none"``: ``(...), (...) -> (...)``.

    Raises:
        ValueError: an unknown reduction.

    >>> nn.functional.soft_margin_loss(tensor([0.0, 2.0]), tensor([1.0, -1.0]))
    tensor(1.4100)
    """
    reduction = reduction_of(size_average, reduce, reduction)
    refuse_gradient(target, "soft_margin_loss", "target")
    if input._data.shape != target._data.shape:
        input, target = expanded(input, target)
    return _soft_margin_op(input, target, reduction)
