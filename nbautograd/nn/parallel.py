"""Several GPUs, which this engine does not have: the module runs where it is (torch.nn.parallel)."""

from __future__ import annotations

from typing import Any

from .module import Module

__all__ = ["DataParallel"]


class DataParallel(Module):
    """A module that PyTorch spreads over GPUs; without any it runs the module as it is.

    Parameters have names that begin with ``module.``.

    >>> list(nn.DataParallel(nn.Linear(1, 2)).state_dict())
    ['module.weight', 'module.bias']
    """

    def __init__(self, module: Module, device_ids: Any = None, output_device: Any = None,
                 dim: int = 0) -> None:
        super().__init__()
        self.module = module
        self.device_ids: list[int] = []

    def forward(self, *inputs: Any, **kwargs: Any) -> Any:
        return self.module(*inputs, **kwargs)
