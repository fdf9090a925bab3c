"""How the Node of a result is made, written as source for each plan: a function of its own, or lines
in the public function of the op.

A node gets its edges and what the formulas ask for by parameter name, nothing else: arrays with
their versions, shapes, types, parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .messages import refuse_saving
from .node import Node, Slot, next_seq
from .source import compiled
from .version import CONSTANT, cell_of

if TYPE_CHECKING:
    from .plan import Plan

__all__ = ["Result", "build_record", "node_lines", "plain_types", "record_scope", "slot_of"]


def _operand(value: Any) -> tuple[Any, list[int], int]:
    """(array, version cell, version) of an operand that is not a plain Tensor."""
    cell = getattr(value, "_cell", CONSTANT)
    if cell is CONSTANT:
        return value, CONSTANT, 0
    if cell is None:
        refuse_saving(value)
        cell = cell_of(value)
    return value._data, cell, cell[0]


def plain_types() -> dict[str, Any]:
    """The types that the hot path takes: a module's parameters are tensors like others."""
    from .parameter import Parameter
    from .tensor import Tensor
    return {"Tensor": Tensor, "Parameter": Parameter}


class Result(NamedTuple):
    """The expressions by which source refers to the result of an op that is being recorded."""

    tensor: str     # the tensor, or the tuple of several
    data: str       # its array
    cell: str       # its version counter, "None" where it cannot have one yet


def build_record(plan: Plan) -> Callable[..., Any]:
    """The function that makes the Node of a result: ``record(out, *arguments)``."""
    op = plan.op
    lines = [f"def record(out, {', '.join(op.arguments)}):",
             *node_lines(plan, {n: n for n in op.arguments}, Result("out", "out._data", "out._cell")),
             "    return node"]
    return compiled("record", "\n".join(lines) + "\n", {"OP": op, **record_scope({plan.mask: plan})})


def record_scope(plans: Mapping[int, Plan]) -> dict[str, Any]:
    """What the lines of `node_lines` see as globals, for plans by their masks."""
    return {
        "Node": Node, "next_seq": next_seq, "OPERAND": _operand, "CONSTANT": CONSTANT,
        "REFUSE_SAVING": refuse_saving, "SHAPE": _shape, "SHAPES": _shapes, "DTYPE": _dtype,
        "CELL": cell_of, "EDGES": _edges, "ATTACH": _attach, **plain_types(),
        **{f"PLAN{mask}": plan for mask, plan in plans.items()}}


def node_lines(plan: Plan, given: Mapping[str, str], out: Result) -> list[str]:
    """The lines that make the node of a result; `given` has the expression of each argument."""
    op = plan.op
    lines: list[str] = []
    first, second, rest = _edges_of(plan, given, lines)
    saved = _saved_list(plan, given, out, lines)
    lines += ["    node = Node()",
              f"    node.plan = PLAN{plan.mask}",
              *([f"    node.parents = EDGES({first})"] if op.variadic else [
                  f"    node.first = {first}",
                  f"    node.second = {second}",
                  f"    node.rest = {rest}"]),
              f"    node.saved = ({saved})",
              "    node.seq = next_seq()",
              "    node.hooks = node.extra = None"]
    if op.several:
        return [*lines, f"    ATTACH(node, {out.tensor})"]
    return [*lines,
            f"    node.shape = {out.data}.shape",
            f"    node.dtype = {out.data}.dtype",
            f"    node._cell = {out.cell}",
            f"    {out.tensor}._node = node",
            f"    {out.tensor}._requires = True"]


def _edges_of(plan: Plan, given: Mapping[str, str], lines: list[str]) -> tuple[str, str, str]:
    """The expressions of the edges (see `Node.parents`), after `lines` that look them up."""
    edges = []
    for k, position in enumerate(plan.op.inputs):
        name = given[plan.op.arguments[position]]
        if plan.op.variadic:
            edges.append(name)
        elif not plan.mask >> k & 1:
            edges.append("None")
        else:
            lines += [f"    p{k} = {name}._node", f"    if p{k} is None: p{k} = {name}"]
            edges.append(f"p{k}")
    if len(edges) == 1:
        return edges[0], "None", "None"
    return edges[0], edges[1], f"({''.join(e + ', ' for e in edges[2:])})"


