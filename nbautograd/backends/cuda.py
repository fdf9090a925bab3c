"""Settings of CUDA, which a program may make and which change nothing here.

>>> backends.cuda.matmul.allow_tf32 = True
>>> backends.cuda.is_built()
False
"""

from __future__ import annotations

from types import SimpleNamespace

__all__ = ["enable_cudnn_sdp", "enable_flash_sdp", "enable_math_sdp", "enable_mem_efficient_sdp",
           "is_built", "matmul"]

matmul = SimpleNamespace(
    allow_tf32=False, allow_fp16_reduced_precision_reduction=True,
    allow_bf16_reduced_precision_reduction=True, fp32_precision="none")


def is_built() -> bool:
    """Whether there is code for CUDA: no.

    >>> backends.cuda.is_built()
    False
    """
    return False


def enable_flash_sdp(enabled: bool) -> None:
    """Does nothing: attention is computed in one way."""


def enable_mem_efficient_sdp(enabled: bool) -> None:
    """Does nothing: attention is computed in one way."""


def enable_math_sdp(enabled: bool) -> None:
    """Does nothing: attention is computed in one way."""


def enable_cudnn_sdp(enabled: bool) -> None:
    """Does nothing: attention is computed in one way."""


def __dir__() -> list[str]:
    return list(__all__)
