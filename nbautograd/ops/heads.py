"""Attention of several heads: each attends with its part of the features."""

from __future__ import annotations

import math
import warnings
from typing import Any

from .affine import linear
from .attention import scaled_dot_product_attention
from .creation import zeros
from .dropout import drawn, dropout
from .join import cat
from .padding import pad
from .softmax import softmax

__all__ = ["multi_head", "multi_head_attention_forward"]


def _check_inputs(query: Any, key: Any, value: Any, key_padding_mask: Any, attn_mask: Any,
                  embed_dim: int, heads: int) -> None:
    """Refuse sizes that do not fit together, in PyTorch's words."""
    dims = query.dim()
    if dims not in (2, 3):
        raise AssertionError("query should be unbatched 2D or batched 3D tensor but received "
                             f"{dims}-D query tensor")
    what = "batched (3-D)" if dims == 3 else "unbatched (2-D)"
    if not key.dim() == value.dim() == dims:
        raise AssertionError(f"For {what} `query`, expected `key` and `value` to be {dims}-D but "
                             f"found {key.dim()}-D and {value.dim()}-D tensors respectively")
    if key_padding_mask is not None and key_padding_mask.dim() != dims - 1:
        raise AssertionError(f"For {what} `query`, expected `key_padding_mask` to be `None` or "
                             f"{dims - 1}-D but found {key_padding_mask.dim()}-D tensor instead")
    if attn_mask is not None and attn_mask.dim() not in (2, 3):
        raise AssertionError(f"For {what} `query`, expected `attn_mask` to be `None`, 2-D or 3-D "
                             f"but found {attn_mask.dim()}-D tensor instead")
    if query.shape[-1] != embed_dim:
        raise AssertionError(f"was expecting embedding dimension of {embed_dim}, but got "
                             f"{query.shape[-1]}")
    if embed_dim % heads:
        raise AssertionError(f"embed_dim {embed_dim} not divisible by num_heads {heads}")


def _as_bias(mask: Any, like: Any, name: str) -> Any:
    """A boolean mask of what not to see as something to add to the scores."""
    if mask is None or mask.is_floating_point():
        return mask
    if mask._data.dtype.kind != "b":
        raise AssertionError(f"only bool and floating types of {name} are supported")
    return zeros(tuple(mask.shape), dtype=like.dtype).masked_fill(mask, -math.inf)


def _merged(attn_mask: Any, padding: Any, q: Any, length: int, heads: int) -> Any:
    """Both masks as one that is added to the scores ``(n, heads, l, s)``, or None."""
    rows, batch, _ = q.shape
    if None not in (attn_mask, padding) and attn_mask._data.dtype != padding._data.dtype:
        warnings.warn("Support for mismatched key_padding_mask and attn_mask is deprecated. Use "
                      "same type for both instead.", stacklevel=5)
    mask = _as_bias(attn_mask, q, "attn_mask")
    if mask is not None:
        expected = (rows, length) if mask.dim() == 2 else (batch * heads, rows, length)
        if tuple(mask.shape) != expected:
            raise RuntimeError(f"The shape of the {mask.dim()}D attn_mask is {mask.shape}, but "
                               f"should be {expected}.")
        if mask.dim() == 3:
            mask = mask.view(-1, heads, *mask.shape[1:])
    padding = _as_bias(padding, q, "key_padding_mask")
    if padding is None:
        return mask
    for dim, expected in enumerate((batch, length)):
        if padding.shape[dim] != expected:
            raise AssertionError(f"Expected key_padded_mask.shape[{dim}] to be {expected}, but got "
                                 f"{padding.shape[dim]}")
    padding = padding[:, None, None, :]
    return padding if mask is None else mask + padding


def _attended(q: Any, k: Any, v: Any, mask: Any, p: float, need_weights: bool) -> tuple[Any, Any]:
    if not need_weights:
        return scaled_dot_product_attention(q, k, v, mask, p), None
    scores = (q * math.sqrt(1.0 / q.shape[-1])) @ k.transpose(-2, -1)
    weights = softmax(scores if mask is None else scores + mask, -1)
    if p:
        weights = dropout(weights, p)
    return weights @ v, weights


def _projected(inputs: Any, weight: Any, weights: Any, bias: Any) -> list[Any]:
    weights = weights if weight is None else weight.chunk(3)
    biases = (None,) * 3 if bias is None else bias.chunk(3)
    return [linear(x, w, b) for x, w, b in zip(inputs, weights, biases, strict=True)]


def _given(static: Any, name: str, batch: int, heads: int, size: int) -> Any:
    """Keys or values that were projected before: ``(n heads, s, d) -> (n, heads, s, d)``."""
    for dim, expected in ((0, batch * heads), (2, size)):
        if static.size(dim) != expected:
            raise AssertionError(f"expecting {name}.size({dim}) of {expected}, but got "
                                 f"{static.size(dim)}")
    return static.view(batch, heads, -1, size)


