"""In-place forms: write the result into the tensor, keep its history right, refuse what PyTorch refuses.

An in-place op computes as its out-of-place form, saves what the formulas ask for (a copy of the
old values if they ask for those), writes, counts the version up, and gives the tensor the new
node. Written through a view, the *base* gets the history (`CopySlices`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from . import messages
from .apply import evaluate, needs_mask, special_node
from .declare import op
from .dtypes import from_numpy_dtype
from .memory import shared
from .node import Node, new_node
from .push import push_results
from .state import GRAD, LOCAL, NO_GRAD, Mode
from .structural import converted, strided_scatter, zero_of
from .tensor import Tensor, wrap
from .version import CONSTANT, cell_of, count_up
from .views import CUSTOM, MULTIPLE, UNDER_NO_GRAD, geometry, refresh

if TYPE_CHECKING:
    from .composite import Composite
    from .op import Op

__all__ = ["check_writable", "composite_twin", "copy_", "count_up", "inplace_twin", "is_plain",
           "rebase", "run_inplace", "write"]


F32, F64 = np.dtype(np.float32), np.dtype(np.float64)


def check_writable(t: Tensor, mode: Mode) -> None:
    """Refuse in-place writes that autograd cannot follow.

    Raises:
        RuntimeError: a leaf that requires grad, a view of one, an output of a multi-view op.
    """
    if not t._data.flags.writeable:
        raise RuntimeError(
            "the array behind this tensor is read-only: it cannot be written in place; use .clone()")
    if _overlapping(t._data):
        raise RuntimeError(
            "unsupported operation: more than one element of the written-to tensor refers to a "
            "single memory location. Please clone() the tensor before performing the operation.")
    if t._extra is not None and t._extra.inference and not mode.inference:
        raise RuntimeError(
            "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a "
            "clone to get a normal tensor before doing inplace update.See "
            "https://github.com/pytorch/rfcs/pull/17 for more details.")
    view = t._view
    if view is not None:
        refresh(t)
    if not mode.grad:
        return
    if view is not None and (t._requires or view.base._requires):
        _check_view(t)
    if t._requires and t._node is None:
        raise RuntimeError(
            "a leaf Variable that requires grad is being used in an in-place operation. Write "
            "under torch.no_grad(), or out of place.")


def _check_view(t: Tensor) -> None:
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
                _check_overlap(op, t, x)
            if x._requires and mode.grad and t._view is not None:
                _check_view(t)
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


def _check_overlap(op: Op, t: Tensor, x: Tensor) -> None:
    """Refuse to read the memory that is being written, unless element by element."""
    how = shared(t._data, x._data)
    by_index = "index" in op.arguments or "indices" in op.arguments
    if how == "partial" or (how == "full" and by_index):
        raise RuntimeError(
            "unsupported operation: some elements of the input tensor and the written-to tensor "
            "refer to a single memory location. Please clone() the tensor before performing the "
            "operation.")


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


def write(t: Tensor, values: Any) -> None:
    """Put `values` into the memory of `t` and count its version up."""
    np.copyto(t._data, values, casting="unsafe")
    count_up(t)


def rebase(t: Tensor, node: Node | None) -> None:
    """Give a written tensor its new history: to itself, or through a view to its base."""
    if node is None:
        return
    view, before = t._view, t._node
    if view is None:
        t._node, t._requires = node, True
    else:
        base = view.base
        base._node = copy_slices(base, t, node)
        base._requires = True
        view.stamp = -1          # taken anew from the base at the next use
        t._node, t._requires = None, False
        refresh(t)
    cell: list[Any] = cell_of(t)
    cell[1:] = [node.name() if view is None else view.base._node.name()]
    if t.retains_grad and before is not None:
        _move_retained(t, before)


def _move_retained(t: Tensor, before: Any) -> None:
    """A retained gradient is that of the tensor as it is now; plain hooks stay where they were."""
    hooks = getattr(before, "node", before).hooks
    if hooks is not None:
        hooks.retain.pop(getattr(before, "index", 0), None)
    t._extra_().retains = False
    t.retain_grad()


class CopySlices:
    """Plan of the node a base gets when it was written through a view.

    The written part's cotangent goes through the op that wrote it; the rest passes unchanged.
    """

    several = False
    keeps = True
    always = False
    push = staticmethod(push_results)
    sources: tuple[Any, ...] = ()

    def node_name(self, node: Node) -> str:
        """PyTorch's name."""
        return "CopySlices"

    def saved_names(self) -> tuple[str, ...]:
        """Nothing of its own."""
        return ()

    def saved_attribute(self, node: Node, name: str) -> Any:
        """There are none."""
        raise AttributeError(f"'CopySlices' object has no attribute {name!r}")

    def check_freed(self, node: Node) -> None:
        """Refuse when the inner node was freed."""
        if node.saved is None:
            raise RuntimeError(messages.FREED)
        node.saved[0].plan.check_freed(node.saved[0])

    def free(self, node: Node) -> None:
        """Free the inner node if it saved anything."""
        inner = node.saved[0]
        if inner.plan.keeps:
            inner.plan.free(inner)

    def pull(self, node: Node, g: Any) -> tuple[Any, ...]:
        """Cotangents for the old base and for the other inputs of the inner op (arrays)."""
        return self._pull(node, g, "pull")

    def pull_graph(self, node: Node, g: Any) -> tuple[Any, ...]:
        """As `pull`, on tensors."""
        return self._pull(node, g, "pull_graph")

    def _pull(self, node: Node, g: Any, how: str) -> tuple[Any, ...]:
        from .structural import of_pairs, real_pairs, strided_gather
        self.check_freed(node)
        inner, stride, (size, steps, offset), kinds = node.saved
        if kinds == "cf":       # a real view of complex numbers: their parts are what was written
            g, stride = real_pairs(g), (*(2 * s for s in stride), 1)
        part = strided_gather(g, stride, size, steps, offset)
        first, *others = getattr(inner.plan, how)(inner, of_pairs(part) if kinds == "fc" else part)
        if node.first is None:
            return (None, *others)
        if first is None:
            first = 0.0
        elif kinds == "fc":
            first = real_pairs(first)
        out = strided_scatter(g, first, stride, size, steps, offset)
        return (of_pairs(out) if kinds == "cf" else out, *others)


