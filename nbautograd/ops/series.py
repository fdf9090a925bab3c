"""Differences, areas and slopes along a dimension."""

from __future__ import annotations

from typing import Any

from ..engine.declare import composite
from ..engine.tensor import Tensor
from .arguments import wrap_dim, wrap_dims
from .join import cat
from .reduce import sum_
from .scan import cumsum

__all__ = ["cumulative_trapezoid", "diff", "gradient", "trapezoid"]


def _part(x: Any, dim: int, start: int, end: int) -> Any:
    """``x[start:end]`` along `dim`; a negative end counts from the back, as in Python."""
    first, last, _ = slice(start, end if end else None).indices(x.shape[dim])
    return x.narrow(dim, first, max(last - first, 0))


@composite("diff")
def diff(input: Any, n: int = 1, dim: int = -1, prepend: Any = None, append: Any = None) -> Any:
    """Differences of neighbours along `dim`, `n` times, with tensors put before or behind.

    Shapes: ``(n, m) -> (n, m - 1)``.

    Raises:
        RuntimeError: a 0-d tensor; `n` is negative.

    >>> diff(tensor([1.0, 4.0, 9.0]))
    tensor([3., 5.])
    """
    if not input.ndim:
        raise RuntimeError("diff expects input to be at least one-dimensional")
    if n < 0:
        raise RuntimeError(f"order must be non-negative but got {n}")
    axis = wrap_dim(dim, input.ndim)
    if n == 0:
        return input.clone()
    if prepend is not None or append is not None:
        for name, extra in (("prepend", prepend), ("append", append)):
            if extra is not None and extra.ndim != input.ndim:
                raise RuntimeError(f"diff expects prepend or append to be the same dimension as "
                                   f"input; {name} has {extra.ndim}, input {input.ndim}")
        input = cat([x for x in (prepend, input, append) if x is not None], axis)
    for _ in range(min(n, input.shape[axis])):
        after, before = _part(input, axis, 1, 0), _part(input, axis, 0, -1)
        input = after ^ before if input._data.dtype.kind == "b" else after - before
    return input


def _steps(y: Any, x: Any, dx: Any, axis: int, name: str) -> Any:
    """The distances between the points: a number, or a tensor that broadcasts to those of y."""
    if x is None:
        return 1 if dx is None else dx
    if not isinstance(x, Tensor):
        raise TypeError(f"{name}() received an invalid combination of arguments: `x` must be a "
                        f"Tensor, not {type(x).__name__}; a distance is given as dx=")
    if dx is not None:
        raise TypeError(f"{name}() received an invalid combination of arguments: give `x` or `dx`, "
                        "not both")
    if not x.ndim:
        raise RuntimeError(f"{name}: The provided `x` cannot be a 0-dim tensor")
    points: Any = x
    if x.ndim == 1:
        if x.shape[0] != y.shape[axis]:
            raise RuntimeError(
                f"{name}: There must be one `x` value for each sample point; got {x.shape[0]} for "
                f"{y.shape[axis]}")
        return diff(points.reshape([-1 if d == axis else 1 for d in range(y.ndim)]), dim=axis)
    if x.ndim < y.ndim:
        points = points.reshape((1,) * (y.ndim - x.ndim) + tuple(x.shape))
    return diff(points, dim=points.ndim - y.ndim + axis)


def _areas(y: Any, x: Any, dx: Any, dim: int, name: str) -> tuple[Any, int]:
    if not y.ndim:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    axis = wrap_dim(dim, y.ndim)
    if y._data.dtype.kind == "b":
        raise RuntimeError(f"{name}: received a bool input for `y`, but bool is not supported")
    if x is not None and isinstance(x, Tensor) and x._data.dtype.kind == "b":
        raise RuntimeError(f"{name}: received a bool input for `x`, but bool is not supported")
    steps = _steps(y, x, dx, axis, name)
    if y.shape[axis] == 0:
        return None, axis
    heights = _part(y, axis, 1, 0) + _part(y, axis, 0, -1)
    return heights * steps / 2.0, axis


@composite("trapezoid", method=False, aliases=("trapz",))
def trapezoid(y: Any, x: Any = None, *, dx: Any = None, dim: int = -1) -> Any:
    """Area under `y` along `dim` by the trapezoidal rule, at the points `x` or `dx` apart.

    Shapes: ``(n, m) -> (n)``.

    Raises:
        RuntimeError: `x` does not fit, or is bool.

    >>> trapezoid(tensor([1.0, 2.0, 3.0]))
    tensor(4.)
    """
    areas, axis = _areas(y, x, dx, dim, "trapezoid")
    if areas is None:
        return sum_(y, axis) * 0.0
    return sum_(areas, wrap_dim(dim, y.ndim) + areas.ndim - y.ndim)


