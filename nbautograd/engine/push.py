"""What a node passes on in a plain pass: a cotangent comes in, its parents' are added to `grads`.

``push(node, g, grads, queue)`` is `plan.pull` and the sums in one function, written as source for
each plan: no tuple of results, no loop, no check that the op makes needless. It returns the node to
run next unless a newer one waits in `queue`: a chain of ops never touches the queue.

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
from .holders import ONE_MORE, holders
from .node import Node, Slot, edge_at
from .source import compiled

if TYPE_CHECKING:
    from .plan import Plan

__all__ = ["Push", "Queue", "build_push", "push_results"]

# Places that wait for their turn, as a heap: the newest node first, as it can get nothing more.
# Before it comes what is no node of one output, nor a leaf without hooks: there a plain pass ends.
Queue = list[tuple[int, Any]]

Push = Callable[[Node, Any, dict[Any, Any], Queue], Node | None]

_FIRST = -sys.maxsize


def _enter(place: Any, queue: Queue) -> None:
    """Put a place that is no plain node into the queue; plain leaves wait for the end."""
    if type(place) is Slot or place._extra is not None:
        heappush(queue, (_FIRST - len(queue), place))


def push_results(node: Node, g: Any, grads: dict[Any, Any], queue: Queue) -> Node | None:
    """The general form: any plan that has a `pull` for one output."""
    from .plain import fit_array
    for edge, value in zip(node.parents, node.plan.pull(node, g), strict=True):
        if edge is None or value is None:
            continue
        place = edge if type(edge) is Node or type(edge) is Slot else edge._data
        if value.dtype is not place.dtype or value.shape != place.shape:
            value = fit_array(value, place.shape, place.dtype)  # noqa: PLW2901 (the same cotangent)
        old = grads.get(edge)
        if old is not None:
            grads[edge] = old + value
            continue
        grads[edge] = value
        if type(edge) is Node:
            heappush(queue, (-edge.seq, edge))
        else:
            _enter(edge, queue)
    return None


def build_push(plan: Plan) -> Push:
    """The compiled form for one op, where types and shapes are what the op makes them."""
    op = plan.op
    if plan.conjugate or plan.mixed or op.variadic:
        return push_results
    from .plain import fit_array
    body = ["def push(node, g, grads, queue):", *plan.unpacking()]
    if _is_symmetric(plan):
        body.append("    twice = s0 is s1 and node.first is node.second")
    if op.kind == "elementwise":
        body += ["    if type(g) is not ndarray:", *("    " + line for line in _scalars(plan))]
    body += _arrays(plan)
    return compiled("push", "\n".join(body) + "\n", plan.scope(arrays=True) | {
        "Node": Node, "heappush": heappush, "ndarray": np.ndarray, "FIT": fit_array,
        "ARRAY": number_array, "SCALAR": _scalar, "ENTER": _enter, "DOUBLED": _doubled, "holders": holders,
        "ONE_MORE": ONE_MORE})


def _scalar(value: Any, dtype: Any) -> Any:
    return np.asarray(value, dtype)[()]


def _scalars(plan: Plan) -> list[str]:
    """Everything is one number: nothing has to be summed to a shape."""
    lines = []
    for n, (kind, _) in enumerate(plan.sources):
        if kind in ("input", "output"):
            lines.append(f"    if type(s{n}) is ndarray: s{n} = s{n}[()]")
    for n, (k, value) in enumerate(_values(plan, lines)):
        lines += [
            *_computing(plan, n, value),
            "    if h is not None:",
            "        if type(h) is not type(g): h = SCALAR(h, node.dtype)",
            f"        p = {edge_at(k)}",
            "        old = grads.get(p)",
            "        if old is None:",
            "            grads[p] = h",
            *_entering(n),
            "        else: grads[p] = old + h"]
    return [*lines, "    return newest"]


def _arrays(plan: Plan) -> list[str]:
    op, lines = plan.op, []
    if op.symbol is not None:
        # A Python number beside an array costs twice as much as an array of no dimension.
        lines += [f"    if type(s{n}) is not ndarray: s{n} = ARRAY(s{n}, node.dtype)"
                  for n, (kind, _) in enumerate(plan.sources) if kind == "input"]
    # An elementwise op of one input broadcasts nothing.
    alike = op.kind == "elementwise" and len(op.inputs) == 1
    for n, (k, value) in enumerate(_values(plan, lines)):
        place = [f"    p = {edge_at(k)}",
                 "    if type(p) is Node: shape, dtype = p.shape, p.dtype",
                 "    else: q = p._data; shape = q.shape; dtype = q.dtype"]
        unfit = "h.dtype is not dtype" + ("" if alike else " or h.shape != shape")
        if _is_linear_alone(plan, k):
            # Minus a sum is less work than the sum of what is negative; but a sum is never -0.0.
            usual = [f"{given} == {default!r}" for given, default in _parameters(plan, k)]
            first = [*place,
                     *(["    newest = None"] if n == 0 else []),
                     f"    if {' or '.join(['g.shape == shape', *(f'not {u}' for u in usual)])}:",
                     f"        h = {value}",
                     "    else:",
                     "        total = FIT(g, shape, g.dtype)",
                     f"        h = {value.replace('(g', '(total', 1)}",
                     "        if h is not total: h = h + 0",
                     "    if h is not None:"]
        else:
            first = [*_computing(plan, n, value), "    if h is not None:",
                     *("    " + line for line in place)]
        lines += [
            *first,
            f"        if {unfit}: h = FIT(h, shape, dtype)",
            "        old = grads.get(p)",
            "        if old is None:",
            "            grads[p] = h",
            *_entering(n),
            # A sum that nobody else can see is added to in its memory.
            "        elif type(old) is ndarray and holders(old) == ONE_MORE and old.base is None:",
            "            old += h",
            "        else: grads[p] = old + h"]
    return [*lines, "    return newest"]


def _computing(plan: Plan, n: int, value: str) -> list[str]:
    """The lines that compute the cotangent of the `n`-th wanted input, `h`."""
    if n and _is_symmetric(plan):
        return [f"    h = None if twice else {value}"]      # in the first one already
    return [f"    h = {value}",
            *(["    newest = None"] if n == 0 else []),
            *(["    if twice: h = DOUBLED(h, g)"] if _is_symmetric(plan) else [])]


def _doubled(h: Any, g: Any) -> Any:
    """Twice what a formula made, in its memory unless that is the cotangent's."""
    if h is g or type(h) is not np.ndarray or h.base is not None:
        return h + h
    h += h
    return h


