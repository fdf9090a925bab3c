"""Element types: `to`, `float`, `double` ... A tensor of the wanted type is returned as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..engine import dtypes
from ..engine.declare import composite, op
from ..engine.device import Device, check_device
from ..engine.dtypes import BFLOAT16, DTYPES, default, to_numpy_dtype
from ..engine.messages import type_name
from ..engine.notice import warn_once
from ..engine.structural import converted as as_type
from ..engine.structural import to_dtype
from ..engine.tensor import Tensor
from .creation import from_numpy

COMPLEX_TO_REAL = "Casting complex values to real discards the imaginary part"


def converted(x: Any, target: np.dtype[Any], copy: bool = False) -> Any:
    """`x` in the type `target`; itself if it has it, unless a copy is asked for."""
    have = x.dtype.numpy if isinstance(x, Tensor) else x.dtype
    if have == target:
        return to_dtype(x, target) if copy else x
    if have.kind == "c" and target.kind not in "cb":
        warn_once(COMPLEX_TO_REAL)
    return (to_dtype if target.kind in "fc" else to_whole)(x, target)


# Integers have no gradient: no node, whatever came in.
to_whole = op("to_dtype.whole", as_type, None, public=False, method=False,
              samples=lambda make: [((make(3), np.dtype(np.int64)), {})])


@composite("to", public=False, method=True)
def to(self: Any, *args: Any, dtype: Any = None, device: Any = None, other: Any = None,
       non_blocking: bool = False, copy: bool = False, memory_format: Any = None) -> Any:
    """The tensor in another element type (or of another tensor's): ``(n) -> (n)``.

    Returns the tensor itself if nothing changes and no `copy` is asked for.

    Raises:
        AssertionError: a device that is not the CPU.

    >>> tensor([1, 2]).to(float64)
    tensor([1., 2.], dtype=torch.float64)
    """
    for position, value in enumerate(args):
        if isinstance(value, Tensor):
            other = value
        elif isinstance(value, (Device, str)):
            device = value
        elif isinstance(value, (dtypes.dtype, type)):
            dtype = value
        elif position == 1 and device is not None and value is None:
            continue
        elif isinstance(value, bool):
            copy = copy or (value and position == len(args) - 1 and position > 1)
        elif value is not None:
            raise TypeError(
                f"to() received an invalid combination of arguments - got ({type(value).__name__})"
                ", but expected a dtype, a device or a tensor")
    check_device(device)
    if other is not None:
        dtype = other.dtype
    target = self._data.dtype if dtype is None else to_numpy_dtype(dtype)
    return converted(self, target, copy)


def _conversion(name: str, target: str) -> Callable[..., Any]:
    numpy = DTYPES[target].numpy

    def convert(self: Any, memory_format: Any = None) -> Any:
        return converted(self, numpy)

    convert.__doc__ = f"""The tensor with elements of type {target}; itself if they are.

    >>> tensor([1]).{name}().dtype
    torch.{target}
    """
    return composite(name, public=False, method=True)(convert)


for _name, _target in {
        "float": "float32", "double": "float64", "half": "float16", "int": "int32",
        "long": "int64", "short": "int16", "char": "int8", "byte": "uint8", "bool": "bool",
        "cfloat": "complex64", "cdouble": "complex128"}.items():
    _conversion(_name, _target)


@composite("type_as", public=False, method=True)
def type_as(self: Any, other: Any) -> Any:
    """The tensor in the element type of `other`.

    >>> tensor([1]).type_as(tensor(1.0))
    tensor([1.])
    """
    return converted(self, other._data.dtype)


@composite("type", public=False, method=True)
def type_(self: Any, dtype: Any = None, non_blocking: bool = False) -> Any:
    """The name of the tensor's type, or the tensor in type `dtype`.

    Raises:
        ValueError: an unknown type name.

    >>> tensor(1.0).type(), tensor(1.0).type(int64)
    ('torch.FloatTensor', tensor(1))
    """
    if dtype is None:
        return type_name(self._data.dtype)
    if isinstance(dtype, str):
        return converted(self, numpy_type(dtype))
    if not isinstance(dtype, dtypes.dtype) and hasattr(dtype, "dtype"):    # FloatTensor and its like
        dtype = dtype.dtype
    return converted(self, to_numpy_dtype(dtype))


def numpy_type(name: str) -> np.dtype[Any]:
    """The element type of ``"torch.FloatTensor"`` and its like."""
    for d in DTYPES.values():
        if type_name(d.numpy) == name:
            return d.numpy
    if name == "torch.Tensor":
        return default.numpy
    raise ValueError(f"invalid type: {name!r}")


@composite("cpu", public=False, method=True)
def cpu(self: Any, memory_format: Any = None) -> Any:
    """The tensor itself: it is on the CPU.

    >>> tensor(1.0).cpu()
    tensor(1.)
    """
    return self


@composite("cuda", public=False, method=True)
def cuda(self: Any, device: Any = None, non_blocking: bool = False,
         memory_format: Any = None) -> Any:
    """Refused: there is no CUDA device here.

    Raises:
        AssertionError: always, as PyTorch without CUDA does.
    """
    check_device("cuda")




@composite("bfloat16", public=False, method=True)
def bfloat16(self: Any, memory_format: Any = None) -> Any:
    """Refused: NumPy has no such type.

    Raises:
        TypeError: always.
    """
    return converted(self, BFLOAT16.numpy)


@composite("to_dense", public=False, method=True)
def to_dense(self: Any, dtype: Any = None, *, masked_grad: bool | None = None) -> Any:
    """The tensor itself, all of whose elements are there; or in another type.

    >>> tensor([1.0, 2.0]).to_dense()
    tensor([1., 2.])
    """
    return self if dtype is None else converted(self, to_numpy_dtype(dtype))


@composite("pin_memory", public=False, method=True)
def pin_memory(self: Any, device: Any = None) -> Any:
    """Refused: memory is pinned for a GPU, and there is none.

    Raises:
        RuntimeError: always, as PyTorch without a GPU does.
    """
    raise RuntimeError("Cannot access accelerator device when none is available.")


def from_dlpack(ext_tensor: Any, *, device: Any = None, copy: bool | None = None) -> Tensor:
    """A tensor that shares the memory of another library's, by the protocol that they have agreed on.

    Raises:
        AttributeError: not such an object.   AssertionError: a device that is not the CPU.

    >>> from_dlpack(np.array([1.0, 2.0]))
    tensor([1., 2.], dtype=torch.float64)
    """
    check_device(device)
    data = np.from_dlpack(ext_tensor)
    return from_numpy(data.copy() if copy or not data.flags.writeable else data)


def _dlpack(self: Tensor, *, stream: Any = None, **options: Any) -> Any:
    """The memory of the tensor for another library: ``np.from_dlpack(tensor)``.

    Raises:
        BufferError: a tensor that requires grad.
    """
    if self.requires_grad:
        raise BufferError("Can't export tensors that require gradient, use tensor.detach()")
    return self._data.__dlpack__(stream=stream, **options)


def _dlpack_device(self: Tensor) -> tuple[int, int]:
    """The CPU, as other libraries call it."""
    return self._data.__dlpack_device__()


FUNCTIONS = {"from_dlpack": from_dlpack}
METHODS = {"__dlpack__": _dlpack, "__dlpack_device__": _dlpack_device}
