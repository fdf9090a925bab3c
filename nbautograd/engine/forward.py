"""Forward mode: each tensor may carry tangents, and every op of the table moves them along.

A tangent belongs to a *level*; levels nest (`func.jvp` inside `func.jvp`), and the tangents of a
level are themselves computed by ops under the levels below it, so derivatives of derivatives come
out right, and reverse mode works through them. The rule of an op follows from its kind:

    linear, view    the op itself, on the tangents
    elementwise     its derivative formulas with the tangent in place of the cotangent
    jvp= given      that formula: ``dx`` is the tangent of ``x``
    any other       its cotangent formulas are linear in g: their transpose is the rule

so no op has to say more than its derivative.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from .apply import apply
from .inplace import check_result, copied, run_inplace
from .node import Node
from .saved import alias_of
from .state import LOCAL
from .structural import as_strided, empty_strided, expand_to, to_dtype
from .tensor import Tensor, wrap
from .views import geometry
from .walk import fit

if TYPE_CHECKING:
    from .context import FunctionCtx
    from .declare import Formula, Op
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
    LOCAL.mode = LOCAL.mode.replace(dual=(*LOCAL.mode.dual, number))
    return number


def exit_level(number: int) -> None:
    """Close a level: its tangents are not seen any more."""
    LOCAL.mode = LOCAL.mode.replace(dual=tuple(n for n in LOCAL.mode.dual if n != number))


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
    LOCAL.mode = mode.replace(dual=tuple(n for n in mode.dual if n < number), recorder=None)
    LOCAL.arrays = False
    try:
        yield
    finally:
        LOCAL.mode, LOCAL.arrays = before, arrays


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
        size, stride, offset = geometry(t._data, base._data)
        return as_strided(whole, size, stride, offset)  # type: ignore[no-any-return]  # an op's result


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
    t._cell = [0] if t._cell is None else t._cell
    out = wrap(t._data, edge=place, version=t._cell)
    out._requires = out._requires or leaf
    found = tangents_of(t) if LOCAL.mode.dual else {}
    if found:
        out._extra_().tangents = found
    return out


def _differentiable(t: Any) -> bool:
    return isinstance(t, Tensor) and t._data.dtype.kind in "fc"


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
                    results = _rule(op, args, inputs, tangents, outs)
                    for k, (out, value) in enumerate(zip(outs, results, strict=True)):
                        if value is not None and k not in op.constant_outputs and (
                                _differentiable(out)):
                            results[k] = _fitted(value, out)
                for out, value in zip(outs, results, strict=True):
                    if value is not None and _differentiable(out):
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


def _fitted(value: Any, out: Tensor) -> Tensor:
    """A tangent in the shape and type of what it belongs to."""
    shape, dtype = out._data.shape, out._data.dtype
    if not isinstance(value, Tensor):
        value = wrap(np.full(shape, value, dtype))
    if value._data.shape != shape:
        value = expand_to(value, shape)
    if value._data.dtype != dtype:
        if value._data.dtype.kind == "c" and dtype.kind != "c":
            value = value.real
        value = to_dtype(value, dtype)
    return value


def _zeros(x: Any) -> Any:
    return wrap(np.zeros_like(x._data)) if isinstance(x, Tensor) else type(x)(0)


# -- the rule of an op, by its kind ------------------------------------------------------------------


def _rule(op: Op, args: tuple[Any, ...], inputs: Sequence[Any], tangents: list[Tensor | None],
          outs: tuple[Tensor, ...]) -> list[Any]:
    if op.jvp_rule is not None:
        found = op.jvp_rule.function(*_arguments(op, op.jvp_rule, args, inputs, outs, tangents))
        return list(found) if op.several else [found]
    if op.kind in ("linear", "view"):
        return _itself(op, args, inputs, tangents)
    if op.kind == "elementwise" and op.joint is None and not op.several and (
            not _complex((*inputs, *outs)) or (op.holomorphic and _complex(outs))):
        return [_by_formulas(op, args, inputs, tangents, outs)]
    return _transposed(op, args, inputs, tangents, outs)


def _complex(values: Sequence[Any]) -> bool:
    return any(isinstance(t, Tensor) and t._data.dtype.kind == "c" for t in values)


def _itself(op: Op, args: tuple[Any, ...], inputs: Sequence[Any], tangents: list[Tensor | None],
            ) -> list[Any]:
    """A linear op on the tangents, zeros where there is none."""
    moved = [x if x is None or not (op.variadic or op.mask_of_formulas >> k & 1)
             else _zeros(x) if t is None else t
             for k, (x, t) in enumerate(zip(inputs, tangents, strict=True))]
    call = list(args)
    if op.variadic:
        call[op.inputs[0]] = moved
    else:
        for position, value in zip(op.inputs, moved, strict=True):
            call[position] = value
    found = apply(op, tuple(call))
    return list(found) if op.several else [found]


def _by_formulas(op: Op, args: tuple[Any, ...], inputs: Sequence[Any],
                 tangents: list[Tensor | None], outs: tuple[Tensor, ...]) -> Any:
    """The sum of the derivatives, each times the tangent of its input."""
    total = None
    for f in op.formulas(op.mask_of_formulas):
        tangent = tangents[f.input]
        if tangent is None:
            continue
        g = _fitted(tangent, outs[0]) if outs[0]._data.dtype.kind == "c" or (
            tangent._data.dtype.kind != "c") else tangent
        part = f.function(*_arguments(op, f, args, inputs, outs, tangents, g))
        total = part if total is None else total + part
    return total


def _transposed(op: Op, args: tuple[Any, ...], inputs: Sequence[Any],
                tangents: list[Tensor | None], outs: tuple[Tensor, ...]) -> list[Any]:
    """The cotangent formulas, linear in g, differentiated with respect to g."""
    from .backward import grad
    mask = 1 if op.variadic else sum(1 << k for k, t in enumerate(tangents) if t is not None)
    plan = op.plan(mask, op.holomorphic and _complex(outs))
    create = LOCAL.mode.grad
    stub = Node()
    stub.parents = tuple(tangents)
    seeds = [wrap(np.zeros_like(t._data)) if _differentiable(t) and k not in op.constant_outputs
             else None for k, t in enumerate(outs)]
    for s in seeds:
        if s is not None:
            s._requires = True
    before, LOCAL.mode = LOCAL.mode, LOCAL.mode.replace(grad=True)
    try:
        values = {s: _value(op, s, args, inputs, outs) for s in plan.sources}
        cotangents = plan.pull_values(stub, values, seeds if op.several else seeds[0])
        pairs = [(fit(c, x._data.shape, x._data.dtype), t)
                 for c, x, t in zip(cotangents, inputs, tangents, strict=True)
                 if t is not None and isinstance(c, Tensor)]
    finally:
        LOCAL.mode = before
    pairs = [(c, t) for c, t in pairs if c._requires]
    wanted = [s for s in seeds if s is not None]
    found = iter(grad([c for c, _ in pairs], wanted, [_cast(t, c) for c, t in pairs],
                      create_graph=create, allow_unused=True) if pairs else [None] * len(wanted))
    return [None if s is None else _or_zeros(next(found), s) for s in seeds]


def _or_zeros(found: Tensor | None, like: Tensor) -> Tensor:
    return wrap(np.zeros_like(like._data)) if found is None else found


def _cast(tangent: Tensor, like: Tensor) -> Tensor:
    same = tangent._data.dtype == like._data.dtype
    return tangent if same else to_dtype(tangent, like._data.dtype)


def _arguments(op: Op, formula: Formula, args: tuple[Any, ...], inputs: Sequence[Any],
               outs: tuple[Tensor, ...], tangents: list[Tensor | None], g: Any = None) -> list[Any]:
    """What a formula asks for by parameter name."""
    found = []
    for source in formula.sources:
        kind, index = source
        if kind == "g":
            found.append(g)
        elif kind == "tangent":
            known = tangents[index]
            found.append(_zeros(inputs[index]) if known is None else known)
        else:
            found.append(_value(op, source, args, inputs, outs))
    return found


def _value(op: Op, source: tuple[str, int], args: tuple[Any, ...], inputs: Sequence[Any],
           outs: tuple[Tensor, ...]) -> Any:
    """The value of one of a plan's sources, read from the call itself."""
    kind, index = source
    if kind == "input":
        return inputs[index]
    if kind == "output":
        return outs[index]
    if kind == "param":
        return args[index]
    if kind == "needs":
        return (True,) * len(inputs)
    if op.variadic:
        return tuple(_fact(kind, x) for x in inputs)
    return _fact(kind, inputs[index])


