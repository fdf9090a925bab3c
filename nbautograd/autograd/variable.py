"""``Variable``, from before tensors and variables were one: it makes, and is, a tensor."""

from __future__ import annotations

from typing import Any

from ..engine.tensor import Tensor

__all__ = ["Variable", "variable"]


class _IsTensor(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, Tensor)


class Variable(metaclass=_IsTensor):
    """A tensor with the same memory as `data`, outside the graph.

    Raises:
        TypeError: `data` is not a tensor.

    >>> autograd.Variable(tensor([1.0]), requires_grad=True)
    tensor([1.], requires_grad=True)
    """

    def __new__(cls, data: Any = None, requires_grad: bool = False, volatile: Any = None,
                ) -> Any:
        if data is None:
            return Tensor()
        if not isinstance(data, Tensor):
            raise TypeError(f"Variable data has to be a tensor, but got {type(data).__name__}: make "
                            "one with torch.tensor")
        return data.detach().requires_grad_(requires_grad)


def variable(*args: Any, **kwargs: Any) -> Tensor:
    """Not any more: `tensor` makes tensors.

    Raises:
        RuntimeError: always, as in PyTorch.
    """
    raise RuntimeError("torch.autograd.variable(...) is deprecated, use torch.tensor(...) instead")
