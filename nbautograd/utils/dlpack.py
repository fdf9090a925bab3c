"""Memory shared with other libraries, as they have agreed on (torch.utils.dlpack).

>>> import numpy as np
>>> utils.dlpack.from_dlpack(np.ones(2))
tensor([1., 1.], dtype=torch.float64)
"""

from __future__ import annotations

from typing import Any

from ..engine.tensor import Tensor
from ..ops.convert import from_dlpack

__all__ = ["from_dlpack", "to_dlpack"]


def to_dlpack(tensor: Tensor) -> Any:
    """The memory of a tensor, to be taken once by another library's ``from_dlpack``."""
    return tensor.__dlpack__()  # type: ignore[attr-defined]  # from the table


def __dir__() -> list[str]:
    return list(__all__)
