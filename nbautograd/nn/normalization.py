"""Normalizations as modules."""

from __future__ import annotations

import warnings
from typing import Any

from ..engine.dtypes import DTYPES
from ..ops.creation import empty, ones, zeros
from . import functional as F
from . import init
from .module import Module
from .parameter import Parameter

__all__ = [
    "BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "GroupNorm", "InstanceNorm1d", "InstanceNorm2d",
    "InstanceNorm3d", "LayerNorm", "LocalResponseNorm", "RMSNorm",
]


class _Affine(Module):
    """A weight and a bias, or None for each that is left out."""

    weight: Any
    bias: Any

    def _own(self, size: Any, weight: bool, bias: bool, device: Any, dtype: Any) -> None:
        for name, wanted in (("weight", weight), ("bias", bias)):
            value = Parameter(empty(size, device=device, dtype=dtype)) if wanted else None
            self.register_parameter(name, value)

    def _reset_affine(self) -> None:
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)


# -- with statistics of all batches so far --------------------------------------------------------------


class _NormBase(_Affine):
    """Running mean and variance of the batches seen while training."""

    _version = 2
    running_mean: Any
    running_var: Any
    num_batches_tracked: Any
    _dims: tuple[int, ...] = ()

    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float | None = 0.1,
                 affine: bool = True, track_running_stats: bool = True, device: Any = None,
                 dtype: Any = None, *, bias: bool = True) -> None:
        super().__init__()
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.affine, self.track_running_stats = affine, track_running_stats
        self._own(num_features, affine, affine and bias, device, dtype)
        for name, make in (("running_mean", zeros), ("running_var", ones)):
            value = make(num_features, device=device, dtype=dtype) if track_running_stats else None
            self.register_buffer(name, value)
        self.register_buffer("num_batches_tracked",
                             zeros((), dtype=DTYPES["int64"]) if track_running_stats else None)
        self.reset_parameters()

    def reset_running_stats(self) -> None:
        """Mean 0, variance 1, no batches yet."""
        if self.track_running_stats:
            with init.creating():
                self.running_mean.zero_()
                self.running_var.fill_(1)
                self.num_batches_tracked.zero_()

    def reset_parameters(self) -> None:
        """Statistics anew, weight 1, bias 0."""
        self.reset_running_stats()
        self._reset_affine()

    def _check_input_dim(self, input: Any) -> None:
        if input.dim() not in self._dims:
            expected = " or ".join(f"{n}D" for n in self._dims)
            raise ValueError(f"expected {expected} input (got {input.dim()}D input)")

    def extra_repr(self) -> str:
        return (f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, "
                f"affine={self.affine}, bias={self.bias is not None}, "
                f"track_running_stats={self.track_running_stats}")


class _BatchNorm(_NormBase):
    def forward(self, input: Any) -> Any:
        self._check_input_dim(input)
        factor = 0.0 if self.momentum is None else self.momentum
        if self.training and self.track_running_stats and self.num_batches_tracked is not None:
            self.num_batches_tracked.add_(1)
            if self.momentum is None:     # the mean of all batches
                factor = 1.0 / float(self.num_batches_tracked)
        of_batch = self.training or (self.running_mean is None and self.running_var is None)
        keep = not self.training or self.track_running_stats
        return F.batch_norm(
            input, self.running_mean if keep else None, self.running_var if keep else None,
            self.weight, self.bias, of_batch, factor, self.eps)


class BatchNorm1d(_BatchNorm):
    """Each feature with mean 0 and variance 1 over the batch; see `nn.functional.batch_norm`.

    Shapes: ``(n, c) -> (n, c)``; ``(n, c, l) -> (n, c, l)``.

    >>> nn.BatchNorm1d(1)(tensor([[1.0], [3.0]])).detach()
    tensor([[-1.0000],
            [ 1.0000]])
    """

    _dims = (2, 3)


class BatchNorm2d(_BatchNorm):
    """As `BatchNorm1d`, of images ``(n, c, h, w)``.

    >>> nn.BatchNorm2d(2)(zeros(3, 2, 4, 4)).shape
    torch.Size([3, 2, 4, 4])
    """

    _dims = (4,)


class BatchNorm3d(_BatchNorm):
    """As `BatchNorm1d`, of volumes ``(n, c, d, h, w)``.

    >>> nn.BatchNorm3d(2)(zeros(3, 2, 2, 2, 2)).shape
    torch.Size([3, 2, 2, 2, 2])
    """

    _dims = (5,)


class _InstanceNorm(_NormBase):
    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1,
                 affine: bool = False, track_running_stats: bool = False, device: Any = None,
                 dtype: Any = None, *, bias: bool = True) -> None:
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype,
                         bias=bias)

    def forward(self, input: Any) -> Any:
        self._check_input_dim(input)
        single = input.dim() == self._dims[0]
        self._check_features(input, 0 if single else 1)
        out = F.instance_norm(
            input.unsqueeze(0) if single else input, self.running_mean, self.running_var,
            self.weight, self.bias, self.training or not self.track_running_stats,
            0.0 if self.momentum is None else self.momentum, self.eps)
        return out.squeeze(0) if single else out


    def _check_features(self, input: Any, dim: int) -> None:
        if input.size(dim) == self.num_features:
            return
        if self.affine:
            raise ValueError(f"expected input's size at dim={dim} to match num_features "
                             f"({self.num_features}), but got: {input.size(dim)}.")
        warnings.warn(
            f"input's size at dim={dim} does not match num_features. You can silence this warning "
            "by not passing in num_features, which is not used because affine=False",
            stacklevel=4)


