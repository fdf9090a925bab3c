"""The largest and the smallest: of all, along dimensions, and where they are."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.declare import op, wraps_op
from ..engine.messages import scalar_name
from ..engine.structural import expand_to
from ..engine.tensor import Tensor
from .along import picked
from .arguments import wrap_dim
from .compare import isnan, maximum, minimum
from .dims import MAXIMUM, MINIMUM, axes
from .formulas import keep, symbolic
from .reduce import place, reduction_samples, sum_

__all__ = ["amax", "amin", "aminmax", "argmax", "argmin", "max_", "min_", "shared_all"]


def _samples_dim(make: Any) -> Any:
    return [((make(2, 3), 1), {}), ((make(2, 3), 0), {"keepdim": True}), ((make(4), -1), {})]


def _empty_reduction(x: Any, dim: Any, name: str) -> None:
    """Refuse to choose among no elements."""
    if x.size:
        return
    if dim is None or dim == ():
        raise RuntimeError(f"{name}(): Expected reduction dim to be specified for input.numel() == "
                           "0. Specify the reduction dim with the 'dim' argument.")
    for d in axes(dim, x.ndim):
        if x.shape[d] == 0:
            raise IndexError(f"{name}(): Expected reduction dim {d} to have non-zero size.")


def _extreme(function: Any, name: str, says: str, result: str) -> Any:
    def forward(x: Any, dim: Any = (), keepdim: bool = False) -> Any:
        if x.dtype.kind == "c":
            raise NotImplementedError(f"\"{name}_values_cpu\" not implemented for "
                                      f"'{scalar_name(x.dtype)}'")
        _empty_reduction(x, dim, name)
        return function.reduce(x, axis=axes(dim, x.ndim), keepdims=keepdim)

    forward.__doc__ = f"""{says} along `dim` (one or several); equal ones share the gradient.

    Shapes: ``(n, m) -> ()``, with ``dim=1``: ``(n, m) -> (n)``.

    Raises:
        RuntimeError, IndexError: there is nothing to choose from.

    >>> {name}(tensor([[1.0, 5.0], [7.0, 3.0]]), dim=1)
    {result}
    """
    return forward


def _all_extreme(function: Any, name: str, says: str, result: str) -> Any:
    def forward(x: Any) -> Any:
        if x.dtype.kind == "c":
            raise NotImplementedError(f"\"{name}_all\" not implemented for "
                                      f"'{scalar_name(x.dtype)}'")
        if not x.size:
            _empty_reduction(x, None, name)
        return function.reduce(x, axis=None)

    forward.__doc__ = f"""{says} of all elements; equal ones share the gradient.

    Shapes: ``(n, m) -> ()``.

    >>> {name}(tensor([1.0, 5.0, 5.0]))
    {result}
    """
    return forward


def _shared(g: Any, x: Any, out: Any, x_shape: Any, dim: Any, keepdim: bool) -> Any:
    """The cotangent of `out` in equal parts to the elements that are equal to it."""
    chosen = x == expand_to(out, x_shape, dim, keepdim)
    return keep(expand_to(g, x_shape, dim, keepdim), chosen) / sum_(chosen, dim, True)


def shared_all(g: Any, x: Any, out: Any) -> Any:
    """The cotangent of `out` in equal parts to the elements equal to it; nan equals nan."""
    if symbolic(g, x, out):
        chosen = x == out
    else:
        chosen = (x == out) | (isnan(x) & isnan(out))
    return keep(expand_to(g / sum_(chosen), x.shape), chosen)


amax = op("amax", _extreme(np.maximum, "amax", "Largest element", "tensor([5., 7.])"), _shared,
          tex=r"\max {x}", samples=reduction_samples)
amin = op("amin", _extreme(np.minimum, "amin", "Smallest element", "tensor([1., 3.])"), _shared,
          tex=r"\min {x}", samples=reduction_samples)
_max_all = op("max", _all_extreme(np.maximum, "max", "Largest", "tensor(5.)"), shared_all,
              node="MaxBackward1", tex=r"\max {x}", public=False, method=False)
_min_all = op("min", _all_extreme(np.minimum, "min", "Smallest", "tensor(1.)"), shared_all,
              node="MinBackward1", tex=r"\min {x}", public=False, method=False)


def _taken_along(function: Any, name: str, says: str, values: str, indices: str) -> Any:
    def forward(x: Any, dim: int, keepdim: bool = False) -> Any:
        if x.dtype.kind == "c":
            raise RuntimeError(f"{name}(): does not support complex input; take .abs() or .real")
        axis = wrap_dim(dim, x.ndim)
        if not x.ndim:
            return x.copy(), np.zeros((), np.int64)
        if not x.size:
            _empty_reduction(x, axis, name)
        index = function(x, axis)
        values = picked(x, index, axis)
        return (np.expand_dims(values, axis), np.expand_dims(index, axis)) if keepdim else (
            values, index)

    forward.__doc__ = f"""{says} elements along `dim`, and where they are.

    Shapes: ``(n, m) -> (n), (n)`` with ``dim=1``.

    >>> {name}(tensor([[1.0, 5.0], [7.0, 3.0]]), dim=1)
    torch.return_types.{name}(
    values={values},
    indices={indices})
    """
    return forward


def _placed(g_values: Any, indices: Any, x_shape: Any, dim: int, keepdim: bool) -> Any:
    return place(g_values, indices, x_shape, dim, keepdim)


_max_dim = op("max.dim", _taken_along(np.ndarray.argmax, "max", "Largest", "tensor([5., 7.])",
                                      "tensor([1, 0])"), _placed, samples=_samples_dim,
              outputs=("values", "indices"), node="MaxBackward0", tex=r"\max {x}",
              public=False)
_min_dim = op("min.dim", _taken_along(np.ndarray.argmin, "min", "Smallest", "tensor([1., 3.])",
                                      "tensor([0, 1])"), _placed, samples=_samples_dim,
              outputs=("values", "indices"), node="MinBackward0", tex=r"\min {x}",
              public=False)

_ABSENT: Any = object()


def _choose(input: Any, dim: Any, keepdim: bool, other: Any, ops: tuple[Any, Any, Any],
            name: str) -> Any:
    """PyTorch's three forms: of all elements, along a dimension, of two tensors."""
    of_all, along, of_two = ops
    if other is _ABSENT and isinstance(dim, Tensor) and dim._data.dtype.kind != "O":
        dim, other = _ABSENT, dim
    if other is not _ABSENT:
        if dim is not _ABSENT or keepdim:
            raise TypeError(f"{name}() received an invalid combination of arguments: `other` goes "
                            "without `dim` and `keepdim`")
        return of_two(input, other)
    if dim is _ABSENT:
        if keepdim:
            raise TypeError(f"{name}() received an invalid combination of arguments: `keepdim` "
                            "goes with `dim`")
        return of_all(input)
    if isinstance(dim, bool) or not hasattr(dim, "__index__"):
        raise TypeError(f"{name}() received an invalid combination of arguments: `dim` must be an "
                        f"int, not {type(dim).__name__}")
    return along(input, dim, keepdim)


