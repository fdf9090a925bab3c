"""Normalizations: numbers moved and scaled to mean 0 and variance 1, over rows, batches or groups.

Each formula computes mean and scale from the input anew, so derivatives of derivatives are right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..engine.constants import number_array
from ..engine.declare import COMPOSITES, composite, op, wraps_op
from ..engine.messages import scalar_name
from ..engine.sums import sum_along
from .arguments import integers
from .dims import count_of
from .reduce import mean, sum_
from .unary import rsqrt

__all__ = [
    "batch_norm", "group_norm", "instance_norm", "layer_norm", "local_response_norm",
    "native_batch_norm", "native_group_norm", "native_layer_norm", "rms_norm",
]

F = "nn.functional."


def _centred(x: Any, axes: tuple[int, ...]) -> tuple[Any, Any, Any]:
    """(how many numbers, their mean, what is left of an array without it); half in float32."""
    wide = x.astype(np.float32) if x.dtype == np.float16 else x
    n = number_array(count_of(x.shape, axes), wide.dtype)
    middle = sum_along(wide, axes, True) / n
    return n, middle, wide - middle


def _moved(x: Any, axes: tuple[int, ...], eps: float) -> tuple[Any, Any, Any]:
    """(mean, what is left of an array without it, 1 / deviation), its variance over n."""
    n, middle, away = _centred(x, axes)
    scale = 1 / np.sqrt(sum_along(away * away, axes, True) / n + number_array(eps, away.dtype))
    return middle, away, scale


def _standard_array(x: Any, axes: tuple[int, ...], eps: float) -> tuple[Any, Any, Any]:
    """(standardized, mean, 1 / deviation) of an array."""
    middle, away, scale = _moved(x, axes, eps)
    return np.multiply(away, scale, order="C").astype(x.dtype, copy=False), middle, scale


def _standard(x: Any, dims: tuple[int, ...], eps: float) -> tuple[Any, Any]:
    """(standardized, 1 / deviation), in ops."""
    over = dims[0] if len(dims) == 1 else dims     # one number is cheaper to look at
    away = x - mean(x, over, True)
    scale = rsqrt(mean(away * away, over, True) + eps)
    return away * scale, scale


def _back(g: Any, normal: Any, scale: Any, dims: tuple[int, ...]) -> Any:
    """The cotangent of what was standardized over `dims`."""
    over = dims[0] if len(dims) == 1 else dims
    return scale * (g - mean(g, over, True) - normal * mean(g * normal, over, True))


def _refuse_type(x: Any, kernel: str) -> None:
    if x.dtype.kind != "f":
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{scalar_name(x.dtype)}'; "
                                  "convert the tensor, e.g. with .float()")


# -- over the last dimensions -----------------------------------------------------------------------


def _check_normalized(x: Any, shape: Any, **parameters: Any) -> tuple[int, ...]:
    """The last axes; RuntimeError in PyTorch's words."""
    k = len(shape)
    if not k:
        raise RuntimeError("Expected normalized_shape to be at least 1-dimensional, i.e., "
                           "containing at least one element, but got normalized_shape = []")
    for name, value in parameters.items():
        if value is not None and value.shape != tuple(shape):
            raise RuntimeError(
                f"Expected {name} to be of same shape as normalized_shape, but got {name} of "
                f"shape {list(value.shape)} and normalized_shape = {list(shape)}")
    if x.shape[-k:] != tuple(shape):
        raise RuntimeError(
            f"Given normalized_shape={list(shape)}, expected input with shape [*, "
            f"{', '.join(map(str, shape))}], but got input of size{list(x.shape)}")
    return tuple(range(x.ndim - k, x.ndim))


def _check_types(x: Any, *parameters: Any) -> None:
    """Refuse parameters of another type; only half precision goes with those of single precision."""
    given = [p.dtype for p in parameters if p is not None]
    if all(dtype == x.dtype for dtype in given):
        return
    if given[0] == x.dtype:
        other = next(dtype for dtype in given if dtype != x.dtype)
        raise RuntimeError(
            f"expected scalar type {scalar_name(x.dtype)} but found {scalar_name(other)}")
    if any(dtype != np.float32 for dtype in given):
        raise RuntimeError("mixed dtype (CPU): expect parameter to have scalar type of Float")
    if x.dtype != np.float16:
        raise RuntimeError(
            "mixed dtype (CPU): all inputs must share same datatype. The input is "
            f"{scalar_name(x.dtype)}, the parameters are Float: convert one with .to(dtype)")