class InstanceNorm1d(_InstanceNorm):
    """Each channel of each sample with mean 0 and variance 1: ``(n, c, l)`` or ``(c, l)``.

    >>> nn.InstanceNorm1d(2)(zeros(3, 2, 4)).shape
    torch.Size([3, 2, 4])
    """

    _dims = (2, 3)


class InstanceNorm2d(_InstanceNorm):
    """As `InstanceNorm1d`, of images ``(n, c, h, w)`` or ``(c, h, w)``.

    >>> nn.InstanceNorm2d(2, affine=True, track_running_stats=True)(zeros(3, 2, 4, 4)).shape
    torch.Size([3, 2, 4, 4])
    """

    _dims = (3, 4)


class InstanceNorm3d(_InstanceNorm):
    """As `InstanceNorm1d`, of volumes ``(n, c, d, h, w)`` or ``(c, d, h, w)``.

    >>> nn.InstanceNorm3d(2)(zeros(1, 2, 2, 2, 2)).shape
    torch.Size([1, 2, 2, 2, 2])
    """

    _dims = (4, 5)


# -- of each sample -----------------------------------------------------------------------------------


def _shape(normalized_shape: Any) -> tuple[int, ...]:
    return (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)


class LayerNorm(_Affine):
    """Mean 0 and variance 1 over the last dimensions; see `nn.functional.layer_norm`.

    >>> nn.LayerNorm(2)(tensor([1.0, 3.0])).detach()
    tensor([-1.0000,  1.0000])
    """

    def __init__(self, normalized_shape: Any, eps: float = 1e-5, elementwise_affine: bool = True,
                 bias: bool = True, device: Any = None, dtype: Any = None) -> None:
        super().__init__()
        self.normalized_shape, self.eps = _shape(normalized_shape), eps
        self.elementwise_affine = elementwise_affine
        self._own(self.normalized_shape, elementwise_affine, elementwise_affine and bias, device,
                  dtype)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Weight 1, bias 0."""
        self._reset_affine()

    def forward(self, input: Any) -> Any:
        return F.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return (f"{self.normalized_shape}, eps={self.eps}, "
                f"elementwise_affine={self.elementwise_affine}, bias={self.bias is not None}")


class RMSNorm(_Affine):
    """Mean square 1 over the last dimensions; see `nn.functional.rms_norm`.

    >>> nn.RMSNorm(4)(zeros(3, 4)).shape
    torch.Size([3, 4])
    """

    def __init__(self, normalized_shape: Any, eps: float | None = None,
                 elementwise_affine: bool = True, device: Any = None, dtype: Any = None) -> None:
        super().__init__()
        self.normalized_shape, self.eps = _shape(normalized_shape), eps
        self.elementwise_affine = elementwise_affine
        value = Parameter(empty(self.normalized_shape, device=device, dtype=dtype))
        self.register_parameter("weight", value if elementwise_affine else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Weight 1."""
        if self.weight is not None:
            init.ones_(self.weight)

    def forward(self, x: Any) -> Any:
        return F.rms_norm(x, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self) -> str:
        return (f"{self.normalized_shape}, eps={self.eps}, "
                f"elementwise_affine={self.elementwise_affine}")


class GroupNorm(_Affine):
    """Mean 0 and variance 1 over groups of channels; see `nn.functional.group_norm`.

    >>> nn.GroupNorm(2, 4)(zeros(3, 4, 5)).shape
    torch.Size([3, 4, 5])
    """

    def __init__(self, num_groups: int, num_channels: int, eps: float = 1e-5, affine: bool = True,
                 device: Any = None, dtype: Any = None, *, bias: bool = True) -> None:
        super().__init__()
        if num_channels % num_groups:
            raise ValueError(f"num_channels ({num_channels}) must be divisible by num_groups "
                             f"({num_groups})")
        self.num_groups, self.num_channels = num_groups, num_channels
        self.eps, self.affine = eps, affine
        self._own(num_channels, affine, affine and bias, device, dtype)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Weight 1, bias 0."""
        self._reset_affine()

    def forward(self, input: Any) -> Any:
        return F.group_norm(input, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return (f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}, "
                f"bias={self.bias is not None}")


class LocalResponseNorm(Module):
    """Divided by neighbouring channels; see `nn.functional.local_response_norm`.

    >>> nn.LocalResponseNorm(2)(zeros(2, 3, 4, 4)).shape
    torch.Size([2, 3, 4, 4])
    """

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> None:
        super().__init__()
        self.size, self.alpha, self.beta, self.k = size, alpha, beta, k

    def forward(self, input: Any) -> Any:
        return F.local_response_norm(input, self.size, self.alpha, self.beta, self.k)

    def extra_repr(self) -> str:
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"
