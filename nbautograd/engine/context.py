"""The context of a user's Function: what it keeps, and the node that its results get.

The node's plan has the protocol of `plan.Plan`: it unpacks nothing by itself, runs the user's
`backward`, and checks what comes back, in PyTorch's words.
"""

from __future__ import annotations

import warnings
import weakref
from typing import Any

import numpy as np

from . import messages
from .anomaly import forward_lines
from .history import rebase
from .hooks import for_users, users_code
from .node import Node, Slot, edge_of, new_node
from .saved import PackHooks, SavedTensor
from .state import Mode
from .tensor import Tensor, wrap
from .version import cell_of
from .views import CUSTOM, MULTIPLE, SpecialView, view_of

__all__ = ["FunctionCtx", "attach"]

LEAF_WRITTEN = "a leaf Variable that requires grad has been used in an in-place operation."
NOT_RETURNED = (
    "Some elements marked as dirty during the forward method were not returned as output. The "
    "inputs that are modified inplace must all be outputs of the Function.")
VIEW_AND_SEVERAL = (
    "If your Function modifies inplace an input that is a view of another Tensor, your Function "
    "cannot return more than one Tensor. This is not supported by the current autograd engine. You "
    "should either make sure the input is not a view (using .clone() for example) or make your "
    "Function only return one Tensor.")
NOT_AN_INPUT = (
    "ctx.mark_dirty() received a tensor that was not an input. Only input Tensors that have been "
    "mutated should be passed to ctx.mark_dirty().")


class FunctionCtx:
    """What one call of a Function keeps for its derivative; any attribute may be set on it.

    >>> x = tensor(2.0, requires_grad=True)
    >>> class Scale(autograd.Function):
    ...     @staticmethod
    ...     def forward(ctx, x, factor):
    ...         ctx.factor = factor
    ...         return x * factor
    ...     @staticmethod
    ...     def backward(ctx, g):
    ...         return g * ctx.factor, None
    >>> Scale.apply(x, 3.0).backward(); x.grad
    tensor(3.)
    """

    _forward_cls: Any = None

    def __init__(self, inputs: tuple[Any, ...]) -> None:
        self.needs_input_grad = tuple(isinstance(x, Tensor) and x._requires for x in inputs)
        self.materialize_grads = True
        self.dirty_tensors: tuple[Tensor, ...] = ()
        self.non_differentiable: tuple[Tensor, ...] = ()
        self.to_save: tuple[Tensor | None, ...] = ()
        self.saved_for_forward: tuple[Tensor | None, ...] | None = None
        # Until the outputs have their place in the graph the inputs are kept here.
        self._inputs: tuple[Any, ...] = inputs
        self._is_tensor = tuple(isinstance(x, Tensor) for x in inputs)
        self._saved: tuple[SavedTensor | None, ...] | None = ()
        self._node: Any = None       # weak: the node holds this context

    # -- for `forward` and `setup_context` ---------------------------------------------------------

    def save_for_backward(self, *tensors: Any) -> None:
        """Keep inputs, outputs or other tensors; an in-place write to them will be noticed."""
        self.to_save = tensors

    def save_for_forward(self, *tensors: Any) -> None:
        """Keep tensors for `jvp`."""
        self.saved_for_forward = tensors

    def mark_dirty(self, *tensors: Any) -> None:
        """Say which inputs were written in place; each must be returned."""
        self.dirty_tensors = tensors

    def mark_non_differentiable(self, *tensors: Any) -> None:
        """Say which outputs have no gradient."""
        self.non_differentiable = tensors

    def set_materialize_grads(self, value: bool) -> None:
        """Whether missing cotangents come as zeros (the default) or as None."""
        self.materialize_grads = value

    def mark_shared_storage(self, *pairs: Any) -> None:
        """Do nothing: shared memory is noticed without."""
        warnings.warn(
            "mark_shared_storage is deprecated. Tensors with shared storages are automatically "
            "tracked. Note that calls to `set_()` are not tracked", FutureWarning, stacklevel=2)

    # -- for `backward` and `jvp` ------------------------------------------------------------------

    @property
    def saved_tensors(self) -> tuple[Any, ...]:
        """The tensors kept by `save_for_backward`, connected to the graph.

        Raises:
            RuntimeError: freed by an earlier backward, or overwritten.
        """
        if self.saved_for_forward is not None:
            return self.saved_for_forward
        if self._saved is None:
            raise RuntimeError(messages.FREED)
        node = None if self._node is None else self._node()
        with users_code():
            return tuple(None if s is None else s.unpack(node) for s in self._saved)

    @property
    def _raw_saved_tensors(self) -> tuple[Any, ...]:
        if self._saved is None:
            raise RuntimeError(messages.FREED)
        return self._saved

    def _keep(self, node: Node, outputs: tuple[Any, ...], mode: Mode) -> None:
        """Turn what `save_for_backward` was given into saved tensors, once outputs have nodes."""
        saved: list[SavedTensor | None] = []
        hooks = PackHooks.active(mode)
        for n, t in enumerate(self.to_save):
            if t is not None and not isinstance(t, Tensor):
                raise TypeError(f"save_for_backward can only save variables, but argument {n} is of "
                                f"type {type(t).__name__}. Set plain values as attributes of ctx.")
            made = t is not None and getattr(t._node, "node", t._node) is node
            entry = None if t is None else SavedTensor(
                t, getattr(t._node, "index", 0) if made else None)
            if entry is not None and hooks is not None:
                entry.pack(hooks.pack, hooks.unpack, node)  # type: ignore[arg-type]  # both or none
            saved.append(entry)
        self._saved, self.to_save = tuple(saved), ()


