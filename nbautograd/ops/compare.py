"""Comparisons, logic, bits, and what chooses between two values."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.declare import composite, elementwise
from ..engine.messages import argument_must_be_tensor, scalar_name
from ..engine.tensor import Tensor
from .choices import at_least, at_most
from .formulas import keep, not_for, underivable

__all__ = [
    "allclose", "bitwise_and", "bitwise_left_shift", "bitwise_not", "bitwise_or",
    "bitwise_right_shift", "bitwise_xor", "clamp", "clamp_max", "clamp_min", "eq", "equal", "fmax",
    "fmin", "gcd", "ge", "gt", "heaviside", "isclose", "isfinite", "isinf", "isnan", "isneginf",
    "isposinf", "isreal", "lcm", "le", "logical_and", "logical_not", "logical_or", "logical_xor",
    "lt", "maximum", "minimum", "ne", "signbit",
]


def plain(name: str, forward: Any, arity: int, says: str, example: str, result: str,
          **fields: Any) -> Any:
    """Declare an elementwise function without a gradient, with its documentation."""
    shapes = "(...) -> (...)" if arity == 1 else "(n, m), (m,) -> (n, m)"
    text = f"{says}\n\nShapes: ``{shapes}``.\n\n>>> {example}\n{result}\n"
    return elementwise(name, forward, *[None] * arity, doc=text, **fields)


# -- comparisons ---------------------------------------------------------------------------------

eq = plain("eq", np.equal, 2, "Elementwise ``input == other``.",
           "eq(tensor([1, 2]), tensor([1, 3]))", "tensor([ True, False])", tensors="x",
           tex="[{x} = {y}]")
ne = plain("ne", np.not_equal, 2, "Elementwise ``input != other``.",
           "ne(tensor([1, 2]), tensor([1, 3]))", "tensor([False,  True])",
           tensors="x", tex=r"[{x} \neq {y}]", aliases=("not_equal",))
lt = plain("lt", np.less, 2, "Elementwise ``input < other``.",
           "lt(tensor([1, 2]), 2)", "tensor([ True, False])", tensors="x", tex="[{x} < {y}]",
           aliases=("less",), refuses=not_for("c", "lt_cpu"))
le = plain("le", np.less_equal, 2, "Elementwise ``input <= other``.",
           "le(tensor([1, 3]), 2)", "tensor([ True, False])", tensors="x", tex=r"[{x} \le {y}]",
           aliases=("less_equal",), refuses=not_for("c", "le_cpu"))
gt = plain("gt", np.greater, 2, "Elementwise ``input > other``.",
           "gt(tensor([1, 3]), 2)", "tensor([False,  True])", tensors="x", tex="[{x} > {y}]",
           aliases=("greater",), refuses=not_for("c", "gt_cpu"))
ge = plain("ge", np.greater_equal, 2, "Elementwise ``input >= other``.",
           "ge(tensor([1, 2]), 2)", "tensor([False,  True])", tensors="x", tex=r"[{x} \ge {y}]",
           aliases=("greater_equal",), refuses=not_for("c", "ge_cpu"))


def _isclose(x: Any, y: Any, rtol: float = 1e-05, atol: float = 1e-08,
             equal_nan: bool = False) -> Any:
    """Elementwise ``|input - other| <= atol + rtol * |other|``; equal infinities are close.

    Shapes: ``(n, m), (m,) -> (n, m)``.

    Raises:
        RuntimeError: different element types, or a negative tolerance.

    >>> isclose(tensor([1.0, 2.0]), tensor([1.0 + 1e-6, 2.1]))
    tensor([ True, False])
    """
    if x.dtype != y.dtype:
        raise RuntimeError(f"{scalar_name(x.dtype)} did not match {scalar_name(y.dtype)}; convert "
                           "one with .to(dtype)")
    for name, value in (("rtol", rtol), ("atol", atol)):
        if value < 0:
            raise RuntimeError(f"{name} must be greater than or equal to zero, but got {value}")
    close = x == y
    if equal_nan and x.dtype.kind in "fc":
        close = close | (np.isnan(x) & np.isnan(y))
    if rtol == 0 and atol == 0:
        return close
    if x.dtype.kind in "biu":
        x, y = x.astype(np.float64), y.astype(np.float64)
    error = np.abs(x - y)
    return close | (np.isfinite(error) & (error <= atol + np.abs(rtol * y)))


isclose = elementwise("isclose", _isclose, None, None, promote="none", inplace=False,
                      tensors="x y")


@composite("allclose")
def allclose(input: Any, other: Any, rtol: float = 1e-05, atol: float = 1e-08,
             equal_nan: bool = False) -> bool:
    """Whether all elements are close, by the rule of `isclose`; a Python bool.

    >>> allclose(tensor([1.0, 2.0]), tensor([1.0, 2.0 + 1e-6]))
    True
    """
    return bool(isclose(input, other, rtol, atol, equal_nan)._data.all())


@composite("equal")
def equal(input: Any, other: Any) -> bool:
    """Whether two tensors have the same size and elements; a Python bool.

    >>> equal(tensor([1, 2]), tensor([1, 2]))
    True
    """
    for position, (name, value) in enumerate((("input", input), ("other", other)), 1):
        if not isinstance(value, Tensor):
            raise TypeError(argument_must_be_tensor("equal", name, position, value))
    return bool(np.array_equal(input._data, other._data))


# -- what kind of number -------------------------------------------------------------------------


def _isinf_signed(test: Any) -> Any:
    def forward(x: Any) -> Any:
        return test(x) if x.dtype.kind == "f" else np.zeros(x.shape, bool)
    return forward


isnan = plain("isnan", np.isnan, 1, "Whether each element is nan.",
              "isnan(tensor([1.0, nan]))", "tensor([False,  True])", inplace=False)
isinf = plain("isinf", np.isinf, 1, "Whether each element is infinite.",
              "isinf(tensor([1.0, -inf]))", "tensor([False,  True])", inplace=False)
isfinite = plain("isfinite", np.isfinite, 1, "Whether each element is neither infinite nor nan.",
                 "isfinite(tensor([1.0, inf, nan]))", "tensor([ True, False, False])",
                 inplace=False)
isposinf = plain("isposinf", _isinf_signed(np.isposinf), 1, "Whether each element is infinity.",
                 "isposinf(tensor([-inf, inf]))", "tensor([False,  True])", inplace=False,
                 refuses={"c": (RuntimeError, "isposinf does not support complex inputs.")})
isneginf = plain("isneginf", _isinf_signed(np.isneginf), 1,
                 "Whether each element is minus infinity.",
                 "isneginf(tensor([-inf, inf]))", "tensor([ True, False])", inplace=False,
                 refuses={"c": (RuntimeError, "isneginf does not support complex inputs.")})
isreal = plain("isreal", np.isreal, 1, "Whether each element has no imaginary part.",
               "isreal(tensor([1.0, 1j]))", "tensor([ True, False])", inplace=False)
signbit = plain("signbit", lambda x: np.signbit(x) if x.dtype.kind == "f" else np.less(x, 0), 1,
                "Whether each element has its sign bit set; -0.0 has.",
                "signbit(tensor([0.0, -0.0, -1.0]))", "tensor([False,  True,  True])",
                inplace=False,
                refuses={"c": (NotImplementedError,
                               "signbit is not implemented for complex tensors.")})

# -- logic and bits ------------------------------------------------------------------------------

logical_not = plain("logical_not", np.logical_not, 1, "Elementwise: is the element zero?",
                    "logical_not(tensor([0, 2]))", "tensor([ True, False])", tex=r"\lnot {x}")
logical_and = plain("logical_and", np.logical_and, 2, "Elementwise: are both nonzero?",
                    "logical_and(tensor([True, True]), tensor([True, False]))",
                    "tensor([ True, False])", tensors="x y", tex=r"{x} \land {y}")
logical_or = plain("logical_or", np.logical_or, 2, "Elementwise: is one nonzero?",
                   "logical_or(tensor([True, False]), tensor([False, False]))",
                   "tensor([ True, False])", tensors="x y", tex=r"{x} \lor {y}")
logical_xor = plain("logical_xor", np.logical_xor, 2, "Elementwise: is exactly one nonzero?",
                    "logical_xor(tensor([True, True]), tensor([True, False]))",
                    "tensor([False,  True])", tensors="x y", tex=r"{x} \oplus {y}")


def _shift(function: Any) -> Any:
    def forward(x: Any, y: Any) -> Any:
        # Shifting by more bits than there are is undefined in C; PyTorch gives 0 (or the sign).
        bits = x.dtype.itemsize * 8
        far = (y >= bits) | (y < 0)
        moved = function(x, np.where(far, 0, y).astype(x.dtype))
        empty = np.where(x < 0, -1, 0) if function is np.right_shift else 0
        return np.where(far, np.asarray(empty).astype(x.dtype), moved)
    return forward


bitwise_not = plain("bitwise_not", np.invert, 1, "Elementwise: each bit turned over.",
                    "bitwise_not(tensor([0, 5]))", "tensor([-1, -6])",
                    tex=r"\lnot {x}", refuses=not_for("fc", "bitwise_not_cpu"))
bitwise_and = plain("bitwise_and", np.bitwise_and, 2, "Elementwise: bits that both have.",
                    "bitwise_and(tensor([6]), tensor([3]))", "tensor([2])",
                    tex=r"{x} \land {y}", refuses=not_for("fc", "bitwise_and_cpu"))
bitwise_or = plain("bitwise_or", np.bitwise_or, 2, "Elementwise: bits that one has.",
                   "bitwise_or(tensor([6]), tensor([3]))", "tensor([7])",
                   tex=r"{x} \lor {y}", refuses=not_for("fc", "bitwise_or_cpu"))
bitwise_xor = plain("bitwise_xor", np.bitwise_xor, 2, "Elementwise: bits that exactly one has.",
                    "bitwise_xor(tensor([6]), tensor([3]))", "tensor([5])",
                    tex=r"{x} \oplus {y}", refuses=not_for("fc", "bitwise_xor_cpu"))
bitwise_left_shift = plain(
    "bitwise_left_shift", _shift(np.left_shift), 2, "Elementwise: bits moved to the left.",
    "bitwise_left_shift(tensor([1, 3]), 2)", "tensor([ 4, 12])",
    tex=r"{x} \ll {y}", refuses=not_for("bfc", "lshift_cpu"))
bitwise_right_shift = plain(
    "bitwise_right_shift", _shift(np.right_shift), 2, "Elementwise: bits moved to the right.",
    "bitwise_right_shift(tensor([4, 12]), 2)", "tensor([1, 3])",
    tex=r"{x} \gg {y}", refuses=not_for("bfc", "rshift_cpu"))
gcd = plain("gcd", np.gcd, 2, "Elementwise greatest common divisor.",
            "gcd(tensor([12]), tensor([18]))", "tensor([6])", tensors="x y", tex=r"\gcd({x}, {y})",
            refuses=not_for("bfc", "gcd_cpu"))
lcm = plain("lcm", np.lcm, 2, "Elementwise least common multiple.",
            "lcm(tensor([4]), tensor([6]))", "tensor([12])",
            tensors="x y", tex=r"\operatorname{{lcm}}({x}, {y})", refuses=not_for("bfc", "lcm_cpu"))


def _heaviside(x: Any, values: Any) -> Any:
    if x.dtype != values.dtype:
        raise RuntimeError("heaviside is not yet implemented for tensors with different dtypes.")
    return np.where(x == 0, values, (x > 0).astype(x.dtype))


heaviside = elementwise(
    "heaviside", _heaviside, underivable("heaviside"), underivable("heaviside"), promote="none",
    node="NotImplemented", tex="H({x})", tensors="x values", refuses={
        "c": (RuntimeError, "heaviside is not yet implemented for complex tensors.")},
    doc="""Elementwise step function: 0 below zero, 1 above, `values` at zero.

    Shapes: ``(n, m), (m,) -> (n, m)``.

    >>> heaviside(tensor([-1.0, 0.0, 2.0]), tensor([0.5]))
    tensor([0.0000, 0.5000, 1.0000])
    """)

# -- the larger and the smaller ------------------------------------------------------------------


def _larger(g: Any, x: Any, y: Any) -> Any:
    """The cotangent of the larger one; equal ones share it, nan gets all."""
    return keep(g - keep(g / 2, x == y), ~(x < y))


def _smaller(g: Any, x: Any, y: Any) -> Any:
    return keep(g - keep(g / 2, x == y), ~(x > y))



def _no_complex(name: str) -> dict[str, tuple[type[Exception], str]]:
    return {"c": (RuntimeError, f"{name} not implemented for complex tensors.")}


def chooser(name: str, forward: Any, *vjps: Any, says: str, tex: str, result: str) -> Any:
    """Declare an elementwise choice between two tensors."""
    return elementwise(
        name, forward, *vjps, tex=tex, tensors="x y", inplace=False, refuses=_no_complex(name),
        doc=f"""{says}

