"""What may be written in place: everything that PyTorch refuses is refused here, before the write.

A write changes memory for all who look at it. What autograd could not follow, or what would read
what it has just overwritten, must fail while the old values are still there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import messages
from .dtypes import from_numpy_dtype
from .memory import shared
from .state import Mode
from .views import CUSTOM, MULTIPLE, UNDER_NO_GRAD, refresh

if TYPE_CHECKING:
    from .op import Op
    from .tensor import Tensor

__all__ = ["check_overlap", "check_result", "check_view", "check_writable"]


def check_writable(t: Tensor, mode: Mode) -> None:
    """Refuse in-place writes that autograd cannot follow.

    Raises:
        RuntimeError: a leaf that requires grad, a view of one, an output of a multi-view op.
    """
    if not t._data.flags.writeable:
        raise RuntimeError(
            "the array behind this tensor is read-only: it cannot be written in place; use .clone()")
    if t._extra is not None and t._extra.inference and not mode.inference:
        raise RuntimeError(
            "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a "
            "clone to get a normal tensor before doing inplace update.See "
            "https://github.com/pytorch/rfcs/pull/17 for more details.")
    view = t._view
    if view is not None:
        refresh(t)
    if mode.grad:
        if view is not None and (t._requires or view.base._requires):
            check_view(t)
        if t._requires and t._node is None:
            raise RuntimeError(
                f"a {'view of a ' if view is not None else ''}leaf Variable that requires grad is "
                "being used in an in-place operation. Write under torch.no_grad(), or out of place.")
    if _overlapping(t._data):
        raise RuntimeError(
            "unsupported operation: more than one element of the written-to tensor refers to a "
            "single memory location. Please clone() the tensor before performing the operation.")


def check_view(t: Tensor) -> None:
    """Refuse writes through a view whose making autograd cannot follow."""
    view = t._view
    if view.creation == MULTIPLE:
        # PyTorch names the last view op; without a node it takes the view for an untracked one.
        fn = t.grad_fn
        what = ("A view was created in no_grad mode and is being modified inplace with grad mode "
                "enabled." if fn is None else
                f"Output {t.output_nr} of {fn.name().partition('Backward')[0]} is a view and is "
                "being modified inplace.")
        raise RuntimeError(
            f"{what} This view is the output of a function that returns multiple views. Such "
            "functions do not allow the output views to be modified inplace. You should replace "
            "the inplace operation by an out-of-place one.")
    if view.creation == CUSTOM:
        raise RuntimeError(
            f"{view.origin} is a view and is being modified inplace. This view was created inside a "
            "custom Function (or because an input was returned as-is) and the autograd logic to "
            "handle view+inplace would override the custom backward associated with the custom "
            "Function, leading to incorrect gradients. This behavior is forbidden. You can fix this "
            "by cloning the output of the custom Function.")
    if view.creation == UNDER_NO_GRAD:
        raise RuntimeError(
            "A view was created in no_grad mode and is being modified inplace with grad mode "
            "enabled. Given that this use case is ambiguous and error-prone, it is forbidden. You "
            "can clarify your code by moving both the view and the inplace either both inside the "
            "no_grad block (if you don't want the inplace to be tracked) or both outside (if you "
            "want the inplace to be tracked).")
    if view.base._requires and view.base._node is None:
        raise RuntimeError(
            "a view of a leaf Variable that requires grad is being used in an in-place operation.")


def _overlapping(data: np.ndarray[Any, Any]) -> bool:
    if 0 not in data.strides:
        return False
    return data.size > 0 and any(
        s == 0 and n > 1 for s, n in zip(data.strides, data.shape, strict=True))


def check_overlap(op: Op, t: Tensor, x: Tensor) -> None:
    """Refuse to read the memory that is being written, unless element by element."""
    how = shared(t._data, x._data)
    by_index = "index" in op.arguments or "indices" in op.arguments
    if how == "partial" or (how == "full" and by_index):
        raise RuntimeError(
            "unsupported operation: some elements of the input tensor and the written-to tensor "
            "refer to a single memory location. Please clone() the tensor before performing the "
            "operation.")


def check_result(t: Tensor, result: Any) -> None:
    """Refuse a result that does not fit into `t`.

    Raises:
        RuntimeError: another shape, or a type that cannot be converted.
    """
    shape = np.shape(result)
    if shape != t._data.shape:
        raise RuntimeError(f"output with shape {list(t._data.shape)} doesn't match the broadcast "
                           f"shape {list(shape)}")
    found = from_numpy_dtype(np.asarray(result).dtype)
    if found.category > from_numpy_dtype(t._data.dtype).category:
        raise RuntimeError(
            f"result type {messages.scalar_name(found.numpy)} can't be cast to the desired output "
            f"type {messages.scalar_name(t._data.dtype)}")
