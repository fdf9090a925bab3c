"""Mixed precision on a GPU, under its old names; see `amp` (torch.cuda.amp).

>>> import warnings; warnings.simplefilter("ignore")
>>> cuda.amp.GradScaler().is_enabled()
False
"""

from __future__ import annotations

import warnings
from typing import Any

from .. import amp

__all__ = ["GradScaler", "autocast", "custom_bwd", "custom_fwd"]


def _old(name: str) -> None:
    warnings.warn(f"`torch.cuda.amp.{name}(args...)` is deprecated. Please use "
                  f"`torch.amp.{name}('cuda', args...)` instead.", FutureWarning, stacklevel=3)


class autocast(amp.autocast):  # noqa: N801 (PyTorch's name)
    """`amp.autocast` of a GPU; there is none, so it changes nothing."""

    def __init__(self, enabled: bool = True, dtype: Any = None, cache_enabled: bool = True) -> None:
        _old("autocast")
        super().__init__("cuda", dtype, enabled, cache_enabled)


class GradScaler(amp.GradScaler):
    """`amp.GradScaler` of a GPU; there is none, so it does nothing."""

    def __init__(self, init_scale: float = 2.0 ** 16, growth_factor: float = 2.0,
                 backoff_factor: float = 0.5, growth_interval: int = 2000,
                 enabled: bool = True) -> None:
        _old("GradScaler")
        super().__init__("cuda", init_scale, growth_factor, backoff_factor, growth_interval, enabled)


def custom_fwd(fwd: Any = None, *, cast_inputs: Any = None) -> Any:
    """The `forward` itself; see `amp.custom_fwd`."""
    _old("custom_fwd")
    return amp.custom_fwd(fwd, device_type="cuda", cast_inputs=cast_inputs)


def custom_bwd(bwd: Any) -> Any:
    """The `backward` itself; see `amp.custom_bwd`."""
    _old("custom_bwd")
    return amp.custom_bwd(bwd, device_type="cuda")


def __dir__() -> list[str]:
    return list(__all__)
