"""Tensors made of data: numbers, nested lists, NumPy arrays, other tensors.

`tensor` always copies, `as_tensor` shares memory where it can. Element types and refusals are
PyTorch's; the arrays themselves come from `sequences`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .device import check_device
from .dtypes import check_differentiable, default, from_numpy_dtype, to_numpy_dtype
from .notice import warn
from .sequences import array_of
from .state import LOCAL, UNUSUAL
from .tensor import Tensor, wrap

__all__ = ["as_tensor", "may_require", "tensor", "to_array"]


def tensor(data: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False,
           pin_memory: bool = False) -> Tensor:
    """A leaf tensor with a copy of `data`: numbers, nested lists, arrays or tensors.

    Python floats get the default type (float32), integers int64.

    Raises:
        ValueError: rows of different lengths.
        RuntimeError: `requires_grad` for integers; an unknown device.

    >>> tensor([[1.0], [2.0]], requires_grad=True)
    tensor([[1.],
            [2.]], requires_grad=True)
    """
    kind = type(data)
    array = None
    if dtype is None and device is None:
        if kind is float:
            array = np.array(data, default.numpy)
        elif kind is list:
            array = _floats(data)
    if array is None:
        if isinstance(data, Tensor):
            warn(
                "To copy construct from a tensor, it is recommended to use "
                "sourceTensor.detach().clone() or sourceTensor.detach().clone()."
                "requires_grad_(True), rather than torch.tensor(sourceTensor).")
        check_device(device)
        array = to_array(data, dtype)
    out = object.__new__(Tensor)
    out._data = array
    out._grad = out._node = out._cell = out._view = out._extra = None
    out._requires = False
    if requires_grad is not False:
        if requires_grad is not True or array.dtype.char not in _PLAIN:
            may_require(array, requires_grad, "tensor")
        out._requires = bool(requires_grad)
    if UNUSUAL:
        mode = LOCAL.mode
        if mode.inference:
            out._extra_().inference = True
        if mode.recorder is not None:
            mode.recorder.copy(tensor, (data,), {"dtype": dtype, "requires_grad": requires_grad}, out)
    return out


_PLAIN = "fd"   # float32 and float64, by NumPy's letters


def may_require(data: np.ndarray[Any, Any], flag: Any, name: str) -> None:
    """Refuse a `requires_grad` of the function `name` that is no flag, or that the type denies."""
    if not isinstance(flag, (bool, np.bool_)):
        raise TypeError(f"{name}(): argument 'requires_grad' must be bool, not "
                        f"{type(flag).__name__}")
    if flag:
        check_differentiable(data.dtype, "Only Tensors of floating point and complex dtype")


def _floats(data: list[Any]) -> np.ndarray[Any, Any] | None:
    """A list that begins with a float, as an array of the default type; None if it is not plain."""
    first: Any = data
    while type(first) is list and first:
        first = first[0]
    if type(first) is not float:
        return None
    try:
        array = np.array(data)
    except Exception:  # noqa: BLE001 (said in PyTorch's words by `to_array`)
        return None
    return array.astype(default.numpy) if array.dtype.kind == "f" else None


def to_array(data: Any, dtype: Any = None, name: str = "tensor") -> np.ndarray[Any, Any]:
    """A fresh array of what a user hands over to a function, with PyTorch's types and errors."""
    if isinstance(data, Tensor):
        return np.array(data._data, dtype=None if dtype is None else to_numpy_dtype(dtype, name))
    if isinstance(data, (np.ndarray, np.generic)):
        from_numpy_dtype(data.dtype)
        target = data.dtype.newbyteorder("=") if dtype is None else to_numpy_dtype(dtype, name)
        return np.array(data, dtype=target, order="C")
    return array_of(data, None if dtype is None else to_numpy_dtype(dtype, name))


def as_tensor(data: Any, dtype: Any = None, device: Any = None) -> Tensor:
    """`data` as a tensor, sharing memory where it can (tensors, NumPy arrays).

    >>> as_tensor([1, 2])
    tensor([1, 2])
    """
    check_device(device)
    if isinstance(data, Tensor):
        return data if dtype is None or dtype is data.dtype else data.to(dtype)
    if isinstance(data, np.ndarray):
        from_numpy_dtype(data.dtype)
        target = None if dtype is None else to_numpy_dtype(dtype, "as_tensor")
        return wrap(np.asarray(data, dtype=target))
    out = wrap(to_array(data, dtype, "as_tensor"))
    recorder = LOCAL.mode.recorder
    if recorder is not None:
        recorder.copy(as_tensor, (data,), {"dtype": dtype}, out)
    return out
