"""Categorical distributions of vectors with a single one."""

from __future__ import annotations

from typing import Any

from ..ops.creation import eye
from ..ops.embedding import one_hot
from . import constraints
from .categorical import Categorical
from .categories import OfCategories

__all__ = ["OneHotCategorical", "OneHotCategoricalStraightThrough"]


class OneHotCategorical(OfCategories):
    """As `Categorical`, a number k shown as the k-th unit vector: ``(*b, k) -> (*b, k)``.

    >>> distributions.OneHotCategorical(tensor([0.0, 1.0])).sample()
    tensor([0., 1.])
    """

    arg_constraints = {"probs": constraints.simplex, "logits": constraints.real_vector}
    support = constraints.one_hot
    has_enumerate_support = True

    def __init__(self, probs: Any = None, logits: Any = None,
                 validate_args: bool | None = None) -> None:
        super().__init__(Categorical(probs, logits, validate_args), validate_args)

    @property
    def mean(self) -> Any:
        return self.probs

    @property
    def mode(self) -> Any:
        return one_hot(self.probs.argmax(dim=-1), self.probs.shape[-1]).to(self.probs)

    @property
    def variance(self) -> Any:
        return self.probs * (1 - self.probs)

    def sample(self, sample_shape: Any = ()) -> Any:
        drawn = self._categorical.sample(sample_shape)
        return one_hot(drawn, self._event_shape[0]).to(self.probs.dtype)

    def log_prob(self, value: Any) -> Any:
        if self._validate_args:
            self._validate_sample(value)
        return self._categorical.log_prob(value.max(-1)[1])

    def entropy(self) -> Any:
        return self._categorical.entropy()

    def enumerate_support(self, expand: bool = True) -> Any:
        k = self._event_shape[0]
        values = eye(k, dtype=self.probs.dtype).view((k, *(1,) * len(self._batch_shape), k))
        return values.expand((k, *self._batch_shape, k)) if expand else values


class OneHotCategoricalStraightThrough(OneHotCategorical):
    """One whose `rsample` passes the gradient straight through to the probabilities.

    Source: Bengio, Leonard and Courville, "Estimating or propagating gradients through stochastic
    neurons" (2013).

    >>> p = tensor([0.0, 1.0], requires_grad=True)
    >>> distributions.OneHotCategoricalStraightThrough(p).rsample().sum().backward(); p.grad
    tensor([0., 0.])
    """

    has_rsample = True

    def rsample(self, sample_shape: Any = ()) -> Any:
        return self.sample(sample_shape) + (self.probs - self.probs.detach())
