"""With this module one can read about *this* tensor: its state in autograd's terms, in plain words.

Is it a leaf, why does it require grad, where is its gradient and if there is none, why not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from nbautograd.inspector.facts import Edge, Facts, edges, facts, freed, leaves, node_name
from nbautograd.inspector.kinds import is_tensor
from nbautograd.inspector.nodes import op_name
from nbautograd.inspector.tree import (
    Block,
    Code,
    CodeBlock,
    Field,
    Fields,
    Inline,
    Section,
    paragraph,
)

_FEW = 12
_MOST = 6

Words = tuple[str | Inline, ...]


def tensor_sections(tensor: Any, names: Mapping[str, Any]) -> tuple[Section, ...]:
    """The page of a tensor; `names` says what the user calls the tensors around it."""
    found, named = facts(tensor), Names(names)
    head = f"Tensor of shape {shape(found.shape)}, {found.dtype}, on {found.device}."
    rows = [_field(name, words) for name, words in _rows(tensor, found, named)]
    sections = [
        Section("", "description", (paragraph(head),)),
        Section("Autograd", "state", (Fields(tuple(rows)),)),
    ]
    if values := shown_values(tensor):
        sections.append(Section("Values", "example", (CodeBlock(values),)))
    return tuple(sections)


def _field(name: str, words: Words) -> Field:
    return Field(name, "", (paragraph(*words),))


def _rows(tensor: Any, found: Facts, named: Names) -> Iterable[tuple[str, Words]]:
    yield "requires_grad", requires_grad(found, named)
    yield "is_leaf", is_leaf(found)
    if found.node is not None:
        yield "grad_fn", grad_fn(found.node, named)
        yield "leads to", _leads_to(found.node, named)
    yield "grad", gradient(found)
    if found.base is not None:
        yield "view", _view(found, named)
    yield "version", _version(found)


class Names:
    """What the user calls tensors and the nodes that made them, by identity."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        self._tensors: dict[int, str] = {}
        self._nodes: dict[int, str] = {}
        self._kept = []
        for name, value in names.items():
            if name.startswith("_") or not is_tensor(value):
                continue
            self._tensors.setdefault(id(value), name)
            node = facts(value).node
            if node is not None:
                self._nodes.setdefault(id(node), name)
                self._kept.append(node)

    def tensor(self, tensor: Any) -> str:
        """A tensor by its name, else by its shape."""
        known = self._tensors.get(id(tensor))
        return known or f"a leaf of shape {shape(facts(tensor).shape)}"

    def edge(self, edge: Edge) -> str:
        """An input of a node by its name, else by the op that made it."""
        if edge.leaf is not None:
            return self.tensor(edge.leaf)
        if edge.node is None:
            return "a constant"
        known = self._nodes.get(id(edge.node))
        made = f"the result of {op_name(node_name(edge.node))}"
        return f"{known} ({made})" if known else made


def requires_grad(found: Facts, named: Names) -> Words:
    """Does it require grad, and why (not)?"""
    if found.stale:
        return (Code("True"), ", through its base, whose memory was written since it was made")
    if found.requires_grad and found.node is None and found.base is not None:
        why = ", as a view of a tensor that requires grad; made under no_grad, it leads nowhere"
        return (Code("True"), why)
    if found.requires_grad and found.node is None:
        return (Code("True"), ", because it was asked to: it is a leaf")
    if found.requires_grad:
        tracked = [edge for edge in edges(found.node) if edge.node or edge.leaf is not None]
        sources = _listed(list(dict.fromkeys(named.edge(edge) for edge in tracked)))
        verb = "requires" if len({named.edge(e) for e in tracked}) == 1 else "require"
        return (Code("True"), f", because {sources} {verb} grad" if sources else "")
    return (Code("False"), f": {_why_not(found)}")


def _why_not(found: Facts) -> str:
    if not found.differentiable:
        return f"{found.dtype} has no gradient, only floating point and complex types have one"
    if found.inference:
        return "it was made in inference mode"
    if found.creation == "no_grad":
        return "it is a view that was made under no_grad"
    return (
        "made from data without requires_grad=True, or computed where nothing is tracked (under "
        "no_grad, after detach(), from inputs that do not require grad)"
    )


