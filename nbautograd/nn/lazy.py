"""Lazy layers: the number of inputs is taken from the first of them.

Until then their parameters have no size; then, in a hook before `forward`, they get one and their
first values, and the module becomes one of the class that it is named after.

>>> network = nn.Sequential(nn.Flatten(), nn.LazyLinear(2))
>>> _ = network(ones(1, 2, 3)); network[1]
Linear(in_features=6, out_features=2, bias=True)
"""

from __future__ import annotations

from typing import Any

from ..engine.dtypes import DTYPES
from ..engine.state import no_grad
from ..ops.creation import zeros
from . import convolution, normalization
from .linear import Linear
from .parameter import UninitializedBuffer, UninitializedParameter, is_lazy

__all__ = [
    "LazyBatchNorm1d", "LazyBatchNorm2d", "LazyBatchNorm3d", "LazyConv1d", "LazyConv2d",
    "LazyConv3d", "LazyConvTranspose1d", "LazyConvTranspose2d", "LazyConvTranspose3d",
    "LazyInstanceNorm1d", "LazyInstanceNorm2d", "LazyInstanceNorm3d", "LazyLinear",
]

Modules = Any      # what a mixin sees of the module it is part of


class LazyModuleMixin:
    """The part of a module that waits for its first input: write `initialize_parameters`."""

    cls_to_become: Any = None

    def __init__(self: Modules, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[misc]  # of the module
        self._load_hook = self.register_load_state_dict_pre_hook(_make_room)
        self._initialize_hook = self.register_forward_pre_hook(_initialize, with_kwargs=True)

    def initialize_parameters(self, *args: Any, **kwargs: Any) -> None:
        """Give sizes and values to the parameters, from the arguments of the first call."""
        raise NotImplementedError(
            f"initialize_parameters is not implemented for {type(self).__name__}")

    def has_uninitialized_params(self: Modules) -> bool:
        """Whether a parameter or buffer has no size yet.

        >>> nn.LazyLinear(2).has_uninitialized_params()
        True
        """
        return any(map(is_lazy, (*self._parameters.values(), *self._buffers.values())))


def _initialize(module: Modules, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    module.initialize_parameters(*args, **kwargs)
    if module.has_uninitialized_params():
        raise RuntimeError(f"module {module._get_name()} has not been fully initialized")
    for name in ("_initialize_hook", "_load_hook"):
        getattr(module, name).remove()
        delattr(module, name)
    if module.cls_to_become is not None:
        module.__class__ = module.cls_to_become


def _make_room(module: Modules, state: Any, prefix: str, *_: Any) -> None:
    """Before a state is loaded: sizes from the state, where it has them."""
    for name, value in (*module._parameters.items(), *module._buffers.items()):
        given = state.get(prefix + name)
        if given is not None and is_lazy(value) and not is_lazy(given):
            value.materialize(given.shape)


class _Sized(LazyModuleMixin):
    """Of layers whose sizes are all known from one number."""

    _counted = ""     # the attribute that is this number

    def reset_parameters(self: Modules) -> None:
        """First values; nothing while there is no size."""
        if not self.has_uninitialized_params() and getattr(self, self._counted) != 0:
            super().reset_parameters()  # type: ignore[misc]  # of the module

    def _declare(self: Modules, bias: bool, device: Any, dtype: Any) -> None:
        self.weight = UninitializedParameter(device=device, dtype=dtype)
        if bias:
            self.bias = UninitializedParameter(device=device, dtype=dtype)


class LazyLinear(_Sized, Linear):
    """`Linear` with `in_features` from the first input.

    >>> layer = nn.LazyLinear(3); layer
    LazyLinear(in_features=0, out_features=3, bias=True)
    >>> layer(ones(4, 2)).shape, layer
    (torch.Size([4, 3]), Linear(in_features=2, out_features=3, bias=True))
    """

    cls_to_become = Linear
    _counted = "in_features"

    def __init__(self, out_features: int, bias: bool = True, device: Any = None,
                 dtype: Any = None) -> None:
        super().__init__(0, 0, False)
        self._declare(bias, device, dtype)
        self.out_features = out_features

    def initialize_parameters(self, input: Any) -> None:  # type: ignore[override]  # of one input
        """Sizes from the last dimension of the input."""
        if self.has_uninitialized_params():
            with no_grad():
                self.in_features = input.shape[-1]
                self.weight.materialize((self.out_features, self.in_features))
                if self.bias is not None:
                    self.bias.materialize((self.out_features,))
                self.reset_parameters()
        if self.in_features == 0:    # a state was loaded
            if input.shape[-1] != self.weight.shape[-1]:
                raise AssertionError(
                    f"The in_features inferred from input: {input.shape[-1]} is not equal to "
                    f"in_features from self.weight: {self.weight.shape[-1]}")
            self.in_features = input.shape[-1]


# -- convolutions -------------------------------------------------------------------------------------


class _LazyConv(_Sized):
    _counted = "in_channels"

    def __init__(self: Modules, out_channels: int, kernel_size: Any, stride: Any = 1,
                 padding: Any = 0, dilation: Any = 1, groups: int = 1, bias: bool = True,
                 padding_mode: str = "zeros", device: Any = None, dtype: Any = None) -> None:
        super().__init__(0, 0, kernel_size, stride, padding, dilation, groups, False, padding_mode,
                         device, dtype)
        self._declare(bias, device, dtype)
        self.out_channels = out_channels

    def initialize_parameters(self: Modules, input: Any, *args: Any, **kwargs: Any) -> None:
        """Sizes from the channels of the input."""
        if not self.has_uninitialized_params():
            return
        self.in_channels = self._channels_of(input)
        if self.in_channels % self.groups:
            raise ValueError("in_channels must be divisible by groups")
        first, second = self.out_channels, self.in_channels // self.groups
        if self.transposed:
            first, second = self.in_channels, self.out_channels // self.groups
        self.weight.materialize((first, second, *self.kernel_size))
        if self.bias is not None:
            self.bias.materialize((self.out_channels,))
        self.reset_parameters()

    def _channels_of(self: Modules, input: Any) -> int:
        n = self._dims + 1
        if input.dim() not in (n, n + 1):
            raise RuntimeError(
                f"Expected {n}D (unbatched) or {n + 1}D (batched) input to {self._get_name()}, but "
                f"got input of size: {input.shape}")
        return input.shape[-n]  # type: ignore[no-any-return]  # a Size holds integers


class LazyConv1d(_LazyConv, convolution.Conv1d):
    """`Conv1d` with `in_channels` from the first input.

    >>> nn.LazyConv1d(2, 3)(zeros(1, 4, 5)).shape
    torch.Size([1, 2, 3])
    """

    cls_to_become = convolution.Conv1d


class LazyConv2d(_LazyConv, convolution.Conv2d):
    """`Conv2d` with `in_channels` from the first input.

    >>> nn.LazyConv2d(2, 3, padding=1)
    LazyConv2d(0, 2, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
    """

    cls_to_become = convolution.Conv2d


class LazyConv3d(_LazyConv, convolution.Conv3d):
    """`Conv3d` with `in_channels` from the first input.

    >>> nn.LazyConv3d(2, 2)(zeros(1, 1, 3, 3, 3)).shape
    torch.Size([1, 2, 2, 2, 2])
    """

    cls_to_become = convolution.Conv3d


class _LazyConvTranspose(_LazyConv):
    def __init__(self: Modules, out_channels: int, kernel_size: Any, stride: Any = 1,
                 padding: Any = 0, output_padding: Any = 0, groups: int = 1, bias: bool = True,
                 dilation: Any = 1, padding_mode: str = "zeros", device: Any = None,
                 dtype: Any = None) -> None:
        LazyModuleMixin.__init__(self, 0, 0, kernel_size, stride, padding, output_padding, groups,
                                 False, dilation, padding_mode, device, dtype)
        self._declare(bias, device, dtype)
        self.out_channels = out_channels


class LazyConvTranspose1d(_LazyConvTranspose, convolution.ConvTranspose1d):
    """`ConvTranspose1d` with `in_channels` from the first input.

    >>> nn.LazyConvTranspose1d(3, 3, stride=2)(zeros(2, 2, 4)).shape
    torch.Size([2, 3, 9])
    """

    cls_to_become = convolution.ConvTranspose1d


class LazyConvTranspose2d(_LazyConvTranspose, convolution.ConvTranspose2d):
    """`ConvTranspose2d` with `in_channels` from the first input.

    >>> nn.LazyConvTranspose2d(3, 2)(zeros(1, 2, 4, 4)).shape
    torch.Size([1, 3, 5, 5])
    """

    cls_to_become = convolution.ConvTranspose2d


class LazyConvTranspose3d(_LazyConvTranspose, convolution.ConvTranspose3d):
    """`ConvTranspose3d` with `in_channels` from the first input.

    >>> nn.LazyConvTranspose3d(2, 2)(zeros(1, 1, 2, 2, 2)).shape
    torch.Size([1, 2, 3, 3, 3])
    """

    cls_to_become = convolution.ConvTranspose3d


# -- normalizations -----------------------------------------------------------------------------------


class _LazyNorm(_Sized):
    _counted = "num_features"

    def __init__(self: Modules, eps: float = 1e-5, momentum: float | None = 0.1,
                 affine: bool = True, track_running_stats: bool = True, device: Any = None,
                 dtype: Any = None, *, bias: bool = True) -> None:
        super().__init__(0, eps, momentum, False, False, device, dtype, bias=False)
        self.affine, self.track_running_stats = affine, track_running_stats
        if affine:
            self._declare(bias, device, dtype)
        if track_running_stats:
            self.running_mean = UninitializedBuffer(device=device, dtype=dtype)
            self.running_var = UninitializedBuffer(device=device, dtype=dtype)
            self.num_batches_tracked = zeros((), dtype=DTYPES["int64"])

    def initialize_parameters(self: Modules, input: Any) -> None:  # type: ignore[override]  # of one input
        """Sizes from the second dimension of the input."""
        if self.has_uninitialized_params():
            self.num_features = input.shape[1]
            for value in (*self._parameters.values(), *self._buffers.values()):
                if is_lazy(value):
                    value.materialize((self.num_features,))
            self.reset_parameters()


class LazyBatchNorm1d(_LazyNorm, normalization.BatchNorm1d):
    """`BatchNorm1d` with `num_features` from the first input.

    >>> nn.LazyBatchNorm1d()(tensor([[1.0], [3.0]])).detach()
    tensor([[-1.0000],
            [ 1.0000]])
    """

    cls_to_become = normalization.BatchNorm1d


class LazyBatchNorm2d(_LazyNorm, normalization.BatchNorm2d):
    """`BatchNorm2d` with `num_features` from the first input.

    >>> nn.LazyBatchNorm2d()(zeros(3, 2, 4, 4)).shape
    torch.Size([3, 2, 4, 4])
    """

    cls_to_become = normalization.BatchNorm2d


class LazyBatchNorm3d(_LazyNorm, normalization.BatchNorm3d):
    """`BatchNorm3d` with `num_features` from the first input.

    >>> nn.LazyBatchNorm3d()(zeros(3, 2, 2, 2, 2)).shape
    torch.Size([3, 2, 2, 2, 2])
    """

    cls_to_become = normalization.BatchNorm3d


class LazyInstanceNorm1d(_LazyNorm, normalization.InstanceNorm1d):
    """`InstanceNorm1d` with `num_features` from the first input.

    >>> nn.LazyInstanceNorm1d()(zeros(3, 2, 4)).shape
    torch.Size([3, 2, 4])
    """

    cls_to_become = normalization.InstanceNorm1d


class LazyInstanceNorm2d(_LazyNorm, normalization.InstanceNorm2d):
    """`InstanceNorm2d` with `num_features` from the first input.

    >>> nn.LazyInstanceNorm2d()(zeros(3, 2, 4, 4)).shape
    torch.Size([3, 2, 4, 4])
    """

    cls_to_become = normalization.InstanceNorm2d


class LazyInstanceNorm3d(_LazyNorm, normalization.InstanceNorm3d):
    """`InstanceNorm3d` with `num_features` from the first input.

    >>> nn.LazyInstanceNorm3d()(zeros(1, 2, 2, 2, 2)).shape
    torch.Size([1, 2, 2, 2, 2])
    """

    cls_to_become = normalization.InstanceNorm3d