@composite("cumulative_trapezoid", method=False)
def cumulative_trapezoid(y: Any, x: Any = None, *, dx: Any = None, dim: int = -1) -> Any:
    """Running area under `y` along `dim` by the trapezoidal rule.

    Shapes: ``(n, m) -> (n, m - 1)``.

    >>> cumulative_trapezoid(tensor([1.0, 2.0, 3.0]))
    tensor([1.5000, 4.0000])
    """
    areas, axis = _areas(y, x, dx, dim, "cumulative_trapezoid")
    if areas is None:
        return y * 0.0
    return cumsum(areas, axis + areas.ndim - y.ndim)


# -- slopes --------------------------------------------------------------------------------------


def _slope(x: Any, axis: int, spacing: Any, edge_order: int) -> Any:
    """Central differences inside, one-sided ones of order `edge_order` at both ends."""
    n = x.shape[axis]
    if isinstance(spacing, Tensor):
        widths = diff(spacing).reshape([-1 if d == axis else 1 for d in range(x.ndim)])
        left, right = _part(widths, axis, 0, -1), _part(widths, axis, 1, 0)
        inner = (-right / (left * (left + right)) * _part(x, axis, 0, -2)
                 + (right - left) / (left * right) * _part(x, axis, 1, -1)
                 + left / (right * (left + right)) * _part(x, axis, 2, 0))
        steps = [widths.narrow(axis, k % (n - 1), 1) for k in (0, 1, -1, -2)]
    else:
        inner = (_part(x, axis, 2, 0) - _part(x, axis, 0, -2)) / (2 * spacing)
        steps = [spacing] * 4
    ends = [x.narrow(axis, k % n, 1) for k in (0, 1, 2, -1, -2, -3)]
    if edge_order == 1:
        first, last = (ends[1] - ends[0]) / steps[0], (ends[3] - ends[4]) / steps[2]
    else:
        first = _edge(*ends[:3], *steps[:2])
        last = -_edge(*ends[3:], *steps[2:])
    return cat([first, inner, last], axis)


def _edge(x0: Any, x1: Any, x2: Any, h0: Any, h1: Any) -> Any:
    """Slope at `x0` of the parabola through three points."""
    return (-(2 * h0 + h1) / (h0 * (h0 + h1)) * x0 + (h0 + h1) / (h0 * h1) * x1
            - h0 / (h1 * (h0 + h1)) * x2)


def _spacings(input: Any, spacing: Any, dims: tuple[int, ...]) -> list[Any]:
    """One spacing for each dimension: a number, or a tensor of coordinates."""
    if spacing is None or isinstance(spacing, (int, float, complex)):
        return [1 if spacing is None else spacing] * len(dims)
    if isinstance(spacing, Tensor):
        spacing = [spacing]
    if len(spacing) != len(dims):
        raise RuntimeError(
            "torch.gradient expected spacing to be unspecified, a scalar, or a list of length "
            f"{len(dims)}: one for each dimension; got a list of length {len(spacing)}")
    for d, s in zip(dims, spacing, strict=True):
        if isinstance(s, Tensor) and (s.ndim != 1 or s.shape[0] != input.shape[d]):
            raise RuntimeError(
                "torch.gradient expected each element of spacing to have one coordinate for each "
                f"element of its dimension: dimension {d} has {input.shape[d]} elements, the "
                f"coordinates have shape {list(s.shape)}")
    return list(spacing)


@composite("gradient", method=False)
def gradient(input: Any, *, spacing: Any = 1, dim: Any = None, edge_order: int = 1) -> Any:
    """Numerical slopes along each dimension of `dim`: a list of tensors of the input's size.

    Shapes: ``(n, m) -> [(n, m), (n, m)]``.

    Raises:
        RuntimeError: too few elements; a spacing that does not fit.

    >>> gradient(tensor([1.0, 4.0, 9.0]))
    (tensor([3., 4., 5.]),)
    """
    if edge_order not in (1, 2):
        raise RuntimeError("torch.gradient only supports edge_order=1 and edge_order=2.; got "
                           f"{edge_order}")
    dims = tuple(range(input.ndim)) if dim is None else wrap_dims(
        dim if isinstance(dim, (tuple, list)) else (dim,), input.ndim)
    for d in dims:
        if input.shape[d] < edge_order + 1:
            raise RuntimeError(
                "torch.gradient expected each dimension size to be at least edge_order+1: "
                f"dimension {d} has {input.shape[d]}")
    spacings = _spacings(input, spacing, dims)
    x = input if input._data.dtype.kind in "fc" else input * 1.0
    return tuple(_slope(x, d, s, edge_order) for d, s in zip(dims, spacings, strict=True))
