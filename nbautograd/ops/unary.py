"""Elementwise functions of one tensor: one line of mathematics each."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..engine.declare import composite, elementwise, view
from .choices import at_least
from .formulas import is_array, keep, not_for, onto, zero_of

__all__ = [
    "abs_", "acos", "acosh", "angle", "asin", "asinh", "atan", "atanh", "ceil", "conj",
    "conj_physical", "cos", "cosh", "deg2rad", "exp", "exp2", "expm1", "floor", "frac", "imag",
    "is_complex", "log", "log1p", "log2", "log10", "nan_to_num", "neg", "positive", "rad2deg",
    "real", "reciprocal", "relu", "round_", "rsqrt", "sgn", "sigmoid", "sign", "sin", "sinh", "sqrt",
    "square", "tan", "tanh", "trunc",
]


def unary(name: str, forward: Any, vjp: Any, says: str, example: str, result: str,
          **fields: Any) -> Any:
    """Declare an elementwise function of one tensor, with its documentation."""
    text = f"{says}\n\nShapes: ``(...) -> (...)``.\n\n>>> {example}\n{result}\n"
    return elementwise(name, forward, vjp, doc=text, **fields)


def floating(name: str, forward: Any, vjp: Any, says: str, example: str, result: str,
             **fields: Any) -> Any:
    """As `unary`; integers become the default floating type."""
    return unary(name, forward, vjp, says, example, result, promote="float", **fields)


# -- exponentials and powers ---------------------------------------------------------------------

_LN2, _LN10 = math.log(2.0), math.log(10.0)


def _exp2(x: Any) -> Any:
    return np.power(2, x) if x.dtype.kind == "c" else np.exp2(x)


def _log10(x: Any) -> Any:
    if x.dtype == np.float32:
        # NumPy's single precision misses whole numbers: 100 would not give 2.
        return np.log10(x.astype(np.float64)).astype(np.float32)
    return np.log10(x)


exp = floating("exp", np.exp, lambda g, out: g * out,
               "Elementwise exponential.",
               "exp(tensor([0.0, 1.0]))", "tensor([1.0000, 2.7183])", tex="e^{{{x}}}")
exp2 = floating("exp2", _exp2, lambda g, out: g * out * _LN2,
                "Elementwise power of two, ``2 ** input``.",
                "exp2(tensor([0.0, 3.0]))", "tensor([1., 8.])", tex="2^{{{x}}}",
                aliases=("special.exp2",))
expm1 = floating("expm1", np.expm1, lambda g, out: g * (out + 1),
                 "Elementwise ``exp(input) - 1``, accurate near zero.",
                 "expm1(tensor([0.0, 1.0]))", "tensor([0.0000, 1.7183])", tex="e^{{{x}}} - 1",
                 aliases=("special.expm1",))
log = floating("log", np.log, lambda g, x: g / x,
               "Elementwise natural logarithm.",
               "log(tensor([1.0, 2.0]))", "tensor([0.0000, 0.6931])",
               tex=r"\ln {x}", domain=(0.1, 3.0))
log2 = floating("log2", np.log2, lambda g, x: g / (x * _LN2),
                "Elementwise logarithm to base 2.",
                "log2(tensor([1.0, 8.0]))", "tensor([0., 3.])",
                tex=r"\log_2 {x}", domain=(0.1, 3.0))
log10 = floating("log10", _log10, lambda g, x: g / (x * _LN10),
                 "Elementwise logarithm to base 10.",
                 "log10(tensor([1.0, 100.0]))", "tensor([0., 2.])",
                 tex=r"\log_{{10}} {x}", domain=(0.1, 3.0))
log1p = floating("log1p", np.log1p, lambda g, x: g / (x + 1),
                 "Elementwise ``log(1 + input)``, accurate near zero.",
                 "log1p(tensor([0.0, 1.0]))", "tensor([0.0000, 0.6931])",
                 tex=r"\ln(1 + {x})", domain=(-0.9, 3.0), aliases=("special.log1p",))
sqrt = floating("sqrt", np.sqrt, lambda g, out: g / (2 * out),
                "Elementwise square root; nan for negative numbers.",
                "sqrt(tensor([4.0, 9.0]))", "tensor([2., 3.])",
                tex=r"\sqrt{{{x}}}", domain=(0.1, 3.0))
rsqrt = floating("rsqrt", lambda x: np.reciprocal(np.sqrt(x)), lambda g, out: -0.5 * g * out ** 3,
                 "Elementwise reciprocal of the square root.",
                 "rsqrt(tensor([4.0, 16.0]))", "tensor([0.5000, 0.2500])",
                 tex=r"\frac{{1}}{{\sqrt{{{x}}}}}", domain=(0.1, 3.0))
reciprocal = floating("reciprocal", np.reciprocal, lambda g, out: -g * (out * out),
                      "Elementwise ``1 / input``.",
                      "reciprocal(tensor([2.0, -4.0]))", "tensor([ 0.5000, -0.2500])",
                      tex=r"\frac{{1}}{{{x}}}", domain=(0.2, 3.0))


square = unary("square", lambda x: np.square(x, dtype=np.int64) if x.dtype.kind == "b"
               else np.square(x), lambda g, x: g * (2 * x), "Elementwise square.",
               "square(tensor([1.0, -2.0]))", "tensor([1., 4.])", tex="{x}^2",
               node="PowBackward0")


# -- circular and hyperbolic functions -----------------------------------------------------------

def _acosh_vjp(g: Any, x: Any, x_dtype: Any) -> Any:
    if x_dtype is not None and x_dtype.kind == "c":
        return g * (rsqrt(x - 1) * rsqrt(x + 1))    # the other root is on another branch
    return g * rsqrt(x * x - 1)


sin = floating("sin", np.sin, lambda g, x: g * cos(x), "Elementwise sine (radians).",
               "sin(tensor([0.0, 1.0]))", "tensor([0.0000, 0.8415])", tex=r"\sin {x}")
cos: Any = floating("cos", np.cos, lambda g, x: g * -sin(x), "Elementwise cosine (radians).",
               "cos(tensor([0.0, 1.0]))", "tensor([1.0000, 0.5403])", tex=r"\cos {x}")
tan = floating("tan", np.tan, lambda g, out: g * (1 + out ** 2), "Elementwise tangent (radians).",
               "tan(tensor([0.0, 1.0]))", "tensor([0.0000, 1.5574])",
               tex=r"\tan {x}", domain=(-1.2, 1.2))
asin = floating("asin", np.arcsin, lambda g, x: g * rsqrt(1 - x * x),
                "Elementwise inverse sine; nan outside of [-1, 1].",
                "asin(tensor([0.0, 1.0]))", "tensor([0.0000, 1.5708])",
                tex=r"\arcsin {x}", domain=(-0.9, 0.9), aliases=("arcsin",))
acos = floating("acos", np.arccos, lambda g, x: g * -rsqrt(1 - x * x),
                "Elementwise inverse cosine; nan outside of [-1, 1].",
                "acos(tensor([0.0, 1.0]))", "tensor([1.5708, 0.0000])",
                tex=r"\arccos {x}", domain=(-0.9, 0.9), aliases=("arccos",))
atan = floating("atan", np.arctan, lambda g, x: g / (x * x + 1), "Elementwise inverse tangent.",
                "atan(tensor([0.0, 1.0]))", "tensor([0.0000, 0.7854])",
                tex=r"\arctan {x}", aliases=("arctan",))
sinh = floating("sinh", np.sinh, lambda g, x: g * cosh(x), "Elementwise hyperbolic sine.",
                "sinh(tensor([0.0, 1.0]))", "tensor([0.0000, 1.1752])", tex=r"\sinh {x}")
cosh: Any = floating("cosh", np.cosh, lambda g, x: g * sinh(x), "Elementwise hyperbolic cosine.",
                "cosh(tensor([0.0, 1.0]))", "tensor([1.0000, 1.5431])", tex=r"\cosh {x}")


def _tanh_backward(x: Any, result: Any) -> Any:
    """``x * (1 - result ** 2)``, the cotangent of tanh's input: ``(...) -> (...)``."""
    slope = result * result
    if not is_array(slope):
        return x * (1 - slope)
    np.subtract(1, slope, out=slope)
    return onto(slope, x)


