"""Tensors from nothing: zeros, ranges, grids of indices; and from NumPy's arrays.

Nothing here is differentiable: a tensor made here is a leaf.
"""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from ..engine.dtypes import default, from_numpy_dtype, to_numpy_dtype
from ..engine.state import LOCAL
from ..engine.tensor import Tensor, as_tensor, check_device, tensor, wrap
from .arguments import sizes

__all__ = [
    "arange", "empty", "empty_like", "eye", "from_numpy", "full", "full_like", "linspace",
    "logspace", "ones", "ones_like", "range_", "zeros", "zeros_like",
]


def created(array: Any, name: str, requires_grad: bool = False) -> Tensor:
    """A new leaf around `array`, known to a recorder by the function that made it."""
    out = wrap(array)
    mode = LOCAL.mode
    if requires_grad:
        out.requires_grad_()
    if mode.recorder is not None:
        mode.recorder.created(out, name)
    if mode.inference:
        out._extra_().inference = True
    return out


def _shape(size: tuple[Any, ...], named: Any, name: str) -> tuple[int, ...]:
    if named is not None:
        size = (named,)
    elif not size:
        raise TypeError(f"{name}() received an invalid combination of arguments - got (), but "
                        "expected sizes: give (2, 3), or () for a number")
    shape = sizes(size, name)
    for n in shape:
        if n < 0:
            raise RuntimeError(
                f"Trying to create tensor with negative dimension {n}: {list(shape)}")
    return shape


def _typed(dtype: Any, device: Any) -> np.dtype[Any]:
    if device is not None:
        check_device(device)
    return default.numpy if dtype is None else to_numpy_dtype(dtype)


def zeros(*size: Any, out: Tensor | None = None, dtype: Any = None, layout: Any = None,
          device: Any = None, pin_memory: bool = False, requires_grad: bool = False,
          **named: Any) -> Tensor:
    """A tensor of zeros of the given size: ``zeros(2, 3)`` or ``zeros((2, 3))``.

    Raises:
        RuntimeError: a negative size.

    >>> zeros(2, 3)
    tensor([[0., 0., 0.],
            [0., 0., 0.]])
    """
    shape = _shape(size, _size_keyword(named, "zeros"), "zeros")
    return created(np.zeros(shape, _typed(dtype, device)), "zeros", requires_grad)


def ones(*size: Any, out: Tensor | None = None, dtype: Any = None, layout: Any = None,
         device: Any = None, pin_memory: bool = False, requires_grad: bool = False,
         **named: Any) -> Tensor:
    """A tensor of ones of the given size.

    Raises:
        RuntimeError: a negative size.

    >>> ones(2)
    tensor([1., 1.])
    """
    shape = _shape(size, _size_keyword(named, "ones"), "ones")
    return created(np.ones(shape, _typed(dtype, device)), "ones", requires_grad)


def empty(*size: Any, out: Tensor | None = None, dtype: Any = None, layout: Any = None,
          device: Any = None, pin_memory: bool = False, requires_grad: bool = False,
          memory_format: Any = None, **named: Any) -> Tensor:
    """A tensor of the given size with arbitrary values; here zeros, so that outputs repeat.

    Raises:
        RuntimeError: a negative size.

    >>> empty(2, 3).shape
    torch.Size([2, 3])
    """
    shape = _shape(size, _size_keyword(named, "empty"), "empty")
    return created(np.zeros(shape, _typed(dtype, device)), "empty", requires_grad)


def _size_keyword(named: dict[str, Any], name: str) -> Any:
    size = named.pop("size", None)
    for key in named:
        raise TypeError(f"{name}() got an unexpected keyword argument '{key}'")
    return size


def _kind_of(value: Any) -> np.dtype[Any]:
    """The type a tensor gets that is filled with this number."""
    if isinstance(value, (Tensor, np.generic)):
        return np.dtype(value._data.dtype if isinstance(value, Tensor) else value.dtype)
    if isinstance(value, bool):
        return np.dtype(bool)
    if isinstance(value, int):
        return np.dtype(np.int64)
    return default.numpy if isinstance(value, float) else default.dtype.to_complex().numpy


def _number(value: Any) -> Any:
    return value.item() if isinstance(value, Tensor) else value


def full(size: Any, fill_value: Any, *, out: Tensor | None = None, dtype: Any = None,
         layout: Any = None, device: Any = None, pin_memory: bool = False,
         requires_grad: bool = False) -> Tensor:
    """A tensor of the given size filled with one value, whose type it takes.

    Raises:
        RuntimeError: a negative size.

    >>> full((2,), 7)
    tensor([7, 7])
    """
    check_device(device)
    shape = _shape((size,), None, "full")
    target = _kind_of(fill_value) if dtype is None else to_numpy_dtype(dtype)
    array = np.empty(shape, target)
    array[...] = _number(fill_value)
    return created(array, "full", requires_grad)


