"""The binomial distribution."""

from __future__ import annotations

from typing import Any

from ..ops.activation import softplus
from ..ops.ranges import arange
from ..ops.sampling import binomial
from ..ops.special import lgamma
from . import constraints
from .distribution import Distribution
from .odds import Odds
from .utils import enumerated

__all__ = ["Binomial"]


class Binomial(Odds, Distribution):
    """Successes in `total_count` trials, each of probability `probs`.

    Raises:
        ValueError: both `probs` and `logits`, or neither.

    >>> distributions.Binomial(10, tensor([0.5, 0.1])).mean
    tensor([5., 1.])
    """

    arg_constraints = {"total_count": constraints.nonnegative_integer,
                       "probs": constraints.unit_interval, "logits": constraints.real}
    has_enumerate_support = True

    def __init__(self, total_count: Any = 1, probs: Any = None, logits: Any = None,
                 validate_args: bool | None = None) -> None:
        count, = self._give(probs, logits, total_count)
        self.total_count = count.type_as(self._param)
        super().__init__(self._param.size(), validate_args=validate_args)

    @constraints.dependent_property(is_discrete=True, event_dim=0)
    def support(self) -> Any:
        return constraints.integer_interval(0, self.total_count)

    @property
    def param_shape(self) -> Any:
        """The shape of what it was made from."""
        return self._param.size()

    @property
    def mean(self) -> Any:
        return self.total_count * self.probs

    @property
    def mode(self) -> Any:
        return ((self.total_count + 1) * self.probs).floor().clamp(max=self.total_count)

    @property
    def variance(self) -> Any:
        return self.total_count * self.probs * (1 - self.probs)

    def sample(self, sample_shape: Any = ()) -> Any:
        shape = self._extended_shape(sample_shape)
        return binomial(self.total_count.expand(shape), self.probs.detach().expand(shape))

    def log_prob(self, value: Any) -> Any:
        if self._validate_args:
            self._validate_sample(value)
        norm = self.total_count * softplus(self.logits) - lgamma(self.total_count + 1)
        return (value * self.logits - lgamma(value + 1) - lgamma(self.total_count - value + 1)
                - norm)

    def entropy(self) -> Any:
        self._one_count("entropy")
        log_prob = self.log_prob(self.enumerate_support(False))
        return -(log_prob.exp() * log_prob).sum(0)

    def enumerate_support(self, expand: bool = True) -> Any:
        count = self._one_count("enumerate_support")
        return enumerated(arange(1 + count, dtype=self._param.dtype), self._batch_shape, expand)

    def _one_count(self, name: str) -> int:
        count = int(self.total_count.max())
        if not self.total_count.min() == count:
            raise NotImplementedError(f"Inhomogeneous total count not supported by `{name}`.")
        return count