def _is_linear_alone(plan: Plan, k: int) -> bool:
    """Whether the formula of input `k` is of the cotangent alone: what is linear may be summed first."""
    op = plan.op
    return op.kind == "elementwise" and op.joint is None and len(op.inputs) > 1 and all(
        source == ("g", -1) or (source[0] == "param"
                                and op.public_names[source[1]] in op.defaults)
        for f in plan.formulas if f.input == k for source in f.sources)


def _parameters(plan: Plan, k: int) -> list[tuple[str, Any]]:
    """The parameters that the formula of input `k` asks for, each with its default.

    With others the sum of the cotangents may be more than its type holds, where its multiple is not.
    """
    op = plan.op
    return [(f"s{plan.sources.index(source)}", op.defaults[op.public_names[source[1]]])
            for f in plan.formulas if f.input == k for source in f.sources if source[0] == "param"]


def _is_symmetric(plan: Plan) -> bool:
    """Whether both inputs have one formula, each with the other: their cotangents of ``x * x`` agree."""
    if len(plan.sources) != 2 or len(plan.formulas) != 2:
        return False
    codes = [f.function.__code__ for f in plan.formulas if hasattr(f.function, "__code__")]
    written = {(c.co_code, c.co_consts, c.co_names) for c in codes}
    return len(codes) == 2 and len(written) == 1 and [f.sources for f in plan.formulas] == [
        (("g", -1), ("input", 1)), (("g", -1), ("input", 0))]


def _entering(n: int) -> list[str]:
    """The lines by which a place that got its first cotangent waits for its turn."""
    return ["            if type(p) is Node:",
            *(["                if newest is None: newest = p",
               "                else: heappush(queue, (-p.seq, p))"] if n else
              ["                newest = p"]),
            "            elif p._extra is not None: ENTER(p, queue)"]


def _values(plan: Plan, lines: list[str]) -> list[tuple[int, str]]:
    """The wanted inputs, each with the expression of its cotangent."""
    calls = plan.formula_calls()
    if plan.op.joint is None:
        return sorted(calls.items())
    lines.append(f"    results = {calls[-1]}")
    return [(k, f"results[{k}]") for k in range(len(plan.op.inputs)) if plan.mask >> k & 1]
