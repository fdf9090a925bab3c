"""Convolutions in one, two and three dimensions, and their transposes.

Three ops, linear in each of two arguments, whose formulas are one another:

    convolution     (input, weight)  -> output
    conv_input      (output, weight) -> input      the transpose in the input, and a bias
    conv_weight     (output, input)  -> weight     the transpose in the weight

Windows are laid out as the columns of one matrix, so that each is one matrix product.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from ..engine.declare import composite, op
from ..engine.memory import strided
from ..engine.messages import cpp_name, scalar_name
from ..engine.sums import sum_all
from .tiling import constant_pad_nd
from .windows import (
    _overlap,
    fitted,
    output_sizes,
    overlap,
    reach,
    spread,
    view_windows,
    windows,
)

# -- the three ops ---------------------------------------------------------------------------------


class _Lines(NamedTuple):
    """Windows one step apart: what one place of the kernel meets of an image lies in one line.

    A line runs on from row to row of the padded image, so it is copied at once; what it holds
    between the end of an output's row and the beginning of the next belongs to no window.
    """

    sizes: tuple[int, ...]      # of the padded image
    steps: tuple[int, ...]      # between neighbours in it, in elements
    length: int

    @classmethod
    def of(cls, out: Any, kernel: Any, stride: Any, dilation: Any) -> _Lines | None:
        """None where windows are further apart, or most of a line would be for nothing."""
        if any(s != 1 for s in stride) or not all(out):
            return None
        sizes = reach(out, kernel, stride, dilation)
        steps = tuple(math.prod(sizes[d + 1:]) for d in range(len(sizes)))
        length = sum((o - 1) * s for o, s in zip(out, steps, strict=True)) + 1
        return cls(sizes, steps, length) if length <= _WASTE * math.prod(out) else None

    def shown(self, lines: Any, out: Any) -> Any:
        """The windows of contiguous lines, a view: ``(n, c, length) -> (n, c, *out)``."""
        item = lines.itemsize
        return strided(lines, (*lines.shape[:2], *out),
                       (*lines.strides[:2], *(s * item for s in self.steps)))


_WASTE = 1.6


def _columns(x: Any, out: Any, kernel: Any, stride: Any, padding: Any, dilation: Any, groups: int,
             lines: _Lines | None) -> Any:
    """Windows as columns: ``(n, c, *sizes) -> (n, groups, c/groups * prod(kernel), columns)``.

    There is a column for each output or, of `lines`, for each element of a line.
    """
    padded = fitted(x, out, kernel, stride, padding, dilation)
    if lines is None:
        view, count = view_windows(padded, out, kernel, stride, dilation), math.prod(out)
    else:
        inside: Any = (..., *(slice(s) for s in lines.sizes))
        padded = np.ascontiguousarray(padded[inside])
        item, count = padded.itemsize, lines.length
        steps = (s * d * item for s, d in zip(lines.steps, dilation, strict=True))
        view = strided(padded, (*x.shape[:2], *kernel, count), (*padded.strides[:2], *steps, item))
    return view.reshape(x.shape[0], groups, x.shape[1] // groups * math.prod(kernel), count)


def _is_finite(x: Any) -> bool:
    """Whether there is no infinity or nan, which zero times it would spread over a line."""
    return bool(np.isfinite(sum_all(x)))


def _per_output(x: Any, out: Any, groups: int, lines: _Lines | None) -> Any:
    """Outputs as columns, as `_columns` has them: ``(n, o, *out) -> (n, groups, o/groups, columns)``.

    What stands in `lines` between outputs is zero.
    """
    count = math.prod(out)
    if lines is not None and lines.length != count:
        g, count = np.zeros((*x.shape[:2], lines.length), x.dtype), lines.length
        lines.shown(g, out)[...] = x
        x = g
    return x.reshape(x.shape[0], groups, x.shape[1] // groups, count)


def _grouped(weight: Any, groups: int) -> Any:
    """``(o, c/groups, *kernel) -> (groups, o/groups, c/groups * prod(kernel))``."""
    return weight.reshape(groups, weight.shape[0] // groups, -1) if weight.size else weight.reshape(
        groups, weight.shape[0] // groups, math.prod(weight.shape[1:]))


def _convolution(x: Any, weight: Any, bias: Any, stride: Any, padding: Any, dilation: Any,
                 groups: int, count: Any = None) -> Any:
    """``(n, c, *sizes), (o, c/groups, *kernel), (o) -> (n, o, *out)``.

    `count` says how many windows there are if not all that fit count.
    """
    kernel = weight.shape[2:]
    out = output_sizes(x.shape[2:], kernel, stride, padding, dilation) if count is None else count
    lines = _Lines.of(out, kernel, stride, dilation)
    columns = _columns(x, out, kernel, stride, padding, dilation, groups, lines)
    result = (_grouped(weight, groups) @ columns).reshape(
        x.shape[0], weight.shape[0], columns.shape[-1])
    result = result.reshape(*result.shape[:2], *out) if lines is None else lines.shown(result, out)
    if bias is not None:
        return result + bias.reshape(-1, *([1] * len(kernel)))
    return np.ascontiguousarray(result)


def _conv_input(x: Any, weight: Any, bias: Any, sizes: Any, stride: Any, padding: Any,
                dilation: Any, groups: int) -> Any:
    """The transpose in the input: ``(n, o, *out), (o, c/groups, *kernel) -> (n, c, *sizes)``."""
    kernel, out = weight.shape[2:], x.shape[2:]
    lines = _Lines.of(out, kernel, stride, dilation) if _is_finite(weight) else None
    columns = _grouped(weight, groups).mT @ _per_output(x, out, groups, lines)
    channels = weight.shape[1] * groups
    if lines is None:
        result = _overlap(columns.reshape(x.shape[0], channels, *kernel, *out), sizes, kernel,
                          stride, padding, dilation)
    else:
        columns = columns.reshape(x.shape[0], channels, *kernel, lines.length)
        result = _laid_over(columns, lines, sizes, kernel, padding, dilation)
    return result if bias is None else result + bias.reshape(-1, *([1] * len(kernel)))


def _laid_over(x: Any, lines: _Lines, sizes: Any, kernel: Any, padding: Any, dilation: Any) -> Any:
    """Add lines to where they lie: ``(n, c, *kernel, length) -> (n, c, *sizes)``."""
    total = np.zeros((*x.shape[:2], math.prod(lines.sizes)), x.dtype)
    for place in np.ndindex(*kernel):
        start = sum(i * d * s for i, d, s in zip(place, dilation, lines.steps, strict=True))
        total[..., start:start + lines.length] += x[(..., *place, slice(None))]
    image = total.reshape(*x.shape[:2], *lines.sizes)
    if lines.sizes == tuple(sizes) and not any(padding):
        return image
    # What lies in the padding is dropped; what no window reaches is zero.
    result: Any = np.zeros((*x.shape[:2], *sizes), x.dtype)
    ends = [max(0, min(n, r - p)) for p, n, r in zip(padding, sizes, lines.sizes, strict=True)]
    met: Any = (..., *(slice(p, p + e) for p, e in zip(padding, ends, strict=True)))
    result[(..., *(slice(e) for e in ends))] = image[met]
    return result


def _conv_weight(x: Any, y: Any, kernel: Any, stride: Any, padding: Any, dilation: Any,
                 groups: int) -> Any:
    """The transpose in the weight: ``(n, o, *out), (n, c, *sizes) -> (o, c/groups, *kernel)``."""
    out = x.shape[2:]
    lines = _Lines.of(out, kernel, stride, dilation) if _is_finite(y) else None
    columns = _columns(y, out, kernel, stride, padding, dilation, groups, lines)
    g = _per_output(x, out, groups, lines)
    return (g @ columns.mT).sum(0).reshape(x.shape[1], y.shape[1] // groups, *kernel)


def _samples(make: Any) -> Any:
    return [((make(1, 2, 4), make(3, 2, 2), make(3), (1,), (1,), (1,), 1), {}),
            ((make(1, 4, 4), make(2, 2, 2), make(2), (2,), (0,), (1,), 2), {})]


convolution = op(
    "convolution", _convolution,
    lambda g, weight, x_shape, stride, padding, dilation, groups: conv_input(
        g, weight, None, x_shape[2:], stride, padding, dilation, groups),
    lambda g, x, weight_shape, stride, padding, dilation, groups: conv_weight(
        g, x, weight_shape[2:], stride, padding, dilation, groups),
    lambda g, x_shape: g.sum((0, *range(2, len(x_shape)))),
    method=False, public=False, node="ConvolutionBackward0", tex=r"{weight} \ast {x} + {bias}",
    holomorphic=True, samples=_samples)
conv_input = op(
    "conv_input", _conv_input,
    lambda g, weight, x_shape, stride, padding, dilation, groups: convolution(
        g, weight, None, stride, padding, dilation, groups, x_shape[2:]),
    lambda g, x, weight_shape, stride, padding, dilation, groups: conv_weight(
        x, g, weight_shape[2:], stride, padding, dilation, groups),
    lambda g, x_shape: g.sum((0, *range(2, len(x_shape)))),
    method=False, public=False, node="ConvolutionBackward0", holomorphic=True,
    samples=lambda make: [((make(1, 3, 5), make(3, 2, 2), make(2), (4,), (1,), (1,), (1,), 1), {})])
conv_weight = op(
    "conv_weight", _conv_weight,
    lambda g, y, x_shape, stride, padding, dilation, groups: convolution(
        y, g, None, stride, padding, dilation, groups, x_shape[2:]),
    lambda g, x, y_shape, stride, padding, dilation, groups: conv_input(
        x, g, None, y_shape[2:], stride, padding, dilation, groups),
    method=False, public=False, node="ConvolutionBackward0", holomorphic=True,
    samples=lambda make: [((make(1, 3, 5), make(1, 2, 4), (2,), (1,), (1,), (1,), 1), {})])


# -- the public functions --------------------------------------------------------------------------


def _check(name: str, x: Any, weight: Any, bias: Any, n: int, groups: int,
           transposed: bool) -> None:
    if x.ndim not in (n + 1, n + 2):
        raise RuntimeError(
            f"Expected {n + 1}D (unbatched) or {n + 2}D (batched) input to {name}, but got input "
            f"of size: {list(x.shape)}")
    if weight.ndim != n + 2:
        raise RuntimeError(
            f"weight should have at least three dimensions: expected {n + 2}D weight, but got "
            f"weight of size {list(weight.shape)}")
    if bias is not None and bias.dtype is not x.dtype and not transposed:
        raise RuntimeError(f"Input type ({cpp_name(x._data.dtype)}) and bias type "
                           f"({cpp_name(bias._data.dtype)}) should be the same")
    for other in (weight, bias):
        if other is not None and other.dtype is not x.dtype:
            raise RuntimeError(f"expected scalar type {scalar_name(x._data.dtype)} but found "
                               f"{scalar_name(other._data.dtype)}")
    if groups <= 0:
        raise RuntimeError("non-positive groups is not supported")
    channels = x.shape[-n - 1]
    if transposed:
        if channels != weight.shape[0]:
            raise RuntimeError(
                f"Given transposed=1, weight of size {list(weight.shape)}, expected input"
                f"{list(x.shape)} to have {weight.shape[0]} channels, but got {channels} channels "
                "instead")
    else:
        if weight.shape[0] < groups or weight.shape[0] % groups:
            raise RuntimeError(
                f"Given groups={groups}, expected weight to be at least {groups} at dimension 0, "
                f"but got weight of size {list(weight.shape)} instead"
                if weight.shape[0] < groups else
                f"Given groups={groups}, expected weight to be divisible by {groups} at dimension "
                f"0, but got weight of size {list(weight.shape)} instead")
        if channels != weight.shape[1] * groups:
            raise RuntimeError(
                f"Given groups={groups}, weight of size {list(weight.shape)}, expected input"
                f"{list(x.shape)} to have {weight.shape[1] * groups} channels, but got {channels} "
                "channels instead")
    out = weight.shape[1] * groups if transposed else weight.shape[0]
    if bias is not None and (bias.ndim != 1 or bias.shape[0] != out):
        raise RuntimeError(
            f"Given {'transposed=1' if transposed else f'weight of size {list(weight.shape)}'}, "
            f"expected bias to be 1-dimensional with {out} elements, but got bias of size "
            f"{list(bias.shape)} instead")


def _padding(padding: Any, kernel: Any, stride: Any, dilation: Any,
             n: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """(padding on both sides, extra zeros before or behind as `constant_pad_nd` takes them)."""
    if isinstance(padding, str):
        if padding == "valid":
            return (0,) * n, ()
        if padding != "same":
            raise RuntimeError(
                f"Invalid padding string: '{padding}'; use 'valid' or 'same'")
        if any(s != 1 for s in stride):
            raise RuntimeError("padding='same' is not supported for strided convolutions")
        total = [d * (k - 1) for d, k in zip(dilation, kernel, strict=True)]
        extra = [n for t in reversed(total) for n in (0, t % 2)]
        return tuple(t // 2 for t in total), tuple(extra) if any(extra) else ()
    return spread(padding, n, "padding"), ()


def _conv(name: str, n: int) -> Any:
    def conv(input: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0,
             dilation: Any = 1, groups: int = 1) -> Any:
        _check(name, input, weight, bias, n, groups, False)
        stride, dilation = spread(stride, n, "stride"), spread(dilation, n, "dilation")
        if any(s <= 0 for s in stride):
            raise RuntimeError("non-positive stride is not supported")
        if any(d <= 0 for d in dilation):
            raise RuntimeError(f"dilation should be greater than zero, but got {list(dilation)}")
        kernel = tuple(weight.shape[2:])
        sides, extra = _padding(padding, kernel, stride, dilation, n)
        if any(p < 0 for p in sides):
            raise RuntimeError("negative padding is not supported")
        x = input if input.ndim == n + 2 else input.unsqueeze(0)
        if extra:
            x = constant_pad_nd(x, extra)
        room = [s + 2 * p for s, p in zip(x.shape[2:], sides, strict=True)]
        spans = [d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True)]
        if any(r < s for r, s in zip(room, spans, strict=True)):
            per = " x ".join(str(r) for r in room)
            size = " x ".join(str(s) for s in spans)
            raise RuntimeError(
                f"Calculated padded input size per channel: ({per}). Kernel size: ({size}). Kernel "
                "size can't be greater than actual input size")
        out = convolution(x, weight, bias, stride, sides, dilation, groups)
        return out if input.ndim == n + 2 else out.squeeze(0)

    sizes = ("t", "h, w", "d, h, w")[n - 1]
    conv.__doc__ = f"""Convolution over {n} dimension{'s' if n > 1 else ''}.

    Shapes: ``(n, c, {sizes}), (o, c/groups, *kernel), (o) -> (n, o, *out)``; `padding` may be
    ``"same"`` or ``"valid"``.

    Raises:
        RuntimeError: sizes, channels or types do not fit.

    >>> nn.functional.{name}(ones(1, 1{', 3' * n}), ones(1, 1{', 2' * n})).flatten()[0]
    tensor({2 ** n}.)
    """
    return composite(f"nn.functional.{name}", aliases=(name,), method=False)(conv)


def _by_side(values: Any, fill: int) -> Any:
    """The numbers of a window with their sides: PyTorch takes a line for an image of one row."""
    values = (fill, *values) if len(values) == 1 else values
    return zip(("depth", "height", "width")[-len(values):], values, strict=True)


def _conv_transpose(name: str, n: int) -> Any:
    def conv(input: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0,
             output_padding: Any = 0, groups: int = 1, dilation: Any = 1) -> Any:
        _check(name, input, weight, bias, n, groups, True)
        stride, dilation = spread(stride, n, "stride"), spread(dilation, n, "dilation")
        padding = spread(padding, n, "padding")
        more = spread(output_padding, n, "output_padding")
        for m, s, d in zip(more, stride, dilation, strict=True):
            if m >= max(s, d):
                raise RuntimeError(
                    "output padding must be smaller than either stride or dilation, but got "
                    + " ".join(f"{what}_{side}: {value}" for what, values, fill in (
                        ("output_padding", more, 0), ("stride", stride, 1),
                        ("dilation", dilation, 1))
                        for side, value in _by_side(values, fill)))
        x = input if input.ndim == n + 2 else input.unsqueeze(0)
        sizes = tuple((k - 1) * s - 2 * p + d * (w - 1) + m + 1 for k, s, p, d, w, m in
                      zip(x.shape[2:], stride, padding, dilation, weight.shape[2:], more,
                          strict=True))
        out = conv_input(x, weight, bias, sizes, stride, padding, dilation, groups)
        return out if input.ndim == n + 2 else out.squeeze(0)

    conv.__doc__ = f"""Transposed convolution over {n} dimension{'s' if n > 1 else ''}.

    Shapes: ``(n, c, *sizes), (c, o/groups, *kernel), (o) -> (n, o, *out)``.

    Raises:
        RuntimeError: sizes, channels or types do not fit.

    >>> nn.functional.{name}(ones(1, 1{', 1' * n}), ones(1, 1{', 2' * n})).sum()
    tensor({2 ** n}.)
    """
    return composite(f"nn.functional.{name}", aliases=(name,), method=False)(conv)


conv1d, conv2d, conv3d = (_conv(f"conv{n}d", n) for n in (1, 2, 3))
conv_transpose1d, conv_transpose2d, conv_transpose3d = (
    _conv_transpose(f"conv_transpose{n}d", n) for n in (1, 2, 3))


# -- windows as such -------------------------------------------------------------------------------


@composite("nn.functional.unfold")
def unfold(input: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0,
           stride: Any = 1) -> Any:
    """Windows of images as columns: ``(n, c, h, w) -> (n, c * prod(kernel), windows)``.

    Raises:
        RuntimeError: no window fits.

    >>> nn.functional.unfold(ones(1, 1, 3, 3), 2).shape
    torch.Size([1, 4, 4])
    """
    kernel, stride = spread(kernel_size, 2, "kernel_size"), spread(stride, 2, "stride")
    dilation, padding = spread(dilation, 2, "dilation"), spread(padding, 2, "padding")
    if input.ndim not in (3, 4):
        raise RuntimeError("Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and "
                           f"other non-zero dimensions for input, but got: {list(input.shape)}")
    x = input if input.ndim == 4 else input.unsqueeze(0)
    out = output_sizes(x.shape[2:], kernel, stride, padding, dilation)
    if any(n <= 0 for n in out):
        raise RuntimeError(
            f"Given input with spatial size ({x.shape[2]}, {x.shape[3]}), kernel_size={kernel}, "
            f"dilation={dilation}, padding={padding}, calculated shape of the array of sliding "
            f"blocks as {out}, but its components must be at least one.")
    columns = windows(x, out, kernel, stride, padding, dilation).reshape(
        x.shape[0], x.shape[1] * math.prod(kernel), math.prod(out))
    return columns if input.ndim == 4 else columns.squeeze(0)


@composite("nn.functional.fold")
def fold(input: Any, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0,
         stride: Any = 1) -> Any:
    """Add columns of windows to images: ``(n, c * prod(kernel), windows) -> (n, c, *output_size)``.

    Raises:
        RuntimeError: the number of columns does not fit.

    >>> nn.functional.fold(ones(1, 4, 4), (3, 3), 2).sum()
    tensor(16.)
    """
    sizes, kernel = spread(output_size, 2, "output_size"), spread(kernel_size, 2, "kernel_size")
    stride, dilation = spread(stride, 2, "stride"), spread(dilation, 2, "dilation")
    padding = spread(padding, 2, "padding")
    x = input if input.ndim == 3 else input.unsqueeze(0)
    out = output_sizes(sizes, kernel, stride, padding, dilation)
    if x.shape[1] % math.prod(kernel):
        raise RuntimeError(
            "Expected size of input's dimension 1 to be divisible by the product of kernel_size, "
            f"but got input.size(1)={x.shape[1]} and kernel_size={kernel}.")
    if x.shape[2] != math.prod(out):
        raise RuntimeError(
            f"Given output_size={sizes}, kernel_size={kernel}, dilation={dilation}, padding="
            f"{padding}, stride={stride}, expected size of input's dimension 2 to match the "
            f"calculated number of sliding blocks {out[0]} * {out[1]} = {math.prod(out)}, but got "
            f"input.size(2)={x.shape[2]}.")
    channels = x.shape[1] // math.prod(kernel)
    image = overlap(x.reshape(x.shape[0], channels, *kernel, *out), sizes, kernel, stride, padding,
                    dilation)
    return image if input.ndim == 3 else image.squeeze(0)


