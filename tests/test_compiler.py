"""torch.compile: every way to call it; what it gives is the function or the module itself."""

from __future__ import annotations

import copy
import importlib
from typing import Any

import pytest

pytest.importorskip("torch")

PROGRAMS = """
torch.compile(f, backend="eager")(x), torch.compile(f, backend="eager").__name__
torch.compile(backend="eager")(f)(x), decorated(x)
torch.compile(f, fullgraph=True, dynamic=False, backend="eager")(x)
torch.compile(f, disable=True) is f, torch.compile(m, disable=True) is m
torch.compile(f, mode="max", options={"a": 1})
torch.compile(f, mode="fast")
torch.compile(f, backend="fast")
torch.compile(3, backend="eager")
type(c).__name__, isinstance(c, nn.Module), repr(c), [n for n, _ in c.named_parameters()]
c._orig_mod is m, c.weight is m.weight, c.in_features, c.training, list(c.state_dict())
c(x).shape, c.eval().training, m.training, c.train() is c, m.training
setattr(c, "note", 3), m.note, c.note, delattr(c, "note"), hasattr(m, "note")
setattr(c, "bias", None), m.bias, [n for n, _ in m.named_parameters()]
repr(copy.deepcopy(c)), copy.deepcopy(c)._orig_mod is m, len(list(c.parameters()))
len(torch.compile(nn.Sequential(nn.ReLU(), nn.ReLU()), backend="eager"))
torch.compile(nn.Sequential(nn.ReLU()), backend="eager")[0]
c.nothing
m.compile(backend="eager"), type(m).__name__, m(x).shape
trained(c), m.weight.grad is None
torch.compiler.is_compiling(), torch.compiler.disable(f)(x), torch.compiler.reset()
torch.compiler.list_backends()
""".split("\n")[1:-1]


def answer(engine: str, text: str) -> Any:
    torch = importlib.import_module(engine)
    nn = importlib.import_module(f"{engine}.nn")
    torch.manual_seed(0)

    @torch.compile(mode="default", backend="eager")
    def decorated(x: Any) -> Any:
        return x * 2

    def trained(module: Any) -> Any:
        optimizer = torch.optim.SGD(module.parameters(), 0.1)
        module(torch.ones(1, 2)).sum().backward()
        optimizer.step()
        return None

    def f(x: Any) -> Any:
        return x + 1

    m = nn.Linear(2, 1)
    names = {"torch": torch, "nn": nn, "copy": copy, "f": f, "m": m, "x": torch.ones(1, 2),
             "decorated": decorated, "trained": trained, "c": torch.compile(m, backend="eager")}
    try:
        return repr(eval(text, names))
    except Exception as error:  # noqa: BLE001 (compared)
        return type(error).__name__, " ".join(str(error).split()[:4])


@pytest.mark.parametrize("text", PROGRAMS)
@pytest.mark.filterwarnings("ignore")
def test_compile_is_called_as_pytorchs(text: str) -> None:
    assert answer("nbautograd", text) == answer("torch", text)
