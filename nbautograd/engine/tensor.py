"""Tensor: an array that knows where it came from.

Operators and methods are bound from the op table (`ops/`), `Metadata` says what a tensor is and
`Protocols` how Python and NumPy see it. This file holds what makes it differentiable: its slots,
its place in the graph, its gradient and hooks, the ways out of the graph.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from types import FunctionType
from typing import TYPE_CHECKING, Any

import numpy as np

from . import messages
from .dtypes import check_differentiable, default
from .extra import Extra
from .memory import copied_memory, placed, strided
from .metadata import Metadata
from .node import Slot
from .protocols import Protocols
from .sequences import old_array
from .state import LOCAL
from .version import cell_of
from .views import refresh

if TYPE_CHECKING:
    from .methods import Methods
    from .node import Hooks, Node, RemovableHandle
else:
    Methods = object    # methods.pyi declares what the table binds to Tensor

__all__ = ["Tensor", "fill_slots", "wrap"]


class Tensor(Metadata, Protocols, Methods):
    """A NumPy array with automatic differentiation, in PyTorch's semantics.

    Made by `tensor`, `zeros`, `randn` ... and by every op. A *leaf* (`is_leaf`) with
    `requires_grad` receives its gradient in `grad` when `backward` is called on a result.

    >>> x = tensor([1.0, 2.0], requires_grad=True)
    >>> (x * x).sum().backward()
    >>> x.grad
    tensor([2., 4.])
    """

    __slots__ = ("__dict__", "__weakref__", "_cell", "_data", "_extra", "_grad", "_node",
                 "_requires", "_view")

    _data: np.ndarray[Any, Any]
    _grad: Tensor | None
    _node: Any                  # Node or Slot; None for leaves
    _requires: bool
    _cell: list[Any] | None     # [version], shared with all tensors of the same memory; lazily made
    _view: Any                  # View, if this is a view of another tensor
    _extra: Extra | None

    def __new__(cls, *args: Any, **kwargs: Any) -> Tensor:
        # torch.Tensor(2, 3): uninitialised sizes; torch.Tensor([1, 2]): data, of the default type.
        if len(args) == 1 and isinstance(args[0], Tensor):
            out = fill_slots(object.__new__(cls), args[0]._data)
            out._cell = args[0].detach()._cell
            return out
        return fill_slots(object.__new__(cls), old_array(args, default.numpy))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    # -- its place in the graph --------------------------------------------------------------

    @property
    def requires_grad(self) -> bool:
        """Whether gradient is tracked for this tensor; may be set on leaves.

        >>> tensor(1.0, requires_grad=True).requires_grad
        True
        """
        if self._view is not None and not self._requires:
            refresh(self)
            # A view that no op tracked says what its base says, as in PyTorch.
            return self._requires or bool(self._view.base._requires)
        return self._requires

    @requires_grad.setter
    def requires_grad(self, value: bool) -> None:
        if not isinstance(value, (bool, np.bool_)):
            raise RuntimeError(f"requires_grad must be a bool, not {type(value).__name__}")
        if value:
            if self.grad_fn is not None:    # unlike `requires_grad_`, also where it changes nothing
                raise RuntimeError("you can only change requires_grad flags of leaf variables.")
            check_differentiable(self._data.dtype)
        self.requires_grad_(value)

    def requires_grad_(self, requires_grad: bool = True) -> Tensor:
        """Turn tracking on or off for this leaf; returns the tensor.

        Raises:
            RuntimeError: not a leaf, or not a floating point tensor.

        >>> tensor([1.0]).requires_grad_()
        tensor([1.], requires_grad=True)
        """
        if not isinstance(requires_grad, (bool, np.bool_)):
            raise TypeError(f"requires_grad_(): argument 'requires_grad' (position 1) must be bool, "
                            f"not {type(requires_grad).__name__}")
        if self.grad_fn is not None:
            if requires_grad:
                return self
            raise RuntimeError(
                "you can only change requires_grad flags of leaf variables. If you want to use a "
                "computed variable in a subgraph that doesn't require differentiation use "
                "var_no_grad = var.detach().")
        if requires_grad:
            check_differentiable(self._data.dtype, "only Tensors of floating point dtype")
            if self.is_inference() and not LOCAL.mode.inference:
                raise RuntimeError("Setting requires_grad=True on inference tensor outside "
                                   "InferenceMode is not allowed. Make a clone of it.")
        self._requires = bool(requires_grad)
        recorder = LOCAL.mode.recorder
        if recorder is not None:
            recorder.flag(self, self._requires)
        return self

    @property
    def grad_fn(self) -> Node | None:
        """The node that made this tensor; None for a leaf.

        >>> (tensor(1.0, requires_grad=True) + 1).grad_fn
        <AddBackward0>
        """
        if self._view is not None:
            refresh(self)
        node = self._node
        return node.node if type(node) is Slot else node

    @property
    def output_nr(self) -> int:
        """Which output of `grad_fn` this tensor is."""
        return self._node.index if type(self._node) is Slot else 0

    @property
    def is_leaf(self) -> bool:
        """Whether it was not made by a tracked op: gradients accumulate in leaves.

        >>> tensor(1.0, requires_grad=True).is_leaf
        True
        """
        return self.grad_fn is None

    @property
    def grad(self) -> Tensor | None:
        """The accumulated gradient; None before any `backward` reached this leaf."""
        if self._grad is None and self._node is not None and not self.retains_grad:
            warnings.warn(messages.NON_LEAF_GRAD, UserWarning, stacklevel=2)
        return self._grad

    @grad.setter
    def grad(self, value: Tensor | None) -> None:
        if value is None:
            self._grad = None
            return
        if not isinstance(value, Tensor):
            raise TypeError(f"assigned grad expected to be a Tensor or None but got grad of type "
                            f"{type(value).__name__}")
        if value is self:
            raise RuntimeError("can't assign Variable as its own grad")
        if value._data.shape != self._data.shape or value._data.dtype != self._data.dtype:
            raise RuntimeError(messages.wrong_gradient(self._data, value._data))
        self._grad = value

    @grad.deleter
    def grad(self) -> None:
        self._grad = None

    @property
    def retains_grad(self) -> bool:
        """Whether `retain_grad` was called on this non-leaf."""
        return self._extra is not None and self._extra.retains

    def retain_grad(self) -> None:
        """Keep the gradient of this non-leaf in `grad` too.

        Raises:
            RuntimeError: the tensor does not require grad.

        >>> y = tensor(2.0, requires_grad=True) * 3
        >>> y.retain_grad(); y.backward(); y.grad
        tensor(1.)
        """
        if not self.requires_grad:
            raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
        if self._node is None or self.retains_grad:
            return
        import weakref
        self._extra_().retains = True
        self.grad_fn._hooks().retain[self.output_nr] = weakref.ref(self)  # type: ignore[union-attr]  # has a node

    def register_hook(self, hook: Callable[[Tensor], Any]) -> RemovableHandle:
        """Call ``hook(grad)`` when the gradient of this tensor is computed; it may replace it.

        Raises:
            RuntimeError: the tensor does not require grad.

        >>> x = tensor(2.0, requires_grad=True)
        >>> handle = x.register_hook(lambda g: g * 10)
        >>> (x * 3).backward(); x.grad
        tensor(30.)
        """
        if not self.requires_grad:
            raise RuntimeError(
                "cannot register a hook on a tensor that doesn't require gradient")
        if self._node is None:
            return self._extra_().add("hooks", hook)
        hooks: Hooks = self.grad_fn._hooks()  # type: ignore[union-attr]  # has a node
        return hooks.add("tensor", (self.output_nr, hook))

    def register_post_accumulate_grad_hook(self, hook: Callable[[Tensor], Any]) -> RemovableHandle:
        """Call ``hook(tensor)`` after this leaf's gradient was accumulated.

        Raises:
            RuntimeError: not a leaf that requires grad.
        """
        if not self.requires_grad:
            raise RuntimeError(
                "cannot register a hook on a tensor that doesn't require gradient")
        if self._node is not None:
            raise RuntimeError(
                "post accumulate grad hooks cannot be registered on non-leaf tensors")
        return self._extra_().add("post_accumulate", hook)

    def _extra_(self) -> Extra:
        if self._extra is None:
            self._extra = Extra()
        return self._extra

    @property
    def _base(self) -> Tensor | None:
        return None if self._view is None else self._view.base

    def _is_view(self) -> bool:
        return self._view is not None

    @property
    def _version(self) -> int:
        """How often the memory was written in place."""
        if self._extra is not None and self._extra.inference:
            raise RuntimeError("Inference tensors do not track version counter.")
        place = self if self._cell is not None else self._node
        return 0 if place is None or place._cell is None else place._cell[0]

    def backward(
        self, gradient: Tensor | None = None, retain_graph: bool | None = None,
        create_graph: bool = False, inputs: Any = None,
    ) -> None:
        """Compute the gradient of this tensor with respect to the leaves and add it to their `grad`.

        `gradient` has this tensor's shape (vector-Jacobian product) and may be left out for
        scalars. `retain_graph` keeps saved values for another call; `create_graph` makes the
        gradients differentiable; `inputs` names the only tensors to accumulate into.

        Raises:
            RuntimeError: no graph, not a scalar, wrong shape, graph freed, saved value overwritten.

        >>> x = tensor(3.0, requires_grad=True)
        >>> (x ** 2).backward()
        >>> x.grad
        tensor(6.)
        """
        (_backward or _first_backward())(self, gradient, retain_graph, create_graph, inputs=inputs)

    def detach(self) -> Tensor:
        """The same values in the same memory, outside the graph.

        >>> tensor(1.0, requires_grad=True).detach().requires_grad
        False
        """
        inference = self._extra is not None and self._extra.inference
        out = wrap(self._data, version=self._cell if inference else cell_of(self))
        if out._cell is None:
            out._extra_().inference = True
        recorder = LOCAL.mode.recorder
        if recorder is not None:
            recorder.note("detach", (self,), out, "detach")
        return out

    def detach_(self) -> Tensor:
        """Cut this tensor from the graph that made it, in place."""
        if self._view is not None:
            raise RuntimeError(
                "Can't detach views in-place. Use detach() instead. If you are using "
                "DistributedDataParallel (DDP) for training, and gradient_as_bucket_view is set as "
                "True, gradients are views of DDP buckets, and hence detach_() cannot be called on "
                "these gradients. To fix this error, please refer to the Optimizer.zero_grad() "
                "function in torch/optim/optimizer.py as a solution.")
        if not self.is_inference():
            cell_of(self)       # shared with the place in the graph, which it leaves
        self._node, self._requires = None, False
        recorder = LOCAL.mode.recorder
        if recorder is not None:
            recorder.note("detach_", (self,), self, "detach")
        return self

    @property
    def data(self) -> Tensor:
        """The same memory outside the graph, with its own version counter.

        Writes through it are invisible to autograd; `detach` is the safe form.
        """
        out = wrap(self._data)
        if self._extra is not None and self._extra.inference:
            out._extra_().inference = True
        recorder = LOCAL.mode.recorder
        if recorder is not None:
            recorder.note("data", (self,), out, "data")
        return out

    @data.setter
    def data(self, value: Tensor) -> None:
        if not isinstance(value, Tensor):
            raise TypeError(f"Variable data has to be a tensor, but got {type(value).__name__}")
        if self._requires and value._data.dtype.kind not in "fc":
            raise RuntimeError("data set to a tensor that requires gradients must be floating point "
                               f"or complex dtype. This one has dtype {value.dtype}.")
        self._data = value._data

    def __deepcopy__(self, memo: dict[int, Any]) -> Tensor:
        if not self.is_leaf:
            raise RuntimeError(
                "Only Tensors created explicitly by the user (graph leaves) support the deepcopy "
                "protocol at the moment.  If you were attempting to deepcopy a module, this may be "
                "because of a torch.nn.utils.weight_norm usage, see "
                "https://github.com/pytorch/pytorch/pull/103001")
        if id(self) in memo:
            return memo[id(self)]  # type: ignore[no-any-return]  # put there below
        out = fill_slots(object.__new__(type(self)), copied_memory(self._data, memo))
        out._requires = self._requires
        memo[id(self)] = out
        if self._grad is not None:
            out._grad = self._grad.__deepcopy__(memo)
        out.__dict__.update(self.__dict__)
        return out

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        owner, place = placed(self._data)
        return _rebuild, (type(self), owner, self.requires_grad, self.__dict__, place)


def _adopt(part: type) -> None:
    """Make the members of a base Tensor's own: messages and the inspector name one class."""
    own = vars(Tensor)
    for name, member in vars(part).items():
        if name in own:
            continue
        setattr(Tensor, name, member)
        function = member.fget if isinstance(member, property) else member
        if isinstance(function, FunctionType):
            function.__qualname__ = f"Tensor.{function.__name__}"
            function.__module__ = __name__