def _affine(out: Any, weight: Any, bias: Any) -> Any:
    if weight is not None:
        out = out * weight
    return out if bias is None else out + bias


def _layer_norm(x: Any, normalized_shape: Any, weight: Any = None, bias: Any = None,
                eps: float = 1e-5) -> Any:
    return _native_layer_norm(x, normalized_shape, weight, bias, eps)[0]


def _native_layer_norm(x: Any, normalized_shape: Any, weight: Any, bias: Any, eps: float) -> Any:
    axes = _check_normalized(x, normalized_shape, weight=weight, bias=bias)
    _refuse_type(x, "LayerNormKernelImpl")
    _check_types(x, weight, bias)
    out, middle, scale = _standard_array(x, axes, eps)
    # Half precision goes with parameters of single precision, too; the statistics are of their type.
    kind = x.dtype if weight is None or x.dtype != np.float16 else weight.dtype
    out = _affine(out, weight, bias).astype(x.dtype, copy=False)
    return out, middle.astype(kind, copy=False), scale.astype(kind, copy=False)


def _wide(x: Any) -> Any:
    """Half precision as single: squares and sums would be more than it holds."""
    data = getattr(x, "_data", x)
    if getattr(data, "dtype", None) != np.float16:      # symbols have none
        return x
    return x.astype(np.float32) if data is x else x.float()


def _layer_norm_vjp(g: Any, x: Any, weight: Any, x_shape: Any, normalized_shape: Any, eps: float,
                    needs: Any) -> Any:
    dims = tuple(range(len(x_shape) - len(normalized_shape), len(x_shape)))
    g, x, weight = _wide(g), _wide(x), _wide(weight)
    normal, scale = _standard(x, dims, eps)
    by_x = None
    if needs[0]:
        by_x = _back(g if weight is None else g * weight, normal, scale, dims)
    return by_x, g * normal if needs[1] else None, g if needs[2] else None


def _layer_samples(make: Any) -> Any:
    return [((make(2, 3), (3,), make(3), make(3)), {}), ((make(2, 2, 2), (2, 2)), {})]


_layer_norm_op = op(
    F + "layer_norm", _layer_norm, None, joint=_layer_norm_vjp, inputs="x weight bias",
    node="NativeLayerNormBackward0", public=False, method=False, samples=_layer_samples,
    tex=r"\frac{{{x} - \mu}}{{\sqrt{{\sigma^2 + \epsilon}}}}")


@wraps_op("layer_norm", _layer_norm_op, method=False, aliases=(F + "layer_norm",))
def layer_norm(input: Any, normalized_shape: Sequence[int], weight: Any = None, bias: Any = None,
               eps: float = 1e-5, cudnn_enable: bool = True) -> Any:
    """Mean 0 and variance 1 over the last dimensions, which have `normalized_shape`.

    Then times `weight` plus `bias`; `eps` is added to the variance.

    Shapes: ``(n, m), (m), (m) -> (n, m)`` with ``normalized_shape=(m,)``.

    Raises:
        RuntimeError: sizes that do not fit.   NotImplementedError: integers.

    Source: Ba, Kiros and Hinton, "Layer Normalization".

    >>> nn.functional.layer_norm(tensor([[1.0, 3.0]]), (2,))
    tensor([[-1.0000,  1.0000]])
    """
    return _layer_norm_op(input, _as_shape(normalized_shape, "layer_norm"), weight, bias, eps)


def _as_shape(shape: Any, name: str) -> tuple[int, ...]:
    if type(shape) is tuple:
        return shape
    if not isinstance(shape, Sequence):
        raise TypeError(f"{name}(): argument 'normalized_shape' (position 2) must be tuple of "
                        f"ints, not {type(shape).__name__}; give ({shape},) for one")
    return integers(shape, name, "normalized_shape")


_native_layer_norm_op = op(
    "native_layer_norm", _native_layer_norm, None, joint=lambda g_out, x, weight, x_shape,
    normalized_shape, eps, needs: _layer_norm_vjp(
        g_out, x, weight, x_shape, normalized_shape, eps, needs),
    inputs="x weight bias", outputs=("out", "mean", "rstd"), constant=("mean", "rstd"),
    node="NativeLayerNormBackward0", public=False, method=False,
    samples=lambda make: [((make(2, 3), (3,), make(3), make(3), 1e-5), {})])


