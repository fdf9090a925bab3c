"""Activations of all numbers along a dimension."""

from __future__ import annotations

from typing import Any

from . import functional as F
from .module import Module

__all__ = ["GLU", "LogSoftmax", "Softmax", "Softmax2d", "Softmin"]


class _Along(Module):
    """A function of the numbers along a dimension."""

    def __init__(self, dim: int | None = None) -> None:
        super().__init__()
        self.dim = dim

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class Softmax(_Along):
    """Positive numbers of sum 1 along `dim`.

    >>> nn.Softmax(dim=0)(tensor([0.0, 0.0]))
    tensor([0.5000, 0.5000])
    """

    def forward(self, input: Any) -> Any:
        return F.softmax(input, self.dim, _stacklevel=5)


class LogSoftmax(_Along):
    """The logarithm of the softmax along `dim`.

    >>> nn.LogSoftmax(dim=-1)(zeros(3, 4)).shape
    torch.Size([3, 4])
    """

    def forward(self, input: Any) -> Any:
        return F.log_softmax(input, self.dim, _stacklevel=5)


class Softmin(_Along):
    """The softmax of the negative along `dim`.

    >>> nn.Softmin(dim=0)(zeros(3, 4)).shape
    torch.Size([3, 4])
    """

    def forward(self, input: Any) -> Any:
        return F.softmin(input, self.dim, _stacklevel=5)


class Softmax2d(Module):
    """Softmax over the channels of images: ``(n, c, h, w)`` or ``(c, h, w)``.

    >>> nn.Softmax2d()(zeros(1, 2, 3, 4)).shape
    torch.Size([1, 2, 3, 4])
    """

    def forward(self, input: Any) -> Any:
        if input.dim() not in (3, 4):
            raise ValueError(f"Softmax2d: expected input to be 3D or 4D, got {input.dim()}D instead")
        return F.softmax(input, -3, _stacklevel=5)


class GLU(_Along):
    """One half opens the other; see `nn.functional.glu`.

    >>> nn.GLU()(zeros(3, 4)).shape
    torch.Size([3, 2])
    """

    def __init__(self, dim: int = -1) -> None:
        super().__init__(dim)

    def forward(self, input: Any) -> Any:
        return F.glu(input, self.dim)  # type: ignore[arg-type]  # never None here
