"""Tensors made in inference mode: what they are, and that none of them is saved for backward."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

pytest.importorskip("torch")

# x was made there, d, i and v are others detached, written and viewed there, c is an ordinary tensor viewed there, n
# a copy of it made there; w is a leaf that requires grad.
PROGRAMS = """
w * x
w * d
w * i
torch.lerp(w, x, 0.5)
i._version
w * v
w * c.view(2, 2)
w * n
w * x.view(2, 2)
w * x.detach()
w * x.data
w * x[0]
w * x.t()
x.expand(3, 2, 2) * w
w + x
x - w
w @ x
x @ w
w / x
x / w
w ** x
w ** 2 + x
w ** 2 * x
torch.cat([w, x])
torch.where(x > 0, w, x)
torch.addmm(w, x, x)
nn.functional.linear(x, w)
nn.functional.mse_loss(w, x)
nn.functional.mse_loss(x, w)
nn.functional.cross_entropy(w, x)
nn.functional.conv2d(x[None, None], w[None, None])
Product.apply(w, x)
x.sum() * w
x.clone() * w
(x * 1) * w
x.clone().detach() * w
x._version
x.is_inference(), x.view(4).is_inference(), x.detach().is_inference(), (x * 1).is_inference()
c.is_inference(), v.is_inference(), n.is_inference(), x.clone().is_inference()
x._is_view(), v._is_view(), x.view(4)._is_view()
x.requires_grad_()
x.add_(1)
nn.Parameter(x)
x.numpy().tolist()
""".split("\n")[1:-1]


def answer(engine: str, text: str) -> Any:
    torch = importlib.import_module(engine)
    nn = importlib.import_module(f"{engine}.nn")

    class Product(torch.autograd.Function):  # type: ignore[misc, name-defined]  # of this engine
        @staticmethod
        def forward(ctx: Any, a: Any, b: Any) -> Any:
            ctx.save_for_backward(a, b)
            return a * b

    ordinary = torch.ones(2, 2)
    with torch.inference_mode():
        x = torch.ones(2, 2)
        names = {"d": x.detach(), "i": torch.ones(2, 2).add_(1), "v": torch.ones(4).view(2, 2), "c": ordinary.view(4),
                 "n": ordinary * 1}
    names |= {"torch": torch, "nn": nn, "x": x, "Product": Product,
              "w": torch.ones(2, 2, requires_grad=True)}
    try:
        result = eval(text, names)
    except RuntimeError as error:
        return " ".join(str(error).split()[:8])
    if isinstance(result, torch.Tensor):
        return result.tolist(), None if result.grad_fn is None else result.grad_fn.name()
    return result


@pytest.mark.parametrize("text", PROGRAMS)
def test_inference_tensors_are_pytorchs(text: str) -> None:
    assert answer("nbautograd", text) == answer("torch", text)
