"""``torch.autograd.grad_mode``: whether gradient is tracked."""

from __future__ import annotations

from typing import Self

from ..engine.state import enable_grad, inference_mode, no_grad, set_grad_enabled

__all__ = ["enable_grad", "inference_mode", "no_grad", "set_grad_enabled",
           "set_multithreading_enabled"]


class set_multithreading_enabled:  # noqa: N801 (PyTorch's name)
    """Say whether backward may use several threads; it always runs in the caller's here.

    >>> with autograd.set_multithreading_enabled(False):
    ...     pass
    """

    def __init__(self, mode: bool) -> None:
        self.mode = mode

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        pass
