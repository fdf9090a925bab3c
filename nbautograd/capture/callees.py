"""What a recorder of our engine sees being called: names, parameters, how to call it again."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np

from ..engine.apply import apply
from ..engine.compile import build_call
from ..engine.composite import Composite
from ..engine.inplace import run_inplace
from ..engine.op import Op
from ..engine.tensor import Tensor
from .events import Event, Params, step_name, tensors_in

__all__ = ["COPIES", "MEMBERS", "OPS", "TWINS", "CompositeCallee", "Table",
           "same"]


class Declared:
    """An op of the table."""

    def __init__(self, op: Op) -> None:
        self.op, self.name = op, step_name(op.name)

    def params(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Params:
        """The parameters that are not at their defaults, and numbers among the inputs.

        An array is none of them: a user passes tensors, and it holds what was drawn.
        """
        op, found = self.op, []
        for position, (name, value) in enumerate(zip(op.public_names, args, strict=True)):
            if isinstance(value, np.ndarray):
                continue
            if position in op.inputs:
                if value is not None and not op.variadic and not isinstance(value, Tensor):
                    found.append((name, value))
            elif name not in op.defaults or not same(value, op.defaults[name]):
                found.append((name, value))
        return tuple(found)

    def tensors(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Tensor]:
        """The inputs that are tensors."""
        op = self.op
        inputs = args[op.inputs[0]] if op.variadic else [args[i] for i in op.inputs]
        return [x for x in inputs if isinstance(x, Tensor)]


class OpCallee(Declared):
    """An op that makes new tensors; `run` takes its arguments in order."""

    def __init__(self, op: Op) -> None:
        super().__init__(op)
        self.run = in_order(op)

    @cached_property
    def operator(self) -> Callable[..., Any]:
        """As `run`, for Python's operators: the parameters are at their defaults."""
        op = self.op
        if op.plain is None and op.symbol is None:
            return self.run
        return build_call(op, "apply_operator", positional(op))  # type: ignore[no-any-return]  # compiled

    def again(self, event: Event, args: Any, kwargs: Any) -> list[Any]:
        """The results on other tensors."""
        return tensors_in(apply(self.op, args), Tensor)


class TwinCallee(Declared):
    """The in-place form of an op."""

    def __init__(self, op: Op) -> None:
        super().__init__(op)
        self.name = self.name.removesuffix("_") + "_"
        self.run: Callable[..., Any] = build_call(op, "run_inplace", positional(op), general=True)

    def again(self, event: Event, args: Any, kwargs: Any) -> list[Any]:
        """The written tensor."""
        return [run_inplace(self.op, args)]


class CompositeCallee:
    """A function built from ops, or a user's `Function`."""

    def __init__(self, entry: Composite) -> None:
        self.entry, self.name = entry, step_name(entry.name)

    def params(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Params:
        """The arguments without tensors that are not at their defaults."""
        try:
            signature = inspect.signature(self.entry.function)
            bound = signature.bind(*args, **kwargs).arguments
        except (TypeError, ValueError):
            return ()
        return tuple(
            (name, value) for name, value in bound.items()
            if not tensors_in(value, Tensor)
            and not same(value, signature.parameters[name].default))

    def tensors(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Tensor]:
        """All tensors."""
        return tensors_in((args, kwargs), Tensor)

    def again(self, event: Event, args: Any, kwargs: Any) -> list[Any]:
        """The results on other tensors, with the same random numbers."""
        entry = self.entry
        if event.state is not None and entry.restore_state is not None:
            entry.restore_state(event.state)
        result = entry.public(*args, **kwargs)
        inputs = tensors_in((args, kwargs), Tensor)
        made = [t for t in tensors_in(result, Tensor) if not any(t is x for x in inputs)]
        return [inputs[i] for i in event.result] + made


class Member:
    """A method or attribute through which values enter or leave the graph: `detach`, `item` ..."""

    def __init__(self, name: str) -> None:
        self.name = name

    def params(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Params:
        """None."""
        return ()

    def tensors(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...]:
        """The tensor that has it."""
        return args[:1]

    def again(self, event: Event, args: Any, kwargs: Any) -> list[Any]:
        """The result on another tensor."""
        member = getattr(args[0], self.name)
        return tensors_in(member(*args[1:]) if callable(member) else member, Tensor)


class Copy:
    """A function that makes a tensor of the values of others: `tensor`, `as_tensor`."""

    def __init__(self, function: Callable[..., Tensor]) -> None:
        self.function, self.name = function, function.__name__

    def params(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Params:
        """The keywords that are not at their defaults."""
        return tuple((name, value) for name, value in kwargs.items() if value)

    def tensors(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Tensor]:
        """The tensors whose values it copied."""
        return tensors_in(args, Tensor)

    def again(self, event: Event, args: Any, kwargs: Any) -> list[Any]:
        """The copy of other tensors."""
        return [self.function(*args, **kwargs)]


def in_order(op: Op) -> Callable[..., Any]:
    """The op as a function of all its arguments in the order of its forward function."""
    if op.function is not None and op.arrange is None and not any(
            p.kind is p.KEYWORD_ONLY for p in op.signature.parameters.values()):
        return op.function  # type: ignore[no-any-return]  # compiled from source
    return build_call(op, signature=positional(op))  # type: ignore[no-any-return]  # compiled


def positional(op: Op) -> inspect.Signature:
    """Of a function of all arguments of an op in the order of its forward function."""
    return inspect.Signature([
        inspect.Parameter(n, inspect.Parameter.POSITIONAL_OR_KEYWORD) for n in op.public_names])


def same(a: Any, b: Any) -> bool:
    """Whether an argument is its default."""
    return a is b or (type(a) is type(b) and isinstance(a, (int, float, str, bool, tuple)) and a == b)


class Table(dict[Any, Any]):
    """One callee for each thing that can be called, made when it is first recorded."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, called: Any) -> Any:
        found = self[called] = self._make(called)
        return found


OPS: dict[Op, OpCallee] = Table(OpCallee)
TWINS: dict[Op, TwinCallee] = Table(TwinCallee)
MEMBERS: dict[str, Member] = Table(Member)
COPIES: dict[Callable[..., Tensor], Copy] = Table(Copy)
