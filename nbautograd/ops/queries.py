"""Questions about tensors: is it one, how many elements, which type results, do shapes fit?"""

from __future__ import annotations

import operator
import warnings
from typing import Any

from ..engine.device import CPU, Device, check_device
from ..engine.dtypes import dtype, promoted
from ..engine.messages import argument_must_be_tensor
from ..engine.size import Size
from ..engine.storage import TypedStorage, UntypedStorage
from ..engine.tensor import Tensor


def is_tensor(obj: Any) -> bool:
    """Whether `obj` is a tensor.

    >>> is_tensor(tensor(1.0)), is_tensor(1.0)
    (True, False)
    """
    return isinstance(obj, Tensor)


def _tensor(value: Any, name: str) -> Tensor:
    if not isinstance(value, Tensor):
        raise TypeError(argument_must_be_tensor(name, "input", 1, value))
    return value


def numel(input: Tensor) -> int:
    """The number of elements.

    >>> numel(tensor([[1, 2], [3, 4]]))
    4
    """
    return _tensor(input, "numel").numel()


def is_floating_point(input: Tensor) -> bool:
    """Whether the element type is float16, float32 or float64.

    >>> is_floating_point(tensor(1.0))
    True
    """
    return _tensor(input, "is_floating_point").is_floating_point()


def is_complex(input: Tensor) -> bool:
    """Whether the element type is complex.

    >>> is_complex(tensor(1.0))
    False
    """
    return _tensor(input, "is_complex").is_complex()


def is_signed(input: Tensor) -> bool:
    """Whether the element type has negative numbers.

    >>> is_signed(tensor(1))
    True
    """
    return _tensor(input, "is_signed").is_signed()


def is_inference(input: Tensor) -> bool:
    """Whether the tensor was made in `inference_mode`.

    >>> is_inference(tensor(1.0))
    False
    """
    return _tensor(input, "is_inference").is_inference()


def is_conj(input: Tensor) -> bool:
    """Whether a conjugation is still to be done: never here, it is done at once.

    >>> is_conj(tensor(1.0))
    False
    """
    _tensor(input, "is_conj")
    return False


def is_neg(input: Tensor) -> bool:
    """Whether a negation is still to be done: never here, it is done at once.

    >>> is_neg(tensor(1.0))
    False
    """
    _tensor(input, "is_neg")
    return False


def is_nonzero(input: Tensor) -> bool:
    """Whether the only element is not zero.

    Raises:
        RuntimeError: not exactly one element.

    >>> is_nonzero(tensor([0.0]))
    False
    """
    return bool(_tensor(input, "is_nonzero"))


def is_same_size(input: Tensor, other: Tensor) -> bool:
    """Whether two tensors have the same shape.

    >>> is_same_size(tensor([1, 2]), tensor([3, 4]))
    True
    """
    return _tensor(input, "is_same_size")._data.shape == other._data.shape


def is_set_to(self: Tensor, tensor: Tensor) -> bool:
    """Whether two tensors show the same memory with the same shape and strides.

    >>> x = tensor([1, 2]); x.is_set_to(x.view(2))
    True
    """
    a, b = self._data, tensor._data
    return (a.shape == b.shape and a.strides == b.strides and a.dtype == b.dtype
            and self.data_ptr() == tensor.data_ptr())


def get_device(input: Tensor) -> int:
    """The number of the device: -1, for the CPU.

    >>> get_device(tensor(1.0))
    -1
    """
    _tensor(input, "get_device")
    return -1


def get_default_device() -> Device:
    """The device new tensors are made on: the CPU.

    >>> get_default_device()
    device(type='cpu')
    """
    return CPU


def set_default_device(device: Any) -> None:
    """Say where new tensors are made: on the CPU, as there is no other device here.

    Raises:
        AssertionError: a CUDA device.
        RuntimeError: another device.

    >>> set_default_device("cpu")
    """
    check_device(device)


_settings: dict[str, Any] = {"deterministic": False, "threads": 1, "precision": "highest"}


def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
    """Ask for the same results on every run, which are given here anyhow.

    Raises:
        TypeError: not a bool.

    >>> use_deterministic_algorithms(False)
    """
    if not isinstance(mode, bool):
        raise TypeError("_set_deterministic_algorithms(): argument 'mode' (position 1) must be bool, "
                        f"not {type(mode).__name__}")
    _settings["deterministic"] = mode


def are_deterministic_algorithms_enabled() -> bool:
    """What `use_deterministic_algorithms` was told.

    >>> are_deterministic_algorithms_enabled()
    False
    """
    return _settings["deterministic"]  # type: ignore[no-any-return]  # a bool by construction


