"""Padding and the reshuffling of channels and pixels."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.declare import composite
from .arguments import integers
from .tiling import constant_pad_nd

# -- padding ---------------------------------------------------------------------------------------


def _places(mode: str, n: int, before: int, after: int) -> Any:
    """The index that each element of a padded dimension is taken from."""
    if mode == "circular":   # what negative numbers cut off does not come round again
        start, rest = max(-before, 0), n + min(before, 0) + min(after, 0)
        return start + np.arange(-max(before, 0), rest + max(after, 0)) % rest
    i = np.arange(-before, n + after)
    if mode == "replicate":
        return np.clip(i, 0, n - 1)
    period = max(2 * (n - 1), 1)
    i = np.abs(i) % period
    return np.where(i >= n, period - i, i)


_LIMITS = {"reflect": "Argument #4: Padding size should be less than the corresponding input dimension, "
                      "but got: padding ({}, {}) at dimension {} of input {}",
           "circular": "Padding value causes wrapping around more than once.: padding ({}, {}) at "
                       "dimension {} of input {}"}


@composite("nn.functional.pad")
def pad(input: Any, pad: Any, mode: str = "constant", value: Any = None) -> Any:
    """`input` with a border: constant, reflected, replicated or circular.

    `pad` lists (before, after) from the last dimension on: ``(*, n) -> (*, before + n + after)``.

    Raises:
        NotImplementedError: the mode does not know that many dimensions.
        RuntimeError: the border is too wide for the mode.

    >>> nn.functional.pad(tensor([[1.0, 2.0, 3.0]]), (1, 1), mode="reflect")
    tensor([[2., 1., 2., 3., 2.]])
    """
    if not isinstance(pad, (tuple, list)):
        raise TypeError(f"pad(): argument 'pad' (position 2) must be tuple of ints, not "
                        f"{type(pad).__name__}: two sizes for each dimension, the last one first")
    pad = integers(pad, "pad", "pad", 2)
    if len(pad) % 2:
        raise RuntimeError(f"Padding length must be divisible by 2; there are {len(pad)} sizes, "
                           "where each dimension takes one before and one after")
    if len(pad) > 2 * input.ndim:
        raise RuntimeError("Padding length should be less than or equal to two times the input "
                           f"dimension but got padding length {len(pad)} and input of dimension "
                           f"{input.ndim}")
    if mode == "constant":
        return constant_pad_nd(input, pad, 0 if value is None else value)
    if mode not in ("reflect", "replicate", "circular"):
        raise NotImplementedError(f"Unrecognised padding mode {mode}")
    if value is not None and value != 0:
        raise RuntimeError(f'Padding mode "{mode}" doesn\'t take in value argument')
    dims = len(pad) // 2
    if input.ndim not in (dims + 1, dims + 2) or dims > 3 or len(pad) % 2:
        raise NotImplementedError(
            f"Padding size {len(pad)} is not supported for {input.ndim}D input tensor: with mode "
            f"{mode} it takes two numbers for each of the last one, two or three dimensions, and one "
            "or two dimensions are left as they are.")
    from ..engine.tensor import wrap
    out = input
    for k in range(dims):
        d, before, after = input.ndim - 1 - k, pad[2 * k], pad[2 * k + 1]
        n = out.shape[d]
        too_wide = max(before, after) > (n if mode == "circular" else n - 1)
        if mode in _LIMITS and too_wide:
            raise RuntimeError(_LIMITS[mode].format(before, after, d, list(input.shape)))
        if n + before + after <= 0:
            raise RuntimeError(
                f"input (size: {n}) is too small for padding ({before}, {after}) at dimension {d}")
        if n == 0:
            raise RuntimeError(f"Expected a non-empty dimension {d} to pad, got {list(input.shape)}")
        if before or after:
            out = out.index_select(d, wrap(_places(mode, n, before, after)))
    return out.clone() if out is input else out


# -- channels and pixels ---------------------------------------------------------------------------


@composite("nn.functional.pixel_shuffle", aliases=("pixel_shuffle",), method=False)
def pixel_shuffle(input: Any, upscale_factor: int) -> Any:
    """Channels become pixels: ``(*, c*r*r, h, w) -> (*, c, h*r, w*r)``.

    Raises:
        RuntimeError: the channels are no multiple of the squared factor.

    >>> nn.functional.pixel_shuffle(ones(4, 1, 1), 2).shape
    torch.Size([1, 2, 2])
    """
    r = upscale_factor
    if input.ndim < 3:
        raise RuntimeError("pixel_shuffle expects input to have at least 3 dimensions, but got "
                           f"input with {input.ndim} dimension(s)")
    if r <= 0:
        raise RuntimeError(f"pixel_shuffle expects a positive upscale_factor, but got {r}")
    *batch, c, h, w = input.shape
    if c % (r * r):
        raise RuntimeError("pixel_shuffle expects its input's 'channel' dimension to be divisible "
                           "by the square of upscale_factor, but input.size(-3)="
                           f"{c} is not divisible by {r * r}")
    n = len(batch)
    x = input.reshape(*batch, c // (r * r), r, r, h, w)
    return x.permute(*range(n + 1), n + 3, n + 1, n + 4, n + 2).reshape(
        *batch, c // (r * r), h * r, w * r)


@composite("nn.functional.pixel_unshuffle", aliases=("pixel_unshuffle",), method=False)
def pixel_unshuffle(input: Any, downscale_factor: int) -> Any:
    """Pixels become channels: ``(*, c, h*r, w*r) -> (*, c*r*r, h, w)``.

    Raises:
        RuntimeError: height or width are no multiple of the factor.

    >>> nn.functional.pixel_unshuffle(ones(1, 2, 2), 2).shape
    torch.Size([4, 1, 1])
    """
    r = downscale_factor
    if input.ndim < 3:
        raise RuntimeError("pixel_unshuffle expects input to have at least 3 dimensions, but got "
                           f"input with {input.ndim} dimension(s)")
    if r <= 0:
        raise RuntimeError(f"pixel_unshuffle expects a positive downscale_factor, but got {r}")
    *batch, c, h, w = input.shape
    for name, size in (("height", h), ("width", w)):
        if size % r:
            raise RuntimeError(
                f"pixel_unshuffle expects {name} to be divisible by downscale_factor, but "
                f"input.size({-2 if name == 'height' else -1})={size} is not divisible by {r}")
    n = len(batch)
    x = input.reshape(*batch, c, h // r, r, w // r, r)
    return x.permute(*range(n + 1), n + 2, n + 4, n + 1, n + 3).reshape(
        *batch, c * r * r, h // r, w // r)


@composite("nn.functional.channel_shuffle", aliases=("channel_shuffle",), method=False)
def channel_shuffle(input: Any, groups: int) -> Any:
    """Interleave groups of channels: ``(n, g*c, *) -> (n, c*g, *)``.

    Raises:
        RuntimeError: the channels are no multiple of `groups`.

    >>> nn.functional.channel_shuffle(arange(4.0).reshape(1, 4, 1), 2).flatten()
    tensor([0., 2., 1., 3.])
    """
    if input.ndim < 3:
        raise RuntimeError("channel_shuffle expects input with > 2 dims, but got input with sizes "
                           f"{list(input.shape)}")
    if groups <= 0:
        raise RuntimeError("Number of groups to divide channels in must be positive. Value of "
                           f"groups:{groups}")
    n, c, *rest = input.shape
    if c % groups:
        raise RuntimeError(f"Number of channels must be divisible by groups. Got {c} channels and "
                           f"{groups} groups.")
    return input.reshape(n, groups, c // groups, *rest).transpose(1, 2).reshape(n, c, *rest)
