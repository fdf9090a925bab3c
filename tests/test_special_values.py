"""Elementwise ops where they are delicate: nan, infinities, zeros of both signs, every element type.

Values, result types and gradients are PyTorch's.
"""

import math
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

import nbautograd

torch = pytest.importorskip("torch")

TYPES = ("bool", "uint8", "int8", "int32", "int64", "float16", "float32", "float64", "complex64",
         "complex128")
X = [math.nan, math.inf, -math.inf, 0.0, -0.0, 1, -1, 2, -2, 0.5, -0.5, 3.25, -7.75, 1e-3, 50, -50]
Y = [1.0, math.nan, 2, -0.0, 0, math.inf, -1, 2, 3, -0.5, 0.25, -2, 1.5, math.nan, -math.inf, 2]
TOLERANCE = {"float16": 4e-3, "float32": 3e-5, "complex64": 3e-5}

UNARY = """abs acos acosh angle asin asinh atan atanh ceil conj_physical cos cosh deg2rad exp exp2
    expm1 floor frac log log10 log1p log2 neg positive rad2deg real reciprocal round rsqrt sgn
    sigmoid sign sin sinh sqrt square tan tanh trunc relu isnan isinf isfinite isposinf isneginf
    isreal signbit logical_not bitwise_not erf erfc erfinv special.entr special.ndtr""".split()
BINARY = """mul div fmod eq ne lt le gt ge logical_and logical_or logical_xor bitwise_and
    bitwise_or bitwise_xor bitwise_left_shift bitwise_right_shift gcd lcm maximum minimum fmax fmin
    hypot copysign logaddexp2 nextafter heaviside xlogy special.xlog1py isclose remainder
    floor_divide""".split()
SCALARS = "add mul div remainder fmod eq lt maximum copysign clamp_min clamp_max xlogy".split()
MIXED = [("float32", "float64"), ("int64", "float32"), ("bool", "int8"), ("uint8", "int8"),
         ("int64", "bool")]
NUMBERS = [("float32", 2), ("float32", 2.5), ("int64", 2), ("int64", 2.5), ("bool", 1),
           ("uint8", 3), ("int64", -3), ("float64", 0)]


def array(values: Sequence[float], name: str) -> np.ndarray[Any, Any]:
    """The values in an element type that may not know some of them."""
    x = np.array(values, np.float64)
    kind = np.dtype(name)
    if kind.kind == "b":
        return np.nan_to_num(x) != 0
    if kind.kind in "iu":
        x = np.nan_to_num(x, posinf=9, neginf=-9)
        return np.clip(x, 0 if kind.kind == "u" else -100, 100).astype(kind)
    if kind.kind == "c":
        finite = np.nan_to_num(x, posinf=3, neginf=-3)
        return ((finite + 1j * finite[::-1]) / 4).astype(kind)
    return x.astype(kind)


def outcome(m: Any, name: str, operands: Sequence[Any]) -> Any:
    """Results and gradients as arrays; the type of an error."""
    tensors = [m.from_numpy(x.copy()) if isinstance(x, np.ndarray) else x for x in operands]
    leaves = [t for t in tensors if isinstance(t, m.Tensor) and (
        t.is_floating_point() or t.is_complex())]
    for leaf in leaves:
        leaf.requires_grad_()
    function = m
    for part in name.split("."):
        function = getattr(function, part)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            out = function(*tensors)
            found = [out.detach().numpy()]
            if out.requires_grad:
                out.backward(m.ones_like(out))
            return found + [None if t.grad is None else t.grad.clone().numpy() for t in leaves]
        except (RuntimeError, TypeError, IndexError) as error:
            return type(error)


def compare(name: str, operands: Sequence[Any]) -> None:
    """Fail unless both engines have the same results, types and gradients."""
    ours, theirs = outcome(nbautograd, name, operands), outcome(torch, name, operands)
    shown = f"{name} of {[getattr(x, 'dtype', x) for x in operands]}"
    if isinstance(ours, type) or isinstance(theirs, type):
        assert ours is theirs, shown
        return
    for a, b in zip(ours, theirs, strict=True):
        assert (a is None) == (b is None), shown
        if a is not None:
            near = TOLERANCE.get(b.dtype.name, 1e-7)
            assert a.dtype == b.dtype, shown
            np.testing.assert_allclose(a, b, rtol=near, atol=near, err_msg=shown)


@pytest.mark.parametrize("name", UNARY)
def test_one_operand(name: str) -> None:
    for kind in TYPES:
        compare(name, [array(X, kind)])


@pytest.mark.parametrize("name", BINARY)
def test_two_operands(name: str) -> None:
    for left, right in [*((kind, kind) for kind in TYPES), *MIXED]:
        compare(name, [array(X, left), array(Y, right)])


@pytest.mark.parametrize("name", SCALARS)
def test_a_tensor_and_a_number(name: str) -> None:
    for kind, number in NUMBERS:
        compare(name, [array(X, kind), number])