class FunctionPlan:
    """Plan of a Function's node; `node.saved` is the context."""

    keeps = always = True
    push = None      # it may have hooks, contexts, several results: not for a plain pass
    sources: tuple[Any, ...] = ()

    def __init__(self, several: bool) -> None:
        self.several = several

    def node_name(self, node: Node) -> str:
        """``<class>Backward``."""
        return type(node.saved).__name__

    def saved_names(self) -> tuple[str, ...]:
        """What was kept has no names."""
        return ()

    def saved_attribute(self, node: Node, name: str) -> Any:
        """Any attribute of the context: PyTorch's is the node itself."""
        return getattr(node.saved, name)

    def check_freed(self, node: Node) -> None:
        """Only using the saved tensors is refused after freeing."""

    def free(self, node: Node) -> None:
        """Let go of the saved tensors; attributes stay."""
        node.saved._saved = None

    def pull(self, node: Node, g: Any) -> tuple[Any, ...]:
        """The user's backward on tensors around arrays."""
        results = self._backward(node, g, for_users)
        return tuple(None if r is None else r._data for r in results)

    def pull_graph(self, node: Node, g: Any) -> tuple[Any, ...]:
        """The user's backward on tensors."""
        return self._backward(node, g, lambda t: t)

    def _backward(self, node: Node, g: Any, as_tensor: Any) -> tuple[Any, ...]:
        from .function import derivative_of
        ctx = node.saved
        shapes = node.shape if self.several else (node.shape,)
        dtypes = node.dtype if self.several else (node.dtype,)
        given = []
        for value, shape, dtype in zip(g if self.several else [g], shapes, dtypes, strict=True):
            if value is not None:
                given.append(as_tensor(value))
            elif shape is not None and ctx.materialize_grads:
                given.append(wrap(np.zeros(shape, dtype)))
            else:
                given.append(None)
        with users_code():
            results = derivative_of(ctx._forward_cls)(ctx, *given)
        return _checked(node, results if isinstance(results, tuple) else (results,))


def _checked(node: Node, results: tuple[Any, ...]) -> tuple[Any, ...]:
    """What `backward` returned, for the tensor inputs only.

    Raises:
        RuntimeError: wrong number, something for an input that is no tensor, wrong shape.
    """
    ctx, name = node.saved, node.name()
    expected = len(ctx._is_tensor)
    if len(results) > expected and all(r is None for r in results[expected:]):
        results = results[:expected]
    if len(results) != expected:
        raise RuntimeError(f"function {name} returned an incorrect number of gradients (expected "
                           f"{expected}, got {len(results)}): one for each argument of forward")
    found: list[Any] = []
    for n, (is_tensor, value) in enumerate(zip(ctx._is_tensor, results, strict=True)):
        if is_tensor:
            edge = node.parents[len(found)]
            found.append(None if edge is None else _fitting(name, len(found), edge, value))
        elif value is not None:
            raise RuntimeError(
                f"function {name} returned a gradient different than None at position {n + 1}, but "
                "the corresponding forward input was not a Variable: return None there")
    return tuple(found)


def _fitting(name: str, n: int, edge: Any, value: Any) -> Any:
    if value is None:
        return None
    if not isinstance(value, Tensor):
        raise RuntimeError(f"expected Variable or None (got {type(value).__name__}): gradient {n} of "
                           f"{name}")
    wanted = edge._data if isinstance(edge, Tensor) else edge
    shape, got = wanted.shape, value._data.shape
    lead = len(got) - len(shape)
    if lead < 0 or any(a not in (1, b) for a, b in zip(shape, got[lead:], strict=True)):
        raise RuntimeError(f"Function {name} returned an invalid gradient at index {n} - got "
                           f"{list(got)} but expected shape compatible with {list(shape)}")
    if value._data.dtype.kind == "c" and wanted.dtype.kind != "c":
        raise RuntimeError(
            "Expected isFloatingType(grad.scalar_type()) || (input_is_complex == grad_is_complex) "
            f"to be true, but got false: {name} returned a complex gradient for a real input; take "
            "its real part")
    return value


