"""See automatic differentiation in a notebook: tensors, tapes, pictures.

>>> import nbautograd as torch
>>> x = torch.tensor([1.0, 2.0], requires_grad=True)
>>> (x * x).sum().backward()
>>> x.grad
tensor([2., 4.])
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from .engine.dtypes import DTYPES as _DTYPES
from .engine.tensor import Tensor, as_tensor, tensor
from .engine.state import enable_grad, inference_mode, is_grad_enabled, no_grad, set_grad_enabled
from .ops import bind as _bind
from .ops import namespace as _namespace

_bind()
globals().update(_DTYPES)
globals().update(_namespace())
