"""Nodes called by hand: the backward of one op, as PyTorch's nodes can be called."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

pytest.importorskip("torch")

# x is a leaf of two numbers, m one of a row; `one` and `g` are cotangents.
PROGRAMS = """
(x * 3).grad_fn(one)
(x * x).grad_fn(one)
(x + torch.ones(2, 2)).grad_fn(torch.ones(2, 2))
x.sum().grad_fn(torch.tensor(2.0))
x.exp().grad_fn(g)
x.exp().grad_fn(None)
(x * 2).grad_fn(None)
x.exp().grad_fn()
x.exp().grad_fn(one, one)
x.exp().grad_fn(1.0)
x.exp().grad_fn(torch.ones(3))
m.max(1).values.grad_fn(torch.ones(1))
m.max(1).values.grad_fn(torch.ones(1), None)
m.unbind(1)[0].grad_fn(torch.ones(1), torch.ones(1) * 5)
m.unbind(1)[1].grad_fn(torch.ones(1), None)
m.unbind(1)[0].grad_fn(torch.ones(1))
(m @ torch.ones(2, 2)).grad_fn(torch.ones(1, 2))
m.softmax(1).grad_fn(torch.ones(1, 2))
m.view(2).grad_fn(one)
m[0].grad_fn(one)
torch.cat([x, x]).grad_fn(torch.arange(4.0))
torch.where(x > 1, x, one).grad_fn(one)
freed(x.exp()).grad_fn(one)
overwritten(x).grad_fn(one)
hooked(x * 2).grad_fn(one)
(x * 2).grad_fn.next_functions[0][0](one), x.grad
twice((x * 2).grad_fn.next_functions[0][0]), x.grad
callable((x * 2).grad_fn), callable((x * 2).grad_fn.next_functions[0][0])
quiet(lambda: x.exp().grad_fn(one))
""".split("\n")[1:-1]


def answer(engine: str, text: str) -> Any:
    torch = importlib.import_module(engine)

    def freed(y: Any) -> Any:
        y.sum().backward()
        return y

    def overwritten(x: Any) -> Any:
        y = x.exp()
        node = y.grad_fn
        y.detach().mul_(2)
        return type("Holder", (), {"grad_fn": node})

    def hooked(y: Any) -> Any:
        y.register_hook(lambda g: g * 100)
        y.grad_fn.register_hook(lambda gi, go: (gi[0] * 100, None))
        return y

    def twice(node: Any) -> Any:
        return node(torch.ones(2)), node(torch.ones(2))

    def quiet(call: Any) -> Any:
        with torch.no_grad():
            return call()

    names = {"torch": torch, "x": torch.tensor([1.0, 2.0], requires_grad=True),
             "m": torch.tensor([[1.0, 2.0]], requires_grad=True), "one": torch.ones(2),
             "g": torch.ones(2, requires_grad=True), "freed": freed, "overwritten": overwritten,
             "hooked": hooked, "twice": twice, "quiet": quiet}
    try:
        return shown(eval(text, names))
    except (RuntimeError, TypeError) as error:
        return type(error).__name__, " ".join(str(error).split()[:6]).rstrip(",.")


def shown(value: Any) -> Any:
    if isinstance(value, tuple):
        return [shown(v) for v in value]
    if hasattr(value, "grad_fn"):
        near = (value.detach() * 1e4).round().tolist()
        return near, None if value.grad_fn is None else value.grad_fn.name()
    return value


@pytest.mark.parametrize("text", PROGRAMS)
def test_nodes_are_called_as_pytorchs(text: str) -> None:
    assert answer("nbautograd", text) == answer("torch", text)