@wraps_op("max", _max_all, _max_dim, maximum)
def max_(input: Any, dim: Any = _ABSENT, keepdim: bool = False, *, other: Any = _ABSENT) -> Any:
    """Largest element of all; with `dim`, along it and where; with a second tensor, elementwise.

    Shapes: ``(n, m) -> ()``, with ``dim=1``: ``(n, m) -> (n), (n)``.

    Raises:
        RuntimeError, IndexError: there is nothing to choose from.

    >>> max(tensor([1.0, 5.0, 2.0]))
    tensor(5.)
    """
    if dim is _ABSENT and other is _ABSENT and not keepdim:
        return _max_all(input)
    return _choose(input, dim, keepdim, other, (_max_all, _max_dim, maximum), "max")


@wraps_op("min", _min_all, _min_dim, minimum)
def min_(input: Any, dim: Any = _ABSENT, keepdim: bool = False, *, other: Any = _ABSENT) -> Any:
    """Smallest element of all; with `dim`, along it and where; with a second tensor, elementwise.

    Shapes: ``(n, m) -> ()``, with ``dim=1``: ``(n, m) -> (n), (n)``.

    Raises:
        RuntimeError, IndexError: there is nothing to choose from.

    >>> min(tensor([3.0, 1.0, 2.0]))
    tensor(1.)
    """
    if dim is _ABSENT and other is _ABSENT and not keepdim:
        return _min_all(input)
    return _choose(input, dim, keepdim, other, (_min_all, _min_dim, minimum), "min")


