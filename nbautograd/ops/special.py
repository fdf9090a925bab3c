"""Special functions: error functions, gamma, Bessel and relatives (SciPy computes them)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ..engine.declare import elementwise
from .formulas import keep, not_for, symbolic, unknown
from .unary import cos, exp, floating, log, log1p, sgn, sin

__all__ = [
    "digamma", "erf", "erfc", "erfinv", "i0", "igamma", "igammac", "lgamma", "logit", "mvlgamma",
    "polygamma", "sinc", "xlog1py", "xlogy", "zeta",
]


def scipy_function(name: str) -> Callable[..., Any]:
    """A function of `scipy.special` that keeps the element type; SciPy is imported when called.

    It computes in double precision: SciPy's single precision loses digits in the tails.
    """
    def forward(x: Any) -> Any:
        from scipy import special
        return getattr(special, name)(x.astype(np.float64, copy=False)).astype(x.dtype, copy=False)
    return forward


def _two(name: str) -> Callable[..., Any]:
    def forward(x: Any, y: Any) -> Any:
        from scipy import special
        return np.asarray(getattr(special, name)(x, y), np.result_type(x, y))
    return forward


def known(name: str, function: Any, vjp: Any, says: str, example: str, result: str,
          **fields: Any) -> Any:
    """Declare a function of one real tensor that SciPy has."""
    forward = scipy_function(function) if isinstance(function, str) else function
    short = name.rpartition(".")[2]
    kernel = {"digamma": "digamma", "lgamma": "lgamma_vml_cpu"}.get(
        short, f"{short}_cpu" if "." in name else f"{short}_vml_cpu")
    fields.setdefault("refuses", not_for("c", kernel))
    return floating(name, forward, vjp, says, example, result, **fields)


# -- error functions -----------------------------------------------------------------------------

_ROOT_PI, _ROOT_2 = math.sqrt(math.pi), math.sqrt(2.0)


def _gaussian(x: Any) -> Any:
    return 2 / _ROOT_PI * exp(-x * x)


# x P(x^2) / Q(x^2), the highest powers first: in double precision off by 7e-8 at most, the spacing of
# float32 below 1; from 4 on, erf is 1 there. Source: Eigen, generic_fast_erf.
_P = (-2.72614225801306e-10, 2.77068142495902e-08, -2.10102402082508e-06, -5.69250639462346e-05,
      -7.34990630326855e-04, -2.95459980854025e-03, -1.60960333262415e-02)
_Q = (-1.45660718464996e-05, -2.13374055278905e-04, -1.68282697438203e-03, -7.37332916720468e-03,
      -1.42647390514189e-02)
_MANY = 4096        # elements, from which NumPy's passes take less time than SciPy's calls


def erf_array(x: Any) -> Any:
    """The error function of an array, in its type; many of float32 by a rational function."""
    if x.dtype != np.float32 or x.size < _MANY:
        return _ERF(x)
    x = np.clip(x, -4, 4).astype(np.float64)
    square = x * x
    above, below = _polynomial(_P, square), _polynomial(_Q, square)
    above *= x
    above /= below
    return above.astype(np.float32)


_ERF = scipy_function("erf")


def _polynomial(coefficients: tuple[float, ...], x: Any) -> Any:
    total = x * coefficients[0]
    total += coefficients[1]
    for c in coefficients[2:]:
        total *= x
        total += c
    return total


erf = known("erf", erf_array, lambda g, x: g * _gaussian(x), "Elementwise error function.",
            "erf(tensor([0.0, 1.0]))", "tensor([0.0000, 0.8427])",
            tex=r"\operatorname{{erf}} {x}", aliases=("special.erf",))
erfc = known("erfc", "erfc", lambda g, x: g * -_gaussian(x),
             "Elementwise complementary error function, ``1 - erf(input)``.",
             "erfc(tensor([0.0, 1.0]))", "tensor([1.0000, 0.1573])",
             tex=r"\operatorname{{erfc}} {x}", aliases=("special.erfc",))
erfinv: Any = known("erfinv", "erfinv",
               lambda g, x: g * (_ROOT_PI / 2) * exp(erfinv(x) ** 2),
               "Elementwise inverse of the error function; nan outside of [-1, 1].",
               "erfinv(tensor([0.0, 0.5]))", "tensor([0.0000, 0.4769])",
               tex=r"\operatorname{{erf}}^{{-1}} {x}", domain=(-0.9, 0.9),
               aliases=("special.erfinv",))
erfcx = known("special.erfcx", "erfcx", lambda g, x, out: g * (2 * x * out - 2 / _ROOT_PI),
              "Elementwise ``exp(input ** 2) * erfc(input)``.",
              "special.erfcx(tensor([0.0, 1.0]))", "tensor([1.0000, 0.4276])",
              tex=r"e^{{{x}^2}} \operatorname{{erfc}} {x}")
ndtr = known("special.ndtr", "ndtr",
             lambda g, x: g * exp(-0.5 * x * x) / math.sqrt(2 * math.pi),
             "Elementwise distribution function of the standard normal distribution.",
             "special.ndtr(tensor([0.0, 1.0]))", "tensor([0.5000, 0.8413])", tex=r"\Phi({x})",
             node="MulBackward1")
ndtri = known("special.ndtri", "ndtri",
              lambda g, out: g * (math.sqrt(2 * math.pi) * exp(out * out / 2)),
              "Elementwise quantile of the standard normal distribution.",
              "special.ndtri(tensor([0.5, 0.8]))", "tensor([0.0000, 0.8416])",
              tex=r"\Phi^{{-1}}({x})", domain=(0.1, 0.9))
log_ndtr = known("special.log_ndtr", "log_ndtr",
                 lambda g, x, out: g * exp(-(out + x * x / 2)) / math.sqrt(2 * math.pi),
                 "Elementwise logarithm of `special.ndtr`, accurate in the tail.",
                 "special.log_ndtr(tensor([0.0, -2.0]))", "tensor([-0.6931, -3.7832])",
                 tex=r"\ln \Phi({x})")

# -- gamma and its derivatives -------------------------------------------------------------------


def _digamma(x: Any) -> Any:
    # At zero the pole has the sign of the zero, which SciPy does not look at.
    return np.where(x == 0, np.copysign(np.inf, -x).astype(x.dtype), scipy_function("psi")(x))


def _polygamma(n: int, x: Any) -> Any:
    """Elementwise n-th derivative of the digamma function.

    Shapes: ``n, (...) -> (...)``.

    Raises:
        RuntimeError: `n` is negative.

    >>> polygamma(1, tensor([1.0, 0.5]))
    tensor([1.6449, 4.9348])
    """
    if isinstance(n, bool) or not isinstance(n, int):
        raise TypeError("polygamma(): argument 'n' (position 1) must be int, not "
                        f"{type(n).__name__}")
    if n < 0:
        raise RuntimeError(f"polygamma(n, x) does not support negative n; got {n}")
    if n == 0:
        return _digamma(x)
    from scipy import special
    if n == 1 and x.dtype == np.float32:
        # Below 1/2 PyTorch reflects, in single precision, which shows near the poles.
        low = x < 0.5
        turn = np.sin(np.float32(math.pi) * x)
        value = special.polygamma(1, np.where(low, 1 - x, x)).astype(x.dtype)
        return np.where(low, np.float32(math.pi) ** 2 / (turn * turn) - value, value)
    return special.polygamma(n, x).astype(x.dtype, copy=False)


def _mvlgamma(x: Any, p: int) -> Any:
    """Elementwise logarithm of the multivariate gamma function of dimension `p`.

    Shapes: ``(...) -> (...)``.

    Raises:
        RuntimeError: `p` is less than 1.

    >>> mvlgamma(tensor([2.0]), 2)
    tensor([0.4516])
    """
    if p < 1:
        raise RuntimeError(f"p has to be greater than or equal to 1; got {p}")
    from scipy import special
    terms = special.gammaln(x[..., None] - np.arange(p, dtype=x.dtype) / 2)
    constant = x.dtype.type(p * (p - 1) / 4 * math.log(math.pi))
    return terms.sum(-1, dtype=x.dtype) + constant


def _mvlgamma_vjp(g: Any, x: Any, p: int) -> Any:
    total = digamma(x)
    for j in range(1, p):
        total = total + digamma(x - j / 2)
    return g * total


def _lgamma(x: Any) -> Any:
    out = scipy_function("gammaln")(x)
    return np.where(x == -np.inf, x.dtype.type(np.inf), out)


lgamma = known("lgamma", _lgamma, lambda g, x: g * digamma(x),
               "Elementwise logarithm of the absolute value of the gamma function.",
               "lgamma(tensor([1.0, 5.0]))", "tensor([0.0000, 3.1781])",
               tex=r"\ln \left|\Gamma({x})\right|", domain=(0.3, 4.0),
               aliases=("special.gammaln",))
digamma: Any = known("digamma", _digamma, lambda g, x: g * polygamma(1, x),
                "Elementwise derivative of the logarithm of the gamma function.",
                "digamma(tensor([1.0, 0.5]))", "tensor([-0.5772, -1.9635])", tex=r"\psi({x})",
                domain=(0.3, 4.0), aliases=("special.digamma", "special.psi"))
polygamma: Any = elementwise(
    "polygamma", _polygamma, lambda g, n, x: g * polygamma(n + 1, x), inputs="x",
    promote="float", tex=r"\psi^{{({n})}}({x})", aliases=("special.polygamma",), method=False,
    refuses=not_for("c", "polygamma_cpu"), samples=lambda make: [
        ((n, make(3, low=0.5, high=3.0)), {}) for n in range(3)])
mvlgamma = elementwise(
    "mvlgamma", _mvlgamma, _mvlgamma_vjp, promote="float", tex=r"\ln \Gamma_{{{p}}}({x})",
    aliases=("special.multigammaln",), refuses=not_for("c", "mvlgamma") | {
        "B": (RuntimeError, "The input tensor may not be a boolean tensor.")}, samples=lambda make: [
        ((make(3, low=2.0, high=4.0), p), {}) for p in (1, 3)])


def _igamma_vjp(g: Any, x: Any, y: Any) -> Any:
    return g * exp((x - 1) * log(y) - y - lgamma(x))


igamma = elementwise(
    "igamma", _two("gammainc"), unknown("igamma: input"), _igamma_vjp, tensors="x y",
    tex=r"P({x}, {y})", aliases=("special.gammainc",), domain=(0.5, 3.0),
    refuses=not_for("biuc", "igamma_cpu"),
    doc="""Elementwise regularised lower incomplete gamma function of order `input` at `other`.

    Only the gradient for `other` is known.

    Shapes: ``(n, m), (m,) -> (n, m)``.

    >>> igamma(tensor([1.0]), tensor([2.0]))
    tensor([0.8647])
    """)
igammac = elementwise(
    "igammac", _two("gammaincc"), unknown("igammac: input"),
    lambda g, x, y: -_igamma_vjp(g, x, y), tensors="x y",
    tex=r"Q({x}, {y})", aliases=("special.gammaincc",), domain=(0.5, 3.0),
    refuses=not_for("biuc", "igammac_cpu"),
    doc="""Elementwise regularised upper incomplete gamma function of order `input` at `other`.

    Only the gradient for `other` is known.

    Shapes: ``(n, m), (m,) -> (n, m)``.

    >>> igammac(tensor([1.0]), tensor([2.0]))
    tensor([0.1353])
    """)


def _scalars(stem: str) -> Callable[..., str]:
    """PyTorch's names of the forms with two tensors, number first, number second."""
    def name(x_dtype: Any, y_dtype: Any) -> str:
        return f"{stem}Backward{1 if x_dtype is None else 2 if y_dtype is None else 0}"
    return name


