"""Saving and loading: state dictionaries, tensors and whole modules in files.

Files are written as pickles of this package; those that PyTorch has written can be read, too.
Loading builds nothing but tensors and containers of them, unless asked to trust the file.
"""

from __future__ import annotations

import io
import os
import pickle
from typing import Any

from .engine.archive import is_archive, read_archive
from .engine.device import check_device

__all__ = ["load", "save"]

MAGIC = b"nbautograd 1\n"

# (module, name) of what a file may name by default: tensors, arrays, containers.
_ALLOWED = {
    ("collections", "OrderedDict"), ("collections", "defaultdict"), ("collections", "Counter"),
    ("nbautograd.engine.tensor", "Tensor"), ("nbautograd.engine.tensor", "_rebuild"),
    ("nbautograd.engine.parameter", "Parameter"), ("nbautograd.engine.size", "Size"),
    ("nbautograd.nn.state", "StateDict"), ("numpy", "ndarray"), ("numpy", "dtype"),
    ("numpy._core.multiarray", "_reconstruct"), ("numpy._core.multiarray", "scalar"),
    ("numpy._core.numeric", "_frombuffer"), ("builtins", "set"), ("builtins", "dict"),
    ("builtins", "complex"), ("_codecs", "encode"),
}


class _Weights(pickle.Unpickler):
    """An unpickler that knows tensors and containers only."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _ALLOWED:
            raise pickle.UnpicklingError(
                f"Weights only load failed. The file names {module}.{name}, which is neither a "
                "tensor nor a container of them. If you trust where the file comes from, load it "
                "with weights_only=False: that may run any code.")
        return super().find_class(module, name)


def save(obj: Any, f: Any, **_: Any) -> None:
    """Write an object to a file, given by its path or opened for writing bytes.

    >>> import io
    >>> buffer = io.BytesIO()
    >>> torch.save({"w": tensor([1.0, 2.0])}, buffer)
    >>> _ = buffer.seek(0); torch.load(buffer)
    {'w': tensor([1., 2.])}
    """
    if not (hasattr(f, "write") or isinstance(f, (str, os.PathLike))):
        raise AttributeError("expected 'f' to be string, path, or a file-like object with a 'write' "
                             f"attribute, not {type(f).__name__}")
    data = MAGIC + pickle.dumps(obj, protocol=4)
    if hasattr(f, "write"):
        f.write(data)
        return
    with open(f, "wb") as file:
        file.write(data)


def load(f: Any, map_location: Any = None, *, weights_only: bool = True, **_: Any) -> Any:
    """Read what `save` wrote; tensors and containers only, unless ``weights_only=False``.

    Of a file written by PyTorch, tensors and containers only in any case.

    Raises:
        pickle.UnpicklingError: not such a file, or one with more than weights in it.
        AssertionError: `map_location` is not the CPU.

    >>> import io
    >>> buffer = io.BytesIO()
    >>> torch.save(nn.Linear(1, 2).state_dict(), buffer)
    >>> _ = buffer.seek(0); list(torch.load(buffer))
    ['weight', 'bias']
    """
    if isinstance(map_location, str) or hasattr(map_location, "type"):
        check_device(map_location)
    if not (hasattr(f, "read") or isinstance(f, (str, os.PathLike))):
        raise AttributeError(f"'{type(f).__name__}' object has no attribute 'seek'. Give a path, or "
                             "a file opened for reading bytes")
    if hasattr(f, "read"):
        data = f.read()
    else:
        with open(os.fspath(f), "rb") as file:
            data = file.read()
    if is_archive(data):
        return read_archive(data)
    if not data.startswith(MAGIC):
        raise pickle.UnpicklingError(
            "this file was not written by torch.save, neither of this package nor of PyTorch 1.6 or "
            "newer: read it with PyTorch, and save it again")
    stream = io.BytesIO(data[len(MAGIC):])
    return _Weights(stream).load() if weights_only else pickle.load(stream)
