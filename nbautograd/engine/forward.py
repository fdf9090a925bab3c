"""Forward mode: each tensor may carry tangents, and every op of the table moves them along.

A tangent belongs to a *level*; levels nest (`func.jvp` inside `func.jvp`), and the tangents of a
level are themselves computed by ops under the levels below it, so derivatives of derivatives come
out right, and reverse mode works through them. What an op does to tangents follows from its
derivative and its kind (`rules`).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .apply import apply
from .inplace import copied, run_inplace
from .memory import empty_strided
from .node import Node
from .rules import differentiable, fitted, pushed, zeros
from .saved import alias_of
from .state import LOCAL, set_mode
from .tensor import Tensor, wrap
from .version import cell_of
from .views import same_view
from .writable import check_result

if TYPE_CHECKING:
    from .context import FunctionCtx
    from .op import Op
    from .state import Mode

__all__ = ["ANOTHER_SIZE", "alias", "function_tangents", "level", "propagate", "propagate_inplace",
           "set_tangent", "tangent_of", "tangents_of"]

_next_level = itertools.count(1).__next__

ANOTHER_SIZE = (
    "Trying to set a forward gradient that has a different size than that of the original Tensor, "
    "this is not supported. Tensor is of size {} while the given forward gradient is of size {}.")


# -- levels and tangents ---------------------------------------------------------------------------


def enter_level() -> int:
    """Open a level of forward mode in this thread; its number is never used again."""
    number = _next_level()
    set_mode(LOCAL.mode.replace(dual=(*LOCAL.mode.dual, number)))
    return number


def exit_level(number: int) -> None:
    """Close a level: its tangents are not seen any more."""
    set_mode(LOCAL.mode.replace(dual=tuple(n for n in LOCAL.mode.dual if n != number)))


@contextmanager
def level() -> Iterator[int]:
    """A level of forward mode, open until the block ends."""
    number = enter_level()
    try:
        yield number
    finally:
        exit_level(number)


@contextmanager
def _below(number: int, mode: Mode) -> Iterator[None]:
    """Only the levels under `number` are open, and nothing is recorded."""
    before, arrays = LOCAL.mode, LOCAL.arrays
    set_mode(mode.replace(dual=tuple(n for n in mode.dual if n < number), recorder=None))
    LOCAL.arrays = False
    try:
        yield
    finally:
        set_mode(before)
        LOCAL.arrays = arrays


def tangent_of(t: Tensor, number: int) -> Tensor | None:
    """The tangent of `t` at a level; that of a view is the same view of its base's tangent."""
    extra = t._extra
    if extra is not None and extra.tangents is not None and number in extra.tangents:
        return extra.tangents[number]
    if t._view is None or t._view.base._extra is None:
        return None
    base = t._view.base
    whole = (base._extra.tangents or {}).get(number)
    if whole is None:
        return None
    found = _same_view(t, base, whole, number)
    set_tangent(t, number, found)
    return found


def _same_view(t: Tensor, base: Tensor, whole: Tensor, number: int) -> Tensor:
    """What `t` shows of its base, shown of the base's tangent."""
    with _below(number, LOCAL.mode):
        if whole.stride() != base.stride():
            laid = wrap(empty_strided(base._data.shape, base.stride(), whole._data.dtype))
            whole = run_inplace(copied.op, (laid, whole, False))
            set_tangent(base, number, whole)
        return same_view(t, base, whole)


def tangents_of(t: Any) -> dict[int, Tensor]:
    """The tangents of a tensor at the open levels."""
    if not isinstance(t, Tensor) or (t._extra is None and t._view is None):
        return {}
    found = {n: tangent_of(t, n) for n in LOCAL.mode.dual}
    return {n: v for n, v in found.items() if v is not None}


def set_tangent(t: Tensor, number: int, tangent: Tensor) -> None:
    """Give `t` this tangent at a level."""
    extra = t._extra_()
    extra.tangents = {n: v for n, v in (extra.tangents or {}).items() if n in LOCAL.mode.dual}
    extra.tangents[number] = tangent


def alias(t: Tensor, leaf: bool = False) -> Tensor:
    """Another tensor at the same place, with the same tangents: it may get one of its own.

    With `leaf`, one that requires grad even if `t` does not.
    """
    place = None if not t.requires_grad else alias_of(
        t if t._node is None else t._node, t._data.shape, t._data.dtype)
    out = wrap(t._data, edge=place, version=cell_of(t))
    out._requires = out._requires or leaf
    found = tangents_of(t) if LOCAL.mode.dual else {}
    if found:
        out._extra_().tangents = found
    return out


# -- after an op -----------------------------------------------------------------------------------


