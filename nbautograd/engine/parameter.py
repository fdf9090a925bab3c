"""Parameter: a leaf that a module owns. A Tensor in every op, on the hot path too.

It is known to the engine, and not only to `nn`, because the compiled ops check exact types: a
subclass that they do not know takes the general path.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .dtypes import default, from_numpy_dtype
from .memory import copied_memory
from .state import LOCAL
from .tensor import Tensor, fill_slots
from .version import cell_of

__all__ = ["Parameter"]


class Parameter(Tensor):
    """A tensor that requires grad and that a module finds when it is assigned as an attribute.

    Shares the memory of `data`; what ops make of it are plain tensors.

    Raises:
        RuntimeError: integers cannot require grad: give ``requires_grad=False``.

    >>> Parameter(tensor([1.0, 2.0]))
    Parameter containing:
    tensor([1., 2.], requires_grad=True)
    """

    __slots__ = ()

    _is_param = True

    def __new__(cls, data: Any = None, requires_grad: bool = True) -> Parameter:
        if data is None:
            array, cell = np.empty(0, default.numpy), None
        else:
            if not isinstance(data, Tensor):
                raise AttributeError(f"'{type(data).__name__}' object has no attribute 'detach': a "
                                     "Parameter is made of a tensor, e.g. torch.tensor(...)")
            array, cell = data._data, data._cell
            if cell is None:
                if requires_grad and data.is_inference() and not LOCAL.mode.inference:
                    raise RuntimeError("Setting requires_grad=True on inference tensor outside "
                                       "InferenceMode is not allowed. Make a clone of it.")
                cell = cell_of(data)
        if requires_grad and array.dtype.kind not in "fc":
            raise RuntimeError(
                "Only Tensors of floating point and complex dtype can require gradients: give "
                f"requires_grad=False for {from_numpy_dtype(array.dtype)}, or make it floating")
        out = object.__new__(cls)
        fill_slots(out, array)
        out._cell, out._requires = cell, bool(requires_grad)
        return out

    def __init__(self, data: Any = None, requires_grad: bool = True) -> None:
        pass

    def __deepcopy__(self, memo: dict[int, Any]) -> Tensor:
        found = memo.get(id(self))
        if found is None:
            # Unlike a tensor's, the copy of a parameter starts without a gradient.
            copied = fill_slots(object.__new__(Tensor), copied_memory(self._data, memo))
            found = memo[id(self)] = type(self)(copied, self._requires)
            found.__dict__.update(self.__dict__)
        return found
