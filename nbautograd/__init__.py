"""See automatic differentiation in a notebook: tensors, tapes, pictures.

The tensor names are PyTorch's, so that ``import nbautograd as torch`` runs a PyTorch notebook;
``record Tape draw Lab why derive explore`` are this package's own. Whatever needs matplotlib,
networkx, SciPy, IPython or ipywidgets is imported when first used.

>>> import nbautograd as torch
>>> x = torch.tensor([1.0, 2.0], requires_grad=True)
>>> (x * x).sum().backward()
>>> x.grad
tensor([2., 4.])
"""

from __future__ import annotations

import functools as _functools
import importlib as _importlib
import math as _math
import warnings as _warnings
from typing import TYPE_CHECKING, Any

from .engine import dtypes as _dtypes
from .engine.anomaly import (
    is_anomaly_check_nan_enabled,
    is_anomaly_enabled,
    set_anomaly_enabled,
)
from .engine.construct import as_tensor, tensor
from .engine.device import STRIDED as strided
from .engine.device import Device as device
from .engine.device import Layout as layout
from .engine.dtypes import BFLOAT16 as bfloat16
from .engine.dtypes import (
    dtype,
    finfo,
    get_default_dtype,
    iinfo,
    promote_types,
    set_default_dtype,
)
from .engine.heap import keep_freed_memory as _keep_freed_memory
from .engine.memory import MemoryFormat as memory_format
from .engine.notice import is_warn_always_enabled, set_warn_always
from .engine.printing import set_printoptions
from .engine.size import Size
from .engine.state import (
    enable_grad,
    inference_mode,
    is_grad_enabled,
    is_inference_mode_enabled,
    no_grad,
    set_grad_enabled,
)
from .engine.tensor import Tensor
from .ops import bind as _bind
from .ops import namespace as _namespace
from .ops.random import default_generator

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__version__ = "0.1.0"

_keep_freed_memory()

# NumPy warns of 1/0 and log(-1) where PyTorch silently gives inf and nan. Its warnings carry the
# name of the module that computed, so only those of our compiled ops are turned off.
_warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"nbautograd\.")

inf, nan, pi, e = _math.inf, _math.nan, _math.pi, _math.e
newaxis = None

_bind()
globals().update(_dtypes.DTYPES)
globals().update({short: _dtypes.DTYPES[name] for short, name in {
    "half": "float16", "float": "float32", "double": "float64", "short": "int16", "int": "int32",
    "long": "int64", "cfloat": "complex64", "cdouble": "complex128"}.items()})
globals().update(_namespace(whole=False))

# name -> module that has it; imported at the first use (PEP 562)
_LAZY = {
    "record": "capture", "Recording": "capture", "Tape": "tape", "draw": "views", "Lab": "widgets",
    "why": "derivation", "derive": "derivation", "explore": "widgets",
    "describe": "inspector", "save": "serialization", "load": "serialization", "vmap": "func",
    "compile": "compiler", "autocast": "amp", "GradScaler": "amp", "OutOfMemoryError": "cuda",
}
_MODULES = (
    "accelerator", "amp", "autograd", "backends", "capture", "compiler", "cpu", "cuda", "derivation",
    "distributed", "distributions", "fft", "func", "inspector", "jit", "linalg", "masked", "mps",
    "nn", "optim", "random", "serialization", "signal", "special", "tape", "testing", "utils",
    "version", "views", "widgets", "xpu",
)


@_functools.cache
def _load_later() -> None:
    """The functions of the families of the table that are not loaded at once."""
    for name, function in _namespace().items():
        globals().setdefault(name, function)


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        value = getattr(_importlib.import_module(f"{__name__}.{_LAZY[name]}"), name)
        globals()[name] = value
        return value
    if name in _MODULES:
        return _importlib.import_module(f"{__name__}.{name}")
    if not name.startswith("__") or name == "__all__":    # `import *` looks for this one first
        _load_later()
        if name in globals():
            return globals()[name]
    from .errors import suggest
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}."
                         + suggest(name, __dir__()))


def __dir__() -> list[str]:
    _load_later()
    return sorted({n for n in globals() if not n.startswith("_")} - {"Any", "TYPE_CHECKING", "annotations"}
                  | {"__version__", *_LAZY, *_MODULES})


def load_ipython_extension(shell: InteractiveShell) -> None:
    """``%load_ext nbautograd``: the magics, the settings, the richer ``obj?``."""
    from .notebook import load_ipython_extension as load
    load(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """``%unload_ext nbautograd``: leaves nothing behind."""
    from .notebook import unload_ipython_extension as unload
    unload(shell)
