"""One value everywhere: `fill`, and in place `fill_` and `zero_`."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.declare import linear, wraps_op
from ..engine.inplace import is_plain, run_inplace
from ..engine.op import Op
from ..engine.structural import sum_to
from ..engine.tensor import Tensor
from ..engine.version import count_up
from .arguments import number_as
from .formulas import zero_of
from .parts import sliced


def _fill(x: Any, value: Any) -> Any:
    """One value everywhere, in the type of the tensor: ``(n, m), () -> (n, m)``.

    Raises:
        RuntimeError: a value of more than one element.

    >>> fill(tensor([1.0, 2.0]), 7)
    tensor([7., 7.])
    """
    if isinstance(value, np.ndarray) and value.ndim:
        raise RuntimeError("fill_ only supports 0-dimension value tensor but got tensor with "
                           f"{value.ndim} dimensions.")
    return np.full(x.shape, number_as(value, x.dtype), x.dtype)


def _zero(g: Any) -> Any:
    return zero_of(g)


def _total(g: Any) -> Any:
    return sum_to(g, ())


filled = linear("fill", _fill, _zero, jvp=lambda dx: zero_of(dx), public=False, method=False,
                samples=lambda make: [((make(2, 3), 5.0), {})])
filled_with = linear("fill.tensor", _fill, _zero, _total, public=False, method=False,
                     node="FillBackward1", samples=lambda make: [((make(2, 3), make()), {})])
# PyTorch counts its in-place forms on.
_FILL = Op("fill", _fill, (_zero,), kind="linear", jvp=lambda dx: zero_of(dx),
           node="FillBackward2")
_FILL_WITH = Op("fill", _fill, (_zero, _total), kind="linear", node="FillBackward3")
_ZERO = Op("zero", lambda x: np.zeros(x.shape, x.dtype), (_zero,), kind="linear")


@wraps_op("fill", filled, filled_with, method=False)
def fill(input: Any, value: Any) -> Any:
    return (filled_with if isinstance(value, Tensor) else filled)(input, value)


fill.__doc__ = filled.op.doc


def fill_(self: Tensor, value: Any) -> Tensor:
    """Fill with one value: a number or a 0-d tensor; returns the tensor.

    Raises:
        RuntimeError: a leaf that requires grad.

    >>> zeros(2).fill_(7)
    tensor([7., 7.])
    """
    if type(value) is float and is_plain(self) and -6e4 < value < 6e4:   # fits all floating types
        self._data.fill(value)
        count_up(self)
        return self
    run_inplace(_FILL_WITH if isinstance(value, Tensor) else _FILL, (_each_once(self), value))
    return self


def _each_once(x: Tensor) -> Tensor:
    """A part of an expanded tensor that has each of its elements: one value suits all indices."""
    for d, (n, step) in enumerate(zip(x._data.shape, x._data.strides, strict=True)):
        if n > 1 and not step:
            x = sliced(x, d, 0, 1, 1)
    return x


def zero_(self: Tensor) -> Tensor:
    """Fill with zeros; returns the tensor.

    Raises:
        RuntimeError: a leaf that requires grad.

    >>> ones(2).zero_()
    tensor([0., 0.])
    """
    if is_plain(self):
        self._data.fill(0)
        count_up(self)
        return self
    run_inplace(_ZERO, (_each_once(self),))
    return self

def fill_everywhere(x: Tensor, value: Tensor) -> None:
    """As `fill_` with a tensor; an expanded tensor is refused."""
    run_inplace(_FILL_WITH, (x, value))


METHODS = {"fill_": fill_, "zero_": zero_}
FUNCTIONS = METHODS
