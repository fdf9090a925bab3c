"""What distributions share: parameters of one shape, probabilities and their logarithms."""

from __future__ import annotations

import functools
from collections.abc import Callable
from numbers import Number
from typing import Any

from ..engine.construct import tensor
from ..engine.dtypes import finfo, get_default_dtype
from ..engine.state import enable_grad
from ..engine.tensor import Tensor
from ..ops.arrange import broadcast_tensors
from ..ops.creation import empty
from ..ops.softmax import softmax

__all__ = ["broadcast_all", "clamp_probs", "either", "enumerated", "lazy_property",
           "logits_to_probs", "probs_to_logits", "standard_normal", "sum_rightmost"]


def broadcast_all(*values: Any) -> tuple[Any, ...]:
    """Numbers and tensors as tensors of one shape; numbers take the type of the first tensor.

    Raises:
        ValueError: something else.   RuntimeError: shapes that do not broadcast.

    >>> distributions.utils.broadcast_all(tensor([1.0, 2.0]), 3)
    (tensor([1., 2.]), tensor([3., 3.]))
    """
    if not all(isinstance(v, (Tensor, Number)) for v in values):
        raise ValueError("Input arguments must all be instances of Number, torch.Tensor or "
                         "objects implementing __torch_function__.")
    first = next((v for v in values if isinstance(v, Tensor)), None)
    dtype = get_default_dtype() if first is None else first.dtype
    made = [v if isinstance(v, Tensor) else tensor(v, dtype=dtype) for v in values]
    return tuple(broadcast_tensors(*made)) if len(made) > 1 else tuple(made)


def standard_normal(shape: Any, like: Any) -> Any:
    """Normal numbers of a shape, in the type of a tensor."""
    return empty(shape, dtype=like.dtype).normal_()


def enumerated(values: Any, batch_shape: Any, expand: bool) -> Any:
    """Values along a first dimension, before those of a batch: ``(k) -> (k, *b)``, or of size 1 each."""
    values = values.view((-1, *(1,) * len(batch_shape)))
    return values.expand((-1, *batch_shape)) if expand else values


def sum_rightmost(value: Any, dims: int) -> Any:
    """The sum over the last `dims` dimensions: ``(*b, *e) -> (*b)``."""
    return value if dims == 0 else value.reshape((*value.shape[:-dims], -1)).sum(-1)


def clamp_probs(probs: Any) -> Any:
    """Probabilities away from 0 and 1, by the smallest difference that their type knows."""
    eps = finfo(probs.dtype).eps
    return probs.clamp(min=eps, max=1 - eps)


def logits_to_probs(logits: Any, is_binary: bool = False) -> Any:
    """Probabilities from their logarithms, of one event or (the default) of each of several."""
    return logits.sigmoid() if is_binary else softmax(logits, dim=-1)


def probs_to_logits(probs: Any, is_binary: bool = False) -> Any:
    """The inverse of `logits_to_probs`."""
    clamped = clamp_probs(probs)
    return clamped.log() - (-clamped).log1p() if is_binary else clamped.log()


def either(probs: Any, logits: Any) -> None:
    """Check that exactly one way to give the probabilities is used.

    Raises:
        ValueError: both, or neither.
    """
    if (probs is None) == (logits is None):
        raise ValueError("Either `probs` or `logits` must be specified, but not both.")


class lazy_property:  # noqa: N801 (PyTorch's name)
    """An attribute computed when first read, with gradients even under `no_grad`."""

    def __init__(self, wrapped: Callable[[Any], Any]) -> None:
        self.wrapped = wrapped
        functools.update_wrapper(self, wrapped)  # type: ignore[arg-type]  # it carries the documentation of the function

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        with enable_grad():
            value = self.wrapped(instance)
        setattr(instance, self.wrapped.__name__, value)
        return value
