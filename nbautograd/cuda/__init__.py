"""CUDA, which this engine does not have: what PyTorch answers on a machine without a GPU.

Questions have answers, what is to be forgotten or seeded is nothing, and what needs a GPU is
refused with an AssertionError.

>>> cuda.is_available()
False
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, NoReturn

__all__ = [
    "OutOfMemoryError", "amp", "current_device", "current_stream", "device_count", "empty_cache",
    "get_arch_list", "get_device_capability", "get_device_name", "get_device_properties",
    "get_rng_state_all", "init", "initial_seed", "ipc_collect", "is_available",
    "is_bf16_supported", "is_initialized", "manual_seed", "manual_seed_all",
    "max_memory_allocated", "max_memory_reserved", "mem_get_info", "memory_allocated",
    "memory_reserved", "memory_stats", "reset_peak_memory_stats", "seed", "seed_all", "set_device",
    "set_rng_state_all", "stream", "synchronize",
]


class OutOfMemoryError(RuntimeError):
    """The memory of a GPU is full, which does not happen here; programs catch it."""


def is_available() -> bool:
    """Whether a GPU can be used: never here.

    >>> cuda.is_available()
    False
    """
    return False


def device_count() -> int:
    """The number of GPUs: none.

    >>> cuda.device_count()
    0
    """
    return 0


def is_initialized() -> bool:
    """Whether a GPU was used: never here."""
    return False


def is_bf16_supported(including_emulation: bool = True) -> bool:
    """Whether a GPU computes with bfloat16: there is none.

    >>> float16 if not cuda.is_bf16_supported() else bfloat16
    torch.float16
    """
    return False


def get_arch_list() -> list[str]:
    """The kinds of GPU that there is code for: none."""
    return []


def _refused(name: str) -> Callable[..., NoReturn]:
    def refuse(*args: Any, **kwargs: Any) -> NoReturn:
        raise AssertionError("Torch not compiled with CUDA enabled")

    refuse.__name__ = refuse.__qualname__ = name
    refuse.__doc__ = "Raises AssertionError, as PyTorch built for the CPU does."
    return refuse


current_device = _refused("current_device")
current_stream = _refused("current_stream")
get_device_capability = _refused("get_device_capability")
get_device_name = _refused("get_device_name")
get_device_properties = _refused("get_device_properties")
init = _refused("init")
initial_seed = _refused("initial_seed")
ipc_collect = _refused("ipc_collect")
mem_get_info = _refused("mem_get_info")
set_device = _refused("set_device")
synchronize = _refused("synchronize")


def stream(stream: None) -> AbstractContextManager[None]:
    """A context that does nothing, for the only stream there is: None."""
    return nullcontext()


# -- memory ----------------------------------------------------------------------------------------


def memory_allocated(device: Any = None) -> int:
    """The bytes of tensors on the GPU: none.

    >>> cuda.memory_allocated()
    0
    """
    return 0


def max_memory_allocated(device: Any = None) -> int:
    """The most bytes of tensors that there were on the GPU: none."""
    return 0


def memory_reserved(device: Any = None) -> int:
    """The bytes of the GPU that are kept for tensors: none."""
    return 0


def max_memory_reserved(device: Any = None) -> int:
    """The most bytes of the GPU that were kept for tensors: none."""
    return 0


def memory_stats(device: Any = None) -> OrderedDict[str, Any]:
    """What is known of the memory of the GPU: nothing."""
    return OrderedDict()


def reset_peak_memory_stats(device: Any = None) -> None:
    """Does nothing: there is no GPU memory."""


def empty_cache() -> None:
    """Does nothing: there is no GPU memory."""


# -- random numbers -----------------------------------------------------------------------------------


def manual_seed(seed: int) -> None:
    """Does nothing: there is no GPU generator."""


def manual_seed_all(seed: int) -> None:
    """Does nothing: there is no GPU generator."""


def seed() -> None:
    """Does nothing: there is no GPU generator."""


def seed_all() -> None:
    """Does nothing: there is no GPU generator."""


def get_rng_state_all() -> list[Any]:
    """The states of the generators of all GPUs: none.

    >>> cuda.get_rng_state_all()
    []
    """
    return []


def set_rng_state_all(new_states: Iterable[Any]) -> None:
    """Does nothing: there is no GPU generator."""


def __getattr__(name: str) -> Any:
    if name == "amp":
        from importlib import import_module
        return import_module(f"{__name__}.amp")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
