"""What distributions of successes share: a probability, or the logarithm of its odds."""

from __future__ import annotations

from typing import Any

from .utils import broadcast_all, either, lazy_property, logits_to_probs, probs_to_logits

__all__ = ["Odds"]


class Odds:
    """One of `probs` and `logits` is given, the other is computed when it is asked for."""

    def _give(self, probs: Any, logits: Any, *others: Any) -> list[Any]:
        """Keep the one that is given; the `others`, broadcast with it."""
        either(probs, logits)
        self._given = "logits" if probs is None else "probs"
        *others_, given = broadcast_all(*others, logits if probs is None else probs)
        setattr(self, self._given, given)
        return others_

    @property
    def _param(self) -> Any:
        return getattr(self, self._given)

    @lazy_property
    def probs(self) -> Any:
        return logits_to_probs(self.logits, is_binary=True)

    @lazy_property
    def logits(self) -> Any:
        return probs_to_logits(self.probs, is_binary=True)
