"""A layer and the batch norm behind it as one layer, once both are trained."""

from __future__ import annotations

import copy
import functools
from typing import Any

from ...ops.creation import ones_like, zeros_like
from ..parameter import Parameter

__all__ = ["fuse_conv_bn_eval", "fuse_conv_bn_weights", "fuse_linear_bn_eval",
           "fuse_linear_bn_weights"]


def fuse_conv_bn_eval(conv: Any, bn: Any, transpose: bool = False) -> Any:
    """A convolution that does what `conv` and then `bn` do in evaluation.

    Raises:
        AssertionError: one of them is training, or has no running statistics.

    >>> conv, bn = nn.Conv2d(1, 2, 3).eval(), nn.BatchNorm2d(2).eval()
    >>> x = rand(1, 1, 4, 4)
    >>> allclose(nn.utils.fuse_conv_bn_eval(conv, bn)(x), bn(conv(x)), atol=1e-6)
    True
    """
    return _fused(conv, bn, functools.partial(fuse_conv_bn_weights, transpose=transpose))


def fuse_linear_bn_eval(linear: Any, bn: Any) -> Any:
    """A linear layer that does what `linear` and then `bn` do in evaluation.

    Raises:
        AssertionError: one of them is training, or they do not fit.
    """
    if linear.out_features != bn.num_features and bn.num_features != 1:
        raise AssertionError(
            "To fuse, linear.out_features == bn.num_features or bn.num_features == 1, got "
            f"linear.out_features={linear.out_features} and bn.num_features={bn.num_features}")
    return _fused(linear, bn, fuse_linear_bn_weights)


def _fused(layer: Any, bn: Any, fuse: Any) -> Any:
    if layer.training or bn.training:
        raise AssertionError("Fusion only for eval!")
    if bn.running_mean is None or bn.running_var is None:
        raise AssertionError("bn.running_mean and bn.running_var must not be None")
    fused = copy.deepcopy(layer)
    fused.weight, fused.bias = fuse(fused.weight, fused.bias, bn.running_mean, bn.running_var,
                                    bn.eps, bn.weight, bn.bias)
    return fused


def fuse_conv_bn_weights(conv_w: Any, conv_b: Any, bn_rm: Any, bn_rv: Any, bn_eps: float, bn_w: Any,
                         bn_b: Any, transpose: bool = False) -> tuple[Parameter, Parameter]:
    """The weight and the bias of the one layer; those of the batch norm may be None."""
    shape = [1, -1] if transpose else [-1, 1]
    scale = (ones_like(bn_rm) if bn_w is None else bn_w) * (bn_rv + bn_eps).rsqrt()
    weight = conv_w * scale.reshape(shape + [1] * (conv_w.dim() - 2))
    return _parameters(conv_w, weight, conv_b, bn_rm, scale, bn_b)


def fuse_linear_bn_weights(linear_w: Any, linear_b: Any, bn_rm: Any, bn_rv: Any, bn_eps: float,
                           bn_w: Any, bn_b: Any) -> tuple[Parameter, Parameter]:
    """The weight and the bias of the one layer."""
    scale = bn_w * (bn_rv + bn_eps).rsqrt()
    return _parameters(linear_w, linear_w * scale.unsqueeze(-1), linear_b, bn_rm, scale, bn_b)


def _parameters(old: Any, weight: Any, bias: Any, mean: Any, scale: Any,
                shift: Any) -> tuple[Parameter, Parameter]:
    before = zeros_like(mean) if bias is None else bias
    after = (before - mean) * scale + (zeros_like(mean) if shift is None else shift)
    kind = old.dtype if bias is None else bias.dtype
    return (Parameter(weight.detach().to(old.dtype), old.requires_grad),
            Parameter(after.detach().to(kind), before.requires_grad))
