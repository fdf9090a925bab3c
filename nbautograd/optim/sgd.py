"""Stochastic gradient descent, with momentum if wanted."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.state import LOCAL
from ..engine.tensor import wrap
from .optimizer import Rule, changed, rule

__all__ = ["SGD"]


class SGD(Rule):
    """``p -= lr * grad``, or the running direction of momentum instead of the gradient.

    Raises:
        ValueError: a setting out of range.

    >>> p = tensor([1.0, 2.0], requires_grad=True)
    >>> (p * p).sum().backward()
    >>> optim.SGD([p], lr=0.1).step(); p
    tensor([0.8000, 1.6000], requires_grad=True)
    """

    def __init__(self, params: Any, lr: Any = 1e-3, momentum: float = 0, dampening: float = 0,
                 weight_decay: Any = 0, nesterov: bool = False, *, maximize: bool = False,
                 foreach: bool | None = None, differentiable: bool = False,
                 fused: bool | None = None) -> None:
        super().__init__(params, {
            "lr": lr, "momentum": momentum, "dampening": dampening, "weight_decay": weight_decay,
            "nesterov": nesterov, "maximize": maximize, "foreach": foreach,
            "differentiable": differentiable, "fused": fused})

    def _update(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        momentum, buffer, first = group["momentum"], None, False
        if LOCAL.mode.recorder is not None and not momentum and group["weight_decay"] == 0:
            # The plain rule is one operation, and a tape shows it as that.
            p.add_(g, alpha=float(group["lr"]) * (1 if group["maximize"] else -1))
            return
        if momentum:
            state = self.state[p]
            buffer = state.get("momentum_buffer")
            if buffer is None:
                buffer, first = wrap(np.zeros_like(g._data)), True
                state["momentum_buffer"] = buffer
        _sgd(p, g, buffer, first, group["lr"], momentum, group["dampening"],
             group["weight_decay"], group["nesterov"], group["maximize"])


@rule("sgd_step")
def _sgd(p: Any, g: Any, buffer: Any, first: bool, lr: Any, momentum: float, dampening: float,
         weight_decay: Any, nesterov: bool, maximize: bool) -> None:
    direction = -g._data if maximize else g._data
    if weight_decay != 0:
        direction = direction + p._data * float(weight_decay)
    if momentum:
        running = buffer._data
        if first:
            running[...] = direction
        else:
            running *= momentum
            running += direction * (1 - dampening)
        direction = direction + running * momentum if nesterov else running
        changed(buffer)
    p._data -= direction * float(lr)
    changed(p)
