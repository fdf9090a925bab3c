"""Saved tensors: how a value kept for backward comes back, and hooks that pack it meanwhile.

An op's node keeps plain arrays with their versions; `restore` makes a tensor of one at its old
place in the graph. A user's Function, and every op inside `saved_tensors_hooks`, keeps
`SavedTensor`s instead, which may be packed by the user's functions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from . import messages
from .node import Node, Slot, new_node
from .push import push_results
from .state import LOCAL, set_mode
from .tensor import Tensor, wrap
from .version import cell_of

if TYPE_CHECKING:
    from .plan import Plan
    from .state import Mode

__all__ = ["PackHooks", "SavedTensor", "alias_of", "pack_node", "restore"]

Source = tuple[str, int]


class AliasPlan:
    """Plan of a node that passes its cotangent on: another tensor at the place of a leaf."""

    several = keeps = always = False
    push = staticmethod(push_results)
    sources: tuple[Source, ...] = ()

    def node_name(self, node: Node) -> str:
        """PyTorch's name."""
        return "AliasBackward0"

    def saved_names(self) -> tuple[str, ...]:
        """Nothing."""
        return ()

    def saved_attribute(self, node: Node, name: str) -> Any:
        """There are none."""
        raise AttributeError(f"'AliasBackward0' object has no attribute {name!r}")

    def check_freed(self, node: Node) -> None:
        """Nothing is saved, nothing freed."""

    def free(self, node: Node) -> None:
        """Nothing is saved."""

    def pull(self, node: Node, g: Any) -> tuple[Any, ...]:
        """The same cotangent."""
        return (g,)

    pull_graph = pull


ALIAS = AliasPlan()


def alias_of(edge: Any, shape: tuple[int, ...], dtype: Any) -> Node:
    """A node whose only input is `edge`."""
    return new_node(ALIAS, (edge,), None, shape, dtype, edge._cell)


def restore(data: Any, cell: Any, edge: Any) -> Any:
    """A saved value as a tensor at its old place in the graph (Python numbers as they are)."""
    if type(data) is not np.ndarray:
        return data
    if edge is not None and type(edge) is not Node and type(edge) is not Slot:
        if edge._data is data:
            return edge
        # The leaf shows other memory by now; its gradient still flows to it.
        edge = alias_of(edge, data.shape, data.dtype)
    return wrap(data, edge=edge, version=cell)


class SavedTensor:
    """One tensor kept for backward: as it is with its version, or as the user's hook packed it.

    >>> x = tensor(2.0, requires_grad=True)
    >>> (x * x).grad_fn._raw_saved_self
    <SavedTensor>
    """

    __slots__ = ("cell", "edge", "output", "packed", "tangents", "tensor", "unpack_hook", "version")

    def __init__(self, t: Tensor, output: int | None = None) -> None:
        if t._cell is None:
            messages.refuse_saving(t)
        cell = self.cell = cell_of(t)
        self.version = cell[0]
        self.output = output            # which output of the node; then no edge, it would be a cycle
        self.edge = None
        self.tangents = None if t._extra is None else t._extra.tangents
        self.tensor: Any = t if output is None else t._data
        self.packed: Any = None
        self.unpack_hook: Callable[[Any], Any] | None = None

    def unpack(self, node: Node | None) -> Any:
        """The tensor again, connected to the graph.

        Raises:
            RuntimeError: it was overwritten meanwhile, or freed.
            TypeError: the unpack hook returned something else.
        """
        if self.unpack_hook is not None:
            value = self.unpack_hook(self.packed)
            if not isinstance(value, Tensor):
                raise TypeError("Output of saved tensor unpack_hook expected to be a Tensor but "
                                f"got result of type {type(value).__name__}")
            return self._moving(restore(value._data, value._cell, self._place(node)))
        if self.cell[0] != self.version:
            data = self.tensor if isinstance(self.tensor, np.ndarray) else self.tensor._data
            raise RuntimeError(messages.stale(
                data, self.cell, self.version, self._place(node), self.output))
        if self.output is None:
            return self.tensor
        return self._moving(restore(self.tensor, self.cell, self._place(node)))

    def _moving(self, t: Tensor) -> Tensor:
        """The restored tensor with the tangents it was saved with."""
        if self.tangents is not None and t._extra is None:
            t._extra_().tangents = self.tangents
        return t

    def _place(self, node: Node | None) -> Any:
        if self.output is not None:
            if node is None or not node.plan.several:
                return node
            k = self.output
            return Slot(node, k, node.shape[k], node.dtype[k])
        if self.unpack_hook is not None:
            return self.edge
        t = self.tensor
        return None if not t._requires else t if t._node is None else t._node

    def register_hooks(self, pack_hook: Callable[[Any], Any],
                       unpack_hook: Callable[[Any], Any]) -> None:
        """Keep what `pack_hook` makes of the tensor; `unpack_hook` makes it a tensor again.

        Raises:
            RuntimeError: hooks are registered already, or the pack hook writes into its input.
        """
        if self.unpack_hook is not None:
            raise RuntimeError("Calling register_hooks on a saved tensor with existing hooks is not "
                               "allowed.")
        self.pack(pack_hook, unpack_hook, None)

    def pack(self, pack_hook: Callable[[Any], Any], unpack_hook: Callable[[Any], Any],
             node: Node | None) -> None:
        """Replace the tensor by what `pack_hook` makes of it."""
        value = self.unpack(node)
        self.edge = self._place(None) if self.output is None else None
        cell = cell_of(value)
        before, mode = cell[0], LOCAL.mode
        set_mode(mode.replace(grad=False, pack=None))
        try:
            self.packed = pack_hook(value)
        finally:
            set_mode(mode)
        if cell[0] != before:
            raise RuntimeError(
                "A saved tensor pack hook is modifying its input in place. Tensors provided as "
                "input to pack hook cannot be modified by in-place operations as this can lead to "
                "unexpected side-effects. Work on a clone of it.")
        self.tensor, self.unpack_hook = None, unpack_hook

    def __repr__(self) -> str:
        return "<SavedTensor>"


