"""Node: the engine's record of one application of an op.

A node holds edges to the nodes (or leaves) that made its inputs, and what its formulas asked to be
saved; never the input tensors themselves, so memory is freed as PyTorch frees it.

An edge is one of
    Node          the only differentiable output of that node
    Slot          one of several differentiable outputs of a node
    Tensor        a leaf that requires grad (PyTorch: its AccumulateGrad)
    None          no gradient wanted
"""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from .plan import Plan
    from .tensor import Tensor

__all__ = ["AccumulateGrad", "Hooks", "Node", "RemovableHandle", "Slot", "edge_at", "edge_of",
           "first_two", "new_node", "next_seq"]

# Creation order is a topological order: an op's inputs exist before its node.
next_seq = itertools.count().__next__


# The first two edges of a node at once; most have no more (see `Node.rest`).
first_two = attrgetter("first", "second")

# These nodes say where they are from in their names.
WITH_NAMESPACE = {"CopyBackwards", "CopySlices"}


class Node:
    """One application of an op, `grad_fn` of its results.

    >>> x = tensor(2.0, requires_grad=True)
    >>> (x * 3).grad_fn.name()
    'MulBackward0'
    """

    # Every object that Python's garbage collector has to visit costs as much as the op itself in a
    # graph of a million: so edges are no tuple, and there is no version counter until one is needed.
    __slots__ = ("__weakref__", "_cell", "dtype", "extra", "first", "hooks", "named_by", "plan", "rest",
                 "saved", "second", "seq", "shape")

    plan: Plan
    first: Any          # the edges: see `parents`
    second: Any         # None if there is one only
    rest: tuple[Any, ...] | None    # None if there is one only
    saved: Any          # what the formulas ask for; None once freed
    _cell: list[Any] | None     # version of the result (see `version`)
    shape: Any          # of the output; a tuple of shapes when there are several
    dtype: Any
    seq: int
    hooks: Hooks | None
    extra: Any          # name override, metadata, anomaly lines; rarely used
    named_by: Any       # of a freed node, what its name depends on; not set otherwise

    @property
    def parents(self) -> tuple[Any, ...]:
        """The edges to what made the inputs, in their order."""
        if self.rest is None:
            return (self.first,)
        return (self.first, self.second, *self.rest)

    @parents.setter
    def parents(self, edges: Sequence[Any]) -> None:
        if len(edges) == 1:
            self.first, self.second, self.rest = edges[0], None, None
        else:
            self.first, self.second, *rest = edges
            self.rest = tuple(rest)

    def name(self) -> str:
        """PyTorch's name of this node, e.g. ``MulBackward0``."""
        short = self.type_name
        return f"torch::autograd::{short}" if short in WITH_NAMESPACE else short

    @property
    def type_name(self) -> str:
        """The name of the node's class in PyTorch, as tensors print it."""
        return self.plan.node_name(self)

    @property
    def next_functions(self) -> tuple[tuple[Any, int], ...]:
        """The nodes that made the inputs, each with the number of the output used."""
        edges = getattr(self.plan, "edges", None)    # an op's plan; not a Function's
        parents = self.parents if edges is None else edges(self)
        return tuple(_next_function(p) for p in parents)

    @property
    def metadata(self) -> dict[str, Any]:
        """A dictionary for the user's own notes."""
        extra = self._extra()
        return extra.setdefault("metadata", {})  # type: ignore[no-any-return]  # a dict by construction

    def _extra(self) -> dict[str, Any]:
        if self.extra is None:
            self.extra = {}
        return self.extra  # type: ignore[no-any-return]  # a dict by construction

    def _hooks(self) -> Hooks:
        if self.hooks is None:
            self.hooks = Hooks()
        return self.hooks

    def _sequence_nr(self) -> int:
        return self.seq

    def register_hook(self, fn: Callable[..., Any]) -> RemovableHandle:
        """Call ``fn(grad_inputs, grad_outputs)`` after this node ran; it may replace grad_inputs."""
        return self._hooks().add("post", fn)

    def register_prehook(self, fn: Callable[..., Any]) -> RemovableHandle:
        """Call ``fn(grad_outputs)`` before this node runs; it may replace them."""
        return self._hooks().add("pre", fn)

    def __getattr__(self, name: str) -> Any:
        # `_saved_self`, `_saved_result` ... as PyTorch offers them for inspection.
        # The context of a user's Function is reached this way too.
        if name in Node.__slots__ or name.startswith("__"):
            raise AttributeError(name)
        return self.plan.saved_attribute(self, name)

    def __call__(self, *cotangents: Any) -> Any:
        """The cotangents of the inputs from those of the outputs.

        >>> (tensor(2.0, requires_grad=True) * 3).grad_fn(tensor(10.0))
        (tensor(30.), None)
        """
        from .called import call_node
        return call_node(self, cotangents)

    def __repr__(self) -> str:
        return f"<{self.type_name}>"


