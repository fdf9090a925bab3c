"""What a node passes on in a plain pass: a cotangent comes in, its parents' are added to `grads`.

`push(node, g, grads, owned)` is `plan.pull` and the sums in one function, written as source for each
plan: no tuple of results, no loop, no check that the op makes needless. `grads` has the cotangent
of each place that waits; in `owned` are the places whose array nobody else has seen, so that the
next cotangent may be added to its memory.

Cotangents of one number are NumPy scalars, not arrays of no dimension: their products take a tenth
of the time. Where the output of an elementwise op is one number, so are all its operands.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from .constants import number_array
from .node import Node
from .source import compiled

if TYPE_CHECKING:
    from .plan import Plan

__all__ = ["Push", "build_push", "push_results"]

Push = Callable[[Node, Any, dict[Any, Any], set[Any]], None]


def push_results(node: Node, g: Any, grads: dict[Any, Any], owned: set[Any]) -> None:
    """The general form: any plan that has a `pull` for one output."""
    from .plain import fit_array
    for edge, value in zip(node.parents, node.plan.pull(node, g), strict=True):
        if edge is None or value is None:
            continue
        place = edge if type(edge) is Node else edge._data
        if value.dtype is not place.dtype or value.shape != place.shape:
            value = fit_array(value, place.shape, place.dtype)  # noqa: PLW2901 (the same cotangent)
        old = grads.get(edge)
        if old is None:
            grads[edge] = value
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
    body = ["def push(node, g, grads, owned):", *plan.unpacking()]
    if op.kind == "elementwise":
        body += ["    if type(g) is not ndarray:", *_scalars(plan), "        return"]
    body += _arrays(plan)
    return compiled("push", "\n".join(body) + "\n", plan.scope() | {
        "Node": Node, "ndarray": np.ndarray, "FIT": fit_array, "ARRAY": number_array,
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
            f"            p = node.parents[{k}]",
            "            old = grads.get(p)",
            "            grads[p] = h if old is None else old + h"]
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
            f"        p = node.parents[{k}]",
            "        q = p if type(p) is Node else p._data",
            f"        if {check}: h = FIT(h, q.shape, q.dtype)",
            "        old = grads.get(p)",
            "        if old is None: grads[p] = h",
            "        elif p in owned: old += h",
            "        else:",
            "            grads[p] = h = old + h",
            "            if type(h) is ndarray: owned.add(p)"]
    return lines


def _values(plan: Plan, lines: list[str], indent: str) -> list[tuple[int, str]]:
    """The wanted inputs, each with the expression of its cotangent."""
    calls = plan.formula_calls()
    if plan.op.joint is None:
        return sorted(calls.items())
    lines.append(f"{indent}results = {calls[-1]}")
    return [(k, f"results[{k}]") for k in range(len(plan.op.inputs)) if plan.mask >> k & 1]