class PackHooks:
    """What `Mode.pack` holds: the hooks that pack tensors saved in this thread, or a refusal."""

    def __init__(self, pack: Callable[[Any], Any] | None, unpack: Callable[[Any], Any] | None,
                 refusal: str | None = None) -> None:
        self.pack, self.unpack, self.refusal = pack, unpack, refusal

    @staticmethod
    def active(mode: Mode) -> PackHooks | None:
        """The hooks of a mode, if any pack."""
        hooks: PackHooks | None = mode.pack
        return None if hooks is None or hooks.pack is None else hooks

    def pack_node(self, node: Node) -> None:
        """Pack what an op's node saved."""
        if self.pack is not None and node.plan.keeps:
            for saved in pack_node(node):
                saved.pack(self.pack, self.unpack, node)  # type: ignore[arg-type]  # both or none


class PackedPlan:
    """Plan of an op's node whose saved values are `SavedTensor`s: same formulas, looser keeping."""

    keeps, always = True, False
    push = None     # unpacking runs the user's code

    def __init__(self, plan: Plan) -> None:
        self.plan, self.op, self.several, self.sources = plan, plan.op, plan.several, plan.sources

    def node_name(self, node: Node) -> str:
        """The op's name, written down when it was packed."""
        return node.extra["name"]  # type: ignore[no-any-return]  # a str by construction

    def saved_names(self) -> tuple[str, ...]:
        """As the op's own plan."""
        return self.plan.saved_names()

    def saved_attribute(self, node: Node, name: str) -> Any:
        """``_saved_<name>`` unpacked, or ``_raw_saved_<name>`` as it is kept."""
        source = self.plan.source_of(name)
        if source is None:
            raise AttributeError(f"{self.node_name(node)!r} object has no attribute {name!r}")
        self.check_freed(node)
        value = node.saved[source]
        if not isinstance(value, SavedTensor) or name.startswith("_raw"):
            return value
        return value.unpack(node)

    def check_freed(self, node: Node) -> None:
        """Refuse a node whose saved values were freed by an earlier backward."""
        self.plan.check_freed(node)

    def free(self, node: Node) -> None:
        """Let go of what was saved."""
        node.saved = None

    def unpack(self, node: Node) -> dict[Source, Any]:
        """The saved values by source, as tensors."""
        return {source: value.unpack(node) if isinstance(value, SavedTensor) else value
                for source, value in node.saved.items()}

    def pull(self, node: Node, g: Any) -> tuple[Any, ...]:
        """Cotangents of the inputs, on arrays."""
        values = {source: getattr(value, "_data", value)
                  for source, value in self._with_mode(node).items()}
        return self.plan.pull_values(node, values, g)

    def pull_graph(self, node: Node, g: Any) -> tuple[Any, ...]:
        """Cotangents of the inputs, on tensors."""
        return self.plan.pull_values(node, self._with_mode(node), g)

    def _with_mode(self, node: Node) -> dict[Source, Any]:
        before, LOCAL.arrays = LOCAL.arrays, False
        try:
            return self.unpack(node)
        finally:
            LOCAL.arrays = before


def pack_node(node: Node) -> list[SavedTensor]:
    """Turn what a node saved into `SavedTensor`s, and give it a plan that reads them."""
    plan: Any = node.plan
    if isinstance(plan, PackedPlan):
        return [v for v in node.saved.values() if isinstance(v, SavedTensor)]
    node._extra()["name"] = plan.node_name(node)
    values: dict[Source, Any] = {}
    for source, value in plan.unpack(node).items():
        kind, index = source
        if kind == "output":
            values[source] = SavedTensor(value, index)
        elif kind == "input" and hasattr(value, "_data"):
            values[source] = SavedTensor(value)
        else:
            values[source] = value
    node.saved = values
    node.plan = PackedPlan(plan)  # type: ignore[assignment]  # the same protocol as a Plan
    return [v for v in values.values() if isinstance(v, SavedTensor)]