@wraps_op("native_layer_norm", _native_layer_norm_op, method=False)
def native_layer_norm(input: Any, normalized_shape: Sequence[int], weight: Any, bias: Any,
                      eps: float) -> Any:
    """`layer_norm`, with the means and the inverse deviations of the rows.

    Shapes: ``(n, m), (m), (m) -> (n, m), (n, 1), (n, 1)``.

    >>> native_layer_norm(tensor([[1.0, 3.0]]), (2,), None, None, 0.0)[1]
    tensor([[2.]])
    """
    shape = _as_shape(normalized_shape, "native_layer_norm")
    return tuple(_native_layer_norm_op(input, shape, weight, bias, eps))


@composite("rms_norm", method=False, aliases=(F + "rms_norm",))
def rms_norm(input: Any, normalized_shape: Sequence[int], weight: Any = None,
             eps: float | None = None) -> Any:
    """Divided by the root of the mean square over the last dimensions, times `weight`.

    `eps`, the smallest step of the element type unless given, is added to the mean square.

    Shapes: ``(n, m), (m) -> (n, m)`` with ``normalized_shape=(m,)``.

    Raises:
        RuntimeError: sizes that do not fit.   NotImplementedError: integers.

    Source: Zhang and Sennrich, "Root Mean Square Layer Normalization".

    >>> nn.functional.rms_norm(tensor([[3.0, 4.0]]), (2,))
    tensor([[0.8485, 1.1314]])
    """
    shape = _as_shape(normalized_shape, "rms_norm")
    data = input._data
    axes = _check_normalized(data, shape, weight=None if weight is None else weight._data)
    if data.dtype.kind not in "fc":
        _refuse_type(data, "rms_norm")
    step = float(np.finfo(data.dtype).eps) if eps is None else eps
    out = input * ((input ** 2).mean(axes, True) + step).rsqrt()
    return out if weight is None else out * weight


# -- over batches -----------------------------------------------------------------------------------


def _by_channel(value: Any, ndim: int) -> Any:
    return None if value is None else value.reshape((1, -1) + (1,) * (ndim - 2))


def _batch_axes(ndim: int) -> tuple[int, ...]:
    return (0, *range(2, ndim))


def _check_channels(x: Any, training: bool, **parameters: Any) -> None:
    channels = x.shape[1] if x.ndim > 1 else 0
    for name, value in parameters.items():
        if value is None:
            if name.startswith("running") and not training:
                raise RuntimeError(f"{name} must be defined in evaluation mode")
        elif value.size != channels:
            raise RuntimeError(f"{name} should contain {channels} elements not {value.size}")


def _native_batch_norm(x: Any, weight: Any, bias: Any, running_mean: Any, running_var: Any,
                       training: bool, eps: float) -> Any:
    _check_channels(x, training, running_mean=running_mean, running_var=running_var,
                    weight=weight, bias=bias)
    _refuse_type(x, "batch_norm")
    _check_types(x, weight, bias, running_mean, running_var)
    if training:
        middle, away, scale = _moved(x, _batch_axes(x.ndim), eps)
    else:
        away = x - _by_channel(running_mean, x.ndim)
        scale = _by_channel(1 / np.sqrt(running_var + running_var.dtype.type(eps)), x.ndim)
    factor = scale if weight is None else scale * _by_channel(weight, x.ndim)
    out = np.multiply(away, factor, order="C")
    if bias is not None:
        out = out + _by_channel(bias, x.ndim)
    if not training:
        middle = scale = np.empty(0, x.dtype)
    return out.astype(x.dtype, copy=False), middle.ravel(), scale.ravel()


