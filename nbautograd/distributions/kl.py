"""The Kullback-Leibler divergence of two distributions, by the formula of their two types.

A formula is registered for two classes; of several that fit, the one of the nearest classes counts.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ..ops.activation import softplus
from ..ops.gather import where
from ..ops.linalg import solve_triangular
from ..ops.special import digamma, lgamma
from .bernoulli import Bernoulli
from .beta import Beta
from .binomial import Binomial
from .categorical import Categorical
from .cauchy import Cauchy
from .dirichlet import Dirichlet
from .distribution import Distribution
from .exponential import Exponential
from .gamma import Gamma
from .geometric import Geometric
from .half_normal import HalfNormal
from .independent import Independent
from .laplace import Laplace
from .multivariate_normal import MultivariateNormal
from .normal import Normal
from .one_hot_categorical import OneHotCategorical
from .pareto import Pareto
from .poisson import Poisson
from .transformed_distribution import TransformedDistribution
from .uniform import Uniform
from .utils import sum_rightmost

__all__ = ["kl_divergence", "register_kl"]

_FORMULAS: dict[tuple[type, type], Callable[[Any, Any], Any]] = {}


def register_kl(type_p: type, type_q: type) -> Callable[[Any], Any]:
    """Decorate the formula for two classes of distributions.

    Raises:
        TypeError: not classes of distributions.

    >>> class Mine(distributions.Normal):
    ...     pass
    >>> @distributions.register_kl(Mine, Mine)
    ... def mine(p, q):
    ...     return p.loc - q.loc
    >>> distributions.kl_divergence(Mine(3.0, 1.0), Mine(1.0, 1.0))
    tensor(2.)
    """
    for which, given in (("type_p", type_p), ("type_q", type_q)):
        if not (isinstance(given, type) and issubclass(given, Distribution)):
            raise TypeError(f"Expected {which} to be a Distribution subclass but got {given}")

    def register(formula: Any) -> Any:
        _FORMULAS[type_p, type_q] = formula
        return formula
    return register


def kl_divergence(p: Distribution, q: Distribution) -> Any:
    """The expectation under `p` of ``log p(x) - log q(x)``, one number for each of the batch.

    Raises:
        NotImplementedError: there is no formula for the two types.

    >>> distributions.kl_divergence(distributions.Normal(0.0, 1.0), distributions.Normal(1.0, 1.0))
    tensor(0.5000)
    """
    fitting = [(type(p).__mro__.index(a) + type(q).__mro__.index(b), n, formula)
               for n, ((a, b), formula) in enumerate(_FORMULAS.items())
               if isinstance(p, a) and isinstance(q, b)]
    if not fitting:
        raise NotImplementedError(f"No KL(p || q) is implemented for p type {type(p).__name__} "
                                  f"and q type {type(q).__name__}")
    return min(fitting)[2](p, q)


# -- of one type ---------------------------------------------------------------------------------


@register_kl(Bernoulli, Bernoulli)
def _bernoulli(p: Any, q: Any) -> Any:
    success = p.probs * (softplus(-q.logits) - softplus(-p.logits))
    success = where(q.probs == 0, math.inf, success).masked_fill(p.probs == 0, 0)
    failure = (1 - p.probs) * (softplus(q.logits) - softplus(p.logits))
    return success + where(q.probs == 1, math.inf, failure).masked_fill(p.probs == 1, 0)


@register_kl(Beta, Beta)
def _beta(p: Any, q: Any) -> Any:
    return _dirichlet(p._dirichlet, q._dirichlet)


@register_kl(Binomial, Binomial)
def _binomial(p: Any, q: Any) -> Any:
    if (p.total_count < q.total_count).any():
        raise NotImplementedError(
            "KL between Binomials where q.total_count > p.total_count is not implemented")
    kl = p.total_count * (p.probs * (p.logits - q.logits) + (-p.probs).log1p() - (-q.probs).log1p())
    return kl.masked_fill(p.total_count > q.total_count, math.inf)


@register_kl(Categorical, Categorical)
def _categorical(p: Any, q: Any) -> Any:
    each = p.probs * (p.logits - q.logits)
    each = each.masked_fill((q.probs == 0).expand_as(each), math.inf)
    return each.masked_fill((p.probs == 0).expand_as(each), 0).sum(-1)


@register_kl(Cauchy, Cauchy)
def _cauchy(p: Any, q: Any) -> Any:
    wide = (p.scale + q.scale).pow(2) + (p.loc - q.loc).pow(2)
    return wide.log() - (4 * p.scale * q.scale).log()


@register_kl(Dirichlet, Dirichlet)
def _dirichlet(p: Any, q: Any) -> Any:
    a, b = p.concentration, q.concentration
    total = a.sum(-1)
    return (lgamma(total) - lgamma(b.sum(-1)) - (lgamma(a) - lgamma(b)).sum(-1)
            + ((a - b) * (digamma(a) - digamma(total).unsqueeze(-1))).sum(-1))


@register_kl(Exponential, Exponential)
def _exponential(p: Any, q: Any) -> Any:
    ratio = q.rate / p.rate
    return -ratio.log() + ratio - 1


@register_kl(Gamma, Gamma)
def _gamma(p: Any, q: Any) -> Any:
    return (q.concentration * (p.rate / q.rate).log()
            + lgamma(q.concentration) - lgamma(p.concentration)
            + (p.concentration - q.concentration) * digamma(p.concentration)
            + (q.rate - p.rate) * (p.concentration / p.rate))


@register_kl(Geometric, Geometric)
def _geometric(p: Any, q: Any) -> Any:
    return -p.entropy() - (-q.probs).log1p() / p.probs - q.logits


@register_kl(HalfNormal, HalfNormal)
def _half_normal(p: Any, q: Any) -> Any:
    return _normal(p.base_dist, q.base_dist)


@register_kl(Laplace, Laplace)
def _laplace(p: Any, q: Any) -> Any:
    ratio, distance = p.scale / q.scale, (p.loc - q.loc).abs()
    return -ratio.log() + distance / q.scale + ratio * (-distance / p.scale).exp() - 1


@register_kl(MultivariateNormal, MultivariateNormal)
def _multivariate_normal(p: Any, q: Any) -> Any:
    if p.event_shape != q.event_shape:
        raise ValueError(f"KL-divergence between two Multivariate Normals with different event "
                         f"shapes cannot be computed: {p.event_shape} and {q.event_shape}")
    spread = solve_triangular(q._factor, p._factor, upper=False).pow(2).sum((-2, -1))
    moved = solve_triangular(q._factor, (q.loc - p.loc).unsqueeze(-1), upper=False)
    return (q._log_volume() - p._log_volume()
            + 0.5 * (spread + moved.pow(2).sum((-2, -1)) - p.event_shape[0]))


@register_kl(Normal, Normal)
def _normal(p: Any, q: Any) -> Any:
    ratio = (p.scale / q.scale).pow(2)
    return 0.5 * (ratio + ((p.loc - q.loc) / q.scale).pow(2) - 1 - ratio.log())


@register_kl(OneHotCategorical, OneHotCategorical)
def _one_hot_categorical(p: Any, q: Any) -> Any:
    return _categorical(p._categorical, q._categorical)


@register_kl(Pareto, Pareto)
def _pareto(p: Any, q: Any) -> Any:
    ratio, scales = q.alpha / p.alpha, p.scale / q.scale
    kl = q.alpha * scales.log() - ratio.log() + ratio - 1
    return kl.masked_fill(p.scale < q.scale, math.inf)


@register_kl(Poisson, Poisson)
def _poisson(p: Any, q: Any) -> Any:
    return p.rate * (p.rate.log() - q.rate.log()) - (p.rate - q.rate)


@register_kl(Uniform, Uniform)
def _uniform(p: Any, q: Any) -> Any:
    kl = ((q.high - q.low) / (p.high - p.low)).log()
    return kl.masked_fill((q.low > p.low) | (q.high < p.high), math.inf)


@register_kl(Independent, Independent)
def _independent(p: Any, q: Any) -> Any:
    if p.reinterpreted_batch_ndims != q.reinterpreted_batch_ndims:
        raise NotImplementedError("the two distributions take different numbers of dimensions as "
                                  "one event")
    return sum_rightmost(kl_divergence(p.base_dist, q.base_dist), p.reinterpreted_batch_ndims)


@register_kl(TransformedDistribution, TransformedDistribution)
def _transformed(p: Any, q: Any) -> Any:
    if p.transforms != q.transforms or p.event_shape != q.event_shape:
        raise NotImplementedError("the two distributions are mapped differently")
    extra = len(p.event_shape) - len(p.base_dist.event_shape)
    return sum_rightmost(kl_divergence(p.base_dist, q.base_dist), extra)


# -- of two types --------------------------------------------------------------------------------


@register_kl(Exponential, Gamma)
def _exponential_gamma(p: Any, q: Any) -> Any:
    return _gamma(Gamma(p.rate.new_ones(p.rate.shape), p.rate, validate_args=False), q)


@register_kl(Gamma, Exponential)
def _gamma_exponential(p: Any, q: Any) -> Any:
    return _gamma(p, Gamma(q.rate.new_ones(q.rate.shape), q.rate, validate_args=False))


def _against_normal(p: Any, q: Any) -> Any:
    """Of anything with entropy, mean and variance: a normal logarithm is a square."""
    square = p.variance + (p.mean - q.loc).pow(2)
    log_norm = 0.5 * (2 * math.pi * q.scale.pow(2)).log()
    return log_norm - p.entropy() + square / (2 * q.scale.pow(2))


for _p in (Beta, Exponential, Gamma, Laplace, Uniform):
    register_kl(_p, Normal)(_against_normal)


@register_kl(Uniform, Beta)
def _uniform_beta(p: Any, q: Any) -> Any:
    width, a, b = p.high - p.low, q.concentration1, q.concentration0
    low, high = (_x_log_x(x) for x in (p.low, p.high))
    low_rest, high_rest = (_x_log_x(1 - x) for x in (p.low, p.high))
    kl = (lgamma(a) + lgamma(b) - lgamma(a + b) - p.entropy()
          - (a - 1) * ((high - low) / width - 1) - (b - 1) * ((low_rest - high_rest) / width - 1))
    return kl.masked_fill((p.high > 1) | (p.low < 0), math.inf)


def _x_log_x(x: Any) -> Any:
    return x.xlogy(x)


@register_kl(Beta, Uniform)
def _beta_uniform(p: Any, q: Any) -> Any:
    kl = -p.entropy() + (q.high - q.low).log()
    return kl.masked_fill((q.low > 0) | (q.high < 1), math.inf)
