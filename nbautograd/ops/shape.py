"""Views: the same memory under another shape, and what PyTorch builds from them.

`reshape` and its relatives return views where they can; only then is there anything to share.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..engine import dtypes
from ..engine.declare import composite, linear, op, spelled, view
from ..engine.dtypes import DTYPES, to_numpy_dtype
from ..engine.memory import CONTIGUOUS, layout_of, strided
from ..engine.messages import scalar_name, type_name
from ..engine.structural import sum_to
from ..engine.version import cell_of
from .arguments import integers, sampled, sizes, wrap_dim, wrap_dims

# -- another shape --------------------------------------------------------------------------------


def inferred(size: tuple[int, ...], numel: int) -> tuple[int, ...]:
    """`size` with its -1 replaced by what `numel` elements leave for it.

    Raises:
        RuntimeError: the elements do not fit.
    """
    known = math.prod(n for n in size if n != -1)
    missing = size.count(-1)
    if missing > 1:
        raise RuntimeError("only one dimension can be inferred")
    for n in size:
        if n < -1:
            raise RuntimeError(f"invalid shape dimension {n}")
    if missing and known == 0 and numel == 0:
        raise RuntimeError(
            f"cannot reshape tensor of 0 elements into shape {list(size)} because the unspecified "
            "dimension size -1 can be any value and is ambiguous")
    if (missing and (known == 0 or numel % known)) or (not missing and known != numel):
        raise RuntimeError(f"shape '{list(size)}' is invalid for input of size {numel}")
    return tuple(numel // known if n == -1 else n for n in size) if missing else size


def _viewed(x: Any, size: tuple[int, ...]) -> Any:
    """`x` in another shape over the same memory; None where only a copy can have it."""
    try:
        out = x.reshape(size)
    except TypeError:
        return _viewed(x, integers(size, "view", "size"))
    except ValueError:
        inferred(size, x.size)
        raise
    if x.flags.c_contiguous or x.size == 0 or np.may_share_memory(out, x):
        return out
    return None


def _view(x: Any, size: Any) -> Any:
    """The same memory under another shape; one size may be -1: ``(2, 3) -> (3, 2)``.

    Raises:
        RuntimeError: sizes do not fit; strides do not allow it (use `reshape`).

    >>> tensor([1, 2, 3, 4]).view(2, -1)
    tensor([[1, 2],
            [3, 4]])
    """
    out = _viewed(x, size)
    if out is None:
        raise RuntimeError(
            "view size is not compatible with input tensor's size and stride (at least one "
            "dimension spans across two contiguous subspaces). Use .reshape(...) instead.")
    return out


# A reshape that may copy: what formulas use, and the second half of `reshape` when it copies.
unsafe_view = linear("_unsafe_view", lambda x, size: np.reshape(x, size),
                     lambda g, x_shape: unsafe_view(g, x_shape), node="UnsafeViewBackward0",
                     method=False, public=False)

as_view = view("view", _view, lambda g, x_shape: unsafe_view(g, x_shape), public=False,
                method=True)


@spelled(as_view)
def view_(self: Any, *size: Any, **named: Any) -> Any:
    return self, sizes(size, "view", "size", named)


def _view_as_type(x: Any, dtype: Any) -> Any:
    """The same memory read as another element type: ``(n) -> (n)`` for types of one size.

    Raises:
        RuntimeError: sizes or strides that the new type does not divide.
    """
    target = to_numpy_dtype(dtype)
    have, want = x.itemsize, target.itemsize
    if have == want:
        return x.view(target)
    if not x.ndim:
        raise RuntimeError(f"self.dim() cannot be 0 to view {scalar_name(x.dtype)} as "
                           f"{scalar_name(target)} (different element sizes)")
    if x.strides[-1] != have and x.shape[-1] != 1:
        raise RuntimeError(f"self.stride(-1) must be 1 to view {scalar_name(x.dtype)} as "
                           f"{scalar_name(target)} (different element sizes), but got "
                           f"{x.strides[-1] // have}")
    if x.shape[-1] * have % want:
        raise RuntimeError(
            f"self.size(-1) must be divisible by {want // have} to view {scalar_name(x.dtype)} as "
            f"{scalar_name(target)} (different element sizes), but got {x.shape[-1]}")
    return x.view(target)


as_typed = op("view.dtype", _view_as_type, None, public=False, method=False)


def view_method(self: Any, *size: Any, **named: Any) -> Any:
    """The same memory under another shape, or (given a type) read as another element type.

    Raises:
        RuntimeError: sizes do not fit; strides do not allow it (use `reshape`).

    >>> tensor([1, 2, 3, 4]).view(2, -1)
    tensor([[1, 2],
            [3, 4]])
    """
    if not named and len(size) > 1:
        return as_view(self, size)
    dtype = named.get("dtype", size[0] if len(size) == 1 else None)
    if not isinstance(dtype, dtypes.dtype):
        return view_(self, *size, **named)
    out = as_typed(self, dtype)
    out._cell = cell_of(self)   # writes are seen; but autograd knows no view of another type
    return out


@composite("reshape")
def reshape(input: Any, *shape: Any, **named: Any) -> Any:
    """The same elements in another shape, a view where possible; one size may be -1.

    Shapes: ``(2, 3) -> (3, 2)``.

    Raises:
        RuntimeError: sizes do not fit the number of elements.

    >>> reshape(tensor([1, 2, 3, 4]), (2, -1))
    tensor([[1, 2],
            [3, 4]])
    """
    if named or len(shape) < 2:
        shape = sizes(shape, "reshape", "shape", named)
    return reshaped(input, shape)


def reshaped(x: Any, size: tuple[int, ...]) -> Any:
    data = x._data
    if data.flags.c_contiguous or _viewed(data, size) is not None:
        return as_view(x, size)
    return unsafe_view(clone(x, memory_format=CONTIGUOUS), inferred(size, data.size))


def _clone(x: Any, *, memory_format: Any = None) -> Any:
    """A copy in memory of its own, part of the graph.

    >>> clone(tensor([1.0]))
    tensor([1.])
    """
    return x.copy("C" if memory_format is CONTIGUOUS else layout_of(x))


clone = linear("clone", _clone, lambda g: g)


@composite("contiguous", public=False)
def contiguous(self: Any, memory_format: Any = None) -> Any:
    """The tensor itself if its elements lie in memory in order, else a copy where they do.

    >>> tensor([[1, 2], [3, 4]]).t().contiguous().is_contiguous()
    True
    """
    return self if self._data.flags.c_contiguous else clone(self, memory_format=CONTIGUOUS)


@composite("flatten")
def flatten(input: Any, start_dim: int = 0, end_dim: int = -1) -> Any:
    """Dimensions `start_dim` to `end_dim` as one: ``(a, b, c) -> (a*b*c)``.

    Raises:
        RuntimeError: `start_dim` after `end_dim`.

    >>> flatten(tensor([[1, 2], [3, 4]]))
    tensor([1, 2, 3, 4])
    """
    shape = input._data.shape
    first, last = wrap_dim(start_dim, len(shape)), wrap_dim(end_dim, len(shape))
    if first > last:
        raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
    if not shape:
        return reshaped(input, (1,))
    if first == last:
        return input
    size = (*shape[:first], math.prod(shape[first:last + 1]), *shape[last + 1:])
    return reshaped(input, size)


@composite("ravel")
def ravel(input: Any) -> Any:
    """All elements in one dimension: ``(n, m) -> (n*m)``.

    >>> ravel(tensor([[1, 2], [3, 4]]))
    tensor([1, 2, 3, 4])
    """
    return as_view(contiguous(input), (-1,) if input._data.size else (0,))


# -- dimensions of size one -----------------------------------------------------------------------


def _squeezed_dims(shape: tuple[int, ...], dim: Any) -> tuple[int, ...]:
    n = len(shape)
    if dim is None:
        return tuple(d for d in range(n) if shape[d] == 1)
    wanted = wrap_dims(dim, n) if isinstance(dim, (tuple, list)) else (wrap_dim(dim, n),)
    return tuple(d for d in wanted if d < n and shape[d] == 1)


def _squeeze(x: Any, dim: Any = None) -> Any:
    """Without dimensions of size one, all or those named: ``(1, n, 1) -> (n)``.

    >>> squeeze(tensor([[1, 2]]))
    tensor([1, 2])
    """
    return x.squeeze(_squeezed_dims(x.shape, dim))


def _squeeze_name(dim: Any) -> str:
    return f"SqueezeBackward{0 if dim is None else 2 if isinstance(dim, (tuple, list)) else 1}"


squeeze = view("squeeze", _squeeze, lambda g, x_shape: unsafe_view(g, x_shape),
               node=_squeeze_name)


def _unsqueeze(x: Any, dim: int) -> Any:
    """A new dimension of size one at `dim`: ``(n) -> (1, n)``.

    Raises:
        IndexError: `dim` is outside of the new dimensions.

    >>> unsqueeze(tensor([1, 2]), 0)
    tensor([[1, 2]])
    """
    d = wrap_dim(dim, x.ndim + 1)
    return x.reshape(*x.shape[:d], 1, *x.shape[d:])


unsqueeze = view("unsqueeze", _unsqueeze, lambda g, dim: squeeze(g, dim))

# -- stretched ------------------------------------------------------------------------------------


def _expand(x: Any, size: Any, *, implicit: bool = False) -> Any:
    """Dimensions of size one stretched without copying: ``(n, 1) -> (n, m)``; -1 keeps a size.

    Raises:
        RuntimeError: a dimension of another size than one would change.

    >>> tensor([[1], [2]]).expand(-1, 3)
    tensor([[1, 1, 1],
            [2, 2, 2]])
    """
    new = len(size) - x.ndim
    if new < 0:
        raise RuntimeError(
            f"expand({type_name(x.dtype)}{{{list(x.shape)}}}, size={list(size)}): the number of sizes "
            f"provided ({len(size)}) must be greater or equal to the number of dimensions in the "
            f"tensor ({x.ndim})")
    shape, strides = list(size[:new]), [0] * new
    for d, (have, step) in enumerate(zip(x.shape, x.strides, strict=True)):
        want = size[new + d]
        shape.append(have if want == -1 else want)
        strides.append(step if have == shape[-1] else 0)
        if have not in (1, shape[-1]):
            raise RuntimeError(
                f"The expanded size of the tensor ({want}) must match the existing size ({have}) "
                f"at non-singleton dimension {new + d}.  Target sizes: {list(size)}.  Tensor "
                f"sizes: {list(x.shape)}")
    for d in range(new):
        if shape[d] < 0:
            raise RuntimeError(
                f"The expanded size of the tensor ({shape[d]}) isn't allowed in a leading, "
                f"non-existing dimension {d}")
    if any(n < 0 for n in shape):
        raise RuntimeError(f"expand: sizes must not be negative, got {list(size)}")
    return strided(x, tuple(shape), tuple(strides))


expand_to_size = view("expand", _expand, lambda g, x_shape: sum_to(g, x_shape), public=False,
                 method=True)


@spelled(expand_to_size)
def expand(self: Any, *size: Any, implicit: bool = False, **named: Any) -> Any:
    return self, sizes(size, "expand", "size", named)


OPERATORS = {"view": view_method}

# Sample inputs, for the tests that check every op.
sampled({
    "_unsafe_view": lambda make: [((make(2, 3), (3, 2)), {}), ((make(), (1,)), {})],
    "view": lambda make: [
        ((make(2, 3), 3, -1), {}),
        ((make(4), (2, 2)), {}),
        ((make(0, 2), 2, 0), {})],
    "squeeze": lambda make: [
        ((make(1, 3, 1),), {}),
        ((make(1, 3, 1), 0), {}),
        ((make(1, 3, 1), (0, -1)), {})],
    "unsqueeze": lambda make: [((make(2, 3), 1), {}), ((make(), -1), {})],
    "expand": lambda make: [
        ((make(3, 1), 2, 3, 4), {}),
        ((make(1, 3), (-1, 3)), {}),
        ((make(), 3), {})],
    "view.dtype": lambda make: [((make(2, 3), DTYPES["int64"]), {})],
})
