"""Special functions (torch.special).

>>> special.expit(tensor(0.0))
tensor(0.5000)
"""

from __future__ import annotations

from .ops import namespace as _namespace

_public = _namespace("special")
globals().update(_public)
__all__ = sorted(_public)


def __dir__() -> list[str]:
    return list(__all__)
