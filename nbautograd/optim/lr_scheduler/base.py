"""What schedulers share: the first rates, the epoch, and writing the rates of the next one."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from types import FunctionType, NoneType
from typing import Any

from ..optimizer import Optimizer

__all__ = ["LRScheduler", "one_for_each", "remembered"]

TOO_EARLY = (
    "Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and later, "
    "you should call them in the opposite order: `optimizer.step()` before `lr_scheduler.step()`.  "
    "Failure to do this will result in PyTorch skipping the first value of the learning rate "
    "schedule. See more details at "
    "https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate")


class LRScheduler:
    """Base of schedulers: `get_lr` says the rates of this epoch, `step` writes them.

    Raises:
        TypeError: not an optimizer.   KeyError: an epoch to go on from, without first rates.
    """

    _get_lr_called_within_step = False

    def __init__(self, optimizer: Any, last_epoch: int = -1) -> None:
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"{type(optimizer).__name__} is not an Optimizer")
        self.optimizer = optimizer
        for k, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                group.setdefault("initial_lr", group["lr"])
            elif "initial_lr" not in group:
                raise KeyError("param 'initial_lr' is not specified in param_groups["
                               f"{k}] when resuming scheduler with last_epoch >= 0")
        self.base_lrs = [group["initial_lr"] for group in optimizer.param_groups]
        self.last_epoch, self._step_count = last_epoch, 0
        self._is_initial, self._get_lr_called_within_step = True, False
        self._last_lr: list[Any] = []
        self.step()
        self._is_initial = False

    @property
    def _rates(self) -> list[Any]:
        """The rates of the groups as they are."""
        return [group["lr"] for group in self.optimizer.param_groups]

    def get_lr(self) -> list[Any]:
        """The rates of this epoch; to be written."""
        raise NotImplementedError("a scheduler has to write get_lr()")

    def get_last_lr(self) -> list[Any]:
        """The rates written last.

        >>> opt = optim.SGD([tensor(1.0)], lr=0.1)
        >>> optim.lr_scheduler.StepLR(opt, 2).get_last_lr()
        [0.1]
        """
        return self._last_lr

    def step(self, epoch: int | None = None) -> None:
        """Go to the next epoch and write its rates."""
        if self._step_count == 1 and not getattr(self.optimizer, "_opt_called", False):
            warnings.warn(TOO_EARLY, UserWarning, stacklevel=2)
        self._step_count += 1
        if epoch is not None:
            warnings.warn(
                "The epoch parameter in `scheduler.step()` was not necessary and is being "
                "deprecated where possible. Please use `scheduler.step()` to step the scheduler.",
                UserWarning, stacklevel=2)
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        closed = getattr(self, "_closed_form", None)
        self._get_lr_called_within_step = True
        self._write(self.get_lr() if epoch is None or closed is None else closed())
        self._get_lr_called_within_step = False

    def _write(self, rates: Sequence[Any]) -> None:
        for group, rate in zip(self.optimizer.param_groups, rates, strict=True):
            group["lr"] = rate
        self._last_lr = self._rates

    def state_dict(self) -> dict[str, Any]:
        """Everything but the optimizer."""
        return {k: v for k, v in self.__dict__.items() if k != "optimizer"}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take back what `state_dict` gave."""
        self.__dict__.update(state_dict)


def remembered(function: Any) -> dict[str, Any] | None:
    """What an object that is called remembers; None for a plain function, which cannot be saved."""
    return None if isinstance(function, (FunctionType, NoneType)) else dict(function.__dict__)


def one_for_each(value: Any, groups: list[Any], what: str = "values") -> list[Any]:
    """A value for each parameter group: the same, or one from a list.

    Raises:
        ValueError: the list has another length.

    >>> one_for_each(0.1, [{}, {}])
    [0.1, 0.1]
    """
    if not isinstance(value, (list, tuple)):
        return [value] * len(groups)
    if len(value) != len(groups):
        raise ValueError(f"Expected {len(groups)} {what}, but got {len(value)}")
    return list(value)
