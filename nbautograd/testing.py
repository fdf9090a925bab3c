"""Comparison of what is computed with what is expected (torch.testing).

    assert_close       tensors, arrays and numbers, also inside of lists and dictionaries
    make_tensor        a tensor of random numbers, for tests

>>> testing.assert_close(tensor([1.0, 2.0]) / 3, tensor([0.333333, 0.666667]))
"""

from __future__ import annotations

import cmath
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .engine.construct import as_tensor
from .engine.dtypes import promote_types
from .engine.tensor import Tensor
from .ops.creation import empty

__all__ = ["assert_close", "make_tensor"]

# How far off a result may be relative to the expected one, and absolutely, by the type.
_TOLERANCES = {"float16": (1e-3, 1e-5), "float32": (1.3e-6, 1e-5), "float64": (1e-7, 1e-7),
               "complex64": (1.3e-6, 1e-5), "complex128": (1e-7, 1e-7)}


@dataclass(frozen=True)
class _Rules:
    """What `assert_close` was asked to compare, and how exactly."""

    tolerances: tuple[float, float] | None
    equal_nan: bool
    device: bool
    dtype: bool
    layout: bool
    stride: bool
    subclasses: bool

    def of(self, *types: Any) -> tuple[float, float]:
        """The relative and the absolute tolerance for values of these types."""
        if self.tolerances is not None:
            return self.tolerances
        known = [_TOLERANCES.get(str(t).removeprefix("torch."), (0.0, 0.0)) for t in types]
        return max(r for r, _ in known), max(a for _, a in known)


class _Mismatch(Exception):
    """What differs, and where."""

    def __init__(self, text: str, place: tuple[Any, ...] = ()) -> None:
        super().__init__(text)
        self.text, self.place = text, place


def assert_close(actual: Any, expected: Any, *, allow_subclasses: bool = True,
                 rtol: float | None = None, atol: float | None = None, equal_nan: bool = False,
                 check_device: bool = True, check_dtype: bool = True, check_layout: bool = True,
                 check_stride: bool = False, msg: str | Callable[[str], str] | None = None) -> None:
    """Nothing if ``|actual - expected| <= atol + rtol * |expected|`` everywhere, with equal shapes.

    Without `rtol` and `atol` it depends on the type: seven digits of float64, nearly six of float32,
    all of integers. `msg` is shown instead, or makes the text from what would be shown.

    Raises:
        AssertionError: they differ; it says where most.
        ValueError: only one of `rtol` and `atol`.
        TypeError: what cannot be compared.

    >>> testing.assert_close(tensor([1, 2]), tensor([1, 3]))
    Traceback (most recent call last):
        ...
    AssertionError: Tensor-likes are not equal!
    <BLANKLINE>
    Mismatched elements: 1 / 2 (50.0%)
    Greatest absolute difference: 1 at index (1,)
    Greatest relative difference: 0.3333333432674408 at index (1,)
    """
    if (rtol is None) != (atol is None):
        raise ValueError("Both 'rtol' and 'atol' must be either specified or omitted, but got no "
                         f"{'rtol' if rtol is None else 'atol'}.")
    rules = _Rules(None if rtol is None or atol is None else (rtol, atol), equal_nan, check_device,
                   check_dtype, check_layout, check_stride, allow_subclasses)
    try:
        _compare(actual, expected, rules, ())
    except _Mismatch as fault:
        text = fault.text
        if fault.place:
            text += "\n\nThe failure occurred for item " + "".join(f"[{k!r}]" for k in fault.place)
        raise AssertionError(msg(text) if callable(msg) else msg or text) from None


def _compare(actual: Any, expected: Any, rules: _Rules, place: tuple[Any, ...]) -> None:
    both = (actual, expected)
    if all(isinstance(v, Sequence) and not isinstance(v, str) for v in both):
        if len(actual) != len(expected):
            raise _Mismatch("The length of the sequences mismatch: "
                            f"{len(actual)} != {len(expected)}", place)
        for k, pair in enumerate(zip(actual, expected, strict=True)):
            _compare(*pair, rules, (*place, k))
    elif all(isinstance(v, Mapping) for v in both):
        _compare_keys(actual, expected, place)
        for k in actual:
            _compare(actual[k], expected[k], rules, (*place, k))
    elif None in [v if v is None else 0 for v in both]:
        if actual is not expected:
            raise _Mismatch(f"None mismatch: {actual} is not {expected}", place)
    elif all(isinstance(v, (bool, np.bool_)) for v in both):
        if actual != expected:
            raise _Mismatch(f"Booleans mismatch: {actual} is not {expected}", place)
    elif all(isinstance(v, (int, float, complex)) for v in both):
        _compare_numbers(actual, expected, rules, place)
    elif _comparable(actual, expected, rules):
        _compare_tensors(as_tensor(actual).detach(), as_tensor(expected).detach(), rules, place)
    else:
        raise TypeError("No comparison pair was able to handle inputs of type "
                        f"{type(actual)} and {type(expected)}.")


def _comparable(actual: Any, expected: Any, rules: _Rules) -> bool:
    """Two tensors or two arrays; of related types, or with `allow_subclasses` off of one type."""
    kinds = (Tensor, np.ndarray, np.generic)
    if not any(isinstance(actual, k) and isinstance(expected, k) for k in kinds):
        return False
    return rules.subclasses or type(actual) is type(expected)