tanh_backward: Any = elementwise(
    "tanh_backward", _tanh_backward, lambda g, result: tanh_backward(g, result),
    lambda g, x, result: g * (-2 * (x * result)), tex=r"{x}\,(1 - {result}^2)",
    method=False, public=False, inplace=False, node="TanhBackwardBackward0")
tanh = floating("tanh", np.tanh, lambda g, out: tanh_backward(g, out),
                "Elementwise hyperbolic tangent.",
                "tanh(tensor([0.0, 1.0]))", "tensor([0.0000, 0.7616])", tex=r"\tanh {x}",
                aliases=("nn.functional.tanh",))
asinh = floating("asinh", np.arcsinh, lambda g, x: g * rsqrt(x * x + 1),
                 "Elementwise inverse hyperbolic sine.",
                 "asinh(tensor([0.0, 1.0]))", "tensor([0.0000, 0.8814])",
                 tex=r"\operatorname{{arsinh}} {x}", aliases=("arcsinh",))
acosh = floating("acosh", np.arccosh, _acosh_vjp,
                 "Elementwise inverse hyperbolic cosine; nan below 1.",
                 "acosh(tensor([1.0, 2.0]))", "tensor([0.0000, 1.3170])",
                 tex=r"\operatorname{{arcosh}} {x}", domain=(1.2, 4.0), aliases=("arccosh",))
