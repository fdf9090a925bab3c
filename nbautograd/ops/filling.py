"""Tensor methods that fill a tensor with random numbers in place: ``x.uniform_()`` and so on.

They are in-place steps of the graph: the version counts up, a leaf that requires grad refuses,
and no gradient passes to what was overwritten.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..engine.inplace import run_inplace
from ..engine.messages import type_name
from ..engine.op import Op
from ..engine.state import LOCAL
from ..engine.tensor import Tensor
from ..engine.writable import check_writable
from . import drawing
from .random import stream_of
from .sampling import bound, real

__all__ = ["METHODS"]


def _overwriting(name: str, number: int = 0) -> Op:
    """The op of a method: what was drawn is its argument, so that it can be run again."""
    node = "".join(part.title() for part in name.split("_")) + f"Backward{number}"
    return Op(name, lambda x, drawn: drawn, (lambda g: g * 0,), kind="op", node=node)


_UNIFORM, _EXPONENTIAL, _CAUCHY, _GEOMETRIC, _LOG_NORMAL, _NORMAL = (
    _overwriting(name)
    for name in ("uniform", "exponential", "cauchy", "geometric", "log_normal", "normal"))
_RANDOM_FROM, _RANDOM_TO, _RANDOM = (_overwriting("random", n) for n in range(3))
_BERNOULLI = _overwriting("bernoulli", 2)
_BERNOULLI_OF = Op("bernoulli", lambda x, p, drawn: drawn, (lambda g: g * 0, lambda g: g * 0),
                   kind="op", node="BernoulliBackward1")


def _fill(op: Op, t: Tensor, draw: Callable[[np.ndarray[Any, Any]], Any], *inputs: Any) -> Tensor:
    """Overwrite `t` with what `draw` makes for its memory; a refused write draws nothing."""
    check_writable(t, LOCAL.mode)
    return run_inplace(op, (t, *inputs, draw(t._data)))


def _from(name: str, named: dict[str, Any], default: Any) -> Any:
    """The parameter called ``from``, which is no name in Python."""
    value = named.pop("from", default)
    for key in named:
        raise TypeError(f"{name}() got an unexpected keyword argument '{key}'")
    return value


def uniform_(self: Tensor, from_: Any = 0.0, to: Any = 1.0, *, generator: Any = None,
             **named: Any) -> Tensor:
    """Fill with uniform numbers in [from, to); returns the tensor.

    Raises:
        RuntimeError: an empty range; a leaf that requires grad.
        NotImplementedError: a type without fractions.

    >>> _ = manual_seed(0); zeros(2).uniform_(-1, 1)
    tensor([-0.0075,  0.5364])
    """
    low = real(_from("uniform_", named, from_), "uniform_", "from", 1)
    high, stream = real(to, "uniform_", "to", 2), stream_of(generator, "uniform_")
    return _fill(_UNIFORM, self, lambda data: drawing.uniform(data, stream, low, high))


def normal_(self: Tensor, mean: Any = 0.0, std: Any = 1.0, *, generator: Any = None) -> Tensor:
    """Fill with normal numbers; returns the tensor.

    Raises:
        RuntimeError: a negative deviation; a leaf that requires grad.

    >>> _ = manual_seed(0); zeros(2).normal_(10, 2)
    tensor([13.0820,  9.4131])
    """
    centre, spread = real(mean, "normal_", "mean", 1), real(std, "normal_", "std", 2)
    stream = stream_of(generator, "normal_")
    return _fill(_NORMAL, self, lambda data: drawing.normal(data, stream, centre, spread))


def exponential_(self: Tensor, lambd: Any = 1.0, *, generator: Any = None) -> Tensor:
    """Fill with exponential waiting times of rate `lambd`; returns the tensor.

    Raises:
        RuntimeError: `lambd` is not positive; a leaf that requires grad.

    >>> _ = manual_seed(0); zeros(2).exponential_()
    tensor([3.5083, 1.2304])
    """
    rate, stream = real(lambd, "exponential_", "lambd", 1), stream_of(generator, "exponential_")
    return _fill(_EXPONENTIAL, self, lambda data: drawing.exponential(data, stream, rate))


def log_normal_(self: Tensor, mean: Any = 1.0, std: Any = 2.0, *,
                generator: Any = None) -> Tensor:
    """Fill with numbers whose logarithm is normal; returns the tensor.

    Raises:
        RuntimeError: `std` is not positive; a leaf that requires grad.

    >>> _ = manual_seed(0); zeros(2).log_normal_(0, 1)
    tensor([4.6692, 0.7457])
    """
    centre, spread = real(mean, "log_normal_", "mean", 1), real(std, "log_normal_", "std", 2)
    stream = stream_of(generator, "log_normal_")
    return _fill(_LOG_NORMAL, self, lambda data: drawing.log_normal(data, stream, centre, spread))


def cauchy_(self: Tensor, median: Any = 0.0, sigma: Any = 1.0, *,
            generator: Any = None) -> Tensor:
    """Fill with Cauchy numbers; returns the tensor.

    Raises:
        RuntimeError: `sigma` is not positive; a leaf that requires grad.

    >>> _ = manual_seed(0); zeros(2).cauchy_()
    tensor([10.5977,  0.7648])
    """
    centre, width = real(median, "cauchy_", "median", 1), real(sigma, "cauchy_", "sigma", 2)
    stream = stream_of(generator, "cauchy_")
    return _fill(_CAUCHY, self, lambda data: drawing.cauchy(data, stream, centre, width))


def geometric_(self: Tensor, p: Any, *, generator: Any = None) -> Tensor:
    """Fill with the trials up to the first success of probability `p`; returns the tensor.

    Raises:
        RuntimeError: `p` outside (0, 1); a leaf that requires grad.

    >>> _ = manual_seed(0); zeros(3).geometric_(0.3)
    tensor([1., 1., 3.])
    """
    chance, stream = real(p, "geometric_", "p", 1), stream_of(generator, "geometric_")
    return _fill(_GEOMETRIC, self, lambda data: drawing.geometric(data, stream, chance))


def bernoulli_(self: Tensor, p: Any = 0.5, *, generator: Any = None) -> Tensor:
    """Fill with 1 of probability `p`, else 0; a tensor `p` has one for each; returns the tensor.

    Raises:
        RuntimeError: `p` outside [0, 1]; a leaf that requires grad.

    >>> _ = manual_seed(0); zeros(3).bernoulli_(0.5)
    tensor([0., 0., 1.])
    """
    stream = stream_of(generator, "bernoulli_")
    if isinstance(p, Tensor):
        each = p._data
        return _fill(_BERNOULLI_OF, self,
                     lambda data: drawing.each_bernoulli(data, stream, each), p)
    chance = real(p, "bernoulli_", "p", 1)
    return _fill(_BERNOULLI, self, lambda data: drawing.bernoulli(data, stream, chance))


def random_(self: Tensor, *bounds: Any, to: Any = None, generator: Any = None,
            **named: Any) -> Tensor:
    """Fill with integers: ``random_()``, ``random_(to)`` or ``random_(from, to)``.

    Without bounds they reach from 0 to the largest that the type holds without a gap.

    Raises:
        RuntimeError: an empty range, or one that the type does not hold; a leaf that requires grad.

    >>> _ = manual_seed(0); zeros(3).random_(1, 7)
    tensor([3., 4., 6.])
    """
    low = _from("random_", named, None)
    if len(bounds) > 2:
        raise TypeError(f"random_() takes 2 positional arguments but {len(bounds)} were given: "
                        "random_(from, to)")
    stream = stream_of(generator, "random_")
    if len(bounds) == 2:
        low, to = bounds
    elif bounds and low is None:
        to = bounds[0]
    if low is None and to is None:
        return _fill(_RANDOM, self, lambda data: drawing.whole_numbers(data, stream))
    try:
        first = 0 if low is None else bound(low, "random_", "from")
        last = None if to is None else bound(to, "random_", "to")
    except TypeError:
        raise TypeError(f"random_() received an invalid combination of arguments - got {low}, "
                        f"{to}, but expected integers: (), (to) or (from, to)") from None
    op = _RANDOM_TO if low is None else _RANDOM_FROM
    return _fill(op, self, lambda data: drawing.integers(data, stream, first, last))


def apply_(self: Tensor, callable: Callable[[Any], Any]) -> Tensor:
    """Replace every element by ``callable(element)``, one call each; returns the tensor.

    Slow, and nothing that autograd knows of: prefer what works on whole tensors.

    Raises:
        RuntimeError: the tensor requires grad.

    >>> tensor([1.0, 2.0]).apply_(lambda v: v * 10)
    tensor([10., 20.])
    """
    return _each(self, "apply_", callable, ())


def map_(self: Tensor, tensor: Any, callable: Callable[[Any, Any], Any]) -> Tensor:
    """Replace every element by ``callable(element, other)``, `tensor` expanded to the shape.

    Raises:
        TypeError: not a tensor, or of another type.   RuntimeError: one of them requires grad.

    >>> tensor([1.0, 2.0]).map_(tensor([3.0, 4.0]), lambda a, b: a * b)
    tensor([3., 8.])
    """
    if not isinstance(tensor, Tensor):
        raise TypeError("map_(): argument 'other' (position 1) must be Tensor, not "
                        f"{type(tensor).__name__}")
    if tensor._data.dtype != self._data.dtype and not (self._requires or tensor._requires):
        raise TypeError(f"map_: expected {type_name(self._data.dtype)} for 'other' (got "
                        f"{type_name(tensor._data.dtype)})")
    return _each(self, "map_", callable, (tensor,))


def _each(t: Tensor, name: str, function: Callable[..., Any], others: tuple[Tensor, ...]) -> Tensor:
    if any(x.requires_grad for x in (t, *others)):
        raise RuntimeError(f"Can't call {name}() on Variable that requires grad. Use "
                           f"var.detach().{name}() instead.")
    data = t._data
    arrays = [data, *(x.expand(data.shape)._data for x in others)]
    convert = {"f": float, "c": complex, "b": bool}.get(data.dtype.kind, int)
    for place in np.ndindex(data.shape):
        value = function(*(a[place].item() for a in arrays))
        if not isinstance(value, (int, float, complex, np.generic)):
            raise TypeError(f"must be real number, not {type(value).__name__}")
        data[place] = convert(value)  # type: ignore[operator, type-var]  # each takes a number
    return t


METHODS = {f.__name__: f for f in (
    apply_, bernoulli_, cauchy_, exponential_, geometric_, log_normal_, map_, normal_,
    random_, uniform_)}