zeta: Any = elementwise(
    "special.zeta", _two("zeta"), unknown("zeta"),
    lambda g, x, y: g * -x * zeta(x + 1, y), promote="float", tex=r"\zeta({x}, {y})",
    domain=(1.5, 4.0), node=_scalars("SpecialZeta"), refuses=not_for("c", "zeta_cpu"),
    doc="""Elementwise Hurwitz zeta function of `input` at `other`.

    Only the gradient for `other` is known.

    Shapes: ``(n, m), (m,) -> (n, m)``.

    >>> special.zeta(tensor([2.0]), 1)
    tensor([1.6449])
    """)

# -- Bessel functions ----------------------------------------------------------------------------


def _quotient(x: Any, numerator: Any, limit: float) -> Any:
    """``numerator / x`` with its limit at zero."""
    if symbolic(x, numerator):
        return numerator / x
    apart = (x > 0) | (x < 0)
    # The place of zero is taken by one before dividing: else its derivative were 0 times infinity.
    return keep(numerator / (keep(x, apart) + ~apart), apart) + keep(x * 0 + limit, ~apart)


i0 = known("i0", "i0", lambda g, x: g * i1(x),
           "Elementwise modified Bessel function of the first kind, order 0.",
           "i0(tensor([0.0, 1.0]))", "tensor([1.0000, 1.2661])", tex="I_0({x})",
           aliases=("special.i0",))
