"""The walk of a backward pass: from the outputs back to the leaves, once, without recursion.

Nodes are collected with an explicit stack and run in the reverse of their creation, which is a
topological order and the order in which PyTorch's engine runs them. A cotangent is popped once and
summed down to the shape of what it belongs to in one place; saved values are freed on the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from . import messages
from .accumulate import accumulate_all, accumulate_into
from .anomaly import made_by, note_failure
from .hooks import HookedLeaf, after_node, before_node, leaf_hooks, tensor_hooks
from .node import Node, Slot
from .plain import by_creation, fit
from .state import LOCAL
from .tensor import Tensor

__all__ = ["Walk", "leaves_reached", "place_of"]

class Walk:
    """One backward pass: the cotangents by place, and how they are represented.

    Cotangents are arrays; they are Tensors where the formulas have to build a graph (`create`) or
    to carry tangents. With `wanted` only what leads to these places runs; with `capture` their
    cotangents are kept in `captured`, otherwise leaves accumulate into their `grad`.
    """

    __slots__ = ("__weakref__", "beyond", "capture", "captured", "create", "grads", "keep", "leaves", "nodes",
                 "owned", "pending", "recorder", "stops", "tensors", "wanted")

    def __init__(self, keep: bool, create: bool, wanted: Iterable[Any] | None = None,
                 capture: bool = False) -> None:
        self.keep, self.create, self.capture = keep, create, capture
        self.tensors = create or bool(LOCAL.mode.dual)
        self.recorder = LOCAL.mode.recorder
        self.wanted = None if wanted is None else {place_of(edge) for edge in wanted}
        self.stops: set[Any] = set()         # nodes that have a wanted output
        self.beyond: set[Any] = set()        # nodes with a wanted place further back
        self.pending: dict[int, int] | None = None    # edges still to come, by leaf
        self.nodes: list[Node] = []          # that run, newest first
        self.reset()

    def reset(self) -> None:
        """Forget the cotangents: the next `propagate` starts anew."""
        self.grads: dict[Any, Any] = {}          # Node -> cotangent (several outputs: a list)
        self.leaves: dict[int, list[Any]] = {}   # id(leaf) -> [leaf, cotangent, is it ours alone]
        self.owned: set[Any] = set()             # places whose cotangent array we may write to
        self.captured: dict[Any, Any] = {}       # wanted place -> cotangent

    def run(self, roots: Sequence[tuple[Any, Any]]) -> None:
        """Propagate from `(edge, cotangent)` pairs to the leaves."""
        self.propagate(self.order([edge for edge, _ in roots]), roots)

    # -- which nodes run ---------------------------------------------------------------------------

    def order(self, edges: list[Any]) -> list[Node]:
        """The nodes to run for these roots, newest first."""
        order, watched = _collect(edges)
        self.pending = {} if watched else None
        if self.wanted is not None:
            order = self._needed(order)
        self.nodes = order
        return order

    def reaches(self, edge: Any) -> bool:
        """Whether this pass computes the cotangent of the place that `edge` leads to."""
        if not isinstance(edge, Tensor):
            return _owner(edge) in self.nodes
        if self.pending is not None:
            return id(edge) in self.pending
        return False

    def _needed(self, order: list[Node]) -> list[Node]:
        """Only the nodes that are wanted or on a path to a wanted place."""
        wanted, beyond = self.wanted, self.beyond
        assert wanted is not None
        self.stops = {place[0] if isinstance(place, tuple) else place for place in wanted}
        for node in reversed(order):
            for p in node.parents:
                if p is not None and (_owner(p) in beyond or place_of(p) in wanted):
                    beyond.add(node)
                    break
        return [node for node in order if node in beyond or node in self.stops]

    def _count_edges(self, order: list[Node], roots: Sequence[tuple[Any, Any]]) -> None:
        """Where hooks may watch, a leaf is served as soon as its last cotangent came."""
        pending: dict[int, int] = {}
        self.pending = pending
        leaves = [edge for edge, _ in roots]
        for node in order:
            if self.wanted is None or node in self.beyond:
                leaves += node.parents
        for leaf in leaves:
            if isinstance(leaf, Tensor):
                pending[id(leaf)] = pending.get(id(leaf), 0) + 1

    # -- running them ------------------------------------------------------------------------------

    def propagate(self, order: list[Node], roots: Sequence[tuple[Any, Any]]) -> None:
        """Run the nodes of `order` on the cotangents of `roots`, then serve the leaves."""
        outer, LOCAL.walk = LOCAL.walk, self
        try:
            self._propagate(order, roots)
        finally:
            LOCAL.walk = outer

    def _propagate(self, order: list[Node], roots: Sequence[tuple[Any, Any]]) -> None:
        if self.pending is not None:
            self._count_edges(order, roots)
        for edge, g in roots:
            self.deposit(edge, g)
        self._settle([edge for edge, _ in roots])
        if self.pending is not None or self.recorder is not None or LOCAL.mode.anomaly:
            for node in order:
                self._step_or_explain(node)
        elif self.tensors:
            self._run_tensors(order)
        else:
            self._run_arrays(order)
        while self.leaves:
            self._serve(next(iter(self.leaves)))

    def _run_arrays(self, order: list[Node]) -> None:
        """The hot loop: plain nodes on arrays; wanted places and several outputs are stepped."""
        grads, owned, keep, wanted = self.grads, self.owned, self.keep, self.wanted
        stops, beyond = self.stops, self.beyond
        for node in order:
            plan = node.plan
            if plan.several or (wanted is not None and node in stops):
                self._step(node)
                continue
            g = grads.pop(node, None)
            if g is None:
                if plan.always:
                    self._step(node)
                continue
            owned.discard(node)
            if node.saved is None and plan.keeps:
                raise RuntimeError(messages.FREED)
            results = plan.pull(node, g)
            if not keep and plan.keeps:
                plan.free(node)
            for edge, value in zip(node.parents, results, strict=True):
                if edge is None or value is None:
                    continue
                if type(edge) is not Node:
                    self.deposit(edge, value)
                    continue
                if wanted is not None and edge not in beyond and edge not in stops:
                    continue
                if value.shape != edge.shape or value.dtype is not edge.dtype:
                    value = fit(value, edge.shape, edge.dtype)  # noqa: PLW2901 (the same cotangent)
                old = grads.get(edge)
                if old is None:
                    grads[edge] = value
                elif edge in owned:
                    old += value
                else:
                    grads[edge] = total = old + value
                    if type(total) is np.ndarray:
                        owned.add(edge)

    def _run_tensors(self, order: list[Node]) -> None:
        """As `_run_arrays`, where cotangents are Tensors."""
        grads, keep, stops = self.grads, self.keep, self.stops
        for node in order:
            plan = node.plan
            if plan.several or plan.always or node in stops:
                self._step(node)
                continue
            g = grads.pop(node, None)
            if g is None:
                continue
            if plan.keeps and node.saved is None:
                raise RuntimeError(messages.FREED)
            results = plan.pull_graph(node, g)
            if not keep and plan.keeps:
                plan.free(node)
            for edge, value in zip(node.parents, results, strict=True):
                if edge is not None and value is not None:
                    self.deposit(edge, value)

    def _step_or_explain(self, node: Node) -> None:
        try:
            self._step(node)
        except Exception as error:
            if LOCAL.mode.anomaly:
                note_failure(node, error)
            raise

    def _step(self, node: Node) -> None:
        """Run one node with everything that may hang on it: hooks, captures, checks, records."""
        plan, g = node.plan, self.grads.pop(node, None)
        self.owned.discard(node)
        runs = self.wanted is None or node in self.beyond
        if g is None and plan.always and runs:
            # PyTorch runs a user's Function even if nothing flows into it.
            g = [None] * len(node.shape) if plan.several else None
        elif g is None:
            self._settle(node.parents if runs else ())
            return
        hooks = node.hooks
        if hooks is not None and not runs:
            g = tensor_hooks(self, hooks, g)
        if node in self.stops:
            self._capture(node, g)
        if not runs:
            return
        if hooks is not None:
            g = before_node(self, node, g)
        plan.check_freed(node)
        results = plan.pull_graph(node, g) if self.tensors else plan.pull(node, g)
        if self.recorder is not None:
            self.recorder.backward_step(node, g, self._asked_for(node, results))
        if LOCAL.mode.anomaly == "nan":
            _check_nan(node, results)
        if hooks is not None and hooks.post:
            results = after_node(self, node, results, g)
        if not self.keep and plan.keeps:
            plan.free(node)
        for edge, value in zip(node.parents, results, strict=True):
            if edge is not None and value is not None:
                self.deposit(edge, value)
        self._settle(node.parents)

    def _asked_for(self, node: Node, results: Any) -> Any:
        """What a node passes on, None where nothing wanted lies."""
        wanted = self.wanted
        if wanted is None:
            return results
        return [value if p is not None and (_owner(p) in self.beyond or place_of(p) in wanted) else
                None for p, value in zip(node.parents, results, strict=True)]

    def _capture(self, node: Node, g: Any) -> None:
        assert self.wanted is not None
        if isinstance(g, list):
            for k, value in enumerate(g):
                if (node, k) in self.wanted and value is not None:
                    self.captured[node, k] = value
        elif node in self.wanted:
            self.captured[node] = g

    # -- cotangents ----------------------------------------------------------------------------

    def deposit(self, edge: Any, value: Any) -> None:
        """Add a cotangent to the place `edge` leads to."""
        if type(edge) is Node:
            value = self.fitted(value, edge.shape, edge.dtype)
            old = self.grads.get(edge)
            self.grads[edge] = value if old is None else old + value
        elif type(edge) is Slot:
            value = self.fitted(value, edge.shape, edge.dtype)
            several = self.grads.get(edge.node)
            if several is None:
                several = self.grads[edge.node] = [None] * len(edge.node.shape)
            old = several[edge.index]
            several[edge.index] = value if old is None else old + value
        elif self.wanted is None or id(edge) in self.wanted:
            data = edge._data
            value = self.fitted(value, data.shape, data.dtype)
            entry = self.leaves.get(id(edge))
            if entry is None:
                self.leaves[id(edge)] = [edge, value, False]
            elif self.tensors or not entry[2]:
                entry[1] = entry[1] + value
                entry[2] = type(entry[1]) is np.ndarray
            else:
                entry[1] += value

    def fitted_to(self, edge: Any, value: Any) -> Any:
        """A cotangent as the place `edge` leads to gets it; None where there is no such place."""
        if edge is None or value is None:
            return None
        place = edge._data if isinstance(edge, Tensor) else edge
        return self.fitted(value, place.shape, place.dtype)

    def fitted(self, value: Any, shape: Any, dtype: Any) -> Any:
        """A cotangent summed down to `shape` and converted to `dtype`."""
        data = value._data if self.tensors else value
        if data.shape == shape and data.dtype is dtype:
            return value
        return fit(value, shape, dtype)

    # -- leaves --------------------------------------------------------------------------------

    def _settle(self, edges: Iterable[Any]) -> None:
        """Count these edges as done; serve the leaves for which they were the last."""
        pending = self.pending
        if pending is None:
            return
        for edge in edges:
            if isinstance(edge, Tensor):
                pending[id(edge)] -= 1
                if not pending[id(edge)] and id(edge) in self.leaves:
                    self._serve(id(edge))

    def _serve(self, key: int) -> None:
        """Give a leaf its cotangent: captured, or added to its `grad`."""
        leaf, g, _ = self.leaves.pop(key)
        extra = leaf._extra
        if self.capture:
            self.captured[key] = g if extra is None else leaf_hooks(self, leaf, g)
        elif leaf._requires:
            if extra is None and not self.tensors:
                grads = {leaf: g}
                del g       # what nobody else holds may become the gradient as it is
                accumulate_all(grads)
            elif extra is None:
                accumulate_into(leaf, g, self.create)
            else:
                HookedLeaf(self, leaf).accumulate(g)


def place_of(edge: Any) -> Any:
    """A key for the place an edge leads to."""
    if type(edge) is Node:
        return edge
    return (edge.node, edge.index) if type(edge) is Slot else id(edge)


def _owner(edge: Any) -> Any:
    return edge.node if type(edge) is Slot else edge


def _collect(edges: list[Any]) -> tuple[list[Node], bool]:
    """All nodes reachable from the edges, newest first, and whether any hook may watch them."""
    seen: set[Node] = {_owner(e) for e in edges if type(e) is Node or type(e) is Slot}
    watched = any(isinstance(e, Tensor) and e._extra is not None for e in edges)
    stack = list(seen)
    while stack:
        node = stack.pop()
        if node.hooks is not None:
            watched = True
        for p in node.parents:
            if type(p) is not Node:
                if type(p) is not Slot:
                    if p is not None and p._extra is not None:
                        watched = True
                    continue
                p = p.node  # noqa: PLW2901 (the node of the slot)
            if p not in seen:
                seen.add(p)
                stack.append(p)
    return sorted(seen, key=by_creation, reverse=True), watched


def leaves_reached(edges: Iterable[Any]) -> set[int]:
    """The leaves that the graph behind these edges leads to, by id."""
    given = [e for e in edges if e is not None]
    found = {id(e) for e in given if isinstance(e, Tensor)}
    for node in _collect(given)[0]:
        found.update(id(p) for p in node.parents if isinstance(p, Tensor))
    return found


def _check_nan(node: Node, results: Any) -> None:
    for k, value in enumerate(results):
        data = getattr(value, "_data", value)
        if data is not None and np.isnan(data).any():
            raise RuntimeError(f"Function '{node.name()}' returned nan values in its {k}th output."
                               + made_by(node))
