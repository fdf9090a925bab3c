"""Losses of probabilities: negative log likelihood, cross entropy, Kullback-Leibler divergence."""

from __future__ import annotations

import functools
import math
import warnings
from typing import Any

import numpy as np

from ..engine.declare import composite, linear, wraps_op
from ..engine.messages import argument_must_be_tensor, scalar_name
from ..engine.state import no_grad
from ..engine.sums import sum_all
from ..engine.tensor import Tensor, wrap
from .dims import MAXIMUM
from .formulas import not_for
from .reduction import reduced, reduction_of, refuse_gradient
from .softmax import log_softmax
from .special import xlogy

__all__ = [
    "cross_entropy", "gaussian_nll_loss", "kl_div", "linear_cross_entropy", "nll_loss",
    "poisson_nll_loss",
]

F = "nn.functional."


def class_dim(ndim: int) -> int:
    """The dimension of the classes: 1, but 0 of a single sample."""
    return 0 if ndim == 1 else 1


# -- negative log likelihood --------------------------------------------------------------------------


def _chosen(target: Any, classes: int, ignore_index: int) -> tuple[Any, Any]:
    """(classes to look at, which of them count): None for all."""
    # Without their sign negative numbers are the largest.
    numbers = target.view(np.uint64) if target.dtype == np.int64 else target
    if not target.size or (MAXIMUM.reduce(numbers, None) < classes
                           and not 0 <= ignore_index < classes):
        return target, None
    counts = target != ignore_index
    chosen = np.where(counts, target, 0)
    outside = (chosen < 0) | (chosen >= classes)
    if outside.any():
        raise IndexError(f"Target {chosen[outside].flat[0]} is out of bounds. There are {classes} "
                         f"classes, from 0 to {classes - 1}.")
    return chosen, counts


@functools.lru_cache(maxsize=16)
def _numbers(n: int) -> Any:
    """The numbers of `n` samples, to be read only."""
    return np.arange(n)


def _shares(target: Any, weight: Any, ignore_index: int, reduction: str, classes: int,
            ) -> tuple[Any, Any, Any]:
    """(classes, which count, what each counts in the reduction)."""
    chosen, counts = _chosen(target, classes, ignore_index)
    if weight is not None:
        share = weight[chosen]
        if counts is not None:
            share = np.where(counts, share, share.dtype.type(0))
        if reduction == "mean":
            share = np.divide(share, np.add.reduce(share, axis=None))
    elif reduction == "mean":
        number = target.size if counts is None else int(np.count_nonzero(counts))
        share = 1 / number if number else math.nan
    else:
        share = 1
    return chosen, counts, share


def _nll(x: Any, target: Any, weight: Any = None, ignore_index: int = -100,
         reduction: str = "mean") -> Any:
    dim = class_dim(x.ndim)
    _check_target(x, target, weight)
    chosen, counts, share = _shares(target, weight, ignore_index, reduction, x.shape[dim])
    if x.ndim == 2:
        taken = x[_numbers(x.shape[0]), chosen]
    else:
        taken = np.take_along_axis(x, np.expand_dims(chosen, dim), dim).squeeze(dim)
    if counts is not None:
        taken = np.where(counts, taken, x.dtype.type(0))
    if reduction == "none":
        return np.negative(taken) if weight is None else -(taken * share)
    # Taken from zero, not negated: PyTorch's sum of nothing but zeros is 0, not -0.
    if weight is None:
        total = sum_all(taken)
        return 0 - (total if reduction == "sum" else total * x.dtype.type(share))
    if not taken.size and reduction == "mean":
        return x.dtype.type(math.nan)
    return 0 - sum_all(taken * share)


