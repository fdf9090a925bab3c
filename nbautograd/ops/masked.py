"""Reductions and normalizations in which only the elements of a mask take part (torch.masked).

What is masked out is replaced by a number that does not change the result (0 in a sum, 1 in a
product, ``-inf`` in a maximum). Where nothing is left, the result is that number, or nan.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..engine.declare import composite
from ..engine.tensor import wrap
from . import elementwise, extremes, norms, order, reduce, scan
from .dims import axes
from .gather import choose
from .softmax import log_softmax as plain_log_softmax
from .softmax import softmax as plain_softmax

__all__ = [
    "amax", "amin", "argmax", "argmin", "cumprod", "cumsum", "log_softmax", "logaddexp",
    "logsumexp", "mean", "median", "norm", "normalize", "prod", "softmax", "softmin", "std", "sum_",
    "var",
]

# How each operator takes a Tensor of any shape: what it says, in its docstring, and its example.
_TEXT = """{says}; where `mask` is false, elements do not take part.

    Shapes: ``{shapes}``; the mask broadcasts.

    Raises:
        IndexError: there is no such dimension, or the mask has too many.
        RuntimeError: the mask does not broadcast.

    >>> masked.{example}
    {result}
    """

_ROW = "tensor([1.0, 2.0, 4.0]), {}mask=tensor([True, False, True]))"


def _documented(name: str, says: str, shapes: str, example: str, result: str) -> Any:
    """Declare a masked operator with its documentation."""
    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        function.__doc__ = _TEXT.format(says=says, shapes=shapes, example=example, result=result)
        return composite(f"masked.{name}", method=False)(function)
    return declare


def _over(name: str, says: str, result: str) -> Any:
    return _documented(name, says, "(n, m) -> ()", f"{name}({_ROW.format('')}", result)


def _along(name: str, says: str, result: str) -> Any:
    return _documented(name, says, "(n, m) -> (n, m)", f"{name}({_ROW.format('0, ')}", result)


# -- masks ------------------------------------------------------------------------------------------


def _mask(input: Any, mask: Any) -> Any:
    """The mask in the shape of the input, as an array of bool; None for no mask."""
    if mask is None:
        return None
    if mask.ndim > input.ndim:
        raise IndexError("_input_mask expected broadcastable mask (got mask dimensionality higher "
                         f"than of the input): {mask.ndim} for {input.ndim}")
    try:
        return np.broadcast_to(mask._data, input._data.shape) != 0
    except ValueError:
        raise RuntimeError(
            "The expanded size of the tensor must match the existing size: a mask of shape "
            f"{list(mask.shape)} does not broadcast to {list(input.shape)}") from None


def _filled(input: Any, mask: Any, value: Any) -> Any:
    """The input with `value` where the mask is false."""
    kept = _mask(input, mask)
    if kept is None:
        return input
    return choose(wrap(kept), input, wrap(np.asarray(value, input._data.dtype)))


def _typed(input: Any, dtype: Any) -> Any:
    return input if dtype is None else input.to(dtype)


def _dims(input: Any, dim: Any) -> tuple[int, ...]:
    return axes(None if dim == () else dim, input.ndim)


def _lowest(input: Any) -> Any:
    kind = input._data.dtype
    if kind.kind == "b":
        return False
    return -np.inf if kind.kind == "f" else np.iinfo(kind).min


def _highest(input: Any) -> Any:
    kind = input._data.dtype
    if kind.kind == "b":
        return True
    return np.inf if kind.kind == "f" else np.iinfo(kind).max


def _count(input: Any, dim: Any, keepdim: bool, mask: Any) -> Any:
    """How many elements take part in each result, as an array."""
    kept = _mask(input, mask)
    over = _dims(input, dim)
    if kept is None:
        kept = np.ones(input._data.shape, bool)
    return np.add.reduce(kept, axis=over, keepdims=keepdim, dtype=np.int64)


# -- reductions -------------------------------------------------------------------------------------


@_over("sum", "Sum of all elements, or over `dim`", "tensor(5.)")
def sum_(input: Any, dim: Any = None, *, keepdim: bool = False, dtype: Any = None,
         mask: Any = None) -> Any:
    return reduce.sum_(_filled(_typed(input, dtype), mask, 0), _dims(input, dim), keepdim)


@_over("prod", "Product of all elements, or over `dim`", "tensor(4.)")
def prod(input: Any, dim: Any = None, *, keepdim: bool = False, dtype: Any = None,
         mask: Any = None) -> Any:
    out = _filled(_typed(input, dtype), mask, 1)
    if dim is None and not keepdim:
        return scan.prod(out)
    for d in sorted(_dims(input, dim), reverse=True):
        out = scan.prod(out, d, keepdim)
    return out


@_over("mean", "Mean of all elements, or over `dim`", "tensor(2.5000)")
def mean(input: Any, dim: Any = None, *, keepdim: bool = False, dtype: Any = None,
         mask: Any = None) -> Any:
    values = _typed(input, dtype)
    if values._data.dtype.kind not in "fc":
        raise ValueError(
            "mean(): Could not infer output dtype. Input dtype must be either a floating point or "
            f"complex dtype. Got: {values.dtype}. Give dtype=, e.g. torch.float32")
    total = reduce.sum_(_filled(values, mask, 0), _dims(input, dim), keepdim)
    return total / wrap(_count(input, dim, keepdim, mask))


@_over("amax", "Largest of all elements, or over `dim`", "tensor(4.)")
def amax(input: Any, dim: Any = None, *, keepdim: bool = False, dtype: Any = None,
         mask: Any = None) -> Any:
    values = _typed(input, dtype)
    return extremes.amax(_filled(values, mask, _lowest(values)), _dims(input, dim), keepdim)


@_over("amin", "Smallest of all elements, or over `dim`", "tensor(1.)")
def amin(input: Any, dim: Any = None, *, keepdim: bool = False, dtype: Any = None,
         mask: Any = None) -> Any:
    values = _typed(input, dtype)
    return extremes.amin(_filled(values, mask, _highest(values)), _dims(input, dim), keepdim)


@_over("argmax", "Where the largest element is, of all or along `dim`", "tensor(2.)")
def argmax(input: Any, dim: int | None = None, *, keepdim: bool = False, dtype: Any = None,
           mask: Any = None) -> Any:
    values = _typed(input, dtype)
    return extremes.argmax(_filled(values, mask, _lowest(values)), dim, keepdim).to(values.dtype)


@_over("argmin", "Where the smallest element is, of all or along `dim`", "tensor(0.)")
def argmin(input: Any, dim: int | None = None, *, keepdim: bool = False, dtype: Any = None,
           mask: Any = None) -> Any:
    values = _typed(input, dtype)
    return extremes.argmin(_filled(values, mask, _highest(values)), dim, keepdim).to(values.dtype)


@_documented("median", "Median along `dim`, the lower one of two", "(n, m) -> (n)",
             f"median({_ROW.format('')}", "tensor(1.)")
def median(input: Any, dim: int = -1, *, keepdim: bool = False, dtype: Any = None,
           mask: Any = None) -> Any:
    values = _typed(input, dtype)
    if values._data.dtype.kind != "f":
        kept = _mask(input, mask)
        if kept is not None and not kept.all():
            raise ValueError("masked median expects no fully masked out rows of integers: convert "
                             "the tensor, e.g. with .float()")
        return order.nanmedian(values, dim, keepdim)[0]
    return order.nanmedian(_filled(values, mask, np.nan), dim, keepdim)[0]


@_over("norm", "Norm of order `ord` of all elements, or over `dim`", "tensor(4.1231)")
def norm(input: Any, ord: float | None = 2.0, dim: Any = None, *, keepdim: bool = False,
         dtype: Any = None, mask: Any = None) -> Any:
    order_ = 2.0 if ord is None else ord
    values = _filled(_typed(input, dtype), mask, np.inf if order_ == -np.inf else 0)
    return norms.vector_norm(values, order_, _dims(input, dim), keepdim)


@_documented("logsumexp", "Logarithm of the sum of exponentials of all elements, or over `dim`",
             "(n, m) -> ()", f"logsumexp({_ROW.format('')}", "tensor(4.0486)")
def logsumexp(input: Any, dim: Any = None, *, keepdim: bool = False, dtype: Any = None,
              mask: Any = None) -> Any:
    return norms.logsumexp(_filled(_typed(input, dtype), mask, -np.inf), _dims(input, dim), keepdim)


def _spread(input: Any, dim: Any, unbiased: Any, correction: Any, keepdim: bool, dtype: Any,
            mask: Any) -> Any:
    values = _typed(input, dtype)
    if values._data.dtype.kind not in "fc":
        values = values.float()
    if unbiased is not None and correction is not None:
        raise RuntimeError("Only one of unbiased and correction may be given")
    less = correction if correction is not None else int(unbiased if unbiased is not None else 1)
    over = _dims(input, dim)
    count = _count(input, dim, True, mask)
    away = _filled(values - reduce.sum_(_filled(values, mask, 0), over, True) / wrap(count), mask,
                   0)
    square = away * away.conj() if away.is_complex() else away * away
    total = reduce.sum_(square.real if away.is_complex() else square, over, keepdim)
    freedom = np.maximum(count - less, 0)
    if freedom.dtype.kind == "f":
        freedom = freedom.astype(total._data.dtype)
    return total / wrap(freedom if keepdim else freedom.squeeze(over))


@_over("var", "Variance of all elements, or over `dim`", "tensor(4.5000)")
def var(input: Any, dim: Any = None, unbiased: bool | None = None, *, correction: Any = None,
        keepdim: bool = False, dtype: Any = None, mask: Any = None) -> Any:
    return _spread(input, dim, unbiased, correction, keepdim, dtype, mask)


@_over("std", "Standard deviation of all elements, or over `dim`", "tensor(2.1213)")
def std(input: Any, dim: Any = None, unbiased: bool | None = None, *, correction: Any = None,
        keepdim: bool = False, dtype: Any = None, mask: Any = None) -> Any:
    return _spread(input, dim, unbiased, correction, keepdim, dtype, mask).sqrt()


# -- along a dimension --------------------------------------------------------------------------------


@_along("cumsum", "Sums of the elements up to each along `dim`", "tensor([1., 1., 5.])")
def cumsum(input: Any, dim: int, *, dtype: Any = None, mask: Any = None) -> Any:
    return scan.cumsum(_filled(_typed(input, dtype), mask, 0), dim)


@_along("cumprod", "Products of the elements up to each along `dim`", "tensor([1., 1., 4.])")
def cumprod(input: Any, dim: int, *, dtype: Any = None, mask: Any = None) -> Any:
    return scan.cumprod(_filled(_typed(input, dtype), mask, 1), dim)


@_along("softmax", "Softmax along `dim`", "tensor([0.0474, 0.0000, 0.9526])")
def softmax(input: Any, dim: int, *, dtype: Any = None, mask: Any = None) -> Any:
    return plain_softmax(_filled(_typed(input, dtype), mask, -np.inf), dim)


@_along("log_softmax", "Logarithm of the softmax along `dim`", "tensor([-3.0486,    -inf, -0.0486])")
def log_softmax(input: Any, dim: int, *, dtype: Any = None, mask: Any = None) -> Any:
    return plain_log_softmax(_filled(_typed(input, dtype), mask, -np.inf), dim)


@_along("softmin", "Softmax of the negative along `dim`", "tensor([0.9526, 0.0000, 0.0474])")
def softmin(input: Any, dim: int, *, dtype: Any = None, mask: Any = None) -> Any:
    return plain_softmax(-_filled(_typed(input, dtype), mask, np.inf), dim)


@_documented("normalize", "Vectors along `dim` divided by their norms of order `ord`, `eps` at least",
             "(n, m) -> (n, m)", f"normalize({_ROW.format('1.0, 0, ')}",
             "tensor([0.2000, 0.0000, 0.8000])")
def normalize(input: Any, ord: float, dim: int, *, eps: float = 1e-12, dtype: Any = None,
              mask: Any = None) -> Any:
    values = _filled(_typed(input, dtype), mask, 0)
    size = norm(input, ord, dim, keepdim=True, dtype=dtype, mask=mask)
    return values / size.clamp_min(eps)


# -- of two tensors -----------------------------------------------------------------------------------


@_documented("logaddexp", "Elementwise ``log(exp(input) + exp(other))``, with a mask for each",
             "(n), (n) -> (n)", "logaddexp(zeros(2), zeros(2), other_mask=tensor([True, False]))",
             "tensor([0.6931, 0.0000])")
def logaddexp(input: Any, other: Any, *, dtype: Any = None, input_mask: Any = None,
              other_mask: Any = None) -> Any:
    first, second = _typed(input, dtype), _typed(other, dtype)
    return elementwise.logaddexp(_filled(first, input_mask, -np.inf),
                                 _filled(second, other_mask, -np.inf))


