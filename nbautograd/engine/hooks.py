"""Running the hooks of a backward pass: PyTorch's order, what each may return, its refusals.

At a node: tensor hooks in the order of registration, then retained gradients, then pre-hooks; the
node; then its post-hooks. At a leaf: tensor hooks, pre-hooks of its AccumulateGrad, accumulation,
post-accumulate hooks, post-hooks. Hooks see Tensors, also where the pass computes on arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from .accumulate import accumulate_into
from .messages import type_name
from .state import LOCAL
from .tensor import Tensor, wrap

if TYPE_CHECKING:
    from .node import Hooks, Node
    from .walk import Walk

__all__ = ["HookedLeaf", "after_node", "before_node", "for_users", "leaf_hooks", "tensor_hooks",
           "users_code"]


@contextmanager
def users_code() -> Iterator[None]:
    """While it runs, functions take Tensors only, as everywhere outside of formulas."""
    before, LOCAL.arrays = LOCAL.arrays, False
    try:
        yield
    finally:
        LOCAL.arrays = before


def for_users(value: Any) -> Tensor:
    """A cotangent array as a tensor to hand out; a scalar may be the engine's own constant."""
    return wrap(value if np.ndim(value) else np.array(value))


def _shown(walk: Walk, value: Any) -> Any:
    return value if walk.tensors or value is None else for_users(value)


def _taken(walk: Walk, value: Any) -> Any:
    return value if walk.tensors or value is None else value._data


def _several(walk: Walk, g: Any) -> list[Any]:
    return [_shown(walk, v) for v in (g if isinstance(g, list) else [g])]


def _as_given(walk: Walk, values: list[Any], g: Any) -> Any:
    taken = [_taken(walk, v) for v in values]
    return taken if isinstance(g, list) else taken[0]


def tensor_hooks(walk: Walk, hooks: Hooks, g: Any) -> Any:
    """The cotangents of a node after the hooks on its outputs; retained gradients are kept."""
    values = _several(walk, g)
    for index, hook in list(hooks.tensor.values()):
        if values[index] is not None:
            with users_code():
                values[index] = replaced(hook, hook(values[index]), values[index])
    for index, reference in hooks.retain.items():
        keeper = reference()
        if keeper is not None and values[index] is not None:
            _retain(keeper, values[index])
    return _as_given(walk, values, g)


def _retain(keeper: Any, value: Any) -> None:
    keeper._grad = value.clone() if keeper._grad is None else keeper._grad + value


def before_node(walk: Walk, node: Node, g: Any) -> Any:
    """The cotangents of a node that is about to run, after tensor hooks and pre-hooks."""
    hooks: Hooks = node.hooks  # type: ignore[assignment]  # called only where there are some
    g = tensor_hooks(walk, hooks, g)
    if not hooks.pre:
        return g
    values, n = _several(walk, g), _differentiable(node)
    return _as_given(walk, [*_chained(hooks.pre, values[:n], ()), *values[n:]], g)


def after_node(walk: Walk, node: Node, results: Any, g: Any) -> tuple[Any, ...]:
    """What a node gives to its inputs, after its post-hooks: they see what each input gets."""
    hooks: Hooks = node.hooks  # type: ignore[assignment]  # called only where there are some
    given = [walk.fitted_to(p, v) for p, v in zip(node.parents, results, strict=True)]
    plan = node.plan
    places = plan.places(node) if hasattr(plan, "places") else range(len(given))    # of an op
    changed = _chained(hooks.post, [_shown(walk, given[k]) for k in places],
                       (tuple(_several(walk, g)[:_differentiable(node)]),))
    for k, value in zip(places, changed, strict=True):
        given[k] = _taken(walk, value)
    return tuple(given)


def _differentiable(node: Node) -> int | None:
    """How many outputs PyTorch counts: indices follow those of an op that have a gradient."""
    op = getattr(node.plan, "op", None)
    if op is None or not op.several:
        return None
    return next((k for k, dtype in enumerate(node.dtype)
                 if dtype.kind not in "fc" or k in op.constant_outputs), None)


def _chained(hooks: dict[int, Callable[..., Any]], values: list[Any],
             more: tuple[Any, ...]) -> tuple[Any, ...]:
    """The values after hooks that take and return a tuple of them."""
    now = tuple(values)
    for hook in list(hooks.values()):
        with users_code():
            result = hook(now, *more)
        if result is None:
            continue
        if not isinstance(result, tuple):
            raise TypeError(
                f"expected tuple, but hook returned '{type(result).__name__}': {name_of(hook)!r} "
                f"must return None or a tuple of {len(now)}")
        if len(result) != len(now):
            raise RuntimeError(f"hook {name_of(hook)!r} has returned an incorrect number of values "
                               f"(got {len(result)}, but expected {len(now)})")
        now = tuple(replaced(hook, new, old) for new, old in zip(result, now, strict=True))
    return now


def leaf_hooks(walk: Walk, leaf: Tensor, g: Any) -> Any:
    """The cotangent of a leaf after the hooks on it."""
    extra = leaf._extra
    assert extra is not None
    value = _shown(walk, g)
    for hook in list(extra.hooks.values()):
        with users_code():
            value = replaced(hook, hook(value), value)
    return _taken(walk, value)


class HookedLeaf:
    """A leaf with hooks, in the order in which PyTorch calls them."""

    def __init__(self, walk: Walk, leaf: Tensor) -> None:
        self.walk, self.leaf = walk, leaf

    def accumulate(self, g: Any) -> None:
        """Hooks, accumulation, hooks."""
        walk, leaf = self.walk, self.leaf
        extra = leaf._extra
        assert extra is not None
        g = leaf_hooks(walk, leaf, g)
        if extra.before:
            g = _taken(walk, _chained(extra.before, [_shown(walk, g)], ())[0])
        accumulate_into(leaf, g, walk.create)
        for hook in list(extra.post_accumulate.values()):
            with users_code():
                result = hook(leaf)
            if result is not None and not isinstance(result, Tensor):
                raise TypeError(f"expected Variable, but hook returned '{type(result).__name__}'")
            if result is not None:
                raise RuntimeError("Tensor post accumulate grad hooks should return None. "
                                   f"{name_of(hook)!r} returned a Tensor.")
        if extra.after:
            _chained(extra.after, [], ((_shown(walk, g),),))


def name_of(hook: Any) -> str:
    """How messages call a hook."""
    return getattr(hook, "__name__", "<unknown>")


def replaced(hook: Any, result: Any, value: Any) -> Any:
    """What a hook made of `value`: its result, checked; the same if it returned None."""
    if result is None:
        return value
    if not isinstance(result, Tensor):
        raise TypeError(f"expected Variable, but hook returned '{type(result).__name__}': "
                        f"{name_of(hook)!r} must return None or a Tensor")
    if value is None:
        return result
    if result._data.dtype != value._data.dtype:
        raise RuntimeError(
            f"hook {name_of(hook)!r} has changed the type of value (was "
            f"{type_name(value._data.dtype)} got {type_name(result._data.dtype)})")
    if result._data.shape != value._data.shape:
        raise RuntimeError(
            f"hook {name_of(hook)!r} has changed the size of value: from "
            f"{list(value._data.shape)} to {list(result._data.shape)}")
    return result
