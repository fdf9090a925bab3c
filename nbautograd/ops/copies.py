"""Views as copies (`transpose_copy` ...), parts replaced (`select_scatter` ...), unsafe splits.

Each `*_copy` has the formula of its view; each `*_scatter` is linear in both tensors, and its
formulas are the view and itself with zeros.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from ..engine.declare import composite, linear, spelled
from ..engine.memory import check_extent, layout_of
from ..engine.structural import as_strided as shown
from ..engine.structural import strided_gather
from . import arrange, join, parts, shape, transposes
from .arguments import integers, sampled
from .join import zeros_for


def _copied(function: Any, name: str | None = None) -> Any:
    """The op that copies what the view op behind `function` shows."""
    entry = function.op
    forward, several = entry.forward, entry.several

    @functools.wraps(forward)
    def copy(*args: Any, **kwargs: Any) -> Any:
        out = forward(*args, **kwargs)
        return tuple(part.copy() for part in out) if several else out.copy()

    name = f"{name or entry.name}_copy"
    copy.__doc__ = f"""A copy of what `{entry.name}` shows, in memory of its own.

    >>> {_EXAMPLES.get(name, f"{name}(tensor([[1, 2]]), 0)")[0]}
    {_EXAMPLES[name][1]}
    """
    return linear(name, copy, *(f.function for f in entry._formulas), outputs=entry.outputs,
                  node=_node(entry), method=False, samples=entry.samples and _listed(entry))


def _listed(entry: Any) -> Any:
    """The samples of a view for its copy, which takes sizes as one tuple."""
    if entry.arrange is None:
        return entry.samples
    return lambda make: [(entry.arrange(*args, **kwargs), {})
                         for args, kwargs in entry.samples(make)]


def _node(entry: Any) -> Any:
    """PyTorch's name of the node of the copy; it may depend on the arguments."""
    if not entry.name_formula:
        return f"{entry.node_name}_copy"
    formula = entry.name_formula[0].function

    @functools.wraps(formula)
    def name(*values: Any) -> str:
        return f"{formula(*values)}_copy"

    return name


_EXAMPLES = {
    "alias_copy": ("alias_copy(tensor([1]))", "tensor([1])"),
    "as_strided_copy": ("as_strided_copy(tensor([1, 2, 3]), (2,), (2,))", "tensor([1, 3])"),
    "diagonal_copy": ("diagonal_copy(tensor([[1, 2], [3, 4]]))", "tensor([1, 4])"),
    "expand_copy": ("expand_copy(tensor([1]), (2,))", "tensor([1, 1])"),
    "permute_copy": ("permute_copy(tensor([[1, 2]]), (1, 0)).shape", "torch.Size([2, 1])"),
    "select_copy": ("select_copy(tensor([1, 2]), 0, 1)", "tensor(2)"),
    "slice_copy": ("slice_copy(tensor([1, 2]), 0, 1)", "tensor([2])"),
    "split_copy": ("split_copy(tensor([1, 2]), 1)", "(tensor([1]), tensor([2]))"),
    "split_with_sizes_copy": (
        "split_with_sizes_copy(tensor([1, 2]), (1, 1))", "(tensor([1]), tensor([2]))"),
    "squeeze_copy": ("squeeze_copy(tensor([[1]]))", "tensor(1)"),
    "t_copy": ("t_copy(tensor([[1, 2]])).shape", "torch.Size([2, 1])"),
    "transpose_copy": ("transpose_copy(tensor([[1, 2]]), 0, 1).shape", "torch.Size([2, 1])"),
    "unbind_copy": ("unbind_copy(tensor([1, 2]))", "(tensor(1), tensor(2))"),
    "unfold_copy": ("unfold_copy(tensor([1, 2, 3]), 0, 2, 1).shape", "torch.Size([2, 2])"),
    "unsqueeze_copy": ("unsqueeze_copy(tensor([1]), 0)", "tensor([[1]])"),
    "view_copy": ("view_copy(tensor([1, 2]), (2, 1)).shape", "torch.Size([2, 1])"),
    "view_as_complex_copy": (
        "view_as_complex_copy(tensor([[1.0, 2.0]]))", "tensor([1.+2.j])"),
    "view_as_real_copy": ("view_as_real_copy(tensor([1 + 2j]))", "tensor([[1., 2.]])"),
}