atanh = floating("atanh", np.arctanh, lambda g, x: g / (1 - x * x),
                 "Elementwise inverse hyperbolic tangent; nan outside of [-1, 1].",
                 "atanh(tensor([0.0, 0.5]))", "tensor([0.0000, 0.5493])",
                 tex=r"\operatorname{{artanh}} {x}", domain=(-0.9, 0.9), aliases=("arctanh",))

# In the type of the tensor: a Python number would be rounded once more in float32.
deg2rad = floating("deg2rad", lambda x: np.multiply(x, x.dtype.type(math.pi / 180)),
                   lambda g: g * (math.pi / 180), "Degrees to radians, elementwise.",
                   "deg2rad(tensor([180.0]))", "tensor([3.1416])",
                   tex=r"\frac{{\pi}}{{180}} {x}", node="Deg2RadBackward0",
                   refuses={"c": (RuntimeError, "deg2rad is not supported for complex tensors.")})
rad2deg = floating("rad2deg", lambda x: np.multiply(x, x.dtype.type(180 / math.pi)),
                   lambda g: g * (180 / math.pi), "Radians to degrees, elementwise.",
                   "rad2deg(tensor([1.0]))", "tensor([57.2958])",
                   tex=r"\frac{{180}}{{\pi}} {x}", node="Rad2DegBackward0",
                   refuses={"c": (RuntimeError, "rad2deg is not supported for complex tensors.")})

# -- activations that are also functions of the namespace ----------------------------------------


def _sigmoid(x: Any) -> Any:
    if x.dtype == np.float16:       # as PyTorch: half precision is rounded once, at the end
        return _sigmoid(x.astype(np.float32)).astype(np.float16)
    out = np.exp(np.negative(x))
    if not is_array(out):
        return 1 / (1 + out)
    out += 1
    return np.reciprocal(out, out=out)


def _sigmoid_backward(x: Any, result: Any) -> Any:
    """``x * (1 - result) * result``, the cotangent of sigmoid's input: ``(...) -> (...)``."""
    return onto(onto(1 - result, x), result)


