"""Averaged stochastic gradient descent."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.tensor import wrap
from .optimizer import Rule, changed, rule

__all__ = ["ASGD"]


class ASGD(Rule):
    """Gradient descent with a shrinking rate, and in the state "ax" the mean of the parameters.

    The mean is taken from step `t0` on; `lambd` is the decay of the parameters.

    Source: Polyak and Juditsky, "Acceleration of stochastic approximation by averaging".

    >>> p = tensor([1.0, 2.0], requires_grad=True)
    >>> (p * p).sum().backward()
    >>> optim.ASGD([p], lr=0.1).step(); p
    tensor([0.8000, 1.6000], requires_grad=True)
    """

    def __init__(self, params: Any, lr: Any = 1e-2, lambd: float = 1e-4, alpha: float = 0.75,
                 t0: float = 1e6, weight_decay: float = 0, foreach: bool | None = None,
                 maximize: bool = False, differentiable: bool = False,
                 capturable: bool = False) -> None:
        super().__init__(params, {
            "lr": lr, "lambd": lambd, "alpha": alpha, "t0": t0, "weight_decay": weight_decay,
            "foreach": foreach, "maximize": maximize, "differentiable": differentiable,
            "capturable": capturable})

    def _update(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        state = self.state[p]
        if not state:
            state["step"] = wrap(np.zeros((), np.float32))
            state["eta"] = wrap(np.array(float(group["lr"]), np.float32))
            state["mu"] = wrap(np.ones((), np.float32))
            state["ax"] = wrap(np.zeros_like(p._data))
        state["step"]._data += 1
        _asgd(p, g, group, state["step"], state["eta"], state["mu"], state["ax"])


@rule("asgd_step")
def _asgd(p: Any, g: Any, group: dict[str, Any], count: Any, eta: Any, mu: Any, mean: Any) -> None:
    direction = -g._data if group["maximize"] else g._data
    if group["weight_decay"] != 0:
        direction = direction + p._data * float(group["weight_decay"])
    rate, lr, step = eta._data.item(), float(group["lr"]), count._data.item()
    p._data *= 1 - group["lambd"] * rate
    p._data -= direction * rate
    if mu._data.item() == 1:
        mean._data[...] = p._data
    else:
        mean._data += (p._data - mean._data) * mu._data
    eta._data[...] = lr / (1 + group["lambd"] * lr * step) ** group["alpha"]
    mu._data[...] = 1 / max(1, step - group["t0"])
    changed(p, mean)
