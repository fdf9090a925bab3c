"""What PyTorch computes with besides NumPy's place here: none of it is present (torch.backends).

>>> backends.mps.is_available(), backends.cudnn.is_available()
(False, False)
"""

from __future__ import annotations

from . import cuda, cudnn, mkl, mkldnn, mps, openmp

__all__ = ["cuda", "cudnn", "mkl", "mkldnn", "mps", "openmp"]


def __dir__() -> list[str]:
    return list(__all__)
