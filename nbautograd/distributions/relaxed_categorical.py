"""One-hot vectors made continuous, so that gradients pass."""

from __future__ import annotations

from typing import Any

from ..ops.sampling import rand
from ..ops.special import lgamma
from . import constraints
from .categorical import Categorical
from .categories import OfCategories
from .relaxed import Relaxed
from .transforms import ExpTransform
from .utils import broadcast_all, clamp_probs

__all__ = ["ExpRelaxedCategorical", "RelaxedOneHotCategorical"]


class ExpRelaxedCategorical(OfCategories):
    """The logarithm of `RelaxedOneHotCategorical`.

    >>> d = distributions.relaxed_categorical.ExpRelaxedCategorical(tensor(1.0), ones(2))
    >>> d.sample().exp().sum()
    tensor(1.)
    """

    arg_constraints = {"probs": constraints.simplex, "logits": constraints.real_vector}
    support = constraints.real_vector
    has_rsample = True

    def __init__(self, temperature: Any, probs: Any = None, logits: Any = None,
                 validate_args: bool | None = None) -> None:
        self.temperature = temperature
        super().__init__(Categorical(probs, logits), validate_args)

    def rsample(self, sample_shape: Any = ()) -> Any:
        shape = self._extended_shape(sample_shape)
        u = clamp_probs(rand(shape, dtype=self.logits.dtype))
        scores = (self.logits + -((-(u.log())).log())) / self.temperature
        return scores - scores.logsumexp(dim=-1, keepdim=True)

    def log_prob(self, value: Any) -> Any:
        if self._validate_args:
            self._validate_sample(value)
        k = self._event_shape[0]
        logits, value = broadcast_all(self.logits, value)
        scale = (lgamma(self.temperature.new_full(self.temperature.shape, float(k)))
                 - self.temperature.log().mul(-(k - 1)))
        score = logits - value.mul(self.temperature)
        return (score - score.logsumexp(dim=-1, keepdim=True)).sum(-1) + scale


class RelaxedOneHotCategorical(Relaxed):
    """Shares that sum to one, nearer to a unit vector the lower the `temperature`.

    Source: Jang, Gu and Poole, "Categorical reparameterization with Gumbel-softmax" (2017).

    >>> d = distributions.RelaxedOneHotCategorical(tensor(0.5), tensor([1.0, 1.0, 2.0]))
    >>> d.rsample().shape
    torch.Size([3])
    """

    arg_constraints = {"probs": constraints.simplex, "logits": constraints.real_vector}
    support = constraints.simplex

    def __init__(self, temperature: Any, probs: Any = None, logits: Any = None,
                 validate_args: bool | None = None) -> None:
        super().__init__(ExpRelaxedCategorical(temperature, probs, logits), ExpTransform(),
                         validate_args=validate_args)
