"""Learning rates that change from epoch to epoch (torch.optim.lr_scheduler).

A scheduler writes the rate of each parameter group when its `step` is called, after that of the
optimizer.

>>> opt = optim.SGD([tensor(1.0)], lr=1.0)
>>> scheduler = optim.lr_scheduler.ExponentialLR(opt, gamma=0.5)
>>> opt.step(); scheduler.step(); scheduler.get_last_lr()
[0.5]
"""

from __future__ import annotations

from .base import LRScheduler
from .base import LRScheduler as _LRScheduler
from .cycles import CyclicLR, OneCycleLR
from .plateau import ReduceLROnPlateau
from .several import ChainedScheduler, SequentialLR
from .steps import (
    ConstantLR,
    ExponentialLR,
    LambdaLR,
    LinearLR,
    MultiplicativeLR,
    MultiStepLR,
    PolynomialLR,
    StepLR,
)
from .waves import CosineAnnealingLR, CosineAnnealingWarmRestarts

__all__ = [
    "ChainedScheduler", "ConstantLR", "CosineAnnealingLR", "CosineAnnealingWarmRestarts",
    "CyclicLR", "ExponentialLR", "LRScheduler", "LambdaLR", "LinearLR", "MultiStepLR",
    "MultiplicativeLR", "OneCycleLR", "PolynomialLR", "ReduceLROnPlateau", "SequentialLR", "StepLR",
]