def _batch_norm_vjp(g: Any, x: Any, weight: Any, running_mean: Any, running_var: Any, x_shape: Any,
                    training: bool, eps: float, needs: Any) -> Any:
    ndim, n = len(x_shape), count_of(x_shape, _batch_axes(len(x_shape)))
    dims = _batch_axes(ndim)
    g, x, weight, running_mean, running_var = map(_wide, (g, x, weight, running_mean, running_var))
    away = x - (mean(x, dims, True) if training else _by_channel(running_mean, ndim))
    scale = rsqrt(mean(away * away, dims, True) + eps) if training else _by_channel(
        rsqrt(running_var + eps), ndim)
    # What weight and bias get is also what the statistics take away from the input's cotangent.
    total, along = sum_(g, dims, True), sum_(g * away, dims, True) * scale
    by_x = None
    if needs[0]:
        factor = scale if weight is None else scale * _by_channel(weight, ndim)
        by_x = (g - total / n - away * (scale * along / n)) * factor if training else g * factor
    return (by_x, along.reshape(-1) if needs[1] else None,
            total.reshape(-1) if needs[2] else None, None, None)


def _batch_samples(make: Any) -> Any:
    return [((make(4, 3), make(3), make(3), None, None, True, 1e-5), {}),
            ((make(2, 3, 2), make(3), make(3), make.fixed(3), make.fixed(3, low=0.5, high=2.0), False,
              1e-5), {})]


_INPUTS = "x weight bias -running_mean -running_var"
_batch_norm_op = op(
    "_batch_norm", lambda x, weight, bias, running_mean, running_var, training, eps:
    _native_batch_norm(x, weight, bias, running_mean, running_var, training, eps)[0], None,
    joint=_batch_norm_vjp, inputs=_INPUTS, node="NativeBatchNormBackward0", public=False,
    method=False, samples=_batch_samples,
    tex=r"\frac{{{x} - \mu}}{{\sqrt{{\sigma^2 + \epsilon}}}}")


def _native_batch_op(name: str, node: str) -> Any:
    return op(name, _native_batch_norm, None, joint=lambda g_out, x, weight, running_mean,
              running_var, x_shape, training, eps, needs: _batch_norm_vjp(
                  g_out, x, weight, running_mean, running_var, x_shape, training, eps, needs),
              inputs=_INPUTS, outputs=("out", "mean", "invstd"), constant=("mean", "invstd"),
              node=node, public=False, method=False, samples=_batch_samples)


_native_batch_norm_op = _native_batch_op("_native_batch_norm", "NativeBatchNormBackward0")
_legit_op = _native_batch_op("_batch_norm_legit", "NativeBatchNormLegitBackward0")
_update_op = _native_batch_op("_batch_norm_update", "BatchNormWithUpdateBackward0")


def _count(x: Any) -> int:
    """How many values a channel of an array has."""
    channels = x.shape[1] if x.ndim > 1 else 0
    return x.size // channels if channels else 0  # type: ignore[no-any-return]  # an int


def _remember(input: Any, running_mean: Any, running_var: Any, momentum: float) -> None:
    """Move the running statistics towards those of this batch; their versions stay, as PyTorch's."""
    x = input._data
    n = _count(x)
    if not n:
        return
    axes = _batch_axes(x.ndim)
    _, middle, away = _centred(x, axes)
    if running_mean is not None:
        running_mean._data[...] = (1 - momentum) * running_mean._data + momentum * middle.ravel()
    if running_var is not None:
        away *= away
        spread = sum_along(away, axes) / (n - 1 if n > 1 else np.nan)
        running_var._data[...] = (1 - momentum) * running_var._data + momentum * spread


@composite("batch_norm", method=False)
def _torch_batch_norm(input: Any, weight: Any, bias: Any, running_mean: Any, running_var: Any,
                      training: bool, momentum: float, eps: float,
                      cudnn_enabled: bool = True) -> Any:
    """`nn.functional.batch_norm`, with its arguments in another order.

    >>> batch_norm(ones(1, 1), None, None, zeros(1), ones(1), False, 0.1, 0.0, True)
    tensor([[1.]])
    """
    if (running_mean is None) != (running_var is None) and training:
        raise ValueError("running_mean and running_var must either both be None or neither be None")
    out = _batch_norm_op(input, weight, bias, running_mean, running_var, training, eps)
    if training:
        _remember(input, running_mean, running_var, momentum)
    return out


