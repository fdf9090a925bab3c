"""What a tensor is apart from its values: shape, element type, place in memory, kind.

All of it is read from the array or the slots and none of it is seen by a recorder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

import numpy as np

from .device import CPU, STRIDED, Device, Layout
from .dtypes import dtype, from_numpy_dtype
from .memory import element_strides
from .messages import dim_out_of_range
from .size import Size

if TYPE_CHECKING:
    from .extra import Extra

__all__ = ["Metadata"]


class Metadata:
    """The part of `Tensor` that says what it is."""

    __slots__ = ()

    _data: np.ndarray[Any, Any]
    _view: Any
    _extra: Extra | None

    @property
    def shape(self) -> Size:
        """The size of each dimension.

        >>> tensor([[1.0], [2.0]]).shape
        torch.Size([2, 1])
        """
        return tuple.__new__(Size, self._data.shape)

    @overload
    def size(self, dim: None = None) -> Size: ...
    @overload
    def size(self, dim: int) -> int: ...
    def size(self, dim: int | None = None) -> Any:
        """`shape`, or the size of one dimension.

        >>> tensor([[1.0], [2.0]]).size(0)
        2
        """
        if dim is None:
            return Size(self._data.shape)
        if not hasattr(dim, "__index__"):
            raise TypeError(f"size(): argument 'dim' (position 1) must be int, not "
                            f"{type(dim).__name__}")
        return self._data.shape[_wrap_dim(dim, self._data.ndim)]

    @property
    def dtype(self) -> dtype:
        """The element type.

        >>> tensor([1, 2]).dtype
        torch.int64
        """
        return from_numpy_dtype(self._data.dtype)

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return self._data.ndim

    def dim(self) -> int:
        """The number of dimensions.

        >>> tensor(1.0).dim()
        0
        """
        return self._data.ndim

    ndimension = dim

    def numel(self) -> int:
        """The number of elements.

        >>> tensor([[1, 2], [3, 4]]).numel()
        4
        """
        return self._data.size

    nelement = numel

    @property
    def itemsize(self) -> int:
        """Bytes of one element."""
        return self._data.itemsize

    def element_size(self) -> int:
        """Bytes of one element.

        >>> tensor(1.0).element_size()
        4
        """
        return self._data.itemsize

    @property
    def nbytes(self) -> int:
        """Bytes of all elements."""
        return self._data.nbytes

    @property
    def device(self) -> Device:
        """Where the data is: always the CPU."""
        return CPU

    @property
    def layout(self) -> Layout:
        """``torch.strided``: dense memory with strides."""
        return STRIDED

    is_cuda = is_sparse = is_quantized = is_meta = is_mkldnn = is_mps = is_nested = False
    is_ipu = is_maia = is_mtia = is_sparse_csr = is_vulkan = is_xla = is_xpu = False
    is_cpu = True

    @property
    def names(self) -> tuple[None, ...]:
        """None for each dimension: dimensions have no names here."""
        return (None,) * self._data.ndim

    @overload
    def stride(self, dim: None = None) -> tuple[int, ...]: ...
    @overload
    def stride(self, dim: int) -> int: ...
    def stride(self, dim: int | None = None) -> Any:
        """Steps in memory, in elements, for each dimension.

        >>> zeros(2, 3).stride()
        (3, 1)
        """
        strides = element_strides(self._data)
        return strides if dim is None else strides[_wrap_dim(dim, self._data.ndim)]

    def dim_order(self) -> tuple[int, ...]:
        """The dimensions as they lie in memory, that with the largest steps first.

        >>> zeros(2, 3).T.dim_order()
        (1, 0)
        """
        steps = self.stride()
        return tuple(sorted(range(len(steps)), key=lambda d: -steps[d]))

    def is_pinned(self, device: Any = None) -> bool:
        """Whether its memory is kept in place for a GPU: never here."""
        return False

    def is_shared(self) -> bool:
        """Whether its memory is shared with other processes: never here."""
        return False

    def storage_offset(self) -> int:
        """Where this tensor starts in the memory of its base, in elements."""
        if self._view is None:
            return 0
        here = self._data.__array_interface__["data"][0]
        base = self._view.base._data.__array_interface__["data"][0]
        return int(here - base) // self._data.itemsize

    def data_ptr(self) -> int:
        """The address of the first element."""
        return int(self._data.__array_interface__["data"][0])

    def is_contiguous(self, memory_format: Any = None) -> bool:
        """Whether elements lie in memory in row-major order without gaps."""
        return self._data.flags.c_contiguous

    def is_floating_point(self) -> bool:
        """Whether the element type is a floating one."""
        return bool(self._data.dtype.kind == "f")

    def is_complex(self) -> bool:
        """Whether the element type is complex."""
        return bool(self._data.dtype.kind == "c")

    def is_signed(self) -> bool:
        """Whether the element type can hold negative numbers."""
        return self.dtype.is_signed

    def is_inference(self) -> bool:
        """Whether it was made in `inference_mode`."""
        return self._extra is not None and self._extra.inference


def _wrap_dim(dim: int, ndim: int) -> int:
    limit = max(ndim, 1)
    if not -limit <= dim < limit:
        raise IndexError(dim_out_of_range(dim, ndim))
    return dim % limit
