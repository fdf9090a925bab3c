"""``torch.autograd.function``: an op of your own with its derivative."""

from ..engine.context import FunctionCtx
from ..engine.function import Function, InplaceFunction, once_differentiable

__all__ = ["Function", "FunctionCtx", "InplaceFunction", "once_differentiable"]
