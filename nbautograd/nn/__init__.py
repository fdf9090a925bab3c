"""Neural networks: modules with parameters, and the functions they are made of (torch.nn).

>>> nn.functional.relu(tensor([-1.0, 2.0]))
tensor([0., 2.])
"""

from __future__ import annotations

from ..engine.parameter import Parameter
from . import functional

__all__ = ["Parameter", "functional"]