i0e = known("special.i0e", "i0e", lambda g, x, out: g * (i1e(x) - sgn(x) * out),
            "Elementwise ``exp(-abs(input)) * i0(input)``.",
            "special.i0e(tensor([0.0, 1.0]))", "tensor([1.0000, 0.4658])",
            tex="e^{{-|{x}|}} I_0({x})", node="SpecialI0EBackward0", edge={0.0: 0.0})
i1: Any = known("special.i1", "i1", lambda g, x, out: g * (i0(x) - _quotient(x, out, 0.5)),
           "Elementwise modified Bessel function of the first kind, order 1.",
           "special.i1(tensor([0.0, 1.0]))", "tensor([0.0000, 0.5652])", tex="I_1({x})")
i1e: Any = known("special.i1e", "i1e",
            lambda g, x, out: g * (i0e(x) - sgn(x) * out - _quotient(x, out, 0.5)),
            "Elementwise ``exp(-abs(input)) * i1(input)``.",
            "special.i1e(tensor([0.0, 1.0]))", "tensor([0.0000, 0.2079])",
            tex="e^{{-|{x}|}} I_1({x})", node="SpecialI1EBackward0")

# -- logarithms with care ------------------------------------------------------------------------


def _logit(x: Any, eps: float | None = None) -> Any:
    """Elementwise ``log(input / (1 - input))``; with `eps` the input is clamped to [eps, 1 - eps].

    Shapes: ``(...) -> (...)``.

    >>> logit(tensor([0.5, 0.8]))
    tensor([0.0000, 1.3863])
    """
    p = x if eps is None else np.clip(x, eps, 1 - eps)
    return np.log(p / (1 - p))