def _like(input: Any, dtype: Any, device: Any, name: str) -> tuple[tuple[int, ...], Any]:
    if not isinstance(input, Tensor):
        raise TypeError(f"{name}(): argument 'input' (position 1) must be Tensor, not "
                        f"{type(input).__name__}")
    check_device(device)
    data = input._data
    return data.shape, data.dtype if dtype is None else to_numpy_dtype(dtype)


def zeros_like(input: Tensor, *, dtype: Any = None, layout: Any = None, device: Any = None,
               requires_grad: bool = False, memory_format: Any = None,
               pin_memory: bool = False) -> Tensor:
    """Zeros of the shape and type of `input`.

    >>> zeros_like(tensor([1.0, 2.0]))
    tensor([0., 0.])
    """
    shape, target = _like(input, dtype, device, "zeros_like")
    return created(np.zeros(shape, target), "zeros_like", requires_grad)


def ones_like(input: Tensor, *, dtype: Any = None, layout: Any = None, device: Any = None,
              requires_grad: bool = False, memory_format: Any = None,
              pin_memory: bool = False) -> Tensor:
    """Ones of the shape and type of `input`.

    >>> ones_like(tensor([3, 4]))
    tensor([1, 1])
    """
    shape, target = _like(input, dtype, device, "ones_like")
    return created(np.ones(shape, target), "ones_like", requires_grad)


def empty_like(input: Tensor, *, dtype: Any = None, layout: Any = None, device: Any = None,
               requires_grad: bool = False, memory_format: Any = None,
               pin_memory: bool = False) -> Tensor:
    """Arbitrary values (here zeros) of the shape and type of `input`.

    >>> empty_like(tensor([[3, 4]])).shape
    torch.Size([1, 2])
    """
    shape, target = _like(input, dtype, device, "empty_like")
    return created(np.zeros(shape, target), "empty_like", requires_grad)


def full_like(input: Tensor, fill_value: Any, *, dtype: Any = None, layout: Any = None,
              device: Any = None, requires_grad: bool = False, memory_format: Any = None,
              pin_memory: bool = False) -> Tensor:
    """One value in the shape and type of `input`.

    >>> full_like(tensor([3.0, 4.0]), 7)
    tensor([7., 7.])
    """
    shape, target = _like(input, dtype, device, "full_like")
    array = np.empty(shape, target)
    array[...] = _number(fill_value)
    return created(array, "full_like", requires_grad)


def eye(n: int, m: int | None = None, *, out: Tensor | None = None, dtype: Any = None,
        layout: Any = None, device: Any = None, pin_memory: bool = False,
        requires_grad: bool = False) -> Tensor:
    """Ones on the diagonal, zeros elsewhere: ``(n, m)``, square without `m`.

    Raises:
        RuntimeError: a negative size.

    >>> eye(2)
    tensor([[1., 0.],
            [0., 1.]])
    """
    for name, size in (("n", n), ("m", n if m is None else m)):
        if size < 0:
            raise RuntimeError(f"{name} must be greater or equal to 0, got {size}")
    return created(np.eye(n, m, dtype=_typed(dtype, device)), "eye", requires_grad)


