"""Tensors from nothing: zeros, ranges, grids of indices; and from NumPy's arrays.

Nothing here is differentiable: a tensor made here is a leaf.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from ..engine import memory
from ..engine.construct import as_tensor, may_require, tensor
from ..engine.device import check_device
from ..engine.dtypes import default, from_numpy_dtype, to_numpy_dtype
from ..engine.inplace import write
from ..engine.memory import CHANNELS_LAST, CONTIGUOUS, PRESERVE, layout_of
from ..engine.messages import scalar_name
from ..engine.state import LOCAL
from ..engine.tensor import Tensor, wrap
from .arguments import integer, number, number_as, sizes

__all__ = ["empty", "empty_like", "eye", "from_numpy", "full", "full_like", "ones", "ones_like",
           "zeros", "zeros_like"]


def created(array: Any, name: str, requires_grad: bool = False, out: Tensor | None = None,
            ) -> Tensor:
    """A new leaf around `array`, made by the function of this name.

    Given `out`, the values are written there, in its type.
    """
    if out is not None:
        return _into(out, array, name)
    out = wrap(array)
    if requires_grad is not False:
        may_require(array, requires_grad, name)
        out.requires_grad_(requires_grad)
    if LOCAL.mode.inference:
        out._extra_().inference = True
    return out


def _into(out: Tensor, array: Any, name: str) -> Tensor:
    if out._requires:
        raise RuntimeError(f"aten::{name}(): functions with out=... arguments don't support "
                           "automatic differentiation, but one of the arguments requires grad.")
    if out._data.shape != array.shape:
        out._data = np.empty(array.shape, out._data.dtype)
    write(out, array)
    return out


def type_of_out(name: str, out: Any, dtype: Any) -> Any:
    """The type that is written into `out`.

    Raises:
        TypeError: `out` is no tensor.   RuntimeError: another type was asked for.
    """
    if not isinstance(out, Tensor):
        raise TypeError(f"{name}(): argument 'out' must be Tensor, not {type(out).__name__}")
    if dtype is not None and dtype is not out.dtype:
        raise RuntimeError(f"dtype {scalar_name(dtype.numpy)} does not match dtype of out parameter "
                           f"({scalar_name(out._data.dtype)})")
    return out.dtype


def _shape(size: tuple[Any, ...], named: Any, name: str) -> tuple[int, ...]:
    if named is not None:
        size = (named,)
    elif not size:
        words = (f'{name}() missing 1 required positional arguments: "size"' if name in __all__ else
                 f"{name}() received an invalid combination of arguments - got ()")
        raise TypeError(f"{words}; give sizes: (2, 3), or () for a single number")
    shape = sizes(size, name)
    for n in shape:
        if n < 0:
            if name == "zeros":
                raise RuntimeError(f"zeros: Dimension size must be non-negative, got {list(shape)}")
            raise RuntimeError(
                f"Trying to create tensor with negative dimension {n}: {list(shape)}")
    return shape


def _typed(dtype: Any, device: Any, name: str) -> np.dtype[Any]:
    if device is not None:
        check_device(device)
    return default.numpy if dtype is None else to_numpy_dtype(dtype, name)


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
    if out is not None:
        dtype = type_of_out("zeros", out, dtype)
    shape = _shape(size, _size_keyword(named, "zeros"), "zeros")
    return created(np.zeros(shape, _typed(dtype, device, "zeros")), "zeros", requires_grad, out)


def ones(*size: Any, out: Tensor | None = None, dtype: Any = None, layout: Any = None,
         device: Any = None, pin_memory: bool = False, requires_grad: bool = False,
         **named: Any) -> Tensor:
    """A tensor of ones of the given size.

    Raises:
        RuntimeError: a negative size.

    >>> ones(2)
    tensor([1., 1.])
    """
    if out is not None:
        dtype = type_of_out("ones", out, dtype)
    shape = _shape(size, _size_keyword(named, "ones"), "ones")
    return created(np.ones(shape, _typed(dtype, device, "ones")), "ones", requires_grad, out)


def empty(*size: Any, out: Tensor | None = None, dtype: Any = None, layout: Any = None,
          device: Any = None, pin_memory: bool = False, requires_grad: bool = False,
          memory_format: Any = None, **named: Any) -> Tensor:
    """A tensor of the given size with arbitrary values; here zeros, so that outputs repeat.

    Raises:
        RuntimeError: a negative size.

    >>> empty(2, 3).shape
    torch.Size([2, 3])
    """
    if out is not None:
        dtype = type_of_out("empty", out, dtype)
    shape = _shape(size, _size_keyword(named, "empty"), "empty")
    return created(np.zeros(shape, _typed(dtype, device, "empty")), "empty", requires_grad, out)


def _size_keyword(named: dict[str, Any], name: str) -> Any:
    size = named.pop("size", None)
    for key in named:
        raise TypeError(f"{name}() got an unexpected keyword argument '{key}'")
    if isinstance(size, int):
        raise TypeError(f"{name}(): argument 'size' must be tuple of ints, not int: give ({size},)")
    return size


def _kind_of(value: Any) -> np.dtype[Any]:
    """The type a tensor gets that is filled with this Python number."""
    if isinstance(value, bool):
        return np.dtype(bool)
    if isinstance(value, int):
        return np.dtype(np.int64)
    return default.numpy if isinstance(value, float) else default.dtype.to_complex().numpy


def _number(value: Any) -> Any:
    return value.item() if isinstance(value, (Tensor, np.generic)) else value


def full(size: Any, fill_value: Any, *, out: Tensor | None = None, dtype: Any = None,
         layout: Any = None, device: Any = None, pin_memory: bool = False,
         requires_grad: bool = False) -> Tensor:
    """A tensor of the given size filled with one value, whose type it takes.

    Raises:
        RuntimeError: a negative size.

    >>> full((2,), 7)
    tensor([7, 7])
    """
    if out is not None:
        dtype = type_of_out("full", out, dtype)
    check_device(device)
    if not isinstance(size, (tuple, list)):
        raise TypeError(f"full(): argument 'size' (position 1) must be tuple of ints, not "
                        f"{type(size).__name__}")
    shape = _shape((size,), None, "full")
    value = number(fill_value, "full", "fill_value", 2)
    target = _kind_of(value) if dtype is None else to_numpy_dtype(dtype, "full")
    array = np.empty(shape, target)
    array[...] = number_as(value, target)
    return created(array, "full", requires_grad, out)


def _like(input: Any, dtype: Any, device: Any, memory_format: Any, name: str) -> Any:
    """An uninitialised array of the shape and layout of `input`."""
    if not isinstance(input, Tensor):
        raise TypeError(f"{name}(): argument 'input' (position 1) must be Tensor, not "
                        f"{type(input).__name__}")
    check_device(device)
    data = input._data
    target = data.dtype if dtype is None else to_numpy_dtype(dtype, name)
    if memory_format is CONTIGUOUS or layout_of(data) == "C":
        return np.empty(data.shape, target)
    return np.empty_like(data, target)


def zeros_like(input: Tensor, *, dtype: Any = None, layout: Any = None, device: Any = None,
               requires_grad: bool = False, memory_format: Any = None,
               pin_memory: bool = False) -> Tensor:
    """Zeros of the shape and type of `input`.

    >>> zeros_like(tensor([1.0, 2.0]))
    tensor([0., 0.])
    """
    array = _like(input, dtype, device, memory_format, "zeros_like")
    array.fill(0)
    return created(array, "zeros_like", requires_grad)


def ones_like(input: Tensor, *, dtype: Any = None, layout: Any = None, device: Any = None,
              requires_grad: bool = False, memory_format: Any = None,
              pin_memory: bool = False) -> Tensor:
    """Ones of the shape and type of `input`.

    >>> ones_like(tensor([3, 4]))
    tensor([1, 1])
    """
    array = _like(input, dtype, device, memory_format, "ones_like")
    array.fill(1)
    return created(array, "ones_like", requires_grad)


def empty_like(input: Tensor, *, dtype: Any = None, layout: Any = None, device: Any = None,
               requires_grad: bool = False, memory_format: Any = None,
               pin_memory: bool = False) -> Tensor:
    """Arbitrary values (here zeros) of the shape and type of `input`.

    >>> empty_like(tensor([[3, 4]])).shape
    torch.Size([1, 2])
    """
    array = _like(input, dtype, device, memory_format, "empty_like")
    array.fill(0)
    return created(array, "empty_like", requires_grad)


def full_like(input: Tensor, fill_value: Any, *, dtype: Any = None, layout: Any = None,
              device: Any = None, requires_grad: bool = False, memory_format: Any = None,
              pin_memory: bool = False) -> Tensor:
    """One value in the shape and type of `input`.

    >>> full_like(tensor([3.0, 4.0]), 7)
    tensor([7., 7.])
    """
    array = _like(input, dtype, device, memory_format, "full_like")
    array[...] = number_as(number(fill_value, "full_like", "fill_value", 2), array.dtype)
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
    if out is not None:
        dtype = type_of_out("eye", out, dtype)
    for position, (name, size) in enumerate((("n", n), ("m", n if m is None else m)), 1):
        if integer(size, "eye", name, position) < 0:
            raise RuntimeError(f"{name} must be greater or equal to 0, got {size}")
    return created(np.eye(n, m, dtype=_typed(dtype, device, "eye")), "eye", requires_grad, out)


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
    if not ndarray.flags.writeable:
        warnings.warn(
            "The given NumPy array is not writable, and PyTorch does not support non-writable "
            "tensors. Writing to this tensor will be refused. You may want to copy the array to "
            "protect its data or make it writable before converting it to a tensor.", UserWarning,
            stacklevel=2)
    return created(np.asarray(ndarray), "from_numpy")


def asarray(obj: Any, *, dtype: Any = None, device: Any = None, copy: bool | None = None,
            requires_grad: bool = False) -> Tensor:
    """`obj` as a tensor, sharing memory where it can, or where `copy` says so.

    Raises:
        ValueError: ``copy=False`` where only a copy will do.

    >>> asarray([1, 2])
    tensor([1, 2])
    """
    source = obj._data if isinstance(obj, Tensor) else obj if isinstance(obj, np.ndarray) else None
    target = None if dtype is None else to_numpy_dtype(dtype, "asarray")
    needed = source is None or (target is not None and source.dtype != target)
    if needed and copy is False:
        raise ValueError("can't alias with unequal dtypes or a sequence: copy=False needs a tensor "
                         "or an array of the wanted type")
    if isinstance(obj, Tensor) and not needed and not copy:
        out = obj if requires_grad or not obj._requires else obj.detach()
        return out.requires_grad_() if requires_grad and not out._requires else out
    if copy and not needed:
        return created(np.array(source), "asarray", requires_grad)
    out = as_tensor(obj, dtype, device)
    return out.detach().requires_grad_(requires_grad)


def scalar_tensor(s: Any, *, dtype: Any = None, layout: Any = None, device: Any = None,
                  pin_memory: bool = False, requires_grad: bool = False) -> Tensor:
    """A 0-d tensor of the default type with one number.

    >>> scalar_tensor(2)
    tensor(2.)
    """
    return created(np.array(_number(s)).astype(_typed(dtype, device, "scalar_tensor")), "scalar_tensor",
                   requires_grad)


def empty_strided(size: Any, stride: Any, *, dtype: Any = None, layout: Any = None,
                  device: Any = None, requires_grad: bool = False,
                  pin_memory: bool = False) -> Tensor:
    """A tensor of the given size and strides with arbitrary values, here zeros.

    Raises:
        RuntimeError: not one stride for each size.

    >>> empty_strided((2, 3), (1, 2)).stride()
    (1, 2)
    """
    if len(size) != len(stride):
        raise RuntimeError(f"mismatch in length of strides and shape: {len(stride)} and {len(size)}")
    array = memory.empty_strided(tuple(size), tuple(stride),
                                 _typed(dtype, device, "empty_strided"))
    return created(array, "empty_strided", requires_grad)


def frombuffer(buffer: Any, *, dtype: Any, count: int = -1, offset: int = 0,
               requires_grad: bool = False) -> Tensor:
    """A tensor over the memory of an object with the buffer protocol: ``(n,)``.

    Raises:
        ValueError: an empty buffer, or an offset beyond its end.

    >>> frombuffer(bytearray(2), dtype=uint8)
    tensor([0, 0], dtype=torch.uint8)
    """
    return created(np.frombuffer(buffer, to_numpy_dtype(dtype, "frombuffer"), count, offset), "frombuffer",
                   requires_grad)


def _triangle(row: int, col: int, offset: int, dtype: Any, device: Any, name: str) -> Tensor:
    if row < 0 or col < 0:
        n, which = (row, "row") if row < 0 else (col, "col")
        raise RuntimeError(f"{which} must be non-negative, got{n}")
    places = (np.tril_indices if name == "tril_indices" else np.triu_indices)(row, offset, col)
    return created(np.stack(places).astype(
        np.int64 if dtype is None else to_numpy_dtype(dtype, name)), name)


def tril_indices(row: int, col: int, offset: int = 0, *, dtype: Any = None, device: Any = None,
                 layout: Any = None) -> Tensor:
    """Row and column numbers of the lower triangle of a matrix: ``(2, k)``.

    Raises:
        RuntimeError: a negative size.

    >>> tril_indices(2, 2)
    tensor([[0, 1, 1],
            [0, 0, 1]])
    """
    return _triangle(row, col, offset, dtype, device, "tril_indices")


def triu_indices(row: int, col: int, offset: int = 0, *, dtype: Any = None, device: Any = None,
                 layout: Any = None) -> Tensor:
    """Row and column numbers of the upper triangle of a matrix: ``(2, k)``.

    Raises:
        RuntimeError: a negative size.

    >>> triu_indices(2, 2)
    tensor([[0, 0, 1],
            [0, 1, 1]])
    """
    return _triangle(row, col, offset, dtype, device, "triu_indices")


__all__ += ["asarray", "empty_strided", "frombuffer", "scalar_tensor", "tril_indices",
            "triu_indices"]

FUNCTIONS = {name: globals()[name] for name in __all__}
FUNCTIONS |= {"as_tensor": as_tensor, "tensor": tensor}
FUNCTIONS |= {f.name: f for f in (CONTIGUOUS, PRESERVE, CHANNELS_LAST)}  # type: ignore[misc]  # values of torch's namespace
