"""Optimizers that give each number of a parameter a rate of its own."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.tensor import wrap
from .adam import decayed, remembered
from .optimizer import Rule, changed, rule

__all__ = ["Adadelta", "Adagrad", "RMSprop", "Rprop"]


class RMSprop(Rule):
    """The gradient over the root of its running mean square.

    >>> p = tensor([1.0, 2.0], requires_grad=True)
    >>> (p * p).sum().backward()
    >>> optim.RMSprop([p], lr=0.05).step(); p
    tensor([0.5000, 1.5000], requires_grad=True)
    """

    def __init__(self, params: Any, lr: Any = 1e-2, alpha: float = 0.99, eps: float = 1e-8,
                 weight_decay: float = 0, momentum: float = 0, centered: bool = False,
                 capturable: bool = False, foreach: bool | None = None, maximize: bool = False,
                 differentiable: bool = False) -> None:
        super().__init__(params, {
            "lr": lr, "momentum": momentum, "alpha": alpha, "eps": eps, "centered": centered,
            "weight_decay": weight_decay, "capturable": capturable, "foreach": foreach,
            "maximize": maximize, "differentiable": differentiable})

    def _update(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        state = self.state[p]
        names = ["square_avg"]
        names += ["momentum_buffer"] if group["momentum"] > 0 else []
        names += ["grad_avg"] if group["centered"] else []
        _, square, *_ = remembered(state, p, *names)
        _rmsprop(p, g, group, square, state.get("momentum_buffer"), state.get("grad_avg"))


@rule("rmsprop_step")
def _rmsprop(p: Any, g: Any, group: dict[str, Any], square: Any, buffer: Any, mean: Any) -> None:
    alpha, direction = group["alpha"], decayed(p, g, group)
    square._data *= alpha
    square._data += direction * direction * (1 - alpha)
    size = square._data
    if mean is not None:
        mean._data += (direction - mean._data) * (1 - alpha)
        size = size - mean._data * mean._data
    move = direction / (np.sqrt(size) + group["eps"])
    if buffer is not None:
        buffer._data *= group["momentum"]
        buffer._data += move
        move = buffer._data
    p._data -= move * float(group["lr"])
    changed(p, square, buffer, mean)


class Adagrad(Rule):
    """The gradient over the root of the sum of all its squares so far.

    Source: Duchi, Hazan and Singer, "Adaptive Subgradient Methods".
    """

    def __init__(self, params: Any, lr: Any = 1e-2, lr_decay: float = 0, weight_decay: float = 0,
                 initial_accumulator_value: float = 0, eps: float = 1e-10,
                 foreach: bool | None = None, *, maximize: bool = False,
                 differentiable: bool = False, fused: bool | None = None) -> None:
        super().__init__(params, {
            "lr": lr, "lr_decay": lr_decay, "eps": eps, "weight_decay": weight_decay,
            "initial_accumulator_value": initial_accumulator_value, "foreach": foreach,
            "maximize": maximize, "differentiable": differentiable, "fused": fused})
        for group in self.param_groups:
            for p in group["params"]:
                self.state[p] = {"step": wrap(np.zeros((), np.float32)),
                                 "sum": wrap(np.full_like(p._data, initial_accumulator_value))}

    def _update(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        _adagrad(p, g, group, *remembered(self.state[p], p, "sum"))


@rule("adagrad_step")
def _adagrad(p: Any, g: Any, group: dict[str, Any], step: float, total: Any) -> None:
    direction = decayed(p, g, group)
    total._data += direction * direction
    rate = float(group["lr"]) / (1 + (step - 1) * group["lr_decay"])
    p._data -= direction / (np.sqrt(total._data) + group["eps"]) * rate
    changed(p, total)


class Adadelta(Rule):
    """Steps in units of the running size of earlier steps.

    Source: Zeiler, "ADADELTA: An Adaptive Learning Rate Method".
    """

    def __init__(self, params: Any, lr: Any = 1.0, rho: float = 0.9, eps: float = 1e-6,
                 weight_decay: float = 0, foreach: bool | None = None, *,
                 capturable: bool = False, maximize: bool = False,
                 differentiable: bool = False) -> None:
        super().__init__(params, {
            "lr": lr, "rho": rho, "eps": eps, "weight_decay": weight_decay,
            "maximize": maximize, "capturable": capturable, "foreach": foreach,
            "differentiable": differentiable})

    def _update(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        _adadelta(p, g, group, *remembered(self.state[p], p, "square_avg", "acc_delta")[1:])


@rule("adadelta_step")
def _adadelta(p: Any, g: Any, group: dict[str, Any], square: Any, moved: Any) -> None:
    rho, eps, direction = group["rho"], group["eps"], decayed(p, g, group)
    square._data *= rho
    square._data += direction * direction * (1 - rho)
    move = np.sqrt(moved._data + eps) / np.sqrt(square._data + eps) * direction
    moved._data *= rho
    moved._data += move * move * (1 - rho)
    p._data -= move * float(group["lr"])
    changed(p, square, moved)


class Rprop(Rule):
    """Step sizes that grow while the sign of the gradient stays and shrink when it turns.

    Source: Riedmiller and Braun, "A Direct Adaptive Method for Faster Backpropagation Learning".
    """

    def __init__(self, params: Any, lr: Any = 1e-2, etas: tuple[float, float] = (0.5, 1.2),
                 step_sizes: tuple[float, float] = (1e-6, 50), *, capturable: bool = False,
                 foreach: bool | None = None, maximize: bool = False,
                 differentiable: bool = False) -> None:
        if not 0.0 < etas[0] < 1.0 < etas[1]:
            raise ValueError(f"Invalid eta values: {etas[0]}, {etas[1]}")
        super().__init__(params, {
            "lr": lr, "etas": etas, "step_sizes": step_sizes, "foreach": foreach,
            "maximize": maximize, "differentiable": differentiable, "capturable": capturable})

    def _update(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        state = self.state[p]
        fresh = "step" not in state
        _, previous, size = remembered(state, p, "prev", "step_size")
        if fresh:
            size._data.fill(float(group["lr"]))
        _rprop(p, g, group, previous, size)


@rule("rprop_step")
def _rprop(p: Any, g: Any, group: dict[str, Any], previous: Any, size: Any) -> None:
    shrink, grow = group["etas"]
    direction = -g._data if group["maximize"] else g._data
    turned = np.sign(direction * previous._data)
    factor = np.where(turned > 0, grow, np.where(turned < 0, shrink, 1)).astype(direction.dtype)
    np.clip(size._data * factor, *group["step_sizes"], out=size._data)
    direction = np.where(turned < 0, direction.dtype.type(0), direction)
    p._data -= np.sign(direction) * size._data
    previous._data[...] = direction
    changed(p, previous, size)
