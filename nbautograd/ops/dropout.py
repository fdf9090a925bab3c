"""Dropout: numbers or whole channels left out at random, from PyTorch's stream."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from ..engine.composite import Composite
from ..engine.declare import composite, elementwise, op
from ..engine.messages import scalar_name
from ..engine.tensor import wrap
from . import drawing
from .choices import either, kept
from .formulas import keep, not_for
from .random import random_state, restore_random_state, stream_of
from .softmax import softmax

__all__ = [
    "alpha_dropout", "drawn", "dropout", "dropout1d", "dropout2d", "dropout3d",
    "feature_alpha_dropout", "gumbel_softmax", "native_dropout", "rrelu",
]

F = "nn.functional."


def drawn(name: str, **fields: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a composite that draws random numbers: a replay draws the same ones."""
    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        call = composite(name, method=False, **fields)(function)
        entry: Composite = call.op  # type: ignore[attr-defined]  # a composite's entry
        entry.random_state, entry.restore_state = random_state, restore_random_state
        return call
    return declare


def _check_p(p: float, error: type[Exception]) -> None:
    if not 0.0 <= p <= 1.0:
        raise error(f"dropout probability has to be between 0 and 1, but got {p:g}"
                    if error is RuntimeError else
                    f"dropout probability has to be between 0 and 1, but got {p}")


def _kept(input: Any, p: float, features: bool) -> Any:
    """1 for what is kept, 0 for what is left out, in the type of the input."""
    data = input._data
    if features:
        if data.ndim < 2:
            raise RuntimeError("Feature dropout requires at least 2 dimensions in the input, but it "
                               f"has {data.ndim}")
        memory = np.empty(data.shape[:2] + (1,) * (data.ndim - 2), data.dtype)
    else:
        memory = drawing.dense_like(data, data.dtype)
    return drawing.bernoulli(memory, stream_of(None, "dropout"), 1 - p)


def _dropped(input: Any, p: float, training: bool, inplace: bool, features: bool = False) -> Any:
    if not training or p == 0 or input._data.size == 0:
        return input
    if p == 1:
        factor = np.zeros((), input._data.dtype)
    else:
        factor = _kept(input, p, features)
        if factor.dtype.kind not in "fc":
            raise RuntimeError("result type Float can't be cast to the desired output type "
                               f"{scalar_name(factor.dtype)}; convert it, e.g. with .float()")
        factor /= 1 - p
    return input.mul_(wrap(factor)) if inplace else input * wrap(factor)


# The value that `selu` tends to for large negative numbers, positive.
_ALPHA = 1.7580993408473766


def _alpha_dropped(input: Any, p: float, training: bool, inplace: bool, features: bool) -> Any:
    if not training or p == 0 or input._data.size == 0:
        return input
    if p == 1:
        zero = wrap(np.zeros((), input._data.dtype))
        return input.mul_(zero) if inplace else input * zero
    kept = _kept(input, p, features)
    a = 1 / math.sqrt((_ALPHA * _ALPHA * p + 1) * (1 - p))
    shift = wrap((kept - 1) * (_ALPHA * a) + _ALPHA * a * p)
    factor = wrap(kept * kept.dtype.type(a))
    return input.mul_(factor).add_(shift) if inplace else input * factor + shift


# -- single numbers ---------------------------------------------------------------------------------


