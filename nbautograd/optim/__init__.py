"""Optimizers: what changes parameters by their gradients (torch.optim).

>>> p = tensor([1.0, 2.0], requires_grad=True)
>>> opt = optim.SGD([p], lr=0.1)
>>> (p * p).sum().backward()
>>> opt.step(); p
tensor([0.8000, 1.6000], requires_grad=True)
"""

from __future__ import annotations

from . import lr_scheduler
from .adam import Adam, Adamax, AdamW, NAdam, RAdam
from .adaptive import Adadelta, Adagrad, RMSprop, Rprop
from .averaged import ASGD
from .lbfgs import LBFGS
from .optimizer import Optimizer
from .sgd import SGD

__all__ = [
    "ASGD", "LBFGS", "SGD", "Adadelta", "Adagrad", "Adam", "AdamW", "Adamax", "NAdam", "Optimizer",
    "RAdam", "RMSprop", "Rprop", "lr_scheduler",
]


def __dir__() -> list[str]:
    return sorted(__all__)
