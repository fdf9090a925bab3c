"""What a program may ask for all of its ops: threads, repeatable results, precision of products.

NumPy decides these for itself, so most settings are remembered and change nothing.
"""

from __future__ import annotations

import warnings
from typing import Any

from ..engine.device import Device
from ..engine.dtypes import BFLOAT16, DTYPES, dtype

_settings: dict[str, Any] = {"deterministic": 0, "threads": 1, "interop": 1, "precision": "highest"}
_MODES = {"default": 0, "warn": 1, "error": 2}


def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
    """Ask for the same results on every run, which are given here anyhow.

    Raises:
        TypeError: not a bool.

    >>> use_deterministic_algorithms(False)
    """
    if not isinstance(mode, bool):
        raise TypeError("_set_deterministic_algorithms(): argument 'mode' (position 1) must be bool, "
                        f"not {type(mode).__name__}")
    _settings["deterministic"] = (1 if warn_only else 2) if mode else 0


def are_deterministic_algorithms_enabled() -> bool:
    """What `use_deterministic_algorithms` was told.

    >>> are_deterministic_algorithms_enabled()
    False
    """
    return bool(_settings["deterministic"])


def is_deterministic_algorithms_warn_only_enabled() -> bool:
    """Whether `use_deterministic_algorithms` was told to warn only.

    >>> is_deterministic_algorithms_warn_only_enabled()
    False
    """
    return bool(_settings["deterministic"] == 1)


def set_deterministic_debug_mode(debug_mode: int | str) -> None:
    """As `use_deterministic_algorithms`: ``"default"``, ``"warn"`` or ``"error"``.

    Raises:
        TypeError, RuntimeError: none of these, nor their numbers 0, 1 and 2.

    >>> set_deterministic_debug_mode("default")
    """
    if not isinstance(debug_mode, (int, str)):
        raise TypeError(f"debug_mode must be str or int, but got {type(debug_mode)}")
    if debug_mode not in (*_MODES, *_MODES.values()):
        raise RuntimeError(
            "invalid value of debug_mode, expected one of `default`, `warn`, `error`, but got "
            f"{debug_mode}" if isinstance(debug_mode, str) else
            f"invalid value of debug_mode, expected 0, 1, or 2, but got {debug_mode}")
    _settings["deterministic"] = _MODES.get(debug_mode, debug_mode)  # type: ignore[arg-type]  # or a number


def get_deterministic_debug_mode() -> int:
    """What `set_deterministic_debug_mode` was told, as a number.

    >>> get_deterministic_debug_mode()
    0
    """
    return _settings["deterministic"]  # type: ignore[no-any-return]  # an int by construction


def _threads(threads: Any, name: str) -> int:
    if not isinstance(threads, int):
        raise RuntimeError(f"{name} expects an int, but got {type(threads).__name__}")
    if threads <= 0:
        raise RuntimeError(f"{name} expects a positive integer")
    return threads


def set_num_threads(threads: int) -> None:
    """Say how many threads an op may use; NumPy decides that for itself.

    Raises:
        RuntimeError: not a positive integer.

    >>> set_num_threads(1)
    """
    _settings["threads"] = _threads(threads, "set_num_threads")


def get_num_threads() -> int:
    """What `set_num_threads` was told.

    >>> get_num_threads()
    1
    """
    return _settings["threads"]  # type: ignore[no-any-return]  # an int by construction


def set_num_interop_threads(threads: int) -> None:
    """Say how many ops may run at the same time; here it is one.

    Raises:
        RuntimeError: not a positive integer.

    >>> set_num_interop_threads(1)
    """
    _settings["interop"] = _threads(threads, "set_num_interop_threads")


def get_num_interop_threads() -> int:
    """What `set_num_interop_threads` was told.

    >>> get_num_interop_threads()
    1
    """
    return _settings["interop"]  # type: ignore[no-any-return]  # an int by construction


def set_float32_matmul_precision(precision: str) -> None:
    """Allow products of float32 to be less exact, which they never are here.

    Raises:
        RuntimeError: no text.

    >>> set_float32_matmul_precision("highest")
    """
    if not isinstance(precision, str):
        raise RuntimeError("set_float32_matmul_precision expects a str, but got "
                           f"{type(precision).__name__}")
    if precision not in ("highest", "high", "medium"):
        warnings.warn(f"{precision} is not one of 'highest', 'high', or 'medium'; the current"
                      "setFloat32MatmulPrecision call has no effect.", stacklevel=2)
        return
    _settings["precision"] = precision


def get_float32_matmul_precision() -> str:
    """What `set_float32_matmul_precision` was told.

    >>> get_float32_matmul_precision()
    'highest'
    """
    return _settings["precision"]  # type: ignore[no-any-return]  # a text by construction


def set_flush_denormal(mode: bool) -> bool:
    """Ask for the smallest numbers to become zero; False, as they cannot be made to here.

    Raises:
        TypeError: not a bool.
    """
    if not isinstance(mode, bool):
        raise TypeError(f"flush_denormal expects a bool, but got {type(mode).__name__}")
    return False


def is_autocast_enabled(device_type: str = "cuda") -> bool:
    """Whether ops compute in half precision by themselves: never here; see `amp.autocast`.

    >>> is_autocast_enabled("cpu")
    False
    """
    Device(device_type)
    return False


def get_autocast_dtype(device_type: str) -> dtype:
    """The type that `amp.autocast` would use.

    >>> get_autocast_dtype("cuda")
    torch.float16
    """
    return BFLOAT16 if Device(device_type).type in ("cpu", "xpu") else DTYPES["float16"]


FUNCTIONS = {f.__name__: f for f in (
    are_deterministic_algorithms_enabled, get_autocast_dtype, get_deterministic_debug_mode,
    get_float32_matmul_precision, get_num_interop_threads, get_num_threads, is_autocast_enabled,
    is_deterministic_algorithms_warn_only_enabled,
    set_deterministic_debug_mode, set_float32_matmul_precision, set_flush_denormal,
    set_num_interop_threads, set_num_threads, use_deterministic_algorithms)}