def _check_target(x: Any, target: Any, weight: Any) -> None:
    if target.dtype != np.int64 and target.dtype != np.uint8:
        raise RuntimeError("expected target dtype to be Long or Byte, but got "
                           f"{scalar_name(target.dtype)}; convert it with .long()")
    if x.dtype.kind != "f":
        raise NotImplementedError(f"\"nll_loss_out_frame\" not implemented for "
                                  f"'{scalar_name(x.dtype)}'; convert the tensor with .float()")
    classes = x.shape[class_dim(x.ndim)]
    if weight is None:
        return
    if weight.shape != (classes,):
        raise RuntimeError(
            f"weight tensor should be defined either for all {classes} classes or no classes but "
            f"got weight tensor of shape: {list(weight.shape)}")
    if weight.dtype != x.dtype:
        raise RuntimeError(f"expected scalar type {scalar_name(x.dtype)} but found "
                           f"{scalar_name(weight.dtype)}; convert the weights with .to(dtype)")


def _spread(x: Any, target: Any, weight: Any, size: Any, ignore_index: int, reduction: str) -> Any:
    """Zeros of `size` with minus the share of `x` at the target of each sample."""
    size = tuple(size)
    dim = class_dim(len(size))
    chosen, counts, share = _shares(target, weight, ignore_index, reduction, size[dim])
    value = -(x * share)
    if counts is not None:
        value = np.where(counts, value, 0)
    out = np.zeros(size, x.dtype)
    if len(size) == 2:
        out[_numbers(size[0]), chosen] = value
    else:
        value = np.broadcast_to(value, target.shape)
        np.put_along_axis(out, np.expand_dims(chosen, dim), np.expand_dims(value, dim), dim)
    return out


_nll_op = linear(
    F + "nll_loss", _nll, lambda g, target, weight, x_shape, ignore_index, reduction: _spread_op(
        g, target, weight, x_shape, ignore_index, reduction), inputs="x target weight",
    public=False, method=False, tensors="x target", tex="-{x}_y",
    node=lambda x_shape: "NllLossBackward0" if len(x_shape) <= 2 else "NllLoss2DBackward0",
    samples=lambda make: [((make(3, 4), wrap(np.array([1, 0, 3]))), {}),
                          ((make(2, 3, 2), wrap(np.array([[1, 0], [2, 2]])), None, -100, "sum"), {})])
_spread_op = linear(
    "nll_loss_backward", _spread, lambda g, target, weight, ignore_index, reduction: _nll_op(
        g, target, weight, ignore_index, reduction), inputs="x target weight", public=False,
    method=False, node="NllLossBackwardBackward0", refuses=not_for("c", "nll_loss_out_frame"),
    samples=lambda make: [((make(), wrap(np.array([1, 0, 3])), None, (3, 4), -100, "mean"), {})])


@wraps_op(F + "nll_loss", _nll_op)
def nll_loss(input: Any, target: Any, weight: Any = None, size_average: bool | None = None,
             ignore_index: int = -100, reduce: bool | None = None, reduction: str = "mean") -> Any:
    """Mean of the negative log probabilities of the target classes.

    `weight` says how much each class counts; targets equal to `ignore_index` do not.

    Shapes: ``(n, c), (n) -> ()``; ``(n, c, ...), (n, ...) -> ()``; ``(c), () -> ()``.

    Raises:
        IndexError: a target is no class.   ValueError: sizes differ, or an unknown reduction.
        RuntimeError: targets that are not integers, weights that do not fit.

    >>> nn.functional.nll_loss(tensor([[-1.0, -0.5]]), tensor([1]))
    tensor(0.5000)
    """
    if reduction != "mean" or size_average is not None or reduce is not None:
        reduction = reduction_of(size_average, reduce, reduction)
    return _nll_checked(input, target, weight, ignore_index, reduction)


def _nll_checked(input: Any, target: Any, weight: Any, ignore_index: int, reduction: str) -> Any:
    size, wanted = input._data.shape, target._data.shape
    if len(size) != 2 or len(wanted) != 1 or size[0] != wanted[0]:
        _check_sizes(size, wanted)
        if len(size) == 1 and wanted:
            target = target.view(())      # one sample, its class in brackets
            loss = _nll_op(input, target, weight, ignore_index, reduction)
            return loss.view(wanted) if reduction == "none" else loss
    if weight is not None:
        refuse_gradient(weight, "nll_loss_forward", "weight")
    return _nll_op(input, target, weight, ignore_index, reduction)


