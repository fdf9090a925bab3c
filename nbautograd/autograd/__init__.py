"""Automatic differentiation by hand: gradients, own derivatives, hooks, forward mode.

    grad, backward              gradients of tensors with respect to others
    Function                    an op of your own with its derivative
    functional                  jacobian, hessian, products with them
    forward_ad                  tangents: derivatives along a direction, computed forward
    graph                       hooks on saved tensors and on gradients, places in the graph
    gradcheck, gradgradcheck    a derivative against finite differences
    detect_anomaly              which forward line a nan or a failing backward comes from
"""

from __future__ import annotations

from ..engine.anomaly import detect_anomaly, set_detect_anomaly
from ..engine.backward import backward, grad
from ..engine.function import Function
from ..engine.state import enable_grad, inference_mode, no_grad, set_grad_enabled
from ..engine.tensor import Tensor
from . import anomaly_mode, forward_ad, function, functional, grad_mode, graph
from . import gradcheck as _checks
from .grad_mode import set_multithreading_enabled
from .variable import Variable, variable

gradcheck = _checks.gradcheck
gradgradcheck = _checks.gradgradcheck

__all__ = [
    "Function", "Variable", "anomaly_mode", "backward", "detect_anomaly", "enable_grad",
    "forward_ad", "function", "functional", "grad", "grad_mode", "gradcheck", "gradgradcheck",
    "graph", "inference_mode", "no_grad", "set_detect_anomaly", "set_grad_enabled",
    "set_multithreading_enabled", "variable",
]


def __dir__() -> list[str]:
    return sorted(__all__)
