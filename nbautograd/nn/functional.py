"""Functions of neural networks: activations, losses, normalizations ... (torch.nn.functional).

>>> nn.functional.relu(tensor([-1.0, 2.0]))
tensor([0., 2.])
"""

from __future__ import annotations

from typing import Any

from ..ops import namespace as _namespace

_public = _namespace("nn.functional")
globals().update(_public)
__all__ = sorted(_public)


def __getattr__(name: str) -> Any:
    from ..errors import suggest
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}." + suggest(name, __all__))


def __dir__() -> list[str]:
    return list(__all__)