def _logit_vjp(g: Any, x: Any, eps: float | None) -> Any:
    slope = g / (x * (1 - x))
    if symbolic(g, x):
        return slope
    if eps is not None:
        return keep(slope, (x >= eps) & (x <= 1 - eps))
    inside = (x >= 0) & (x <= 1)
    return keep(slope, inside) + keep(x * 0 + math.nan, ~inside)


def _sinc_vjp(g: Any, x: Any) -> Any:
    turn = x * math.pi
    slope = g * ((turn * cos(turn) - sin(turn)) / (x * x * math.pi))
    return slope if symbolic(g, x) else keep(slope, x != 0)


def _entr_vjp(g: Any, x: Any) -> Any:
    return g * -(1 + log(x))


logit = elementwise("logit", _logit, _logit_vjp, promote="float", domain=(0.1, 0.9),
                    tex=r"\ln \frac{{{x}}}{{1 - {x}}}", aliases=("special.logit",),
                    refuses=not_for("c", "logit_cpu"))
sinc = floating("sinc", np.sinc, _sinc_vjp, "Elementwise ``sin(pi x) / (pi x)``, 1 at zero.",
                "sinc(tensor([0.0, 0.5]))", "tensor([1.0000, 0.6366])",
                tex=r"\operatorname{{sinc}} {x}", aliases=("special.sinc",))
