"""What Python and NumPy ask of a tensor: numbers, arrays, truth, iteration, text.

Where values leave the world of tensors, gradient stops: a recorder is told, and what would lose a
gradient silently is refused or warned of, as in PyTorch.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from . import printing
from .dtypes import default
from .notice import warn_once
from .state import LOCAL

if TYPE_CHECKING:
    from .tensor import Tensor

__all__ = ["Protocols"]


class Protocols:
    """The part of `Tensor` that meets Python's and NumPy's protocols."""

    __slots__ = ()

    _data: np.ndarray[Any, Any]
    _requires: bool
    requires_grad: bool
    grad_fn: Any

    # NumPy's binary operators hand over to ours, as PyTorch's do.
    __array_priority__ = 1000

    def numpy(self, *, force: bool = False) -> np.ndarray[Any, Any]:
        """The array itself: same memory.

        Raises:
            RuntimeError: the tensor requires grad, and gradients are on.

        >>> tensor([1.0, 2.0]).numpy()
        array([1., 2.], dtype=float32)
        """
        if self.requires_grad and LOCAL.mode.grad and not force:
            raise RuntimeError(
                "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() "
                "instead.")
        self._exits("numpy")
        return self._data

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
        data = self.numpy()
        if dtype is None:
            return data.copy() if copy else data
        return data.astype(dtype, copy=bool(copy))

    def __array_wrap__(self, array: np.ndarray[Any, Any], context: Any = None,
                       return_scalar: bool = False) -> Tensor:
        from .tensor import wrap
        return wrap(np.asarray(array))

    def item(self) -> Any:
        """The only element as a Python number.

        Raises:
            RuntimeError: more or less than one element.

        >>> tensor([[1.5]]).item()
        1.5
        """
        if self._data.size != 1:
            raise RuntimeError(
                f"a Tensor with {self._data.size} elements cannot be converted to Scalar")
        self._exits("item")
        return self._data.item()

    def tolist(self) -> Any:
        """Nested lists of Python numbers.

        >>> tensor([[1, 2]]).tolist()
        [[1, 2]]
        """
        self._exits("tolist")
        return self._data.tolist()

    def _exits(self, how: str) -> None:
        """Tell a recorder that values leave the world of tensors."""
        recorder = LOCAL.mode.recorder
        if recorder is not None:
            recorder.note(how, (self,), None, "item")

    def __bool__(self) -> bool:
        if self._data.size != 1:
            if self._data.size == 0:
                raise RuntimeError("Boolean value of Tensor with no values is ambiguous")
            raise RuntimeError("Boolean value of Tensor with more than one value is ambiguous")
        return bool(self._data.item())

    def __float__(self) -> float:
        return float(self._number())

    def __int__(self) -> int:
        return int(self._number())

    def __complex__(self) -> complex:
        return complex(self._number())

    def _number(self) -> Any:
        if self._data.size != 1:
            raise ValueError("only one element tensors can be converted to Python scalars; this "
                             f"one has shape {list(self._data.shape)}")
        if self._requires:
            warn_once(
                "Converting a tensor with requires_grad=True to a scalar may lead to unexpected "
                "behavior.\nConsider using tensor.detach() first.")
        self._exits("item")
        return self._data.item()

    def __index__(self) -> int:
        if self._data.size != 1 or self._data.dtype.kind not in "iub":
            raise TypeError("only integer tensors of a single element can be converted to an index")
        return int(self._data.item())

    def __len__(self) -> int:
        if self._data.ndim == 0:
            raise TypeError("len() of a 0-d tensor")
        return int(self._data.shape[0])

    def __iter__(self) -> Iterator[Tensor]:
        if self._data.ndim == 0:
            raise TypeError("iteration over a 0-d tensor")
        return iter(self.unbind(0))  # type: ignore[attr-defined]  # bound from the op table

    def __reversed__(self) -> Tensor:
        return self.flip(0) if self._data.ndim else self  # type: ignore[attr-defined, return-value]  # bound from the op table; a Tensor

    def __delitem__(self, index: Any) -> None:
        raise TypeError("Tensor does not support deleting items; select those to keep, e.g. with a "
                        "mask")

    def __contains__(self, element: Any) -> bool:
        if not isinstance(element, (Protocols, int, float, complex, bool, np.generic)):
            raise RuntimeError(
                f"Tensor.__contains__ only supports Tensor or scalar, but you passed in a "
                f"{type(element)}.")
        other = element._data if isinstance(element, Protocols) else element
        return bool((self._data == other).any())

    __hash__ = object.__hash__   # by identity: `==` is elementwise

    def __dir__(self) -> list[str]:
        return [n for n in super().__dir__() if not n.startswith("_") or n.startswith("__")]

    def __repr__(self, *, tensor_contents: str | None = None) -> str:
        from .tensor import Tensor
        fn = self.grad_fn
        kind = type(self)
        parameter = getattr(self, "_is_param", False)
        return printing.tensor_text(
            self._data, requires_grad=self.requires_grad, grad_fn=None if fn is None else fn.type_name,
            tangent=self._tangent_text() if LOCAL.mode.dual else None,
            default_dtype=default.numpy,
            cls_name="tensor" if kind is Tensor else
            "Parameter containing:\ntensor" if parameter else kind.__name__)

    def _tangent_text(self) -> str | None:
        from .forward import tangents_of
        tangents = tangents_of(self)
        return f"{tangents[max(tangents)]}" if tangents else None

    def __format__(self, spec: str) -> str:
        from .tensor import Tensor
        if type(self) is Tensor and self._data.ndim == 0:
            return printing.format_scalar(self._data.item(), spec)
        return printing.format_scalar(self, spec)