sigmoid_backward: Any = elementwise(
    "sigmoid_backward", _sigmoid_backward, lambda g, result: sigmoid_backward(g, result),
    lambda g, x, result: g * (x * (1 - 2 * result)), tex=r"{x}\,(1 - {result})\,{result}",
    method=False, public=False, inplace=False, node="SigmoidBackwardBackward0")


def _relu_backward(x: Any, result: Any) -> Any:
    """`x` where `result` is positive, or nan: the cotangent of relu's input: ``(...) -> (...)``."""
    return keep.op.forward(x, ~(result <= 0))


# In `result` it is constant: the second derivative is zero, but it exists.
relu_backward: Any = elementwise(
    "relu_backward", _relu_backward, lambda g, result: relu_backward(g, result),
    lambda g: zero_of(g), tex=r"[{result} > 0]\,{x}", method=False, public=False, inplace=False,
    node="ThresholdBackwardBackward0")


sigmoid = floating("sigmoid", _sigmoid, lambda g, out: sigmoid_backward(g, out),
                   "Elementwise logistic function ``1 / (1 + exp(-input))``.",
                   "sigmoid(tensor([0.0, 2.0]))", "tensor([0.5000, 0.8808])",
                   tex=r"\sigma({x})", aliases=("special.expit", "nn.functional.sigmoid"))
relu = unary("relu", lambda x: at_least(x, 0), lambda g, out: relu_backward(g, out),
             "Elementwise ``max(input, 0)``.",
             "relu(tensor([-1.0, 2.0]))", "tensor([0., 2.])",
             tex=r"\max(0, {x})", edge={0.0: 0.0}, refuses={
                 "b": (RuntimeError, "Boolean inputs not supported for relu"),
                 "c": (NotImplementedError, "clamp is not supported for complex types")})

# -- sign, size, direction -----------------------------------------------------------------------


def _sign(x: Any) -> Any:
    if x.dtype.kind == "b":
        return x.copy()
    # nan has no sign: np.sign would pass it on.
    positive, negative = np.asarray(x > 0), np.asarray(x < 0)
    return (positive.view(np.int8) - negative.view(np.int8)).astype(x.dtype)


def _sgn(x: Any) -> Any:
    return np.sign(x) if x.dtype.kind == "c" else _sign(x)


def _sgn_vjp(g: Any, x: Any, out: Any, x_dtype: Any) -> Any:
    if x_dtype is None or x_dtype.kind != "c":
        return zero_of(g)
    size = abs_(x)
    along = real(conj(g) * out)
    return keep((g - along * out) / size, size != 0)


neg = unary("neg", np.negative, lambda g: -g, "Elementwise ``-input``.",
            "neg(tensor([1.0, -2.0]))", "tensor([-1.,  2.])", tex="-{x}", aliases=("negative",),
            refuses={"b": (RuntimeError, (
                "Negation, the `-` operator, on a bool tensor is not supported. If you are trying "
                "to invert a mask, use the `~` or `logical_not()` operator instead."))})
abs_ = unary("abs", np.abs, lambda g, x: g * sgn(x), "Elementwise absolute value.",
             "abs(tensor([-1.0, 2.0]))", "tensor([1., 2.])", tex=r"\left|{x}\right|",
             aliases=("absolute",), edge={0.0: 0.0}, refuses=not_for("b", "abs_cpu"),
             holomorphic=False)
sign = unary("sign", _sign, lambda g: zero_of(g), "Elementwise sign: -1, 0 or 1.",
             "sign(tensor([-3.0, 0.0, 2.0]))", "tensor([-1.,  0.,  1.])",
             tex=r"\operatorname{{sign}} {x}", edge={0.0: 0.0},
             refuses={"c": (NotImplementedError, (
                 "Unlike NumPy, torch.sign is not intended to support complex numbers. Please use "
                 "torch.sgn instead."))})
