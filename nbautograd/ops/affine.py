"""Layers that are sums of products: `linear` and `bilinear`."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.declare import composite, op
from ..engine.messages import argument_must_be_tensor
from ..engine.op import Op
from ..engine.tensor import Tensor
from .products import addmm, matmul, mm
from .shape import as_view, reshaped, squeeze, unsafe_view, unsqueeze
from .transposes import permuted, t

__all__ = ["LINEAR", "bilinear", "linear"]

F = "nn.functional."


@composite(F + "linear")
def linear(input: Any, weight: Any, bias: Any = None) -> Any:
    """``input @ weight.T + bias``: each row of the weight makes one feature.

    Shapes: ``(..., k), (m, k), (m) -> (..., m)``; ``(..., k), (k) -> (...)``.

    Raises:
        RuntimeError: sizes or element types that do not fit.

    >>> nn.functional.linear(tensor([[1.0, 2.0]]), tensor([[3.0, 4.0]]), tensor([5.0]))
    tensor([[16.]])
    """
    if not isinstance(input, Tensor):
        raise TypeError(argument_must_be_tensor("linear", "input", 1, input))
    if not isinstance(weight, Tensor):
        raise TypeError(argument_must_be_tensor("linear", "weight", 2, weight))
    ndim, columns = input._data.ndim, weight._data.ndim
    if ndim == 2 and columns == 2:
        return mm(input, t(weight)) if bias is None else addmm(bias, input, t(weight))
    if ndim == 0 or columns == 0:
        raise RuntimeError("both arguments to linear need to be at least 1D, but they are "
                           f"{ndim}D and {columns}D")
    across = t(weight)
    if columns == 1:
        return matmul(input, across) if bias is None else addmm(bias, input, across)
    if ndim == 1 and bias is None:
        return squeeze(mm(unsqueeze(input, 0), across), 0)
    # As PyTorch: all rows at once, and the bias in the same step where no copy is needed for it.
    width = input._data.shape[-1]
    rows, size = input._data.size // max(width, 1), (*input._data.shape[:-1], weight._data.shape[0])
    if bias is not None and input._data.flags.c_contiguous:
        return as_view(addmm(bias, as_view(input, (rows, width)), across), size)
    product = unsafe_view(mm(reshaped(input, (rows, width)), across), size)
    return product if bias is None else product + bias


# What a chain rule writes for `linear`, one step of a tape, by the number of its inputs. Nothing is
# computed with it: gradient flows through the ops that `linear` is built from.
LINEAR = {
    2: Op("linear", lambda x, weight: x @ weight.mT, (
        lambda g, weight: g @ weight, lambda g, x: g.mT @ x),
        kind="op", tex=r"{x}\,{weight}^\top", public=False),
    3: Op("linear", lambda x, weight, bias: x @ weight.mT + bias, (
        lambda g, weight: g @ weight, lambda g, x: g.mT @ x, lambda g: g.sum(0)),
        kind="op", tex=r"{x}\,{weight}^\top + {bias}", public=False),
}


def _trilinear(x: Any, weight: Any, y: Any) -> Any:
    """``x[n] @ weight[o] @ y[n]``: ``(n, i), (o, i, j), (n, j) -> (n, o)``."""
    return _contracted(_left(x, weight), y)


def _left(x: Any, weight: Any) -> Any:
    """``x[n] @ weight[o]``: ``(n, i), (o, i, j) -> (n, o, j)``."""
    o, i, j = weight.shape
    if isinstance(weight, np.ndarray):
        flat = weight.transpose((1, 0, 2)).reshape((i, o * j))
    else:
        flat = permuted(weight, (1, 0, 2)).reshape((i, o * j))
    return (x @ flat).reshape((x.shape[0], o, j))


def _right(weight: Any, y: Any) -> Any:
    """``weight[o] @ y[n]``: ``(o, i, j), (n, j) -> (n, o, i)``."""
    o, i, j = weight.shape
    return (y @ weight.reshape((o * i, j)).T).reshape((y.shape[0], o, i))


def _contracted(x: Any, y: Any) -> Any:
    """``x[n] @ y[n]``: ``(n, o, j), (n, j) -> (n, o)``."""
    return (x @ y.reshape((*y.shape, 1))).reshape(x.shape[:2])


def _mixed(g: Any, x: Any) -> Any:
    """``g[n] @ x[n]``: ``(n, o), (n, o, j) -> (n, j)``."""
    return (g.reshape((g.shape[0], 1, g.shape[1])) @ x).reshape((x.shape[0], x.shape[2]))


def _by_weight(g: Any, x: Any, y: Any, weight_shape: Any) -> Any:
    n, (o, i, _j) = x.shape[0], weight_shape
    both = (g.reshape((n, o, 1)) * x.reshape((n, 1, i))).reshape((n, o * i))
    return (both.T @ y).reshape(weight_shape)


_trilinear_op = op(
    "_trilinear", _trilinear, lambda g, weight, y: _mixed(g, _right(weight, y)), _by_weight,
    lambda g, x, weight: _mixed(g, _left(x, weight)),
    node="TrilinearBackward0", holomorphic=True, public=False, method=False, tex=r"{x}^\top {weight}\,{y}",
    samples=lambda make: [((make(4, 2), make(3, 2, 5), make(4, 5)), {})])


@composite("bilinear", method=False, aliases=(F + "bilinear",))
def bilinear(input1: Any, input2: Any, weight: Any, bias: Any = None) -> Any:
    """``input1 @ weight[o] @ input2 + bias[o]`` for each output feature o.

    Shapes: ``(..., k), (..., l), (m, k, l), (m) -> (..., m)``.

    Raises:
        RuntimeError: sizes that do not fit.

    >>> nn.functional.bilinear(tensor([[1.0, 2.0]]), tensor([[3.0]]), ones(1, 2, 1))
    tensor([[9.]])
    """
    if input1.ndim != input2.ndim:
        raise RuntimeError("bilinear(): input dimensions do not match: got "
                           f"{input1.ndim} and {input2.ndim}")
    for d, (a, b) in enumerate(zip(input1.shape[:-1], input2.shape[:-1], strict=True)):
        if a != b:
            raise RuntimeError(f"bilinear(): input batch dimensions do not match at dim {d}: got "
                               f"{a} and {b}")
    for k, (x, d) in enumerate(((input1, 1), (input2, 2)), 1):
        if x.shape[-1] != weight.shape[d]:
            raise RuntimeError(f"bilinear(): input{k} size does not match weight size: got "
                               f"{x.shape[-1]} but expected {weight.shape[d]}")
    if bias is not None and bias.shape[0] != weight.shape[0]:
        raise RuntimeError("bilinear(): bias size does not match weight size: got "
                           f"{bias.shape[0]} but expected {weight.shape[0]}")
    size = (*input1.shape[:-1], weight.shape[0])
    product = _trilinear_op(reshaped(input1, (-1, input1.shape[-1])), weight,
                            reshaped(input2, (-1, input2.shape[-1]))).view(size)
    return product if bias is None else product + bias
