"""Linear algebra: factorisations, solvers, norms (torch.linalg).

>>> linalg.norm(tensor([3.0, 4.0]))
tensor(5.)
"""

from __future__ import annotations

from .errors import LinAlgError as LinAlgError
from .ops import namespace as _namespace

_public = _namespace("linalg")
globals().update(_public)
__all__ = sorted([*_public, "LinAlgError"])


def __dir__() -> list[str]:
    return list(__all__)
