"""Pooling as modules."""

from __future__ import annotations

from typing import Any

from . import functional as F
from .convolution import repeated
from .module import Module

__all__ = [
    "AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveAvgPool3d", "AdaptiveMaxPool1d",
    "AdaptiveMaxPool2d", "AdaptiveMaxPool3d", "AvgPool1d", "AvgPool2d", "AvgPool3d",
    "FractionalMaxPool2d", "FractionalMaxPool3d", "LPPool1d", "LPPool2d", "LPPool3d", "MaxPool1d",
    "MaxPool2d", "MaxPool3d", "MaxUnpool1d", "MaxUnpool2d", "MaxUnpool3d",
]


class _MaxPoolNd(Module):
    _dims = 0

    def __init__(self, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
                 return_indices: bool = False, ceil_mode: bool = False) -> None:
        super().__init__()
        self.kernel_size, self.padding, self.dilation = kernel_size, padding, dilation
        self.stride = kernel_size if stride is None else stride
        self.return_indices, self.ceil_mode = return_indices, ceil_mode

    def forward(self, input: Any) -> Any:
        pool = getattr(F, f"max_pool{self._dims}d")
        return pool(input, self.kernel_size, self.stride, self.padding, self.dilation,
                    ceil_mode=self.ceil_mode, return_indices=self.return_indices)

    def extra_repr(self) -> str:
        return (f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, "
                f"dilation={self.dilation}, ceil_mode={self.ceil_mode}")


class MaxPool1d(_MaxPoolNd):
    """The largest number of each window of sequences; see `nn.functional.max_pool1d`.

    >>> nn.MaxPool1d(2)(zeros(1, 2, 6)).shape
    torch.Size([1, 2, 3])
    """

    _dims = 1


class MaxPool2d(_MaxPoolNd):
    """The largest number of each window of images; see `nn.functional.max_pool2d`.

    >>> nn.MaxPool2d(2)
    MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)
    """

    _dims = 2


class MaxPool3d(_MaxPoolNd):
    """The largest number of each window of volumes; see `nn.functional.max_pool3d`.

    >>> nn.MaxPool3d(2)(zeros(1, 1, 4, 4, 4)).shape
    torch.Size([1, 1, 2, 2, 2])
    """

    _dims = 3


class _AvgPoolNd(Module):
    _dims = 0

    def __init__(self, kernel_size: Any, stride: Any = None, padding: Any = 0,
                 ceil_mode: bool = False, count_include_pad: bool = True,
                 divisor_override: int | None = None) -> None:
        super().__init__()
        self.kernel_size, self.padding = kernel_size, padding
        self.stride = kernel_size if stride is None else stride
        self.ceil_mode, self.count_include_pad = ceil_mode, count_include_pad
        self.divisor_override = divisor_override

    def forward(self, input: Any) -> Any:
        pool = getattr(F, f"avg_pool{self._dims}d")
        return pool(input, self.kernel_size, self.stride, self.padding, self.ceil_mode,
                    self.count_include_pad, self.divisor_override)

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AvgPool1d(_AvgPoolNd):
    """The mean of each window of sequences; see `nn.functional.avg_pool1d`.

    >>> nn.AvgPool1d(2)(zeros(1, 2, 6)).shape
    torch.Size([1, 2, 3])
    """

    _dims = 1

    def __init__(self, kernel_size: Any, stride: Any = None, padding: Any = 0,
                 ceil_mode: bool = False, count_include_pad: bool = True) -> None:
        super().__init__(repeated(kernel_size, 1),
                         repeated(kernel_size if stride is None else stride, 1),
                         repeated(padding, 1), ceil_mode, count_include_pad)

    def forward(self, input: Any) -> Any:
        return F.avg_pool1d(input, self.kernel_size, self.stride, self.padding, self.ceil_mode,
                            self.count_include_pad)


class AvgPool2d(_AvgPoolNd):
    """The mean of each window of images; see `nn.functional.avg_pool2d`.

    >>> nn.AvgPool2d(2)(zeros(1, 2, 6, 6)).shape
    torch.Size([1, 2, 3, 3])
    """

    _dims = 2


