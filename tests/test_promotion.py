"""Result types: every pair of element types, as tensors, 0-d tensors and numbers, as on PyTorch."""

from __future__ import annotations

import itertools
import operator
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from both import HAVE_TORCH, alike
from expressions import SHARED

import nbautograd

if not HAVE_TORCH:
    pytest.skip("compares with PyTorch", allow_module_level=True)

import torch

DTYPES = ("bool", "uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64",
          "complex64", "complex128")
NUMBERS = (True, 2, 1.5, 1 + 2j)
BINARY: dict[str, Callable[..., Any]] = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv,
    "floordiv": operator.floordiv, "mod": operator.mod, "pow": operator.pow, "eq": operator.eq,
    "lt": operator.lt, "and": operator.and_, "lshift": operator.lshift,
}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "where": lambda m, a, b: m.where(m.tensor([True, False]), a, b),
    "cat": lambda m, a, b: m.cat([a, b]),
    "stack": lambda m, a, b: m.stack([a, b]),
    "maximum": lambda m, a, b: m.maximum(a, b),
    "atan2": lambda m, a, b: m.atan2(a, b),
    "copysign": lambda m, a, b: m.copysign(a, b),
    "float_power": lambda m, a, b: m.float_power(a, b),
    "xlogy": lambda m, a, b: m.xlogy(a, b),
    "hypot": lambda m, a, b: m.hypot(a, b),
    "fmod": lambda m, a, b: m.fmod(a, b),
    "logical_and": lambda m, a, b: m.logical_and(a, b),
    "gcd": lambda m, a, b: m.gcd(a, b),
    "isclose": lambda m, a, b: m.isclose(a, b),
    "matmul": lambda m, a, b: a @ b,
    "addcmul": lambda m, a, b: m.addcmul(a, a, b),
    "lerp": lambda m, a, b: m.lerp(a, b, 0.5),
    "result_type": lambda m, a, b: str(m.result_type(a, b)),
    "promote_types": lambda m, a, b: str(m.promote_types(a.dtype, b.dtype)),
    "can_cast": lambda m, a, b: m.can_cast(a.dtype, b.dtype),
}
IN_PLACE: dict[str, Callable[..., Any]] = {
    "iadd": operator.iadd, "imul": operator.imul, "itruediv": operator.itruediv,
    "ipow": operator.ipow, "copy_": lambda a, b: a.copy_(b), "eq_": lambda a, b: a.eq_(b),
}
REDUCTIONS = ("sum", "mean", "prod", "cumsum", "var", "std", "max", "amin", "argmax", "any",
              "norm", "median", "logsumexp", "nansum", "count_nonzero", "sort", "unique", "abs",
              "neg", "sqrt", "exp", "sigmoid", "relu", "sign", "floor", "round", "square",
              "reciprocal", "erf", "isnan", "logical_not", "angle", "real", "softmax", "diff")
LACKING = "not implemented for"
CALL = {"cumsum": (0,), "logsumexp": (0,), "softmax": (0,)}


@pytest.fixture(autouse=True)
def _silent() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def compare(call: Callable[[Any], Any]) -> str:
    """Nothing, or in what the outcomes on both engines differ."""
    ours, theirs = (_outcome(m, call) for m in (nbautograd, torch))
    shown = f"ours {ours}, PyTorch's {theirs}"
    # NumPy has no complex numbers of half precision, and loops for every type.
    allowed = "complex32" in shown or "ComplexH" in shown or (LACKING in str(theirs) and (
        LACKING in str(ours) or not isinstance(ours, tuple)))
    return "" if allowed or alike(ours, theirs) else shown


def _outcome(m: Any, call: Callable[[Any], Any]) -> Any:
    """What came out, or a tuple of an error's type and text."""
    try:
        return _seen(m, call(m))
    except Exception as error:  # noqa: BLE001 (compared between the engines)
        text = str(error).strip()
        return type(error).__name__, text if LACKING in text else text[:SHARED]


def _seen(m: Any, value: Any) -> Any:
    if isinstance(value, (tuple, list)):
        return [_seen(m, v) for v in value]
    return [str(value.dtype), value.tolist()] if isinstance(value, m.Tensor) else value


