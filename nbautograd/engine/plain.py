"""The common backward pass, short: one root, arrays, no hooks, nothing recorded.

`walk` does everything; most passes need none of it. The same order, the same sums.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappushpop
from operator import attrgetter
from typing import Any

from . import messages
from .accumulate import accumulate_all
from .node import Node, Slot, first_two
from .push import Queue
from .quiet import quietly
from .state import GRAD, LOCAL, set_mode
from .structural import in_dtype, sum_to, summed
from .tensor import Tensor

__all__ = ["by_creation", "fit", "plain_grad", "plain_pass"]

by_creation = attrgetter("seq")


def plain_pass(root: Node, g: Any, keep: bool) -> list[tuple[Any, Any]]:
    """Add the gradients of one output to the leaves behind it.

    Returns:
        Where something else than plain nodes and leaves was met, each place that has a cotangent
        with it: the roots of the `Walk` that goes on from there. Otherwise nothing.
    """
    grads = {root: g}
    del g   # what nobody else holds may become a gradient as it is
    thread = LOCAL.__dict__     # quicker to read and to write than the attributes
    arrays, thread["arrays"] = thread["arrays"], True
    try:
        return quietly(_differentiate, root, grads, keep)  # type: ignore[no-any-return]  # the function's
    finally:
        thread["arrays"] = arrays


def _differentiate(root: Node, grads: dict[Any, Any], keep: bool) -> list[tuple[Any, Any]]:
    if not _push(root, grads, keep):
        return list(grads.items())
    accumulate_all(grads)
    return []


def collect_plain(root: Node, wanted: set[Any]) -> tuple[list[Node], bool] | None:
    """The nodes behind `root`, and whether they lead to `wanted` leaves only.

    None if any of them needs more than a plain pass.
    """
    seen: set[Any] = {root}
    order, only = [root], True
    for node in order:      # grows meanwhile
        if node.hooks is not None or node.plan.push is None:
            return None
        for p in first_two(node) if not node.rest else node.parents:
            if p is None or p in seen:
                continue
            seen.add(p)
            if type(p) is Node:
                order.append(p)
            elif type(p) is Slot or p._extra is not None:
                return None     # one of several outputs, or a leaf with hooks
            elif p not in wanted:
                only = False
    return order, only


def plain_grad(root: Node, g: Any, leaves: Sequence[Any], keep: bool, create: bool,
               ) -> list[Any] | None:
    """The cotangents of `leaves` (None if not reached); None if that takes a `Walk`.

    Tensors that are part of a graph with `create`, else arrays.
    """
    wanted = set(leaves)
    found = collect_plain(root, wanted)
    if found is None:
        return None
    order, only = found
    if create or not only:
        order.sort(key=by_creation, reverse=True)
    useful = None if only else _useful(order, wanted)
    if useful is not None and root not in useful:
        return [None] * len(leaves)
    thread, grads = LOCAL.__dict__, {root: g}
    mode, arrays = thread["mode"], thread["arrays"]
    if create and mode is not GRAD:
        set_mode(GRAD)
    thread["arrays"] = not create
    try:
        if create or useful is not None:
            quietly(_pull, order, grads, keep, useful, create)
        else:
            quietly(_push, root, grads, keep)
    finally:
        thread["arrays"] = arrays
        if create and mode is not GRAD:
            set_mode(mode)
    return [grads.get(leaf) for leaf in leaves]


def _useful(order: list[Node], wanted: set[Any]) -> set[Any]:
    """The places on the way to a leaf that is wanted, those leaves too."""
    useful = set(wanted)
    for node in reversed(order):
        for p in first_two(node) if not node.rest else node.parents:
            if p in useful:
                useful.add(node)
                break
    return useful


def _push(node: Any, grads: dict[Any, Any], keep: bool) -> bool:
    """Serve one node after the other until only leaves wait; False if one is not plain."""
    queue: Queue = []
    while True:
        if type(node) is not Node or node.hooks is not None:
            return False
        plan = node.plan
        push = plan.push
        if push is None:
            return False
        if plan.keeps:
            if node.saved is None:
                raise RuntimeError(messages.FREED)
            newest = push(node, grads.pop(node), grads, queue)
            if not keep:
                if plan.simply_freed:
                    node.saved = None
                else:
                    plan.free(node)
        else:
            newest = push(node, grads.pop(node), grads, queue)
        if newest is None:
            if not queue:
                return True
            node = heappop(queue)[1]
        else:
            node = heappushpop(queue, (-newest.seq, newest))[1] if queue else newest


def _pull(order: list[Node], grads: dict[Any, Any], keep: bool, useful: set[Any] | None,
          create: bool) -> None:
    """As `_push`, but only to the places in `useful`, if given; on tensors with `create`."""
    for node in order:
        g = grads.pop(node, None)
        if g is None:
            continue
        plan = node.plan
        if plan.keeps and node.saved is None:
            raise RuntimeError(messages.FREED)
        results = (plan.pull_graph if create else plan.pull)(node, g)
        if plan.keeps and not keep:
            plan.free(node)
        edges = first_two(node) if not node.rest else node.parents
        for edge, value in zip(edges, results):  # noqa: B905 (a second edge of one is None)
            if edge is None or value is None or (useful is not None and edge not in useful):
                continue
            place, data = edge if type(edge) is Node else edge._data, value._data if create else value
            if data.dtype is not place.dtype or data.shape != place.shape:
                value = fit(value, place.shape, place.dtype)  # noqa: PLW2901 (the same cotangent)
            old = grads.get(edge)
            grads[edge] = value if old is None else old + value


def fit(value: Any, shape: Any, dtype: Any) -> Any:
    """A cotangent, array or Tensor, summed down to `shape` and converted to `dtype`."""
    if not isinstance(value, Tensor):
        return fit_array(value, shape, dtype)
    if value._data.shape != shape:
        value = sum_to(value, shape)
    return in_dtype(value, dtype)


def fit_array(value: Any, shape: tuple[int, ...], dtype: Any) -> Any:
    """A cotangent array summed down to `shape` and converted to `dtype`."""
    if value.shape != shape:
        value = summed(value, shape)
    if value.dtype is not dtype and value.dtype != dtype:
        if value.dtype.kind == "c" and dtype.kind != "c":
            value = value.real
        value = value.astype(dtype)
    return value
