"""Weights with a given length or size as PyTorch wrote them first: computed before each forward.

Newer programs take `nn.utils.parametrizations`, which compute the weight when it is read.
"""

from __future__ import annotations

import warnings
from typing import Any

from ...engine.state import no_grad
from ...ops.creation import empty
from ...ops.products import dot, mv
from ...ops.reflectors import norm_except_dim
from ...ops.reflectors import weight_norm as scaled
from .. import functional as F
from ..parameter import Parameter

__all__ = ["remove_spectral_norm", "remove_weight_norm", "spectral_norm", "weight_norm"]


class _Normed:
    """A hook that computes a weight from other parameters; `kind` is its function's name."""

    kind = ""

    def __init__(self, name: str) -> None:
        self.name = name

    def compute(self, module: Any, training: bool) -> Any:
        raise NotImplementedError

    def __call__(self, module: Any, args: Any) -> None:
        setattr(module, self.name, self.compute(module, module.training))


def _find(module: Any, kind: type[_Normed], name: str) -> Any:
    """The number of the module's hook of this kind and name, or None."""
    for number, (hook, _) in module._forward_pre_hooks.items():
        if type(hook) is kind and hook.name == name:
            return number
    return None


def _attach(module: Any, hook: _Normed) -> None:
    if _find(module, type(hook), hook.name) is not None:
        raise RuntimeError(f"Cannot register two {hook.kind} hooks on the same parameter {hook.name}")
    module.register_forward_pre_hook(hook)


def _detach(module: Any, kind: type[_Normed], name: str, *others: str) -> Any:
    """Take the hook and its tensors away and make the weight a parameter with its value."""
    number = _find(module, kind, name)
    if number is None:
        raise ValueError(f"{kind.kind} of '{name}' not found in {module}")
    hook: Any = module._forward_pre_hooks[number][0]
    with no_grad():
        weight = hook.compute(module, False)
    for each in (name, *(f"{name}_{other}" for other in others)):
        delattr(module, each)
    del module._forward_pre_hooks[number]
    setattr(module, name, Parameter(weight.detach()))
    return module


# -- direction and length -----------------------------------------------------------------------------------


class _WeightNorm(_Normed):
    kind = "weight_norm"

    def __init__(self, name: str, dim: int | None) -> None:
        super().__init__(name)
        self.dim = -1 if dim is None else dim

    def compute(self, module: Any, training: bool) -> Any:
        v, g = (getattr(module, f"{self.name}_{part}") for part in "vg")
        return scaled(v, g, self.dim)


def weight_norm(module: Any, name: str = "weight", dim: int = 0) -> Any:
    """The weight from lengths ``weight_g`` and directions ``weight_v``; returns the module.

    PyTorch deprecates it: take `nn.utils.parametrizations.weight_norm`.

    Raises:
        RuntimeError: it is done already.   AttributeError: the module has no such parameter.

    >>> import warnings; warnings.simplefilter("ignore", FutureWarning)
    >>> list(nn.utils.weight_norm(nn.Linear(2, 3)).state_dict())
    ['bias', 'weight_g', 'weight_v']
    """
    warnings.warn("`torch.nn.utils.weight_norm` is deprecated in favor of "
                  "`torch.nn.utils.parametrizations.weight_norm`.", FutureWarning, stacklevel=2)
    hook = _WeightNorm(name, dim)
    _attach(module, hook)
    weight = getattr(module, name)
    delattr(module, name)
    with no_grad():
        length = norm_except_dim(weight, 2, hook.dim)
    module.register_parameter(f"{name}_g", Parameter(length))
    module.register_parameter(f"{name}_v", Parameter(weight.detach()))
    setattr(module, name, hook.compute(module, True))
    return module


def remove_weight_norm(module: Any, name: str = "weight") -> Any:
    """The weight becomes a parameter again, with the value it has; returns the module.

    Raises:
        ValueError: `weight_norm` was not called.

    >>> import warnings; warnings.simplefilter("ignore", FutureWarning)
    >>> list(nn.utils.remove_weight_norm(nn.utils.weight_norm(nn.Linear(2, 3))).state_dict())
    ['bias', 'weight']
    """
    return _detach(module, _WeightNorm, name, "g", "v")


# -- largest singular value ---------------------------------------------------------------------------------


class _SpectralNorm(_Normed):
    kind = "spectral_norm"

    def __init__(self, name: str, n_power_iterations: int, dim: int, eps: float) -> None:
        super().__init__(name)
        if n_power_iterations <= 0:
            raise ValueError("Expected n_power_iterations to be positive, but got "
                             f"n_power_iterations={n_power_iterations}")
        self.n_power_iterations, self.dim, self.eps = n_power_iterations, dim, eps

    def matrix(self, weight: Any) -> Any:
        """``(..., n, ...) -> (n, m)``, with dimension `dim` first."""
        rows = weight.movedim(self.dim, 0)
        return rows.reshape(rows.size(0), -1)

    def unit(self, x: Any) -> Any:
        return F.normalize(x, dim=0, eps=self.eps)

    def compute(self, module: Any, training: bool) -> Any:
        weight, u, v = (getattr(module, f"{self.name}_{part}") for part in ("orig", "u", "v"))
        matrix = self.matrix(weight)
        if training:
            with no_grad():
                for _ in range(self.n_power_iterations):
                    v.copy_(self.unit(mv(matrix.t(), u)))
                    u.copy_(self.unit(mv(matrix, v)))
            u, v = u.clone(), v.clone()     # the next step writes into these
        return weight / dot(u, mv(matrix, v))


def spectral_norm(module: Any, name: str = "weight", n_power_iterations: int = 1,
                  eps: float = 1e-12, dim: int | None = None) -> Any:
    """The weight over its largest singular value, from ``weight_orig``; returns the module.

    Newer programs take `nn.utils.parametrizations.spectral_norm`.

    Raises:
        RuntimeError: it is done already.   ValueError: no iterations.

    >>> list(nn.utils.spectral_norm(nn.Linear(2, 3)).state_dict())
    ['bias', 'weight_orig', 'weight_u', 'weight_v']
    """
    from .parametrizations import rows_of
    hook = _SpectralNorm(name, n_power_iterations, rows_of(module) if dim is None else dim, eps)
    if _find(module, _SpectralNorm, name) is not None:
        _attach(module, hook)
    weight = module._parameters[name]
    with no_grad():
        starts = [hook.unit(empty(size, dtype=weight.dtype).normal_(0, 1))
                  for size in hook.matrix(weight).shape]
    delattr(module, name)
    module.register_parameter(f"{name}_orig", weight)
    setattr(module, name, weight.data)
    for part, start in zip("uv", starts, strict=True):
        module.register_buffer(f"{name}_{part}", start)
    _attach(module, hook)
    return module


def remove_spectral_norm(module: Any, name: str = "weight") -> Any:
    """The weight becomes a parameter again, with the value it has; returns the module.

    Raises:
        ValueError: `spectral_norm` was not called.

    >>> list(nn.utils.remove_spectral_norm(nn.utils.spectral_norm(nn.Linear(2, 3))).state_dict())
    ['bias', 'weight']
    """
    return _detach(module, _SpectralNorm, name, "u", "v", "orig")
