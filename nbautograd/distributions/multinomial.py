"""The multinomial distribution."""

from __future__ import annotations

import math
from typing import Any

from ..ops.special import lgamma
from . import constraints
from .binomial import Binomial
from .categorical import Categorical
from .categories import OfCategories

__all__ = ["Multinomial"]


class Multinomial(OfCategories):
    """How often each of `k` categories comes in `total_count` draws: ``(*b, k) -> (*b, k)``.

    Raises:
        NotImplementedError: a `total_count` that is not one number.

    >>> distributions.Multinomial(4, tensor([1.0, 1.0])).mean
    tensor([2., 2.])
    """

    arg_constraints = {"probs": constraints.simplex, "logits": constraints.real_vector}

    def __init__(self, total_count: int = 1, probs: Any = None, logits: Any = None,
                 validate_args: bool | None = None) -> None:
        if not isinstance(total_count, int):
            raise NotImplementedError("inhomogeneous total_count is not supported")
        self.total_count = total_count
        super().__init__(Categorical(probs, logits), validate_args)

    @constraints.dependent_property(is_discrete=True, event_dim=1)
    def support(self) -> Any:
        return constraints.multinomial(self.total_count)

    @property
    def mean(self) -> Any:
        return self.probs * self.total_count

    @property
    def variance(self) -> Any:
        return self.total_count * self.probs * (1 - self.probs)

    def sample(self, sample_shape: Any = ()) -> Any:
        drawn = self._categorical.sample((self.total_count, *sample_shape)).movedim(0, -1)
        counts = drawn.new_zeros(self._extended_shape(sample_shape))
        counts.scatter_add_(-1, drawn, drawn.new_ones(drawn.shape))
        return counts.type_as(self.probs)

    def log_prob(self, value: Any) -> Any:
        if self._validate_args:
            self._validate_sample(value)
        logits = self.logits.masked_fill((value == 0) & (self.logits == -math.inf), 0)
        return (lgamma(value.sum(-1) + 1) - lgamma(value + 1).sum(-1) + (logits * value).sum(-1))

    def entropy(self) -> Any:
        n = self.probs.new_tensor(self.total_count)
        each = Binomial(self.total_count, self.probs)
        counts = each.enumerate_support(expand=False)[1:]
        repeated = (each.log_prob(counts).exp() * lgamma(counts + 1)).sum((0, -1))
        return n * self._categorical.entropy() - lgamma(n + 1) + repeated
