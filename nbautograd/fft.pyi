"""Written by tests/stubs.py from the op table: not to be edited."""

from collections.abc import Sequence
from nbautograd.engine.dtypes import dtype
from nbautograd.engine.tensor import Tensor
from typing import Any

def fft(
    input: Tensor, n: Any = None, dim: int = -1, norm: Any = None, *,
    axis: int | Sequence[int] | None = ..., out: Tensor | None = None,
) -> Tensor:
    """Discrete Fourier transform over one dimension."""

def fft2(
    input: Tensor, s: Any = None, dim: int | Sequence[int] = ..., norm: Any = None, *,
    axis: int | Sequence[int] | None = ..., out: Tensor | None = None,
) -> Tensor:
    """Discrete Fourier transform over two dimensions."""

def fftfreq(
    n: int, d: float = 1.0, *, dtype: dtype | type | None = None, device: Any = None,
    requires_grad: bool = False, out: Tensor | None = None,
) -> Tensor:
    """Frequencies of the bins of `fft.fft`, in cycles per unit of `d`."""

def fftn(
    input: Tensor, s: Any = None, dim: int | Sequence[int] | None = None, norm: Any = None, *,
    axis: int | Sequence[int] | None = ..., out: Tensor | None = None,
) -> Tensor:
    """Discrete Fourier transform over several dimensions."""

def fftshift(
    input: Tensor, dim: int | Sequence[int] | None = None, *,
    axis: int | Sequence[int] | None = ...,
) -> Tensor:
    """Move the zero frequency to the middle."""

def hfft(
    input: Tensor, n: Any = None, dim: int = -1, norm: Any = None, *,
    axis: int | Sequence[int] | None = ..., out: Tensor | None = None,
) -> Tensor:
    """Real spectrum of half a Hermitian signal over one dimension."""

def hfft2(
    input: Tensor, s: Any = None, dim: int | Sequence[int] = ..., norm: Any = None, *,
    axis: int | Sequence[int] | None = ..., out: Tensor | None = None,
) -> Tensor:
    """Real spectrum of half a Hermitian signal over two dimensions."""

def hfftn(
    input: Tensor, s: Any = None, dim: int | Sequence[int] | None = None, norm: Any = None, *,
    axis: int | Sequence[int] | None = ..., out: Tensor | None = None,
) -> Tensor:
    """Real spectrum of half a Hermitian signal over several dimensions."""

def ifft(
    input: Tensor, n: Any = None, dim: int = -1, norm: Any = None, *,
    axis: int | Sequence[int] | None = ..., out: Tensor | None = None,
) -> Tensor:
    """Inverse discrete Fourier transform over one dimension."""

def ifft2(
    input: Tensor, s: Any = None, dim: int | Sequence[int] = ..., norm: Any = None, *,
    axis: int | Sequence[int] | None = ..., out: Tensor | None = None,
) -> Tensor:
    """Inverse discrete Fourier transform over two dimensions."""

def ifftn(
    input: Tensor, s: Any = None, dim: int | Sequence[int] | None = None, norm: Any = None, *,
    axis: int | Sequence[int] | None = ..., out: Tensor | None = None,
) -> Tensor:
    """Inverse discrete Fourier transform over several dimensions."""

def ifftshift(
    input: Tensor, dim: int | Sequence[int] | None = None, *,
    axis: int | Sequence[int] | None = ...,
) -> Tensor:
    """Move the zero frequency back to the front."""

def ihfft(
    input: Tensor, n: Any = None, dim: int = -1, norm: Any = None, *,
    axis: int | Sequence[int] | None = ..., out: Tensor | None = None,
) -> Tensor:
    """Half a Hermitian signal from its real spectrum over one dimension."""

def ihfft2(
    input: Tensor, s: Any = None, dim: int | Sequence[int] = ..., norm: Any = None, *,
    axis: int | Sequence[int] | None = ..., out: Tensor | None = None,
) -> Tensor:
    """Half a Hermitian signal from its real spectrum over two dimensions."""

def ihfftn(
    input: Tensor, s: Any = None, dim: int | Sequence[int] | None = None, norm: Any = None, *,
    axis: int | Sequence[int] | None = ..., out: Tensor | None = None,
) -> Tensor:
    """Half a Hermitian signal from its real spectrum over several dimensions."""

def irfft(
    input: Tensor, n: Any = None, dim: int = -1, norm: Any = None, *,
    axis: int | Sequence[int] | None = ..., out: Tensor | None = None,
) -> Tensor:
    """Real signal from half of its spectrum over one dimension."""

def irfft2(
    input: Tensor, s: Any = None, dim: int | Sequence[int] = ..., norm: Any = None, *,
    axis: int | Sequence[int] | None = ..., out: Tensor | None = None,
) -> Tensor:
    """Real signal from half of its spectrum over two dimensions."""

def irfftn(
    input: Tensor, s: Any = None, dim: int | Sequence[int] | None = None, norm: Any = None, *,
    axis: int | Sequence[int] | None = ..., out: Tensor | None = None,
) -> Tensor:
    """Real signal from half of its spectrum over several dimensions."""

def rfft(
    input: Tensor, n: Any = None, dim: int = -1, norm: Any = None, *,
    axis: int | Sequence[int] | None = ..., out: Tensor | None = None,
) -> Tensor:
    """Half of the spectrum of a real signal (the rest is its mirror) over one dimension."""

def rfft2(
    input: Tensor, s: Any = None, dim: int | Sequence[int] = ..., norm: Any = None, *,
    axis: int | Sequence[int] | None = ..., out: Tensor | None = None,
) -> Tensor:
    """Half of the spectrum of a real signal (the rest is its mirror) over two dimensions."""

def rfftfreq(
    n: int, d: float = 1.0, *, dtype: dtype | type | None = None, device: Any = None,
    requires_grad: bool = False, out: Tensor | None = None,
) -> Tensor:
    """Frequencies of the bins of `fft.rfft`, in cycles per unit of `d`."""

def rfftn(
    input: Tensor, s: Any = None, dim: int | Sequence[int] | None = None, norm: Any = None, *,
    axis: int | Sequence[int] | None = ..., out: Tensor | None = None,
) -> Tensor:
    """Half of the spectrum of a real signal (the rest is its mirror) over several
    dimensions."""
