"""What every distribution has.

Shapes: a sample has the shape ``sample_shape + batch_shape + event_shape``. The batch are
distributions side by side, one for each element of the parameters; an event is what is drawn at
once, a number or a vector. `log_prob` gives one number for each event.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from ..engine.size import Size
from ..engine.state import LOCAL, no_grad, switch
from ..engine.tensor import Tensor
from .constraints import Constraint, is_dependent
from .utils import lazy_property

__all__ = ["Distribution"]


def _aside() -> AbstractContextManager[None]:
    """A check is no part of what a program computes: nobody records it."""
    return nullcontext() if LOCAL.mode.recorder is None else switch(recorder=None)


class Distribution:
    """Base of distributions; a user's own defines what it can of the methods.

    What a distribution does not define is refused with NotImplementedError, as PyTorch does.

    Raises:
        ValueError: a parameter violates its constraint in `arg_constraints`, unless
            ``validate_args=False``.

    >>> distributions.Normal(0.0, 1.0).sample((2, 3)).shape
    torch.Size([2, 3])
    """

    has_rsample: Any = False
    has_enumerate_support: Any = False
    arg_constraints: Any = {}
    support: Any = None
    _validate_args = True

    @staticmethod
    def set_default_validate_args(value: bool) -> None:
        """Whether parameters and values are checked where it is not said."""
        if value not in (True, False):
            raise ValueError
        Distribution._validate_args = value

    def __init__(self, batch_shape: Any = Size(()), event_shape: Any = Size(()),  # noqa: B008 (a tuple)
                 validate_args: bool | None = None) -> None:
        self._batch_shape, self._event_shape = Size(batch_shape), Size(event_shape)
        if validate_args is not None:
            self._validate_args = validate_args
        if self._validate_args:
            self._check_parameters()

    def _check_parameters(self) -> None:
        for name, constraint in self.arg_constraints.items():
            lazy = isinstance(getattr(type(self), name, None), lazy_property)
            if is_dependent(constraint) or (lazy and name not in self.__dict__):
                continue
            with _aside():
                value = getattr(self, name)
                fine = constraint.check(value).all()
            if not fine:
                raise ValueError(
                    f"Expected parameter {name} ({type(value).__name__} of shape "
                    f"{tuple(value.shape)}) of distribution {self!r} to satisfy the constraint "
                    f"{constraint!r}, but found invalid values:\n{value}")

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        """The same distribution with a larger batch, its parameters expanded."""
        new = object.__new__(type(self))
        new.__dict__.update(self.__dict__)
        for name in self.arg_constraints:
            if name in self.__dict__:
                value = self.__dict__[name]
                event = value.shape[len(self._batch_shape):]
                new.__dict__[name] = value.expand((*batch_shape, *event))
        new._batch_shape = Size(batch_shape)
        return new

    def _as_strict(self, made: Any) -> Any:
        """Another distribution, which checks what this one checks."""
        made._validate_args = self._validate_args
        return made

    @property
    def batch_shape(self) -> Size:
        """The shape of the parameters, without what belongs to one event."""
        return self._batch_shape

    @property
    def event_shape(self) -> Size:
        """The shape of one draw."""
        return self._event_shape

    @property
    def mean(self) -> Any:
        """The expectation."""
        raise NotImplementedError

    @property
    def mode(self) -> Any:
        """The most probable value."""
        raise NotImplementedError(f"{self.__class__} does not implement mode")

    @property
    def variance(self) -> Any:
        """The expectation of the squared distance from the mean."""
        raise NotImplementedError

    @property
    def stddev(self) -> Any:
        """The root of the variance."""
        return self.variance.sqrt()

    def sample(self, sample_shape: Any = ()) -> Any:
        """Values of shape ``sample_shape + batch_shape + event_shape``; no gradient passes."""
        with no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """As `sample`, differentiable by the parameters."""
        raise NotImplementedError

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density, or probability, at `value`."""
        raise NotImplementedError

    def cdf(self, value: Any) -> Any:
        """The probability of what is not larger than `value`."""
        raise NotImplementedError

    def icdf(self, value: Any) -> Any:
        """The inverse of `cdf`."""
        raise NotImplementedError

    def enumerate_support(self, expand: bool = True) -> Any:
        """All values, along a first dimension."""
        raise NotImplementedError

    def entropy(self) -> Any:
        """The expectation of ``-log_prob``."""
        raise NotImplementedError

    def perplexity(self) -> Any:
        """``exp(entropy)``."""
        return self.entropy().exp()

    def _extended_shape(self, sample_shape: Any = ()) -> Size:
        return Size((*sample_shape, *self._batch_shape, *self._event_shape))

    def _validate_sample(self, value: Any) -> None:
        """Check a value that `log_prob` or `cdf` was given.

        Raises:
            ValueError: not a tensor, a shape that does not fit, or outside the support.
        """
        if not isinstance(value, Tensor):
            raise ValueError("The value argument to log_prob must be a Tensor")
        event, full = len(self._event_shape), self._batch_shape + self._event_shape
        if value.size()[value.dim() - event:] != self._event_shape:
            raise ValueError(f"The right-most size of value must match event_shape: "
                             f"{value.size()} vs {self._event_shape}.")
        for i, j in zip(reversed(value.size()), reversed(full), strict=False):
            if i != 1 and j != 1 and i != j:
                raise ValueError("Value is not broadcastable with batch_shape+event_shape: "
                                 f"{value.size()} vs {full}.")
        with _aside():
            support = self.support
            if not isinstance(support, Constraint) or support.check(value).all():
                return
        raise ValueError(
            f"Expected value argument ({type(value).__name__} of shape {tuple(value.shape)}) to be "
            f"within the support ({support!r}) of the distribution {self!r}, but found invalid "
            f"values:\n{value}")

    def __repr__(self) -> str:
        found = {name: self.__dict__[name] for name in self.arg_constraints
                 if name in self.__dict__}
        shown = (f"{name}: {value if value.numel() == 1 else value.size()}"
                 for name, value in found.items())
        return f"{self.__class__.__name__}({', '.join(shown)})"