class AvgPool3d(_AvgPoolNd):
    """The mean of each window of volumes; see `nn.functional.avg_pool3d`.

    >>> nn.AvgPool3d(2)(zeros(1, 1, 4, 4, 4)).shape
    torch.Size([1, 1, 2, 2, 2])
    """

    _dims = 3


class _AdaptiveAvgPoolNd(Module):
    """Pooling to a given size."""

    _function = ""

    def __init__(self, output_size: Any) -> None:
        super().__init__()
        self.output_size = output_size

    def forward(self, input: Any) -> Any:
        return getattr(F, self._function)(input, self.output_size)

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}"


class AdaptiveAvgPool1d(_AdaptiveAvgPoolNd):
    """Means, as many as asked for; see `nn.functional.adaptive_avg_pool1d`.

    >>> nn.AdaptiveAvgPool1d(3)(zeros(1, 2, 7)).shape
    torch.Size([1, 2, 3])
    """

    _function = "adaptive_avg_pool1d"


class AdaptiveAvgPool2d(_AdaptiveAvgPoolNd):
    """Means, as many as asked for; see `nn.functional.adaptive_avg_pool2d`.

    >>> nn.AdaptiveAvgPool2d((2, None))(zeros(1, 2, 5, 6)).shape
    torch.Size([1, 2, 2, 6])
    """

    _function = "adaptive_avg_pool2d"


class AdaptiveAvgPool3d(_AdaptiveAvgPoolNd):
    """Means, as many as asked for; see `nn.functional.adaptive_avg_pool3d`.

    >>> nn.AdaptiveAvgPool3d(1)(zeros(1, 1, 2, 2, 2)).shape
    torch.Size([1, 1, 1, 1, 1])
    """

    _function = "adaptive_avg_pool3d"


class _AdaptiveMaxPoolNd(_AdaptiveAvgPoolNd):
    def __init__(self, output_size: Any, return_indices: bool = False) -> None:
        super().__init__(output_size)
        self.return_indices = return_indices

    def forward(self, input: Any) -> Any:
        return getattr(F, self._function)(input, self.output_size, self.return_indices)


class AdaptiveMaxPool1d(_AdaptiveMaxPoolNd):
    """Largest numbers, as many as asked for; see `nn.functional.adaptive_max_pool1d`.

    >>> nn.AdaptiveMaxPool1d(3)(zeros(1, 2, 7)).shape
    torch.Size([1, 2, 3])
    """

    _function = "adaptive_max_pool1d"


class AdaptiveMaxPool2d(_AdaptiveMaxPoolNd):
    """Largest numbers, as many as asked for; see `nn.functional.adaptive_max_pool2d`.

    >>> nn.AdaptiveMaxPool2d(2)(zeros(1, 2, 5, 6)).shape
    torch.Size([1, 2, 2, 2])
    """

    _function = "adaptive_max_pool2d"


class AdaptiveMaxPool3d(_AdaptiveMaxPoolNd):
    """Largest numbers, as many as asked for; see `nn.functional.adaptive_max_pool3d`.

    >>> nn.AdaptiveMaxPool3d(1)(zeros(1, 1, 2, 2, 2)).shape
    torch.Size([1, 1, 1, 1, 1])
    """

    _function = "adaptive_max_pool3d"


class _LPPool(Module):
    _dims = 0

    def __init__(self, norm_type: float, kernel_size: Any, stride: Any = None,
                 ceil_mode: bool = False) -> None:
        super().__init__()
        self.norm_type, self.kernel_size = norm_type, kernel_size
        self.stride, self.ceil_mode = stride, ceil_mode

    def forward(self, input: Any) -> Any:
        pool = getattr(F, f"lp_pool{self._dims}d")
        return pool(input, float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode)

    def extra_repr(self) -> str:
        return (f"norm_type={self.norm_type}, kernel_size={self.kernel_size}, "
                f"stride={self.stride}, ceil_mode={self.ceil_mode}")