@composite(F + "batch_norm")
def batch_norm(input: Any, running_mean: Any, running_var: Any, weight: Any = None,
               bias: Any = None, training: bool = False, momentum: float = 0.1,
               eps: float = 1e-5) -> Any:
    """Mean 0 and variance 1 of each channel over the batch, then times `weight` plus `bias`.

    When `training`, the running statistics are moved towards those of the batch by `momentum`;
    otherwise they are what is used.

    Shapes: ``(n, c, ...), (c), (c), (c), (c) -> (n, c, ...)``.

    Raises:
        ValueError: one value per channel only when training.   RuntimeError: sizes that do not fit.

    Source: Ioffe and Szegedy, "Batch Normalization".

    >>> nn.functional.batch_norm(tensor([[1.0], [3.0]]), None, None, training=True)
    tensor([[-1.0000],
            [ 1.0000]])
    """
    if training and input._data.ndim > 1 and _count(input._data) == 1:
        raise ValueError("Expected more than 1 value per channel when training, got input size "
                         f"{input.size()}")
    return _torch_batch_norm(input, weight, bias, running_mean, running_var, training, momentum,
                             eps)


def _native(function: Any, input: Any, weight: Any, bias: Any, running_mean: Any, running_var: Any,
            training: bool, momentum: float, eps: float) -> Any:
    out = function(input, weight, bias, running_mean, running_var, training, eps)
    if training:
        _remember(input, running_mean, running_var, momentum)
    return tuple(out)


@composite("native_batch_norm", method=False)
def native_batch_norm(input: Any, weight: Any, bias: Any, running_mean: Any, running_var: Any,
                      training: bool, momentum: float, eps: float) -> Any:
    """`nn.functional.batch_norm`, with the means and inverse deviations of the batch.

    Shapes: ``(n, c, ...), (c), (c), (c), (c) -> (n, c, ...), (c), (c)``.

    >>> native_batch_norm(tensor([[1.0], [3.0]]), None, None, None, None, True, 0.1, 0.0)[1]
    tensor([2.])
    """
    return _native(_native_batch_norm_op, input, weight, bias, running_mean, running_var,
                   training, momentum, eps)


@composite("_native_batch_norm_legit", method=False)
def native_batch_norm_legit(input: Any, weight: Any, bias: Any, *rest: Any) -> Any:
    """As `native_batch_norm`; the running statistics may be left out.

    >>> _native_batch_norm_legit(tensor([[1.0], [3.0]]), None, None, True, 0.1, 0.0)[1]
    tensor([2.])
    """
    given = rest if len(rest) == 5 else (None, None, *rest)
    return _native(_legit_op, input, weight, bias, *given)


@composite("aten._batch_norm_with_update", method=False)
def batch_norm_with_update(input: Any, weight: Any, bias: Any, running_mean: Any, running_var: Any,
                           momentum: float, eps: float) -> Any:
    """As `native_batch_norm` when training, with an empty tensor where PyTorch keeps a reserve.

    >>> one = ones(1)
    >>> len(ops.aten._batch_norm_with_update(ones(2, 1), None, None, 0 * one, one, 0.1, 1e-5))
    4
    """
    from ..engine.tensor import wrap
    out = _native(_update_op, input, weight, bias, running_mean, running_var, True, momentum, eps)
    return *out, wrap(np.empty(0, np.uint8))


@composite("instance_norm", method=False)
def _torch_instance_norm(input: Any, weight: Any, bias: Any, running_mean: Any, running_var: Any,
                         use_input_stats: bool, momentum: float, eps: float,
                         cudnn_enabled: bool = True) -> Any:
    """`nn.functional.instance_norm`, with its arguments in another order.

    >>> instance_norm(tensor([[[1.0, 3.0]]]), None, None, None, None, True, 0.1, 0.0, True)
    tensor([[[-1.,  1.]]])
    """
    if not use_input_stats and (running_mean is None or running_var is None):
        raise RuntimeError("Expected running_mean and running_var to be defined when "
                           "use_input_stats is false")
    n, c = input.shape[:2]
    repeated = [None if v is None else v.repeat(n)
                for v in (weight, bias, running_mean, running_var)]
    out = _torch_batch_norm(input.reshape(1, n * c, *input.shape[2:]), *repeated, use_input_stats,
                            momentum, eps)
    for running, each in ((running_mean, repeated[2]), (running_var, repeated[3])):
        if running is not None and use_input_stats:
            running._data[...] = each._data.reshape(n, c).mean(axis=0)
    return out.view(input.shape)


