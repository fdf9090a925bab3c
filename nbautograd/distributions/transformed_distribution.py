"""What becomes of a distribution when its values are mapped."""

from __future__ import annotations

from typing import Any

from ..engine.size import Size
from ..engine.state import no_grad
from . import constraints
from .distribution import Distribution
from .independent import Independent
from .transforms import ComposeTransform, Transform
from .utils import sum_rightmost

__all__ = ["TransformedDistribution"]


class TransformedDistribution(Distribution):
    """The distribution of ``transforms(x)``, x drawn from another.

    Raises:
        ValueError: not transforms, or a base of too few dimensions.

    >>> d = distributions.TransformedDistribution(
    ...     distributions.Normal(0.0, 1.0), [distributions.ExpTransform()])
    >>> d.log_prob(tensor(1.0))
    tensor(-0.9189)
    """

    arg_constraints: Any = {}

    def __init__(self, base_distribution: Distribution, transforms: Any,
                 validate_args: bool | None = None) -> None:
        self.transforms = [transforms] if isinstance(transforms, Transform) else transforms
        if not isinstance(self.transforms, list) or not all(
                isinstance(t, Transform) for t in self.transforms):
            raise ValueError(f"transforms must be a Transform or list, but was {transforms}")
        shape = base_distribution.batch_shape + base_distribution.event_shape
        transform = ComposeTransform(self.transforms)
        if len(shape) < transform.domain.event_dim:
            raise ValueError("base_distribution needs to have shape with size at least "
                             f"{transform.domain.event_dim}, but got {shape}.")
        out = transform.forward_shape(shape)
        whole = transform.inverse_shape(out)
        if shape != whole:
            base_batch = whole[:len(whole) - len(base_distribution.event_shape)]
            base_distribution = base_distribution.expand(base_batch)
        lifted = transform.domain.event_dim - len(base_distribution.event_shape)
        if lifted > 0:
            base_distribution = Independent(base_distribution, lifted)
        self.base_dist: Any = base_distribution
        dims = transform.codomain.event_dim + max(
            len(base_distribution.event_shape) - transform.domain.event_dim, 0)
        super().__init__(out[:len(out) - dims], out[len(out) - dims:],
                         validate_args=validate_args)

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        new = object.__new__(type(self))
        new.__dict__.update(self.__dict__)
        for name in self.arg_constraints:
            if name in self.__dict__:
                new.__dict__[name] = self.__dict__[name].expand(batch_shape)
        shape = ComposeTransform(self.transforms).inverse_shape((*batch_shape, *self._event_shape))
        new.base_dist = self.base_dist.expand(shape[:len(shape) - len(self.base_dist.event_shape)])
        new._batch_shape = Size(batch_shape)
        return new

    @property
    def has_rsample(self) -> bool:
        return bool(self.base_dist.has_rsample)

    @constraints.dependent_property(is_discrete=False)
    def support(self) -> Any:
        if not self.transforms:
            return self.base_dist.support
        found = self.transforms[-1].codomain
        lifted = len(self._event_shape) - found.event_dim
        return constraints.independent(found, lifted) if lifted > 0 else found

    def sample(self, sample_shape: Any = ()) -> Any:
        with no_grad():
            return self._mapped(self.base_dist.sample(sample_shape))

    def rsample(self, sample_shape: Any = ()) -> Any:
        return self._mapped(self.base_dist.rsample(sample_shape))

    def _mapped(self, x: Any) -> Any:
        for transform in self.transforms:
            x = transform(x)
        return x

    def log_prob(self, value: Any) -> Any:
        if self._validate_args:
            self._validate_sample(value)
        dims, log_prob, y = len(self._event_shape), 0.0, value
        for transform in reversed(self.transforms):
            x = transform.inv(y)
            dims += transform.domain.event_dim - transform.codomain.event_dim
            log_prob = log_prob - sum_rightmost(
                transform.log_abs_det_jacobian(x, y), dims - transform.domain.event_dim)
            y = x
        return log_prob + sum_rightmost(
            self.base_dist.log_prob(y), dims - len(self.base_dist.event_shape))

    def cdf(self, value: Any) -> Any:
        for transform in reversed(self.transforms):
            value = transform.inv(value)
        if self._validate_args:
            self.base_dist._validate_sample(value)
        return self._turned(self.base_dist.cdf(value))

    def icdf(self, value: Any) -> Any:
        return self._mapped(self.base_dist.icdf(self._turned(value)))

    def _turned(self, level: Any) -> Any:
        """``1 - level`` where the map falls."""
        sign: Any = 1
        for transform in self.transforms:
            sign = sign * transform.sign
        return level if isinstance(sign, int) and sign == 1 else sign * (level - 0.5) + 0.5
