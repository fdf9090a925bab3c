"""What modules own: parameters, which are trained, and buffers, which are only kept."""

from __future__ import annotations

from typing import Any

from ..engine.parameter import Parameter
from ..engine.tensor import Tensor

__all__ = ["Buffer", "Parameter"]


class _BufferMeta(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, Tensor) and getattr(instance, "_is_buffer", False)


class Buffer(metaclass=_BufferMeta):
    """A tensor that a module registers as a buffer when it is assigned as an attribute.

    >>> nn.Buffer(tensor([1.0]))
    tensor([1.])
    """

    def __new__(cls, data: Any = None, *, persistent: bool = True) -> Any:
        if data is None:
            from ..ops.creation import empty
            data = empty(0)
        out = data.detach().requires_grad_(data.requires_grad)
        out._is_buffer, out.persistent = True, persistent
        return out
