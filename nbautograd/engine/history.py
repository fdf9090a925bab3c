"""The history of a written tensor: what it was made by is now the op that wrote it.

Written through a view, the *base* gets the history (`CopySlices`): its gradient goes through the
op where it was written and past it elsewhere. The views of the base take theirs from it anew.
"""

from __future__ import annotations

from typing import Any

from . import messages
from .node import Node, new_node
from .push import push_results
from .structural import strided_scatter
from .tensor import Tensor
from .version import cell_of
from .views import geometry, refresh

__all__ = ["COPY_SLICES", "CopySlices", "rebase"]


def rebase(t: Tensor, node: Node | None) -> None:
    """Give a written tensor its new history: to itself, or through a view to its base."""
    if node is None:
        return
    view, before = t._view, t._node
    if view is None:
        t._node, t._requires = node, True
    else:
        base = view.base
        base._node = copy_slices(base, t, node)
        base._requires = True
        view.stamp = -1          # taken anew from the base at the next use
        t._node, t._requires = None, False
        refresh(t)
    cell: list[Any] = cell_of(t)
    cell[1:] = [node.name() if view is None else view.base._node.name()]
    if t.retains_grad and before is not None:
        _move_retained(t, before)


def _move_retained(t: Tensor, before: Any) -> None:
    """A retained gradient is that of the tensor as it is now; plain hooks stay where they were."""
    hooks = getattr(before, "node", before).hooks
    if hooks is not None:
        hooks.retain.pop(getattr(before, "index", 0), None)
    t._extra_().retains = False
    t.retain_grad()


class CopySlices:
    """Plan of the node a base gets when it was written through a view.

    The written part's cotangent goes through the op that wrote it; the rest passes unchanged.
    """

    several = simply_freed = False
    keeps = True
    always = False
    push = staticmethod(push_results)
    sources: tuple[Any, ...] = ()

    def node_name(self, node: Node) -> str:
        """PyTorch's name."""
        return "CopySlices"

    def saved_names(self) -> tuple[str, ...]:
        """Nothing of its own."""
        return ()

    def saved_attribute(self, node: Node, name: str) -> Any:
        """There are none."""
        raise AttributeError(f"'CopySlices' object has no attribute {name!r}")

    def check_freed(self, node: Node) -> None:
        """Refuse when the inner node was freed."""
        if node.saved is None:
            raise RuntimeError(messages.FREED)
        node.saved[0].plan.check_freed(node.saved[0])

    def free(self, node: Node) -> None:
        """Free the inner node if it saved anything."""
        inner = node.saved[0]
        if inner.plan.keeps:
            inner.plan.free(inner)

    def pull(self, node: Node, g: Any) -> tuple[Any, ...]:
        """Cotangents for the old base and for the other inputs of the inner op (arrays)."""
        return self._pull(node, g, "pull")

    def pull_graph(self, node: Node, g: Any) -> tuple[Any, ...]:
        """As `pull`, on tensors."""
        return self._pull(node, g, "pull_graph")

    def _pull(self, node: Node, g: Any, how: str) -> tuple[Any, ...]:
        from .structural import of_pairs, real_pairs, strided_gather
        self.check_freed(node)
        inner, stride, (size, steps, offset), kinds = node.saved
        if kinds == "cf":       # a real view of complex numbers: their parts are what was written
            g, stride = real_pairs(g), (*(2 * s for s in stride), 1)
        part = strided_gather(g, stride, size, steps, offset)
        first, *others = getattr(inner.plan, how)(inner, of_pairs(part) if kinds == "fc" else part)
        if node.first is None:
            return (None, *others)
        if first is None:
            first = 0.0
        elif kinds == "fc":
            first = real_pairs(first)
        out = strided_scatter(g, first, stride, size, steps, offset)
        return (of_pairs(out) if kinds == "cf" else out, *others)


COPY_SLICES = CopySlices()


def copy_slices(base: Tensor, t: Tensor, inner: Node) -> Node:
    """The node of a base after `inner` wrote through its view `t`."""
    edge = None if not base._requires else base if base._node is None else base._node
    saved = (inner, base.stride(), geometry(t._data, base._data),
             base._data.dtype.kind + t._data.dtype.kind)
    return new_node(COPY_SLICES, (edge, *inner.parents[1:]), saved, base._data.shape,
                    base._data.dtype, base._cell)
