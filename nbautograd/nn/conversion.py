"""Conversion of modules: every parameter and buffer in another element type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

from ..engine.device import Device, check_device
from ..engine.dtypes import BFLOAT16
from ..engine.dtypes import dtype as Dtype
from ..engine.tensor import Tensor
from ..ops.creation import empty_like
from .parameter import is_lazy

__all__ = ["Convertible"]


class Convertible:
    """The part of a module that converts it."""

    _parameters: dict[str, Any]
    _buffers: dict[str, Any]
    _modules: dict[str, Any]

    def _apply(self, fn: Callable[[Any], Any], recurse: bool = True) -> Self:
        """Replace the memory of every parameter, gradient and buffer by `fn` of it."""
        if recurse:
            for child in self._modules.values():
                if child is not None:
                    child._apply(fn)
        for p in self._parameters.values():
            if p is not None:
                p.data = fn(p.data)
                if p._grad is not None:
                    p._grad = fn(p._grad.detach()).requires_grad_(p._grad.requires_grad)
        for name, b in self._buffers.items():
            if is_lazy(b):
                b.data = fn(b.data)
            elif b is not None:
                self._buffers[name] = fn(b)
        return self

    def to(self, *args: Any, **kwargs: Any) -> Self:
        """Convert floating parameters and buffers to another type; the device is the CPU.

        Raises:
            TypeError: a type that is not floating.   AssertionError: another device.
        """
        target, device = kwargs.get("dtype"), kwargs.get("device")
        for value in (*args, kwargs.get("tensor")):
            if isinstance(value, Dtype):
                target = value
            elif isinstance(value, Tensor):
                target = value.dtype
            elif isinstance(value, (str, Device)):
                device = value
        check_device(device)
        if target is None:
            return self
        if not (target.is_floating_point or target.is_complex):
            raise TypeError("nn.Module.to only accepts floating point or complex dtypes, but got "
                            f"desired dtype={target}")
        return self._apply(
            lambda t: t.to(target) if t.is_floating_point() or t.is_complex() else t)

    def type(self, dst_type: Any) -> Self:
        """Convert all parameters and buffers to a type."""
        return self._apply(lambda t: t.type(dst_type))

    def float(self) -> Self:
        """Convert floating parameters and buffers to float32."""
        return self._apply(lambda t: t.float() if t.is_floating_point() else t)

    def double(self) -> Self:
        """Convert floating parameters and buffers to float64."""
        return self._apply(lambda t: t.double() if t.is_floating_point() else t)

    def half(self) -> Self:
        """Convert floating parameters and buffers to float16."""
        return self._apply(lambda t: t.half() if t.is_floating_point() else t)

    def bfloat16(self) -> Self:
        """Refused: NumPy has no such type."""
        return self.to(BFLOAT16)

    def to_empty(self, *, device: Any, recurse: bool = True) -> Self:
        """Numbers of no meaning in place of all parameters and buffers; the device is the CPU.

        >>> nn.Linear(2, 3).to_empty(device="cpu").weight.shape
        torch.Size([3, 2])
        """
        check_device(device)
        return self._apply(empty_like, recurse)

    def cpu(self) -> Self:
        """The module itself: everything is on the CPU."""
        return self

    def cuda(self, device: Any = None) -> Self:
        """Refused: there is no graphics card here."""
        check_device("cuda")
        return self