def set_num_threads(threads: int) -> None:
    """Say how many threads an op may use; NumPy decides that for itself.

    Raises:
        RuntimeError: not a positive integer.

    >>> set_num_threads(1)
    """
    if not isinstance(threads, int):
        raise RuntimeError(f"set_num_threads expects an int, but got {type(threads).__name__}")
    if threads <= 0:
        raise RuntimeError("set_num_threads expects a positive integer")
    _settings["threads"] = threads


def get_num_threads() -> int:
    """What `set_num_threads` was told.

    >>> get_num_threads()
    1
    """
    return _settings["threads"]  # type: ignore[no-any-return]  # an int by construction


def set_float32_matmul_precision(precision: str) -> None:
    """Say how exact products of float32 matrices have to be; here they always are of all digits.

    >>> set_float32_matmul_precision("highest")
    """
    if precision in ("highest", "high", "medium"):
        _settings["precision"] = precision
    else:
        warnings.warn(f"{precision} is not one of 'highest', 'high', or 'medium'; the current"
                      "setFloat32MatmulPrecision call has no effect.", UserWarning, stacklevel=2)


def get_float32_matmul_precision() -> str:
    """What `set_float32_matmul_precision` was told.

    >>> get_float32_matmul_precision()
    'highest'
    """
    return _settings["precision"]  # type: ignore[no-any-return]  # a string by construction


def storage(self: Tensor) -> TypedStorage:
    """The memory that the tensor and its views share, in elements; deprecated in PyTorch.

    >>> tensor([[1, 2], [3, 4]])[1].storage().tolist()
    [1, 2, 3, 4]
    """
    return TypedStorage(self)


def untyped_storage(self: Tensor) -> UntypedStorage:
    """The memory that the tensor and its views share, in bytes.

    >>> tensor([1.0, 2.0]).untyped_storage().nbytes()
    8
    """
    return UntypedStorage(self)


def result_type(tensor1: Any, tensor2: Any) -> dtype:
    """The element type that an operation on two tensors or numbers would have.

    >>> result_type(tensor([1, 2]), 1.0)
    torch.float32
    """
    return promoted([x._data if isinstance(x, Tensor) else x for x in (tensor1, tensor2)])


def can_cast(from_: dtype, to: dtype) -> bool:
    """Whether values may be put into a tensor of type `to`: not from a higher category.

    >>> can_cast(float64, float32), can_cast(float32, int64)
    (True, False)
    """
    return from_.category <= to.category


def broadcast_shapes(*shapes: Any) -> Size:
    """The shape that all shapes broadcast to: ``(n, 1), (m) -> (n, m)``.

    Raises:
        RuntimeError: there is none.

    >>> broadcast_shapes((2, 1), (3,))
    torch.Size([2, 3])
    """
    found = [(s,) if isinstance(s, int) else tuple(operator.index(n) for n in s) for s in shapes]
    for s in found:
        if any(n < 0 for n in s):
            raise RuntimeError("Trying to create tensor with negative dimension "
                               f"({min(s)}): ({min(s)})")
    size: list[int] = []
    for k, s in enumerate(found):
        size = [1] * (len(s) - len(size)) + size
        for d in range(-1, -len(s) - 1, -1):
            if s[d] not in (1, size[d]) and size[d] != 1:
                raise RuntimeError(
                    f"Attempting to broadcast a dimension of length {s[d]} at {d}! Mismatching "
                    f"argument at index {k} had {s}; but expected shape should be broadcastable to "
                    f"{size}")
            size[d] = s[d] if size[d] == 1 else size[d]
    return Size(size)


def typename(obj: Any) -> str:
    """The name of an object's type, e.g. ``"torch.FloatTensor"`` for a tensor.

    >>> typename(tensor(1.0))
    'torch.FloatTensor'
    """
    if isinstance(obj, Tensor):
        return str(obj.type())
    kind = type(obj)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def detach(input: Any) -> Any:
    """The same values in the same memory, outside the graph; see `Tensor.detach`.

    >>> detach(tensor(1.0, requires_grad=True)).requires_grad
    False
    """
    return input.detach()


def detach_(input: Any) -> Any:
    """Cut a tensor from the graph that made it, in place; see `Tensor.detach_`.

    >>> detach_(tensor(1.0, requires_grad=True) * 2).grad_fn
    """
    return input.detach_()


FUNCTIONS = {f.__name__: f for f in (
    are_deterministic_algorithms_enabled, broadcast_shapes, can_cast, detach, detach_,
    get_default_device, get_device, get_float32_matmul_precision, get_num_threads, is_complex,
    is_conj, is_floating_point, is_inference, is_neg, is_nonzero, is_same_size, is_signed,
    is_tensor, numel, result_type, set_default_device, set_float32_matmul_precision,
    set_num_threads, typename, use_deterministic_algorithms)}
METHODS = {f.__name__: f for f in (
    get_device, is_conj, is_neg, is_nonzero, is_same_size, is_set_to, storage, untyped_storage)}