ONE, SEVERAL = FunctionPlan(False), FunctionPlan(True)


# -- giving the outputs their place ----------------------------------------------------------------


def attach(ctx: FunctionCtx, output: Any, mode: Mode) -> Any:
    """The outputs of a Function's forward, as part of the graph."""
    single = not isinstance(output, tuple)
    outs = [output] if single else list(output)
    inputs = [x for x in ctx._inputs if isinstance(x, Tensor)]
    _check_marks(ctx, outs, inputs)
    node = None
    if mode.grad and any(x._requires for x in inputs):
        node = _node_of(ctx, outs, inputs)
    moving = bool(mode.dual) and any(x._extra is not None and x._extra.tangents for x in inputs)
    placed = [_place(ctx, k, t, node, inputs, mode) if isinstance(t, Tensor) else t
              for k, t in enumerate(outs)]
    if node is not None:
        ctx._keep(node, tuple(placed), mode)
        if mode.anomaly:
            node._extra()["lines"] = forward_lines()
    if moving:
        from .forward import function_tangents
        function_tangents(ctx, placed)
    ctx._inputs = ctx.dirty_tensors = ctx.non_differentiable = ()
    return placed[0] if single else tuple(placed)


def _check_marks(ctx: FunctionCtx, outs: list[Any], inputs: list[Tensor]) -> None:
    for t in ctx.dirty_tensors:
        if not isinstance(t, Tensor):
            raise RuntimeError("mark_dirty can only accept variables, but argument is of type "
                               f"{type(t).__name__}")
        if not any(t is out for out in outs):
            raise RuntimeError(NOT_RETURNED)
        if not any(t is x for x in inputs):
            warnings.warn(NOT_AN_INPUT, UserWarning, stacklevel=5)
        cell_of(t)[0] += 1
    for t in ctx.non_differentiable:
        if not isinstance(t, Tensor):
            raise RuntimeError("mark_non_differentiable only accepts variable arguments, but got "
                               f"{type(t).__name__}")


def _node_of(ctx: FunctionCtx, outs: list[Any], inputs: list[Tensor]) -> Node:
    shapes = tuple(t._data.shape if isinstance(t, Tensor) else None for t in outs)
    dtypes = tuple(t._data.dtype if isinstance(t, Tensor) else None for t in outs)
    shape, dtype = (shapes, dtypes) if len(outs) > 1 else (shapes[0], dtypes[0])
    node = new_node(SEVERAL if len(outs) > 1 else ONE, [edge_of(x) for x in inputs], ctx, shape,
                    dtype)
    ctx._node = weakref.ref(node)
    return node


def _place(ctx: FunctionCtx, k: int, t: Tensor, node: Node | None, inputs: list[Tensor],
           mode: Mode) -> Tensor:
    """Output `k` at its place in the graph: itself, or an alias of an input returned as it is."""
    is_input = any(t is x for x in inputs)
    written = any(t is d for d in ctx.dirty_tensors)
    if node is None or t._data.dtype.kind not in "fc" or any(
            t is n for n in ctx.non_differentiable):
        return _outside(t, is_input and not written, mode)
    edge: Any = Slot(node, k, t._data.shape, t._data.dtype) if node.plan.several else node
    origin = f"Output {k} of {ctx._forward_cls.__name__}"
    if written and is_input:
        if t._requires and t._node is None and t._view is None:
            raise RuntimeError(LEAF_WRITTEN)
        if t._view is not None and node.plan.several:
            raise RuntimeError(VIEW_AND_SEVERAL)
        if t._view is not None:
            rebase(t, node)
        else:
            t._node, t._requires = edge, True
        return t
    if is_input:
        alias = wrap(t._data)
        view_of(alias, t, mode, CUSTOM, origin)
        t = alias
    elif t._view is not None:
        view = SpecialView(MULTIPLE if node.plan.several else CUSTOM, origin)
        view.base, view.stamp = t._view.base, t._view.stamp
        t._view = view
    t._node, t._requires = edge, True
    return t


def _outside(t: Tensor, alias: bool, mode: Mode) -> Tensor:
    """An output without gradient: an input returned as it is becomes another tensor."""
    if not alias:
        if t._node is not None and t._view is None:
            t.detach_()     # made where forward turned tracking on
        return t
    out = wrap(t._data)
    if not t._requires:
        view_of(out, t, mode)
    else:
        out._cell = cell_of(t)
    return out
