"""Adam and its relatives: steps in units of the gradient's running size."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.tensor import wrap
from .optimizer import Rule, changed, rule

__all__ = ["Adam", "AdamW", "Adamax", "NAdam", "RAdam"]


def remembered(state: dict[str, Any], p: Any, *names: str) -> list[Any]:
    """The number of this step, and the running arrays of these names, zero at first."""
    if "step" not in state:
        state["step"] = wrap(np.zeros((), np.float32))
        for name in names:
            state[name] = wrap(np.zeros_like(p._data))
    state["step"]._data += 1
    return [float(state["step"]._data), *(state[name] for name in names)]


def decayed(p: Any, g: Any, group: dict[str, Any], decoupled: bool = False) -> Any:
    """The gradient with the decay of the weights in it; decoupled, the weights are shrunk."""
    direction = -g._data if group["maximize"] else g._data
    decay = group["weight_decay"]
    if decay != 0:
        if decoupled:
            p._data *= 1 - float(group["lr"]) * decay
        else:
            direction = direction + p._data * decay
    return direction


class Adam(Rule):
    """Running means of the gradient and of its square; the step is their quotient.

    Raises:
        ValueError: a setting out of range.

    Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization".

    >>> p = tensor([1.0, 2.0], requires_grad=True)
    >>> (p * p).sum().backward()
    >>> optim.Adam([p], lr=0.1).step(); p
    tensor([0.9000, 1.9000], requires_grad=True)
    """

    def __init__(self, params: Any, lr: Any = 1e-3, betas: tuple[Any, Any] = (0.9, 0.999),
                 eps: float = 1e-8, weight_decay: float = 0, amsgrad: bool = False, *,
                 foreach: bool | None = None, maximize: bool = False, capturable: bool = False,
                 differentiable: bool = False, fused: bool | None = None,
                 decoupled_weight_decay: bool = False) -> None:
        super().__init__(params, {
            "lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay,
            "amsgrad": amsgrad, "maximize": maximize, "foreach": foreach,
            "capturable": capturable, "differentiable": differentiable, "fused": fused,
            "decoupled_weight_decay": decoupled_weight_decay})

    def _update(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        state = self.state[p]
        names = ["exp_avg", "exp_avg_sq"] + (["max_exp_avg_sq"] if group["amsgrad"] else [])
        _adam(p, g, group, *remembered(state, p, *names))


@rule("adam_step")
def _adam(p: Any, g: Any, group: dict[str, Any], step: float, mean: Any, square: Any,
          most: Any = None) -> None:
    beta1, beta2 = map(float, group["betas"])
    direction = decayed(p, g, group, group["decoupled_weight_decay"])
    part = np.asarray(direction - mean._data)   # one array for all that is on the way
    if beta1 > 0.5:
        part *= 1 - beta1
        mean._data += part
    else:       # from the nearer end, as PyTorch's lerp
        part *= beta1
        np.subtract(direction, part, out=mean._data)
    np.multiply(direction, direction, out=part)
    part *= 1 - beta2
    square._data *= beta2
    square._data += part
    if most is not None:
        np.maximum(most._data, square._data, out=most._data)
    root = np.sqrt((square if most is None else most)._data, out=part)
    root /= (1 - beta2 ** step) ** 0.5
    root += group["eps"]
    np.divide(mean._data, root, out=part)
    part *= float(group["lr"]) / (1 - beta1 ** step)
    p._data -= part
    changed(p, mean, square, most)


class AdamW(Adam):
    """`Adam` whose weights decay by themselves, not through the gradient.

    Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization".
    """

    def __init__(self, params: Any, lr: Any = 1e-3, betas: tuple[Any, Any] = (0.9, 0.999),
                 eps: float = 1e-8, weight_decay: float = 1e-2, amsgrad: bool = False, *,
                 maximize: bool = False, foreach: bool | None = None, capturable: bool = False,
                 differentiable: bool = False, fused: bool | None = None) -> None:
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad, foreach=foreach,
                         maximize=maximize, capturable=capturable, differentiable=differentiable,
                         fused=fused, decoupled_weight_decay=True)


class Adamax(Rule):
    """`Adam` with the largest recent gradient instead of the mean square."""

    def __init__(self, params: Any, lr: Any = 2e-3, betas: tuple[float, float] = (0.9, 0.999),
                 eps: float = 1e-8, weight_decay: float = 0, foreach: bool | None = None, *,
                 maximize: bool = False, differentiable: bool = False,
                 capturable: bool = False) -> None:
        super().__init__(params, {
            "lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay,
            "foreach": foreach, "maximize": maximize, "differentiable": differentiable,
            "capturable": capturable})

    def _update(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        _adamax(p, g, group, *remembered(self.state[p], p, "exp_avg", "exp_inf"))


@rule("adamax_step")
def _adamax(p: Any, g: Any, group: dict[str, Any], step: float, mean: Any, largest: Any) -> None:
    beta1, beta2 = group["betas"]
    direction = decayed(p, g, group)
    mean._data += (direction - mean._data) * (1 - beta1)
    np.maximum(largest._data * beta2, np.abs(direction) + group["eps"], out=largest._data)
    p._data -= mean._data / largest._data * (float(group["lr"]) / (1 - beta1 ** step))
    changed(p, mean, largest)


class NAdam(Rule):
    """`Adam` with Nesterov's look ahead.

    Source: Dozat, "Incorporating Nesterov Momentum into Adam".
    """

    def __init__(self, params: Any, lr: Any = 2e-3, betas: tuple[float, float] = (0.9, 0.999),
                 eps: float = 1e-8, weight_decay: float = 0, momentum_decay: float = 4e-3,
                 decoupled_weight_decay: bool = False, *, foreach: bool | None = None,
                 maximize: bool = False, capturable: bool = False,
                 differentiable: bool = False) -> None:
        super().__init__(params, {
            "lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay,
            "momentum_decay": momentum_decay, "decoupled_weight_decay": decoupled_weight_decay,
            "maximize": maximize, "foreach": foreach, "capturable": capturable,
            "differentiable": differentiable})

    def _update(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        state = self.state[p]
        if "step" not in state:
            state["step"] = wrap(np.zeros((), np.float32))
            state["mu_product"] = wrap(np.ones((), np.float32))
            state["exp_avg"], state["exp_avg_sq"] = (
                wrap(np.zeros_like(p._data)) for _ in range(2))
        _nadam(p, g, group, *remembered(state, p, "exp_avg", "exp_avg_sq"), state["mu_product"])


@rule("nadam_step")
def _nadam(p: Any, g: Any, group: dict[str, Any], step: float, mean: Any, square: Any,
           product: Any) -> None:
    beta1, beta2 = group["betas"]
    direction = decayed(p, g, group, group["decoupled_weight_decay"])
    mu, mu_next = (beta1 * (1 - 0.5 * 0.96 ** (t * group["momentum_decay"]))
                   for t in (step, step + 1))
    product._data *= mu
    mean._data += (direction - mean._data) * (1 - beta1)
    square._data *= beta2
    square._data += direction * direction * (1 - beta2)
    root, lr = np.sqrt(square._data / (1 - beta2 ** step)) + group["eps"], float(group["lr"])
    p._data -= direction / root * (lr * (1 - mu) / (1 - float(product._data)))
    p._data -= mean._data / root * (lr * mu_next / (1 - float(product._data) * mu_next))
    changed(p, mean, square, product)


class RAdam(Rule):
    """`Adam` that trusts the mean square only when enough steps were made.

    Source: Liu et al., "On the Variance of the Adaptive Learning Rate and Beyond".
    """

    def __init__(self, params: Any, lr: Any = 1e-3, betas: tuple[float, float] = (0.9, 0.999),
                 eps: float = 1e-8, weight_decay: float = 0, decoupled_weight_decay: bool = False,
                 *, foreach: bool | None = None, maximize: bool = False, capturable: bool = False,
                 differentiable: bool = False) -> None:
        super().__init__(params, {
            "lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay,
            "maximize": maximize, "foreach": foreach, "capturable": capturable,
            "decoupled_weight_decay": decoupled_weight_decay, "differentiable": differentiable})

    def _update(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        _radam(p, g, group, *remembered(self.state[p], p, "exp_avg", "exp_avg_sq"))


@rule("radam_step")
def _radam(p: Any, g: Any, group: dict[str, Any], step: float, mean: Any, square: Any) -> None:
    beta1, beta2 = group["betas"]
    direction = decayed(p, g, group, group["decoupled_weight_decay"])
    mean._data += (direction - mean._data) * (1 - beta1)
    square._data *= beta2
    square._data += direction * direction * (1 - beta2)
    rest = 1 - beta2 ** step
    limit = 2 / (1 - beta2) - 1
    length = limit - 2 * step * beta2 ** step / rest      # of the running mean, in steps
    move = mean._data / (1 - beta1 ** step) * float(group["lr"])
    if length > 5.0:
        trust = ((length - 4) * (length - 2) * limit
                 / ((limit - 4) * (limit - 2) * length)) ** 0.5
        move = move * (rest ** 0.5 / (np.sqrt(square._data) + group["eps"])) * trust
    p._data -= move
    changed(p, mean, square)
