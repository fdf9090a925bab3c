"""Distances as modules."""

from __future__ import annotations

from typing import Any

from . import functional as F
from .module import Module

__all__ = ["CosineSimilarity", "PairwiseDistance"]


class PairwiseDistance(Module):
    """The p-norm of differences along the last dimension; see `nn.functional.pairwise_distance`.

    >>> nn.PairwiseDistance()(zeros(3, 4), ones(3, 4)).shape
    torch.Size([3])
    """

    def __init__(self, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> None:
        super().__init__()
        self.norm, self.eps, self.keepdim = p, eps, keepdim

    def forward(self, x1: Any, x2: Any) -> Any:
        return F.pairwise_distance(x1, x2, self.norm, self.eps, self.keepdim)


class CosineSimilarity(Module):
    """The cosine of angles along `dim`; see `nn.functional.cosine_similarity`.

    >>> nn.CosineSimilarity()(zeros(3, 4), ones(3, 4)).shape
    torch.Size([3])
    """

    def __init__(self, dim: int = 1, eps: float = 1e-8) -> None:
        super().__init__()
        self.dim, self.eps = dim, eps

    def forward(self, x1: Any, x2: Any) -> Any:
        return F.cosine_similarity(x1, x2, self.dim, self.eps)
