"""Pickles in PyTorch's names: tensors as numbers of storages, with size, strides and offset."""

from __future__ import annotations

import io
import pickle
from _compat_pickle import IMPORT_MAPPING, NAME_MAPPING  # of the standard library
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import numpy as np

from ..engine.device import Device
from ..engine.dtypes import dtype
from ..engine.memory import element_strides, owner_of, start_of
from ..engine.parameter import Parameter
from ..engine.size import Size
from ..engine.tensor import Tensor
from .archive import Archive, Bytes
from .naming import KINDS, KNOWN, Memory, Name, StorageKind, named

__all__ = ["dumped", "loaded"]

_PROTOCOL = 2       # the one that PyTorch reads as weights
_KIND_OF = {kind.dtype: kind for kind in KINDS.values() if kind.name != "BFloat16Storage"}


# -- writing ---------------------------------------------------------------------------------------


def dumped(obj: Any) -> tuple[bytes, list[Bytes]]:
    """The pickle of an object and the storages that it names by number.

    Raises:
        RuntimeError: tensors of different types share their memory.
        Whatever pickle raises for what it cannot write.
    """
    stream = io.BytesIO()
    writer = _Writer(stream)
    writer.dump(obj)
    return stream.getvalue(), [memory.data for memory in writer.memories]


class _Writer(pickle._Pickler):     # the one in Python: there names can be chosen
    """Writes names that need not exist here."""

    def __init__(self, stream: io.BytesIO) -> None:
        super().__init__(stream, _PROTOCOL)
        self.memories: list[Memory] = []
        self._numbers: dict[int, int] = {}      # id of the array that owns the memory -> number

    def persistent_id(self, obj: Any) -> Any:
        """A storage is written as its kind, number, place and count of elements."""
        if type(obj) is not _Numbered:
            return None
        memory = self.memories[obj.number]
        count = memory.data.size // memory.kind.dtype.itemsize
        return "storage", named("torch", memory.kind.name), str(obj.number), "cpu", count

    def reducer_override(self, obj: Any) -> Any:
        """How what PyTorch knows is written."""
        if isinstance(obj, Tensor) and type(obj).__reduce_ex__ is Tensor.__reduce_ex__:
            return self._tensor(obj)
        if type(obj) is Size:
            return named("torch", "Size"), (tuple(obj),)
        if type(obj) is Device:
            return named("torch", "device"), (obj.type,) if obj.index is None else (
                obj.type, obj.index)
        if type(obj) is Name or type(obj) is dtype or obj is Tensor or obj is Parameter:
            return ""       # a global name: see `save_global`
        if isinstance(obj, OrderedDict) and type(obj).__name__ == "StateDict":
            return OrderedDict, (), vars(obj) or None, None, iter(obj.items())
        return NotImplemented

    def save_global(self, obj: Any, name: str | None = None) -> None:
        """Write a name, without a look at what has it."""
        if obj is Tensor or obj is Parameter:
            obj = named("torch" if obj is Tensor else "torch.nn.parameter", obj.__name__)
        elif type(obj) is dtype:
            obj = named("torch", repr(obj).removeprefix("torch."))
        if type(obj) is not Name:
            super().save_global(obj, name)  # type: ignore[misc]  # the type stubs leave it out
            return
        self.write(pickle.GLOBAL + f"{obj.module}\n{obj.name}\n".encode())  # type: ignore[attr-defined]  # as above
        self.memoize(obj)  # type: ignore[attr-defined]  # as above

    def _tensor(self, t: Tensor) -> tuple[Any, ...]:
        if type(t) is Parameter:
            plain = Tensor.detach(t)
            if not t.__dict__:
                return _name("_rebuild_parameter"), (plain, t._requires, OrderedDict())
            return _name("_rebuild_parameter_with_state"), (
                plain, t._requires, OrderedDict(), t.__dict__)
        function, args = self._rebuilding(t)
        if type(t) is Tensor and not t.__dict__:
            return function, args
        return named("torch._tensor", "_rebuild_from_type_v2"), (function, type(t), args, t.__dict__)

    def _rebuilding(self, t: Tensor) -> tuple[Any, tuple[Any, ...]]:
        x = t._data
        owner = owner_of(x)
        if any(s < 0 for s in x.strides) or not (
                owner.flags.c_contiguous or owner.flags.f_contiguous):
            x = x.copy()    # a storage has neither negative strides nor gaps
        number, memory = self._stored(x, _KIND_OF[x.dtype])
        offset = (start_of(x) - start_of(memory)) // x.itemsize if x.size else 0
        return _name("_rebuild_tensor_v2"), (
            _Numbered(number), offset, tuple(x.shape), element_strides(x), t.requires_grad,
            OrderedDict())

    def _stored(self, x: np.ndarray[Any, Any], kind: StorageKind) -> tuple[int, Any]:
        """The number of the storage of an array, and the array that is its memory."""
        owner = owner_of(x)
        number = self._numbers.get(id(owner))
        if number is None:
            number = self._numbers[id(owner)] = len(self.memories)
            flat = owner.ravel(order="K").view(np.uint8)
            self.memories.append(Memory(flat, kind))
        elif self.memories[number].kind is not kind:
            raise RuntimeError(
                "Cannot save multiple tensors or storages that view the same data as different types: "
                "clone() one of them")
        return number, owner


