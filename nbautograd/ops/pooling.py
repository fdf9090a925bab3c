"""Pooling: the largest or the mean of each window, and the way back."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..engine.declare import composite, linear, op
from ..engine.messages import scalar_name
from .along import taken
from .arguments import integers
from .formulas import not_for
from .windows import fitted, output_sizes, reach, spread

# -- planes: elements addressed by their number in the last dimensions -----------------------------


def _take_plane(x: Any, indices: Any, sizes: Any) -> Any:
    """Elements of each plane: ``(*, *sizes), (*, *out) -> (*, *out)`` by flat index."""
    n = len(sizes)
    flat = x.reshape(*x.shape[:x.ndim - n], math.prod(sizes))
    chosen = indices.reshape(*indices.shape[:indices.ndim - n], -1)
    return taken(flat, chosen, -1).reshape(indices.shape)


def _put_plane(x: Any, indices: Any, sizes: Any) -> Any:
    """Add elements to planes of zeros: ``(*, *out), (*, *out) -> (*, *sizes)`` by flat index."""
    n = len(sizes)
    lead = x.shape[:x.ndim - n]
    area = math.prod(sizes)
    rows = math.prod(lead)
    each = math.prod(x.shape[x.ndim - n:])
    flat = (indices.reshape(rows, each) + np.arange(rows)[:, None] * area).ravel()
    if x.dtype.kind == "f":
        out = np.bincount(flat, x.ravel(), rows * area).astype(x.dtype)
    else:
        out = np.zeros(rows * area, x.dtype)
        np.add.at(out, flat, x.ravel())
    return out.reshape(*lead, *sizes)


put_plane = linear("put_plane", _put_plane, lambda g, indices, sizes:
                   take_plane(g, indices, sizes), None, inputs="x indices", method=False, public=False, samples=lambda make: [
                       ((make(1, 1, 3), make.constant([[[0, 3, 3]]]), (4,)), {})])
take_plane = linear(
    "take_plane", _take_plane,
    lambda g, indices, sizes: put_plane(g, indices, sizes), None,
    inputs="x indices", method=False, public=False, samples=lambda make: [
        ((make(1, 1, 4), make.constant([[[0, 3, 3]]]), (4,)), {}),
        ((make(2, 2, 2), make.constant([[[0], [3]], [[3], [1]]]), (2, 2)), {})])


# -- largest ---------------------------------------------------------------------------------------


def _lowest(dtype: Any) -> Any:
    return -math.inf if dtype.kind == "f" else np.iinfo(dtype).min


def _max_pool(x: Any, count: Any, kernel: Any, stride: Any, padding: Any, dilation: Any) -> Any:
    """Largest element of each window and its flat index: ``(n, c, *sizes) -> (n, c, *out)``.

    The first of the largest, row by row; the last nan, where there is one.
    """
    n, sizes = len(kernel), x.shape[-len(kernel):]
    values = fitted(x, count, kernel, stride, padding, dilation, _lowest(x.dtype))
    nans = x.dtype.kind == "f" and bool(np.isnan(x).any())
    # One dimension after the other, the last one first: equal ones keep the order of rows.
    index: Any = 0
    for k in reversed(range(n)):
        step = dilation[k] * math.prod(sizes[k + 1:])
        values, index = _largest_along(
            k - n, values, index, count[k], kernel[k], stride[k], dilation[k], step, nans)
    starts = _starts(sizes, count, stride, padding, (0,) * n)
    index = np.broadcast_to(starts, values.shape).copy() if isinstance(index, int) else index + starts
    if any(padding) and (low := values == _lowest(x.dtype)).any():
        # Padding has no index: of windows that hold nothing larger, the first element counts.
        index = np.where(low, _starts(sizes, count, stride, padding, dilation), index)
    return values, index


def _largest_along(axis: int, values: Any, index: Any, count: int, kernel: int, stride: int,
                   dilation: int, step: int, nans: bool) -> tuple[Any, Any]:
    """The largest along one dimension of each window, and its offset in the plane."""
    def part(a: Any, place: int) -> Any:
        first = place * dilation
        window = slice(first, first + (count - 1) * stride + 1, stride)
        return a[(..., window, *[slice(None)] * (-1 - axis))]

    best = part(values, 0)
    where = 0 if isinstance(index, int) else part(index, 0)
    for place in range(1, kernel):
        new, offset = part(values, place), np.int64(place * step)
        better = new > best
        if nans:
            better |= new != new
        best = np.maximum(new, best)
        if not isinstance(index, int):
            where = np.where(better, part(index, place) + offset, where)
        elif isinstance(where, int):
            where = better * offset
        else:
            where[better] = offset
    return np.ascontiguousarray(best), where


def _starts(sizes: Any, count: Any, stride: Any, padding: Any, dilation: Any) -> Any:
    """The flat indices at which windows begin: ``() -> out``.

    With `dilation` those of their first elements inside the plane.
    """
    index: Any = np.int64(0)
    for k, (o, s, p, d) in enumerate(zip(count, stride, padding, dilation, strict=True)):
        starts = np.arange(o) * s - p
        if d:
            starts += np.maximum(-starts + d - 1, 0) // d * d
        index = index[..., None] + starts * math.prod(sizes[k + 1:])
    return index


max_pool = op(
    "max_pool", _max_pool,
    lambda g_out, indices, x_shape, kernel: put_plane(
        g_out, indices, x_shape[len(x_shape) - len(kernel):]),
    outputs=("out", "indices"), method=False, public=False, node="MaxPool2DWithIndicesBackward0",
    samples=lambda make: [((make(1, 1, 4, 4), (2, 2), (2, 2), (2, 2), (0, 0), (1, 1)), {})])


def _window_arguments(name: str, x: Any, n: int, kernel_size: Any, stride: Any, padding: Any,
                      dilation: Any, ceil_mode: bool) -> Any:
    """Batched input and numbers for each dimension, checked."""
    if x.ndim not in (n + 1, n + 2):
        raise RuntimeError(
            f"{name}: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for "
            f"input, but got:{list(x.shape)}" if n == 1 else
            f"non-empty {n + 1}D or {n + 2}D (batch mode) tensor expected for input, but {name} "
            f"got {list(x.shape)}")
    for d, size in enumerate(x.shape[-n - 1:]):
        if size == 0:
            raise RuntimeError(
                f"{name}(): Expected input's non-batch dimensions to have positive length, but "
                f"input has a shape of {list(x.shape)} and non-batch dimension {d} has length zero")
    kernel = _each(name, "kernel_size", 2, kernel_size, n)
    none = stride is None or (isinstance(stride, (tuple, list)) and not stride)
    step = kernel if none else _each(name, "stride", 3, stride, n)
    pads = _each(name, "padding", 4, padding, n)
    dilations = _each(name, "dilation", 5, dilation, n)
    if any(s <= 0 for s in step):
        raise RuntimeError("stride should not be zero" if 0 in step else
                           f"stride should be greater than zero, but got {list(step)}")
    if any(k <= 0 for k in kernel):
        raise RuntimeError(f"{name}: kernel size should be greater than zero, but got "
                           f"{list(kernel)}")
    if any(d <= 0 for d in dilations):
        raise RuntimeError(f"dilation should be greater than zero, but got {list(dilations)}")
    for p, k, d in zip(pads, kernel, dilations, strict=True):
        if p < 0:
            raise RuntimeError(f"pad must be non-negative, but got pad: {p}")
        if p > ((k - 1) * d + 1) // 2:
            raise RuntimeError(
                f"pad should be at most half of effective kernel size, but got pad={p}, "
                f"kernel_size={k} and dilation={d}")
    batched = x if x.ndim == n + 2 else x.unsqueeze(0)
    out = output_sizes(batched.shape[2:], kernel, step, pads, dilations, ceil_mode)
    if any(o <= 0 for o in out):
        raise RuntimeError(
            f"Given input size: ({'x'.join(map(str, batched.shape[1:]))}). Calculated output size: "
            f"({'x'.join(map(str, (batched.shape[1], *out)))}). Output size is too small")
    return batched, out, kernel, step, pads, dilations


def _each(name: str, argument: str, place: int, value: Any, n: int) -> tuple[int, ...]:
    """One integer for each of `n` dimensions."""
    if not isinstance(value, (tuple, list)):
        if not hasattr(value, "__index__"):
            raise TypeError(f"{name}(): argument '{argument}' (position {place}) must be tuple of "
                            f"ints, not {type(value).__name__}")
        return spread(value, n, argument)
    if len(value) not in (1, n):
        raise RuntimeError(f"{name}: {argument} must either be a single int, or a tuple of "
                           f"{('one', 'two', 'three')[n - 1]} ints, but it is {tuple(value)}")
    return spread(integers(value, name, argument, place), n, argument)


def _max_pool_nd(n: int) -> None:
    def pooled(input: Any, kernel_size: Any, stride: Any = None, padding: Any = 0,
               dilation: Any = 1, ceil_mode: bool = False, return_indices: bool = False) -> Any:
        x, out, kernel, step, pads, dilations = _window_arguments(
            f"max_pool{n}d", input, n, kernel_size, stride, padding, dilation, ceil_mode)
        values, indices = max_pool(x, out, kernel, step, pads, dilations)
        if input.ndim == n + 1:
            values, indices = values.squeeze(0), indices.squeeze(0)
        return (values, indices) if return_indices else values

    pooled.__doc__ = f"""Largest element of each window: ``(n, c, *sizes) -> (n, c, *out)``.

    Raises:
        RuntimeError: the numbers do not fit the input.

    >>> nn.functional.max_pool{n}d(arange({4 ** n}.0).reshape(1{', 4' * n}), 2).flatten()[0]
    tensor({_corner(n)}.)
    """
    composite(f"nn.functional.max_pool{n}d", aliases=(f"max_pool{n}d",), method=False)(pooled)

    def both(input: Any, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
             ceil_mode: bool = False, return_indices: bool = True) -> Any:
        return pooled(input, kernel_size, stride, padding, dilation, ceil_mode, True)

    both.__doc__ = f"As `max_pool{n}d`, with the flat index of each largest element."
    composite(f"nn.functional.max_pool{n}d_with_indices",
              aliases=(f"max_pool{n}d_with_indices",), method=False)(both)


def _corner(n: int) -> int:
    return sum(4 ** k for k in range(n))


for _n in (1, 2, 3):
    _max_pool_nd(_n)


@composite("max_pool2d_with_indices_backward", method=False)
def max_pool2d_with_indices_backward(grad_output: Any, self: Any, kernel_size: Any, stride: Any,
                                     padding: Any, dilation: Any, ceil_mode: bool,
                                     indices: Any) -> Any:
    """The cotangent of the input of `max_pool2d`, from that of its output."""
    return put_plane(grad_output, indices, tuple(self.shape[-2:]))


def _unpool_sizes(x: Any, n: int, kernel: Any, stride: Any, padding: Any,
                  output_size: Any) -> tuple[int, ...]:
    default = [(size - 1) * s + k - 2 * p for size, s, k, p in
               zip(x.shape[-n:], stride, kernel, padding, strict=True)]
    if output_size is None:
        return tuple(default)
    sizes = tuple(output_size)[-n:]
    if len(output_size) not in (n, n + 1, n + 2):
        raise ValueError(
            f"output_size should be a sequence containing {n} or {n + 2} elements, but it has a "
            f"length of '{len(output_size)}'")
    for d, (size, usual, s) in enumerate(zip(sizes, default, stride, strict=True)):
        if not usual - s < size < usual + s:
            raise ValueError(
                f'invalid output_size "{list(sizes)}" (dim {d} must be between {usual - s} and '
                f"{usual + s})")
    return sizes


def _max_unpool_nd(n: int) -> None:
    def unpooled(input: Any, indices: Any, kernel_size: Any, stride: Any = None, padding: Any = 0,
                 output_size: Any = None) -> Any:
        kernel = spread(kernel_size, n, "kernel_size")
        step = kernel if stride is None else spread(stride, n, "stride")
        sizes = _unpool_sizes(input, n, kernel, step, spread(padding, n, "padding"), output_size)
        if indices._data.dtype != np.int64:
            raise RuntimeError("elements in indices should be type int64 but got: "
                               f"{scalar_name(indices._data.dtype)}")
        if tuple(indices.shape) != tuple(input.shape):
            raise RuntimeError(
                "Expected shape of indices to be same as that of the input tensor "
                f"({list(input.shape)}) but got indices tensor with shape: {list(indices.shape)}")
        if indices._data.size and (indices._data.max() >= math.prod(sizes)
                                   or indices._data.min() < 0):
            raise RuntimeError(
                f"Found an invalid max index: {int(indices._data.max())} (output volumes are of "
                f"size {'x'.join(map(str, sizes))}")
        return overwritten(input, indices, sizes)

    unpooled.__doc__ = f"""Put elements back where `max_pool{n}d` found them, zero elsewhere.

    Raises:
        RuntimeError: indices do not fit the input or the output size.

    >>> nn.functional.max_unpool{n}d(ones(1{', 1' * n}), zeros(1{', 1' * n}).long(), 2).sum()
    tensor(1.)
    """
    composite(f"nn.functional.max_unpool{n}d", method=False)(unpooled)


def _overwritten(x: Any, indices: Any, sizes: Any) -> Any:
    """Put elements into planes of zeros; the last one put in a place stays."""
    n = len(sizes)
    lead = x.shape[:x.ndim - n]
    out = np.zeros((math.prod(lead), math.prod(sizes)), x.dtype)
    rows = np.arange(out.shape[0])[:, None]
    out[rows, indices.reshape(out.shape[0], -1)] = x.reshape(out.shape[0], -1)
    return out.reshape(*lead, *sizes)


overwritten = linear("max_unpool", _overwritten,
                     lambda g, indices, sizes: take_plane(g, indices, sizes), None,
                     inputs="x indices", method=False, public=False,
                     node="MaxUnpool2DBackward0", samples=lambda make: [
                         ((make(1, 1, 3), make.constant([[[0, 3, 2]]]), (4,)), {})])
for _n in (1, 2, 3):
    _max_unpool_nd(_n)


# -- mean ------------------------------------------------------------------------------------------


def _counts(sizes: Any, out: Any, kernel: Any, stride: Any, padding: Any, include: bool) -> Any:
    """How many elements each window counts: of the padded plane, or of the plane itself."""
    total = np.ones(())
    for k, (n, o, w, s, p) in enumerate(zip(sizes, out, kernel, stride, padding, strict=True)):
        starts = np.arange(o) * s - p
        ends = np.minimum(starts + w, n + p)
        counts = ends - starts if include else np.minimum(ends, n) - np.maximum(starts, 0)
        shape = [1] * len(sizes)
        shape[k] = o
        total = total * counts.reshape(shape)
    return total


def _avg_pool(x: Any, counts: Any, kernel: Any, stride: Any, padding: Any) -> Any:
    """The sum of each window over its count: ``(n, c, *sizes), (*out) -> (n, c, *out)``."""
    n = len(kernel)
    if x.dtype.kind != "f" and x.dtype != np.int64:
        place = "avg_pool3d_out_frame" if n == 3 else "avg_pool2d"
        raise NotImplementedError(f"\"{place}\" not implemented for '{scalar_name(x.dtype)}'; "
                                  "convert the tensor, e.g. with .float()")
    total = fitted(x, counts.shape, kernel, stride, padding, (1,) * n)
    for d in reversed(range(x.ndim - n, x.ndim)):      # one dimension after the other
        o, k, s = counts.shape[d - x.ndim], kernel[d - x.ndim], stride[d - x.ndim]
        parts = [total[_every(d, place, o, s)] for place in range(k)]
        total = parts[0] + parts[1] if k > 1 else parts[0]
        for part in parts[2:]:
            total += part
    counts = counts.astype(x.dtype, copy=False)
    if x.dtype.kind == "i":     # towards zero, as integers in C
        return np.abs(total) // counts * np.sign(total)
    return np.true_divide(total, counts, order="C")


def _every(d: int, first: int, count: int, step: int) -> tuple[slice, ...]:
    """`count` positions of dimension `d` from `first` on."""
    return (*(slice(None),) * d, slice(first, first + (count - 1) * step + 1, step))


def _avg_pool_back(x: Any, counts: Any, sizes: Any, kernel: Any, stride: Any, padding: Any) -> Any:
    """The transpose: each element over its count, where its window lies."""
    n, out = len(kernel), x / counts.astype(x.dtype, copy=False)
    covered = reach(counts.shape, kernel, stride, (1,) * n)
    for k, d in enumerate(range(x.ndim - n, x.ndim)):
        room = max(covered[k], sizes[k] + 2 * padding[k])
        total = np.zeros((*out.shape[:d], room, *out.shape[d + 1:]), x.dtype)
        for place in range(kernel[k]):
            at = _every(d, place, counts.shape[k], stride[k])
            if stride[k] < kernel[k]:
                total[at] += out
            else:
                total[at] = out
        out = total[(*(slice(None),) * d, slice(padding[k], padding[k] + sizes[k]))]
    return np.ascontiguousarray(out)


def _pool_name(kernel: Any) -> str:
    return f"AvgPool{max(len(kernel), 2)}DBackward0"


avg_pool = linear(
    "avg_pool", _avg_pool, lambda g, x_shape, counts, kernel, stride, padding: avg_pool_back(
        g, counts, x_shape[2:], kernel, stride, padding), method=False, public=False,
    node=_pool_name, samples=lambda make: [
        ((make(1, 2, 5), np.full(2, 3.0), (3,), (2,), (0,)), {}),
        ((make(1, 1, 4, 4), np.full((2, 2), 4.0), (2, 2), (2, 2), (0, 0)), {})])
avg_pool_back = linear(
    "avg_pool_back", _avg_pool_back, lambda g, counts, kernel, stride, padding: avg_pool(
        g, counts, kernel, stride, padding), method=False, public=False,
    node=lambda kernel: f"AvgPool{max(len(kernel), 2)}DBackwardBackward0",
    refuses=not_for("c", "avg_pool2d_backward"),
    samples=lambda make: [((make(1, 2, 2), np.full(2, 3.0), (5,), (3,), (2,), (0,)), {})])


def _avg_pool_nd(n: int) -> None:
    def pooled(input: Any, kernel_size: Any, stride: Any = None, padding: Any = 0,
               ceil_mode: bool = False, count_include_pad: bool = True,
               divisor_override: Any = None) -> Any:
        x, out, kernel, step, pads, _ = _window_arguments(
            f"avg_pool{n}d", input, n, kernel_size, stride, padding, 1, ceil_mode)
        if divisor_override == 0:
            raise RuntimeError("divisor must be not zero")
        counts = (np.full(out, float(divisor_override)) if divisor_override is not None else
                  _counts(x.shape[2:], out, kernel, step, pads, count_include_pad))
        mean = avg_pool(x, counts, kernel, step, pads)
        return mean if input.ndim == n + 2 else mean.squeeze(0)

    pooled.__doc__ = f"""Mean of each window: ``(n, c, *sizes) -> (n, c, *out)``.

    Raises:
        RuntimeError: the numbers do not fit the input.

    >>> nn.functional.avg_pool{n}d(ones(1{', 4' * n}), 2).sum()
    tensor({2 ** n}.)
    """
    composite(f"nn.functional.avg_pool{n}d", aliases=(f"avg_pool{n}d",) if n == 1 else (),
              method=False)(pooled)


for _n in (1, 2, 3):
    _avg_pool_nd(_n)


def _lp_pool_nd(n: int) -> None:
    def pooled(input: Any, norm_type: Any, kernel_size: Any, stride: Any = None,
               ceil_mode: bool = False) -> Any:
        from ..engine.declare import COMPOSITES
        mean = COMPOSITES[f"nn.functional.avg_pool{n}d"].public
        total = mean(input ** norm_type, kernel_size, stride, 0, ceil_mode)
        area = math.prod(spread(kernel_size, n, "kernel_size"))
        return (total.sign() * total.abs().relu()).mul(area).pow(1.0 / norm_type)

    pooled.__doc__ = f"""Norm of each window: ``(n, c, *sizes) -> (n, c, *out)``.

    >>> nn.functional.lp_pool{n}d(ones(1{', 2' * n}), 1.0, 2).flatten()
    tensor([{2 ** n}.])
    """
    composite(f"nn.functional.lp_pool{n}d", method=False)(pooled)


for _n in (1, 2, 3):
    _lp_pool_nd(_n)
