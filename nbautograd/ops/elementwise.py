"""Elementwise arithmetic of two or three operands: one line of mathematics each."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..engine.declare import composite, elementwise, op
from ..engine.dtypes import default, from_numpy_dtype
from ..engine.messages import cpp_name, scalar_name
from ..engine.structural import summed
from ..engine.tensor import Tensor
from .formulas import is_array, keep, not_for, number, onto, symbolic, twice, underivable, zero_of
from .unary import conj, exp, imag, log, real, reciprocal, sgn

__all__ = [
    "add", "addcdiv", "addcmul", "atan2", "complex_", "copysign", "div", "float_power",
    "floor_divide", "fmod", "frexp", "hypot", "ldexp", "lerp", "logaddexp", "logaddexp2", "mul",
    "nextafter", "polar", "pow_", "remainder", "rsub", "sub",
]

NO_BOOL_SUB = {
    "b": (RuntimeError, (
        "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or "
        "`logical_xor()` operator instead.")),
    "B": (RuntimeError, (
        "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to "
        "invert a mask, use the `~` or `logical_not()` operator instead."))}

# -- sums and products ---------------------------------------------------------------------------


def _scaled(y: Any, alpha: Any, x: Any) -> Any:
    """``alpha * y``, in the type of the operands."""
    kind = getattr(x, "dtype", np.dtype(float)).kind
    if isinstance(alpha, bool) and kind != "b":
        raise RuntimeError("Boolean alpha only supported for Boolean results.")
    if isinstance(alpha, float) and kind not in "fc":
        raise RuntimeError("For integral input tensors, argument alpha must not be a floating "
                           f"point number; got alpha={alpha}.")
    if isinstance(y, (int, float, complex)):    # a Python number does not decide the type
        return y * alpha
    return np.multiply(y, np.asarray(alpha).astype(np.result_type(y)))


def _add(x: Any, y: Any, *, alpha: Any = 1) -> Any:
    """Elementwise ``input + alpha * other``, with broadcasting.

    Shapes: ``(n, m), (m,) -> (n, m)``.

    >>> add(tensor([1.0, 2.0]), 10)
    tensor([11., 12.])
    """
    return np.add(x, y if type(alpha) is int and alpha == 1 else _scaled(y, alpha, x))


def _sub(x: Any, y: Any, *, alpha: Any = 1) -> Any:
    """Elementwise ``input - alpha * other``, with broadcasting.

    Shapes: ``(n, m), (m,) -> (n, m)``.

    >>> sub(tensor([1.0, 2.0]), tensor([1.0]))
    tensor([0., 1.])
    """
    return np.subtract(x, y if type(alpha) is int and alpha == 1 else _scaled(y, alpha, x))


def _rsub(x: Any, y: Any, *, alpha: Any = 1) -> Any:
    """Elementwise ``other - alpha * input``.

    Shapes: ``(n, m), (m,) -> (n, m)``.

    >>> 1 - tensor([1.0, 3.0])
    tensor([ 0., -2.])
    """
    return np.subtract(y, x if type(alpha) is int and alpha == 1 else _scaled(x, alpha, y))


def _times(g: Any, alpha: Any) -> Any:
    return g if alpha == 1 else g * alpha


add = elementwise("add", _add, lambda g: g, lambda g, alpha: g if alpha == 1 else g * alpha,
                  tex="{x} + {y}")
sub = elementwise("sub", _sub, lambda g: g, lambda g, alpha: -_times(g, alpha), tex="{x} - {y}",
                  aliases=("subtract",), refuses=NO_BOOL_SUB)
rsub = elementwise("rsub", _rsub, lambda g, alpha: -_times(g, alpha), lambda g: g,
                   tex="{y} - {x}", refuses=NO_BOOL_SUB, inplace=False, method=False,
                   tensors="x",
                   node=lambda y_dtype: "RsubBackward1" if y_dtype is None else "RsubBackward0")
mul = elementwise("mul", np.multiply, lambda g, y: g * y, lambda g, x: g * x, tex=r"{x}\,{y}",
                  aliases=("multiply",), doc="""Elementwise product, with broadcasting.

    Shapes: ``(n, m), (m,) -> (n, m)``.

    >>> mul(tensor([1.0, 2.0]), 3)
    tensor([3., 6.])
    """)

# -- quotients -----------------------------------------------------------------------------------


def _div(x: Any, y: Any, *, rounding_mode: str | None = None) -> Any:
    """Elementwise ``input / other``, with broadcasting.

    `rounding_mode` ``"trunc"`` rounds towards zero, ``"floor"`` down; None is true division.

    Shapes: ``(n, m), (m,) -> (n, m)``.

    Raises:
        RuntimeError: an unknown rounding mode; integers divided by zero with a rounding mode.

    >>> div(tensor([7.0, -7.0]), 2, rounding_mode="floor")
    tensor([ 3., -4.])
    """
    if rounding_mode is None:
        if x.dtype.kind in "iub":
            return np.true_divide(x.astype(default.numpy), np.asarray(y, default.numpy))
        return np.true_divide(x, y)
    if rounding_mode == "floor":
        return _floor_divide(x, y)
    if rounding_mode == "trunc":
        return _trunc_divide(x, y)
    raise RuntimeError("div expected rounding_mode to be one of None, 'trunc', or 'floor' but "
                       f"found '{rounding_mode}'")


def _refuse_zero(x: Any, y: Any, name: str) -> None:
    """Rounded division is for real numbers; PyTorch refuses integers divided by zero."""
    found = np.result_type(x, y)
    kind = found.kind
    if kind in "bc":
        raise NotImplementedError(f"\"{name}_cpu\" not implemented for '{scalar_name(found)}'")
    if kind in "iu" and not np.all(y):
        raise RuntimeError("ZeroDivisionError: an integer is divided by zero")


def _floor_divide(x: Any, y: Any) -> Any:
    """Elementwise quotient rounded down.

    Shapes: ``(n, m), (m,) -> (n, m)``.

    Raises:
        RuntimeError: integers divided by zero.

    >>> floor_divide(tensor([7, -7]), 2)
    tensor([ 3, -4])
    """
    _refuse_zero(x, y, "div_floor")
    return np.floor_divide(x, y)


def _trunc_divide(x: Any, y: Any) -> Any:
    _refuse_zero(x, y, "div_trunc")
    if x.dtype.kind not in "iu":
        return np.trunc(np.true_divide(x, y))
    quotient = np.floor_divide(x, y)
    return quotient + ((quotient < 0) & (quotient * y != x)).astype(x.dtype)


def _remainder(x: Any, y: Any) -> Any:
    """Elementwise ``input - other * floor(input / other)``: the sign is that of `other`.

    Shapes: ``(n, m), (m,) -> (n, m)``.

    Raises:
        RuntimeError: integers divided by zero.

    >>> remainder(tensor([-3.0, 3.0]), 2)
    tensor([1., 1.])
    """
    _refuse_zero(x, y, "remainder")
    if np.result_type(x, y).kind != "f":
        return np.remainder(x, y)
    # A zero has the sign of `input`, as PyTorch's; NumPy's has that of `other`.
    out = np.fmod(x, y)
    return np.where((out != 0) & (np.less(y, 0) != (out < 0)), out + y, out)


def _fmod(x: Any, y: Any) -> Any:
    """Elementwise ``input - other * trunc(input / other)``: the sign is that of `input`.

    Shapes: ``(n, m), (m,) -> (n, m)``.

    Raises:
        RuntimeError: integers divided by zero.

    >>> fmod(tensor([-3.0, 3.0]), 2)
    tensor([-1.,  1.])
    """
    _refuse_zero(x, y, "fmod")
    return np.fmod(x, y)


def _div_x(g: Any, y: Any, rounding_mode: str | None) -> Any:
    return g / y if rounding_mode is None else zero_of(g)


def _div_y(g: Any, x: Any, y: Any, rounding_mode: str | None) -> Any:
    if rounding_mode is not None:
        return zero_of(g)
    if is_array(g) and is_array(y) and y.shape != g.shape and g.dtype is y.dtype and g.size:
        # Where `y` was broadcast, it is one number for a whole sum: the rest has fewer elements.
        # Half precision is divided before the sum, which it may not hold.
        slope = x / y
        if slope.dtype is y.dtype and slope.dtype.char in "fd":
            return 0 - summed(onto(slope, g), y.shape) / y
    slope = x / y
    if is_array(slope) and slope.dtype is y.dtype:
        slope /= y
        return onto(np.negative(slope, out=slope), g)
    return -g * (slope / y)


def _remainder_y(g: Any, x: Any, y: Any, x_dtype: Any) -> Any:
    if x_dtype is None:     # a number
        underivable("remainder")(g)
    return -g * div(x, y, rounding_mode="floor")


div = elementwise("div", _div, _div_x, _div_y, tex=r"\frac{{{x}}}{{{y}}}",
                  aliases=("divide", "true_divide"),
                  node=lambda rounding_mode: "DivBackward0" if rounding_mode is None
                  else "DivBackward2", domain=(0.3, 3.0))
for _function in (add, sub, mul, div):
    _function.op.takes_numbers = True
add.op.plain, sub.op.plain, div.op.plain = np.add, np.subtract, np.true_divide
add.op.symbol, sub.op.symbol, mul.op.symbol, div.op.symbol = "+", "-", "*", "/"


def _add_into(x: Any, y: Any, *, alpha: Any, out: Any) -> None:
    np.add(x, y if alpha == 1 else y * number(alpha, y), out=out)


def _sub_into(x: Any, y: Any, *, alpha: Any, out: Any) -> None:
    np.subtract(x, y if alpha == 1 else y * number(alpha, y), out=out)


add.op.into, sub.op.into = _add_into, _sub_into

floor_divide = elementwise(
    "floor_divide", _floor_divide, underivable("floor_divide"), underivable("floor_divide"),
    node="NotImplemented", tex=r"\left\lfloor {x} / {y} \right\rfloor", domain=(0.3, 3.0))
remainder = elementwise(
    "remainder", _remainder, lambda g: g,
    lambda g, x, y, x_dtype: _remainder_y(g, x, y, x_dtype),
    tex=r"{x} \bmod {y}", domain=(0.3, 3.0),
    node=lambda x_dtype, y_dtype: "NotImplemented" if x_dtype is None else
    "RemainderBackward0" if y_dtype is None else "RemainderBackward1")
fmod = elementwise(
    "fmod", _fmod, lambda g: g, lambda g, x, y: -g * div(x, y, rounding_mode="trunc"),
    tex=r"\operatorname{{fmod}}({x}, {y})", domain=(0.3, 3.0), tensors="x",
    node=lambda y_dtype: "FmodBackward0" if y_dtype is None else "FmodBackward1")

# -- powers --------------------------------------------------------------------------------------


def _pow(x: Any, exponent: Any) -> Any:
    """Elementwise ``input ** exponent``, with broadcasting; either may be a number.

    Shapes: ``(n, m), (m,) -> (n, m)``.

    Raises:
        RuntimeError: integers to a negative integer number.

    >>> pow(tensor([1.0, 2.0]), 3)
    tensor([1., 8.])
    """
    if exponent.__class__ is np.ndarray:
        if getattr(x, "dtype", _FLOAT).kind not in "fc":
            return _integer_pow(x, exponent)
        if exponent.ndim:
            return np.power(x, exponent)
        exponent = exponent.item()
    elif x.dtype.kind not in "fc":
        return _integer_pow(x, exponent)
    special = _POWERS.get(exponent)
    return np.power(x, exponent) if special is None else special(x)


_FLOAT = np.dtype(float)
_POWERS: dict[Any, Any] = {
    2: np.square, 3: lambda x: x * x * x, 0.5: np.sqrt, -1: np.reciprocal,
    -0.5: lambda x: np.reciprocal(np.sqrt(x)), -2: lambda x: np.reciprocal(x * x),
    1: np.positive,
}


def _integer_pow(x: Any, exponent: Any) -> Any:
    x, exponent = np.asarray(x), np.asarray(exponent)
    if x.dtype.kind == "b" and exponent.dtype.kind == "b":
        raise NotImplementedError("\"pow\" not implemented for 'Bool'; convert with .int()")
    negative = exponent < 0
    if exponent.dtype.kind == "i" and negative.any():
        if exponent.ndim == 0:
            raise RuntimeError("Integers to negative integer powers are not allowed; make the "
                               "tensor floating, e.g. with .float().")
        # The integer part of 1 / x ** n: zero unless x is 1 or -1.
        powers = np.power(x, np.abs(exponent))
        return np.where(negative, np.where(np.abs(x) == 1, powers, 0), powers).astype(x.dtype)
    return np.power(x, exponent)


def _pow_x(g: Any, x: Any, exponent: Any) -> Any:
    if isinstance(exponent, (int, float, complex)):
        if exponent == 2:
            return onto(twice(x), g)
        return zero_of(g) if exponent == 0 else onto(number(exponent, x) * x ** (exponent - 1), g)
    slope = g * (exponent * x ** (exponent - 1))
    return slope if symbolic(g, x, exponent) else keep(slope, exponent != 0)


def _pow_y(g: Any, x: Any, exponent: Any, out: Any) -> Any:
    if symbolic(g, x, exponent):
        return g * (out * log(x))
    if isinstance(x, (int, float, complex)):
        logarithm = _log_of_number(x)
    else:
        # In the result's type: of bytes NumPy takes a logarithm in half precision, and a negative
        # number has one only once the result is complex.
        logarithm = log(x.to(out.dtype) if isinstance(x, Tensor) else x.astype(out.dtype, copy=False))
    return g * keep(out * logarithm, (x != 0) | ~(real(exponent) >= 0))


def _log_of_number(x: Any) -> Any:
    if isinstance(x, complex):
        return complex(np.log(x)) if x else -math.inf
    return math.log(x) if x > 0 else -math.inf if x == 0 else math.nan


def _pow_name(x_dtype: Any, exponent_dtype: Any) -> str:
    return ("PowBackward2" if x_dtype is None else
            "PowBackward0" if exponent_dtype is None else "PowBackward1")


pow_ = elementwise("pow", _pow, _pow_x, _pow_y, tex="{x}^{{{exponent}}}", domain=(0.3, 3.0),
                   node=_pow_name)


def _double(value: Any) -> Any:
    kind = np.complex128 if np.asarray(value).dtype.kind == "c" else np.float64
    return np.asarray(value, kind)


def _float_power(x: Any, exponent: Any) -> Any:
    """Elementwise power, computed in double precision whatever the types.

    Shapes: ``(n, m), (m,) -> (n, m)``.

    >>> float_power(tensor([1, 2]), 3)
    tensor([1., 8.], dtype=torch.float64)
    """
    x, exponent = _double(x), _double(exponent)
    if exponent.dtype.kind == "c":
        x = x.astype(np.complex128)
    return _pow(x, exponent)


float_power = elementwise("float_power", _float_power, _pow_x, _pow_y, promote="none",
                          tex="{x}^{{{exponent}}}", domain=(0.3, 3.0), node=_pow_name)


# -- angles, lengths, logarithms of sums ---------------------------------------------------------


def _inverse_square(x: Any, y: Any) -> Any:
    squares = x * x + y * y
    inverse = reciprocal(squares)
    return inverse if symbolic(x, y) else keep(inverse, squares != 0)


def _log_share(x: Any, y: Any) -> Any:
    """``exp(x) / (exp(x) + exp(y))`` without overflow."""
    return reciprocal(1 + exp(y - x))


def _log_share2(x: Any, y: Any) -> Any:
    return reciprocal(1 + 2 ** (y - x))


def _logaddexp(x: Any, y: Any) -> Any:
    """Elementwise ``log(exp(input) + exp(other))``, without overflow.

    Shapes: ``(n, m), (m,) -> (n, m)``.

    >>> logaddexp(tensor([0.0, 1000.0]), tensor([0.0, 1000.0]))
    tensor([6.9315e-01, 1.0007e+03])
    """
    if x.dtype.kind != "c":
        return np.logaddexp(x, y)
    larger = np.where(x.real >= y.real, x, y)
    smaller = np.where(x.real >= y.real, y, x)
    return np.where(x == y, x + math.log(2), larger + np.log1p(np.exp(smaller - larger)))


atan2 = elementwise(
    "atan2", np.arctan2, lambda g, x, y: g * (y * _inverse_square(x, y)),
    lambda g, x, y: g * (-x * _inverse_square(x, y)), promote="float",
    tex=r"\operatorname{{atan2}}({x}, {y})", aliases=("arctan2",), domain=(0.3, 3.0),
    refuses=not_for("c", "atan2_cpu"), tensors="x y",
    doc="""Angle of the point ``(other, input)``, in radians.

    Shapes: ``(n, m), (m,) -> (n, m)``.

    >>> atan2(tensor([1.0]), tensor([-1.0]))
    tensor([2.3562])
    """)
hypot = elementwise(
    "hypot", np.hypot, lambda g, x, out: g * (x / out), lambda g, y, out: g * (y / out),
    tex=r"\sqrt{{{x}^2 + {y}^2}}", domain=(0.3, 3.0), refuses=not_for("biuc", "hypot_cpu"),
    tensors="x y",
    doc="""Elementwise length of the hypotenuse, ``sqrt(input ** 2 + other ** 2)``.

    Shapes: ``(n, m), (m,) -> (n, m)``.

    >>> hypot(tensor([3.0]), tensor([4.0]))
    tensor([5.])
    """)
logaddexp = elementwise(
    "logaddexp", _logaddexp, lambda g, x, y: g * _log_share(x, y),
    lambda g, x, y: g * _log_share(y, x), tex=r"\ln(e^{{{x}}} + e^{{{y}}})", inplace=False,
    refuses=not_for("biu", "logaddexp_cpu"), tensors="x y")
logaddexp2 = elementwise(
    "logaddexp2", np.logaddexp2, lambda g, x, y: g * _log_share2(x, y),
    lambda g, x, y: g * _log_share2(y, x), tex=r"\log_2(2^{{{x}}} + 2^{{{y}}})", inplace=False,
    refuses=not_for("biuc", "logaddexp2_cpu"), tensors="x y",
    doc="""Elementwise ``log2(2 ** input + 2 ** other)``.

    Shapes: ``(n, m), (m,) -> (n, m)``.

    >>> logaddexp2(tensor([1.0]), tensor([1.0]))
    tensor([2.])
    """)

# -- signs, exponents, neighbours ----------------------------------------------------------------


def _copysign_x(g: Any, x: Any, out: Any) -> Any:
    return keep(g * (out / x), x != 0)


copysign = elementwise(
    "copysign", np.copysign, _copysign_x, lambda g: zero_of(g), promote="float",
    tex=r"|{x}|\,\operatorname{{sign}} {y}", domain=(0.3, 3.0),
    refuses=not_for("c", "copysign_cpu"), tensors="x",
    node=lambda y_dtype: "CopysignBackward1" if y_dtype is None else "CopysignBackward0",
    doc="""Elementwise size of `input` with the sign of `other`.

    Shapes: ``(n, m), (m,) -> (n, m)``.

    >>> copysign(tensor([1.0, -2.0]), -1)
    tensor([-1., -2.])
    """)
ldexp = elementwise(
    "ldexp", lambda x, y: x * _power_of_two(y), lambda g, y: g * 2 ** y,
    lambda g, out: g * out * math.log(2), promote="float", tex=r"{x}\,2^{{{y}}}",
    tensors="x y",
    doc="""Elementwise ``input * 2 ** other``.

    Shapes: ``(n, m), (m,) -> (n, m)``.

    >>> ldexp(tensor([1.0]), tensor([3]))
    tensor([8.])
    """)
nextafter = elementwise(
    "nextafter", np.nextafter, lambda g, x, y: keep(g, x != y), lambda g: zero_of(g),
    tex=r"\operatorname{{nextafter}}({x}, {y})", refuses=not_for("biuc", "nextafter_cpu"),
    tensors="x y",
    doc="""Elementwise neighbour of `input` in its type, in the direction of `other`.

    Shapes: ``(n, m), (m,) -> (n, m)``.

    >>> nextafter(tensor([1.0]), tensor([2.0])) > 1
    tensor([True])
    """)


def _power_of_two(y: Any) -> Any:
    return np.power(2, y) if y.dtype.kind == "c" else np.exp2(y)


def _frexp(x: Any) -> Any:
    """Mantissa in [0.5, 1) and exponent: ``input == mantissa * 2 ** exponent``.

    Shapes: ``(...) -> (...), (...)``.

    >>> frexp(tensor([6.0]))
    torch.return_types.frexp(
    mantissa=tensor([0.7500]),
    exponent=tensor([3], dtype=torch.int32))
    """
    mantissa, exponent = np.frexp(x)
    return mantissa, np.asarray(exponent, np.int32)


frexp = op("frexp", _frexp, lambda g_mantissa, exponent: g_mantissa / 2.0 ** exponent,
           outputs=("mantissa", "exponent"), tex=r"\operatorname{{frexp}} {x}",
           refuses=dict.fromkeys("biuc", (
               RuntimeError, "torch.frexp() only supports floating-point dtypes; got {dtype}")))

# -- complex numbers from parts ------------------------------------------------------------------


def _complex(real: Any, imag: Any) -> Any:
    """Complex tensor from its real and imaginary parts.

    Shapes: ``(...), (...) -> (...)``.

    Raises:
        RuntimeError: the parts are not floating or differ in type.

    >>> complex(tensor([1.0]), tensor([2.0]))
    tensor([1.+2.j])
    """
    _same_floating(real, imag, "complex", "real", "imag")
    out = np.empty(np.broadcast_shapes(real.shape, imag.shape),
                   from_numpy_dtype(real.dtype).to_complex().numpy)
    out.real, out.imag = real, imag
    return out


def _polar(abs: Any, angle: Any) -> Any:
    """Complex tensor from its absolute value and angle.

    Shapes: ``(...), (...) -> (...)``.

    Raises:
        RuntimeError: the parts are not floating or differ in type.

    >>> polar(tensor([2.0]), tensor([0.0]))
    tensor([2.+0.j])
    """
    _same_floating(abs, angle, "polar", "abs", "angle")
    return _complex(abs * np.cos(angle), abs * np.sin(angle))


def _same_floating(x: Any, y: Any, name: str, first: str, second: str) -> None:
    if x.dtype.kind != "f" or y.dtype.kind != "f":
        raise RuntimeError(
            f"Expected both inputs to be Half, Float or Double tensors but got "
            f"{scalar_name(x.dtype)} and {scalar_name(y.dtype)}")
    if x.dtype != y.dtype:
        raise RuntimeError(
            f"Expected object of scalar type {scalar_name(x.dtype)} but got scalar type "
            f"{scalar_name(y.dtype)} for second argument; {first} and {second} of {name} must "
            "have one type")


complex_ = elementwise(
    "complex", _complex, lambda g: real(g), lambda g: imag(g), promote="none", holomorphic=False,
    inplace=False, method=False, tensors="real imag", tex="{real} + i\\,{imag}")
polar = elementwise(
    "polar", _polar, lambda g, out: real(conj(g) * sgn(out)),
    lambda g, out: real(conj(g) * (1j * out)), promote="none", holomorphic=False,
    inplace=False, method=False, tensors="abs angle", tex="{abs}\\,e^{{i {angle}}}",
    node="PolarBackward0", domain=(0.2, 2.0))

# -- three operands ------------------------------------------------------------------------------


def _lerp(x: Any, end: Any, weight: Any) -> Any:
    """Elementwise ``input + weight * (end - input)``: linear interpolation.

    Shapes: ``(...), (...), (...) -> (...)``, with broadcasting; `weight` may be a number.

    Raises:
        RuntimeError: the tensors differ in type.

    >>> lerp(tensor([0.0, 2.0]), tensor([10.0, 4.0]), 0.5)
    tensor([5., 3.])
    """
    for name, value in (("end", end), ("weight", weight)):
        if isinstance(value, np.ndarray) and value.dtype != x.dtype:
            raise RuntimeError(f"expected dtype {cpp_name(x.dtype)} for `{name}` but got dtype "
                               f"{cpp_name(value.dtype)}; convert one with .to(dtype)")
    if x.dtype.kind in "biu":
        kernel = "tensor" if isinstance(weight, np.ndarray) else "scalar"
        raise NotImplementedError(f"\"lerp_kernel_{kernel}\" not implemented for "
                                  f"'{scalar_name(x.dtype)}'; convert the tensors with .float()")
    difference = end - x
    # From the nearer end, so that weight 1 gives `end` exactly.
    return np.where(np.abs(weight) < 0.5, x + weight * difference,
                    end - difference * (1 - np.asarray(weight, x.dtype)))


def _addcmul(x: Any, tensor1: Any, tensor2: Any, *, value: Any = 1) -> Any:
    """Elementwise ``input + value * tensor1 * tensor2``, with broadcasting.

    Shapes: ``(...), (...), (...) -> (...)``.

    >>> addcmul(tensor([1.0]), tensor([2.0]), tensor([3.0]), value=10)
    tensor([61.])
    """
    product = tensor1 * tensor2
    # Among integers a floating factor loses its fraction, as in PyTorch.
    return x + (product if value == 1 else product * np.asarray(value).astype(x.dtype))


def _addcdiv(x: Any, tensor1: Any, tensor2: Any, *, value: Any = 1) -> Any:
    """Elementwise ``input + value * tensor1 / tensor2``, with broadcasting.

    Shapes: ``(...), (...), (...) -> (...)``.

    Raises:
        RuntimeError: both `tensor1` and `tensor2` are integers.

    >>> addcdiv(tensor([1.0]), tensor([6.0]), tensor([3.0]), value=10)
    tensor([21.])
    """
    if x.dtype.kind not in "fc":
        raise RuntimeError(
            "Integer division with addcdiv is no longer supported, and in a future release addcdiv "
            "will perform a true division of tensor1 and tensor2. Make one of them floating.")
    return x + _scaled(tensor1 / tensor2, value, x)


lerp = elementwise("lerp", _lerp, lambda g, weight: g * (1 - weight), lambda g, weight: g * weight,
                   lambda g, x, end: g * (end - x), promote="none", tensors="x end",
                   tex=r"(1 - {weight})\,{x} + {weight}\,{end}",
                   node=lambda weight_dtype: f"LerpBackward{int(weight_dtype is not None)}")
addcmul = elementwise("addcmul", _addcmul, lambda g: g,
                      lambda g, tensor2, value: g * (tensor2 * value),
                      lambda g, tensor1, value: g * (tensor1 * value),
                      tensors="x tensor1 tensor2", tex=r"{x} + {value}\,{tensor1}\,{tensor2}")
addcdiv = elementwise("addcdiv", _addcdiv, lambda g: g,
                      lambda g, tensor2, value: g * (value / tensor2),
                      lambda g, tensor1, tensor2, value:
                      -g * (value * (tensor1 / (tensor2 * tensor2))),
                      tensors="x tensor1 tensor2", domain=(0.3, 3.0),
                      tex=r"{x} + {value}\,\frac{{{tensor1}}}{{{tensor2}}}")


# -- Python's reflected operators ----------------------------------------------------------------


def _reflected(function: Any) -> Any:
    """A method for ``number <operator> tensor``."""
    def method(self: Any, other: Any) -> Any:
        if not isinstance(other, (Tensor, bool, int, float, complex, np.number, np.ndarray)):
            return NotImplemented
        return function(self, other)
    return method


@composite("rdiv", method=False, public=False)
def rdiv(input: Any, other: Any) -> Any:
    """``other / input``, computed as a product: so does PyTorch, and its graph shows it."""
    return reciprocal(input) * other


def _invert(self: Any) -> Any:
    if self._data.dtype.kind in "fc":
        raise TypeError("~ (operator.invert) is only implemented on integer and Boolean-type "
                        f"tensors; this one is of type {self.dtype}")
    return self.bitwise_not()


OPERATORS = {
    "__invert__": _invert,
    "__rtruediv__": _reflected(lambda self, other: rdiv(self, other)),
    "__rdiv__": _reflected(lambda self, other: rdiv(self, other)),
    "__rpow__": _reflected(lambda self, other: pow_(other, self)),
    "__rmod__": _reflected(lambda self, other: remainder(other, self)),
    "__rfloordiv__": _reflected(lambda self, other: floor_divide(other, self)),
    "__pos__": lambda self: self.positive(),
}