@drawn(F + "dropout")
def dropout(input: Any, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """Each number is 0 with probability `p`, else divided by ``1 - p``; the mean stays.

    When not `training`, the input itself.

    Shapes: ``(...) -> (...)``.

    Raises:
        ValueError: `p` outside [0, 1].

    Source: Srivastava et al., "Dropout".

    >>> _ = manual_seed(0); nn.functional.dropout(ones(4))
    tensor([0., 0., 2., 0.])
    """
    _check_p(p, ValueError)
    return _dropped(input, p, training, inplace)


@drawn("dropout")
def torch_dropout(input: Any, p: float, train: bool) -> Any:
    """`nn.functional.dropout`, as a function of torch.

    Raises:
        RuntimeError: `p` outside [0, 1].

    >>> dropout(ones(2), 0.5, False)
    tensor([1., 1.])
    """
    _check_p(p, RuntimeError)
    return _dropped(input, p, train, False)


@drawn(F + "alpha_dropout")
def alpha_dropout(input: Any, p: float = 0.5, training: bool = False,
                  inplace: bool = False) -> Any:
    """As `dropout`, but mean 0 and variance 1 stay as they are: for networks with `selu`.

    Shapes: ``(...) -> (...)``.

    Raises:
        ValueError: `p` outside [0, 1].

    >>> nn.functional.alpha_dropout(ones(2))
    tensor([1., 1.])
    """
    _check_p(p, ValueError)
    return _alpha_dropped(input, p, training, inplace, False)


@drawn("alpha_dropout")
def torch_alpha_dropout(input: Any, p: float, train: bool) -> Any:
    """`nn.functional.alpha_dropout`, as a function of torch.

    >>> alpha_dropout(ones(2), 0.5, False)
    tensor([1., 1.])
    """
    _check_p(p, RuntimeError)
    return _alpha_dropped(input, p, train, False, False)


def _native_vjp(g_out: Any, mask: Any, p: float, train: Any) -> Any:
    scale = 1.0 if train is False else 0.0 if p == 1 else 1 / (1 - p)
    return keep(g_out, mask) * scale


_native_op = op(
    "_native_dropout", lambda x, drawn, p, train: (
        x * drawn * x.dtype.type(1.0 if train is False else 0.0 if p == 1 else 1 / (1 - p)), drawn),
    _native_vjp, None, outputs=("out", "mask"), node="NativeDropoutBackward0", public=False,
    method=False,
    samples=lambda make: [((make(4), make.constant([True, False, True, True]), 0.25, True), {})])


@drawn("native_dropout")
def native_dropout(input: Any, p: float, train: bool | None) -> Any:
    """`nn.functional.dropout`, with the mask of what is kept.

    Shapes: ``(...) -> (...), (...)``.

    >>> native_dropout(ones(2), 0.5, False)
    (tensor([1., 1.]), tensor([True, True]))
    """
    _check_p(p, RuntimeError)
    if train is False:
        mask = np.ones(input._data.shape, bool)
    else:
        memory = drawing.dense_like(input._data, np.dtype(bool))
        mask = drawing.bernoulli(memory, stream_of(None, "dropout"), 1 - p)
    return tuple(_native_op(input, wrap(mask), p, train))


native_dropout_backward = op(
    "native_dropout_backward", lambda x, mask, scale: kept(x, mask) * x.dtype.type(scale),
    lambda g, mask, scale: keep(g, mask) * scale, None, method=False, public=False,
    aliases=(), node="NativeDropoutBackwardBackward0", tex=r"\left[{mask}\right] {x}",
    samples=lambda make: [((make(4), make.constant([True, False, True, True]), 1.5), {})])


@composite("aten.native_dropout_backward", method=False)
def aten_native_dropout_backward(grad_output: Any, mask: Any, scale: float) -> Any:
    """The cotangent of `native_dropout`: that of its result where `mask`, times `scale`.

    >>> ops.aten.native_dropout_backward(ones(2), tensor([True, False]), 2.0)
    tensor([2., 0.])
    """
    return native_dropout_backward(grad_output, mask, scale)


# -- whole channels ---------------------------------------------------------------------------------


def _batched(input: Any, p: float, training: bool, inplace: bool, single: bool) -> Any:
    """Channels left out, of a batch or of one sample."""
    if single:
        input = input.unsqueeze_(0) if inplace else input.unsqueeze(0)
    out = _dropped(input, p, training, inplace, True)
    if single:
        out = out.squeeze_(0) if inplace else out.squeeze(0)
    return out


@drawn(F + "dropout1d")
def dropout1d(input: Any, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """Each channel is 0 with probability `p`, else divided by ``1 - p``.

    Shapes: ``(n, c, l) -> (n, c, l)``; ``(c, l) -> (c, l)``.

    Raises:
        RuntimeError: another number of dimensions.   ValueError: `p` outside [0, 1].

    >>> nn.functional.dropout1d(ones(1, 2), training=False)
    tensor([[1., 1.]])
    """
    _check_p(p, ValueError)
    if input.ndim not in (2, 3):
        raise RuntimeError(
            f"dropout1d: Expected 2D or 3D input, but received a {input.ndim}D input. Note that "
            "dropout1d exists to provide channel-wise dropout on inputs with 1 spatial dimension, "
            "a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs).")
    return _batched(input, p, training, inplace, input.ndim == 2)


def _warn_dims(name: str, ndim: int, spatial: int, with_batch: str) -> None:
    warnings.warn(
        f"{name}: Received a {ndim}-D input to {name}, which is deprecated and will result in an "
        "error in a future release. To retain the behavior and silence this warning, please use "
        f"dropout instead. Note that {name} exists to provide channel-wise dropout on inputs with "
        f"{spatial} spatial dimensions, a channel dimension, and an optional batch dimension (i.e. "
        f"{with_batch} inputs).", UserWarning, stacklevel=4)


@drawn(F + "dropout2d")
def dropout2d(input: Any, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """Each channel is 0 with probability `p`, else divided by ``1 - p``.

    Shapes: ``(n, c, h, w) -> (n, c, h, w)``.

    Raises:
        ValueError: `p` outside [0, 1].

    >>> nn.functional.dropout2d(ones(1, 1, 1, 1), training=False)
    tensor([[[[1.]]]])
    """
    _check_p(p, ValueError)
    if input.ndim not in (3, 4):
        _warn_dims("dropout2d", input.ndim, 2, "3D or 4D")
    elif input.ndim == 3:
        warnings.warn(
            "dropout2d: Received a 3D input to dropout2d and assuming that channel-wise 1D dropout "
            "behavior is desired - input is interpreted as shape (N, C, L), where C is the channel "
            "dim. This behavior will change in a future release to interpret the input as one "
            "without a batch dimension, i.e. shape (C, H, W). To maintain the 1D channel-wise "
            "dropout behavior, please switch to using dropout1d instead.", UserWarning,
            stacklevel=3)
    return _batched(input, p, training, inplace, False)


@drawn(F + "dropout3d")
def dropout3d(input: Any, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """Each channel is 0 with probability `p`, else divided by ``1 - p``.

    Shapes: ``(n, c, d, h, w) -> (n, c, d, h, w)``; ``(c, d, h, w) -> (c, d, h, w)``.

    Raises:
        ValueError: `p` outside [0, 1].

    >>> nn.functional.dropout3d(ones(1, 1, 1, 1), training=False)
    tensor([[[[1.]]]])
    """
    _check_p(p, ValueError)
    if input.ndim not in (4, 5):
        _warn_dims("dropout3d", input.ndim, 3, "4D or 5D")
    return _batched(input, p, training, inplace, input.ndim != 5)


@drawn("feature_dropout")
def feature_dropout(input: Any, p: float, train: bool) -> Any:
    """Each channel is 0 with probability `p`, else divided by ``1 - p``.

    Shapes: ``(n, c, ...) -> (n, c, ...)``.

    >>> feature_dropout(ones(1, 2), 0.5, False)
    tensor([[1., 1.]])
    """
    _check_p(p, RuntimeError)
    return _dropped(input, p, train, False, True)


@drawn(F + "feature_alpha_dropout")
def feature_alpha_dropout(input: Any, p: float = 0.5, training: bool = False,
                          inplace: bool = False) -> Any:
    """As `alpha_dropout`, of whole channels.

    Shapes: ``(n, c, ...) -> (n, c, ...)``.

    Raises:
        ValueError: `p` outside [0, 1].

    >>> nn.functional.feature_alpha_dropout(ones(1, 2))
    tensor([[1., 1.]])
    """
    _check_p(p, ValueError)
    return _alpha_dropped(input, p, training, inplace, True)


@drawn("feature_alpha_dropout")
def torch_feature_alpha_dropout(input: Any, p: float, train: bool) -> Any:
    """`nn.functional.feature_alpha_dropout`, as a function of torch.

    >>> feature_alpha_dropout(ones(1, 2), 0.5, False)
    tensor([[1., 1.]])
    """
    _check_p(p, RuntimeError)
    return _alpha_dropped(input, p, train, False, True)


# -- other functions that draw ------------------------------------------------------------------------


def _rrelu(x: Any, slope: Any) -> Any:
    return either(x > 0, x, x * slope)


_rrelu_op = elementwise(
    "_rrelu_with_noise", _rrelu, lambda g, x, slope: keep(g, x > 0) + keep(g * slope, ~(x > 0)),
    None, node="RreluWithNoiseBackward0", public=False, method=False,
    refuses=not_for("biuc", "leaky_relu_cpu"), tex=r"\operatorname{{rrelu}} {x}")


@drawn("rrelu", aliases=(F + "rrelu",))
def rrelu(input: Any, lower: float = 1 / 8, upper: float = 1 / 3, training: bool = False,
          inplace: bool = False) -> Any:
    """Elementwise ``input`` above zero, times a slope drawn from [lower, upper) below.

    When not `training`, the slope is the middle of the two.

    Shapes: ``(...) -> (...)``.

    Raises:
        RuntimeError: `lower` is greater than `upper`.

    >>> nn.functional.rrelu(tensor([-1.0, 2.0]), 0.2, 0.4)
    tensor([-0.3000,  2.0000])
    """
    if lower > upper:
        raise RuntimeError("Lower bound should be less than or equal to the upper bound, but "
                           f"{lower} > {upper}")
    data = input._data
    if training and data.dtype.kind == "f":
        slope = np.ones(data.shape, data.dtype)
        below = np.flatnonzero(data <= 0)
        draws = stream_of(None, "rrelu").uniform(
            (below.size,), np.dtype(np.float64), lower, upper)
        slope.reshape(-1)[below] = draws
    else:
        slope = np.asarray((lower + upper) / 2, data.dtype)
    function = _rrelu_op.op.twin() if inplace else _rrelu_op
    return function(input, wrap(slope))


@drawn(F + "gumbel_softmax")
def gumbel_softmax(logits: Any, tau: float = 1, hard: bool = False, eps: float = 1e-10,
                   dim: int = -1) -> Any:
    """A differentiable sample of one class: softmax of ``(logits + Gumbel noise) / tau``.

    With `hard`, the sample is one-hot and the gradient that of the soft one.

    Shapes: ``(..., c) -> (..., c)``.

    Source: Jang, Gu and Poole, "Categorical Reparameterization with Gumbel-Softmax".

    >>> _ = manual_seed(0); nn.functional.gumbel_softmax(zeros(2), hard=True)
    tensor([0., 1.])
    """
    memory = np.empty(logits._data.shape, logits._data.dtype)
    noise = -np.log(drawing.exponential(memory, stream_of(None, "gumbel_softmax"), 1.0))
    soft = softmax((logits + wrap(noise)) / tau, dim)
    if not hard:
        return soft
    index = soft.max(dim, True)[1]
    chosen = np.zeros_like(soft._data)
    np.put_along_axis(chosen, index._data, 1, dim % max(chosen.ndim, 1))
    return wrap(chosen) - soft.detach() + soft
