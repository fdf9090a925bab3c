"""Convolutions as modules."""

from __future__ import annotations

import math
from typing import Any

from ..ops.creation import empty
from . import functional as F
from . import init
from .module import Module
from .parameter import Parameter

__all__ = ["Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"]

MODES = ("zeros", "reflect", "replicate", "circular")


def repeated(value: Any, n: int) -> Any:
    """A number for each of n dimensions; sequences as they are.

    >>> repeated(3, 2)
    (3, 3)
    """
    return tuple(value) if isinstance(value, (tuple, list)) else (value,) * n


class _ConvNd(Module):
    """What convolutions of all dimensions share: their parameters and what they say."""

    _dims = 0
    _transposed = False
    weight: Any
    bias: Any

    def __init__(self, in_channels: int, out_channels: int, kernel_size: Any, stride: Any = 1,
                 padding: Any = 0, dilation: Any = 1, groups: int = 1, bias: bool = True,
                 padding_mode: str = "zeros", device: Any = None, dtype: Any = None) -> None:
        super().__init__()
        self._check(in_channels, out_channels, groups, padding, stride, padding_mode)
        n = self._dims
        self.in_channels, self.out_channels = in_channels, out_channels
        self.kernel_size, self.stride = repeated(kernel_size, n), repeated(stride, n)
        self.padding = padding if isinstance(padding, str) else repeated(padding, n)
        self.dilation, self.groups, self.padding_mode = repeated(dilation, n), groups, padding_mode
        self.transposed, self.output_padding = self._transposed, (0,) * n
        first, second = out_channels, in_channels // groups
        if self._transposed:
            first, second = in_channels, out_channels // groups
        self.weight = Parameter(empty((first, second, *self.kernel_size), device=device,
                                      dtype=dtype))
        if bias:
            self.bias = Parameter(empty(out_channels, device=device, dtype=dtype))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    @staticmethod
    def _check(in_channels: int, out_channels: int, groups: int, padding: Any, stride: Any,
               padding_mode: str) -> None:
        if groups <= 0:
            raise ValueError("groups must be a positive integer")
        if in_channels % groups:
            raise ValueError(f"in_channels must be divisible by groups: {in_channels} by {groups}")
        if out_channels % groups:
            raise ValueError(
                f"out_channels must be divisible by groups: {out_channels} by {groups}")
        if isinstance(padding, str):
            if padding not in ("same", "valid"):
                raise ValueError(f"Invalid padding string {padding!r}, should be one of "
                                 "{'same', 'valid'}")
            if padding == "same" and any(s != 1 for s in repeated(stride, 1)):
                raise ValueError("padding='same' is not supported for strided convolutions")
        if padding_mode not in MODES:
            raise ValueError(f"padding_mode must be one of {{{', '.join(map(repr, MODES))}}}, but got padding_mode="
                             f"'{padding_mode}'")

    def reset_parameters(self) -> None:
        """Uniform numbers in ``1 / sqrt(fan_in)`` around zero."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            fan_in, _ = init._calculate_fan_in_and_fan_out(self.weight)
            if fan_in:
                bound = 1 / math.sqrt(fan_in)
                init.uniform_(self.bias, -bound, bound)

    def _around(self) -> list[int]:
        """The padding, last dimension first, before and after."""
        sides: list[int] = []
        for k in reversed(range(self._dims)):
            if self.padding == "valid":
                before = after = 0
            elif self.padding == "same":
                total = self.dilation[k] * (self.kernel_size[k] - 1)
                before, after = total // 2, total - total // 2
            else:
                before = after = int(self.padding[k])
            sides += [before, after]
        return sides

    def forward(self, input: Any) -> Any:
        convolve = getattr(F, f"conv{self._dims}d")
        padding = self.padding
        if self.padding_mode != "zeros":
            input = F.pad(input, self._around(), mode=self.padding_mode)
            padding = (0,) * self._dims
        return convolve(input, self.weight, self.bias, self.stride, padding, self.dilation,
                        self.groups)

    def extra_repr(self) -> str:
        n = self._dims
        parts = [f"{self.in_channels}, {self.out_channels}", f"kernel_size={self.kernel_size}",
                 f"stride={self.stride}"]
        if self.padding != (0,) * n:
            parts.append(f"padding={self.padding}")
        if self.dilation != (1,) * n:
            parts.append(f"dilation={self.dilation}")
        if self.output_padding != (0,) * n:
            parts.append(f"output_padding={self.output_padding}")
        if self.groups != 1:
            parts.append(f"groups={self.groups}")
        if self.bias is None:
            parts.append("bias=False")
        if self.padding_mode != "zeros":
            parts.append(f"padding_mode={self.padding_mode}")
        return ", ".join(parts)


class Conv1d(_ConvNd):
    """Convolution of sequences ``(n, in, l)``; see `nn.functional.conv1d`.

    >>> nn.Conv1d(1, 2, 3)(zeros(1, 1, 5)).shape
    torch.Size([1, 2, 3])
    """

    _dims = 1


class Conv2d(_ConvNd):
    """Convolution of images ``(n, in, h, w)``; see `nn.functional.conv2d`.

    >>> nn.Conv2d(1, 2, 3, padding=1)
    Conv2d(1, 2, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
    """

    _dims = 2


class Conv3d(_ConvNd):
    """Convolution of volumes ``(n, in, d, h, w)``; see `nn.functional.conv3d`.

    >>> nn.Conv3d(1, 2, 2)(zeros(1, 1, 3, 3, 3)).shape
    torch.Size([1, 2, 2, 2, 2])
    """

    _dims = 3


class _ConvTransposeNd(_ConvNd):
    _transposed = True

    def __init__(self, in_channels: int, out_channels: int, kernel_size: Any, stride: Any = 1,
                 padding: Any = 0, output_padding: Any = 0, groups: int = 1, bias: bool = True,
                 dilation: Any = 1, padding_mode: str = "zeros", device: Any = None,
                 dtype: Any = None) -> None:
        if padding_mode != "zeros":
            raise ValueError("Only \"zeros\" padding mode is supported for "
                             f"{type(self).__name__}")
        super().__init__(in_channels, out_channels, kernel_size, stride, padding, dilation, groups,
                         bias, padding_mode, device, dtype)
        self.output_padding = repeated(output_padding, self._dims)

    def forward(self, input: Any, output_size: Any = None) -> Any:
        convolve = getattr(F, f"conv_transpose{self._dims}d")
        more = self.output_padding if output_size is None else self._more(input, output_size)
        return convolve(input, self.weight, self.bias, self.stride, self.padding, more,
                        self.groups, self.dilation)

    def _more(self, input: Any, output_size: Any) -> tuple[int, ...]:
        """The output padding that gives the size asked for.

        Raises:
            ValueError: no output padding does.
        """
        n = self._dims
        wanted = tuple(output_size)[-n:]
        least = [(input.shape[k - n] - 1) * self.stride[k] - 2 * self.padding[k]
                 + self.dilation[k] * (self.kernel_size[k] - 1) + 1 for k in range(n)]
        most = [size + step - 1 for size, step in zip(least, self.stride, strict=True)]
        if any(not a <= size <= b for a, size, b in zip(least, wanted, most, strict=True)):
            raise ValueError(f"requested an output size of {output_size}, but valid sizes range "
                             f"from {least} to {most} (for an input of {input.shape[-n:]})")
        return tuple(size - a for size, a in zip(wanted, least, strict=True))


class ConvTranspose1d(_ConvTransposeNd):
    """Transposed convolution of sequences; see `nn.functional.conv_transpose1d`.

    >>> nn.ConvTranspose1d(2, 3, 3, stride=2)(zeros(2, 2, 4)).shape
    torch.Size([2, 3, 9])
    """

    _dims = 1


class ConvTranspose2d(_ConvTransposeNd):
    """Transposed convolution of images; see `nn.functional.conv_transpose2d`.

    >>> nn.ConvTranspose2d(2, 3, 3, stride=2, output_padding=1)(zeros(1, 2, 4, 4)).shape
    torch.Size([1, 3, 10, 10])
    """

    _dims = 2


class ConvTranspose3d(_ConvTransposeNd):
    """Transposed convolution of volumes; see `nn.functional.conv_transpose3d`.

    >>> nn.ConvTranspose3d(1, 2, 2)(zeros(1, 1, 2, 2, 2)).shape
    torch.Size([1, 2, 3, 3, 3])
    """

    _dims = 3
