"""Numbers in order: `arange`, `linspace`, `logspace`, with the roundings of PyTorch's loops."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from ..engine.device import check_device
from ..engine.dtypes import default, to_numpy_dtype
from ..engine.fused import fma
from ..engine.tensor import Tensor
from .arguments import integer, number
from .creation import _typed, created, type_of_out

__all__ = ["arange", "linspace", "logspace", "range_"]


def arange(start: Any = None, end: Any = None, step: Any = 1, *, out: Tensor | None = None,
           dtype: Any = None, layout: Any = None, device: Any = None, pin_memory: bool = False,
           requires_grad: bool = False) -> Tensor:
    """Numbers from `start` (0) up to, without, `end`, each `step` apart.

    Integers give int64, floats the default type.

    Raises:
        RuntimeError: a step of zero, or one that leads away from the end.

    >>> arange(3), arange(1, 2, 0.5)
    (tensor([0, 1, 2]), tensor([1.0000, 1.5000]))
    """
    if out is not None:
        dtype = type_of_out("arange", out, dtype)
    start, end, step = _ends("arange", start, end, step)
    _check_step(start, end, step)
    exact = all(isinstance(v, (int, np.integer)) for v in (start, end, step))
    check_device(device)
    target = (np.dtype(np.int64) if exact else default.numpy) if dtype is None else (
        to_numpy_dtype(dtype, "arange"))
    count = (-((start - end) // step)) if exact else math.ceil((end - start) / step)
    values = _progression(start, step, count, target)
    if out is not None and out.numel():
        values = _shaped(values, out)
    return created(values, "arange", requires_grad, out)


def _shaped(values: Any, out: Tensor) -> Any:
    """The values in the shape of `out`, if they are as many; else a warning."""
    size, found = values.size, out.numel()
    if size == found:
        return values.reshape(out.shape)
    warnings.warn(
        f"The number of elements in the out tensor of shape {list(out.shape)} is {found} which does "
        f"not match the computed number of elements {size}. Note that this may occur as a result of "
        f"rounding error. The out tensor will be resized to a tensor of shape ({size},).",
        UserWarning, stacklevel=3)
    return values


def _ends(name: str, start: Any, end: Any, step: Any) -> tuple[Any, Any, Any]:
    """The three numbers of ``arange(end)``, ``arange(start, end)``, ``arange(start, end, step)``."""
    if end is None:
        if start is None:
            raise TypeError(f"{name}() received an invalid combination of arguments - got (); give "
                            f"an end, as in {name}(3)")
        return 0, number(start, name, "end", 1), number(step, name, "step", 3)
    return (0 if start is None else number(start, name, "start", 1), number(end, name, "end", 2),
            number(step, name, "step", 3))


def _check_step(start: Any, end: Any, step: Any) -> None:
    if step == 0:
        raise RuntimeError("step must be nonzero")
    if not (math.isfinite(start) and math.isfinite(end)):
        raise RuntimeError(f"unsupported range: {start} -> {end}")
    if (end - start) * step < 0:
        raise RuntimeError(
            "upper bound and lower bound inconsistent with step sign: from "
            f"{start} to {end} in steps of {step}")


def _progression(start: Any, step: Any, count: int, target: np.dtype[Any]) -> Any:
    """``start + i * step``, in the blocks and roundings in which PyTorch computes it."""
    if target.kind not in "fc":
        return (int(start) + int(step) * np.arange(count)).astype(target)
    if target.kind == "c":
        return (start + step * np.arange(count)).astype(target)
    work = np.float32 if target.itemsize == 2 else np.float64
    width = _VECTOR // target.itemsize
    place = np.arange(count, dtype=work)
    base, offset = np.full(count, work(start)), place
    blocked = count // (2 * width) * 2 * width     # what is left over is computed one by one
    if blocked:
        first = fma(place[:blocked:width], work(step), base[:blocked:width])
        base[:blocked] = np.repeat(first.astype(target), width)
        offset = np.concatenate([place[:blocked] % width, place[blocked:]])
    return fma(offset, np.full(count, work(step)), base).astype(target)


_VECTOR = 32    # bytes that PyTorch's loop computes at once


def range_(start: Any, end: Any = None, step: Any = 1, *, out: Tensor | None = None,
           dtype: Any = None, layout: Any = None, device: Any = None,
           requires_grad: bool = False) -> Tensor:
    """Numbers from `start` up to and with `end`, in the default type; prefer `arange`.

    >>> arange(1, 4)
    tensor([1, 2, 3])
    """
    if out is not None:
        dtype = type_of_out("range", out, dtype)
    warnings.warn(
        "torch.range is deprecated and will be removed in a future release because its behavior "
        "is inconsistent with Python's range builtin. Instead, use torch.arange, which produces "
        "values in [start, end).", UserWarning, stacklevel=2)
    start, end, step = _ends("range", start, end, step)
    _check_step(start, end, step)
    count = math.floor((end - start) / step) + 1
    values = _progression(start, step, count, _typed(dtype, device, "range"))
    return created(values, "range", requires_grad, out)


def linspace(start: Any, end: Any, steps: int, *, out: Tensor | None = None, dtype: Any = None,
             layout: Any = None, device: Any = None, pin_memory: bool = False,
             requires_grad: bool = False) -> Tensor:
    """`steps` numbers from `start` to `end`, evenly spaced, both ends included.

    Raises:
        RuntimeError: a negative number of steps.

    >>> linspace(0, 1, 3)
    tensor([0.0000, 0.5000, 1.0000])
    """
    if out is not None:
        dtype = type_of_out("linspace", out, dtype)
    start, end = _end(start, "linspace", "start", 1), _end(end, "linspace", "end", 2)
    target = _spaced_type(start, end, dtype, device, "linspace")
    values = _spaced(start, end, _steps(steps, "linspace"), target)
    return created(values, "linspace", requires_grad, out)


def _end(value: Any, name: str, argument: str, position: int) -> Any:
    """A number, also out of a 0-d tensor, which gets no gradient."""
    if not isinstance(value, Tensor):
        return number(value, name, argument, position)
    if value.ndim:
        raise RuntimeError(f"{name} only supports 0-dimensional start and end tensors, but got "
                           f"{argument} with {value.ndim} dimension(s).")
    return value._data.item()


def _spaced_type(start: Any, end: Any, dtype: Any, device: Any, name: str) -> np.dtype[Any]:
    check_device(device)
    if dtype is not None:
        return to_numpy_dtype(dtype, name)
    if any(isinstance(v, complex) for v in (start, end)):
        return default.dtype.to_complex().numpy
    return default.numpy


def _steps(steps: Any, name: str) -> int:
    count = integer(steps, name, "steps", 3)
    if count < 0:
        raise RuntimeError(f"number of steps must be non-negative, got {count}")
    return count


def _spaced(start: Any, end: Any, steps: int, target: np.dtype[Any]) -> Any:
    """Evenly spaced values, counted from the nearer end, in the precision of the target."""
    if steps == 1:
        return np.array([start]).astype(target)
    work = {"f2": np.float16, "f4": np.float32, "c8": np.complex64, "c16": np.complex128}.get(
        f"{target.kind}{target.itemsize}", np.float64)
    first, last = (work(target.type(v)) for v in (start, end))
    step = work((last - first) / work(max(steps - 1, 1)))
    place = np.arange(steps)
    half, back = steps // 2, (place + 1 - steps).astype(work)
    if work in (np.float32, np.float64):
        out = fma(place.astype(work), step, first)
        out[half:] = fma(back[half:], step, last)
    else:
        out = first + step * place.astype(work)
        out[half:] = last + step * back[half:]
    return out.astype(target)


def logspace(start: Any, end: Any, steps: int, base: float = 10.0, *, out: Tensor | None = None,
             dtype: Any = None, layout: Any = None, device: Any = None, pin_memory: bool = False,
             requires_grad: bool = False) -> Tensor:
    """`steps` numbers from ``base**start`` to ``base**end``, their exponents evenly spaced.

    Raises:
        RuntimeError: a negative number of steps.

    >>> logspace(0, 2, 3)
    tensor([  1.,  10., 100.])
    """
    if out is not None:
        dtype = type_of_out("logspace", out, dtype)
    start, end = _end(start, "logspace", "start", 1), _end(end, "logspace", "end", 2)
    target = _spaced_type(start, end, dtype, device, "logspace")
    count = _steps(steps, "logspace")
    if count == 1:
        return created(np.array([_power(base, start)]).astype(target), "logspace", requires_grad,
                       out)
    first, last = target.type(start), target.type(end)
    if target.kind == "c":
        exponents = _spaced(first, last, count, target)
        return created(np.power(target.type(base), exponents), "logspace", requires_grad, out)
    # One by one in double precision, as PyTorch: NumPy's vectorised power differs in the last bit.
    step = float(last - first) / max(count - 1, 1)
    values = [_power(base, float(first) + step * i if i < count // 2 else
                     float(last) - step * (count - 1 - i)) for i in range(count)]
    wide = np.array(values, np.float32 if target.itemsize == 2 else np.float64)
    return created(wide.astype(target), "logspace", requires_grad, out)


def _power(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf
    except ValueError:
        return math.nan


FUNCTIONS = {name.rstrip("_"): globals()[name] for name in __all__}
