"""Mixtures."""

from __future__ import annotations

from typing import Any

from ..engine.state import no_grad
from . import constraints
from .categorical import Categorical
from .distribution import Distribution

__all__ = ["MixtureSameFamily"]


class MixtureSameFamily(Distribution):
    """One of the distributions along the last dimension of a batch, chosen by another.

    Raises:
        ValueError: the first is not a `Categorical`, or batches do not fit.

    >>> which = distributions.Categorical(tensor([0.5, 0.5]))
    >>> parts = distributions.Normal(tensor([-1.0, 1.0]), tensor([1.0, 1.0]))
    >>> distributions.MixtureSameFamily(which, parts).variance
    tensor(2.)
    """

    arg_constraints: Any = {}

    def __init__(self, mixture_distribution: Categorical, component_distribution: Distribution,
                 validate_args: bool | None = None) -> None:
        which, parts = mixture_distribution, component_distribution
        if not isinstance(which, Categorical):
            raise ValueError(" The Mixture distribution needs to be an  instance of "
                             "torch.distributions.Categorical")
        if not isinstance(parts, Distribution):
            raise ValueError("The Component distribution need to be an instance of "
                             "torch.distributions.Distribution")
        batch = parts.batch_shape[:-1]
        for a, b in zip(reversed(which.batch_shape), reversed(batch), strict=False):
            if a != 1 and b != 1 and a != b:
                raise ValueError(
                    f"`mixture_distribution.batch_shape` ({which.batch_shape}) is not compatible "
                    f"with `component_distribution.batch_shape`({batch})")
        if which.logits.shape[-1] != parts.batch_shape[-1]:
            raise ValueError(
                f"`mixture_distribution component` ({which.logits.shape[-1]}) does not equal "
                f"`component_distribution.batch_shape[-1]` ({parts.batch_shape[-1]})")
        self._mixture_distribution, self._component_distribution = which, parts
        super().__init__(batch, parts.event_shape, validate_args=validate_args)

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        k = self._mixture_distribution.param_shape[-1]
        return self._as_strict(MixtureSameFamily(
            self._mixture_distribution.expand(batch_shape), self._component_distribution.expand((*batch_shape, k)), validate_args=False))

    @constraints.dependent_property
    def support(self) -> Any:
        return constraints.MixtureSameFamilyConstraint(self._component_distribution.support)

    @property
    def mixture_distribution(self) -> Any:
        """What chooses a component."""
        return self._mixture_distribution

    @property
    def component_distribution(self) -> Any:
        """The components, along the last dimension of the batch."""
        return self._component_distribution

    @property
    def mean(self) -> Any:
        return self._average(self.component_distribution.mean)

    @property
    def variance(self) -> Any:
        within = self._average(self.component_distribution.variance)
        off = self.component_distribution.mean - self._pad(self.mean)
        return within + self._average(off.pow(2.0))

    def cdf(self, value: Any) -> Any:
        below = self.component_distribution.cdf(self._pad(value))
        return (below * self.mixture_distribution.probs).sum(-1)

    def log_prob(self, value: Any) -> Any:
        if self._validate_args:
            self._validate_sample(value)
        each = self.component_distribution.log_prob(self._pad(value))
        weights = self.mixture_distribution.logits.log_softmax(dim=-1)
        return (each + weights).logsumexp(dim=-1)

    def sample(self, sample_shape: Any = ()) -> Any:
        dims, events = len(self._event_shape), tuple(self._event_shape)
        with no_grad():
            chosen = self.mixture_distribution.sample(sample_shape)
            drawn = self.component_distribution.sample(sample_shape)
            at = drawn.dim() - dims - 1
            index = chosen.reshape((*chosen.shape, *(1,) * (dims + 1)))
            index = index.expand((*drawn.shape[:at], 1, *events))
            return drawn.gather(at, index).squeeze(at)

    def _pad(self, x: Any) -> Any:
        """A dimension for the components, before those of an event."""
        return x.unsqueeze(-1 - len(self._event_shape))

    def _average(self, values: Any) -> Any:
        dims = len(self._event_shape)
        probs = self.mixture_distribution.probs
        return (probs.reshape((*probs.shape, *(1,) * dims)) * values).sum(-1 - dims)

    def __repr__(self) -> str:
        return (f"MixtureSameFamily(\n  {self.mixture_distribution!r},\n"
                f"  {self.component_distribution!r})")
