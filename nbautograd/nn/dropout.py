"""Dropout as modules: only while training."""

from __future__ import annotations

from typing import Any

from . import functional as F
from .module import Module

__all__ = ["AlphaDropout", "Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "FeatureAlphaDropout"]


class _DropoutNd(Module):
    """A probability, and whether to write in place."""

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        super().__init__()
        if p < 0 or p > 1:
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        self.p, self.inplace = p, inplace

    def extra_repr(self) -> str:
        return f"p={self.p}, inplace={self.inplace}"


class Dropout(_DropoutNd):
    """Numbers left out at random; see `nn.functional.dropout`.

    >>> nn.Dropout(0.2).eval()(ones(2))
    tensor([1., 1.])
    """

    def forward(self, input: Any) -> Any:
        return F.dropout(input, self.p, self.training, self.inplace)


class Dropout1d(_DropoutNd):
    """Channels left out at random; see `nn.functional.dropout1d`.

    >>> nn.Dropout1d()(zeros(2, 3, 4)).shape
    torch.Size([2, 3, 4])
    """

    def forward(self, input: Any) -> Any:
        return F.dropout1d(input, self.p, self.training, self.inplace)


class Dropout2d(_DropoutNd):
    """Channels of images left out at random; see `nn.functional.dropout2d`.

    >>> nn.Dropout2d()(zeros(2, 3, 4, 4)).shape
    torch.Size([2, 3, 4, 4])
    """

    def forward(self, input: Any) -> Any:
        return F.dropout2d(input, self.p, self.training, self.inplace)


class Dropout3d(_DropoutNd):
    """Channels of volumes left out at random; see `nn.functional.dropout3d`.

    >>> nn.Dropout3d()(zeros(2, 3, 2, 2, 2)).shape
    torch.Size([2, 3, 2, 2, 2])
    """

    def forward(self, input: Any) -> Any:
        return F.dropout3d(input, self.p, self.training, self.inplace)


class AlphaDropout(_DropoutNd):
    """Dropout that keeps mean and variance; see `nn.functional.alpha_dropout`.

    >>> nn.AlphaDropout(0.3)(zeros(3, 4)).shape
    torch.Size([3, 4])
    """

    def forward(self, input: Any) -> Any:
        return F.alpha_dropout(input, self.p, self.training)


class FeatureAlphaDropout(_DropoutNd):
    """Channels left out, mean and variance kept; see `nn.functional.feature_alpha_dropout`.

    >>> nn.FeatureAlphaDropout(0.3)(zeros(2, 3, 4)).shape
    torch.Size([2, 3, 4])
    """

    def forward(self, input: Any) -> Any:
        return F.feature_alpha_dropout(input, self.p, self.training)