def arange(start: Any, end: Any = None, step: Any = 1, *, out: Tensor | None = None,
           dtype: Any = None, layout: Any = None, device: Any = None, pin_memory: bool = False,
           requires_grad: bool = False) -> Tensor:
    """Numbers from `start` (0) up to, without, `end`, each `step` apart.

    Integers give int64, floats the default type.

    Raises:
        RuntimeError: a step of zero, or one that leads away from the end.

    >>> arange(3), arange(1, 2, 0.5)
    (tensor([0, 1, 2]), tensor([1.0000, 1.5000]))
    """
    if end is None:
        start, end = 0, start
    start, end, step = _number(start), _number(end), _number(step)
    _check_step(start, end, step)
    exact = all(isinstance(v, (int, np.integer)) for v in (start, end, step))
    check_device(device)
    target = (np.dtype(np.int64) if exact else default.numpy) if dtype is None else (
        to_numpy_dtype(dtype))
    count = (-((start - end) // step)) if exact else math.ceil((end - start) / step)
    return created(_progression(start, step, count, target), "arange", requires_grad)


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
    if target.kind in "iu":
        return (int(start) + int(step) * np.arange(count)).astype(target)
    return (start + step * np.arange(count, dtype=np.float64)).astype(target)


def range_(start: Any, end: Any = None, step: Any = 1, *, out: Tensor | None = None,
           dtype: Any = None, layout: Any = None, device: Any = None,
           requires_grad: bool = False) -> Tensor:
    """Numbers from `start` up to and with `end`, in the default type; prefer `arange`.

    >>> arange(1, 4)
    tensor([1, 2, 3])
    """
    import warnings
    warnings.warn(
        "torch.range is deprecated and will be removed in a future release because its behavior "
        "is inconsistent with Python's range builtin. Instead, use torch.arange, which produces "
        "values in [start, end).", UserWarning, stacklevel=2)
    if end is None:
        start, end = 0, start
    start, end, step = _number(start), _number(end), _number(step)
    _check_step(start, end, step)
    count = math.floor((end - start) / step) + 1
    return created(_progression(start, step, count, _typed(dtype, device)), "range", requires_grad)


def linspace(start: Any, end: Any, steps: int, *, out: Tensor | None = None, dtype: Any = None,
             layout: Any = None, device: Any = None, pin_memory: bool = False,
             requires_grad: bool = False) -> Tensor:
    """`steps` numbers from `start` to `end`, evenly spaced, both ends included.

    Raises:
        RuntimeError: a negative number of steps.

    >>> linspace(0, 1, 3)
    tensor([0.0000, 0.5000, 1.0000])
    """
    target = _spaced_type(start, end, dtype, device)
    values = _spaced(_number(start), _number(end), _steps(steps), target)
    return created(values.astype(target), "linspace", requires_grad)


def _spaced_type(start: Any, end: Any, dtype: Any, device: Any) -> np.dtype[Any]:
    check_device(device)
    if dtype is not None:
        return to_numpy_dtype(dtype)
    if any(isinstance(_number(v), complex) for v in (start, end)):
        return default.dtype.to_complex().numpy
    return default.numpy


def _steps(steps: Any) -> int:
    count = operator.index(steps)
    if count < 0:
        raise RuntimeError(f"number of steps must be non-negative, got {count}")
    return count


def _spaced(start: Any, end: Any, steps: int, target: np.dtype[Any]) -> Any:
    """Evenly spaced values, counted from the nearer end, in the precision of the target."""
    work = target.type if target.kind in "fc" else np.float64
    first, last = work(start), work(end)
    if steps == 1:
        return np.array([first])
    index = np.arange(steps)
    step = work((last - first) / work(max(steps - 1, 1)))
    forward = first + step * index.astype(work)
    backward = last - step * (steps - 1 - index).astype(work)
    return np.where(index < steps // 2, forward, backward)


def logspace(start: Any, end: Any, steps: int, base: float = 10.0, *, out: Tensor | None = None,
             dtype: Any = None, layout: Any = None, device: Any = None, pin_memory: bool = False,
             requires_grad: bool = False) -> Tensor:
    """`steps` numbers from ``base**start`` to ``base**end``, their exponents evenly spaced.

    Raises:
        RuntimeError: a negative number of steps.

    >>> logspace(0, 2, 3)
    tensor([  1.,  10., 100.])
    """
    target = _spaced_type(start, end, dtype, device)
    work = target.type if target.kind in "fc" else np.float64
    exponents = _spaced(_number(start), _number(end), _steps(steps), target)
    return created(np.power(work(base), exponents).astype(target), "logspace", requires_grad)


def from_numpy(ndarray: Any) -> Tensor:
    """A tensor that shares the memory of a NumPy array.

    Raises:
        TypeError: not an array, or of a type without counterpart.
        ValueError: an array with negative strides.

    >>> from_numpy(np.array([1.0, 2.0]))
    tensor([1., 2.], dtype=torch.float64)
    """
    if not isinstance(ndarray, np.ndarray):
        raise TypeError(f"expected np.ndarray (got {type(ndarray).__name__})")
    from_numpy_dtype(ndarray.dtype)
    if any(s < 0 for s in ndarray.strides):
        raise ValueError(
            "At least one stride in the given numpy array is negative, and tensors with negative "
            "strides are not currently supported. (You can probably work around this by making a "
            "copy of your array  with array.copy().) ")
    return created(np.asarray(ndarray), "from_numpy")


FUNCTIONS = {name.rstrip("_"): globals()[name] for name in __all__}
FUNCTIONS |= {"asarray": as_tensor, "as_tensor": as_tensor, "tensor": tensor}
