"""With this module one can know where a tensor stands in the graph, without touching it.

Asking a tensor can change it: `grad` of a non-leaf warns, `grad_fn` of an outdated view adds a
node, `next_functions` makes nodes for leaves. So our tensors are read slot by slot, and PyTorch's
by the few attributes that only look.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from nbautograd.inspector.kinds import root
from nbautograd.inspector.static import loaded

_FLOATING = ("float", "bfloat", "complex", "half", "double", "cfloat", "cdouble")
_MOST_NODES = 5000


@dataclass(frozen=True, slots=True)
class Edge:
    """Where one input of a node comes from: another node, or a leaf; neither if not tracked."""

    node: Any = None
    leaf: Any = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a tensor says about itself in autograd's terms.

    `node` is its `grad_fn`. `grad` is the stored gradient and nothing is computed for it. `stale`
    says that the history of this view has to be taken from its base anew. `version` is None where
    no versions are kept. `creation` says in which mode a view was made.
    """

    shape: tuple[int, ...]
    dtype: str
    device: str
    requires_grad: bool
    node: Any
    grad: Any
    retains: bool
    version: int | None
    base: Any
    creation: str
    stale: bool
    inference: bool

    @property
    def leaf(self) -> bool:
        """Whether no tracked op made it."""
        return self.node is None and not self.stale

    @property
    def differentiable(self) -> bool:
        """Whether its element type can have a gradient at all."""
        return self.dtype.startswith(_FLOATING)


def facts(tensor: Any) -> Facts:
    """The facts of a tensor, ours or PyTorch's."""
    return _ours(tensor) if _is_ours(tensor) else _foreign(tensor)


def _is_ours(obj: Any) -> bool:
    return hasattr(type(obj), "_requires") or root(obj) == "nbautograd"


def _ours(t: Any) -> Facts:
    view, version, extra = t._view, t._cell, t._extra
    inference = extra is not None and bool(extra.inference)
    node = t._node
    stale = view is not None and view.stamp != version[0] and view.base._requires
    return Facts(
        shape=tuple(t._data.shape),
        dtype=t._data.dtype.name,
        device="cpu",
        requires_grad=bool(t._requires or stale),
        node=getattr(node, "node", node),
        grad=t._grad,
        retains=extra is not None and bool(extra.retains),
        version=None if inference else 0 if version is None else version[0],
        base=None if view is None else view.base,
        creation="plain" if view is None else view.creation,
        stale=stale and not (node is None and t._requires),
        inference=inference,
    )


def _foreign(t: Any) -> Facts:
    with _undispatched():
        inference = t.is_inference()
        leaf, retains = t.is_leaf, t.retains_grad
        return Facts(
            shape=tuple(t.shape),
            dtype=str(t.dtype).rpartition(".")[2],
            device=str(t.device),
            requires_grad=t.requires_grad,
            node=t.grad_fn,
            grad=t.grad if leaf or retains else None,
            retains=retains,
            version=None if inference else t._version,
            base=t._base if t._is_view() and not inference else None,
            creation="plain",
            stale=False,
            inference=inference,
        )


def _undispatched() -> Any:
    # A subclass of PyTorch's Tensor may log or compute whenever an attribute is read.
    guard = getattr(getattr(loaded("torch"), "_C", None), "DisableTorchFunctionSubclass", None)
    return guard() if guard else nullcontext()


def edges(node: Any) -> tuple[Edge, ...]:
    """Where the inputs of a backward node come from."""
    if _is_ours(node):
        return tuple(_our_edge(parent) for parent in getattr(node, "parents", ()))
    found = (parent for parent, _ in node.next_functions)
    return tuple(_foreign_edge(parent) for parent in found)


def _our_edge(parent: Any) -> Edge:
    if parent is None:
        return Edge()
    if hasattr(parent, "_requires"):
        return Edge(leaf=parent)
    return Edge(node=getattr(parent, "node", parent))


def _foreign_edge(parent: Any) -> Edge:
    if parent is None:
        return Edge()
    leaf = getattr(parent, "variable", None) if node_name(parent) == "AccumulateGrad" else None
    return Edge(leaf=leaf) if leaf is not None else Edge(node=parent)


def leaves(node: Any) -> tuple[list[Any], bool]:
    """The leaves that a node's gradient flows to, nearest first, and whether all were looked at."""
    found: dict[int, Any] = {}
    seen, level = {id(node)}, [node]
    while level:
        below: list[Any] = []
        for edge in _edges_of(level):
            if edge.leaf is not None:
                found.setdefault(id(edge.leaf), edge.leaf)
            elif edge.node is not None and id(edge.node) not in seen:
                seen.add(id(edge.node))
                below.append(edge.node)
        if len(seen) > _MOST_NODES:
            return list(found.values()), False
        level = below
    return list(found.values()), True


def _edges_of(nodes: list[Any]) -> Iterator[Edge]:
    for node in nodes:
        yield from edges(node)


def node_name(node: Any) -> str:
    """PyTorch's name of a backward node, such as `MulBackward0`."""
    name: str = node.name()
    return name.rpartition("::")[2]


def freed(node: Any) -> bool:
    """Whether a backward pass already ran through this node and let go of what it had saved."""
    return (
        _is_ours(node)
        and getattr(node, "saved", 0) is None
        and bool(getattr(getattr(node, "plan", None), "keeps", False))
    )
