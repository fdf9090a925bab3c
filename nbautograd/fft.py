"""Discrete Fourier transforms (torch.fft).

>>> fft.ifft(fft.fft(ones(2))).real
tensor([1., 1.])
"""

from __future__ import annotations

from .ops import namespace as _namespace

_public = _namespace("fft")
globals().update(_public)
__all__ = sorted(_public)


def __dir__() -> list[str]:
    return list(__all__)
