"""In-place forms: write the result into the tensor and keep its history right.

An in-place op computes as its out-of-place form, saves what the formulas ask for (a copy of the
old values if they ask for those), writes, counts the version up, and gives the tensor the new
node (`history`). What PyTorch refuses is refused before (`writable`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import messages
from .apply import evaluate, needs_mask, special_node
from .declare import op
from .history import rebase
from .state import GRAD, LOCAL, NO_GRAD
from .structural import converted, zero_of
from .tensor import Tensor, wrap
from .version import CONSTANT, count_up
from .views import refresh
from .writable import check_overlap, check_result, check_view, check_writable

if TYPE_CHECKING:
    from .op import Op

__all__ = ["copied", "copy_", "is_plain", "run_inplace", "write"]

F32, F64 = np.dtype(np.float32), np.dtype(np.float64)


def run_inplace(op: Op, args: tuple[Any, ...]) -> Tensor:
    """Run `op` and put its result into its first argument.

    Raises:
        RuntimeError: as `check_writable`; the result has another shape, or a type that does not fit.
    """
    t = args[op.inputs[0]]
    if not isinstance(t, Tensor):
        raise TypeError(messages.not_a_tensor(op, [t], 0))
    mode = LOCAL.mode
    if mode.recorder is not None:
        return mode.recorder.run_inplace(op, args)  # type: ignore[no-any-return]  # `t`
    if op.fast and (mode is GRAD or mode is NO_GRAD) and _write_plain(op, args, t, mode is GRAD):
        return t
    check_writable(t, mode)
    inputs = [args[i] for i in op.inputs]
    for x in inputs[1:]:
        if not (x is None or isinstance(x, (Tensor, bool, int, float, complex, np.generic))):
            raise TypeError(messages.not_a_tensor(op, inputs, inputs.index(x)))
        if isinstance(x, Tensor):
            if x._view is not None:
                refresh(x)
            if x is t or x._cell is t._cell is not None:
                check_overlap(op, t, x)
            if x._requires and mode.grad and t._view is not None:
                check_view(t)
    if mode.dual and _carries_tangents(inputs):
        from .forward import propagate_inplace
        return propagate_inplace(op, args)
    result = evaluate(op, args)
    check_result(t, result)
    if mode.grad and op.differentiable and t._data.dtype.kind in "fc":
        _record(op, args, inputs, t, result)
    else:
        write(t, result)
    return t


def is_plain(t: Tensor) -> bool:
    """Whether a write into `t` is only that: floating numbers, nothing tracked, seen or shared."""
    mode, data = LOCAL.mode, t._data
    if (mode is not GRAD and mode is not NO_GRAD) or (
            data.dtype is not F32 and data.dtype is not F64) or t._extra is not None:
        return False
    if mode is GRAD and (t._requires or (t._view is not None and t._view.base._requires)):
        return False
    return data.flags.writeable and 0 not in data.strides


def _write_plain(op: Op, args: tuple[Any, ...], t: Tensor, grad: bool) -> bool:
    """Compute and write if there is nothing else to do: one floating type, nothing to track."""
    data = t._data
    kind = data.dtype
    if (kind is not F32 and kind is not F64) or t._extra is not None or 0 in data.strides:
        return False
    if grad and t._view is not None and (t._requires or t._view.base._requires):
        return False
    call = list(args)
    for i in op.inputs:
        x = args[i]
        if isinstance(x, Tensor):
            if x._view is not None:
                refresh(x)
            if x._data.dtype is not kind or (grad and x._requires) or (
                    x is not t and x._cell is t._cell is not None):
                return False
            call[i] = x._data
        elif type(x) is not float and type(x) is not int:
            return False
    if not data.flags.writeable:
        return False
    try:
        if op.into is not None:
            op.write_into(call, data)
        else:
            result = op.call_forward(call)
            if result.shape != data.shape or result.dtype is not kind:
                return False
            data[...] = result
    except Exception:  # noqa: BLE001 (said in PyTorch's words on the general path)
        return False
    count_up(t)
    return True


def _record(op: Op, args: tuple[Any, ...], inputs: list[Any], t: Tensor, result: Any) -> None:
    mask = needs_mask(op, inputs) & op.mask_of_formulas
    if not mask:
        write(t, result)
        return
    # The formulas see the tensor as it was: same place in the graph, a copy of the old values.
    mixed = any(isinstance(x, Tensor) and x._data.dtype is not t._data.dtype for x in inputs)
    plan = op.plan(mask, op.holomorphic and t._data.dtype.kind == "c", mixed)
    before = wrap(t._data, edge=(t if t._node is None else t._node) if t._requires else None)
    before._cell = CONSTANT
    if any(kind == "input" and inputs[index] is t for kind, index in plan.sources):
        before._data = t._data.copy()
    # As another operand, too, it is what is being overwritten: refused in backward if asked for.
    again = before
    if any(x is t for x in inputs[1:]):
        again = wrap(t._data, edge=before._node, version=[t._cell[0] if t._cell else 0])
    first = op.inputs[0]
    old = tuple(x if x is not t else before if n == first else again for n, x in enumerate(args))
    write(t, result)
    out = wrap(t._data, version=t._cell)
    node = plan.record(out, *old)
    mode = LOCAL.mode
    if mode.pack is not None or mode.anomaly:
        special_node(node, mode)
    rebase(t, node)
    if again is not before:
        again._cell[:] = t._cell  # type: ignore[index, assignment]  # both were given one


def _carries_tangents(inputs: list[Any]) -> bool:
    from .forward import tangents_of
    return any(tangents_of(x) for x in inputs)


def write(t: Tensor, values: Any) -> None:
    """Put `values` into the memory of `t` and count its version up."""
    np.copyto(t._data, values, casting="unsafe")
    count_up(t)


def _copy(x: Any, src: Any, non_blocking: bool = False) -> Any:
    """`src`, broadcast to the shape and converted to the type of `x`."""
    if src.ndim > x.ndim:
        raise RuntimeError(f"output with shape {list(x.shape)} doesn't match the broadcast shape "
                           f"{list(np.broadcast_shapes(src.shape, x.shape))}")
    out = np.broadcast_to(src, x.shape)
    return converted(out, x.dtype)


# The old values of the written tensor do not matter: its cotangent is zero.
copied = op("copy", _copy, lambda g: zero_of(g), lambda g: g, method=False, public=False,
             node="CopyBackwards", samples=lambda make: [((make(2, 3), make(3)), {})])


def copy_(self: Tensor, src: Any, non_blocking: bool = False) -> Tensor:
    """Copy the values of `src` into this tensor, broadcasting and converting.

    Shapes: ``(n, m), (m,) -> (n, m)``.

    Raises:
        RuntimeError: shapes do not fit; a leaf that requires grad.

    >>> zeros(2).copy_(tensor([1, 2]))
    tensor([1., 2.])
    """
    if type(src) is Tensor and src._data.dtype is self._data.dtype and is_plain(self) and (
            not src._requires or LOCAL.mode is NO_GRAD) and (
            src._cell is None or src._cell is not self._cell) and (
            src._data.shape == self._data.shape):
        self._data[...] = src._data
        count_up(self)
        return self
    return run_inplace(copied.op, (self, src, non_blocking))