diagonal_copy = _copied(parts.diagonal)
for _function in (parts.alias, shape.expand, transposes.permute, parts.select,
                  parts.sliced, join.split_sized, join.split_into, shape.squeeze, transposes.t,
                  transposes.transpose, join.unbind, parts.unfold, shape.unsqueeze, shape.view_,
                  arrange.view_as_complex, arrange.view_as_real):
    _copied(_function)
_strided_copy = _copied(shown)


@spelled(_strided_copy)
def as_strided_copy(input: Any, size: Any, stride: Any, storage_offset: int | None = None) -> Any:
    return arrange.as_strided.op.arrange(input, size, stride, storage_offset)


def _narrow_copy(x: Any, dim: int, start: Any, length: int) -> Any:
    """A copy of `length` positions of a dimension: ``(n, m) -> (length, m)``.

    Raises:
        RuntimeError: the range does not lie inside of the dimension.

    >>> narrow_copy(tensor([1, 2, 3]), 0, 1, 2)
    tensor([2, 3])
    """
    if dim >= max(x.ndim, 1):
        raise RuntimeError("Expected dim < static_cast<int64_t>(self_sizes.size()) to be true, but "
                           f"got false: dim {dim} of a tensor with {x.ndim} dimensions")
    first, count = parts.narrowed(x, dim, start, length)
    return np.take(x, range(first, first + count), dim)


def _end(start: Any, length: int) -> int | None:
    """Where a range ends, for a slice: from the back, 0 would be the front."""
    end = int(start) + length
    return None if start < 0 and end == 0 else end


narrow_copy = linear(
    "narrow_copy", _narrow_copy,
    lambda g, x_shape, dim, start, length: parts.slice_backward(
        g, x_shape, dim, start, _end(start, length), 1))

# -- one part replaced ----------------------------------------------------------------------------


def _replace(x: Any, src: Any, part: Callable[[Any], Any], name: str) -> Any:
    out = np.array(x)
    place = part(out)
    if place.shape != src.shape:
        raise RuntimeError(
            f"expected src to have a size equal to the slice of self. src size = {list(src.shape)},"
            f" slice size = {list(place.shape)}: {name} puts `src` there without broadcasting")
    place[...] = src
    return out


def _select_scatter(x: Any, src: Any, dim: int, index: int) -> Any:
    """With `src` at one position of a dimension: ``(n, m), (m) -> (n, m)``.

    Raises:
        RuntimeError: `src` has another shape.

    >>> select_scatter(zeros(2, 2), ones(2), 0, 0)
    tensor([[1., 1.],
            [0., 0.]])
    """
    return _replace(x, src, lambda a: parts.select.op.forward(a, dim, index), "select_scatter")


def _slice_scatter(x: Any, src: Any, dim: int = 0, start: int | None = None, end: int | None = None,
                   step: int = 1) -> Any:
    """With `src` at the positions of a slice: ``(n, m), (k, m) -> (n, m)``.

    Raises:
        RuntimeError: `src` has another shape.

    >>> slice_scatter(zeros(3), ones(2), start=1)
    tensor([0., 1., 1.])
    """
    return _replace(x, src, lambda a: parts.sliced.op.forward(a, dim, start, end, step),
                    "slice_scatter")


