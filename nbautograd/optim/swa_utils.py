"""Means of weights over the steps of a training (torch.optim.swa_utils).

    AveragedModel     a copy of a model whose weights are means of those that it had
    SWALR             a rate that goes to a constant one, at which weights are averaged
    update_bn         running statistics of batch norms, which no mean of weights gives

Source: Izmailov et al., "Averaging Weights Leads to Wider Optima and Better Generalization".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any

from ..engine.state import no_grad
from ..nn.module import Module
from ..nn.normalization import _BatchNorm
from ..ops.creation import full
from .lr_scheduler.base import LRScheduler

__all__ = [
    "SWALR", "AveragedModel", "get_ema_avg_fn", "get_ema_multi_avg_fn", "get_swa_avg_fn",
    "get_swa_multi_avg_fn", "update_bn",
]


def _for_each(mean: Callable[[Any, Any, Any], Any]) -> Callable[[Any, Any, Any], None]:
    """A mean of two tensors as one of two lists, written into the first."""
    @no_grad()
    def update(averaged: Any, current: Any, num_averaged: Any) -> None:
        for a, c in zip(averaged, current, strict=True):
            a.copy_(mean(a, c, num_averaged))

    return update


def get_ema_avg_fn(decay: float = 0.999) -> Callable[[Any, Any, Any], Any]:
    """The exponential moving average of two tensors: ``decay * averaged + (1 - decay) * current``.

    Raises:
        ValueError: `decay` is not in ``[0, 1]``.

    >>> optim.swa_utils.get_ema_avg_fn(0.5)(tensor(1.0), tensor(3.0), 1)
    tensor(2.)
    """
    if not 0.0 <= decay <= 1.0:
        raise ValueError(f"Invalid decay value {decay} provided. Please provide a value in [0,1] "
                         "range.")

    @no_grad()
    def average(averaged: Any, current: Any, num_averaged: Any) -> Any:
        return decay * averaged + (1 - decay) * current

    return average


def get_ema_multi_avg_fn(decay: float = 0.999) -> Callable[[Any, Any, Any], None]:
    """As `get_ema_avg_fn` for lists of tensors; the first list is overwritten.

    Raises:
        ValueError: `decay` is not in ``[0, 1]``.

    >>> x = tensor(1.0)
    >>> optim.swa_utils.get_ema_multi_avg_fn(0.5)([x], [tensor(3.0)], 1); x
    tensor(2.)
    """
    return _for_each(get_ema_avg_fn(decay))


def get_swa_avg_fn() -> Callable[[Any, Any, Any], Any]:
    """The mean of all so far: of `num_averaged` tensors, given by their mean, and one more.

    >>> optim.swa_utils.get_swa_avg_fn()(tensor(1.0), tensor(4.0), 2)
    tensor(2.)
    """
    @no_grad()
    def average(averaged: Any, current: Any, num_averaged: Any) -> Any:
        return averaged + (current - averaged) / (num_averaged + 1)

    return average


def get_swa_multi_avg_fn() -> Callable[[Any, Any, Any], None]:
    """As `get_swa_avg_fn` for lists of tensors; the first list is overwritten.

    >>> x = tensor(1.0)
    >>> optim.swa_utils.get_swa_multi_avg_fn()([x], [tensor(4.0)], 2); x
    tensor(2.)
    """
    return _for_each(get_swa_avg_fn())


class AveragedModel(Module):
    """A copy of a model, `module`, whose parameters are means of those at each `update_parameters`.

    The mean of all unless `avg_fn(averaged, current, n)` is given, or `multi_avg_fn` for lists.
    Buffers are copied or, with `use_buffers`, averaged too.

    Raises:
        AssertionError: both functions are given.

    >>> model = nn.Linear(1, 1)
    >>> mean = optim.swa_utils.AveragedModel(model)
    >>> mean.update_parameters(model); mean.n_averaged
    tensor(1)
    """

    n_averaged: Any

    def __init__(self, model: Any, device: Any = None, avg_fn: Any = None, multi_avg_fn: Any = None,
                 use_buffers: bool = False) -> None:
        super().__init__()
        if avg_fn is not None and multi_avg_fn is not None:
            raise AssertionError("Only one of avg_fn and multi_avg_fn should be provided")
        self.module = deepcopy(model)
        self.register_buffer("n_averaged", full((), 0))
        self.avg_fn, self.multi_avg_fn, self.use_buffers = avg_fn, multi_avg_fn, use_buffers

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """The result of the module with averaged parameters."""
        return self.module(*args, **kwargs)

    def _averaged(self, model: Any) -> list[Any]:
        return [*model.parameters(), *(model.buffers() if self.use_buffers else ())]

    @no_grad()
    def update_parameters(self, model: Any) -> None:
        """Take the parameters of the model into the mean."""
        own, new = self._averaged(self.module), [x.detach() for x in self._averaged(model)]
        if self.n_averaged == 0:
            for a, b in zip(own, new, strict=True):
                a.copy_(b)
        elif self.multi_avg_fn is not None:
            self.multi_avg_fn(own, new, self.n_averaged)
        else:
            _for_each(self.avg_fn or get_swa_avg_fn())(own, new, self.n_averaged)
        if not self.use_buffers:
            for a, b in zip(self.module.buffers(), model.buffers(), strict=True):
                a.copy_(b.detach())
        self.n_averaged += 1


@no_grad()
def update_bn(loader: Iterable[Any], model: Any, device: Any = None) -> None:
    """Compute the running statistics of all batch norms anew, from one pass over the data.

    Of a batch that is a tuple or list, the first element is the input.

    >>> model = nn.BatchNorm1d(1)
    >>> optim.swa_utils.update_bn([tensor([[1.0], [3.0]])], model); model.running_mean
    tensor([2.])
    """
    momenta = {m: m.momentum for m in model.modules() if isinstance(m, _BatchNorm)}
    if not momenta:
        return
    was_training = model.training
    model.train()
    for m in momenta:
        m.reset_running_stats()
        m.momentum = None      # the mean of all batches
    for batch in loader:
        model(batch[0] if isinstance(batch, (list, tuple)) else batch)
    for m, momentum in momenta.items():
        m.momentum = momentum
    model.train(was_training)


class SWALR(LRScheduler):
    """From the rates as they are to `swa_lr` in `anneal_epochs`, along a cosine or linearly.

    Raises:
        ValueError: another strategy, epochs below zero, another number of rates than groups.

    >>> opt = optim.SGD([tensor(1.0)], lr=0.1)
    >>> scheduler = optim.swa_utils.SWALR(opt, 0.05, anneal_epochs=2, anneal_strategy="linear")
    >>> opt.step(); scheduler.step(); scheduler.get_last_lr()
    [0.07500000000000001]
    """

    def __init__(self, optimizer: Any, swa_lr: Any, anneal_epochs: int = 10,
                 anneal_strategy: str = "cos", last_epoch: int = -1) -> None:
        groups = optimizer.param_groups
        rates = swa_lr if isinstance(swa_lr, (list, tuple)) else [swa_lr] * len(groups)
        if len(rates) != len(groups):
            raise ValueError("swa_lr must have the same length as optimizer.param_groups. swa_lr "
                             f"has {len(rates)} values, param_groups has {len(groups)}.")
        for rate, group in zip(rates, groups, strict=True):
            group["swa_lr"] = rate
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError("anneal_strategy must be one of 'cos' or 'linear', instead got "
                             f"{anneal_strategy}")
        if not isinstance(anneal_epochs, int) or anneal_epochs < 0:
            raise ValueError("anneal_epochs must be equal or greater than 0, got "
                             f"{anneal_epochs}")
        self._anneal_strategy, self.anneal_epochs = anneal_strategy, anneal_epochs
        super().__init__(optimizer, last_epoch)

    def _share(self, step: int) -> float:
        """How far the rate has come after so many steps, from 0 to 1."""
        t = max(0.0, min(1.0, step / max(1, self.anneal_epochs)))
        return t if self._anneal_strategy == "linear" else (1 - math.cos(math.pi * t)) / 2

    def get_lr(self) -> list[Any]:
        """The rates of this epoch."""
        step = self._step_count - 1
        step = max(1, step) if self.anneal_epochs == 0 else step
        before, now = self._share(step - 1), self._share(step)
        found = []
        for group, rate in zip(self.optimizer.param_groups, self._rates, strict=True):
            goal = group["swa_lr"]
            first = goal if before == 1 else (rate - before * goal) / (1 - before)
            found.append(goal * now + first * (1 - now))
        return found
