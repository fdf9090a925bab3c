"""Padding and resampling as modules."""

from __future__ import annotations

from typing import Any

from . import functional as F
from .convolution import repeated
from .module import Module

__all__ = [
    "CircularPad1d", "CircularPad2d", "CircularPad3d", "ConstantPad1d", "ConstantPad2d",
    "ConstantPad3d", "ReflectionPad1d", "ReflectionPad2d", "ReflectionPad3d", "ReplicationPad1d",
    "ReplicationPad2d", "ReplicationPad3d", "Upsample", "UpsamplingBilinear2d",
    "UpsamplingNearest2d", "ZeroPad1d", "ZeroPad2d", "ZeroPad3d",
]


class _Pad(Module):
    """Padding of the last dimensions: before and after each, the last one first."""

    _dims = 0
    _mode = ""

    def __init__(self, padding: Any) -> None:
        super().__init__()
        self.padding = repeated(padding, 2 * self._dims)

    def forward(self, input: Any) -> Any:
        return F.pad(input, self.padding, self._mode)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class _ConstantPad(_Pad):
    def __init__(self, padding: Any, value: float) -> None:
        super().__init__(padding)
        self.value = value

    def forward(self, input: Any) -> Any:
        return F.pad(input, self.padding, "constant", self.value)

    def extra_repr(self) -> str:
        return f"padding={self.padding}, value={self.value}"


class ConstantPad1d(_ConstantPad):
    """A number around sequences.

    >>> nn.ConstantPad1d(1, 2.5)(zeros(1, 2, 3)).shape
    torch.Size([1, 2, 5])
    """

    _dims = 1


class ConstantPad2d(_ConstantPad):
    """A number around images.

    >>> nn.ConstantPad2d((1, 2, 0, 1), 3.0)(zeros(1, 2, 3, 3)).shape
    torch.Size([1, 2, 4, 6])
    """

    _dims = 2


class ConstantPad3d(_ConstantPad):
    """A number around volumes.

    >>> nn.ConstantPad3d(1, 0.5)(zeros(1, 1, 2, 2, 2)).shape
    torch.Size([1, 1, 4, 4, 4])
    """

    _dims = 3


class _ZeroPad(_ConstantPad):
    def __init__(self, padding: Any) -> None:
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class ZeroPad1d(_ZeroPad):
    """Zeros around sequences.

    >>> nn.ZeroPad1d(1)(zeros(1, 2, 3)).shape
    torch.Size([1, 2, 5])
    """

    _dims = 1


class ZeroPad2d(_ZeroPad):
    """Zeros around images.

    >>> nn.ZeroPad2d(1)(ones(1, 1, 1, 1)).sum(dim=-1)
    tensor([[[0., 1., 0.]]])
    """

    _dims = 2


class ZeroPad3d(_ZeroPad):
    """Zeros around volumes.

    >>> nn.ZeroPad3d(1)(zeros(1, 1, 2, 2, 2)).shape
    torch.Size([1, 1, 4, 4, 4])
    """

    _dims = 3


class ReflectionPad1d(_Pad):
    """Sequences reflected at their ends.

    >>> nn.ReflectionPad1d(1)(zeros(1, 2, 3)).shape
    torch.Size([1, 2, 5])
    """

    _dims, _mode = 1, "reflect"


class ReflectionPad2d(_Pad):
    """Images reflected at their edges.

    >>> nn.ReflectionPad2d(1)(zeros(1, 2, 3, 3)).shape
    torch.Size([1, 2, 5, 5])
    """

    _dims, _mode = 2, "reflect"


class ReflectionPad3d(_Pad):
    """Volumes reflected at their sides.

    >>> nn.ReflectionPad3d(1)(zeros(1, 1, 3, 3, 3)).shape
    torch.Size([1, 1, 5, 5, 5])
    """

    _dims, _mode = 3, "reflect"


class ReplicationPad1d(_Pad):
    """Sequences continued with their last number.

    >>> nn.ReplicationPad1d(1)(zeros(1, 2, 3)).shape
    torch.Size([1, 2, 5])
    """

    _dims, _mode = 1, "replicate"


class ReplicationPad2d(_Pad):
    """Images continued with their edges.

    >>> nn.ReplicationPad2d(1)(zeros(1, 2, 3, 3)).shape
    torch.Size([1, 2, 5, 5])
    """

    _dims, _mode = 2, "replicate"


class ReplicationPad3d(_Pad):
    """Volumes continued with their sides.

    >>> nn.ReplicationPad3d(1)(zeros(1, 1, 2, 2, 2)).shape
    torch.Size([1, 1, 4, 4, 4])
    """

    _dims, _mode = 3, "replicate"


class CircularPad1d(_Pad):
    """Sequences that begin again.

    >>> nn.CircularPad1d(1)(zeros(1, 2, 3)).shape
    torch.Size([1, 2, 5])
    """

    _dims, _mode = 1, "circular"


class CircularPad2d(_Pad):
    """Images that begin again.

    >>> nn.CircularPad2d(1)(zeros(1, 2, 3, 3)).shape
    torch.Size([1, 2, 5, 5])
    """

    _dims, _mode = 2, "circular"


class CircularPad3d(_Pad):
    """Volumes that begin again.

    >>> nn.CircularPad3d(1)(zeros(1, 1, 2, 2, 2)).shape
    torch.Size([1, 1, 4, 4, 4])
    """

    _dims, _mode = 3, "circular"


class Upsample(Module):
    """A finer grid; see `nn.functional.interpolate`.

    >>> nn.Upsample(scale_factor=2)(zeros(1, 2, 3, 3)).shape
    torch.Size([1, 2, 6, 6])
    """

    def __init__(self, size: Any = None, scale_factor: Any = None, mode: str = "nearest",
                 align_corners: bool | None = None,
                 recompute_scale_factor: bool | None = None) -> None:
        super().__init__()
        self.name, self.size = type(self).__name__, size
        if isinstance(scale_factor, tuple):
            self.scale_factor: Any = tuple(float(f) for f in scale_factor)
        else:
            self.scale_factor = float(scale_factor) if scale_factor else None
        self.mode, self.align_corners = mode, align_corners
        self.recompute_scale_factor = recompute_scale_factor

    def forward(self, input: Any) -> Any:
        return F.interpolate(input, self.size, self.scale_factor, self.mode, self.align_corners,
                             recompute_scale_factor=self.recompute_scale_factor)

    def extra_repr(self) -> str:
        what = (f"size={self.size}" if self.scale_factor is None else
                f"scale_factor={self.scale_factor!r}")
        return f"{what}, mode={self.mode!r}"


class UpsamplingNearest2d(Upsample):
    """The nearest pixel of a coarser image.

    >>> nn.UpsamplingNearest2d(scale_factor=2)(zeros(1, 2, 3, 3)).shape
    torch.Size([1, 2, 6, 6])
    """

    def __init__(self, size: Any = None, scale_factor: Any = None) -> None:
        super().__init__(size, scale_factor, "nearest")


class UpsamplingBilinear2d(Upsample):
    """Between the pixels of a coarser image, corners kept.

    >>> nn.UpsamplingBilinear2d(size=5)(zeros(1, 2, 3, 3)).shape
    torch.Size([1, 2, 5, 5])
    """

    def __init__(self, size: Any = None, scale_factor: Any = None) -> None:
        super().__init__(size, scale_factor, "bilinear", True)