sgn: Any = unary("sgn", _sgn, _sgn_vjp,
            "Elementwise sign; for complex numbers ``input / abs(input)``, 0 at 0.",
            "sgn(tensor([-3.0, 0.0, 2.0]))", "tensor([-1.,  0.,  1.])",
            tex=r"\operatorname{{sgn}} {x}", edge={0.0: 0.0}, holomorphic=False)


def _angle(x: Any) -> Any:
    if x.dtype.kind == "c":
        return np.angle(x).astype(x.real.dtype, copy=False)
    return np.where(np.isnan(x), x, np.where(x < 0, x.dtype.type(math.pi), x.dtype.type(0)))


def _angle_vjp(g: Any, x: Any, x_dtype: Any) -> Any:
    if x_dtype is None or x_dtype.kind != "c":
        return zero_of(g)
    size = abs_(x)
    return keep(1j * g * x / (size * size), size != 0)


angle = floating("angle", _angle, _angle_vjp,
                 "Angle of complex numbers in radians; of real ones 0, or pi if negative.",
                 "angle(tensor([1.0, -1.0]))", "tensor([0.0000, 3.1416])", tex=r"\arg {x}",
                 edge={0.0: 0.0}, inplace=False, holomorphic=False)

# -- rounding ------------------------------------------------------------------------------------


def _whole(function: Any) -> Any:
    """A rounding that leaves integers as they are (NumPy's would make them floating)."""
    def forward(x: Any) -> Any:
        return x.copy() if x.dtype.kind in "iu" else function(x)
    return forward


def _refuses(name: str) -> dict[str, tuple[type[Exception], str]]:
    return {**not_for("b", f"{name}_vml_cpu"),
            "c": (NotImplementedError, f"{name} is not supported for complex inputs")}


def _round(x: Any, *, decimals: int = 0) -> Any:
    """Elementwise rounding to the nearest integer, half to even; to `decimals` digits if given.

    Shapes: ``(...) -> (...)``.

    >>> round(tensor([0.5, 1.5, -2.4]))
    tensor([ 0.,  2., -2.])
    """
    if x.dtype.kind in "iu":
        if decimals:
            raise NotImplementedError(
                f"\"round_vml_cpu\" not implemented for integers with decimals={decimals}; convert "
                "the tensor, e.g. with .float()")
        return x.copy()
    if not decimals:
        return np.rint(x)
    scale = x.dtype.type(10.0 ** abs(decimals))
    return np.rint(x * scale) / scale if decimals > 0 else np.rint(x / scale) * scale


floor = unary("floor", _whole(np.floor), lambda g: zero_of(g),
              "Elementwise largest integer that is not greater.",
              "floor(tensor([1.5, -1.5]))", "tensor([ 1., -2.])",
              tex=r"\lfloor {x} \rfloor", refuses=_refuses("floor"))
ceil = unary("ceil", _whole(np.ceil), lambda g: zero_of(g),
             "Elementwise smallest integer that is not less.",
             "ceil(tensor([1.5, -1.5]))", "tensor([ 2., -1.])",
             tex=r"\lceil {x} \rceil", refuses=_refuses("ceil"))
trunc = unary("trunc", _whole(np.trunc), lambda g: zero_of(g),
              "Elementwise integer part, towards zero.",
              "trunc(tensor([1.5, -1.5]))", "tensor([ 1., -1.])",
              tex=r"\operatorname{{trunc}} {x}", aliases=("fix",), refuses=_refuses("trunc"))
round_ = elementwise("round", _round, lambda g: zero_of(g), aliases=("special.round",),
                     tex=r"\operatorname{{round}} {x}", refuses=not_for("bc", "round_vml_cpu"),
                     node=lambda decimals: "RoundBackward1" if decimals else "RoundBackward0")