class _Numbered:
    """A storage, by its number."""

    __slots__ = ("number",)

    def __init__(self, number: int) -> None:
        self.number = number


def _name(name: str) -> Name:
    return named("torch._utils", name)


# -- reading ---------------------------------------------------------------------------------------


def loaded(archive: Archive, place: Callable[[Memory, str], Any], safe: dict[tuple[str, str], Any],
           trusted: bool) -> Any:
    """The object of an archive.

    `place` is asked about each storage and the place it was saved from; `safe` are further names that
    the file may use, and if it is `trusted` it may use any.
    """
    return _Reader(archive, place, safe, trusted).load()


class _Reader(pickle.Unpickler):
    """Knows tensors and containers only, unless the file is trusted."""

    def __init__(self, archive: Archive, place: Callable[[Memory, str], Any],
                 safe: dict[tuple[str, str], Any], trusted: bool) -> None:
        super().__init__(io.BytesIO(archive.pickled))
        self._archive, self._place, self._safe, self._trusted = archive, place, safe, trusted
        self._memories: dict[str, Memory] = {}

    def find_class(self, module: str, name: str) -> Any:
        """What a name means."""
        module, name = _present(module, name)
        found = KNOWN.get((module, name), self._safe.get((module, name)))
        if found is not None:
            return found
        if name == "_rebuild_tensor_v3":
            raise pickle.UnpicklingError(
                "the file has tensors of a type that is not here (uint16, float8 ...): convert them "
                "before they are saved")
        if module.partition(".")[0] == "torch":
            raise pickle.UnpicklingError(
                f"The file names {module}.{name}, a part of PyTorch itself: have PyTorch save the "
                "module's state_dict() instead, and load that into the same module here")
        if not self._trusted:
            raise pickle.UnpicklingError(
                f"Weights only load failed. The file names {module}.{name}, which is neither a "
                "tensor nor a container of them. If you trust where the file comes from, load it "
                "with weights_only=False: that may run any code.")
        return super().find_class(module, name)

    def persistent_load(self, pid: Any) -> Any:
        """A storage, by its number."""
        if not isinstance(pid, tuple) or len(pid) != 5 or pid[0] != "storage" or not isinstance(
                pid[1], StorageKind):
            raise pickle.UnpicklingError(f"the file has a storage of a kind that is not known: {pid!r}")
        _, kind, key, location, _ = pid
        found = self._memories.get(key)
        if found is None:
            found = self._memories[key] = Memory(self._archive.storage(key, kind.dtype), kind)
            self._place(found, location)
        return found


def _present(module: str, name: str) -> tuple[str, str]:
    """The present name of what the protocol calls by a name of Python 2."""
    if (module, name) in NAME_MAPPING:
        return NAME_MAPPING[module, name]
    return IMPORT_MAPPING.get(module, module), name
