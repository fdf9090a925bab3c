"""The normal distribution of vectors."""

from __future__ import annotations

import math
from typing import Any

from ..ops.creation import eye
from ..ops.linalg import cholesky, cholesky_inverse, solve_triangular
from ..ops.queries import broadcast_shapes
from . import constraints
from .distribution import Distribution
from .utils import lazy_property, standard_normal

__all__ = ["MultivariateNormal"]

_FORMS = ("covariance_matrix", "precision_matrix", "scale_tril")


class MultivariateNormal(Distribution):
    """Normal vectors around `loc`, ``(*b, k)``, with one of three matrices ``(*b, k, k)``.

    `covariance_matrix`, its inverse `precision_matrix`, or its Cholesky factor `scale_tril`.

    Raises:
        ValueError: not exactly one matrix; a `loc` or matrix without dimensions.

    >>> d = distributions.MultivariateNormal(zeros(2), eye(2))
    >>> d.log_prob(zeros(2))
    tensor(-1.8379)
    """

    arg_constraints = {
        "loc": constraints.real_vector, "covariance_matrix": constraints.positive_definite,
        "precision_matrix": constraints.positive_definite,
        "scale_tril": constraints.lower_cholesky}
    support = constraints.real_vector
    has_rsample = True

    def __init__(self, loc: Any, covariance_matrix: Any = None, precision_matrix: Any = None,
                 scale_tril: Any = None, validate_args: bool | None = None) -> None:
        if loc.dim() < 1:
            raise ValueError("loc must be at least one-dimensional.")
        given = {name: value for name, value in zip(
            _FORMS, (covariance_matrix, precision_matrix, scale_tril), strict=True)
            if value is not None}
        if len(given) != 1:
            raise ValueError("Exactly one of covariance_matrix or precision_matrix or scale_tril "
                             "may be specified.")
        (name, matrix), = given.items()
        if matrix.dim() < 2:
            raise ValueError(f"{name} {'matrix ' if name == 'scale_tril' else ''}must be at least "
                             "two-dimensional, with optional leading batch dimensions")
        batch = broadcast_shapes(matrix.shape[:-2], loc.shape[:-1])
        setattr(self, name, matrix.expand((*batch, -1, -1)))
        self.loc = loc.expand((*batch, -1))
        super().__init__(batch, self.loc.shape[-1:], validate_args=validate_args)
        self._factor = {"scale_tril": lambda: matrix, "covariance_matrix": lambda: cholesky(matrix),
                        "precision_matrix": lambda: _inverse_factor(matrix)}[name]()

    @lazy_property
    def scale_tril(self) -> Any:
        k = self._event_shape[0]
        return self._factor.expand((*self._batch_shape, k, k))

    @lazy_property
    def covariance_matrix(self) -> Any:
        k = self._event_shape[0]
        return (self._factor @ self._factor.mT).expand((*self._batch_shape, k, k))

    @lazy_property
    def precision_matrix(self) -> Any:
        k = self._event_shape[0]
        return cholesky_inverse(self._factor).expand((*self._batch_shape, k, k))

    @property
    def mean(self) -> Any:
        return self.loc

    @property
    def mode(self) -> Any:
        return self.loc

    @property
    def variance(self) -> Any:
        return self._factor.pow(2).sum(-1).expand(self._batch_shape + self._event_shape)

    def rsample(self, sample_shape: Any = ()) -> Any:
        drawn = standard_normal(self._extended_shape(sample_shape), self.loc)
        return self.loc + (self._factor @ drawn.unsqueeze(-1)).squeeze(-1)

    def log_prob(self, value: Any) -> Any:
        if self._validate_args:
            self._validate_sample(value)
        distance = solve_triangular(self._factor, (value - self.loc).unsqueeze(-1), upper=False)
        square = distance.squeeze(-1).pow(2).sum(-1)
        return -0.5 * (self._event_shape[0] * math.log(2 * math.pi) + square) - self._log_volume()

    def entropy(self) -> Any:
        k = self._event_shape[0]
        return (0.5 * k * (1.0 + math.log(2 * math.pi)) + self._log_volume()).expand(
            self._batch_shape)

    def _log_volume(self) -> Any:
        return self._factor.diagonal(dim1=-2, dim2=-1).log().sum(-1)


def _inverse_factor(precision: Any) -> Any:
    """The Cholesky factor of the inverse, from the factor of the matrix turned around."""
    turned = cholesky(precision.flip((-2, -1))).flip((-2, -1)).mT
    return solve_triangular(turned, eye(precision.shape[-1], dtype=precision.dtype), upper=False)
