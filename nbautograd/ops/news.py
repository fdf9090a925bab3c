"""Tensors made from a tensor, of its type (`new_zeros` ...), and PyTorch's old constructors.

``FloatTensor(2, 3)`` and its like are classes only in that ``isinstance`` knows them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.construct import tensor
from ..engine.dtypes import DTYPES, default, set_default_dtype
from ..engine.messages import type_name
from ..engine.sequences import old_array
from ..engine.tensor import Tensor
from .creation import created, empty_strided, full, zeros
from .creation import ones as ones_of

# -- of the type of a tensor ----------------------------------------------------------------------


def _type_of(self: Tensor, dtype: Any) -> Any:
    return self.dtype if dtype is None else dtype


def new_zeros(self: Tensor, *size: Any, dtype: Any = None, device: Any = None, layout: Any = None,
              pin_memory: bool = False, requires_grad: bool = False, **named: Any) -> Tensor:
    """Zeros of the given size in the type of this tensor.

    >>> tensor([1, 2]).new_zeros(2)
    tensor([0, 0])
    """
    return zeros(*size, dtype=_type_of(self, dtype), device=device, requires_grad=requires_grad,
                 **named)


def new_ones(self: Tensor, *size: Any, dtype: Any = None, device: Any = None, layout: Any = None,
             pin_memory: bool = False, requires_grad: bool = False, **named: Any) -> Tensor:
    """Ones of the given size in the type of this tensor.

    >>> tensor([1, 2]).new_ones(2)
    tensor([1, 1])
    """
    return ones_of(*size, dtype=_type_of(self, dtype), device=device, requires_grad=requires_grad,
                   **named)


def new_empty(self: Tensor, *size: Any, dtype: Any = None, device: Any = None, layout: Any = None,
              pin_memory: bool = False, requires_grad: bool = False, **named: Any) -> Tensor:
    """Arbitrary values (here zeros) of the given size in the type of this tensor.

    >>> tensor([1, 2]).new_empty(3).shape
    torch.Size([3])
    """
    return new_zeros(self, *size, dtype=dtype, device=device, requires_grad=requires_grad, **named)


def new_full(self: Tensor, size: Any, fill_value: Any, *, dtype: Any = None, device: Any = None,
             layout: Any = None, pin_memory: bool = False, requires_grad: bool = False) -> Tensor:
    """One value in the given size and the type of this tensor.

    >>> tensor([1.0]).new_full((2,), 7)
    tensor([7., 7.])
    """
    if not isinstance(size, (tuple, list)):
        raise TypeError("new_full(): argument 'size' (position 1) must be tuple of ints, not "
                        f"{type(size).__name__}")
    return full(size, fill_value, dtype=_type_of(self, dtype), device=device,
                requires_grad=requires_grad)


def new_tensor(self: Tensor, data: Any, *, dtype: Any = None, device: Any = None,
               layout: Any = None, pin_memory: bool = False, requires_grad: bool = False) -> Tensor:
    """A leaf with a copy of `data` in the type of this tensor.

    >>> tensor([1.0]).new_tensor([1, 2])
    tensor([1., 2.])
    """
    return tensor(data, dtype=_type_of(self, dtype), device=device, requires_grad=requires_grad)


def new_empty_strided(self: Tensor, size: Any, stride: Any, dtype: Any = None, layout: Any = None,
                      device: Any = None, pin_memory: bool = False,
                      requires_grad: bool = False) -> Tensor:
    """Arbitrary values (here zeros) of the given size and strides in the type of this tensor.

    >>> tensor([1.0]).new_empty_strided((2, 2), (1, 2)).stride()
    (1, 2)
    """
    return empty_strided(size, stride, dtype=_type_of(self, dtype), device=device,
                         requires_grad=requires_grad)


def new(self: Tensor, *args: Any) -> Tensor:
    """As the old constructor of this tensor's type: sizes, or data.

    >>> tensor([1, 2]).new([3])
    tensor([3])
    """
    return _built(self._data.dtype, args)


METHODS = {f.__name__: f for f in (new, new_empty, new_empty_strided, new_full, new_ones, new_tensor,
                                   new_zeros)}

# -- the old constructors -------------------------------------------------------------------------


def _built(target: np.dtype[Any], args: tuple[Any, ...]) -> Tensor:
    if len(args) == 1 and isinstance(args[0], Tensor):
        found = args[0]._data.dtype
        if found != target:
            raise TypeError(f"expected a tensor of {target.name} (got {found.name}); convert it with "
                            f".to(torch.{target.name})")
        return args[0].detach()
    return created(old_array(args, target), "tensor")


class OldType(type):
    """The type of ``FloatTensor`` ...: called, it makes a tensor; asked, it knows its instances."""

    dtype: Any

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if cls is OldType:
            return super().__call__(*args, **kwargs)
        return _built(cls.dtype.numpy, args)

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, Tensor) and value._data.dtype == cls.dtype.numpy


def _old_type(d: Any) -> Any:
    name = type_name(d.numpy).removeprefix("torch.")
    doc = f"""Tensors of type {d.name}; called with sizes or data, makes one.

    Prefer `tensor` and `zeros` with ``dtype={d.name}``.

    >>> {name}([1]).dtype
    torch.{d.name}
    """
    return OldType(name, (), {"dtype": d, "__doc__": doc, "__module__": "torch"})


OLD_TYPES: dict[str, Any] = {
    c.__name__: c for c in map(_old_type, DTYPES.values()) if not c.dtype.is_complex}


def set_default_tensor_type(t: Any) -> None:
    """Set the default floating type by an old type: ``DoubleTensor`` or ``"torch.DoubleTensor"``.

    Raises:
        TypeError: not a floating type.

    >>> set_default_tensor_type("torch.FloatTensor")
    """
    from .convert import numpy_type
    found = next((d for d in DTYPES.values() if isinstance(t, str) and d.numpy == numpy_type(t)),
                 getattr(t, "dtype", None))
    set_default_dtype(found or default.dtype)


FUNCTIONS = {**OLD_TYPES, "set_default_tensor_type": set_default_tensor_type}
