"""The memory behind a tensor, in a row: what all views of it share."""

from __future__ import annotations

import operator
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

from .device import CPU, Device
from .dtypes import DTYPES, dtype
from .memory import owner_of
from .tensor import Tensor

__all__ = ["TypedStorage", "UntypedStorage"]

DEPRECATED = (
    "TypedStorage is deprecated. It will be removed in the future and UntypedStorage will be the "
    "only storage class. This should only matter to you if you are using storages directly.  To "
    "access UntypedStorage directly, use tensor.untyped_storage() instead of tensor.storage()")


class UntypedStorage:
    """The bytes that a tensor and its views share; writing to them counts as no version.

    >>> x = tensor([1, 2], dtype=int16)
    >>> x.untyped_storage().tolist()
    [1, 0, 2, 0]
    """

    __slots__ = ("_flat",)

    def __init__(self, tensor: Tensor) -> None:
        self._flat = owner_of(tensor._data).ravel(order="K").view(np.uint8)

    @property
    def device(self) -> Device:
        """The device: the CPU."""
        return CPU

    def __len__(self) -> int:
        return int(self._flat.size)

    size = __len__

    def nbytes(self) -> int:
        """The number of bytes."""
        return int(self._flat.nbytes)

    def element_size(self) -> int:
        """The number of bytes of an element."""
        return int(self._flat.itemsize)

    def data_ptr(self) -> int:
        """The address of the first element."""
        return int(self._flat.__array_interface__["data"][0])

    def tolist(self) -> list[Any]:
        """The elements as a list of numbers."""
        return self._flat.tolist()

    def _place(self, idx: Any) -> Any:
        if isinstance(idx, slice):
            return idx
        k = operator.index(idx)
        if not -len(self) <= k < len(self):
            raise IndexError(f"index {k} out of range for storage of size {len(self)}")
        return k

    def __getitem__(self, idx: Any) -> Any:
        return self._flat[self._place(idx)].tolist()

    def __setitem__(self, idx: Any, value: Any) -> None:
        self._flat[self._place(idx)] = value

    def __iter__(self) -> Iterator[Any]:
        return iter(self.tolist())

    def fill_(self, value: Any) -> UntypedStorage:
        """Put one value everywhere."""
        self._flat[...] = value
        return self

    def _kind(self) -> str:
        return "UntypedStorage("

    def __repr__(self) -> str:
        lines = "\n ".join(map(str, self._flat.tolist()))
        return f" {lines}\n[torch.storage.{self._kind()}device={CPU}) of size {len(self)}]"


class TypedStorage(UntypedStorage):
    """As `UntypedStorage`, in elements of the tensor's type.

    >>> x = tensor([[1.0, 2.0], [3.0, 4.0]])[1]
    >>> x.storage().tolist()
    [1.0, 2.0, 3.0, 4.0]
    """

    __slots__ = ()

    def __init__(self, tensor: Tensor) -> None:
        super().__init__(tensor)
        self._flat = self._flat.view(tensor._data.dtype)
        warnings.warn(DEPRECATED, UserWarning, stacklevel=3)

    @property
    def dtype(self) -> dtype:
        """The type of an element."""
        return DTYPES[self._flat.dtype.name]

    def _kind(self) -> str:
        return f"TypedStorage(dtype={self.dtype}, "
