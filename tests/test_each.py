"""apply_ and map_: a Python function of each element, written in place."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

pytest.importorskip("torch")

PROGRAMS = """
x.apply_(lambda v: v * 2), x._version
x.apply_(lambda v: v + 1) is x, x
k.apply_(lambda v: v + 1.9), k.apply_(lambda v: type(v) is int)
k.t().apply_(lambda v: seen.append(v) or v), seen, k
flags.apply_(lambda v: not v)
c.apply_(lambda v: v.conjugate())
x[1:].apply_(lambda v: -v), x
torch.tensor(3.0).apply_(lambda v: v ** 2), torch.zeros(0).apply_(lambda v: v)
x.map_(x + 1, lambda a, b: a * b), x._version
x.map_(torch.tensor(3.0), lambda a, b: a - b)
k.map_(torch.tensor([10, 20]), lambda a, b: a + b)
leaf.apply_(lambda v: v)
leaf.detach().apply_(lambda v: v + 1), leaf
x.apply_(lambda v: "a")
x.apply_(lambda v: v / 0)
x.apply_(3)
x.map_(k, lambda a, b: a)
x.map_(3, lambda a, b: a)
x.map_(torch.ones(3), lambda a, b: a)
leaf.map_(leaf, lambda a, b: a)
x.map_(leaf, lambda a, b: a)
""".split("\n")[1:-1]


def answer(engine: str, text: str) -> Any:
    torch = importlib.import_module(engine)
    names = {"torch": torch, "x": torch.tensor([1.0, 2.0]), "k": torch.tensor([[1, 2], [3, 4]]),
             "leaf": torch.tensor([1.0, 2.0], requires_grad=True), "seen": [],
             "flags": torch.tensor([True, False]), "c": torch.tensor([1 + 2j])}
    try:
        return repr(eval(text, names))
    except Exception as error:  # noqa: BLE001 (compared)
        return type(error).__name__, " ".join(str(error).split()[:5])


@pytest.mark.parametrize("text", PROGRAMS)
def test_functions_of_each_element_are_pytorchs(text: str) -> None:
    assert answer("nbautograd", text) == answer("torch", text)
