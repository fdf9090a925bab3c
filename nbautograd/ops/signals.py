"""Signals in time and frequency: the transforms of overlapping windows, `stft`, and back, `istft`."""

from __future__ import annotations

import warnings
from typing import Any

from ..engine.declare import OPS, composite
from ..engine.messages import saved_type
from ..engine.tensor import Tensor
from .creation import ones
from .fft import _real_back, c2c, r2c
from .windows import overlap

__all__ = ["istft", "stft"]

NO_WINDOW = (
    "A window was not provided. A rectangular window will be applied,which is known to cause "
    "spectral leakage. Other windows such as torch.hann_window or torch.hamming_window are "
    "recommended to reduce spectral leakage.To suppress this warning and use a rectangular window, "
    "explicitly set `window=torch.ones(n_fft, device=<device>)`.")
NO_WINDOW_BACK = (
    "A window was not provided. A rectangular window will be applied.Please provide the same window "
    "used by stft to make the inversion lossless.To suppress this warning and use a rectangular "
    "window, explicitly set `window=torch.ones(n_fft, device=<device>)`.")


def _said(name: str, input: Any, **facts: Any) -> str:
    """The call, as PyTorch's refusals begin."""
    def shown(value: Any) -> Any:
        if isinstance(value, Tensor):
            return f"{saved_type(value._data.dtype)}{{{list(value.shape)}}}"
        return int(value) if isinstance(value, bool) else value

    parts = [f"{saved_type(input._data.dtype)}{list(input.shape)}",
             *(f"{key}={shown(value)}" for key, value in facts.items())]
    return f"{name}({', '.join(parts)}) "


def _full(window: Any, width: int, n_fft: int, like: Any) -> Any:
    """The window in the middle of `n_fft` places; ones where there is none."""
    if window is None:
        window = ones(width, dtype=like.dtype if like.dtype.is_floating_point else None)
        if like.is_complex():
            window = window.to(like.real.dtype)
    left = (n_fft - width) // 2
    if width == n_fft:
        return window
    zeros = window.new_zeros
    return OPS["cat"].function([zeros(left), window, zeros(n_fft - width - left)])


