"""With this module one can read about a backward node: which op it undoes and what it holds."""

from __future__ import annotations

import re
from typing import Any

from nbautograd.inspector.facts import edges, freed, leaves, node_name
from nbautograd.inspector.tree import Code, Field, Fields, Paragraph, Section, paragraph

_SPECIAL = {
    "AccumulateGrad": "Where backward ends: adds the gradient that arrives to the leaf's grad.",
    "CopySlices": "An in-place write into a view: its base goes on with this history.",
    "CopyBackwards": "A copy to another element type or device; the gradient is copied back.",
    "GraphRoot": "Where backward starts.",
    "NotImplemented": "An op without a derivative: backward raises here.",
}
_MADE_BY = {
    "CopySlices": "an in-place write into a view",
    "CopyBackwards": "a copy",
}
_SAME = {"t": "t", "to_copy": "to", "unsafe_view": "matmul", "mv": "mv", "alias": "view_as"}
_SUFFIX = re.compile(r"Backward\d+$")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def op_name(node: str) -> str:
    """The op that a backward node belongs to.

    >>> op_name("LogSoftmaxBackward0"), op_name("MyFunctionBackward"), op_name("AccumulateGrad")
    ('log_softmax', 'MyFunction', 'AccumulateGrad')
    """
    bare = _SUFFIX.sub("", node)
    if bare == node or not bare:
        # A Function of the user's own: PyTorch numbers only the nodes of its ops.
        return _MADE_BY.get(node, node.removesuffix("Backward") or node)
    snake = _HUMP.sub("_", bare).lower()
    return _SAME.get(snake, snake)


def node_sections(node: Any) -> tuple[Section, ...]:
    """The state of a backward node: what it belongs to, its inputs, what it saved."""
    name = node_name(node)
    rows = [("inputs", _inputs(node)), ("saved", _saved(node))]
    fields = tuple(Field(key, "", (words,)) for key, words in rows if words)
    state = (Section("Graph", "state", (Fields(fields),)),) if fields else ()
    return (Section(name, "description", (_belongs(name),)), *state)


def _belongs(name: str) -> Paragraph:
    if name in _SPECIAL:
        return paragraph(_SPECIAL[name])
    op = op_name(name)
    if op == name:
        return paragraph("A backward node.")
    what = ": turns the gradient of its result into the gradients of its inputs."
    return paragraph("Backward node of ", Code(op), what)


def _inputs(node: Any) -> Paragraph | None:
    names = []
    for edge in edges(node):
        if edge.leaf is not None:
            names.append("a leaf (AccumulateGrad)")
        else:
            names.append(node_name(edge.node) if edge.node is not None else "a constant")
    if not names:
        return None
    ends, complete = leaves(node)
    more = "" if complete else " or more"
    count = f"{len(ends)}{more} {'leaf' if len(ends) == 1 else 'leaves'}"
    return paragraph(f"{', '.join(names)}; leads to {count}")


def _saved(node: Any) -> Paragraph | None:
    if freed(node):
        return paragraph("freed: a backward pass ran through it")
    plan = getattr(node, "plan", None)
    named = getattr(plan, "saved_names", None)
    if named is not None:
        names = list(named())
    else:
        names = [n.removeprefix("_saved_") for n in dir(type(node)) if n.startswith("_saved_")]
    if not names:
        return paragraph("nothing") if plan is not None else None
    return paragraph(
        *_spaced(["the result" if name in {"out", "result"} else name for name in names])
    )


def _spaced(names: list[str]) -> list[str | Code]:
    out: list[str | Code] = []
    for name in names:
        shown = name if name.startswith("the ") else Code(name)
        out += [", ", shown] if out else [shown]
    return out