Shapes: ``(n, m), (m,) -> (n, m)``.

>>> {name}(tensor([1.0, 5.0]), tensor([3.0, 2.0]))
{result}
""")


maximum = chooser("maximum", np.maximum, _larger, lambda g, x, y: _larger(g, y, x),
                  says="Elementwise larger of the two; nan if one is nan.",
                  tex=r"\max({x}, {y})", result="tensor([3., 5.])")
minimum = chooser("minimum", np.minimum, _smaller, lambda g, x, y: _smaller(g, y, x),
                  says="Elementwise smaller of the two; nan if one is nan.",
                  tex=r"\min({x}, {y})", result="tensor([1., 2.])")
# The first operand is taken when the two are equal, or when the second is nan.
fmax = chooser("fmax", np.fmax, lambda g, x, y: keep(g, (x >= y) | isnan(y)),
               lambda g, x, y: keep(g, ~((x >= y) | isnan(y))),
               says="Elementwise larger of the two; a nan is passed over.",
               tex=r"\max({x}, {y})", result="tensor([3., 5.])")
fmin = chooser("fmin", np.fmin, lambda g, x, y: keep(g, (x <= y) | isnan(y)),
               lambda g, x, y: keep(g, ~((x <= y) | isnan(y))),
               says="Elementwise smaller of the two; a nan is passed over.",
               tex=r"\min({x}, {y})", result="tensor([1., 2.])")

# -- clamping ------------------------------------------------------------------------------------

_CLAMP = {"c": (NotImplementedError, "clamp is not supported for complex types")}


def _clamp(x: Any, min: Any = None, max: Any = None) -> Any:
    """Elementwise value between `min` and `max`, which are numbers or tensors; None is no bound.

    Shapes: ``(n, m), (m,), (m,) -> (n, m)``.

    Raises:
        RuntimeError: no bound is given.

    >>> clamp(tensor([-1.0, 0.5, 2.0]), 0, 1)
    tensor([0.0000, 0.5000, 1.0000])
    """
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    out = x if min is None else at_least(x, min)
    return out if max is None else at_most(out, max)


def _inside(x: Any, min: Any, max: Any) -> Any:
    if min is None:
        return x <= max
    return x >= min if max is None else (x >= min) & (x <= max)


def _at_min(g: Any, x: Any, min: Any, max: Any) -> Any:
    below = x < min
    return keep(g, below if max is None else below & (min < max))


def _at_max(g: Any, x: Any, min: Any, max: Any) -> Any:
    above = x > max
    return keep(g, above if min is None else above | (max < min))


def _clamp_name(min_dtype: Any, max_dtype: Any) -> str:
    return "ClampBackward1" if min_dtype is None and max_dtype is None else "ClampBackward0"


clamp = elementwise("clamp", _clamp, lambda g, x, min, max: keep(g, _inside(x, min, max)),
                    _at_min, _at_max, node=_clamp_name, aliases=("clip",), refuses=_CLAMP,
                    tensors="x", tex=r"\operatorname{{clamp}}({x}, {min}, {max})",
                    samples=lambda make: [
                        ((make(2, 3), -1, 1), {}), ((make(3), None, 0.5), {}), ((make(3), -0.5), {}),
                        ((make(2, 3), make(3, high=0.0), make(2, 1, low=0.0)), {})])
clamp_min = elementwise(
    "clamp_min", lambda x, min: at_least(x, min), lambda g, x, min: keep(g, x >= min),
    lambda g, x, min: keep(g, x < min), refuses=_CLAMP, tensors="x", tex=r"\max({x}, {min})",
    node=lambda min_dtype: f"ClampMinBackward{int(min_dtype is not None)}",
    doc="""Elementwise value, but at least `min`.

    Shapes: ``(n, m), (m,) -> (n, m)``.

    >>> clamp_min(tensor([-1.0, 2.0]), 0)
    tensor([0., 2.])
    """)
clamp_max = elementwise(
    "clamp_max", lambda x, max: at_most(x, max), lambda g, x, max: keep(g, x <= max),
    lambda g, x, max: keep(g, x > max), refuses=_CLAMP, tensors="x", tex=r"\min({x}, {max})",
    node=lambda max_dtype: f"ClampMaxBackward{int(max_dtype is not None)}",
    doc="""Elementwise value, but at most `max`.

    Shapes: ``(n, m), (m,) -> (n, m)``.

    >>> clamp_max(tensor([-1.0, 2.0]), 0)
    tensor([-1.,  0.])
    """)


def _shifted(function: Any) -> Any:
    """A method for ``number <shift> tensor``."""
    def method(self: Any, other: Any) -> Any:
        if not isinstance(other, (bool, int, float, complex)):
            return NotImplemented
        return function(other, self)
    return method


OPERATORS = {"__rlshift__": _shifted(bitwise_left_shift),
             "__rrshift__": _shifted(bitwise_right_shift)}
