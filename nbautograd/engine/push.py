"""What a node passes on in a plain pass: a cotangent comes in, its parents' are added to `grads`.

`push(node, g, waiting)` is `plan.pull` and the sums in one function, written as source for each
plan: no tuple of results, no loop, no check that the op makes needless.

Cotangents of one number are NumPy scalars, not arrays of no dimension: their products take a tenth
of the time. Where the output of an elementwise op is one number, so are all its operands.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from heapq import heappush
from typing import TYPE_CHECKING, Any

import numpy as np

from .constants import number_array
from .node import Node, Slot, edge_at
from .source import compiled

if TYPE_CHECKING:
    from .plan import Plan

__all__ = ["Push", "Waiting", "build_push", "push_results"]

class Waiting:
    """The places that a cotangent has reached, and in which order they are served."""

    __slots__ = ("grads", "owned", "queue")

    def __init__(self, root: Node, g: Any) -> None:
        self.grads: dict[Any, Any] = {root: g}      # place -> the sum of its cotangents so far
        self.owned: set[Any] = set()    # places whose array nobody else has seen: it may be added to
        # The newest node first, as it can get nothing more. Before it comes what is no node of one
        # output, nor a leaf without hooks: there the plain pass ends.
        self.queue: list[tuple[int, Any]] = [(-root.seq, root)]

    def enter(self, place: Any) -> None:
        """Put a place that got its first cotangent into the queue; plain leaves wait for the end."""
        if type(place) is Node:
            heappush(self.queue, (-place.seq, place))
        elif type(place) is Slot or place._extra is not None:
            heappush(self.queue, (_FIRST - len(self.queue), place))


_FIRST = -sys.maxsize

Push = Callable[[Node, Any, Waiting], None]


def push_results(node: Node, g: Any, waiting: Waiting) -> None:
    """The general form: any plan that has a `pull` for one output."""
    from .plain import fit_array
    grads, owned = waiting.grads, waiting.owned
    for edge, value in zip(node.parents, node.plan.pull(node, g), strict=True):
        if edge is None or value is None:
            continue
        place = edge if type(edge) is Node or type(edge) is Slot else edge._data
        if value.dtype is not place.dtype or value.shape != place.shape:
            value = fit_array(value, place.shape, place.dtype)  # noqa: PLW2901 (the same cotangent)
        old = grads.get(edge)
        if old is None:
            grads[edge] = value
            waiting.enter(edge)
        elif edge in owned:
            old += value
        else:
            grads[edge] = total = old + value
            if type(total) is np.ndarray:
                owned.add(edge)


def build_push(plan: Plan) -> Push:
    """The compiled form for one op, where types and shapes are what the op makes them."""
    op = plan.op
    if plan.conjugate or plan.mixed or op.variadic:
        return push_results
    from .plain import fit_array
    body = ["def push(node, g, waiting):", "    grads = waiting.grads", *plan.unpacking()]
    if op.kind == "elementwise":
        body += ["    if type(g) is not ndarray:", *_scalars(plan), "        return"]
    body += _arrays(plan)
    return compiled("push", "\n".join(body) + "\n", plan.scope() | {
        "Node": Node, "Slot": Slot, "heappush": heappush, "ndarray": np.ndarray, "FIT": fit_array, "ARRAY": number_array,
        "SCALAR": _scalar})


def _scalar(value: Any, dtype: Any) -> Any:
    return np.asarray(value, dtype)[()]


def _scalars(plan: Plan) -> list[str]:
    """Everything is one number: nothing has to be summed to a shape."""
    lines = []
    for n, (kind, _) in enumerate(plan.sources):
        if kind in ("input", "output"):
            lines.append(f"        if type(s{n}) is ndarray: s{n} = s{n}[()]")
    for k, value in _values(plan, lines, "        "):
        lines += [
            f"        h = {value}",
            "        if h is not None:",
            "            if type(h) is not type(g): h = SCALAR(h, node.dtype)",
            f"            p = {edge_at(k)}",
            "            old = grads.get(p)",
            "            if old is None:",
            "                grads[p] = h",
            "                if type(p) is Node: heappush(waiting.queue, (-p.seq, p))",
            "                elif type(p) is Slot or p._extra is not None: waiting.enter(p)",
            "            else: grads[p] = old + h"]
    return lines


def _arrays(plan: Plan) -> list[str]:
    op, lines = plan.op, []
    if op.symbol is not None:
        # A Python number beside an array costs twice as much as an array of no dimension.
        lines += [f"    if type(s{n}) is not ndarray: s{n} = ARRAY(s{n}, node.dtype)"
                  for n, (kind, _) in enumerate(plan.sources) if kind == "input"]
    # An elementwise op of one input broadcasts nothing.
    same = op.kind == "elementwise" and len(op.inputs) == 1
    check = "h.dtype is not q.dtype" + ("" if same else " or h.shape != q.shape")
    for k, value in _values(plan, lines, "    "):
        lines += [
            f"    h = {value}",
            "    if h is not None:",
            f"        p = {edge_at(k)}",
            "        q = p if type(p) is Node or type(p) is Slot else p._data",
            f"        if {check}: h = FIT(h, q.shape, q.dtype)",
            "        old = grads.get(p)",
            "        if old is None:",
            "            grads[p] = h",
            "            if type(p) is Node: heappush(waiting.queue, (-p.seq, p))",
            "            elif p is q or p._extra is not None: waiting.enter(p)",
            "        elif p in waiting.owned: old += h",
            "        else:",
            "            grads[p] = h = old + h",
            "            if type(h) is ndarray: waiting.owned.add(p)"]
    return lines


def _values(plan: Plan, lines: list[str], indent: str) -> list[tuple[int, str]]:
    """The wanted inputs, each with the expression of its cotangent."""
    calls = plan.formula_calls()
    if plan.op.joint is None:
        return sorted(calls.items())
    lines.append(f"{indent}results = {calls[-1]}")
    return [(k, f"results[{k}]") for k in range(len(plan.op.inputs)) if plan.mask >> k & 1]
