"""PyTorch's own names of what it computes with: ``torch.ops.aten``.

A name is looked for among the functions that only `aten` has, then among those of `torch` and
`nn.functional`. Overloads (``.default``, ``.Tensor`` ...) are all the same function here.

>>> ops.aten.add.Tensor(tensor(1.0), tensor(2.0))
tensor(3.)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__: list[str] = []


class Packet:
    """A function with its overloads.

    >>> ops.aten.neg.default(tensor(1.0))
    tensor(-1.)
    """

    def __init__(self, name: str, function: Callable[..., Any]) -> None:
        self._name, self._function = name, function
        self.__doc__ = function.__doc__

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._function(*args, **kwargs)

    def __getattr__(self, overload: str) -> Callable[..., Any]:
        if overload.startswith("_"):
            raise AttributeError(f"'OpOverloadPacket' object has no attribute {overload!r}")
        return self._function

    def __repr__(self) -> str:
        return f"<OpOverloadPacket(op='aten.{self._name}')>"


def __getattr__(name: str) -> Packet:
    from . import namespace
    for prefix in ("aten", "", "nn.functional"):
        function = namespace(prefix).get(name)
        if function is not None:
            packet = globals()[name] = Packet(name, function)
            return packet
    raise AttributeError(f"'_OpNamespace' 'aten' object has no attribute {name!r}")
