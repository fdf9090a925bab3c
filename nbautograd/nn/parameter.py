"""What modules own: parameters, which are trained, and buffers, which are only kept.

Of those of a lazy module the size is not known yet: they hold no data, and nothing can be computed
with them, until `materialize` makes ordinary ones of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..engine.parameter import Parameter
from ..engine.tensor import Tensor
from ..ops.creation import empty

__all__ = ["Buffer", "Parameter", "UninitializedBuffer", "UninitializedParameter",
           "UninitializedTensorMixin", "is_lazy"]


class _BufferMeta(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, Tensor) and getattr(instance, "_is_buffer", False)


class Buffer(metaclass=_BufferMeta):
    """A tensor that a module registers as a buffer when it is assigned as an attribute.

    >>> nn.Buffer(tensor([1.0]))
    tensor([1.])
    """

    persistent: bool

    def __new__(cls, data: Any = None, *, persistent: bool = True) -> Any:
        if data is None:
            data = empty(0)
        out = data.detach().requires_grad_(data.requires_grad)
        out._is_buffer, out.persistent = True, persistent
        return out


# -- of unknown size ----------------------------------------------------------------------------------

# The methods that PyTorch allows: questions and conversions that need no size.
_ALLOWED = frozenset("""
    size copy_ is_complex is_floating_point half float double char short int long cuda cpu to
    get_device materialize share_memory_""".split())
# Python's protocols that would read values; operators come through `__apply_op__`.
_PROTOCOLS = ("__array__", "__bool__", "__complex__", "__contains__", "__float__", "__format__",
              "__getitem__", "__index__", "__int__", "__iter__", "__len__", "__reversed__",
              "__setitem__")


class UninitializedTensorMixin:
    """A tensor without a size, of which nothing can be computed."""

    __slots__ = ()

    cls_to_become: type = Tensor
    data: Any

    def materialize(self, shape: Any, device: Any = None, dtype: Any = None) -> None:
        """Become an ordinary parameter or tensor of this shape, its values not set.

        >>> w = nn.UninitializedParameter()
        >>> w.materialize((2, 3)); w.shape
        torch.Size([2, 3])
        """
        self.data = empty(shape, device=device, dtype=dtype or self.data.dtype)
        self.__class__ = self.cls_to_become

    @property
    def shape(self) -> Any:
        """Refused: it is not known yet."""
        raise RuntimeError(
            "Can't access the shape of an uninitialized parameter or buffer. This error usually "
            "happens in `load_state_dict` when trying to load an uninitialized parameter into an "
            "initialized one. Call `forward` to initialize the parameters before accessing their "
            "attributes.")

    def __apply_op__(self, op: Any, args: tuple[Any, ...]) -> Any:
        if op.name == "to_dtype":
            return op.function(self.data, *args[1:])
        _refuse(type(self), op.name)

    def __repr__(self, *, tensor_contents: str | None = None) -> str:
        return f"<{type(self).__name__}>"

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return type(self), (self.requires_grad, None, self.data.dtype)  # type: ignore[attr-defined]  # of a tensor

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        found = memo.get(id(self))
        if found is None:
            kind, arguments = self.__reduce_ex__(4)
            found = memo[id(self)] = kind(*arguments)
        return found


def _refuse(kind: type, name: str) -> None:
    raise ValueError(
        f"Attempted to use an uninitialized parameter in {name}. This error happens when you are "
        f"using a `LazyModule` or explicitly manipulating `torch.nn.parameter.{kind.__name__}` "
        "objects. When using LazyModules Call `forward` with a dummy batch to initialize the "
        "parameters before calling torch functions")


def _refusing(name: str) -> Callable[..., Any]:
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        _refuse(type(self), name)

    method.__name__ = name
    return method


def _is_refused(name: str) -> bool:
    if name.startswith("_"):
        return name in _PROTOCOLS
    return name not in _ALLOWED and callable(getattr(Tensor, name))


for _name in filter(_is_refused, dir(Tensor)):
    setattr(UninitializedTensorMixin, _name, _refusing(_name))


def is_lazy(param: Any) -> bool:
    """Whether it is a parameter or buffer whose size is not known yet.

    >>> nn.parameter.is_lazy(nn.LazyLinear(2).weight)
    True
    """
    return isinstance(param, UninitializedTensorMixin)


class UninitializedParameter(UninitializedTensorMixin, Parameter):  # type: ignore[misc]  # its repr
    """A parameter whose size the first input decides.

    >>> nn.UninitializedParameter()
    <UninitializedParameter>
    """

    __slots__ = ()

    cls_to_become = Parameter

    def __new__(cls, requires_grad: bool = True, device: Any = None,
                dtype: Any = None) -> UninitializedParameter:
        out: Any = Parameter.__new__(cls, empty(0, device=device, dtype=dtype), requires_grad)
        return out  # type: ignore[no-any-return]  # of this class

    def __init__(self, requires_grad: bool = True, device: Any = None, dtype: Any = None) -> None:
        pass


class UninitializedBuffer(UninitializedTensorMixin, Tensor):  # type: ignore[misc]  # its repr
    """A buffer whose size the first input decides.

    >>> nn.UninitializedBuffer()
    <UninitializedBuffer>
    """

    __slots__ = ()

    cls_to_become = Tensor

    def __new__(cls, requires_grad: bool = False, device: Any = None, dtype: Any = None,
                persistent: bool = True) -> UninitializedBuffer:
        out: Any = Tensor.__new__(cls, empty(0, device=device, dtype=dtype))
        out._requires, out._is_buffer, out.persistent = requires_grad, True, persistent
        return out  # type: ignore[no-any-return]  # of this class

    def __init__(self, requires_grad: bool = False, device: Any = None, dtype: Any = None,
                 persistent: bool = True) -> None:
        pass
