"""Gradients that are too large: measured and scaled down."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any

from ...engine.state import no_grad
from ...engine.tensor import Tensor, wrap
from ...ops.join import stack
from ...ops.norms import vector_norm

__all__ = ["clip_grad_norm", "clip_grad_norm_", "clip_grad_value_", "clip_grads_with_norm_", "get_total_norm"]


def _listed(values: Any) -> list[Any]:
    return [values] if isinstance(values, Tensor) else list(values)


def get_total_norm(tensors: Any, norm_type: float = 2.0, error_if_nonfinite: bool = False,
                   foreach: bool | None = None) -> Any:
    """The norm of all tensors as if they were one vector.

    Raises:
        RuntimeError: the norm is not finite, if that is an error.

    >>> nn.utils.get_total_norm([tensor([3.0]), tensor([4.0])])
    tensor(5.)
    """
    import numpy as np
    listed = _listed(tensors)
    if not listed:
        return wrap(np.zeros((), np.float32))
    total = vector_norm(stack([vector_norm(t, norm_type) for t in listed]), norm_type)
    if error_if_nonfinite and not np.isfinite(total._data):
        raise RuntimeError(
            f"The total norm of order {norm_type} for gradients from `parameters` is non-finite, "
            "so it cannot be clipped. To disable this error and scale the gradients by the "
            "non-finite norm anyway, set `error_if_nonfinite=False`")
    return total


def clip_grads_with_norm_(parameters: Any, max_norm: float, total_norm: Any,
                          foreach: bool | None = None) -> None:
    """Scale the gradients down, given their norm, to norm `max_norm` at most."""
    factor = (float(max_norm) / (total_norm + 1e-6)).clamp(max=1.0)
    for p in _listed(parameters):
        if p.grad is not None:
            p.grad.mul_(factor)


def clip_grad_norm_(parameters: Any, max_norm: float, norm_type: float = 2.0,
                    error_if_nonfinite: bool = False, foreach: bool | None = None) -> Any:
    """Scale the gradients down to norm `max_norm` together, in place; returns their norm before.

    Raises:
        RuntimeError: the norm is not finite, if that is an error.

    >>> p = tensor([0.0, 0.0], requires_grad=True)
    >>> p.grad = tensor([3.0, 4.0])
    >>> nn.utils.clip_grad_norm_(p, 1.0), p.grad
    (tensor(5.), tensor([0.6000, 0.8000]))
    """
    listed = _listed(parameters)
    with no_grad():
        total = get_total_norm([p.grad for p in listed if p.grad is not None], float(norm_type),
                               error_if_nonfinite)
        clip_grads_with_norm_(listed, max_norm, total)
    return total


def clip_grad_value_(parameters: Any | Iterable[Any], clip_value: float,
                     foreach: bool | None = None) -> None:
    """Limit every number of the gradients to ``[-clip_value, clip_value]``, in place.

    >>> p = tensor(0.0, requires_grad=True)
    >>> p.grad = tensor(3.0)
    >>> nn.utils.clip_grad_value_(p, 1.0)
    >>> p.grad
    tensor(1.)
    """
    limit = float(clip_value)
    with no_grad():
        for p in _listed(parameters):
            if p.grad is not None:
                p.grad.clamp_(-limit, limit)


def clip_grad_norm(parameters: Any, max_norm: float, norm_type: float = 2.0,
                   error_if_nonfinite: bool = False, foreach: bool | None = None) -> Any:
    """The old name of `clip_grad_norm_`."""
    warnings.warn("`torch.nn.utils.clip_grad_norm` is now deprecated in favor of "
                  "`torch.nn.utils.clip_grad_norm_`.", FutureWarning, stacklevel=2)
    return clip_grad_norm_(parameters, max_norm, norm_type, error_if_nonfinite, foreach)
