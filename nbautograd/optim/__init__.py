"""Optimizers: what changes parameters by their gradients (torch.optim).

>>> p = tensor([1.0, 2.0], requires_grad=True)
>>> opt = optim.SGD([p], lr=0.1)
>>> (p * p).sum().backward()
>>> opt.step(); p
tensor([0.8000, 1.6000], requires_grad=True)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from . import lr_scheduler
from .adam import Adam, Adamax, AdamW, NAdam, RAdam
from .adaptive import Adadelta, Adagrad, RMSprop, Rprop
from .averaged import ASGD
from .lbfgs import LBFGS
from .matrices import Adafactor, Muon
from .optimizer import Optimizer
from .sgd import SGD

if TYPE_CHECKING:
    from . import swa_utils

__all__ = [
    "ASGD", "LBFGS", "SGD", "Adadelta", "Adafactor", "Adagrad", "Adam", "AdamW", "Adamax", "Muon",
    "NAdam", "Optimizer", "RAdam", "RMSprop", "Rprop", "lr_scheduler", "swa_utils",
]


def __getattr__(name: str) -> Any:
    """`swa_utils`, which loads the modules of `nn`."""
    if name == "swa_utils":
        return import_module(f"{__name__}.swa_utils")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
