"""Views: tensors that share memory with a base, and stay right when either is written to.

As in PyTorch, a view and its base share one version counter. An in-place write into a view of a
tensor that is part of a graph gives the *base* a new history (`CopySlices`), and every view finds
out on its next use, by comparing versions, that its own history must be taken from the base anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .state import GRAD, LOCAL, Mode, set_mode
from .version import cell_of

if TYPE_CHECKING:
    from .tensor import Tensor

__all__ = ["View", "geometry", "refresh", "same_view", "view_of"]

PLAIN, UNDER_NO_GRAD, MULTIPLE, UNDER_INFERENCE = "plain", "no_grad", "multiple", "inference"
CUSTOM = "custom"     # made inside a user's Function, or an input it returned as it is


class View:
    """What a view knows of its base: the tensor, the version it was last in step with, its making."""

    __slots__ = ("base", "stamp")

    base: Tensor
    stamp: int
    creation = PLAIN      # of most
    origin = ""


class SpecialView(View):
    """A view that may not be written in place in every mode, and by whom it was made."""

    __slots__ = ("creation", "origin")

    def __init__(self, creation: str, origin: str) -> None:
        self.creation, self.origin = creation, origin


def view_of(out: Tensor, source: Tensor, mode: Mode, creation: str = PLAIN,
            origin: str = "") -> None:
    """Make `out`, whose array shares memory with `source`, a view of it (or of its base)."""
    cell = source._cell
    if cell is None:
        if source._extra is not None and source._extra.inference:
            out._extra_().inference = True      # nobody watches what is written there
            return
        cell = cell_of(source)
    out._cell = cell
    view = source._view
    base = source if view is None else view.base
    if view is not None and view.creation is not PLAIN:
        creation, origin = view.creation, view.origin
    elif not mode.grad:
        creation = UNDER_INFERENCE if mode.inference else UNDER_NO_GRAD
    if creation is PLAIN:
        made = View()
    else:
        made = SpecialView(creation, origin)
    made.base, made.stamp = base, cell[0]
    out._view = made


def refresh(t: Tensor) -> None:
    """Take the history of a view from its base if the memory was written since."""
    view = t._view
    if view is None:
        return
    version = t._cell[0]  # type: ignore[index]  # a view shares the cell of its base
    if view.stamp == version:
        return
    base = view.base
    if not base._requires or (t._node is None and t._requires):
        view.stamp = version
        return
    if view.creation == MULTIPLE and t._node is not None:
        node = getattr(t._node, "node", t._node)
        raise RuntimeError(
            f"Output {t.output_nr} of {node.name().partition('Backward')[0]} is a view and its base or another view of its "
            "base has been modified inplace. This view is the output of a function that returns "
            "multiple views. Such functions do not allow the output views to be modified inplace. "
            "You should replace the inplace operation by an out-of-place one.")
    view.stamp = version
    before = LOCAL.mode
    if before is not GRAD:
        set_mode(GRAD)
    try:
        t._node = same_view(t, base, base)._node
    finally:
        if before is not GRAD:
            set_mode(before)
    t._requires = True


def same_view(t: Tensor, base: Tensor, whole: Tensor) -> Tensor:
    """What `t` shows of its base, shown of `whole`, which is laid out as the base."""
    from .declare import OPS
    from .structural import as_strided
    size, stride, offset = geometry(t._data, base._data)
    kinds = base._data.dtype.kind + t._data.dtype.kind
    if kinds == "cf":
        whole = OPS["view_as_real"].function(whole)
        if (size, stride, offset) == (tuple(whole.shape), tuple(whole.stride()), 0):
            return whole
    shown = as_strided(whole, size, stride, offset)
    return OPS["view_as_complex"].function(shown) if kinds == "fc" else shown  # type: ignore[no-any-return]  # an op's result


def geometry(data: np.ndarray[Any, Any], base: np.ndarray[Any, Any]) -> tuple[Any, Any, int]:
    """(size, strides, offset) of `data` inside the memory of `base`, in elements.

    Between real and complex numbers the elements are real: a complex one is a last dimension of two.
    """
    size, strides = data.shape, data.strides
    item = min(data.itemsize, base.itemsize)
    if data.dtype.kind == "c" and base.dtype.kind == "f":
        size, strides = (*size, 2), (*strides, item)
    start = data.__array_interface__["data"][0] - base.__array_interface__["data"][0]
    return size, tuple(s // item for s in strides), start // item