@composite(F + "instance_norm")
def instance_norm(input: Any, running_mean: Any = None, running_var: Any = None,
                  weight: Any = None, bias: Any = None, use_input_stats: bool = True,
                  momentum: float = 0.1, eps: float = 1e-5) -> Any:
    """Mean 0 and variance 1 of each channel of each sample, then times `weight` plus `bias`.

    Shapes: ``(n, c, ...), (c), (c), (c), (c) -> (n, c, ...)``.

    Raises:
        ValueError: one element per channel only.   RuntimeError: sizes that do not fit.

    >>> nn.functional.instance_norm(tensor([[[1.0, 3.0]]]))
    tensor([[[-1.0000,  1.0000]]])
    """
    if use_input_stats:
        count = 1
        for n in input.shape[2:]:
            count *= n
        if count == 1:
            raise ValueError("Expected more than 1 spatial element when training, got input size "
                             f"{input.size()}")
    return _torch_instance_norm(input, weight, bias, running_mean, running_var, use_input_stats,
                                momentum, eps)


# -- over groups ------------------------------------------------------------------------------------


def _group_standard(x: Any, groups: int, eps: float, standard: Callable[..., Any],
                    ) -> tuple[Any, ...]:
    size = x.shape
    grouped = x.reshape((size[0], groups, -1) if x.size else (size[0], groups, 0))
    return standard(grouped, (2,), eps)  # type: ignore[no-any-return]  # a tuple by construction


def _check_groups(x: Any, groups: int, weight: Any, bias: Any) -> None:
    if x.ndim < 2:
        raise RuntimeError(f"Expected at least 2 dimensions for input tensor but received {x.ndim}")
    if groups <= 0:
        raise RuntimeError(f"Expected num groups to be greater than 0, got {groups}")
    if x.shape[1] % groups:
        raise RuntimeError("Expected number of channels in input to be divisible by num_groups, "
                           f"but got input of shape {list(x.shape)} and num_groups={groups}")
    for name, value in (("weight", weight), ("bias", bias)):
        if value is not None and value.shape != (x.shape[1],):
            raise RuntimeError(
                f"Expected {name} to be a vector of size equal to the number of channels in input, "
                f"but got {name} of shape {list(value.shape)} and input of shape {list(x.shape)}")


def _native_group_norm(x: Any, weight: Any, bias: Any, group: int, eps: float) -> Any:
    _check_groups(x, group, weight, bias)
    _refuse_type(x, "GroupNormKernelImpl")
    _check_types(x, weight, bias)
    out, middle, scale = _group_standard(x, group, eps, _standard_array)
    out = _affine(out.reshape(x.shape), _by_channel(weight, x.ndim), _by_channel(bias, x.ndim))
    return out, middle[..., 0], scale[..., 0]


def _group_norm_vjp(g: Any, x: Any, weight: Any, x_shape: Any, group: int, eps: float,
                    needs: Any, *, g_mean: Any = None, g_rstd: Any = None) -> Any:
    ndim, inside = len(x_shape), _inside(x_shape, group)
    grouped = x.reshape((x_shape[0], group, inside))
    normal, scale = _standard(grouped, (2,), eps)
    dims = _batch_axes(ndim)
    by_x = by_weight = by_bias = None
    if g is not None:
        weighted = g if weight is None else g * _by_channel(weight, ndim)
        by_x = _back(weighted.reshape(grouped.shape), normal, scale, (2,)) if needs[0] else None
        by_weight = sum_(g * normal.reshape(x_shape), dims) if needs[1] else None
        by_bias = sum_(g, dims) if needs[2] else None
    for value, slope in ((g_mean, 1 / inside), (g_rstd, -normal * (scale * scale) / inside)):
        if value is not None and needs[0]:
            more = value.reshape((*value.shape, 1)) * slope
            by_x = more + 0 * grouped if by_x is None else by_x + more
    return None if by_x is None else by_x.reshape(x_shape), by_weight, by_bias


def _inside(shape: Any, group: int) -> int:
    """How many elements of one sample are in one group."""
    count = 1
    for n in shape[1:]:
        count *= n
    return count // group


_group_norm_op = op(
    F + "group_norm", lambda x, weight, bias, group, eps: _native_group_norm(
        x, weight, bias, group, eps)[0], None, joint=_group_norm_vjp, inputs="x weight bias",
    node="NativeGroupNormBackward0", public=False, method=False,
    samples=lambda make: [((make(2, 4, 3), make(4), make(4), 2, 1e-5), {})],
    tex=r"\frac{{{x} - \mu}}{{\sqrt{{\sigma^2 + \epsilon}}}}")
