"""Neural networks: modules with parameters, and the functions they are made of (torch.nn).

    Module Parameter Buffer         what a network is made of
    Sequential ModuleList ...       modules in order or by key
    Linear Conv2d LSTM ...          layers;  ReLU Dropout ...  what has no parameters
    LazyLinear LazyConv2d ...       layers that take the number of inputs from the first input
    MSELoss CrossEntropyLoss ...    losses
    functional init utils           functions, first values, what one does to all parameters

>>> nn.Sequential(nn.Linear(2, 1), nn.Sigmoid())
Sequential(
  (0): Linear(in_features=2, out_features=1, bias=True)
  (1): Sigmoid()
)
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ..errors import suggest
from . import (
    activation,
    adaptive,
    attention,
    cells,
    container,
    convolution,
    distance,
    dropout,
    functional,
    init,
    lazy,
    linear,
    loss,
    normalization,
    padding,
    parallel,
    parameter,
    parameter_container,
    pooling,
    recurrent,
    shape,
    softmax,
    sparse,
    utils,
)
from .module import Module
from .parameter import Buffer, Parameter, UninitializedBuffer, UninitializedParameter

_FILES = (activation, adaptive, attention, cells, container, convolution, distance, dropout, lazy, linear,
          loss, normalization, padding, parallel, parameter_container, pooling, recurrent, shape, softmax, sparse)
_CLASSES = {name: getattr(file, name) for file in _FILES for name in file.__all__
            if name[0].isupper()}
globals().update(_CLASSES)

__all__ = sorted(
    {"Buffer", "Module", "Parameter", "UninitializedBuffer",
     "UninitializedParameter", "functional", "init", "modules", "parallel", "parameter", "utils",
     *_CLASSES})


def __getattr__(name: str) -> Any:
    """`modules`, the same classes under PyTorch's paths."""
    if name == "modules":
        return import_module(f"{__name__}.modules")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}.{suggest(name, __all__)}")


def __dir__() -> list[str]:
    return list(__all__)