_adopt(Metadata)
_adopt(Protocols)


def fill_slots(out: Tensor, data: np.ndarray[Any, Any]) -> Tensor:
    """Set every slot of a fresh tensor."""
    out._data = data
    out._grad = out._node = out._cell = out._view = out._extra = None
    out._requires = False
    return out


def _rebuild(cls: type[Tensor], data: np.ndarray[Any, Any], requires: bool,
             attributes: dict[str, Any], place: Any = None) -> Tensor:
    out = fill_slots(object.__new__(cls), data if place is None else strided(data, *place))
    out._requires = requires
    out.__dict__.update(attributes)
    return out


_backward: Callable[..., None] | None = None


def _first_backward() -> Callable[..., None]:
    """`backward.backward`, imported once: a program may never need it."""
    global _backward  # noqa: PLW0603 (the import statement itself costs more than a short pass)
    from .backward import backward
    _backward = backward
    return backward


def wrap(data: Any, *, edge: Any = None, version: list[int] | None = None) -> Tensor:
    """A tensor around an array (no copy), at the place `edge` of a graph."""
    out = object.__new__(Tensor)
    out._data = data if type(data) is np.ndarray else np.asarray(data)
    out._grad = out._view = out._extra = None
    out._cell = version
    out._requires = edge is not None
    out._node = None if isinstance(edge, Tensor) else edge
    return out