def _fact(kind: str, x: Any) -> Any:
    if kind == "shape":
        return np.shape(getattr(x, "_data", x))
    if kind == "strides":
        return x.stride()
    return getattr(getattr(x, "_data", None), "dtype", None)


# -- in place, and users' Functions ------------------------------------------------------------------


def propagate_inplace(op: Op, args: tuple[Any, ...]) -> Tensor:
    """An in-place op on tensors with tangents: computed out of place, then copied in."""
    t, mode = args[op.inputs[0]], LOCAL.mode
    value = args[1] if op is copied.op else apply(op, args)
    if op is not copied.op:
        check_result(t, value._data)
    moving = tangents_of(value)
    LOCAL.mode = mode.replace(dual=())
    try:
        run_inplace(copied.op, (t, value, False))
    finally:
        LOCAL.mode = mode
    for number in mode.dual:
        new = moving.get(number)
        if new is not None or tangent_of(t, number) is not None:
            with _below(number, mode):
                now = _fitted(0.0 if new is None else new, t)
                old = _own_tangent(t, number)
                run_inplace(copied.op, (old, now, False))
    return t


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
            tangents = [_zeros(x) if t is None and _differentiable(x) else t
                        for x, t in zip(ctx._inputs, tangents, strict=True)]
        with _below(number, mode):
            found = jvp(ctx, *tangents)
        results = found if isinstance(found, tuple) else (found,)
        if len(results) != len(outs):
            raise RuntimeError("Function's jvp returned an invalid number of forward gradients "
                               f"(expected {len(outs)} but got {len(results)})")
        for k, (out, value) in enumerate(zip(outs, results, strict=True)):
            if value is None or not _differentiable(out):
                continue
            if not isinstance(value, Tensor):
                raise RuntimeError(f"expected Variable or None (got {type(value).__name__}) for grad "
                                   f"output {k}.")
            if value._data.shape != out._data.shape:
                raise RuntimeError(ANOTHER_SIZE.format(list(out._data.shape),
                                                       list(value._data.shape)))
            set_tangent(out, number, value)
