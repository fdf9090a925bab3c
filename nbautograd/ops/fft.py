"""Discrete Fourier transforms (torch.fft), on NumPy's.

All are linear. The transpose of a transform is the transform the other way, up to scale, so each
formula is written with the transforms themselves.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.declare import composite, linear
from .arguments import wrap_dim

NORMS = {None: "backward", "backward": "backward", "ortho": "ortho", "forward": "forward"}
# The transpose scales where the original does not.
TURNED = {"backward": "forward", "ortho": "ortho", "forward": "backward"}


def _norm(norm: Any) -> str:
    if norm not in NORMS:
        raise RuntimeError(f'Invalid normalization mode: "{norm}"; use "backward", "ortho" or '
                           '"forward"')
    return NORMS[norm]


def _floating(x: Any) -> Any:
    """Integers as the default floating type; half precision refused as PyTorch does."""
    from ..engine.dtypes import default
    if x.dtype == np.float16:
        raise RuntimeError("Unsupported dtype Half")
    return x.astype(default.numpy) if x.dtype.kind in "biu" else x


def _complex(x: Any) -> Any:
    x = _floating(x)
    if x.dtype.kind == "c":
        return x
    return x.astype(np.complex64 if x.dtype == np.float32 else np.complex128)


def _same(out: Any, like: Any) -> Any:
    """NumPy may widen float32; PyTorch does not."""
    narrow = like.dtype in (np.float32, np.complex64)
    if out.dtype.kind == "c":
        return out.astype(np.complex64 if narrow else np.complex128, copy=False)
    return out.astype(np.float32 if narrow else np.float64, copy=False)


def _fit(x: Any, n: tuple[int, ...], dims: tuple[int, ...]) -> Any:
    """Cut or pad with zeros to sizes `n` along `dims`."""
    index: list[Any] = [slice(None)] * x.ndim
    pad = [(0, 0)] * x.ndim
    for size, d in zip(n, dims, strict=True):
        index[d] = slice(0, size)
        pad[d] = (0, max(0, size - x.shape[d]))
    out = x[tuple(index)]
    return np.pad(out, pad) if any(p != (0, 0) for p in pad) else out


def _c2c(x: Any, n: Any, dims: Any, norm: Any, inverse: bool) -> Any:
    """Complex transform along `dims`, each cut or padded to the size in `n`."""
    x = _fit(_complex(x), n, dims)
    transform = np.fft.ifftn if inverse else np.fft.fftn
    return _same(transform(x, axes=dims, norm=norm), x)


def _back(g: Any, shape: Any, n: Any, dims: Any, norm: Any, inverse: bool) -> Any:
    return fit_sizes(c2c(g, n, dims, TURNED[norm], not inverse),
                     tuple(shape[d] for d in dims), dims)


fit_sizes = linear(
    "fft_fit", _fit, lambda g, x_shape, dims: fit_sizes(g, tuple(x_shape[d] for d in dims), dims),
    method=False, public=False, node="ConstantPadNdBackward0",
    samples=lambda make: [((make(2, 3), (1, 4), (0, 1)), {})])
c2c = linear("fft_c2c", _c2c, lambda g, x_shape, n, dims, norm, inverse: _back(
    g, x_shape, n, dims, norm, inverse), method=False, public=False, node="FftC2CBackward0",
    samples=lambda make: [
        ((make(4, dtype="complex128"), (4,), (0,), "backward", False), {}),
        ((make(2, 3, dtype="complex128"), (3, 2), (0, 1), "ortho", True), {}),
        ((make(3), (3,), (0,), "forward", False), {})])


def _r2c(x: Any, n: Any, dims: Any, norm: Any) -> Any:
    """Transform of a real array; the last of `dims` keeps only its first half."""
    if x.dtype.kind == "c":
        raise RuntimeError("rfft expects a real input tensor, but got "
                           f"{'ComplexFloat' if x.dtype == np.complex64 else 'ComplexDouble'}")
    x = _fit(_floating(x), n, dims)
    return _same(np.fft.rfftn(x, axes=dims, norm=norm), x)


def _r2c_vjp(g: Any, x_shape: Any, n: Any, dims: Any, norm: Any) -> Any:
    # The missing half of the spectrum takes no part: zero cotangents there.
    full = fit_sizes(g, n, dims)
    return _back(full, x_shape, n, dims, norm, False).real


def _c2r(x: Any, n: Any, dims: Any, norm: Any) -> Any:
    """Real inverse of `_r2c`: the missing half is the conjugate of the given one."""
    x = _complex(x)
    half = n[-1] // 2 + 1
    x = _fit(x, (*n[:-1], half), dims)
    return _same(np.fft.irfftn(x, s=n, axes=dims, norm=norm), x)


def _c2r_vjp(g: Any, x_shape: Any, n: Any, dims: Any, norm: Any) -> Any:
    half = n[-1] // 2 + 1
    spectrum = r2c(g, n, dims, TURNED[norm])
    # Frequencies that occur twice in the full spectrum count twice.
    weights = np.full(half, 2.0)
    weights[0] = 1
    if n[-1] % 2 == 0:
        weights[-1] = 1
    shape = [1] * len(x_shape)
    shape[dims[-1]] = half
    return fit_sizes(scaled(spectrum, weights.reshape(shape)), tuple(x_shape[d] for d in dims), dims)


def _scaled(x: Any, weights: Any) -> Any:
    return (x * weights).astype(x.dtype, copy=False)


scaled = linear("fft_scale", _scaled, lambda g, weights: scaled(g, weights), method=False,
                public=False, node="MulBackward0", samples=lambda make: [
                    ((make(3, dtype="complex128"), np.array([1.0, 2.0, 1.0])), {})])
r2c = linear("fft_r2c", _r2c, _r2c_vjp, method=False, public=False, node="FftR2CBackward0",
             samples=lambda make: [((make(5), (5,), (0,), "backward"), {}),
                                   ((make(2, 3), (2, 4), (0, 1), "ortho"), {})])
c2r = linear("fft_c2r", _c2r, _c2r_vjp, method=False, public=False, node="FftC2RBackward0",
             samples=lambda make: [
                 ((make(3, dtype="complex128"), (5,), (0,), "backward"), {}),
                 ((make(2, 3, dtype="complex128"), (2, 4), (0, 1), "ortho"), {})])


# -- the public functions --------------------------------------------------------------------------


def _sizes(name: str, x: Any, s: Any, dim: Any, last: Any = None) -> Any:
    """(sizes, dims) of a transform over several dimensions; `last` maps the last size."""
    if dim is None:
        dims = tuple(range(x.ndim)) if s is None else tuple(range(x.ndim - len(s), x.ndim))
    else:
        dims = tuple(wrap_dim(d, x.ndim) for d in (dim if isinstance(dim, (tuple, list)) else [dim]))
    if len(set(dims)) != len(dims):
        raise RuntimeError("FFT dims must be unique")
    if s is not None and dim is not None and len(s) != len(dims):
        raise RuntimeError("When given, dim and shape arguments must have the same length")
    if s is not None and len(s) > x.ndim:
        raise RuntimeError(f"Got shape with {len(s)} values but input tensor only has {x.ndim} "
                           "dimensions.")
    n = [x.shape[d] for d in dims] if s is None else [
        x.shape[d] if k == -1 else k for k, d in zip(s, dims, strict=True)]
    if last is not None and n and (s is None or s[-1] == -1):
        n[-1] = last(x.shape[dims[-1]])
    for k in n:
        if k < 1:
            raise RuntimeError(f"Invalid number of data points ({k}) specified")
    return tuple(n), dims


def _one(name: str, n: Any, dim: int) -> Any:
    return (None if n is None else [n]), (dim,)


def _doc(kind: str, example: str, result: str) -> str:
    return (f"{kind}\n\nSizes are cut or padded with zeros; `norm` is \"backward\" (default), "
            f"\"ortho\" or \"forward\".\n\nRaises:\n    RuntimeError: no data points, unknown "
            f"norm, repeated dims.\n\n>>> {example}\n{result}\n")


def _double(n: int) -> int:
    return 2 * (n - 1)


def _complex_transform(name: str, inverse: bool, kind: str) -> None:
    @composite(f"fft.{name}")
    def one(input: Any, n: Any = None, dim: int = -1, norm: Any = None) -> Any:
        s, dims = _one(name, n, dim)
        sizes, dims = _sizes(name, input, s, dims)
        return c2c(input, sizes, dims, _norm(norm), inverse)

    @composite(f"fft.{name}2")
    def two(input: Any, s: Any = None, dim: Any = (-2, -1), norm: Any = None) -> Any:
        sizes, dims = _sizes(name, input, s, dim)
        return c2c(input, sizes, dims, _norm(norm), inverse)

    @composite(f"fft.{name}n")
    def several(input: Any, s: Any = None, dim: Any = None, norm: Any = None) -> Any:
        sizes, dims = _sizes(name, input, s, dim)
        return c2c(input, sizes, dims, _norm(norm), inverse) if dims else _as_complex(input)

    for function, what in ((one, "one dimension"), (two, "two dimensions"),
                           (several, "several dimensions")):
        function.__doc__ = _doc(f"{kind} over {what}.", f"fft.{function.__name__}(ones(2, 2)).shape",
                                "torch.Size([2, 2])")


def _as_complex(input: Any) -> Any:
    from ..engine.dtypes import DTYPES
    return input.to(DTYPES["complex64" if input.dtype.name == "float32" else "complex128"])


_complex_transform("fft", False, "Discrete Fourier transform")
_complex_transform("ifft", True, "Inverse discrete Fourier transform")


def _real_forward(input: Any, s: Any, dim: Any, norm: Any, conjugate: bool) -> Any:
    """rfft and, conjugated and scaled the other way, ihfft."""
    sizes, dims = _sizes("rfft", input, s, dim)
    if not dims:
        raise RuntimeError("rfftn must transform at least one axis")
    mode = _norm(norm)
    if conjugate:
        return r2c(input, sizes, dims, TURNED[mode]).conj()
    return r2c(input, sizes, dims, mode)


def _real_back(input: Any, s: Any, dim: Any, norm: Any, conjugate: bool) -> Any:
    """irfft and, conjugated and scaled the other way, hfft."""
    sizes, dims = _sizes("irfft", input, s, dim, _double)
    if not dims:
        raise RuntimeError("irfftn must transform at least one axis")
    mode = _norm(norm)
    if conjugate:
        return c2r(input.conj() if input.is_complex() else input, sizes, dims, TURNED[mode])
    return c2r(input, sizes, dims, mode)


def _real_transform(name: str, run: Any, conjugate: bool, kind: str, shape: str) -> None:
    @composite(f"fft.{name}")
    def one(input: Any, n: Any = None, dim: int = -1, norm: Any = None) -> Any:
        return run(input, None if n is None else [n], (dim,), norm, conjugate)

    @composite(f"fft.{name}2")
    def two(input: Any, s: Any = None, dim: Any = (-2, -1), norm: Any = None) -> Any:
        return run(input, s, dim, norm, conjugate)

    @composite(f"fft.{name}n")
    def several(input: Any, s: Any = None, dim: Any = None, norm: Any = None) -> Any:
        return run(input, s, dim, norm, conjugate)

    for function, what in ((one, "one dimension"), (two, "two dimensions"),
                           (several, "several dimensions")):
        function.__doc__ = _doc(f"{kind} over {what}.", f"fft.{function.__name__}(ones(2, 3)).shape",
                                f"torch.Size([2, {shape}])")


_real_transform("rfft", _real_forward, False,
                "Half of the spectrum of a real signal (the rest is its mirror)", "2")
_real_transform("irfft", _real_back, False, "Real signal from half of its spectrum", "4")
_real_transform("hfft", _real_back, True, "Real spectrum of half a Hermitian signal", "4")
_real_transform("ihfft", _real_forward, True, "Half a Hermitian signal from its real spectrum", "2")


@composite("fft.fftshift")
def fftshift(input: Any, dim: Any = None) -> Any:
    """Move the zero frequency to the middle.

    >>> fft.fftshift(tensor([0.0, 1.0, -1.0]))
    tensor([-1.,  0.,  1.])
    """
    dims = _shift_dims(input, dim)
    return input.roll([input.shape[d] // 2 for d in dims], dims)


@composite("fft.ifftshift")
def ifftshift(input: Any, dim: Any = None) -> Any:
    """Move the zero frequency back to the front.

    >>> fft.ifftshift(tensor([-1.0, 0.0, 1.0]))
    tensor([ 0.,  1., -1.])
    """
    dims = _shift_dims(input, dim)
    return input.roll([(input.shape[d] + 1) // 2 for d in dims], dims)


def _shift_dims(x: Any, dim: Any) -> list[int]:
    if dim is None:
        return list(range(x.ndim))
    return [wrap_dim(d, x.ndim) for d in (dim if isinstance(dim, (tuple, list)) else [dim])]


@composite("fft.fftfreq")
def fftfreq(n: int, d: float = 1.0, *, dtype: Any = None, device: Any = None,
            requires_grad: bool = False) -> Any:
    """Frequencies of the bins of `fft.fft`, in cycles per unit of `d`.

    >>> fft.fftfreq(4)
    tensor([ 0.0000,  0.2500, -0.5000, -0.2500])
    """
    return _made(np.fft.fftfreq(n, d), dtype, requires_grad)


@composite("fft.rfftfreq")
def rfftfreq(n: int, d: float = 1.0, *, dtype: Any = None, device: Any = None,
             requires_grad: bool = False) -> Any:
    """Frequencies of the bins of `fft.rfft`, in cycles per unit of `d`.

    >>> fft.rfftfreq(4)
    tensor([0.0000, 0.2500, 0.5000])
    """
    return _made(np.fft.rfftfreq(n, d), dtype, requires_grad)


def _made(array: Any, dtype: Any, requires_grad: bool) -> Any:
    from ..engine.construct import tensor
    from ..engine.dtypes import default
    return tensor(array, dtype=default.dtype if dtype is None else dtype,
                  requires_grad=requires_grad)