def is_leaf(found: Facts) -> Words:
    """Is it a leaf, and what does that mean here?"""
    if not found.leaf:
        made = op_name(node_name(found.node)) if found.node is not None else "an op on its base"
        return (Code("False"), ": made by ", Code(made))
    if found.requires_grad:
        return (Code("True"), ": no tracked op made it, gradients accumulate here")
    return (Code("True"), ": no tracked op made it; without requires_grad it is a constant")


def grad_fn(node: Any, named: Names) -> Words:
    """The node that made it with where its inputs come from: one level of the chain."""
    inputs = ", ".join(named.edge(edge) for edge in edges(node))
    gone = "; what it had saved is freed, a backward pass ran through it" if freed(node) else ""
    return (Code(node_name(node)), f", from {inputs}{gone}" if inputs else gone)


def _leads_to(node: Any, named: Names) -> Words:
    found, complete = leaves(node)
    names = [named.tensor(leaf) for leaf in found]
    shown = _listed(names[:_MOST])
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    partly = "" if complete else " (the graph goes on)"
    return (f"{shown or 'no leaf'}{more}{partly}",)


def gradient(found: Facts) -> Words:
    """The stored gradient, or the reason why there is none."""
    if found.grad is not None:
        grad = facts(found.grad)
        values = shown_values(found.grad)
        text = f"shape {shape(grad.shape)}" + (f", {values}" if values else "")
        return ("present: ", text) if "\n" not in text else (f"present: {text.splitlines()[0]}",)
    return (Code("None"), f": {_why_none(found)}")


def _why_none(found: Facts) -> str:
    if not found.differentiable:
        return f"{found.dtype} has no gradient"
    if not found.requires_grad:
        return "it does not require grad, so none is computed for it"
    if found.leaf:
        return "no backward() has reached it yet, or it was reset"
    if found.retains:
        return "retain_grad() is set, and no backward() has passed since"
    return (
        "it is not a leaf, and backward() keeps gradients of leaves only; call retain_grad() on "
        "it before backward() to keep this one"
    )


def _view(found: Facts, named: Names) -> Words:
    base = facts(found.base)
    known = named.tensor(found.base)
    name = known if not known.startswith("a leaf") else f"a tensor of shape {shape(base.shape)}"
    return (f"of {name}: they share memory and version",)


def _version(found: Facts) -> Words:
    if found.version is None:
        return ("not kept for tensors of inference mode",)
    few = {0: "never written in place", 1: "written in place once"}
    times = few.get(found.version, f"written in place {found.version} times")
    return (f"{found.version}: {times}",)


def shape(sizes: tuple[int, ...]) -> str:
    """A shape as Python writes a tuple."""
    return str(tuple(int(size) for size in sizes))


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def shown_values(tensor: Any) -> str:
    """The numbers of a small tensor as nested lists, an empty string for a large one."""
    found = facts(tensor)
    count = 1
    for size in found.shape:
        count *= size
    if count > _FEW or found.device != "cpu" or not hasattr(tensor, "tolist"):
        return ""
    data = tensor._data if hasattr(type(tensor), "_data") else tensor
    return _nested(data.tolist())


def _nested(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_nested(item) for item in value)}]"
    if isinstance(value, float):
        text = f"{value:.4g}"
        return "0." if text in {"0", "-0"} else text if set(text) & set(".enai") else text + "."
    return str(value)


def attribute_state(parent: Any, name: str, names: Mapping[str, Any]) -> Block | None:
    """What an attribute of a tensor says now, or None for one that would have to be computed."""
    if not is_tensor(parent):
        return None
    found = facts(parent)
    rows: dict[str, Words] = {
        "grad_fn": (Code("None"), ": it is a leaf"),
        **dict(_rows(parent, found, Names(names))),
        "shape": (Code(shape(found.shape)),),
        "ndim": (Code(str(len(found.shape))),),
        "dtype": (Code(found.dtype),),
        "device": (Code(found.device),),
        "retains_grad": (Code(str(found.retains)),),
    }
    words = rows.get("version" if name == "_version" else name)
    return paragraph(*words) if words and name not in {"view", "version", "leads to"} else None
