"""PyTorch's files: tensors and containers of them, as ``torch.save`` writes them.

Such a file is a zip archive: a pickle that names memories by number, and a file for each memory.
What the pickle may name is the table `_names`; nothing else is built, so a file runs no code.
"""

from __future__ import annotations

import codecs
import io
import pickle
import zipfile
from collections import OrderedDict, defaultdict
from typing import Any, Literal

import numpy as np

from .device import Device
from .dtypes import BFLOAT16, DTYPES
from .memory import strided
from .parameter import Parameter
from .size import Size
from .tensor import Tensor, wrap

__all__ = ["is_archive", "read_archive"]

_STORAGES = {"Float": "float32", "Double": "float64", "Half": "float16", "Long": "int64",
             "Int": "int32", "Short": "int16", "Char": "int8", "Byte": "uint8", "Bool": "bool",
             "ComplexFloat": "complex64", "ComplexDouble": "complex128", "BFloat16": "bfloat16"}


class _Kind(str):
    """The name of the element type of a memory."""

    __slots__ = ()


def _tensor(storage: Any, offset: int, size: Any, stride: Any, requires_grad: bool, *_: Any) -> Tensor:
    item = storage.itemsize
    data = strided(storage[offset:], tuple(size), tuple(s * item for s in stride))
    out = wrap(data)
    return out.requires_grad_() if requires_grad else out


def _parameter(data: Tensor, requires_grad: bool, *_: Any) -> Parameter:
    return Parameter(data, requires_grad)


def _with_attributes(data: Tensor, requires_grad: bool, _: Any, state: Any) -> Parameter:
    out = Parameter(data, requires_grad)
    out.__dict__.update(state if isinstance(state, dict) else {})
    return out


def _of_type(build: Any, kind: Any, arguments: Any, state: Any) -> Any:
    out = build(*arguments)
    out.__dict__.update(state if isinstance(state, dict) else {})
    return out


def _names() -> dict[tuple[str, str], Any]:
    """What a file may name: (module, name) -> what is built here."""
    found: dict[tuple[str, str], Any] = {
        ("collections", "OrderedDict"): OrderedDict, ("collections", "defaultdict"): defaultdict,
        **{(home, kind.__name__): kind for home in ("builtins", "__builtin__")
           for kind in (set, frozenset, dict, complex, bytearray)},
        ("_codecs", "encode"): codecs.encode,
        ("torch", "Size"): Size, ("torch", "device"): Device, ("torch", "Tensor"): Tensor,
        ("torch.nn.parameter", "Parameter"): Parameter, ("torch", "bfloat16"): BFLOAT16,
        ("torch._utils", "_rebuild_tensor_v2"): _tensor,
        ("torch._utils", "_rebuild_parameter"): _parameter,
        ("torch._utils", "_rebuild_parameter_with_state"): _with_attributes,
        ("torch._tensor", "_rebuild_from_type_v2"): _of_type}
    found |= {("torch", name): dtype for name, dtype in DTYPES.items()}
    return found | {("torch", f"{name}Storage"): _Kind(kind) for name, kind in _STORAGES.items()}


class _Reader(pickle.Unpickler):
    """An unpickler that knows these names, and takes memories from the archive."""

    def __init__(self, file: zipfile.ZipFile, root: str) -> None:
        super().__init__(io.BytesIO(file.read(f"{root}/data.pkl")))
        self._file, self._root = file, root
        self._names, self._read = _names(), dict[str, Any]()
        order = f"{root}/byteorder"
        self._order: Literal["<", ">"] = (
            ">" if order in file.namelist() and file.read(order) == b"big" else "<")

    def find_class(self, module: str, name: str) -> Any:
        try:
            return self._names[module, name]
        except KeyError:
            raise pickle.UnpicklingError(
                f"Weights only load failed. The file names {module}.{name}, which is neither a tensor "
                "nor a container of them: write a state_dict() with PyTorch, not a whole module") from None

    def persistent_load(self, pid: Any) -> Any:
        _, kind, key, _, _ = pid
        if key not in self._read:
            raw = self._file.read(f"{self._root}/data/{key}")
            stored = np.dtype(np.uint16 if kind == "bfloat16" else kind).newbyteorder(self._order)
            data = np.frombuffer(raw, stored).astype(stored.newbyteorder("="))
            if kind == "bfloat16":      # the first half of a float32
                data = (data.astype(np.uint32) << 16).view(np.float32)
            self._read[key] = data
        return self._read[key]


def is_archive(data: bytes) -> bool:
    """Whether these bytes are such a file."""
    return data.startswith(b"PK\x03\x04") and zipfile.is_zipfile(io.BytesIO(data))


def read_archive(data: bytes) -> Any:
    """What ``torch.save`` of PyTorch wrote; bfloat16 comes as float32, which holds all its numbers.

    Raises:
        pickle.UnpicklingError: something else than tensors and containers of them, or no such file.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        pickles = [name for name in file.namelist() if name.endswith("/data.pkl")]
        if len(pickles) != 1:
            raise pickle.UnpicklingError("this zip file was not written by torch.save")
        return _Reader(file, pickles[0].removesuffix("/data.pkl")).load()
