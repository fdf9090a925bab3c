"""The negative binomial distribution."""

from __future__ import annotations

from typing import Any

from ..engine.state import no_grad
from ..ops.activation import logsigmoid
from ..ops.sampling import poisson
from ..ops.special import lgamma
from . import constraints
from .distribution import Distribution
from .gamma import Gamma
from .odds import Odds

__all__ = ["NegativeBinomial"]


class NegativeBinomial(Odds, Distribution):
    """Successes of probability `probs` before `total_count` failures.

    Raises:
        ValueError: both `probs` and `logits`, or neither.

    >>> distributions.NegativeBinomial(3.0, tensor([0.5])).mean
    tensor([3.])
    """

    arg_constraints = {"total_count": constraints.greater_than_eq(0),
                       "probs": constraints.half_open_interval(0.0, 1.0),
                       "logits": constraints.real}
    support = constraints.nonnegative_integer

    def __init__(self, total_count: Any, probs: Any = None, logits: Any = None,
                 validate_args: bool | None = None) -> None:
        count, = self._give(probs, logits, total_count)
        self.total_count = count.type_as(self._param)
        super().__init__(self._param.size(), validate_args=validate_args)

    @property
    def mean(self) -> Any:
        return self.total_count * self.logits.exp()

    @property
    def mode(self) -> Any:
        return ((self.total_count - 1) * self.logits.exp()).floor().clamp(min=0.0)

    @property
    def variance(self) -> Any:
        return self.mean / (-self.logits).sigmoid()

    def sample(self, sample_shape: Any = ()) -> Any:
        with no_grad():
            rates = Gamma(self.total_count, (-self.logits).exp(), validate_args=False)
            return poisson(rates.sample(sample_shape))

    def log_prob(self, value: Any) -> Any:
        if self._validate_args:
            self._validate_sample(value)
        power = (self.total_count * logsigmoid(-self.logits) + value * logsigmoid(self.logits))
        norm = (lgamma(1.0 + value) + lgamma(self.total_count)
                - lgamma(self.total_count + value))
        return power - norm.masked_fill(self.total_count + value == 0.0, 0.0)