@composite("stft")
def stft(input: Any, n_fft: int, hop_length: int | None = None, win_length: int | None = None,
         window: Any = None, center: bool = True, pad_mode: str = "reflect",
         normalized: bool = False, onesided: bool | None = None,
         return_complex: bool | None = None, align_to_window: bool | None = None) -> Any:
    """Fourier transforms of overlapping windows: ``(*, t) -> (*, frequencies, frames)``.

    A window of `n_fft` elements begins every `hop_length`, a quarter of that by default; with
    `center` the signal is padded, so that the first one is around its first element.

    Raises:
        RuntimeError: sizes that do not fit, or `return_complex` is not given.

    >>> stft(ones(8), 4, window=hann_window(4), return_complex=True).shape
    torch.Size([3, 9])
    """
    hop = n_fft // 4 if hop_length is None else hop_length
    width = n_fft if win_length is None else win_length
    if window is None:
        warnings.warn(NO_WINDOW, stacklevel=3)
    if return_complex is None and not input.is_complex():
        raise RuntimeError("stft requires the return_complex parameter be given for real inputs, "
                           "and will further require that return_complex=True in a future PyTorch "
                           "release.")
    batched = input.ndim == 2
    if center and input.ndim in (1, 2):
        from .padding import pad
        sides = (n_fft // 2, n_fft // 2)
        input = pad(input[None] if batched else input[None, None], sides, mode=pad_mode)
        input = input[0] if batched else input[0, 0]
    call = _said("stft", input, n_fft=n_fft, hop_length=hop, win_length=width, window=window,
                 normalized=normalized, onesided=onesided, return_complex=return_complex,
                 align_to_window=align_to_window)
    if input.ndim not in (1, 2):
        raise RuntimeError(f"{call}: expected a 1D or 2D tensor")
    x = input if batched else input.unsqueeze(0)
    if not 0 < n_fft <= x.shape[-1]:
        raise RuntimeError(f"{call}: expected 0 < n_fft < {x.shape[-1]}, but got n_fft={n_fft}")
    if hop <= 0:
        raise RuntimeError(f"{call}: expected hop_length > 0, but got hop_length={hop}")
    if not 0 < width <= n_fft:
        raise RuntimeError(f"{call}: expected 0 < win_length <= n_fft, but got win_length={width}")
    if window is not None and tuple(window.shape) != (width,):
        raise RuntimeError(f"{call}: expected a 1D window tensor of size equal to win_length="
                           f"{width}, but got window with size {list(window.shape)}")
    frames = x.unfold(-1, n_fft, hop)
    if window is not None or width != n_fft:
        frames = frames * _full(window, width, n_fft, x)
    one = (not frames.is_complex()) if onesided is None else onesided
    mode, sizes, dims = "ortho" if normalized else "backward", (n_fft,), (frames.ndim - 1,)
    out = r2c(frames, sizes, dims, mode) if one else c2c(frames, sizes, dims, mode, False)
    out = out.transpose(-1, -2)
    if not batched:
        out = out.squeeze(0)
    return out if return_complex is not False else OPS["view_as_real"].function(out)


@composite("istft")
def istft(input: Any, n_fft: int, hop_length: int | None = None, win_length: int | None = None,
          window: Any = None, center: bool = True, normalized: bool = False,
          onesided: bool | None = None, length: int | None = None,
          return_complex: bool = False) -> Any:
    """The signal whose `stft` this is: ``(*, frequencies, frames) -> (*, t)``.

    Raises:
        RuntimeError: sizes that do not fit, a real `input`, or windows that leave a gap.

    >>> x, window = arange(8.0), hann_window(4)
    >>> istft(stft(x, 4, window=window, return_complex=True), 4, window=window)
    tensor([0., 1., 2., 3., 4., 5., 6., 7.])
    """
    hop = n_fft // 4 if hop_length is None else hop_length
    width = n_fft if win_length is None else win_length
    if window is None:
        warnings.warn(NO_WINDOW_BACK, stacklevel=3)
    if not input.is_complex():
        raise RuntimeError("istft requires a complex-valued input tensor matching the output from "
                           "stft with return_complex=True.")
    call = _said("istft", input, n_fft=n_fft, hop_length=hop, win_length=width, window=window,
                 center=center, normalized=normalized, onesided=onesided, length=length,
                 return_complex=return_complex)
    one = not return_complex if onesided is None else onesided
    x = input if input.ndim == 3 else input.unsqueeze(0)
    rows = n_fft // 2 + 1 if one else n_fft
    if input.ndim not in (2, 3) or not input.numel():
        raise RuntimeError(f"{call}: expected a tensor with 2 or 3 dimensions that is not empty")
    if x.shape[1] != rows:
        raise RuntimeError(
            f"{call}: expected the frequency dimension (3rd to the last) of the input tensor to match "
            f"n_fft{' / 2 + 1' * one} when onesided={one}, but got {x.shape[1]}")
    if not 0 < hop <= width:
        raise RuntimeError(f"{call}: expected 0 < hop_length <= win_length")
    if not 0 < width <= n_fft:
        raise RuntimeError(f"{call}: expected 0 < win_length <= n_fft")
    if window is not None and tuple(window.shape) != (width,):
        raise RuntimeError(f"{call}: Invalid window shape. window has to be 1D and length of "
                           "`win_length`")
    if one and (return_complex or (window is not None and window.is_complex())):
        raise RuntimeError("Cannot have onesided output if window or input is complex")
    mode = "ortho" if normalized else "backward"
    full, frames = _full(window, width, n_fft, input.real), x.transpose(1, 2)
    if one:
        frames = _real_back(frames, [n_fft], (-1,), mode, False)
    else:
        frames = c2c(frames, (n_fft,), (2,), mode, True)
        frames = frames if return_complex else frames.real
    signal = _together((frames * full).transpose(1, 2), hop)
    weight = _together((full ** 2)[:, None].expand(-1, x.shape[2])[None], hop)
    start = n_fft // 2 if center else 0
    end = signal.shape[-1] - start if length is None else min(start + length, signal.shape[-1])
    signal, weight = signal[:, start:end], weight[:, start:end]
    if not bool((weight.abs() > 1e-11).all()):
        raise RuntimeError(f"{call}window overlap add min: 1")
    out = signal / weight
    if length is not None and end - start < length:
        warnings.warn("The length of signal is shorter than the length parameter. Result is being "
                      "padded with zeros in the tail. Please check your center and hop_length "
                      "settings.", stacklevel=3)
        out = OPS["cat"].function([out, out.new_zeros(out.shape[0], length - (end - start))], 1)
    return out if input.ndim == 3 else out.squeeze(0)


def _together(frames: Any, hop: int) -> Any:
    """Windows added where they lie: ``(n, size, count) -> (n, t)``."""
    size, count = frames.shape[1:]
    return overlap(frames, ((count - 1) * hop + size,), (size,), (hop,), (0,), (1,))