_native_group_norm_op = op(
    "_native_group_norm", _native_group_norm, None,
    joint=lambda g_out, g_mean, g_rstd, x, weight, x_shape, group, eps, needs: _group_norm_vjp(
        g_out, x, weight, x_shape, group, eps, needs, g_mean=g_mean, g_rstd=g_rstd),
    inputs="x weight bias", outputs=("out", "mean", "rstd"), node="NativeGroupNormBackward0",
    public=False, method=False,
    samples=lambda make: [((make(2, 4, 3), make(4), make(4), 2, 1e-5), {})])


@wraps_op(F + "group_norm", _group_norm_op)
def group_norm(input: Any, num_groups: int, weight: Any = None, bias: Any = None,
               eps: float = 1e-5) -> Any:
    """Mean 0 and variance 1 over groups of channels of each sample, times `weight` plus `bias`.

    Shapes: ``(n, c, ...), (c), (c) -> (n, c, ...)``.

    Raises:
        RuntimeError: channels that do not divide into groups, weights that do not fit.

    Source: Wu and He, "Group Normalization".

    >>> nn.functional.group_norm(tensor([[1.0, 3.0]]), 1)
    tensor([[-1.0000,  1.0000]])
    """
    if input.ndim < 2:
        _check_groups(input._data, num_groups, None, None)
    if input.shape[0] * input.shape[1] // num_groups * _inside((1, *input.shape[2:]), 1) == 1:
        raise ValueError("Expected more than 1 value per channel when training, got input size "
                         f"{list(input.shape)}")
    return _group_norm_op(input, weight, bias, num_groups, eps)


@wraps_op("group_norm", _group_norm_op, method=False)
def _torch_group_norm(input: Any, num_groups: int, weight: Any = None, bias: Any = None,
                      eps: float = 1e-5, cudnn_enabled: bool = True) -> Any:
    """`nn.functional.group_norm`.

    >>> group_norm(tensor([[1.0, 3.0]]), 1)
    tensor([[-1.0000,  1.0000]])
    """
    return _group_norm_op(input, weight, bias, num_groups, eps)


@composite("native_group_norm", method=False)
def native_group_norm(input: Any, weight: Any, bias: Any, N: int, C: int, HxW: int, group: int,
                      eps: float) -> Any:
    """`nn.functional.group_norm`, with the means and the inverse deviations of the groups.

    Shapes: ``(N, C, ...), (C), (C) -> (N, C, ...), (N, group), (N, group)``.

    >>> native_group_norm(tensor([[1.0, 3.0]]), None, None, 1, 2, 1, 1, 0.0)[1]
    tensor([[2.]])
    """
    return tuple(_native_group_norm_op(input, weight, bias, group, eps))


@composite(F + "local_response_norm")
def local_response_norm(input: Any, size: int, alpha: float = 1e-4, beta: float = 0.75,
                        k: float = 1.0) -> Any:
    """Divided by ``(k + alpha * mean of squares over size neighbouring channels) ** beta``.

    Shapes: ``(n, c, ...) -> (n, c, ...)``.

    Raises:
        ValueError: fewer than three dimensions.

    >>> nn.functional.local_response_norm(ones(1, 1, 1), 1, alpha=3.0, beta=0.5)
    tensor([[[0.5000]]])
    """
    from .padding import pad
    avg_pool2d, avg_pool3d = (
        COMPOSITES[f"{F}avg_pool{n}d"].public for n in (2, 3))
    if input.ndim < 3:
        raise ValueError("Expected 3D or higher dimensionality input "
                         f"(got {input.ndim} dimensions)")
    if input.numel() == 0:
        return input
    square, around = input * input, (size // 2, (size - 1) // 2)
    if input.ndim == 3:
        padded = pad(square.unsqueeze(1), (0, 0, *around))
        near = avg_pool2d(padded, (size, 1), stride=1).squeeze(1)
    else:
        n, c, *rest = input.shape
        lined = square.view(n, 1, c, rest[0], -1)
        padded = pad(lined, (0, 0, 0, 0, *around))
        near = avg_pool3d(padded, (size, 1, 1), stride=1).squeeze(1).view(input.shape)
    return input / (near * alpha + k) ** beta
