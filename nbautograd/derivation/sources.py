"""Where along a backward pass a gradient became 0, nan or inf, or where the pass left a value out."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from ..tape.model import SEED
from ..tape.numbers import gradient_text, shortened
from .causes import at

if TYPE_CHECKING:
    from ..tape import Contribution, Data, Gradient, Step, Tape, Value

    _Trait: TypeAlias = Callable[[Gradient | Contribution], bool]

__all__ = ["became", "stopped"]

_STEPS = frozenset(("round", "floor", "ceil", "trunc", "fix", "sign", "sgn", "heaviside",
                    "floor_divide"))
_FLAT = frozenset(("clamp", "clip", "clamp_min", "clamp_max", "relu", "relu6", "threshold",
                   "hardtanh", "hardsigmoid", "hardswish", "hardshrink", "softshrink"))
_SATURATING = frozenset(("sigmoid", "tanh", "erf", "expit"))
_STEEP = frozenset(("sqrt", "norm", "log", "log2", "log10", "log1p", "pow", "div", "reciprocal",
                    "rsqrt", "acos", "asin", "atan2", "std", "cdist"))


def became(tape: Tape, v: Value) -> str:
    """At which step the gradient of a value became 0 throughout, or nan or inf somewhere."""
    for word, has in _TRAITS.items():
        if has(v.gradient):
            return _where(tape, v, word, has)
    return ""


def _where(tape: Tape, v: Value, word: str, has: _Trait) -> str:
    seen: set[int] = set()
    while True:
        seen.add(v.id)
        addends = v.gradient.addends
        if word == "0" and not all(map(has, addends)):
            return ""
        entry = next(filter(has, addends), None)
        if entry is None:
            return ""
        if entry.step < 0:
            return f" backward() began with {word}." if entry.step == SEED else ""
        step = tape.step(entry.step)
        came = [o for o in map(tape.value, step.outputs) if o.gradient.state == "value"]
        before = [o for o in came if has(o.gradient)]
        if not came or any(o.id in seen for o in before):
            return ""
        if not before or (word == "0" and len(before) < len(came)):
            texts = " and ".join(gradient_text(o.gradient) for o in came)
            told = f" It became {word} at {at(step)}: {texts} came there{_reason(step, came, word)}."
            steep = [o for o in came if word == "nan" and _is_inf(o.gradient)]
            return told + (_where(tape, steep[0], "inf", _is_inf) if steep else "")
        v = before[0]


def _reason(step: Step, came: list[Value], word: str) -> str:
    op = step.op.removesuffix("_")
    if word == "0" and op in _STEPS:
        return f", and {op} is a function in steps: its derivative is 0 everywhere"
    if word == "0" and op in _FLAT:
        return f", and the derivative of {op} is 0 where it is flat"
    if word == "0" and op in _SATURATING:
        return f", and {op} is so flat there that its derivative is 0 in floating point"
    if word == "nan" and op in _STEEP and any(0 in _numbers(o.gradient.data) for o in came):
        return (", and 0 times an infinite derivative is nan. Keep such inputs out before the "
                "op: a torch.where() behind it is too late")
    if word == "nan" and any(_is_inf(o.gradient) for o in came):
        return ", and inf times 0 is nan"
    if word == "inf" and op in _STEEP:
        return ", and the derivative there is infinite"
    return ""


def _numbers(data: Data) -> Iterator[float]:
    if isinstance(data, list):
        for item in data:
            yield from _numbers(item)
    elif isinstance(data, complex):
        yield from (data.real, data.imag)
    elif data is not None:
        yield float(data)


def _is_zero(x: Gradient | Contribution) -> bool:
    s = x.summary
    if s is not None:
        return s.min == s.max == 0 and not s.nans and not s.infs
    return x.data is not None and not any(_numbers(x.data))


def _is_nan(x: Gradient | Contribution) -> bool:
    return any(map(math.isnan, _numbers(x.data))) or bool(x.summary and x.summary.nans)


def _is_inf(x: Gradient | Contribution) -> bool:
    return any(map(math.isinf, _numbers(x.data))) or bool(x.summary and x.summary.infs)


_TRAITS: dict[str, _Trait] = {"nan": _is_nan, "inf": _is_inf, "0": _is_zero}


def stopped(tape: Tape, v: Value, label: str, useful: set[int]) -> str:
    """Why a value has no gradient although tracked steps lead from it to a target."""
    queue = [v.id]
    for i in queue:
        for step in tape.consumers(i):
            outs = [o for o in step.outputs if o in useful]
            if any(tape.value(o).gradient.state == "value" for o in outs):
                return _left_out(tape, step, label)
            queue += [o for o in outs if o not in queue]
    return _not_asked(label)


def _left_out(tape: Tape, step: Step, label: str) -> str:
    ran = any(b.op == step.op and set(b.inputs) & set(step.outputs) for b in tape.backward_steps)
    if ran and not step.op.islower():   # a user's Function: PyTorch's own ops pass on all they can
        return (f"backward() came to {at(step)}, which passed nothing on to it: its backward "
                "returned None there.")
    if not ran and tape.error is not None:
        return f"backward() ended before it, at {at(step)}: {shortened(tape.error, 90)}"
    return _not_asked(label)


def _not_asked(label: str) -> str:
    return (f"the call was not asked for it: autograd.grad() and backward(inputs=...) compute only "
            f"what they name, so name {label} too.")