def _compare_keys(actual: Any, expected: Any, place: tuple[Any, ...]) -> None:
    missing, extra = (sorted(a - b, key=str) for a, b in (
        (expected.keys(), actual.keys()), (actual.keys(), expected.keys())))
    if missing or extra:
        text = "The keys of the mappings do not match:"
        if missing:
            text += f"\nMissing keys in the actual mapping: {missing}"
        if extra:
            text += f"\nAdditional keys in the actual mapping: {extra}"
        raise _Mismatch(text, place)


def _compare_numbers(actual: Any, expected: Any, rules: _Rules, place: tuple[Any, ...]) -> None:
    if rules.dtype and type(actual) is not type(expected):
        raise _Mismatch(
            f"The (d)types do not match: {type(actual)} != {type(expected)}.", place)
    names = {int: "int64", float: "float64", complex: "complex128"}
    rtol, atol = rules.of(*(names.get(type(v), "int64") for v in (actual, expected)))
    both_nan = cmath.isnan(actual) and cmath.isnan(expected)
    distance = abs(actual - expected)
    if actual == expected or (rules.equal_nan and both_nan) or (
            cmath.isfinite(actual) and distance <= atol + rtol * abs(expected)):
        return
    relative = distance / abs(expected) if expected else cmath.inf
    raise _Mismatch(_scalar_text(actual, expected, distance, relative, rtol, atol), place)


def _scalar_text(actual: Any, expected: Any, distance: Any, relative: Any, rtol: float,
                 atol: float) -> str:
    exact = not (rtol or atol)
    return (f"Scalars are not {'equal' if exact else 'close'}!\n\n"
            f"Expected {expected} but got {actual}.\n"
            f"Absolute difference: {distance}{'' if exact else f' (up to {atol} allowed)'}\n"
            f"Relative difference: {relative}{'' if exact else f' (up to {rtol} allowed)'}")


def _compare_tensors(actual: Tensor, expected: Tensor, rules: _Rules,
                     place: tuple[Any, ...]) -> None:
    facts = {"shape": True, "device": rules.device, "layout": rules.layout, "dtype": rules.dtype}
    for name, wanted in facts.items():
        a, b = getattr(actual, name), getattr(expected, name)
        if wanted and a != b:
            raise _Mismatch(f"The values for attribute '{name}' do not match: {a} != {b}.", place)
    if rules.stride and actual.stride() != expected.stride():
        raise _Mismatch("The values for attribute 'stride()' do not match: "
                        f"{actual.stride()} != {expected.stride()}.", place)
    rtol, atol = rules.of(actual.dtype, expected.dtype)
    common = promote_types(actual.dtype, expected.dtype)
    a, b = actual.to(common)._data, expected.to(common)._data
    if a.dtype.kind in "bui":      # differences of small types would not fit
        a, b = a.astype(np.int64), b.astype(np.int64)
    with np.errstate(all="ignore"):
        distance = np.abs(a - b)
        close = (a == b) | (np.isfinite(a) & (distance <= atol + rtol * np.abs(b)))
        if rules.equal_nan:
            close |= (a != a) & (b != b)
        if close.all():
            return
        floating = np.float32 if distance.dtype.kind == "i" else distance.dtype
        relative = distance.astype(floating) / np.abs(b).astype(floating)
    if a.ndim == 0:
        raise _Mismatch(_scalar_text(actual.item(), expected.item(), distance.item(),
                                     relative.item(), rtol, atol), place)
    distance[close], relative[close] = 0, 0
    exact, wrong = not (rtol or atol), int((~close).sum())
    lines = [f"Tensor-likes are not {'equal' if exact else 'close'}!\n",
             f"Mismatched elements: {wrong} / {a.size} ({wrong / a.size:.1%})"]
    for name, values, allowed in (("absolute", distance, atol), ("relative", relative, rtol)):
        index = tuple(int(i) for i in np.unravel_index(np.argmax(values), values.shape))
        lines.append(f"Greatest {name} difference: {values[index].item()} at index {index}"
                     + ("" if exact else f" (up to {allowed} allowed)"))
    raise _Mismatch("\n".join(lines), place)


def make_tensor(*shape: Any, dtype: Any, device: Any = "cpu", low: float | None = None,
                high: float | None = None, requires_grad: bool = False) -> Tensor:
    """Random numbers in [low, high), for tests: of either sign, below ten.

    >>> testing.make_tensor((2, 3), dtype=float32, device="cpu").shape
    torch.Size([2, 3])
    """
    size = shape[0] if len(shape) == 1 and isinstance(shape[0], Sequence) else shape
    made = empty(tuple(size), dtype=dtype, device=device)
    kind = made._data.dtype.kind
    if kind == "b":
        made.random_(0, 2)
    elif kind in "iu":
        least = 0 if kind == "u" else -9
        made.random_(least if low is None else int(low), 10 if high is None else int(high))
    else:
        made.uniform_(-9.0 if low is None else low, 9.0 if high is None else high)
    return made.requires_grad_() if requires_grad else made
