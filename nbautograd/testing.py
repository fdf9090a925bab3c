"""Comparing results with what was expected, and tensors to try things with (torch.testing).

>>> testing.assert_close(tensor([0.1]) * 3, tensor([0.3]))
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from .engine.construct import as_tensor, tensor
from .engine.dtypes import COMPLEX, FLOATING, dtype, finfo, iinfo, promote_types
from .engine.state import no_grad
from .engine.tensor import Tensor
from .ops import namespace

__all__ = ["assert_allclose", "assert_close", "make_tensor"]

_torch = namespace()

# The differences that are allowed by default, relative and absolute; none for other types.
TOLERANCES = {"float16": (1e-3, 1e-5), "float32": (1.3e-6, 1e-5), "float64": (1e-7, 1e-7),
              "complex64": (1.3e-6, 1e-5), "complex128": (1e-7, 1e-7)}


class _Options(NamedTuple):
    """What of two values has to agree, and how well."""

    rtol: float | None
    atol: float | None
    equal_nan: bool
    subclasses: bool
    device: bool
    dtype: bool
    layout: bool
    stride: bool


class _Mismatch(Exception):
    """What is to be raised, for the item at a path."""

    def __init__(self, kind: type[Exception], text: str) -> None:
        self.kind, self.text = kind, text


def assert_close(actual: Any, expected: Any, *, allow_subclasses: bool = True,
                 rtol: float | None = None, atol: float | None = None, equal_nan: bool = False,
                 check_device: bool = True, check_dtype: bool = True, check_layout: bool = True,
                 check_stride: bool = False,
                 msg: str | Callable[[str], str] | None = None) -> None:
    """Check that two results agree: ``|actual - expected| <= atol + rtol * |expected|`` everywhere.

    Tensors, arrays and numbers are compared, and sequences and mappings of them. The tolerances
    follow from the element type, unless both are given. `msg` replaces the message, or makes
    another one of it.

    Raises:
        AssertionError: values, shapes, types or the structure differ.
        TypeError: things that cannot be compared.   ValueError: one tolerance of two.

    >>> testing.assert_close(tensor([1.0, 2.0]), tensor([1.0, 3.0]))
    Traceback (most recent call last):
    AssertionError: Tensor-likes are not close!
    <BLANKLINE>
    Mismatched elements: 1 / 2 (50.0%)
    Greatest absolute difference: 1.0 at index (1,) (up to 1e-05 allowed)
    Greatest relative difference: 0.3333333432674408 at index (1,) (up to 1.3e-06 allowed)
    """
    __tracebackhide__ = True    # pytest shows the line that called
    options = _Options(rtol, atol, equal_nan, allow_subclasses, check_device, check_dtype,
                       check_layout, check_stride)
    path: tuple[Any, ...] = ()
    try:
        # Structures are compared before any values.
        for path, a, b in list(_pairs(actual, expected, options)):  # noqa: B007 (asked for below)
            with no_grad():
                _compare(a, b, options)
    except _Mismatch as error:
        path = getattr(error, "path", path)
        text = error.text
        if path:
            text += f"\n\nThe failure occurred for item {''.join(f'[{k!r}]' for k in path)}"
        if callable(msg):
            text = msg(text)
        elif msg is not None:
            text = msg
        raise error.kind(text) from None


def _pairs(a: Any, b: Any, options: _Options,
           path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any, Any]]:
    """The items of two structures, with their places."""
    try:
        keys: list[Any] | None = _common_keys(a, b)
        if keys is None and not _comparable(a, b, options):
            raise _Mismatch(TypeError, "No comparison pair was able to handle inputs of type "
                                       f"{type(a)} and {type(b)}.")
    except _Mismatch as error:
        error.path = path  # type: ignore[attr-defined]  # where the structures differ
        raise
    if keys is None:
        yield path, a, b
    else:
        for key in keys:
            yield from _pairs(a[key], b[key], options, (*path, key))


def _common_keys(a: Any, b: Any) -> list[Any] | None:
    """The keys or numbers of the items of two containers; None if they are none."""
    if all(isinstance(x, Sequence) and not isinstance(x, str) for x in (a, b)):
        if len(a) != len(b):
            raise _Mismatch(AssertionError,
                            f"The length of the sequences mismatch: {len(a)} != {len(b)}")
        return list(range(len(a)))
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        if set(a) != set(b):
            raise _Mismatch(AssertionError, "The keys of the mappings do not match:\nMissing keys "
                            f"in the actual mapping: {_listed(set(b) - set(a))}\nAdditional keys "
                            f"in the actual mapping: {_listed(set(a) - set(b))}")
        return sorted(a) if all(isinstance(k, str) for k in a) else list(a)
    return None


def _listed(keys: set[Any]) -> list[Any]:
    return sorted(keys, key=str)


def _comparable(a: Any, b: Any, options: _Options) -> bool:
    if a is None or b is None:
        return True
    for kinds in (TRUTHS, NUMBERS):
        if isinstance(a, kinds) or isinstance(b, kinds):
            return isinstance(a, kinds) and isinstance(b, kinds)
    related = isinstance(a, type(b)) or isinstance(b, type(a))
    return isinstance(a, (Tensor, np.ndarray)) and (
        type(a) is type(b) or (related and options.subclasses))


TRUTHS = (bool, np.bool_)
NUMBERS = (int, float, complex, np.number)


def _compare(a: Any, b: Any, options: _Options) -> None:
    if a is None or b is None:
        if a is not b:
            raise _Mismatch(AssertionError, f"None mismatch: {a} is not {b}")
    elif isinstance(a, TRUTHS):
        if bool(a) is not bool(b):
            raise _Mismatch(AssertionError, f"Booleans mismatch: {bool(a)} is not {bool(b)}")
    elif isinstance(a, NUMBERS):
        _compare_numbers(_plain(a), _plain(b), options)
    else:
        _compare_tensors(as_tensor(a), as_tensor(b), options)


def _plain(x: Any) -> Any:
    return x.item() if isinstance(x, np.generic) else x


def _compare_numbers(a: Any, b: Any, options: _Options) -> None:
    if options.dtype and type(a) is not type(b):
        raise _Mismatch(AssertionError, f"The (d)types do not match: {type(a)} != {type(b)}.")
    names = {int: "int64", float: "float64", complex: "complex128"}
    rtol, atol = _tolerances(options, names[type(a)], names[type(b)])
    if not _close(np.asarray(a), np.asarray(b), rtol, atol, options.equal_nan):
        raise _Mismatch(AssertionError, _scalars(a, b, rtol, atol))


def _compare_tensors(a: Tensor, b: Tensor, options: _Options) -> None:
    facts: Any = (("shape", True, a.shape, b.shape), ("layout", options.layout, a.layout, b.layout),
                  ("device", options.device, a.device, b.device),
                  ("dtype", options.dtype, a.dtype, b.dtype),
                  ("stride()", options.stride, a.stride(), b.stride()))
    for name, wanted, this, that in facts:
        if wanted and this != that:
            raise _Mismatch(AssertionError,
                            f"The values for attribute '{name}' do not match: {this} != {that}.")
    rtol, atol = _tolerances(options, a.dtype.name, b.dtype.name)
    kind = promote_types(a.dtype, b.dtype).numpy
    x, y = a._data.astype(kind), b._data.astype(kind)
    given = x, y
    if kind.kind in "biu":      # their differences would wrap around
        x, y = x.astype(np.int64), y.astype(np.int64)
    same = _close(x, y, rtol, atol, options.equal_nan)
    if same.all():
        return
    if x.ndim == 0:
        raise _Mismatch(AssertionError, _scalars(given[0].item(), given[1].item(), rtol, atol))
    with np.errstate(all="ignore"):
        distance = np.where(same, 0, np.abs(x - y))
        # Integers are divided in single precision.
        size = np.abs(y).astype(np.float32 if kind.kind in "biu" else distance.dtype)
        relative = np.where(same, 0, distance.astype(size.dtype) / size)
    wrong = same.size - int(same.sum())
    raise _Mismatch(AssertionError, _said("Tensor-likes", (
        f"Mismatched elements: {wrong} / {same.size} ({wrong / same.size:.1%})"), (
        ("Greatest absolute", *_greatest(distance), atol),
        ("Greatest relative", *_greatest(relative), rtol)), rtol == 0 == atol))


def _close(a: Any, b: Any, rtol: float, atol: float, equal_nan: bool) -> Any:
    with np.errstate(all="ignore"):
        allowed = atol + np.abs(rtol * b)
        same = (a == b) | (np.isfinite(b) & (np.abs(a - b) <= allowed) & (rtol > 0 or atol > 0))
    return same | (np.isnan(a) & np.isnan(b)) if equal_nan else same


def _greatest(x: Any) -> tuple[Any, str]:
    place = tuple(int(k) for k in np.unravel_index(int(x.argmax()), x.shape))
    return x[place].item(), f" at index {place}"


def _tolerances(options: _Options, *names: str) -> tuple[float, float]:
    rtol, atol = options.rtol, options.atol
    if rtol is not None and atol is not None:
        return rtol, atol
    if rtol is not None or atol is not None:
        raise _Mismatch(ValueError, "Both 'rtol' and 'atol' must be either specified or omitted, "
                                    f"but got no {'rtol' if rtol is None else 'atol'}.")
    return _widest(TOLERANCES.get(n, (0.0, 0.0)) for n in names)


def _widest(tolerances: Iterable[tuple[float, float]]) -> tuple[float, float]:
    rtols, atols = zip(*tolerances, strict=True)
    return max(rtols), max(atols)


def _scalars(a: Any, b: Any, rtol: float, atol: float) -> str:
    distance = abs(a - b)
    relative = math.inf if b == 0 else distance / abs(b)
    return _said("Scalars", f"Expected {b} but got {a}.", (
        ("Absolute", distance, "", atol), ("Relative", relative, "", rtol)), rtol == 0 == atol)


def _said(what: str, facts: str, differences: Any, exact: bool) -> str:
    lines = [f"{what} are not {'equal' if exact else 'close'}!", "", facts]
    lines += [f"{kind} difference: {size}{where}" + ("" if exact else f" (up to {limit} allowed)")
              for kind, size, where, limit in differences]
    return "\n".join(lines)


def assert_allclose(actual: Any, expected: Any, rtol: float | None = None,
                    atol: float | None = None, equal_nan: bool = True, msg: str = "") -> None:
    """As `assert_close` with wider tolerances and whatever types; deprecated in PyTorch.

    Raises:
        AssertionError: values or shapes differ.
    """
    warnings.warn(
        "`torch.testing.assert_allclose()` is deprecated since 1.12 and will be removed in a future "
        "release. Please use `torch.testing.assert_close()` instead. You can find detailed upgrade "
        "instructions in https://github.com/pytorch/pytorch/issues/61844.", FutureWarning,
        stacklevel=2)
    a = actual if isinstance(actual, Tensor) else tensor(actual)
    b = expected if isinstance(expected, Tensor) else tensor(expected, dtype=a.dtype)
    if rtol is None and atol is None:
        wider = {"float16": (1e-3, 1e-3), "float32": (1e-4, 1e-5), "float64": (1e-5, 1e-8)}
        rtol, atol = _widest(wider.get(t.dtype.name, (0.0, 0.0)) for t in (a, b))
    assert_close(a, b, rtol=rtol, atol=atol, equal_nan=equal_nan, check_dtype=False,
                 msg=msg or None)


def make_tensor(*shape: Any, dtype: dtype, device: Any, low: float | None = None,
                high: float | None = None, requires_grad: bool = False,
                noncontiguous: bool = False, exclude_zero: bool = False,
                memory_format: Any = None) -> Tensor:
    """A tensor of random numbers from `low` to below `high`: by default from -9 to 9.

    With `exclude_zero` zeros become the smallest positive number; a `noncontiguous` tensor is
    every other element of its last dimension in memory.

    Raises:
        ValueError: an empty range, or one of nan; a gradient of integers.

    >>> _ = manual_seed(0); testing.make_tensor(2, 2, dtype=int64, device="cpu")
    tensor([[ 6, -5],
            [-9, -9]])
    """
    size = tuple(shape[0]) if len(shape) == 1 and isinstance(shape[0], Sequence) else shape
    floating = dtype.category in (FLOATING, COMPLEX)
    if requires_grad and not floating:
        raise ValueError("`requires_grad=True` is not supported for boolean and integral dtypes, "
                         f"but got dtype={dtype}")
    apart = noncontiguous and math.prod(size) > 1
    if apart:
        size = (*size[:-1], 2 * size[-1])
    first, last = _range(dtype, low, high)
    if floating:
        out = _torch["empty"](size, dtype=dtype, device=device)
        part = _torch["view_as_real"](out) if dtype.category == COMPLEX else out
        if last - first >= finfo(dtype).max:    # too wide to be drawn from at once
            part.uniform_(first / 2, last / 2).mul_(2)
        else:
            part.uniform_(first, last)
    else:
        out = _torch["randint"](math.ceil(first), math.ceil(last), size, dtype=dtype, device=device)
    if apart:
        out = out[..., 1::2]
    if exclude_zero:
        out[out == 0] = finfo(dtype).tiny if floating else 1
    if floating:
        out.requires_grad = requires_grad
    return out  # type: ignore[no-any-return]  # a tensor, from the table


def _range(kind: dtype, low: float | None, high: float | None) -> tuple[float, float]:
    """The interval to draw from, inside what the type can hold."""
    floating = kind.category in (FLOATING, COMPLEX)
    least: float = 0
    most: float = 2
    first, last = (0, 2) if kind.name == "bool" else (-9, 9 if floating else 10)
    if floating:
        least, most = finfo(kind).min, finfo(kind).max
    elif kind.name != "bool":
        # The random integers stay below 2 ** 63 - 1.
        least, most = iinfo(kind).min, iinfo(kind).max + (kind.name != "int64")
    low, high = first if low is None else low, last if high is None else high
    if math.isnan(low) or math.isnan(high):
        raise ValueError(f"`low` and `high` cannot be NaN, but got low={low!r} and high={high!r}")
    if low == high and floating:
        warnings.warn(
            "Passing `low==high` to `torch.testing.make_tensor` for floating or complex types is "
            "deprecated since 2.1 and will be removed in 2.3. Use `torch.full(...)` instead.",
            FutureWarning, stacklevel=3)
    elif low >= high:
        raise ValueError(f"`low` must be less than `high`, but got {low} >= {high}")
    elif high < least or low >= most:
        raise ValueError(f"The value interval specified by `low` and `high` is [{low}, {high}), but "
                         f"{kind} only supports [{least}, {most})")
    return min(max(low, least), most), min(max(high, least), most)


def __dir__() -> list[str]:
    return list(__all__)
