"""Functions of neural networks: activations, losses, normalizations ... (torch.nn.functional).

>>> nn.functional.relu(tensor([-1.0, 2.0]))
tensor([0., 2.])
"""

from __future__ import annotations

from ..ops import namespace as _namespace

_public = _namespace("nn.functional")
globals().update(_public)
__all__ = sorted(_public)


def __dir__() -> list[str]:
    return list(__all__)