def _saved_list(plan: Plan, given: Mapping[str, str], out: Result, lines: list[str]) -> str:
    """The expressions of what is saved, after `lines` that look it up."""
    op, stored = plan.op, []
    for n, (kind, index) in enumerate(plan.sources):
        if kind == "input":
            place = f"p{index}" if plan.mask >> index & 1 else None
            lines += _input(n, given[op.arguments[op.inputs[index]]], place)
            stored += [f"d{n}", f"c{n}", f"v{n}"]
        elif kind == "output":
            stored += _output(n, index if op.several else None, out, lines)
        elif kind in ("shape", "dtype"):
            stored.append(_fact(plan, kind, index, given))
        elif kind == "strides":
            stored.append(f"{given[op.arguments[op.inputs[index]]]}.stride()")
        else:
            stored.append(given[op.arguments[index]])
    return "".join(s + ", " for s in stored)


def _input(n: int, name: str, place: str | None) -> list[str]:
    """The lines that take data, version cell and version of an input.

    None stands for the cell that its place in the graph has, then as later.
    """
    if place is None:
        return [f"    if type({name}) is Tensor or type({name}) is Parameter:",
                f"        c{n} = {name}._cell",
                f"        if c{n} is None:",
                f"            if {name}._extra is not None: REFUSE_SAVING({name})",
                f"            c{n} = CELL({name})",
                f"        d{n} = {name}._data; v{n} = c{n}[0]",
                f"    elif type({name}) is float or type({name}) is int:",
                f"        d{n} = {name}; c{n} = CONSTANT; v{n} = 0",
                f"    else: d{n}, c{n}, v{n} = OPERAND({name})"]
    # what requires grad is a tensor
    return [f"    d{n} = {name}._data; c{n} = {name}._cell; v{n} = 0",
            f"    if c{n} is None:",
            f"        if {name}._extra is not None: REFUSE_SAVING({name})",
            f"        if {place}._cell is not None: v{n} = {place}._cell[0]",
            "    else:",
            f"        v{n} = c{n}[0]",
            f"        if c{n} is {place}._cell: c{n} = None"]


def _output(n: int, index: int | None, out: Result, lines: list[str]) -> list[str]:
    """The expressions of data, version cell and version of the result, or of one of several."""
    if index is not None:
        lines.append(f"    c{n} = CELL({out.tensor}[{index}])")
        return [f"{out.tensor}[{index}]._data", f"c{n}", f"c{n}[0]"]
    if out.cell == "None":
        return [out.data, "None", "0"]
    lines.append(f"    v{n} = 0 if {out.cell} is None else {out.cell}[0]")
    return [out.data, "None", f"v{n}"]


def _fact(plan: Plan, kind: str, index: int, given: Mapping[str, str]) -> str:
    """The expression of the shape or the type of an input."""
    name = given[plan.op.arguments[plan.op.inputs[index]]]
    if plan.op.variadic:
        return f"SHAPES({name})"
    if plan.mask >> index & 1:      # what requires grad is a tensor
        return f"{name}._data.{kind}"
    fact = f"{kind.upper()}({name})"
    if kind == "dtype":     # whether it is a number, most often
        fact = f"(None if type({name}) is int or type({name}) is float else {fact})"
    return fact


def _shape(value: Any) -> tuple[int, ...]:
    return np.shape(getattr(value, "_data", value))


def _shapes(values: Any) -> tuple[tuple[int, ...], ...]:
    return tuple(v._data.shape for v in values)


def _dtype(value: Any) -> Any:
    return getattr(getattr(value, "_data", None), "dtype", None)


def _edges(tensors: Any) -> list[Any]:
    return [None if not t._requires else t if t._node is None else t._node for t in tensors]


def slot_of(node: Node, index: int, data: np.ndarray[Any, Any]) -> Slot | None:
    """The place of one output; indices and exponents have none, as nothing flows through them."""
    if data.dtype.kind not in "fc" or index in node.plan.op.constant_outputs:
        return None
    return Slot(node, index, data.shape, data.dtype)


def _attach(node: Node, outs: tuple[Any, ...]) -> None:
    """Make `node` the origin of several results: a Slot for each that can have a gradient."""
    node.shape = tuple([t._data.shape for t in outs])
    node.dtype = tuple([t._data.dtype for t in outs])
    node._cell = None       # each output has its own, in its slot
    constant = node.plan.op.constant_outputs
    for k, t in enumerate(outs):
        if t._data.dtype.kind in "fc" and k not in constant:
            t._node = Slot(node, k, node.shape[k], node.dtype[k], t._cell)
            t._requires = True