def _diagonal_scatter(x: Any, src: Any, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Any:
    """With `src` on a diagonal: ``(n, n), (n) -> (n, n)``.

    Raises:
        RuntimeError: `src` has another shape.

    >>> diagonal_scatter(zeros(2, 2), ones(2))
    tensor([[1., 0.],
            [0., 1.]])
    """
    return _replace(x, src, lambda a: parts.diagonal.op.forward(a, offset, dim1, dim2),
                    "diagonal_scatter")


select_scatter = linear(
    "select_scatter", _select_scatter,
    lambda g, src_shape, dim, index: select_scatter(g, zeros_for(g, src_shape), dim, index),
    lambda g, dim, index: parts.select(g, dim, index), inputs="x src")
slice_scatter = linear(
    "slice_scatter", _slice_scatter,
    lambda g, src_shape, dim, start, end, step: slice_scatter(
        g, zeros_for(g, src_shape), dim, start, end, step),
    lambda g, dim, start, end, step: parts.sliced(g, dim, start, end, step), inputs="x src")
diagonal_scatter = linear(
    "diagonal_scatter", _diagonal_scatter,
    lambda g, src_shape, offset, dim1, dim2: diagonal_scatter(
        g, zeros_for(g, src_shape), offset, dim1, dim2),
    lambda g, offset, dim1, dim2: parts.diagonal(g, offset, dim1, dim2), inputs="x src")


def _strided_scatter(x: Any, src: Any, size: Any, stride: Any,
                     storage_offset: int | None = None) -> Any:
    """With `src` where a view of given size and strides shows the memory: ``(n), (k) -> (n)``.

    Raises:
        RuntimeError: `src` has another shape; memory beyond the end.

    >>> as_strided_scatter(zeros(3), ones(2), (2,), (2,))
    tensor([1., 0., 1.])
    """
    out = np.array(x, order=layout_of(x))
    check_extent(out, size, stride, storage_offset or 0)
    place = shown.op.forward(out, size, stride, storage_offset or 0)
    if place.shape != src.shape:
        raise RuntimeError(
            f"expected src to have a size equal to the slice of self. src size = {list(src.shape)},"
            f" slice size = {list(place.shape)}")
    place[...] = src
    return out


_scattered = linear(
    "as_strided_scatter", _strided_scatter,
    lambda g, src_shape, size, stride, storage_offset: _scattered(
        g, zeros_for(g, src_shape), size, stride, storage_offset),
    lambda g, x_strides, size, stride, storage_offset: strided_gather(
        g, x_strides, size, stride, storage_offset), inputs="x src")


@spelled(_scattered)
def as_strided_scatter(input: Any, src: Any, size: Any, stride: Any,
                       storage_offset: int | None = None) -> Any:
    return (input, src, integers(size, "as_strided_scatter", "size"),
            integers(stride, "as_strided_scatter", "stride"), storage_offset)


# -- splits that are not views --------------------------------------------------------------------

unsafe_split_sized = linear(
    "unsafe_split", join.split_sized.op.forward,
    lambda g, x_shape, split_size, dim: join.split_backward(g, x_shape, split_size, dim),
    outputs=("*outs",), doc="""As `split`, but the parts are not views: ``(n, m) -> (k, m), ...``.

    >>> unsafe_split(tensor([1, 2, 3]), 2)
    (tensor([1, 2]), tensor([3]))
    """)
unsafe_split_into = linear(
    "unsafe_split_with_sizes", join.split_into.op.forward,
    lambda g, x_shape, split_sizes, dim: join.split_backward(g, x_shape, split_sizes, dim),
    outputs=("*outs",), doc="""As `split_with_sizes`, but the parts are not views.

    >>> unsafe_split_with_sizes(tensor([1, 2, 3]), (1, 2))
    (tensor([1]), tensor([2, 3]))
    """)


@composite("unsafe_chunk")
def unsafe_chunk(input: Any, chunks: int, dim: int = 0) -> Any:
    """As `chunk`, but the parts are not views: ``(n, m) -> (k, m), ...``.

    Raises:
        RuntimeError: `chunks` is not positive.

    >>> unsafe_chunk(tensor([1, 2, 3]), 2)
    (tensor([1, 2]), tensor([3]))
    """
    size, length = join.chunk_length(input._data, chunks, dim)
    if length == 0:
        return unsafe_split_into(input, (size,) * chunks, dim)
    return unsafe_split_sized(input, length, dim)

# Sample inputs, for the tests that check every op.
sampled({
    "narrow_copy": lambda make: [((make(3, 2), 0, 1, 2), {})],
    "select_scatter": lambda make: [((make(2, 3), make(3), 0, 1), {})],
    "slice_scatter": lambda make: [((make(4, 2), make(2, 2), 0, 1, 4, 2), {})],
    "diagonal_scatter": lambda make: [((make(3, 3), make(2), 1), {})],
    "as_strided_scatter": lambda make: [((make(6), make(2, 2), (2, 2), (3, 1)), {})],
    "unsafe_split": lambda make: [((make(5, 2), 2), {})],
    "unsafe_split_with_sizes": lambda make: [((make(5, 2), (2, 3)), {})],
    "as_strided_copy": lambda make: [((make(6), (2, 2), (3, 1)), {})],
})