def _check_sizes(size: tuple[int, ...], wanted: tuple[int, ...]) -> None:
    """Refuse targets that are not one class for each sample.

    Raises:
        ValueError, RuntimeError: as PyTorch's.
    """
    if not size:
        raise ValueError("Expected 1 or more dimensions (got 0)")
    if len(size) == 1:
        if len(wanted) > 1:
            raise RuntimeError("0D or 1D target tensor expected, multi-target not supported: it "
                               f"has shape {list(wanted)}")
        if wanted and wanted != (1,):
            raise ValueError("For 1D input, 1D target must have size 1, but got target size: "
                             f"{wanted[0]}")
        return
    if not wanted or size[0] != wanted[0]:
        raise ValueError(f"Expected input batch_size ({size[0]}) to match target batch_size "
                         f"({wanted[0] if wanted else 0}).")
    if len(size) == 2:     # and the first sizes agree: the target has another dimension
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported: it has "
                           f"shape {list(wanted)}")
    expected = (size[0], *size[2:])
    if len(size) == 4 and len(wanted) != 3:
        raise RuntimeError("only batches of spatial targets supported (3D tensors) but got targets "
                           f"of dimension: {len(wanted)}")
    if len(size) == 4 and wanted != expected:
        raise RuntimeError(f"size mismatch (got input: {list(size)} , target: {list(wanted)}")
    if wanted != expected:
        raise RuntimeError(f"Expected target size {list(expected)}, got {list(wanted)}")


# -- cross entropy ------------------------------------------------------------------------------------


@composite(F + "cross_entropy")
def cross_entropy(input: Any, target: Any, weight: Any = None, size_average: bool | None = None,
                  ignore_index: int = -100, reduce: bool | None = None, reduction: str = "mean",
                  label_smoothing: float = 0.0) -> Any:
    """Mean of the negative log probabilities that the softmax of `input` gives the targets.

    The targets are classes, or probabilities of each class in the shape of `input`.

    Shapes: ``(n, c), (n) -> ()``; ``(n, c, ...), (n, ...) -> ()``; ``(c), () -> ()``.

    Raises:
        IndexError: a target is no class.   ValueError: sizes differ, or an unknown reduction.
        RuntimeError: other types, weights that do not fit, `label_smoothing` outside [0, 1].

    >>> nn.functional.cross_entropy(tensor([[0.0, 2.0]]), tensor([1]))
    tensor(0.1269)
    """
    if reduction != "mean" or size_average is not None or reduce is not None:
        reduction = reduction_of(size_average, reduce, reduction, 4)
    if not isinstance(target, Tensor):
        raise TypeError(argument_must_be_tensor("cross_entropy_loss", "target", 2, target))
    if input._data.shape == target._data.shape:
        return _of_probabilities(input, target, weight, ignore_index, reduction, label_smoothing)
    if not 0.0 <= label_smoothing <= 1.0:
        raise RuntimeError("label_smoothing must be between 0.0 and 1.0. Got: "
                           f"{label_smoothing:g}")
    dim = class_dim(input._data.ndim)
    logs = log_softmax(input, dim)
    loss = _nll_checked(logs, target, weight, ignore_index, reduction)
    if label_smoothing > 0:
        smooth = _smooth(logs, target, weight, ignore_index, reduction, dim)
        return loss * (1 - label_smoothing) + smooth * (label_smoothing / input.shape[dim])
    return loss


def _smooth(logs: Any, target: Any, weight: Any, ignore_index: int, reduction: str,
            dim: int) -> Any:
    """The loss of a target that is every class alike, times the number of classes."""
    ignored = target == ignore_index
    each = -((logs if weight is None else logs * weight.view(
        [-1 if d == dim else 1 for d in range(logs.ndim)])).sum(dim))
    each = each.masked_fill(ignored, 0.0)
    if reduction == "mean":
        if weight is None:
            count = (~ignored).sum()
        else:
            count = weight[target.masked_fill(ignored, 0)].masked_fill(ignored, 0.0).sum()
        return each.sum() / count
    return each.sum() if reduction == "sum" else each