def _aminmax(x: Any, *, dim: int | None = None, keepdim: bool = False) -> Any:
    """Smallest and largest element, of all or along `dim`.

    Shapes: ``(n, m) -> (), ()``, with ``dim=1``: ``(n, m) -> (n), (n)``.

    >>> aminmax(tensor([3.0, 1.0, 2.0]))
    torch.return_types.aminmax(
    min=tensor(1.),
    max=tensor(3.))
    """
    if x.dtype.kind == "c":
        raise NotImplementedError(f"\"aminmax_cpu\" not implemented for '{scalar_name(x.dtype)}'")
    if not x.size:
        if dim is None:
            raise RuntimeError("aminmax(): cannot compute aminmax over an empty dimension as the "
                               "operation has no identity.")
        for d in axes(dim, x.ndim):
            if x.shape[d] == 0:
                raise IndexError(f"aminmax: Expected reduction dim {d} to have non-zero size.")
    over = axes(dim, x.ndim)
    return (MINIMUM.reduce(x, axis=over, keepdims=keepdim),
            MAXIMUM.reduce(x, axis=over, keepdims=keepdim))


def _aminmax_vjp(g_min: Any, g_max: Any, x: Any, min: Any, max: Any, x_shape: Any, dim: Any,
                 keepdim: bool) -> Any:
    low = None if g_min is None else _shared(g_min, x, min, x_shape, dim, keepdim)
    high = None if g_max is None else _shared(g_max, x, max, x_shape, dim, keepdim)
    return high if low is None else low if high is None else low + high


aminmax = op("aminmax", _aminmax, _aminmax_vjp, outputs=("min", "max"),
             tex=r"\min {x}, \max {x}", samples=lambda make: [
                 ((make(3),), {}), ((make(2, 3),), {"dim": 1}),
                 ((make(2, 3),), {"dim": 0, "keepdim": True})])


def _position(function: Any, name: str, says: str, result: str) -> Any:
    def forward(x: Any, dim: int | None = None, keepdim: bool = False) -> Any:
        if x.dtype.kind in "bc":
            kind = "bool" if x.dtype.kind == "b" else "complex"
            raise RuntimeError(f"{name}(): does not support {kind} input")
        if not x.size:
            if dim is None:
                raise IndexError(f"{name}(): Expected reduction dim to be specified for "
                                 "input.numel() == 0.")
            _empty_reduction(x, dim, name)
        axis = None if dim is None else wrap_dim(dim, x.ndim)
        if not x.ndim:
            return np.zeros((), np.int64)
        return np.asarray(function(x, axis=axis, keepdims=keepdim), np.int64)

    forward.__doc__ = f"""Where the {says} element is: in the flattened tensor, or along `dim`.

    Shapes: ``(n, m) -> ()``, with ``dim=1``: ``(n, m) -> (n)``.

    >>> {name}(tensor([[1.0, 5.0], [7.0, 3.0]]), dim=1)
    {result}
    """
    return forward


argmax = op("argmax", _position(np.argmax, "argmax", "largest", "tensor([1, 0])"), None,
            tex=r"\arg\max {x}", samples=_samples_dim)
argmin = op("argmin", _position(np.argmin, "argmin", "smallest", "tensor([0, 1])"), None,
            tex=r"\arg\min {x}", samples=_samples_dim)
