"""Written by tests/stubs.py from the op table: not to be edited."""

from collections.abc import Sequence
from nbautograd.engine.dtypes import dtype
from nbautograd.engine.tensor import Tensor
from typing import Any

def amax(
    input: Tensor, dim: int | Sequence[int] | None = None, *, keepdim: bool = False,
    dtype: dtype | type | None = None, mask: Tensor | None = None,
    axis: int | Sequence[int] | None = ..., keepdims: bool = ...,
) -> Tensor:
    """Largest of all elements, or over `dim`; where `mask` is false, elements do not take
    part."""

def amin(
    input: Tensor, dim: int | Sequence[int] | None = None, *, keepdim: bool = False,
    dtype: dtype | type | None = None, mask: Tensor | None = None,
    axis: int | Sequence[int] | None = ..., keepdims: bool = ...,
) -> Tensor:
    """Smallest of all elements, or over `dim`; where `mask` is false, elements do not take
    part."""

def argmax(
    input: Tensor, dim: int | None = None, *, keepdim: bool = False,
    dtype: dtype | type | None = None, mask: Tensor | None = None,
    axis: int | Sequence[int] | None = ..., keepdims: bool = ...,
) -> Tensor:
    """Where the largest element is, of all or along `dim`; where `mask` is false, elements do
    not take part."""

def argmin(
    input: Tensor, dim: int | None = None, *, keepdim: bool = False,
    dtype: dtype | type | None = None, mask: Tensor | None = None,
    axis: int | Sequence[int] | None = ..., keepdims: bool = ...,
) -> Tensor:
    """Where the smallest element is, of all or along `dim`; where `mask` is false, elements do
    not take part."""

def cumprod(
    input: Tensor, dim: int = ..., *, dtype: dtype | type | None = None,
    mask: Tensor | None = None, axis: int | Sequence[int] | None = ...,
) -> Tensor:
    """Products of the elements up to each along `dim`; where `mask` is false, elements do not
    take part."""

def cumsum(
    input: Tensor, dim: int = ..., *, dtype: dtype | type | None = None,
    mask: Tensor | None = None, axis: int | Sequence[int] | None = ...,
) -> Tensor:
    """Sums of the elements up to each along `dim`; where `mask` is false, elements do not take
    part."""

def log_softmax(
    input: Tensor, dim: int = ..., *, dtype: dtype | type | None = None,
    mask: Tensor | None = None, axis: int | Sequence[int] | None = ...,
) -> Tensor:
    """Logarithm of the softmax along `dim`; where `mask` is false, elements do not take
    part."""

def logaddexp(
    input: Tensor, other: Tensor, *, dtype: dtype | type | None = None, input_mask: Any = None,
    other_mask: Any = None,
) -> Tensor:
    """Elementwise ``log(exp(input) + exp(other))``, with a mask for each; where `mask` is
    false, elements do not take part."""

def logsumexp(
    input: Tensor, dim: int | Sequence[int] | None = None, *, keepdim: bool = False,
    dtype: dtype | type | None = None, mask: Tensor | None = None,
    axis: int | Sequence[int] | None = ..., keepdims: bool = ...,
) -> Tensor:
    """Logarithm of the sum of exponentials of all elements, or over `dim`; where `mask` is
    false, elements do not take part."""

def mean(
    input: Tensor, dim: int | Sequence[int] | None = None, *, keepdim: bool = False,
    dtype: dtype | type | None = None, mask: Tensor | None = None,
    axis: int | Sequence[int] | None = ..., keepdims: bool = ...,
) -> Tensor:
    """Mean of all elements, or over `dim`; where `mask` is false, elements do not take part."""

def median(
    input: Tensor, dim: int = -1, *, keepdim: bool = False, dtype: dtype | type | None = None,
    mask: Tensor | None = None, axis: int | Sequence[int] | None = ..., keepdims: bool = ...,
) -> Tensor:
    """Median along `dim`, the lower one of two; where `mask` is false, elements do not take
    part."""

def norm(
    input: Tensor, ord: float | None = 2.0, dim: int | Sequence[int] | None = None, *,
    keepdim: bool = False, dtype: dtype | type | None = None, mask: Tensor | None = None,
    axis: int | Sequence[int] | None = ..., keepdims: bool = ...,
) -> Tensor:
    """Norm of order `ord` of all elements, or over `dim`; where `mask` is false, elements do
    not take part."""

def normalize(
    input: Tensor, ord: float, dim: int = ..., *, eps: float = 1e-12,
    dtype: dtype | type | None = None, mask: Tensor | None = None,
    axis: int | Sequence[int] | None = ...,
) -> Tensor:
    """Vectors along `dim` divided by their norms of order `ord`, `eps` at least; where `mask`
    is false, elements do not take part."""

def prod(
    input: Tensor, dim: int | Sequence[int] | None = None, *, keepdim: bool = False,
    dtype: dtype | type | None = None, mask: Tensor | None = None,
    axis: int | Sequence[int] | None = ..., keepdims: bool = ...,
) -> Tensor:
    """Product of all elements, or over `dim`; where `mask` is false, elements do not take
    part."""

def softmax(
    input: Tensor, dim: int = ..., *, dtype: dtype | type | None = None,
    mask: Tensor | None = None, axis: int | Sequence[int] | None = ...,
) -> Tensor:
    """Softmax along `dim`; where `mask` is false, elements do not take part."""

def softmin(
    input: Tensor, dim: int = ..., *, dtype: dtype | type | None = None,
    mask: Tensor | None = None, axis: int | Sequence[int] | None = ...,
) -> Tensor:
    """Softmax of the negative along `dim`; where `mask` is false, elements do not take part."""

def std(
    input: Tensor, dim: int | Sequence[int] | None = None, unbiased: bool | None = None, *,
    correction: Any = None, keepdim: bool = False, dtype: dtype | type | None = None,
    mask: Tensor | None = None, axis: int | Sequence[int] | None = ..., keepdims: bool = ...,
) -> Tensor:
    """Standard deviation of all elements, or over `dim`; where `mask` is false, elements do not
    take part."""

def sum(
    input: Tensor, dim: int | Sequence[int] | None = None, *, keepdim: bool = False,
    dtype: dtype | type | None = None, mask: Tensor | None = None,
    axis: int | Sequence[int] | None = ..., keepdims: bool = ...,
) -> Tensor:
    """Sum of all elements, or over `dim`; where `mask` is false, elements do not take part."""

def var(
    input: Tensor, dim: int | Sequence[int] | None = None, unbiased: bool | None = None, *,
    correction: Any = None, keepdim: bool = False, dtype: dtype | type | None = None,
    mask: Tensor | None = None, axis: int | Sequence[int] | None = ..., keepdims: bool = ...,
) -> Tensor:
    """Variance of all elements, or over `dim`; where `mask` is false, elements do not take
    part."""