entr = known("special.entr", "entr", _entr_vjp,
             "Elementwise ``-input * log(input)``; 0 at zero, minus infinity below.",
             "special.entr(tensor([0.0, 0.5]))", "tensor([0.0000, 0.3466])",
             tex=r"-{x} \ln {x}", domain=(0.1, 3.0))


def _xlogy_x(g: Any, x: Any, y: Any) -> Any:
    return _where_product(g, x, y, xlogy, log if not isinstance(y, (int, float)) else _log_number, 0)


def _xlog1py_x(g: Any, x: Any, y: Any) -> Any:
    return _where_product(g, x, y, xlog1py,
                          log1p if not isinstance(y, (int, float)) else _log1p_number, -1)


def _where_product(g: Any, x: Any, y: Any, product: Any, logarithm: Any, pole: int) -> Any:
    """``g * logarithm(y)``, a `product` that is zero where g is; so is all where x is and y <= pole."""
    if symbolic(g, x, y):
        return g * logarithm(y)
    return keep(product(g, y), (x != 0) | ~(y <= pole)
                if not isinstance(y, (int, float)) else (x != 0) | (not y <= pole))


def _log_number(y: float) -> float:
    return math.log(y) if y > 0 else -math.inf if y == 0 else math.nan


def _log1p_number(y: float) -> float:
    return math.log1p(y) if y > -1 else -math.inf if y == -1 else math.nan


xlogy: Any = elementwise(
    "xlogy", _two("xlogy"), _xlogy_x, lambda g, x, y: g * (x / y), promote="float",
    tex=r"{x} \ln {y}", domain=(0.3, 3.0), aliases=("special.xlogy",), node=_scalars("Xlogy"),
    refuses=not_for("c", "xlogy_cpu"),
    doc="""Elementwise ``input * log(other)``, 0 where `input` is 0.

    Shapes: ``(n, m), (m,) -> (n, m)``.

    >>> xlogy(tensor([0.0, 2.0]), tensor([0.0, 1.0]))
    tensor([0., 0.])
    """)
xlog1py: Any = elementwise(
    "special.xlog1py", _two("xlog1py"), _xlog1py_x, lambda g, x, y: g * (x / (y + 1)),
    promote="float", tex=r"{x} \ln(1 + {y})", domain=(0.3, 3.0),
    node=_scalars("SpecialXlog1Py"), refuses=not_for("c", "xlog1py_cpu"),
    doc="""Elementwise ``input * log(1 + other)``, 0 where `input` is 0.

    Shapes: ``(n, m), (m,) -> (n, m)``.

    >>> special.xlog1py(tensor([0.0, 2.0]), tensor([0.0, 1.0]))
    tensor([0.0000, 1.3863])
    """)


def _polygamma_method(self: Any, n: int) -> Any:
    """The n-th derivative of the digamma function at each element; see `torch.polygamma`.

    >>> tensor([1.0]).polygamma(1)
    tensor([1.6449])
    """
    return polygamma(n, self)


def _polygamma_inplace(self: Any, n: int) -> Any:
    """In-place form of `polygamma`: writes the result into the tensor.

    >>> tensor([1.0]).polygamma_(1)
    tensor([1.6449])
    """
    return polygamma.op.twin()(n, self)


METHODS = {"polygamma": _polygamma_method, "polygamma_": _polygamma_inplace}
