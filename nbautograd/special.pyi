"""Written by tests/stubs.py from the op table: not to be edited."""

from collections.abc import Sequence
from nbautograd.engine.dtypes import dtype
from nbautograd.engine.methods import Number
from nbautograd.engine.tensor import Tensor

def airy_ai(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise Airy function; not differentiable."""

def bessel_j0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise Bessel function of the first kind, order 0; not differentiable."""

def bessel_j1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise Bessel function of the first kind, order 1; not differentiable."""

def bessel_y0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise Bessel function of the second kind, order 0; not differentiable."""

def bessel_y1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise Bessel function of the second kind, order 1; not differentiable."""

def chebyshev_polynomial_t(
    input: Tensor | Number, n: Tensor | Number, *, out: Tensor | None = None,
) -> Tensor:
    """Elementwise Chebyshev polynomial of the first kind of degree `n`; 0 for negative degrees;
    not differentiable."""

def chebyshev_polynomial_u(
    input: Tensor | Number, n: Tensor | Number, *, out: Tensor | None = None,
) -> Tensor:
    """Elementwise Chebyshev polynomial of the second kind of degree `n`; 0 for negative
    degrees; not differentiable."""

def chebyshev_polynomial_v(
    input: Tensor | Number, n: Tensor | Number, *, out: Tensor | None = None,
) -> Tensor:
    """Elementwise Chebyshev polynomial of the third kind of degree `n`; 0 for negative degrees;
    not differentiable."""

def chebyshev_polynomial_w(
    input: Tensor | Number, n: Tensor | Number, *, out: Tensor | None = None,
) -> Tensor:
    """Elementwise Chebyshev polynomial of the fourth kind of degree `n`; 0 for negative
    degrees; not differentiable."""

def digamma(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise derivative of the logarithm of the gamma function."""

def entr(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``-input * log(input)``; 0 at zero, minus infinity below."""

def erf(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise error function."""

def erfc(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise complementary error function, ``1 - erf(input)``."""

def erfcx(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``exp(input ** 2) * erfc(input)``."""

def erfinv(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise inverse of the error function; nan outside of [-1, 1]."""

def exp2(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise power of two, ``2 ** input``."""

def expit(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise logistic function ``1 / (1 + exp(-input))``."""

def expm1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``exp(input) - 1``, accurate near zero."""

def gammainc(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise regularised lower incomplete gamma function of order `input` at `other`."""

def gammaincc(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise regularised upper incomplete gamma function of order `input` at `other`."""

def gammaln(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise logarithm of the absolute value of the gamma function."""

def hermite_polynomial_h(
    input: Tensor | Number, n: Tensor | Number, *, out: Tensor | None = None,
) -> Tensor:
    """Elementwise physicists' Hermite polynomial of degree `n`; 0 for negative degrees; not
    differentiable."""

def hermite_polynomial_he(
    input: Tensor | Number, n: Tensor | Number, *, out: Tensor | None = None,
) -> Tensor:
    """Elementwise probabilists' Hermite polynomial of degree `n`; 0 for negative degrees; not
    differentiable."""

def i0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise modified Bessel function of the first kind, order 0."""

def i0e(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``exp(-abs(input)) * i0(input)``."""

def i1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise modified Bessel function of the first kind, order 1."""

def i1e(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``exp(-abs(input)) * i1(input)``."""

def laguerre_polynomial_l(
    input: Tensor | Number, n: Tensor | Number, *, out: Tensor | None = None,
) -> Tensor:
    """Elementwise Laguerre polynomial of degree `n`; 0 for negative degrees; not
    differentiable."""

def legendre_polynomial_p(
    input: Tensor | Number, n: Tensor | Number, *, out: Tensor | None = None,
) -> Tensor:
    """Elementwise Legendre polynomial of degree `n`; 0 for negative degrees; not
    differentiable."""

def log1p(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``log(1 + input)``, accurate near zero."""

def log_ndtr(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise logarithm of `special.ndtr`, accurate in the tail."""

def log_softmax(
    input: Tensor, dim: int = ..., dtype: dtype | type | None = None, *,
    axis: int | Sequence[int] | None = ..., out: Tensor | None = None,
) -> Tensor:
    """Logarithm of the softmax along `dim`, without overflow."""

def logit(input: Tensor, eps: float | None = None, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``log(input / (1 - input))``; with `eps` the input is clamped to [eps, 1 -
    eps]."""

def logsumexp(
    input: Tensor, dim: int | Sequence[int] = ..., keepdim: bool = False, *,
    axis: int | Sequence[int] | None = ..., keepdims: bool = ..., out: Tensor | None = None,
) -> Tensor:
    """``log(sum(exp(input)))`` over `dim` (one or several), without overflow."""

def modified_bessel_i0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise modified Bessel function of the first kind, order 0; not differentiable."""

def modified_bessel_i1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise modified Bessel function of the first kind, order 1; not differentiable."""

def modified_bessel_k0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise modified Bessel function of the second kind, order 0; not differentiable."""

def modified_bessel_k1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise modified Bessel function of the second kind, order 1; not differentiable."""

def multigammaln(input: Tensor, p: int, *, out: Tensor | None = None) -> Tensor:
    """Elementwise logarithm of the multivariate gamma function of dimension `p`."""

def ndtr(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise distribution function of the standard normal distribution."""

def ndtri(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise quantile of the standard normal distribution."""

def polygamma(n: int, input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise n-th derivative of the digamma function."""

def psi(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise derivative of the logarithm of the gamma function."""

def round(input: Tensor, *, decimals: int = 0, out: Tensor | None = None) -> Tensor:
    """Elementwise rounding to the nearest integer, half to even; to `decimals` digits if
    given."""

def scaled_modified_bessel_k0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise scaled modified Bessel function of the second kind, order 0; not
    differentiable."""

def scaled_modified_bessel_k1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise scaled modified Bessel function of the second kind, order 1; not
    differentiable."""

def shifted_chebyshev_polynomial_t(
    input: Tensor | Number, n: Tensor | Number, *, out: Tensor | None = None,
) -> Tensor:
    """Elementwise shifted Chebyshev polynomial of the first kind, at ``2 * input - 1`` of
    degree `n`; 0 for negative degrees; not differentiable."""

def shifted_chebyshev_polynomial_u(
    input: Tensor | Number, n: Tensor | Number, *, out: Tensor | None = None,
) -> Tensor:
    """Elementwise shifted Chebyshev polynomial of the second kind, at ``2 * input - 1`` of
    degree `n`; 0 for negative degrees; not differentiable."""

def shifted_chebyshev_polynomial_v(
    input: Tensor | Number, n: Tensor | Number, *, out: Tensor | None = None,
) -> Tensor:
    """Elementwise shifted Chebyshev polynomial of the third kind, at ``2 * input - 1`` of
    degree `n`; 0 for negative degrees; not differentiable."""

def shifted_chebyshev_polynomial_w(
    input: Tensor | Number, n: Tensor | Number, *, out: Tensor | None = None,
) -> Tensor:
    """Elementwise shifted Chebyshev polynomial of the fourth kind, at ``2 * input - 1`` of
    degree `n`; 0 for negative degrees; not differentiable."""

def sinc(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``sin(pi x) / (pi x)``, 1 at zero."""

def softmax(
    input: Tensor, dim: int = ..., dtype: dtype | type | None = None, *,
    axis: int | Sequence[int] | None = ..., out: Tensor | None = None,
) -> Tensor:
    """``exp(input) / sum(exp(input))`` along `dim`: positive, and 1 in sum."""

def spherical_bessel_j0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise spherical Bessel function of the first kind, order 0; not differentiable."""

def xlog1py(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``input * log(1 + other)``, 0 where `input` is 0."""

def xlogy(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``input * log(other)``, 0 where `input` is 0."""

def zeta(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Elementwise Hurwitz zeta function of `input` at `other`."""