def edge_at(k: int) -> str:
    """The source of the edge to input `k` of a ``node``."""
    return f"node.rest[{k - 2}]" if k > 1 else "node.second" if k else "node.first"


def new_node(plan: Any, parents: Sequence[Any], saved: Any, shape: Any, dtype: Any,
             cell: list[Any] | None = None) -> Node:
    """A node whose plan is not an op's, but follows the same protocol as a `Plan`."""
    node = Node()
    node.plan, node.parents, node.saved = plan, parents, saved
    node.shape, node.dtype, node._cell = shape, dtype, cell
    node.seq, node.hooks, node.extra = next_seq(), None, None
    return node


class Slot:
    """One of several differentiable outputs of a node: an edge that knows its number."""

    __slots__ = ("__weakref__", "_cell", "dtype", "index", "node", "shape")

    def __init__(self, node: Node, index: int, shape: tuple[int, ...], dtype: np.dtype[Any],
                 cell: list[Any] | None = None) -> None:
        self.node, self.index, self.shape, self.dtype = node, index, shape, dtype
        self._cell = cell       # version of this output

    # What a plain pass asks the edges that are no nodes, most of them leaves: how the place looks,
    # and whether more than waiting for the end is to be done there.
    _extra = True

    @property
    def _data(self) -> Slot:
        return self


class Hooks:
    """The hooks of a node: per output (tensor hooks, retain_grad), before and after it runs."""

    __slots__ = ("post", "pre", "retain", "tensor")

    def __init__(self) -> None:
        self.pre: dict[int, Callable[..., Any]] = {}
        self.post: dict[int, Callable[..., Any]] = {}
        self.tensor: dict[int, tuple[int, Callable[..., Any]]] = {}   # key -> (output, hook)
        self.retain: dict[int, weakref.ref[Tensor]] = {}              # output -> tensor

    def add(self, kind: str, hook: Any) -> RemovableHandle:
        return RemovableHandle(getattr(self, kind), hook)


class RemovableHandle:
    """Handle of a registered hook; `remove()` takes the hook away, as does leaving a ``with``.

    >>> handle = tensor(1.0, requires_grad=True).register_hook(print)
    >>> handle.remove()
    """

    _next_id = itertools.count().__next__

    def __init__(self, hooks: dict[int, Any], hook: Any) -> None:
        self.id = RemovableHandle._next_id()
        self._hooks = hooks
        hooks[self.id] = hook

    def remove(self) -> None:
        """Unregister the hook; doing it twice is fine."""
        self._hooks.pop(self.id, None)

    def __enter__(self) -> RemovableHandle:
        return self

    def __exit__(self, *exc: object) -> None:
        self.remove()


class AccumulateGrad:
    """PyTorch's node at a leaf, made on demand for `next_functions`."""

    __slots__ = ("__weakref__", "variable")

    def __init__(self, variable: Tensor) -> None:
        self.variable = variable

    next_functions: tuple[Any, ...] = ()

    def name(self) -> str:
        """``torch::autograd::AccumulateGrad``, as PyTorch."""
        return "torch::autograd::AccumulateGrad"

    def register_hook(self, fn: Callable[..., Any]) -> RemovableHandle:
        """Call ``fn(grad_inputs, grad_outputs)`` after the leaf's gradient was accumulated."""
        return self.variable._extra_().add("after", fn)

    def register_prehook(self, fn: Callable[..., Any]) -> RemovableHandle:
        """Call ``fn(grad_outputs)`` before the leaf's gradient is accumulated."""
        return self.variable._extra_().add("before", fn)

    def __call__(self, *cotangents: Any) -> tuple[()]:
        """Add a cotangent to the gradient of the leaf."""
        from .called import accumulate
        return accumulate(self, cotangents)

    def __repr__(self) -> str:
        return "<AccumulateGrad>"


def accumulator(leaf: Tensor) -> AccumulateGrad:
    """The AccumulateGrad of a leaf; the same object as long as somebody holds it."""
    extra = leaf._extra_()
    found = extra.accumulator() if extra.accumulator is not None else None
    if found is None:
        found = AccumulateGrad(leaf)
        extra.accumulator = weakref.ref(found)
    return found


def _next_function(edge: Any) -> tuple[Any, int]:
    if edge is None or type(edge) is Node:
        return edge, 0
    if type(edge) is Slot:
        return edge.node, edge.index
    return accumulator(edge), 0


def edge_of(t: Tensor) -> Any:
    """The edge that leads to `t`: its node or slot, itself if a leaf, None if it needs no grad."""
    if not t.requires_grad:
        return None
    return t if t._node is None else t._node