def _report(cases: Iterator[tuple[str, Callable[[Any], Any]]]) -> None:
    differing = [f"{name}: {found}" for name, call in cases if (found := compare(call))]
    assert not differing, "\n".join(differing)


def _operand(m: Any, dtype: str, scalar: bool, values: tuple[int, int]) -> Any:
    return m.tensor(values[0] if scalar else values, dtype=getattr(m, dtype))


@pytest.mark.parametrize("scalars", list(itertools.product((False, True), repeat=2)), ids=str)
@pytest.mark.parametrize("name", [*BINARY, *FUNCTIONS])
def test_pairs_of_tensors(name: str, scalars: tuple[bool, bool]) -> None:
    def call(first: str, second: str) -> Callable[[Any], Any]:
        def run(m: Any) -> Any:
            a = _operand(m, first, scalars[0], (3, 2))
            b = _operand(m, second, scalars[1], (2, 1))
            return BINARY[name](a, b) if name in BINARY else FUNCTIONS[name](m, a, b)
        return run

    _report((f"{a} {b}", call(a, b)) for a, b in itertools.product(DTYPES, repeat=2))


@pytest.mark.parametrize("scalar", [False, True])
@pytest.mark.parametrize("name", BINARY)
def test_tensors_and_numbers(name: str, scalar: bool) -> None:
    def call(dtype: str, number: Any, reflected: bool) -> Callable[[Any], Any]:
        def run(m: Any) -> Any:
            a = _operand(m, dtype, scalar, (3, 2))
            return BINARY[name](*((number, a) if reflected else (a, number)))
        return run

    _report((f"{d} {n!r} {r}", call(d, n, r))
            for d, n, r in itertools.product(DTYPES, NUMBERS, (False, True))
            if not (name == "pow" and d == "bool" and n is True))   # a copy there, a refusal here


@pytest.mark.parametrize("name", IN_PLACE)
def test_in_place(name: str) -> None:
    def call(first: str, second: Any) -> Callable[[Any], Any]:
        def run(m: Any) -> Any:
            b = _operand(m, second, False, (2, 1)) if isinstance(second, str) else second
            return IN_PLACE[name](_operand(m, first, False, (3, 2)), b)
        return run

    numbers = () if name == "copy_" else NUMBERS[name == "ipow":]
    _report((f"{a} {b}", call(a, b)) for a, b in itertools.product(DTYPES, (*DTYPES, *numbers)))


@pytest.mark.parametrize("name", REDUCTIONS)
def test_one_tensor(name: str) -> None:
    def call(dtype: str) -> Callable[[Any], Any]:
        return lambda m: getattr(m, name)(_operand(m, dtype, False, (3, 2)), *CALL.get(name, ()))

    _report((dtype, call(dtype)) for dtype in DTYPES)


@pytest.mark.parametrize("default", ["float64", "float32", "float16"])
def test_the_default_type(default: str) -> None:
    """What integers and Python's numbers become."""
    calls = {
        "int/int": lambda m: m.tensor([1, 2]) / m.tensor([2, 2]),
        "int*1.5": lambda m: m.tensor([1, 2]) * 1.5,
        "int*1j": lambda m: m.tensor([1, 2]) * 1j,
        "sin": lambda m: m.sin(m.tensor([1, 2])),
        "mean": lambda m: m.ones(3).mean(),
        "tensor": lambda m: m.tensor([1.5, 2]),
        "complex": lambda m: m.tensor([1.5, 2j]),
        "zeros": lambda m: m.zeros(2),
        "arange": lambda m: m.arange(0, 1, 0.5),
        "full": lambda m: m.full((2,), 2.0),
        "as_tensor": lambda m: m.as_tensor([0.5]),
        "Tensor": lambda m: m.Tensor([1, 2]),
        "float32": lambda m: m.tensor([1.0], dtype=m.float32) * m.tensor(2.0),
    }

    def under(call: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def run(m: Any) -> Any:
            before = m.get_default_dtype()
            m.set_default_dtype(getattr(m, default))
            try:
                return call(m)
            finally:
                m.set_default_dtype(before)
        return run

    _report((name, under(call)) for name, call in calls.items())
