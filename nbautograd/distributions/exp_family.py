"""Distributions whose logarithm is linear in functions of the value."""

from __future__ import annotations

from .distribution import Distribution

__all__ = ["ExponentialFamily"]


class ExponentialFamily(Distribution):
    """Base of those of exponential form: a mark, by which programs recognise them.

    >>> isinstance(distributions.Normal(0.0, 1.0), distributions.ExponentialFamily)
    True
    """
