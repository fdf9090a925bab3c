"""Mixed precision (torch.amp): programs written for it run, in the precision of their tensors.

`autocast` casts nothing, as PyTorch's does where there is no GPU: half precision would be slower
here, too. `GradScaler` scales gradients for real, for those who train in float16 on purpose.

>>> with amp.autocast("cpu", enabled=False):
...     tensor([1.0]) * 2
tensor([2.])
"""

from __future__ import annotations

import functools
import math
import warnings
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from .engine.device import Device
from .engine.state import no_grad
from .engine.tensor import Tensor, wrap

__all__ = ["GradScaler", "autocast", "custom_bwd", "custom_fwd", "is_autocast_available"]

NO_CUDA = "CUDA is not available or torch_xla is imported. Disabling autocast."
NO_TYPE = ("In {} autocast, but the target dtype is not supported. Disabling autocast: everything is "
           "computed in the types of its tensors, which is more precise and needs more memory.")


def is_autocast_available(device_type: str) -> bool:
    """Whether a kind of device could use mixed precision: none here.

    Raises:
        RuntimeError: no such kind of device.
    """
    Device(device_type)
    return False


class autocast:  # noqa: N801 (PyTorch's name)
    """Where PyTorch would compute in half precision: a context or a decorator that changes nothing.

    Says so once it is made with ``enabled=True``.

    Raises:
        ValueError: `device_type` is no text.   RuntimeError: no such kind of device.

    >>> @amp.autocast("cpu", enabled=False)
    ... def twice(x):
    ...     return x * 2
    >>> twice(tensor([1.0]))
    tensor([2.])
    """

    def __init__(self, device_type: str, dtype: Any = None, enabled: bool = True,
                 cache_enabled: bool | None = None) -> None:
        if not isinstance(device_type, str):
            raise ValueError(f"Expected `device_type` of type `str`, got: `{type(device_type)}`")
        self.device, self.fast_dtype = Device(device_type).type, dtype
        self._enabled, self._cache_enabled = False, bool(cache_enabled)
        if enabled:
            warnings.warn(NO_CUDA if self.device == "cuda" else NO_TYPE.format(self.device.upper()),
                          stacklevel=2)

    def __enter__(self) -> autocast:
        return self

    def __exit__(self, *exc: object) -> None:
        pass

    def __call__(self, func: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(func)
        def inside(*args: Any, **kwargs: Any) -> Any:
            with self:
                return func(*args, **kwargs)
        return inside


def custom_fwd(fwd: Any = None, *, device_type: str, cast_inputs: Any = None) -> Any:
    """Mark the `forward` of a `Function` that is used inside `autocast`: it stays as it is."""
    return fwd if fwd is not None else lambda function: function


def custom_bwd(bwd: Any = None, *, device_type: str) -> Any:
    """Mark the `backward` of a `Function` that is used inside `autocast`: it stays as it is."""
    return bwd if bwd is not None else lambda function: function


class GradScaler:
    """A loss times a large number, so that gradients in float16 do not vanish; steps undo it.

    Steps whose gradients are infinite or nan are left out, and make the factor smaller; many
    steps without one make it larger. On a GPU, the default, it does nothing: there is none.

    Raises:
        AssertionError: factors that do not grow or do not shrink.

    >>> scaler = amp.GradScaler("cpu", init_scale=8.0)
    >>> w = tensor(1.0, requires_grad=True); sgd = optim.SGD([w], lr=0.5)
    >>> scaler.scale(w * w).backward(); w.grad
    tensor(16.)
    >>> _ = scaler.step(sgd); scaler.update(); w.grad, w
    (tensor(2.), tensor(0., requires_grad=True))
    """

    def __init__(self, device: str = "cuda", init_scale: float = 2.0 ** 16,
                 growth_factor: float = 2.0, backoff_factor: float = 0.5,
                 growth_interval: int = 2000, enabled: bool = True) -> None:
        if enabled and device == "cuda":
            warnings.warn("torch.cuda.amp.GradScaler is enabled, but CUDA is not available.  "
                          "Disabling.", stacklevel=2)
            enabled = False
        if enabled and growth_factor <= 1.0:
            raise AssertionError("The growth factor must be > 1.0.")
        if enabled and backoff_factor >= 1.0:
            raise AssertionError("The backoff factor must be < 1.0.")
        self._device, self._enabled = device, enabled
        self._growth_factor, self._backoff_factor = growth_factor, backoff_factor
        self._growth_interval, self._init_scale = growth_interval, init_scale
        self._scale: float | None = None      # as long as nothing was scaled
        self._growth_tracker = 0
        # Of each optimizer since the last update: whether something infinite was found, and whether
        # it has made its step.
        self._found: dict[int, bool] = {}
        self._stepped: set[int] = set()

    def scale(self, outputs: Any) -> Any:
        """A tensor, or an iterable of tensors, times the factor."""
        if not self._enabled:
            return outputs
        if self._scale is None:
            self._scale = float(self._init_scale)
        if isinstance(outputs, Tensor):
            return outputs * wrap(np.array(self._scale, np.float32))
        if isinstance(outputs, Iterable):
            scaled = map(self.scale, outputs)
            return type(outputs)(scaled) if isinstance(outputs, (list, tuple)) else scaled
        raise ValueError("outputs must be a Tensor or an iterable of Tensors")

    def unscale_(self, optimizer: Any) -> None:
        """Divide the gradients of an optimizer by the factor, e.g. to limit them before the step.

        Raises:
            RuntimeError: a second time, or after the step.   ValueError: gradients in float16.
        """
        if not self._enabled:
            return
        factor = self._asked_for("unscale_")
        if id(optimizer) in self._stepped:
            raise RuntimeError("unscale_() is being called after step().")
        if id(optimizer) in self._found:
            raise RuntimeError("unscale_() has already been called on this optimizer since the last "
                               "update().")
        self._found[id(optimizer)] = self._unscaled(optimizer, factor)

    @no_grad()
    def _unscaled(self, optimizer: Any, factor: float) -> bool:
        """Whether a gradient was infinite or nan."""
        found = False
        for group in optimizer.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                if p.grad._data.dtype == np.float16:
                    raise ValueError("Attempting to unscale FP16 gradients.")
                found |= not np.isfinite(p.grad._data).all()
                p.grad.mul_(1 / factor)
        return found

    def step(self, optimizer: Any, *args: Any, **kwargs: Any) -> Any:
        """Let the optimizer make its step with true gradients, unless one is infinite or nan.

        Raises:
            RuntimeError: with a closure, or a second time before `update`.
        """
        if not self._enabled:
            return optimizer.step(*args, **kwargs)
        if "closure" in kwargs:
            raise RuntimeError("Closure use is not currently supported if GradScaler is enabled.")
        self._asked_for("step")
        if id(optimizer) in self._stepped:
            raise RuntimeError("step() has already been called since the last update().")
        if id(optimizer) not in self._found:
            self.unscale_(optimizer)
        if not any(p.grad is not None for group in optimizer.param_groups for p in group["params"]):
            raise AssertionError("No inf checks were recorded for this optimizer.")
        self._stepped.add(id(optimizer))
        return None if self._found[id(optimizer)] else optimizer.step(*args, **kwargs)

    def update(self, new_scale: Any = None) -> None:
        """Adapt the factor to what the steps since the last update found, or set it.

        Raises:
            AssertionError: nothing was scaled, or no gradient looked at.
        """
        if not self._enabled:
            return
        factor = self._asked_for("update")
        if new_scale is not None:
            self._scale = float(new_scale)
        elif not self._found:
            raise AssertionError("No inf checks were recorded prior to update.")
        elif any(self._found.values()):
            self._scale, self._growth_tracker = factor * self._backoff_factor, 0
        else:
            self._growth_tracker += 1
            if self._growth_tracker == self._growth_interval:
                grown = factor * self._growth_factor
                self._scale = grown if math.isfinite(np.float32(grown)) else factor
                self._growth_tracker = 0
        self._found, self._stepped = {}, set()

    def _asked_for(self, name: str) -> float:
        if self._scale is None:
            raise AssertionError(
                f"Attempted {name} but _scale is None.  This may indicate your script did not use "
                "scaler.scale(loss or outputs) earlier in the iteration.")
        return self._scale

    # -- what is set ---------------------------------------------------------------------------------

    def get_scale(self) -> float:
        """The factor; 1 if nothing is scaled."""
        if not self._enabled:
            return 1.0
        return self._init_scale if self._scale is None else self._scale

    def get_growth_factor(self) -> float:
        """By what the factor grows."""
        return self._growth_factor

    def set_growth_factor(self, new_factor: float) -> None:
        """Say by what the factor grows."""
        self._growth_factor = new_factor

    def get_backoff_factor(self) -> float:
        """By what the factor shrinks."""
        return self._backoff_factor

    def set_backoff_factor(self, new_factor: float) -> None:
        """Say by what the factor shrinks."""
        self._backoff_factor = new_factor

    def get_growth_interval(self) -> int:
        """After how many steps the factor grows."""
        return self._growth_interval

    def set_growth_interval(self, new_interval: int) -> None:
        """Say after how many steps the factor grows."""
        self._growth_interval = new_interval

    def is_enabled(self) -> bool:
        """Whether anything is scaled."""
        return self._enabled

    def state_dict(self) -> dict[str, Any]:
        """The factor and what it follows; empty if nothing is scaled.

        >>> amp.GradScaler("cpu").state_dict()["scale"]
        65536.0
        """
        return {} if not self._enabled else {
            "scale": self.get_scale(), "growth_factor": self._growth_factor,
            "backoff_factor": self._backoff_factor, "growth_interval": self._growth_interval,
            "_growth_tracker": self._growth_tracker}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take back what `state_dict` gave.

        Raises:
            RuntimeError: it is empty.
        """
        if not self._enabled:
            return
        if not state_dict:
            raise RuntimeError("The source state dict is empty, possibly because it was saved from a "
                               "disabled instance of GradScaler.")
        self._init_scale = state_dict["scale"]
        self._scale = None if self._scale is None else self._init_scale
        self._growth_factor = state_dict["growth_factor"]
        self._backoff_factor = state_dict["backoff_factor"]
        self._growth_interval = state_dict["growth_interval"]
        self._growth_tracker = state_dict["_growth_tracker"]


def __dir__() -> list[str]:
    return list(__all__)
