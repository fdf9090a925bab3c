"""The forward-mode rule of an op, by its kind: tangents of its results from those of its inputs.

    linear, view    the op itself, on the tangents
    elementwise     its derivative formulas with the tangent in place of the cotangent
    jvp= given      that formula: ``dx`` is the tangent of ``x``
    any other       its cotangent formulas are linear in g: their transpose is the rule
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .apply import apply
from .node import Node
from .plain import fit
from .state import LOCAL, set_mode
from .structural import expand_to, in_dtype, to_dtype
from .tensor import Tensor, wrap

if TYPE_CHECKING:
    from .op import Formula, Op

__all__ = ["differentiable", "fitted", "pushed", "zeros"]


def differentiable(t: Any) -> bool:
    """Whether a value can have a tangent."""
    return isinstance(t, Tensor) and t._data.dtype.kind in "fc"


def fitted(value: Any, out: Tensor) -> Tensor:
    """A tangent in the shape and type of what it belongs to."""
    shape, dtype = out._data.shape, out._data.dtype
    if not isinstance(value, Tensor):
        value = wrap(np.full(shape, value, dtype))
    if value._data.shape != shape:
        value = expand_to(value, shape)
    return in_dtype(value, dtype)  # type: ignore[no-any-return]  # an op's result


def zeros(x: Any) -> Any:
    """The zero tangent of a value."""
    return wrap(np.zeros_like(x._data)) if isinstance(x, Tensor) else type(x)(0)


def pushed(op: Op, args: tuple[Any, ...], inputs: Sequence[Any], tangents: list[Tensor | None],
           outs: tuple[Tensor, ...]) -> list[Any]:
    """A tangent (or None) for each result of an op that was called with these arguments."""
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
             else zeros(x) if t is None else t
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
        g = fitted(tangent, outs[0]) if outs[0]._data.dtype.kind == "c" or (
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
    seeds = [wrap(np.zeros_like(t._data)) if differentiable(t) and k not in op.constant_outputs
             else None for k, t in enumerate(outs)]
    for s in seeds:
        if s is not None:
            s._requires = True
    before = LOCAL.mode
    set_mode(before.replace(grad=True))
    try:
        values = {s: _value(op, s, args, inputs, outs) for s in plan.sources}
        cotangents = plan.pull_values(stub, values, seeds if op.several else seeds[0])
        pairs = [(fit(c, x._data.shape, x._data.dtype), t)
                 for c, x, t in zip(cotangents, inputs, tangents, strict=True)
                 if t is not None and isinstance(c, Tensor)]
    finally:
        set_mode(before)
    pairs = [(c, t) for c, t in pairs if c._requires]
    wanted = [s for s in seeds if s is not None]
    found = iter(grad([c for c, _ in pairs], wanted, [_cast(t, c) for c, t in pairs],
                      create_graph=create, allow_unused=True) if pairs else [None] * len(wanted))
    return [None if s is None else __or_zeros(next(found), s) for s in seeds]


def __or_zeros(found: Tensor | None, like: Tensor) -> Tensor:
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
            found.append(zeros(inputs[index]) if known is None else known)
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