def multi_head(
        query: Any, key: Any, value: Any, embed_dim_to_check: int, num_heads: int,
        in_proj_weight: Any, in_proj_bias: Any, bias_k: Any, bias_v: Any, add_zero_attn: bool,
        dropout_p: float, out_proj_weight: Any, out_proj_bias: Any, training: bool = True,
        key_padding_mask: Any = None, need_weights: bool = True, attn_mask: Any = None,
        use_separate_proj_weight: bool = False, q_proj_weight: Any = None,
        k_proj_weight: Any = None, v_proj_weight: Any = None, static_k: Any = None,
        static_v: Any = None, average_attn_weights: bool = True,
        is_causal: bool = False) -> tuple[Any, Any]:
    """Attention with several heads and given weights; what `nn.MultiheadAttention` computes.

    Inputs are projected (by the thirds of `in_proj_weight`, or each by a weight of its own), split
    into heads, attended and projected again. Boolean masks say where not to look, floating ones
    are added; `static_k` and `static_v` are keys and values that are projected already.

    Shapes: ``(l, n, e), (s, n, e), (s, n, e) -> (l, n, e), (n, l, s)``; one sample has no ``n``;
    without `average_attn_weights`, the second is ``(n, num_heads, l, s)``; without `need_weights`,
    None.

    Raises:
        AssertionError, RuntimeError: sizes or types of masks that do not fit.

    Source: Vaswani et al., "Attention Is All You Need".

    >>> x = ones(3, 1, 2)
    >>> out, weights = nn.functional.multi_head_attention_forward(
    ...     x, x, x, 2, 1, ones(6, 2), None, None, None, False, 0.0, ones(2, 2), None)
    >>> out.shape, weights[0, 0]
    (torch.Size([3, 1, 2]), tensor([0.3333, 0.3333, 0.3333]))
    """
    _check_inputs(query, key, value, key_padding_mask, attn_mask, embed_dim_to_check, num_heads)
    single, size = query.dim() == 2, embed_dim_to_check // num_heads
    if single:
        query, key, value = (x.unsqueeze(1) for x in (query, key, value))
        key_padding_mask = None if key_padding_mask is None else key_padding_mask.unsqueeze(0)
    if is_causal and attn_mask is None:
        raise RuntimeError(
            "Need attn_mask if specifying the is_causal hint. You may use the Transformer module "
            "method `generate_square_subsequent_mask` to create this mask.")
    separate = (q_proj_weight, k_proj_weight, v_proj_weight)
    _check_keys(key, value, separate if use_separate_proj_weight else None)
    q, k, v = _projected((query, key, value), None if use_separate_proj_weight else in_proj_weight,
                         separate, in_proj_bias)
    mask = _merged(attn_mask, key_padding_mask, q, key.shape[0], num_heads)
    if None not in (bias_k, bias_v):
        if static_k is not None or static_v is not None:
            raise AssertionError("bias cannot be added to static key or value")
        k, v = (cat([x, b.repeat(1, q.size(1), 1)]) for x, b in ((k, bias_k), (v, bias_v)))
        mask = None if mask is None else pad(mask, (0, 1))
    batch = q.shape[1]

    def heads(x: Any) -> Any:
        return x.reshape(x.shape[0], batch, num_heads, size).permute(1, 2, 0, 3)

    q = heads(q)
    k = heads(k) if static_k is None else _given(static_k, "static_k", batch, num_heads, size)
    v = heads(v) if static_v is None else _given(static_v, "static_v", batch, num_heads, size)
    if add_zero_attn:
        nothing = zeros((*k.shape[:2], 1, size), dtype=k.dtype)
        k, v = cat([k, nothing], 2), cat([v, nothing], 2)
        mask = None if mask is None else pad(mask, (0, 1))
    out, weights = _attended(q, k, v, mask, dropout_p if training else 0.0, need_weights)
    out = out.permute(2, 0, 1, 3).reshape(-1, batch, embed_dim_to_check)
    out = linear(out, out_proj_weight, out_proj_bias)
    if weights is not None and average_attn_weights:
        weights = weights.mean(1)
    if single:
        return out.squeeze(1), None if weights is None else weights.squeeze(0)
    return out, weights


def _check_keys(key: Any, value: Any, separate: Any) -> None:
    """Refuse keys and values that are not pairs, and weights that are missing."""
    if separate is None:
        if key.shape != value.shape:
            raise AssertionError(f"key shape {key.shape} does not match value shape {value.shape}")
        return
    if key.shape[:2] != value.shape[:2]:
        raise AssertionError(f"key's sequence and batch dims {key.shape[:2]} do not match value's "
                             f"{value.shape[:2]}")
    for name, weight in zip("qkv", separate, strict=True):
        if weight is None:
            raise AssertionError(
                f"use_separate_proj_weight is True but {name}_proj_weight is None")


multi_head_attention_forward = drawn("nn.functional.multi_head_attention_forward")(multi_head)
