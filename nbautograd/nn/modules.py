"""The modules under the paths that PyTorch has them (torch.nn.modules).

Programs import from these what is no name of `nn`: ``nn.modules.batchnorm._BatchNorm`` to find
layers by kind, ``nn.modules.loss._Loss`` to write one, ``nn.modules.utils._pair``.

>>> isinstance(nn.BatchNorm2d(3), nn.modules.batchnorm._BatchNorm)
True
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from . import (
    activation,
    adaptive,
    attention,
    cells,
    container,
    convolution,
    distance,
    dropout,
    lazy,
    linear,
    loss,
    module,
    normalization,
    padding,
    parameter_container,
    pooling,
    recurrent,
    shape,
    sizes,
    softmax,
    sparse,
)

# PyTorch's file -> ours with its classes.
FILES = {
    "activation": (activation, softmax, attention), "adaptive": (adaptive,),
    "batchnorm": (normalization, lazy), "channelshuffle": (shape,),
    "container": (container, parameter_container), "conv": (convolution, lazy),
    "distance": (distance,), "dropout": (dropout,), "flatten": (shape,), "fold": (shape,),
    "instancenorm": (normalization, lazy), "lazy": (lazy,), "linear": (linear, lazy, attention),
    "loss": (loss,), "module": (module,), "normalization": (normalization,),
    "padding": (padding,), "pixelshuffle": (shape,), "pooling": (pooling,),
    "rnn": (recurrent, cells), "sparse": (sparse,), "transformer": (attention,),
    "upsampling": (padding,), "utils": (sizes,),
}


def _file(name: str, sources: tuple[ModuleType, ...]) -> ModuleType:
    """A module with the names of others."""
    made = ModuleType(f"{__name__}.{name}", f"``torch.nn.modules.{name}``: names of `nn`.")
    for source in sources:
        vars(made).update({n: v for n, v in vars(source).items() if not n.startswith("__")})
    sys.modules[made.__name__] = made
    return made


for _name, _sources in FILES.items():
    globals()[_name] = _file(_name, _sources)
_classes: dict[str, Any] = {
    n: v for source in dict.fromkeys(s for sources in FILES.values() for s in sources)
    for n, v in vars(source).items()
    if n in source.__all__ and isinstance(v, type) and not n.startswith("_")}
globals().update(_classes)
__all__ = sorted(_classes)


def __dir__() -> list[str]:
    return list(__all__)
