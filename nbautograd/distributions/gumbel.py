"""The Gumbel distribution."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..engine.dtypes import finfo
from . import constraints
from .transformed_distribution import TransformedDistribution
from .transforms import AffineTransform, ExpTransform
from .uniform import Uniform
from .utils import broadcast_all

__all__ = ["Gumbel"]


class Gumbel(TransformedDistribution):
    """The largest of many numbers of exponential tails.

    >>> distributions.Gumbel(tensor(0.0), tensor(1.0)).mean
    tensor(0.5772)
    """

    arg_constraints = {"loc": constraints.real, "scale": constraints.positive}
    support = constraints.real

    def __init__(self, loc: Any, scale: Any, validate_args: bool | None = None) -> None:
        self.loc, self.scale = broadcast_all(loc, scale)
        limits = finfo(self.loc.dtype)
        shape = self.loc.shape
        base = Uniform(self.loc.new_full(shape, limits.tiny),
                       self.loc.new_full(shape, 1 - limits.eps), validate_args=validate_args)
        minus = AffineTransform(0, -self.scale.new_ones(shape))
        super().__init__(base, [ExpTransform().inv, minus, ExpTransform().inv,
                                AffineTransform(self.loc, -self.scale)],
                         validate_args=validate_args)

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        return self._as_strict(Gumbel(
            self.loc.expand(batch_shape), self.scale.expand(batch_shape), validate_args=False))

    @property
    def mean(self) -> Any:
        return self.loc + self.scale * np.euler_gamma

    @property
    def mode(self) -> Any:
        return self.loc

    @property
    def stddev(self) -> Any:
        return (math.pi / math.sqrt(6)) * self.scale

    @property
    def variance(self) -> Any:
        return self.stddev.pow(2)

    def log_prob(self, value: Any) -> Any:
        if self._validate_args:
            self._validate_sample(value)
        y = (self.loc - value) / self.scale
        return (y - y.exp()) - self.scale.log()

    def entropy(self) -> Any:
        return self.scale.log() + (1 + np.euler_gamma)