COPY_SLICES = CopySlices()


def copy_slices(base: Tensor, t: Tensor, inner: Node) -> Node:
    """The node of a base after `inner` wrote through its view `t`."""
    edge = None if not base._requires else base if base._node is None else base._node
    saved = (inner, base.stride(), geometry(t._data, base._data),
             base._data.dtype.kind + t._data.dtype.kind)
    return new_node(COPY_SLICES, (edge, *inner.parents[1:]), saved, base._data.shape,
                    base._data.dtype, base._cell)


def inplace_twin(function: Callable[..., Any]) -> Callable[..., Any]:
    """The in-place method of an op's public function: same arguments, writes into the first."""
    declared = function.op  # type: ignore[attr-defined]  # every op function carries its Op
    twin: Any
    if declared.arrange is None:
        from .compile import build_call
        twin = build_call(declared, slow="run_inplace", general=True)
    else:
        def twin(*args: Any, **kwargs: Any) -> Tensor:
            return run_inplace(declared, tuple(declared.arrange(*args, **kwargs)))
    name = declared.name + "_"
    twin.__name__ = twin.__qualname__ = name
    twin.__module__ = "nbautograd"
    twin.__doc__ = f"In-place form of `{declared.name}`: writes the result into the tensor."
    twin.op = declared
    return twin  # type: ignore[no-any-return]  # compiled from source, or as spelled


def _as_it_was(t: Tensor) -> Tensor:
    """`t`, or where gradient is tracked a copy at its place: its formulas need the old values."""
    if not (LOCAL.mode.grad and t.requires_grad):
        return t
    return wrap(t._data.copy(), edge=t if t._node is None else t._node, version=[0])


def composite_twin(entry: Composite) -> Callable[..., Any]:
    """The in-place method of a composite: computes out of place, then copies the result in."""
    def twin(self: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        check_writable(self, LOCAL.mode)
        return copy_(self, entry.public(_as_it_was(self), *args, **kwargs))

    twin.__name__ = twin.__qualname__ = entry.name + "_"
    twin.__module__ = "nbautograd"
    twin.__doc__ = f"In-place form of `{entry.name}`: writes the result into the tensor."
    twin.op = entry  # type: ignore[attr-defined]  # as declared ops carry theirs
    return twin


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
