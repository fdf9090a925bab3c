"""Attention: weighted means of values, with weights from products of queries and keys.

Four-dimensional inputs go through one op, as on PyTorch's CPU; others through the steps.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..engine.declare import composite, op
from ..engine.messages import cpp_name, scalar_name
from ..engine.tensor import wrap
from .dropout import drawn, dropout
from .formulas import not_for, symbolic
from .products import matmul
from .reduce import sum_

__all__ = ["safe_softmax", "scaled_dot_product_attention"]


# -- softmax of rows that may be forbidden as a whole ---------------------------------------------------


def _safe(x: Any, dim: int) -> Any:
    """Softmax in which a row of ``-inf`` only becomes zeros."""
    most = np.maximum.reduce(x, axis=dim, keepdims=True, initial=-np.inf)
    shifted = np.exp(x - np.where(most == -np.inf, x.dtype.type(0), most))
    total = np.add.reduce(shifted, axis=dim, keepdims=True)
    return shifted / np.where(total == 0, x.dtype.type(1), total)


def _softmax_back(g: Any, out: Any, dim: int) -> Any:
    weighted = g * out
    return weighted - out * sum_(weighted, dim, True)


safe_softmax = op("aten._safe_softmax", lambda x, dim, dtype=None: _safe(x, dim), _softmax_back,
                  node="SafeSoftmaxBackward0", method=False,
                  tex=r"\operatorname{{softmax}} {x}",
                  doc="""Softmax along `dim` in which a row of ``-inf`` only becomes zeros.

                  >>> ops.aten._safe_softmax(tensor([-inf, -inf]), 0)
                  tensor([0., 0.])
                  """,
                  refuses=not_for("c", "softmax_lastdim_kernel_impl"),
                  samples=lambda make: [((make(2, 3), -1), {}), ((make(2, 3), 0), {})])


@composite("aten._softmax_backward_data", method=False, aliases=("_softmax_backward_data",))
def softmax_backward_data(grad_output: Any, output: Any, dim: int, input_dtype: Any) -> Any:
    """The cotangent of softmax, given that of its result.

    Shapes: ``(n, m), (n, m) -> (n, m)``.

    >>> ops.aten._softmax_backward_data(ones(2), tensor([0.5, 0.5]), 0, float32)
    tensor([0., 0.])
    """
    return _backward_op(grad_output, output, dim)


_backward_op = op(
    "_softmax_backward", lambda x, output, dim: x * output - output * np.add.reduce(
        x * output, axis=dim, keepdims=True), lambda g, output, dim: _softmax_back(g, output, dim),
    lambda g, x, output, dim: g * x - g * sum_(x * output, dim, True) - x * sum_(g * output, dim, True),
    node="SoftmaxBackwardDataBackward0", public=False, method=False,
    refuses=not_for("c", "softmax_lastdim_kernel_impl"),
    samples=lambda make: [((make(2, 3), make(2, 3), 1), {})])

# -- in one step ------------------------------------------------------------------------------------------


def _bias(mask: Any, is_causal: bool, rows: int, columns: int, dtype: Any) -> Any:
    """What is added to the scores: an array, or None."""
    bias = None
    if is_causal:
        bias = np.where(np.tri(rows, columns, dtype=bool), 0, -np.inf).astype(dtype)
    if mask is not None:
        more = np.where(mask, 0, -np.inf).astype(dtype) if mask.dtype.kind == "b" else mask
        bias = more if bias is None else bias + more
    return bias


def _weights(query: Any, key: Any, mask: Any, is_causal: bool, scale: float) -> Any:
    scores = (query @ key.mT) * query.dtype.type(scale)
    bias = _bias(mask, is_causal, query.shape[-2], key.shape[-2], query.dtype)
    return _safe(scores if bias is None else scores + bias, -1)


def _attention(query: Any, key: Any, value: Any, attn_mask: Any, is_causal: bool,
               scale: float) -> Any:
    return _weights(query, key, attn_mask, is_causal, scale) @ value


def _weights_again(query: Any, key: Any, mask: Any, is_causal: bool, scale: float) -> Any:
    scores = (query @ key.mT) * scale
    if symbolic(query, key):
        return safe_softmax(scores, -1)
    data = getattr(query, "_data", query)
    bias = _bias(getattr(mask, "_data", mask), is_causal, query.shape[-2], key.shape[-2],
                 data.dtype)
    if bias is not None:
        scores = scores + (bias if data is query else wrap(bias))
    return safe_softmax(scores, -1)


def _attention_vjp(g: Any, query: Any, key: Any, value: Any, attn_mask: Any, is_causal: bool,
                   scale: float, needs: Any) -> Any:
    weights = _weights_again(query, key, attn_mask, is_causal, scale)
    scores = None
    if needs[0] or needs[1]:
        scores = _softmax_back(g @ value.mT, weights, -1) * scale
    return (scores @ key if needs[0] else None, scores.mT @ query if needs[1] else None,
            weights.mT @ g if needs[2] else None, None)


_attention_op = op(
    "_scaled_dot_product_flash_attention_for_cpu", _attention, None, joint=_attention_vjp,
    inputs="query key value -attn_mask", node="ScaledDotProductFlashAttentionForCpuBackward0",
    refuses=not_for("c", "softmax_lastdim_kernel_impl"),
    public=False, method=False, samples=lambda make: [
        ((make(1, 2, 3, 4), make(1, 2, 5, 4), make(1, 2, 5, 4), None, False, 0.5), {})],
    tex=r"\operatorname{{softmax}}({query}{key}^\top / \sqrt{{d}})\,{value}")


def _check(query: Any, key: Any, value: Any, attn_mask: Any, is_causal: bool) -> None:
    types = [x._data.dtype for x in (query, key, value)]
    if len(set(types)) > 1:
        names = [cpp_name(t) for t in types]
        raise RuntimeError(
            "Expected query, key, and value to have the same dtype, but got query.dtype: "
            f"{names[0]} key.dtype: {names[1]} and value.dtype: {names[2]} instead.")
    if min(query.ndim, key.ndim, value.ndim) < 2:
        raise RuntimeError(
            "Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: "
            f"{query.ndim} key.dim: {key.ndim} and value.dim: {value.ndim} instead.")
    if attn_mask is not None:
        kind = attn_mask._data.dtype
        if kind.kind != "b" and kind != types[0] and kind != np.float32:
            raise RuntimeError(
                "Expected attn_mask dtype to be bool or float or to match query dtype, but got "
                f"attn_mask.dtype: {cpp_name(kind)} and  query.dtype: {cpp_name(types[0])} instead.")
    if types[0].kind != "f":
        raise RuntimeError(f"expected scalar type Float but found {scalar_name(types[0])}")


def _in_one_step(query: Any, key: Any, value: Any, attn_mask: Any, dropout_p: float) -> bool:
    if dropout_p or not query.ndim == key.ndim == value.ndim == 4:
        return False
    if 0 in (query.shape[-2], key.shape[-2], query.shape[-1]):
        return False
    if not query.shape[-1] == key.shape[-1] == value.shape[-1]:
        return False
    same = query.shape[:2] == key.shape[:2] == value.shape[:2] and key.shape == value.shape
    return same and (attn_mask is None or (
        attn_mask.ndim in (2, 4) and not attn_mask.requires_grad))


@drawn("nn.functional.scaled_dot_product_attention")
def scaled_dot_product_attention(query: Any, key: Any, value: Any, attn_mask: Any = None,
                                 dropout_p: float = 0.0, is_causal: bool = False, *,
                                 scale: float | None = None, enable_gqa: bool = False) -> Any:
    """``softmax(query @ key.mT * scale + mask) @ value``; the scale is ``1 / sqrt(d)`` unless given.

    A boolean mask says where to look, a floating one is added; with `is_causal`, no query sees
    later keys. With `enable_gqa`, groups of query heads share a key head.

    Shapes: ``(..., l, d), (..., s, d), (..., s, v) -> (..., l, v)``.

    Raises:
        RuntimeError: types or sizes that do not fit.

    Source: Vaswani et al., "Attention Is All You Need".

    >>> one = ones(1, 1, 2, 1)
    >>> nn.functional.scaled_dot_product_attention(one, one, tensor([[[[1.0], [3.0]]]]))
    tensor([[[[2.],
              [2.]]]])
    """
    _check(query, key, value, attn_mask, is_causal)
    factor = 1 / math.sqrt(query.shape[-1]) if scale is None else scale
    if enable_gqa:
        key, value = (x.repeat_interleave(query.shape[-3] // x.shape[-3], -3) for x in (key, value))
    if _in_one_step(query, key, value, attn_mask, dropout_p):
        return _attention_op(query, key, value, attn_mask, is_causal, factor)
    root = math.sqrt(factor) if factor >= 0 else factor
    keys = key.transpose(-2, -1) * root if factor >= 0 else key.transpose(-2, -1)
    scores = matmul(query * root, keys)
    bias = _mask(attn_mask, is_causal, query, key)
    weights = safe_softmax(scores if bias is None else scores + bias, -1)
    if dropout_p:
        weights = dropout(weights, dropout_p)
    return matmul(weights, value)


def _mask(attn_mask: Any, is_causal: bool, query: Any, key: Any) -> Any:
    """The mask as something to add: a tensor that may be differentiated, or None."""
    data = None if attn_mask is None else attn_mask._data
    if data is not None and data.dtype.kind != "b" and not is_causal:
        return attn_mask
    bias = _bias(data, is_causal, query.shape[-2], key.shape[-2], query._data.dtype)
    return None if bias is None else wrap(bias)