def _of_probabilities(input: Any, target: Any, weight: Any, ignore_index: int, reduction: str,
                      label_smoothing: float) -> Any:
    if target._data.dtype.kind != "f":
        raise RuntimeError("Expected floating point type for target with class probabilities, got "
                           f"{scalar_name(target._data.dtype)}")
    if ignore_index >= 0:
        raise RuntimeError("ignore_index is not supported for floating point target, but it is "
                           f"{ignore_index}")
    if not 0.0 <= label_smoothing <= 1.0:
        raise RuntimeError("label_smoothing must be between 0.0 and 1.0. Got: "
                           f"{label_smoothing:g}")
    if input._data.ndim == 0:
        raise IndexError("Dimension specified as 1 but tensor has no dimensions")
    dim = class_dim(input._data.ndim)
    classes = input.shape[dim]
    if weight is not None and tuple(weight.shape) != (classes,):
        raise RuntimeError(
            f"cross_entropy: weight tensor should be defined either for all {classes} classes or "
            f"no classes but got weight tensor of shape: {list(weight.shape)}")
    if label_smoothing > 0:
        target = target * (1 - label_smoothing) + label_smoothing / classes
    each = log_softmax(input, dim) * target
    if weight is not None:
        each = each * weight.view([-1 if d == dim else 1 for d in range(input.ndim)])
    if reduction == "none":
        return -each.sum(dim)
    loss = -each.sum()
    if reduction == "mean":
        samples = input.numel() / classes if classes else 0
        return _divided(loss, samples or 0.0)
    return loss


# The quotient with a number under the name that the graph of PyTorch's own C++ functions has.
_divided = linear("_divided", lambda x, number: np.true_divide(x, x.dtype.type(number)),
                  lambda g, number: g / number, node="DivBackward1", public=False, method=False,
                  tex=r"\frac{{{x}}}{{{number}}}", samples=lambda make: [((make(3), 2.0), {})])


@composite(F + "linear_cross_entropy")
def linear_cross_entropy(
        input: Any, linear_weight: Any, target: Any, *, linear_bias: Any = None, weight: Any = None,
        reduction: str = "mean", ignore_index: int | None = None, label_smoothing: float = 0.0,
        options: Any = None) -> Any:
    """Cross entropy of ``linear(input, linear_weight, linear_bias)``.

    Shapes: ``(n, k), (c, k), (n) -> ()``; ``(n, k), (c, ..., k), (n, ...) -> ()``.

    Raises:
        IndexError: a target is no class.   RuntimeError, ValueError: as `cross_entropy`.

    >>> nn.functional.linear_cross_entropy(ones(1, 2), zeros(3, 2), tensor([1]))
    tensor(1.0986)
    """
    from .affine import linear as affine
    if input.ndim not in (1, 2):
        raise RuntimeError(f"expected input with dimensionality 1 or 2, got {input.ndim}")
    size = tuple(linear_weight.shape[:-1])
    if input.ndim == 1 and len(size) > 1:
        raise RuntimeError(
            f"K-dimensional loss defined by linear_weight shape {tuple(linear_weight.shape)} "
            f"requires batched input, (N, {linear_weight.shape[-1]}), got unbatched input with "
            f"shape {tuple(input.shape)}")
    flat = linear_weight if len(size) == 1 else linear_weight.reshape(-1, linear_weight.shape[-1])
    bias = None if linear_bias is None else linear_bias.reshape(-1)
    logits = affine(input, flat, bias).view((*input.shape[:-1], *size))
    index = -100 if ignore_index is None else ignore_index
    return cross_entropy(logits, target, weight, ignore_index=index, reduction=reduction,
                         label_smoothing=label_smoothing)


# -- distributions ------------------------------------------------------------------------------------

_MEAN_OF_KL = (
    "reduction: 'mean' divides the total loss by both the batch size and the support size."
    "'batchmean' divides only by the batch size, and aligns with the KL div math definition.'mean' "
    "will be changed to behave the same as 'batchmean' in the next major release.")


