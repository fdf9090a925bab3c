"""What losses share: their reduction, and PyTorch's warnings and refusals about it."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from ..engine.state import is_grad_enabled
from ..engine.tensor import wrap

__all__ = ["constant", "expanded", "reduced", "reduced_array", "reduction_of", "refuse_gradient",
           "shared", "warn_of_sizes"]

KNOWN = ("mean", "sum", "none")


def reduction_of(size_average: Any, reduce: Any, reduction: str, level: int = 3) -> str:
    """The reduction that is asked for, by its name or by PyTorch's two older arguments.

    Raises:
        ValueError: there is no such reduction.

    >>> reduction_of(None, None, "sum")
    'sum'
    """
    if size_average is not None or reduce is not None:
        reduction = ("none" if reduce is False else
                     "sum" if size_average is False else "mean")
        warnings.warn("size_average and reduce args will be deprecated, please use "
                      f"reduction='{reduction}' instead.", UserWarning, stacklevel=level)
    if reduction not in KNOWN:
        raise ValueError(f"{reduction} is not a valid value for reduction: it is one of "
                         f"{', '.join(KNOWN)}")
    return reduction


def reduced(loss: Any, reduction: str) -> Any:
    """The mean, the sum, or each element of a tensor of losses."""
    return loss.mean() if reduction == "mean" else loss.sum() if reduction == "sum" else loss


def reduced_array(loss: Any, reduction: str) -> Any:
    """As `reduced`, of an array."""
    if reduction == "none":
        return loss
    total = np.add.reduce(loss, axis=None)
    return np.true_divide(total, loss.size) if reduction == "mean" else total


def shared(g: Any, count: int, reduction: str) -> Any:
    """The cotangent of each loss, given that of their reduction over `count`."""
    return g * (1 / count if count else float("nan")) if reduction == "mean" else g


def warn_of_sizes(input: Any, target: Any, level: int = 3) -> None:
    """Warn that a target of another size is broadcast."""
    if input.size() != target.size():
        warnings.warn(
            f"Using a target size ({target.size()}) that is different to the input size "
            f"({input.size()}). This will likely lead to incorrect results due to broadcasting. "
            "Please ensure they have the same size.", UserWarning, stacklevel=level)


def expanded(input: Any, target: Any) -> tuple[Any, Any]:
    """Both in the size that they broadcast to."""
    from .arrange import broadcast_tensors
    return tuple(broadcast_tensors(input, target))  # type: ignore[return-value]  # two of them


def refuse_gradient(value: Any, name: str, argument: str) -> None:
    """Refuse an argument that a loss takes as given, if a gradient is wanted for it.

    Raises:
        RuntimeError: it requires grad.
    """
    if value is not None and value.requires_grad and is_grad_enabled():
        raise RuntimeError(
            f"The function '{name}' is not differentiable with respect to argument '{argument}'. "
            f"This input cannot have requires_grad True. Give {argument}.detach() instead.")


def constant(value: float, like: Any) -> Any:
    """A 0-d tensor of a number, in the type of `like`."""
    return wrap(np.array(value, like._data.dtype))