def propagate(op: Op, args: tuple[Any, ...], inputs: Sequence[Any], outs: tuple[Tensor, ...],
              node: Node | None) -> None:
    """Give the results of an op their tangents, level by level, the outermost first."""
    mode = LOCAL.mode
    moving = [tangents_of(x) if op.variadic or op.mask_of_formulas >> k & 1 else {}
              for k, x in enumerate(inputs)]
    if op.differentiable:
        for number in mode.dual:
            tangents = [found.get(number) for found in moving]
            if any(t is not None for t in tangents):
                with _below(number, mode):
                    results = pushed(op, args, inputs, tangents, outs)
                    for k, (out, value) in enumerate(zip(outs, results, strict=True)):
                        if value is not None and k not in op.constant_outputs and (
                                differentiable(out)):
                            results[k] = fitted(value, out)
                for out, value in zip(outs, results, strict=True):
                    if value is not None and differentiable(out):
                        set_tangent(out, number, value)
    if node is not None:
        _keep_with(node, inputs, outs)


def _keep_with(node: Node, inputs: Sequence[Any], outs: tuple[Tensor, ...]) -> None:
    """What a node saved keeps its tangents: backward passes are differentiated forward too."""
    kept = {}
    for source in node.plan.sources:
        kind, index = source
        if kind in ("input", "output"):
            found = tangents_of((inputs if kind == "input" else outs)[index])
            if found:
                kept[source] = found
    if kept:
        node._extra()["tangents"] = kept


# -- in place, and users' Functions ------------------------------------------------------------------


def propagate_inplace(op: Op, args: tuple[Any, ...]) -> Tensor:
    """An in-place op on tensors with tangents: computed out of place, then copied in."""
    t, mode = args[op.inputs[0]], LOCAL.mode
    value = args[1] if op is copied.op else apply(op, _with_old_values(t, op, args))
    if op is not copied.op:
        check_result(t, value._data)
    moving = tangents_of(value)
    set_mode(mode.replace(dual=()))
    try:
        run_inplace(copied.op, (t, value, False))
    finally:
        set_mode(mode)
    for number in mode.dual:
        new = moving.get(number)
        if new is not None or tangent_of(t, number) is not None:
            with _below(number, mode):
                now = fitted(0.0 if new is None else new, t)
                old = _own_tangent(t, number)
                run_inplace(copied.op, (old, now, False))
    return t  # type: ignore[no-any-return]  # the tensor that the call was given


def _with_old_values(t: Tensor, op: Op, args: tuple[Any, ...]) -> tuple[Any, ...]:
    """The arguments of an op on `t` that is about to be written: formulas get its old values."""
    if not (LOCAL.mode.grad and t.requires_grad):
        return args
    first = op.inputs[0]
    return (*args[:first], _as_it_was(t), *args[first + 1:])


def _as_it_was(t: Tensor) -> Tensor:
    """A copy at the same place of a graph, with copies of the tangents, which are written too."""
    old = wrap(t._data.copy(), version=[0], edge=None if not t.requires_grad else (
        t if t._node is None else t._node))
    found = tangents_of(t)
    if found:
        old._extra_().tangents = {n: _as_it_was(tangent) for n, tangent in found.items()}
    return old


def _own_tangent(t: Tensor, number: int) -> Tensor:
    """The tangent of `t` to write to; that of a view shares memory with its base's."""
    found = tangent_of(t, number)
    if found is None:
        base = t if t._view is None else t._view.base
        zeros = wrap(empty_strided(base._data.shape, base.stride(), base._data.dtype))
        extra = base._extra_()
        extra.tangents = {**(extra.tangents or {}), number: zeros}
        found = zeros if base is t else _same_view(t, base, zeros, number)
        t._extra_().tangents = {**(t._extra_().tangents or {}), number: found}
    return found


def function_tangents(ctx: FunctionCtx, outs: list[Any]) -> None:
    """Tangents of a Function's outputs by its `jvp`.

    Raises:
        RuntimeError: `jvp` returned another number of tangents, or one of another shape.
    """
    mode, jvp = LOCAL.mode, ctx._forward_cls.jvp
    for number in mode.dual:
        tangents = [tangent_of(x, number) if isinstance(x, Tensor) else None for x in ctx._inputs]
        if all(t is None for t in tangents):
            continue
        if ctx.materialize_grads:
            tangents = [zeros(x) if t is None and differentiable(x) else t
                        for x, t in zip(ctx._inputs, tangents, strict=True)]
        with _below(number, mode):
            found = jvp(ctx, *tangents)
        results = found if isinstance(found, tuple) else (found,)
        if len(results) != len(outs):
            raise RuntimeError("Function's jvp returned an invalid number of forward gradients "
                               f"(expected {len(outs)} but got {len(results)})")
        for k, (out, value) in enumerate(zip(outs, results, strict=True)):
            if value is None or not differentiable(out):
                continue
            if not isinstance(value, Tensor):
                raise RuntimeError(f"expected Variable or None (got {type(value).__name__}) for grad "
                                   f"output {k}.")
            if value._data.shape != out._data.shape:
                raise RuntimeError(ANOTHER_SIZE.format(list(out._data.shape),
                                                       list(value._data.shape)))
            set_tangent(out, number, value)
