"""``x[index] = value``: a view that is copied into, or elements put where index tensors point.

A recorder sees one step, ``setitem``.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.declare import composite
from ..engine.inplace import copy_, run_inplace
from ..engine.messages import type_name
from ..engine.state import GRAD, LOCAL, NO_GRAD
from ..engine.tensor import Tensor, wrap
from ..engine.version import count_up
from .arguments import number_as
from .fill import fill_everywhere
from .index import is_basic, put_at, resolve
from .indices import KINDS, Indices
from .shape import expand_to_size, view_


@composite("setitem", method=False, public=False)
def setitem(self: Any, index: Any, value: Any) -> None:
    """``x[index] = value``: a number, or a tensor that broadcasts to ``x[index]``.

    Raises:
        IndexError: as reading.   RuntimeError: shapes do not fit; a leaf that requires grad.
        TypeError: `value` is no tensor and no number.

    >>> x = zeros(3); x[1:] = 5; x
    tensor([0., 5., 5.])
    """
    if _written(self, index, value):
        return
    if not isinstance(value, Tensor):
        value = _value(self, value)
    part, tensors = resolve(self, index)
    if tensors:
        value = _leading_ones_off(value, part._data.ndim + value._data.ndim)
        run_inplace(put_at.op, (part, Indices(tensors), value, False))
        return
    shape = part._data.shape
    if value._data.shape == shape:
        copy_(part, value)
    elif not value._data.ndim:
        fill_everywhere(part, value)
    else:
        value = _leading_ones_off(value, len(shape))
        expand_to_size.op.forward(value._data, shape)      # refuses in PyTorch's words
        copy_(part, value)


def _written(x: Any, index: Any, value: Any) -> bool:
    """Write at once if that is all there is to do: nothing tracked, nothing unusual."""
    mode, data = LOCAL.mode, x._data
    if mode is not GRAD and mode is not NO_GRAD:
        return False
    if mode is GRAD and (x._requires or (x._view is not None and x._view.base._requires)):
        return False
    kind = type(value)
    if kind is int or kind is float:
        if data.dtype.kind != "f" or not -6e4 < value < 6e4:    # fits every floating type
            return False
    elif kind is not Tensor or value._cell is x._cell is not None or (
            value._data.dtype is not data.dtype) or (mode is GRAD and value._requires):
        return False
    else:
        value = value._data
    form = type(index)
    if form is Tensor:
        index = index._data
        if not index.ndim or index.dtype not in KINDS:
            return False
    elif form is not int and not is_basic(index if form is tuple else (index,)):
        return False
    if 0 in data.strides or not data.flags.writeable or x._extra is not None:
        return False
    try:
        data[index] = value
    except (IndexError, ValueError):
        return False
    count_up(x)
    return True


def _value(x: Any, value: Any) -> Any:
    """A number as a tensor of the type of `x`."""
    if not isinstance(value, (bool, int, float, complex, np.generic)):
        raise TypeError(f"can't assign a {_kind(value)} to a {type_name(x._data.dtype)}; make a "
                        "tensor of it with torch.tensor first")
    return wrap(number_as(value, x._data.dtype))


def _kind(value: Any) -> str:
    kind = type(value)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def _leading_ones_off(value: Any, ndim: int) -> Any:
    shape = value._data.shape
    n = 0
    while n < len(shape) and shape[n] == 1:
        n += 1
    extra = min(n, max(len(shape) - ndim, 0))
    return view_(value, shape[extra:]) if extra else value


OPERATORS = {"__setitem__": setitem}