class LPPool1d(_LPPool):
    """The p-norm of each window of sequences; see `nn.functional.lp_pool1d`.

    >>> nn.LPPool1d(2, 3)(zeros(1, 2, 6)).shape
    torch.Size([1, 2, 2])
    """

    _dims = 1


class LPPool2d(_LPPool):
    """The p-norm of each window of images; see `nn.functional.lp_pool2d`.

    >>> nn.LPPool2d(2, 2)(zeros(1, 2, 6, 6)).shape
    torch.Size([1, 2, 3, 3])
    """

    _dims = 2


class LPPool3d(_LPPool):
    """The p-norm of each window of volumes; see `nn.functional.lp_pool3d`.

    >>> nn.LPPool3d(2, 2)(zeros(1, 1, 4, 4, 4)).shape
    torch.Size([1, 1, 2, 2, 2])
    """

    _dims = 3


class _MaxUnpool(Module):
    _dims = 0

    def __init__(self, kernel_size: Any, stride: Any = None, padding: Any = 0) -> None:
        super().__init__()
        n = self._dims
        self.kernel_size, self.padding = repeated(kernel_size, n), repeated(padding, n)
        self.stride = repeated(kernel_size if stride is None else stride, n)

    def forward(self, input: Any, indices: Any, output_size: Any = None) -> Any:
        unpool = getattr(F, f"max_unpool{self._dims}d")
        return unpool(input, indices, self.kernel_size, self.stride, self.padding, output_size)

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class MaxUnpool1d(_MaxUnpool):
    """Largest numbers back at their places; see `nn.functional.max_unpool1d`."""

    _dims = 1


class MaxUnpool2d(_MaxUnpool):
    """Largest numbers back at their places; see `nn.functional.max_unpool2d`."""

    _dims = 2


class MaxUnpool3d(_MaxUnpool):
    """Largest numbers back at their places; see `nn.functional.max_unpool3d`."""

    _dims = 3


class _FractionalMaxPool(Module):
    _dims = 0

    def __init__(self, kernel_size: Any, output_size: Any = None, output_ratio: Any = None,
                 return_indices: bool = False, _random_samples: Any = None) -> None:
        super().__init__()
        self.kernel_size = repeated(kernel_size, self._dims)
        self.return_indices = return_indices
        self.register_buffer("_random_samples", _random_samples)
        self.output_size = None if output_size is None else repeated(output_size, self._dims)
        self.output_ratio = None if output_ratio is None else repeated(output_ratio, self._dims)
        name = type(self).__name__
        if output_size is None and output_ratio is None:
            raise ValueError(f"{name} requires specifying either an output size, or a pooling ratio")
        if output_size is not None and output_ratio is not None:
            raise ValueError("only one of output_size and output_ratio may be specified")
        if self.output_ratio is not None and not all(0 < r < 1 for r in self.output_ratio):
            raise ValueError(f"output_ratio must be between 0 and 1 (got {output_ratio})")

    def forward(self, input: Any) -> Any:
        pool = getattr(F, f"fractional_max_pool{self._dims}d")
        return pool(input, self.kernel_size, self.output_size, self.output_ratio,
                    self.return_indices, self._random_samples)


class FractionalMaxPool2d(_FractionalMaxPool):
    """The largest number of each of randomly placed windows; see `nn.functional.fractional_max_pool2d`.

    Raises:
        ValueError: neither or both of size and ratio; a ratio outside of ``(0, 1)``.

    >>> nn.FractionalMaxPool2d(2, output_size=3)(zeros(1, 2, 7, 7)).shape
    torch.Size([1, 2, 3, 3])
    """

    _dims = 2


class FractionalMaxPool3d(_FractionalMaxPool):
    """The largest number of each of randomly placed windows of volumes.

    Raises:
        ValueError: neither or both of size and ratio; a ratio outside of ``(0, 1)``.

    >>> nn.FractionalMaxPool3d(2, output_ratio=0.5)(zeros(1, 1, 6, 6, 6)).shape
    torch.Size([1, 1, 3, 3, 3])
    """

    _dims = 3