frac = unary("frac", lambda x: x - np.trunc(x), lambda g: g,
             "Elementwise fractional part, with the sign of the input.",
             "frac(tensor([1.5, -1.25]))", "tensor([ 0.5000, -0.2500])",
             tex=r"\operatorname{{frac}} {x}", refuses=not_for("biuc", "frac_cpu"))

# -- not a number, parts of complex numbers ------------------------------------------------------


def _nan_to_num(x: Any, nan: float = 0.0, posinf: float | None = None,
                neginf: float | None = None) -> Any:
    """Elementwise: nan replaced by `nan`, infinities by `posinf` and `neginf` (largest numbers).

    Shapes: ``(...) -> (...)``.

    >>> nan_to_num(tensor([nan, 1.0, inf]), posinf=9.0)
    tensor([0., 1., 9.])
    """
    if x.dtype.kind not in "fc":
        return x.copy()
    return np.nan_to_num(x, nan=0.0 if nan is None else nan, posinf=posinf, neginf=neginf)


def _finite(x: Any) -> Any:
    return np.isfinite(x)


finite = elementwise("_isfinite", _finite, None, method=False, public=False, inplace=False,
                     tex=r"|{x}| < \infty")
nan_to_num = elementwise("nan_to_num", _nan_to_num, lambda g, x: keep(g, finite(x)), tex="{x}")

_real = view("_real", lambda x: x.real, lambda g: g, method=False, public=False,
             node="SelectBackward0", tex=r"\operatorname{{Re}} {x}")
_imag = view("_imag", lambda x: x.imag, lambda g: g * 1j, method=False, public=False,
             node="SelectBackward0", tex=r"\operatorname{{Im}} {x}")
_conj = elementwise("_conj", np.conj, lambda g: conj(g), method=False, public=False,
                    inplace=False, holomorphic=False, node="ConjBackward0",
                    tex=r"\overline{{{x}}}")


def is_complex(x: Any) -> bool:
    """Whether a tensor or an array holds complex numbers."""
    return getattr(getattr(x, "_data", x), "dtype", np.dtype(float)).kind == "c"


@composite("real", method=False)
def real(input: Any) -> Any:
    """Real part: a view of a complex tensor; a real tensor itself.

    Shapes: ``(...) -> (...)``.

    >>> real(tensor([1.0 + 2.0j]))
    tensor([1.])
    """
    return _real(input) if is_complex(input) else input


@composite("imag", method=False)
def imag(input: Any) -> Any:
    """Imaginary part of a complex tensor: a view of it.

    Shapes: ``(...) -> (...)``.

    Raises:
        RuntimeError: the tensor is not complex.

    >>> imag(tensor([1.0 + 2.0j]))
    tensor([2.])
    """
    if not is_complex(input):
        raise RuntimeError("imag is not implemented for tensors with non-complex dtypes.")
    return _imag(input)


@composite("conj")
def conj(input: Any) -> Any:
    """Complex conjugate; a real tensor itself.

    Shapes: ``(...) -> (...)``.

    >>> conj(tensor([1.0 + 2.0j]))
    tensor([1.-2.j])
    """
    return _conj(input) if is_complex(input) else input


conj_physical = unary(
    "conj_physical", lambda x: np.conj(x) if x.dtype.kind == "c" else x.copy(), lambda g: conj(g),
    "Complex conjugate, as a copy.", "conj_physical(tensor([1.0 + 2.0j]))", "tensor([1.-2.j])",
    tex=r"\overline{{{x}}}", holomorphic=False)


@composite("positive")
def positive(input: Any) -> Any:
    """``+input``: the tensor itself.

    Shapes: ``(...) -> (...)``.

    Raises:
        RuntimeError: the tensor is bool.

    >>> positive(tensor([1.0, -2.0]))
    tensor([ 1., -2.])
    """
    if input._data.dtype.kind == "b":
        raise RuntimeError("The `+` operator, on a bool tensor is not supported.")
    return input