@composite(F + "kl_div")
def kl_div(input: Any, target: Any, size_average: bool | None = None, reduce: bool | None = None,
           reduction: str = "mean", log_target: bool = False) -> Any:
    """Divergence ``target * (log(target) - input)`` of log probabilities from probabilities.

    ``reduction="batchmean"`` divides the sum by the number of rows; with `log_target` the targets
    are logarithms, too.

    Shapes: ``(n, m), (n, m) -> ()``, with ``reduction="none"``: ``(n, m), (n, m) -> (n, m)``.

    Raises:
        RuntimeError: integers.   ValueError: an unknown reduction.

    >>> nn.functional.kl_div(tensor([[0.5, 0.5]]).log(), tensor([[0.0, 1.0]]), reduction="sum")
    tensor(0.6931)
    """
    batches = reduction == "batchmean"
    how = reduction_of(size_average, reduce, "sum" if batches else reduction, 4)
    if how == "mean" and size_average is None and reduce is None:
        warnings.warn(_MEAN_OF_KL, UserWarning, stacklevel=3)
    if input._data.dtype.kind not in "fc" or target._data.dtype.kind not in "fc":
        raise RuntimeError("kl_div: Integral inputs not supported.")
    if log_target:
        loss = target.exp() * (target - input)
    else:
        loss = xlogy(target, target) - target * input
    if batches:
        return loss.sum() / input.shape[0] if input.ndim else loss.sum()
    return reduced(loss, how)


@composite(F + "poisson_nll_loss")
def poisson_nll_loss(input: Any, target: Any, log_input: bool = True, full: bool = False,
                     size_average: bool | None = None, eps: float = 1e-8,
                     reduce: bool | None = None, reduction: str = "mean") -> Any:
    """Mean negative log likelihood of counts whose expected (log) numbers are `input`.

    With `full`, Stirling's approximation of the factorial is added.

    Shapes: ``(...), (...) -> ()``, with ``reduction="none"``: ``(...), (...) -> (...)``.

    Raises:
        ValueError: an unknown reduction.

    >>> nn.functional.poisson_nll_loss(tensor([0.0, 1.0]), tensor([1.0, 2.0]))
    tensor(0.8591)
    """
    reduction = reduction_of(size_average, reduce, reduction, 4)
    if log_input:
        loss = input.exp() - target * input
    else:
        loss = input - target * (input + eps).log()
    if full:
        stirling = target * target.log() - target + 0.5 * (2 * math.pi * target).log()
        loss = loss + stirling.masked_fill(target <= 1, 0)
    return reduced(loss, reduction)


@composite(F + "gaussian_nll_loss")
def gaussian_nll_loss(input: Any, target: Any, var: Any, full: bool = False, eps: float = 1e-6,
                      reduction: str = "mean") -> Any:
    """Mean negative log likelihood of normal numbers with means `input` and variances `var`.

    Variances below `eps` count as `eps`; with `full`, the constant is added.

    Shapes: ``(n, m), (n, m), (n, m) -> ()``; or a variance ``(n)`` or ``(n, 1)`` for each row.

    Raises:
        ValueError: a negative variance, a size that does not fit, an unknown reduction.

    >>> nn.functional.gaussian_nll_loss(tensor([1.0]), tensor([3.0]), tensor([1.0]))
    tensor(2.)
    """
    if isinstance(var, float):
        if var < 0:
            raise ValueError(f"var has negative entry/entries: it is {var}")
        var = wrap(np.full(input._data.shape, var, input._data.dtype))
    elif bool((var._data < 0).any()):
        raise ValueError(f"var has negative entry/entries: the least is {var._data.min():g}")
    if var.size() != input.size():
        if tuple(input.shape[:-1]) == tuple(var.shape):
            var = var.unsqueeze(-1)
        elif tuple(input.shape[:-1]) != tuple(var.shape[:-1]) or var.shape[-1] != 1:
            raise ValueError(f"var is of incorrect size: {list(var.shape)} for an input of size "
                             f"{list(input.shape)}")
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{reduction} is not valid: a reduction is one of mean, sum, none")
    var = var.clone()
    with no_grad():
        var.clamp_(min=eps)
    loss = 0.5 * (var.log() + (input - target) ** 2 / var)
    if full:
        loss = loss + 0.5 * math.log(2 * math.pi)
    return reduced(loss, reduction)
