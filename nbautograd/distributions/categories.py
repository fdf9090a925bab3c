"""What distributions over the categories of a `Categorical` share."""

from __future__ import annotations

from typing import Any

from .categorical import Categorical
from .distribution import Distribution

__all__ = ["OfCategories"]


class OfCategories(Distribution):
    """Its events have a dimension of categories, whose probabilities a `Categorical` holds."""

    def __init__(self, categorical: Categorical, validate_args: bool | None) -> None:
        self._categorical = categorical
        super().__init__(categorical.batch_shape, categorical.param_shape[-1:],
                         validate_args=validate_args)

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        new = super().expand(batch_shape)
        new._categorical = self._categorical.expand(batch_shape)
        return new

    @property
    def probs(self) -> Any:
        """The probabilities, which sum to one."""
        return self._categorical.probs

    @property
    def logits(self) -> Any:
        """The logarithms of `probs`."""
        return self._categorical.logits

    @property
    def param_shape(self) -> Any:
        """The shape of what it was made from."""
        return self._categorical.param_shape
