"""Optimizers that see a parameter as a matrix: by its singular vectors, or by rows and columns."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..engine.tensor import wrap
from .optimizer import Rule, changed, rule

__all__ = ["Adafactor", "Muon"]


def _one(lr: Any) -> None:
    if getattr(lr, "numel", lambda: 1)() != 1:
        raise ValueError("Tensor lr must be 1-element")


def _positive(**values: Any) -> None:
    for name, value in values.items():
        if not value >= 0.0:
            raise ValueError(f"{name.replace('_', ' ')} should be >= 0 but is: {value}")


# -- Muon -------------------------------------------------------------------------------------------------


class Muon(Rule):
    """Momentum whose singular values are made about equal: for the matrices of hidden layers.

    `ns_steps` iterations with the polynomial of `ns_coefficients` push the singular values of the
    direction to 1, rounded to bfloat16 as in PyTorch. The rate is scaled by the shape: by
    ``sqrt(max(1, n / m))``, or with ``adjust_lr_fn="match_rms_adamw"`` by ``0.2 sqrt(max(n, m))``.

    Raises:
        ValueError: a setting out of range; a parameter that is not a matrix.

    Source: Jordan et al., "Muon: An optimizer for hidden layers in neural networks".

    >>> p = tensor([[3.0, 0.0], [0.0, 1.0]], requires_grad=True)
    >>> (p * p).sum().backward()
    >>> optim.Muon([p], lr=0.1, weight_decay=0.0).step(); p[0, 1] == 0, p[0, 0] < 3
    (tensor(True), tensor(True))
    """

    def __init__(self, params: Any, lr: Any = 1e-3, weight_decay: float = 0.1,
                 momentum: float = 0.95, nesterov: bool = True,
                 ns_coefficients: tuple[float, float, float] = (3.4445, -4.775, 2.0315),
                 eps: float = 1e-7, ns_steps: int = 5, adjust_lr_fn: str | None = None) -> None:
        _one(lr)
        _positive(Learning_rate=lr, momentum=momentum, weight_decay=weight_decay)
        if adjust_lr_fn not in (None, "original", "match_rms_adamw"):
            raise ValueError(f"Adjust learning rate function {adjust_lr_fn} is not supported")
        super().__init__(params, {
            "lr": lr, "weight_decay": weight_decay, "momentum": momentum, "nesterov": nesterov,
            "ns_coefficients": ns_coefficients, "eps": eps, "ns_steps": ns_steps,
            "adjust_lr_fn": adjust_lr_fn})
        for group in self.param_groups:
            for p in group["params"]:
                if p.ndim != 2:
                    raise ValueError("Muon only supports 2D parameters whereas we found a "
                                     f"parameter with size: {p.size()}")

    def _update(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        state = self.state[p]
        if "momentum_buffer" not in state:
            state["momentum_buffer"] = wrap(np.zeros_like(g._data))
        _muon(p, g, group, state["momentum_buffer"])


@rule("muon_step")
def _muon(p: Any, g: Any, group: dict[str, Any], buffer: Any) -> None:
    momentum, lr, direction = group["momentum"], float(group["lr"]), g._data
    buffer._data += (direction - buffer._data) * (1 - momentum)
    moved = buffer._data
    if group["nesterov"]:
        moved = direction + (moved - direction) * momentum
    move = _equalized(moved, group["ns_coefficients"], group["ns_steps"], group["eps"])
    rows, columns = p._data.shape
    scale = (0.2 * math.sqrt(max(rows, columns)) if group["adjust_lr_fn"] == "match_rms_adamw"
             else math.sqrt(max(1, rows / columns)))
    p._data *= 1 - lr * group["weight_decay"]
    p._data -= move.astype(p._data.dtype) * (lr * scale)
    changed(p, buffer)


def _short(x: Any) -> Any:
    """Rounded to the 8 significant bits of a bfloat16, which NumPy does not have."""
    bits = np.asarray(x, np.float32, order="C").view(np.uint32)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000).astype(np.uint32).view(np.float32)


def _equalized(x: Any, coefficients: tuple[float, float, float], steps: int, eps: float) -> Any:
    """The matrix with singular values near 1: ``x <- a x + (b s + c s s) x`` with ``s = x xᵀ``."""
    a, b, c = coefficients
    tall = x.shape[0] > x.shape[1]
    x = _short(x.T if tall else x)
    size = max(float(_short(np.linalg.norm(x))), eps)
    x = _short(x / np.float32(size))
    for _ in range(steps):
        square = _short(x @ x.T)
        factor = _short(np.float32(b) * square + np.float32(c) * (square @ square))
        x = _short(np.float32(a) * x + factor @ x)
    return x.T if tall else x


# -- Adafactor ----------------------------------------------------------------------------------------------


class Adafactor(Rule):
    """Adam whose mean squares are kept for rows and columns only: ``n + m`` numbers, not ``n m``.

    Steps are in units of the parameter's own size, at least ``eps[1]``; an update whose mean square
    is above ``d²`` is shrunk. A parameter of one dimension keeps a mean square for each number.

    Raises:
        ValueError: a setting out of range.   RuntimeError: complex parameters.

    Source: Shazeer and Stern, "Adafactor: Adaptive Learning Rates with Sublinear Memory Cost".

    >>> p = tensor([1.0, 2.0], requires_grad=True)
    >>> (p * p).sum().backward()
    >>> optim.Adafactor([p], lr=0.1).step(); p
    tensor([0.8419, 1.8419], requires_grad=True)
    """

    def __init__(self, params: Any, lr: Any = 1e-2, beta2_decay: float = -0.8,
                 eps: tuple[float | None, float] = (None, 1e-3), d: float = 1.0,
                 weight_decay: float = 0.0, *, foreach: bool | None = None,
                 maximize: bool = False) -> None:
        _one(lr)
        _positive(Learning_rate=lr)
        if not beta2_decay <= 0.0:
            raise ValueError(f"beta2_decay should be <= 0 but is: {beta2_decay}")
        _positive(epsilon1=eps[0] or 0.0, epsilon2=eps[1])
        if not d >= 1.0:
            raise ValueError(f"Clipping threshold d should be >= 1 but is: {d}")
        if not weight_decay >= 0.0:
            raise ValueError(f"weight_decay should be >= 0 but is: {weight_decay}")
        super().__init__(params, {
            "lr": lr, "beta2_decay": beta2_decay, "eps": eps, "d": d, "weight_decay": weight_decay,
            "foreach": foreach, "maximize": maximize})

    def _update(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        if p.is_complex():
            raise RuntimeError("Adafactor does not support complex parameters")
        state, x = self.state[p], g._data
        if not state:
            state["step"] = wrap(np.zeros((), np.float32))
            if x.ndim > 1:
                state["row_var"] = wrap(np.zeros_like(x[..., :1]))
                state["col_var"] = wrap(np.zeros_like(x[..., :1, :]))
            else:
                state["variance"] = wrap(np.zeros_like(x))
        state["step"]._data += 1
        _adafactor(p, g, group, float(state["step"]._data),
                   *(state[name] for name in list(state)[1:]))


@rule("adafactor_step")
def _adafactor(p: Any, g: Any, group: dict[str, Any], step: float, *means: Any) -> None:
    direction = -g._data if group["maximize"] else g._data
    lr, (eps1, eps2) = float(group["lr"]), group["eps"]
    eps1 = np.finfo(direction.dtype).eps if eps1 is None else eps1
    root, share = math.sqrt(direction.size), step ** group["beta2_decay"]
    rate = max(eps2, _length(p._data) / root) * min(lr, 1 / math.sqrt(step))
    p._data *= 1 - lr * group["weight_decay"]
    for mean, dim in zip(means, (-1, -2) if len(means) == 2 else (None,), strict=True):
        square = direction * direction
        square = square if dim is None else square.mean(dim, keepdims=True)
        mean._data += (square - mean._data) * share
    size = means[0]._data
    if len(means) == 2:
        size = size @ means[1]._data / np.maximum(size.mean(-2, keepdims=True), eps1)
    move = direction / np.sqrt(np.maximum(size, eps1 * eps1))
    p._data -= move * (rate / max(1.0, _length(move) / (root * group["d"])))
    changed(p, *means)


def _length(x: Any) -> float:
    return float(np.linalg.norm(x))
