"""What a pickle of PyTorch calls things, and what they are here.

A pickle names the functions that rebuild its objects. This table is all that a file of weights may
name; what is not in it is neither a tensor nor a container of them.
"""

from __future__ import annotations

import codecs
import warnings
from collections import Counter, OrderedDict, defaultdict
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from ..engine.device import Device
from ..engine.dtypes import DTYPES
from ..engine.memory import check_extent, strided
from ..engine.parameter import Parameter
from ..engine.size import Size
from ..engine.tensor import Tensor, fill_slots, wrap

__all__ = ["KINDS", "KNOWN", "Memory", "Name", "StorageKind", "named"]


class Name(NamedTuple):
    """A global name, written as it is: nothing of that name has to exist here."""

    module: str
    name: str

    def __call__(self, *args: Any) -> Any:
        """Only what can be called may rebuild an object: pickle asks."""
        raise TypeError(f"{self.module}.{self.name} is a name only")


named = cache(Name)     # the same name is the same object, which a pickle holds once


class StorageKind(NamedTuple):
    """A class of storages: the type of its elements, and what NumPy reads instead if it lacks it."""

    name: str
    dtype: np.dtype[Any]


class Memory(NamedTuple):
    """The bytes of a storage, and the kind it was saved as."""

    data: np.ndarray[Any, np.dtype[np.uint8]]
    kind: StorageKind

    def elements(self) -> np.ndarray[Any, Any]:
        """The bytes as elements."""
        if self.kind.name == "BFloat16Storage":
            # The upper half of a float32.
            wide = self.data.view(np.uint16).astype(np.uint32) << np.uint32(16)
            return wide.view(np.float32)
        return self.data.view(self.kind.dtype)


KINDS = {name: StorageKind(name, np.dtype(letters)) for name, letters in {
    "FloatStorage": "f4", "DoubleStorage": "f8", "HalfStorage": "f2", "LongStorage": "i8",
    "IntStorage": "i4", "ShortStorage": "i2", "CharStorage": "i1", "ByteStorage": "u1",
    "BoolStorage": "?", "ComplexFloatStorage": "c8", "ComplexDoubleStorage": "c16",
    "BFloat16Storage": "u2"}.items()}


# -- rebuilding ------------------------------------------------------------------------------------


def tensor_of(memory: Memory, offset: int, size: Any, stride: Any, requires_grad: bool = False,
              hooks: Any = None, metadata: Any = None) -> Tensor:
    """A tensor of a storage."""
    if memory.kind.name == "BFloat16Storage":
        warnings.warn("the file has tensors of bfloat16, which NumPy lacks: they are float32 here",
                      UserWarning, stacklevel=4)
    elements = memory.elements()
    check_extent(elements, size, stride, offset)
    item = elements.itemsize
    out = wrap(strided(elements, tuple(size), tuple(s * item for s in stride), offset * item))
    out._requires = bool(requires_grad)
    return out


def parameter_of(data: Tensor, requires_grad: bool, hooks: Any) -> Parameter:
    """A parameter of a tensor."""
    return Parameter(data, requires_grad)


def parameter_with_state(data: Tensor, requires_grad: bool, hooks: Any, state: Any) -> Parameter:
    """A parameter to which its user gave attributes."""
    out = Parameter(data, requires_grad)
    out.__dict__.update(state)
    return out


def with_state(function: Any, kind: Any, args: Any, state: Any) -> Any:
    """A tensor of a subclass, or one to which its user gave attributes."""
    out = function(*args)
    if isinstance(kind, type) and kind is not type(out):
        plain, out = out, fill_slots(object.__new__(kind), out._data)
        out._requires = plain._requires
    if isinstance(state, dict):
        out.__dict__.update(state)
    return out


KNOWN: dict[tuple[str, str], Any] = {
    ("torch._utils", "_rebuild_tensor_v2"): tensor_of,
    ("torch._utils", "_rebuild_parameter"): parameter_of,
    ("torch._utils", "_rebuild_parameter_with_state"): parameter_with_state,
    ("torch._tensor", "_rebuild_from_type_v2"): with_state,
    ("torch", "Size"): Size, ("torch", "device"): Device, ("torch", "Tensor"): Tensor,
    ("torch.nn.parameter", "Parameter"): Parameter,
    ("collections", "OrderedDict"): OrderedDict, ("collections", "defaultdict"): defaultdict,
    ("collections", "Counter"): Counter, ("builtins", "set"): set, ("builtins", "dict"): dict,
    ("builtins", "complex"): complex, ("builtins", "bytearray"): bytearray,
    ("_codecs", "encode"): codecs.encode,     # of bytes, as the protocol writes them
    **{("torch", name): kind for name, kind in KINDS.items()},
    **{("torch", name): kind for name, kind in DTYPES.items()},
}
