"""Saving and loading: tensors, state dictionaries and whole modules in PyTorch's files.

With this module one can `load` what PyTorch's own `torch.save` wrote, and `save` what its
`torch.load` reads. Loading builds nothing but tensors and containers of them, unless asked to trust
the file, or told of further classes that are safe.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from types import TracebackType
from typing import Any

from ..engine.device import Device, check_device
from .archive import read, write
from .naming import Memory
from .pickled import dumped, loaded

__all__ = ["add_safe_globals", "clear_safe_globals", "get_safe_globals", "load", "safe_globals",
           "save"]

_SAFE: dict[tuple[str, str], Any] = {}

_ELSEWHERE = (
    "Attempting to deserialize object on {} device but {} is False. If you are running on a CPU-only "
    "machine, please use torch.load with map_location=torch.device('cpu') to map your storages to the "
    "CPU.")


def save(obj: Any, f: Any, pickle_module: Any = None, pickle_protocol: int = 2,
         _use_new_zipfile_serialization: bool = True, _disable_byteorder_record: bool = False) -> None:
    """Write an object to a file, given by its path or opened for writing bytes.

    PyTorch can read it, unless there are objects of this package's own classes in it, as in a whole
    module: save its `state_dict`.

    Raises:
        RuntimeError: the folder does not exist; tensors of different types share their memory.

    >>> import io
    >>> buffer = io.BytesIO()
    >>> torch.save({"w": tensor([1.0, 2.0])}, buffer)
    >>> _ = buffer.seek(0); torch.load(buffer)
    {'w': tensor([1., 2.])}
    """
    if not (hasattr(f, "write") or isinstance(f, (str, os.PathLike))):
        raise AttributeError("expected 'f' to be string, path, or a file-like object with a 'write' "
                             f"attribute, not {type(f).__name__}")
    write(f, *dumped(obj))      # a file is opened when there is something to write


def load(f: Any, map_location: Any = None, pickle_module: Any = None, *,
         weights_only: bool | None = None, mmap: bool | None = None,
         **pickle_load_args: Any) -> Any:
    """Read what `save` wrote, or PyTorch's; tensors and containers only, unless ``weights_only=False``.

    `map_location` says where the storages go: a device, a dictionary of devices, or a function of a
    storage and its device.

    Raises:
        pickle.UnpicklingError: not such a file, or one with more than weights in it.
        EOFError: the file is empty.
        RuntimeError: it was saved from a graphics card, and `map_location` does not say where to.
        AssertionError: `map_location` is not the CPU.

    >>> import io
    >>> buffer = io.BytesIO()
    >>> torch.save(nn.Linear(1, 2).state_dict(), buffer)
    >>> _ = buffer.seek(0); list(torch.load(buffer))
    ['weight', 'bias']
    """
    if not (hasattr(f, "read") or isinstance(f, (str, os.PathLike))):
        raise AttributeError(f"'{type(f).__name__}' object has no attribute 'seek'. Give a path, or "
                             "a file opened for reading bytes")
    if isinstance(map_location, (str, Device)):
        check_device(map_location)
    return loaded(read(f), _placing(map_location), _SAFE, weights_only is False)


def _placing(map_location: Any) -> Callable[[Memory, str], None]:
    """Refuse a storage that would be on another device than the CPU."""
    def place(memory: Memory, location: str) -> None:
        if isinstance(map_location, (str, Device)):
            return
        if isinstance(map_location, dict):
            location = str(map_location.get(location, location))
        elif map_location is not None and map_location(memory, location) is not None:
            return
        kind = location.partition(":")[0]
        if kind == "cuda":
            raise RuntimeError(_ELSEWHERE.format("a CUDA", "torch.cuda.is_available()"))
        if kind != "cpu":
            raise RuntimeError(_ELSEWHERE.format(kind.upper(), f"torch.backends.{kind}.is_available()"))
    return place


# -- what else a file may name ---------------------------------------------------------------------


def add_safe_globals(safe_globals: list[Any]) -> None:
    """Let files of weights name these classes or functions, or pairs of one and its full name.

    >>> torch.serialization.add_safe_globals([slice])
    >>> slice in torch.serialization.get_safe_globals()
    True
    >>> torch.serialization.clear_safe_globals()
    """
    for entry in safe_globals:
        value, name = entry if isinstance(entry, tuple) else (entry, None)
        module, _, last = (name or f"{value.__module__}.{value.__qualname__}").rpartition(".")
        _SAFE[module, last] = value


def get_safe_globals() -> list[Any]:
    """What `add_safe_globals` was given."""
    return list(_SAFE.values())


def clear_safe_globals() -> None:
    """Forget what `add_safe_globals` was given."""
    _SAFE.clear()


class safe_globals:  # noqa: N801 (PyTorch's name)
    """Context in which files of weights may name these, too.

    >>> with torch.serialization.safe_globals([slice]):
    ...     slice in torch.serialization.get_safe_globals()
    True
    """

    def __init__(self, safe_globals: list[Any]) -> None:
        self._given = safe_globals

    def __enter__(self) -> None:
        self._before = dict(_SAFE)
        add_safe_globals(self._given)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 traceback: TracebackType | None) -> None:
        _SAFE.clear()
        _SAFE.update(self._before)
