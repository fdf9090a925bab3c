"""What distributions share that come nearer to one on whole numbers the lower their temperature."""

from __future__ import annotations

from typing import Any

from .transformed_distribution import TransformedDistribution

__all__ = ["Relaxed"]


class Relaxed(TransformedDistribution):
    """Its base, on all numbers, has the parameters."""

    has_rsample: Any = True

    @property
    def temperature(self) -> Any:
        """How far from whole numbers the values are."""
        return self.base_dist.temperature

    @property
    def logits(self) -> Any:
        """The logits of the base."""
        return self.base_dist.logits

    @property
    def probs(self) -> Any:
        """The probabilities of the base."""
        return self.base_dist.probs
