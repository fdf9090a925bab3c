"""The archive: a zip of one pickle and of the memory of each storage, uncompressed, in one folder.

The layout is PyTorch's, so that its files are read here and ours there: ``data.pkl`` names the
storages by number, ``data/<number>`` are their bytes, ``byteorder`` and ``version`` say how to read
them. Nothing in it depends on the moment or the machine: equal objects make equal files.
"""

from __future__ import annotations

import io
import os
import pickle
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

__all__ = ["Archive", "read", "write"]

Bytes = np.ndarray[Any, np.dtype[np.uint8]]

_VERSION, _FORMAT = b"3\n", b"1"
_NO_TIME = (1980, 1, 1, 0, 0, 0)      # the earliest that a zip can tell
_NOT_ONE = ("this file is no archive of torch.save: {}. Files from before PyTorch 1.6 have to be saved "
            "again by PyTorch")


class Archive(NamedTuple):
    """What was read: the pickle, and the storages by number."""

    pickled: bytes
    records: zipfile.ZipFile
    folder: str
    swapped: bool       # the bytes of its numbers are in the other order than this machine's

    def storage(self, key: str, dtype: np.dtype[Any]) -> Bytes:
        """The bytes of one storage, in the order of this machine, writable."""
        raw = np.frombuffer(bytearray(self.records.read(f"{self.folder}/data/{key}")), np.uint8)
        if self.swapped:
            part = dtype.itemsize // (2 if dtype.kind == "c" else 1)
            raw.view(f"u{part}").byteswap(inplace=True)
        return raw


def read(f: Any) -> Archive:
    """The archive in a file, given by its path or opened for reading bytes.

    Raises:
        EOFError: the file is empty.   pickle.UnpicklingError: it is no such archive.
    """
    stream = f if hasattr(f, "read") else io.BytesIO(Path(os.fspath(f)).read_bytes())
    if not hasattr(stream, "seek") or not hasattr(stream, "tell"):
        stream = io.BytesIO(stream.read())
    if not zipfile.is_zipfile(stream):
        stream.seek(0)
        if not stream.read(1):
            raise EOFError("Ran out of input: the file is empty")
        raise pickle.UnpicklingError(_NOT_ONE.format("it is no zip file"))
    records = zipfile.ZipFile(stream)
    names = records.namelist()
    folder = next((n.removesuffix("/data.pkl") for n in names if n.count("/") == 1 and n.endswith(
        "/data.pkl")), None)
    if folder is None:
        raise pickle.UnpicklingError(_NOT_ONE.format("there is no data.pkl in it"))
    order = f"{folder}/byteorder"
    swapped = order in names and records.read(order).decode() != sys.byteorder
    return Archive(records.read(f"{folder}/data.pkl"), records, folder, swapped)


def write(f: Any, pickled: bytes, storages: Sequence[Bytes]) -> None:
    """Write an archive to a file, given by its path or opened for writing bytes.

    Raises:
        RuntimeError: the folder does not exist.
    """
    if hasattr(f, "write"):
        _write(f, "archive", pickled, storages)
        return
    path = Path(os.fspath(f))
    if not path.parent.is_dir():
        raise RuntimeError(f"Parent directory {path.parent} does not exist.")
    with path.open("wb") as file:
        _write(file, path.stem, pickled, storages)


def _write(stream: Any, folder: str, pickled: bytes, storages: Sequence[Bytes]) -> None:
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as records:
        def put(name: str, data: Any) -> None:
            records.writestr(zipfile.ZipInfo(f"{folder}/{name}", _NO_TIME), data)

        put("data.pkl", pickled)
        put(".format_version", _FORMAT)
        put("byteorder", sys.byteorder)
        for number, storage in enumerate(storages):
            put(f"data/{number}", storage.data)
        put("version", _VERSION)
