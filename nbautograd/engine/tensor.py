"""Tensor: an array that knows where it came from.

Operators and methods are bound from the op table (`ops/`); this file holds what a tensor *is*: its
array, its place in the graph, its gradient, its relation to NumPy and to Python's protocols.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from . import messages, printing
from .dtypes import COMPLEX, FLOATING, default, dtype, from_numpy_dtype, to_numpy_dtype
from .memory import element_strides
from .node import Hooks, Node, RemovableHandle, Slot
from .sequences import array_of
from .size import Size
from .state import LOCAL
from .version import cell_of
from .views import refresh

if TYPE_CHECKING:
    import weakref

    from .methods import Methods
    from .node import AccumulateGrad
else:
    Methods = object    # methods.pyi declares what the table binds below

__all__ = ["Device", "Extra", "Tensor", "as_tensor", "tensor", "wrap"]

NON_LEAF_GRAD = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad "
    "attribute won't be populated during autograd.backward(). If you indeed want the .grad field "
    "to be populated for a non-leaf Tensor, use .retain_grad() on the non-leaf Tensor. If you "
    "access the non-leaf Tensor by mistake, make sure you access the leaf Tensor instead. See "
    "github.com/pytorch/pytorch/pull/30531 for more information.")


class Extra:
    """What few tensors have: hooks, a tangent, a retained gradient, a name."""

    __slots__ = ("accumulator", "after", "before", "hooks", "inference", "post_accumulate",
                 "retains", "tangents")

    def __init__(self) -> None:
        self.hooks: dict[int, Callable[..., Any]] = {}
        self.before: dict[int, Callable[..., Any]] = {}    # pre-hooks of its AccumulateGrad
        self.after: dict[int, Callable[..., Any]] = {}     # post-hooks of its AccumulateGrad
        self.post_accumulate: dict[int, Callable[..., Any]] = {}
        self.accumulator: weakref.ref[AccumulateGrad] | None = None
        self.tangents: dict[int, Tensor] | None = None     # by level of forward mode
        self.retains = False
        self.inference = False

    def add(self, kind: str, hook: Callable[..., Any]) -> RemovableHandle:
        """Register a hook of the leaf."""
        return RemovableHandle(getattr(self, kind), hook)


class Tensor(Methods):
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

    # NumPy's binary operators hand over to ours, as PyTorch's do.
    __array_priority__ = 1000

    def __new__(cls, *args: Any, **kwargs: Any) -> Tensor:
        # torch.Tensor(2, 3): uninitialised sizes; torch.Tensor([1, 2]): data, of the default type.
        if len(args) == 1 and isinstance(args[0], Tensor):
            out = _fill(object.__new__(cls), args[0]._data)
            out._cell = args[0].detach()._cell
            return out
        return _fill(object.__new__(cls), old_array(args, default.numpy))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    # -- what it is --------------------------------------------------------------------------

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

    # -- its place in the graph --------------------------------------------------------------

    @property
    def requires_grad(self) -> bool:
        """Whether gradient is tracked for this tensor; may be set on leaves.

        >>> tensor(1.0, requires_grad=True).requires_grad
        True
        """
        if self._view is not None and not self._requires:
            refresh(self)
        return self._requires

    @requires_grad.setter
    def requires_grad(self, value: bool) -> None:
        if not isinstance(value, (bool, np.bool_)):
            raise RuntimeError(f"requires_grad must be a bool, not {type(value).__name__}")
        if value:
            _must_be_differentiable(self._data)
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
            _must_be_differentiable(self._data, "only Tensors of floating point dtype")
            if self.is_inference() and not LOCAL.mode.inference:
                raise RuntimeError("Setting requires_grad=True on inference tensor outside "
                                   "InferenceMode is not allowed. Make a clone of it.")
        self._requires = bool(requires_grad)
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
            warnings.warn(NON_LEAF_GRAD, UserWarning, stacklevel=2)
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
        self._data = value._data

    # -- to NumPy and Python -------------------------------------------------------------------

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
            warnings.warn(
                "Converting a tensor with requires_grad=True to a scalar may lead to unexpected "
                "behavior.\nConsider using tensor.detach() first.", UserWarning, stacklevel=3)
        return self.item()

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
        return iter(self.unbind(0))

    def __reversed__(self) -> Tensor:
        return self.flip(0) if self._data.ndim else self

    def __delitem__(self, index: Any) -> None:
        raise TypeError("Tensor does not support deleting items; select those to keep, e.g. with a "
                        "mask")

    def __contains__(self, element: Any) -> bool:
        if not isinstance(element, (Tensor, int, float, complex, bool, np.generic)):
            raise RuntimeError(
                f"Tensor.__contains__ only supports Tensor or scalar, but you passed in a "
                f"{type(element)}.")
        other = element._data if isinstance(element, Tensor) else element
        return bool((self._data == other).any())

    __hash__ = object.__hash__   # by identity: `==` is elementwise

    def __deepcopy__(self, memo: dict[int, Any]) -> Tensor:
        if not self.is_leaf:
            raise RuntimeError(
                "Only Tensors created explicitly by the user (graph leaves) support the deepcopy "
                "protocol at the moment.  If you were attempting to deepcopy a module, this may be "
                "because of a torch.nn.utils.weight_norm usage, see "
                "https://github.com/pytorch/pytorch/pull/103001")
        if id(self) in memo:
            return memo[id(self)]  # type: ignore[no-any-return]  # put there below
        out = _fill(object.__new__(type(self)), self._data.copy())
        out._requires = self._requires
        memo[id(self)] = out
        if self._grad is not None:
            out._grad = self._grad.__deepcopy__(memo)
        out.__dict__.update(self.__dict__)
        return out

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        if not self.is_leaf:
            raise RuntimeError(
                "Only Tensors created explicitly by the user (graph leaves) can be pickled; "
                "use .detach() first.")
        return _rebuild, (type(self), self._data, self._requires, self.__dict__)

    def __dir__(self) -> list[str]:
        return [n for n in super().__dir__() if not n.startswith("_") or n.startswith("__")]

    # -- text ----------------------------------------------------------------------------------

    def __repr__(self, *, tensor_contents: str | None = None) -> str:
        fn = self.grad_fn
        kind = type(self)
        parameter = getattr(self, "_is_param", False)
        return printing.tensor_text(
            self._data, requires_grad=self._requires, grad_fn=None if fn is None else fn.type_name,
            tangent=self._tangent_text() if LOCAL.mode.dual else None,
            default_dtype=default.numpy,
            cls_name="tensor" if kind is Tensor else
            "Parameter containing:\ntensor" if parameter else kind.__name__)

    def _tangent_text(self) -> str | None:
        from .forward import tangents_of
        tangents = tangents_of(self)
        return f"{tangents[max(tangents)]}" if tangents else None

    def __format__(self, spec: str) -> str:
        if type(self) is Tensor and self._data.ndim == 0:
            return printing.format_scalar(self._data.item(), spec)
        return printing.format_scalar(self, spec)


def _wrap_dim(dim: int, ndim: int) -> int:
    from .messages import dim_out_of_range
    limit = max(ndim, 1)
    if not -limit <= dim < limit:
        raise IndexError(dim_out_of_range(dim, ndim))
    return dim % limit


def _must_be_differentiable(
        data: np.ndarray[Any, Any],
        which: str = "only Tensors of floating point and complex dtype") -> None:
    if data.dtype.kind not in "fc":
        raise RuntimeError(
            f"{which} can require gradients; this one has dtype {from_numpy_dtype(data.dtype)}. "
            "Make it floating, e.g. with .float().")


def may_require(data: np.ndarray[Any, Any], flag: Any, name: str) -> None:
    """Refuse a `requires_grad` of the function `name` that is no flag, or that the type denies."""
    if not isinstance(flag, (bool, np.bool_)):
        raise TypeError(f"{name}(): argument 'requires_grad' must be bool, not "
                        f"{type(flag).__name__}")
    if flag:
        _must_be_differentiable(data, "Only Tensors of floating point and complex dtype")


def _fill(out: Tensor, data: np.ndarray[Any, Any]) -> Tensor:
    """Set every slot of a fresh tensor."""
    out._data = data
    out._grad = out._node = out._cell = out._view = out._extra = None
    out._requires = False
    return out


def _rebuild(cls: type[Tensor], data: np.ndarray[Any, Any], requires: bool,
             attributes: dict[str, Any]) -> Tensor:
    out = _fill(object.__new__(cls), data)
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


class Device:
    """Where tensors live; only the CPU exists here.

    >>> Device("cpu")
    device(type='cpu')
    """

    __slots__ = ("index", "type")

    def __init__(self, type: Any = "cpu", index: int | None = None) -> None:
        if isinstance(type, Device):
            type, index = type.type, type.index
        kind, _, number = str(type).partition(":")
        if kind not in ("cpu", "cuda", "mps", "meta", "xpu"):
            raise RuntimeError(
                f"Expected one of cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, "
                f"fpga, maia, xla, lazy, vulkan, mps, meta, hpu, mtia, privateuseone device type "
                f"at start of device string: {kind}")
        self.type = kind
        self.index = int(number) if number else index

    def __repr__(self) -> str:
        index = "" if self.index is None else f", index={self.index}"
        return f"device(type={self.type!r}{index})"

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Device) and (self.type, self.index) == (other.type, other.index)

    def __hash__(self) -> int:
        return hash((self.type, self.index))

    def __reduce__(self) -> tuple[Any, ...]:
        return Device, (self.type, self.index)


CPU = Device("cpu")


class Layout:
    """Memory layout of a tensor; only the strided one exists here."""

    def __repr__(self) -> str:
        return "torch.strided"


STRIDED = Layout()


def check_device(device: Any) -> None:
    """Refuse a device that is not the CPU, as PyTorch without that device does."""
    if device is None or (isinstance(device, str) and device == "cpu"):
        return
    kind = Device(device).type
    if kind == "cuda":
        raise AssertionError("Torch not compiled with CUDA enabled")
    if kind != "cpu":
        raise RuntimeError(f"PyTorch is not linked with support for {kind} devices")


def tensor(data: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False,
           pin_memory: bool = False) -> Tensor:
    """A leaf tensor with a copy of `data`: numbers, nested lists, arrays or tensors.

    Python floats get the default type (float32), integers int64.

    Raises:
        ValueError: rows of different lengths.
        RuntimeError: `requires_grad` for integers; an unknown device.

    >>> tensor([[1.0], [2.0]], requires_grad=True)
    tensor([[1.],
            [2.]], requires_grad=True)
    """
    kind = type(data)
    if dtype is None and kind is float and device is None:
        array = np.array(data, default.numpy)
    else:
        if isinstance(data, Tensor):
            warnings.warn(
                "To copy construct from a tensor, it is recommended to use "
                "sourceTensor.detach().clone() or sourceTensor.detach().clone()."
                "requires_grad_(True), rather than torch.tensor(sourceTensor).",
                UserWarning, stacklevel=2)
        check_device(device)
        floats = _floats(data) if dtype is None and kind is list else None
        array = to_array(data, dtype) if floats is None else floats
    out = object.__new__(Tensor)
    out._data = array
    out._grad = out._node = out._cell = out._view = out._extra = None
    out._requires = False
    if requires_grad:
        may_require(array, requires_grad, "tensor")
        out._requires = True
    if LOCAL.mode.inference:
        out._extra_().inference = True
    return out


def old_array(args: tuple[Any, ...], target: np.dtype[Any]) -> np.ndarray[Any, Any]:
    """What the old constructors make: of sizes, or of one sequence (``FloatTensor([1, 2])``).

    Raises:
        TypeError: a number that is no size, a string.
    """
    if not args:
        return np.zeros(0, target)
    data = args[0]
    if len(args) > 1 or type(data) is Size or type(data) is int or isinstance(data, np.integer):
        return np.zeros(_old_sizes(data if type(data) is Size else args), target)
    if isinstance(data, str):
        raise TypeError("new(): invalid data type 'str'")
    if isinstance(data, np.ndarray):
        from_numpy_dtype(data.dtype)
        return np.asarray(data, target)
    if not isinstance(data, Sequence):
        raise TypeError(f"new(): data must be a sequence (got {type(data).__name__}); for a single "
                        "number write torch.tensor")
    return array_of(list(data), target)


def _old_sizes(sizes: tuple[Any, ...]) -> tuple[int, ...]:
    for n in sizes:
        if not isinstance(n, (int, np.integer)):
            kinds = ", ".join(type(v).__name__ for v in sizes)
            raise TypeError(f"new() received an invalid combination of arguments - got ({kinds}); "
                            "sizes are integers, and data is given as one list")
        if n < 0:
            raise RuntimeError(
                f"Trying to create tensor with negative dimension {n}: {list(sizes)}")
    return sizes


def _floats(data: list[Any]) -> np.ndarray[Any, Any] | None:
    """A list that begins with a float, as an array of the default type; None if it is not plain."""
    first: Any = data
    while type(first) is list and first:
        first = first[0]
    if type(first) is not float:
        return None
    try:
        array = np.array(data)
    except Exception:  # noqa: BLE001 (said in PyTorch's words by `to_array`)
        return None
    return array.astype(default.numpy) if array.dtype.kind == "f" else None


def to_array(data: Any, dtype: Any = None, name: str = "tensor") -> np.ndarray[Any, Any]:
    """A fresh array of what a user hands over to a function, with PyTorch's types and errors."""
    if isinstance(data, Tensor):
        return np.array(data._data, dtype=None if dtype is None else to_numpy_dtype(dtype, name))
    if isinstance(data, (np.ndarray, np.generic)):
        from_numpy_dtype(data.dtype)
        target = data.dtype.newbyteorder("=") if dtype is None else to_numpy_dtype(dtype, name)
        return np.array(data, dtype=target, order="C")
    return array_of(data, None if dtype is None else to_numpy_dtype(dtype, name))


def as_tensor(data: Any, dtype: Any = None, device: Any = None) -> Tensor:
    """`data` as a tensor, sharing memory where it can (tensors, NumPy arrays).

    >>> as_tensor([1, 2])
    tensor([1, 2])
    """
    check_device(device)
    if isinstance(data, Tensor):
        return data if dtype is None or dtype is data.dtype else data.to(dtype)
    if isinstance(data, np.ndarray):
        from_numpy_dtype(data.dtype)
        target = None if dtype is None else to_numpy_dtype(dtype, "as_tensor")
        return wrap(np.asarray(data, dtype=target))
    return wrap(to_array(data, dtype, "as_tensor"))


def category_of(data: np.ndarray[Any, Any]) -> int:
    """Promotion category of an array: bool, integer, floating or complex."""
    return from_numpy_dtype(data.dtype).category


__all__ += ["COMPLEX", "FLOATING", "category_of", "check_device", "may_require", "old_array",
            "to_array"]
