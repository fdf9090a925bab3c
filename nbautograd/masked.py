"""Reductions and normalizations of the elements of a mask (torch.masked).

>>> masked.sum(tensor([1.0, 2.0]), mask=tensor([True, False]))
tensor(1.)
"""

from __future__ import annotations

from .ops import namespace as _namespace

_public = _namespace("masked")
globals().update(_public)
__all__ = sorted(_public)


def __dir__() -> list[str]:
    return list(__all__)
