"""Inputs on which every op of the table is tried.

A declaration says what its op takes: `domain`, or `samples`, a function that is given `make` and
returns a list of ``(args, kwargs)``. A third entry is for ops that finite differences need some
help with: a function that is called with the op and the arguments (``lambda f, x: f(x + x.mT)``).
What a declaration does not say follows from the kind of the op: one, two or three tensors that
broadcast.
"""

from __future__ import annotations

import inspect
import zlib
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

import nbautograd
from nbautograd import Tensor
from nbautograd.engine.op import Op

__all__ = ["Make", "Sample", "floating", "mapped", "results", "samples"]

SHAPES: dict[int, list[list[tuple[int, ...]]]] = {
    1: [[()], [(3,)], [(2, 3)]],
    2: [[(), ()], [(3,), (3,)], [(2, 3), (3,)], [(2, 1), (1, 3)], [(), (2, 3)]],
    3: [[(3,), (3,), (3,)], [(2, 3), (3,), ()], [(), (2, 1), (3,)]],
}


class Make:
    """``make(2, 3)`` is a tensor of that shape, of numbers from the op's domain.

    >>> Make("exp")(2, 3).shape
    torch.Size([2, 3])
    """

    def __init__(self, name: str, domain: tuple[float, float] | None = None,
                 dtype: str = "float64") -> None:
        self.random = np.random.default_rng(zlib.crc32(name.encode()))
        self.domain, self.dtype = domain or (-2.0, 2.0), dtype
        self.kept: list[Tensor] = []

    def __call__(self, *shape: int, low: float | None = None, high: float | None = None,
                 dtype: str | None = None) -> Tensor:
        lowest, highest = self.domain
        low, high = lowest if low is None else low, highest if high is None else high
        kind = np.dtype(dtype or self.dtype)
        values = self.random.uniform(low, high, shape)
        if kind.kind == "c":
            values = values + 1j * self.random.uniform(low, high, shape)
        return nbautograd.from_numpy(np.asarray(values).astype(kind))

    def fixed(self, *shape: int, **limits: Any) -> Tensor:
        """A tensor of numbers to which no gradient flows, as to running statistics."""
        self.kept.append(self(*shape, **limits))
        return self.kept[-1]

    def integers(self, *shape: int, low: int = -4, high: int = 9) -> Tensor:
        """A tensor of integers, from `low` to below `high`."""
        return nbautograd.from_numpy(np.asarray(self.random.integers(low, high, shape)))

    @staticmethod
    def constant(values: Any) -> Tensor:
        """A tensor of just these values."""
        return nbautograd.from_numpy(np.array(values))


class Sample(NamedTuple):
    """The arguments of one call, and what calls the op with them."""

    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    via: Callable[..., Any] = lambda f, *args, **kwargs: f(*args, **kwargs)
    fixed: tuple[Tensor, ...] = ()

    def map(self, change: Callable[[Tensor], Any]) -> Sample:
        """The same call with every tensor changed, each once, also those in lists."""
        done: dict[int, Any] = {}

        def once(x: Tensor) -> Any:
            return done[id(x)] if id(x) in done else done.setdefault(id(x), change(x))

        return Sample(*(mapped(part, once) for part in (self.args, self.kwargs)), self.via,
                      mapped(self.fixed, once))

    def bound(self, op: Op) -> tuple[Any, ...]:
        """The arguments in the order of the op's forward function."""
        if op.arrange is not None:
            found = tuple(op.arrange(*self.args, **self.kwargs))
            return found + tuple(list(op.signature.parameters.values())[n].default
                                 for n in range(len(found), len(op.arguments)))
        call = op.signature.bind(*self.args, **self.kwargs)
        call.apply_defaults()
        return tuple(call.arguments.values())

    def inputs(self, op: Op) -> list[Any]:
        """The op's inputs in its order, numbers and None included."""
        call = self.bound(op)
        return list(call[op.inputs[0]]) if op.variadic else [call[i] for i in op.inputs]

    def differentiable(self, op: Op) -> list[Tensor]:
        """The inputs that have a derivative, without repetition."""
        inputs = self.inputs(op)
        refused = {f.input for f in op.formulas(-1) if hasattr(f.function, "refuses")}
        return list({id(x): x for k, x in enumerate(inputs) if floating(x) and (
            op.variadic or op.mask_of_formulas >> k & 1) and k not in refused
            and all(x is not t for t in self.fixed)}.values())

    def run(self, op: Op) -> tuple[Any, ...]:
        """The public function of the op on this sample; its results as a tuple."""
        return results(self.via(op.function, *self.args, **self.kwargs))

    def function(self, op: Op) -> tuple[Callable[..., Any], list[Tensor]]:
        """The op as a function of its differentiable inputs, and these."""
        moving = self.differentiable(op)

        def f(*values: Tensor) -> Any:
            place = {id(x): value for x, value in zip(moving, values, strict=True)}
            outs = self.map(lambda x: place.get(id(x), x)).run(op)
            kept = tuple(out for k, out in enumerate(outs)
                         if floating(out) and k not in op.constant_outputs)
            return kept[0] if len(kept) == 1 else kept

        return f, moving

    def __repr__(self) -> str:
        given = [_spelled(a) for a in self.args]
        given += [f"{name}={_spelled(value)}" for name, value in self.kwargs.items()]
        return f"({', '.join(given)})"


def _spelled(value: Any) -> str:
    if isinstance(value, Tensor):
        return f"{str(value.dtype).removeprefix('torch.')}{list(value.shape)}"
    if isinstance(value, (tuple, list)):
        return f"[{', '.join(map(_spelled, value))}]"
    return repr(value)


def mapped(value: Any, change: Callable[[Tensor], Any]) -> Any:
    if isinstance(value, Tensor):
        return change(value)
    if isinstance(value, (tuple, list)):
        return type(value)(mapped(v, change) for v in value)
    if isinstance(value, dict):
        return {name: mapped(v, change) for name, v in value.items()}
    return value


def floating(x: Any) -> bool:
    """Whether `x` is a tensor that can have a gradient."""
    return isinstance(x, Tensor) and (x.is_floating_point() or x.is_complex())


def results(out: Any) -> tuple[Any, ...]:
    """The results of an op as a tuple, one or several."""
    return tuple(out) if isinstance(out, (tuple, list)) else (out,)


def samples(op: Op, dtype: str = "float64") -> list[Sample]:
    """The sample calls of an op.

    Raises:
        LookupError: its declaration has to say them.
    """
    make = Make(op.name, op.domain, dtype)
    if op.samples is not None:
        return [Sample(*call)._replace(fixed=tuple(make.kept)) for call in op.samples(make)]
    required = [p for p in op.signature.parameters.values()
                if p.default is p.empty and p.kind is not inspect.Parameter.VAR_POSITIONAL]
    names = [op.public_names[i] for i in op.inputs]
    given = [n for n in names if op.defaults.get(n, inspect.Parameter.empty) is not None]
    if op.variadic or [p.name for p in required] != names[:len(required)]:
        raise LookupError(
            f"op {op.name!r}{op.signature} takes more than tensors: give its declaration "
            "samples=lambda make: [((make(2, 3), ...), {...})]")
    draw = make.integers if op.refuses is not None and "f" in op.refuses else make
    return [Sample(tuple(draw(*shape) for shape in shapes), {})
            for shapes in SHAPES[max(len(required), 1 if given else len(names))]]
