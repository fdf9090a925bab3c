"""PyTorch's words for what can go wrong, with our values and the remedy.

Users search for the leading words, so they are PyTorch's; what follows says which values were met
and what to do.
"""

from __future__ import annotations

import inspect
from types import NoneType
from typing import TYPE_CHECKING, Any

import numpy as np

from .state import LOCAL

if TYPE_CHECKING:
    from .node import Node
    from .op import Op
    from .plan import Plan

__all__ = ["FREED", "NON_LEAF_GRAD", "NO_GRAPH", "broadcast", "cpp_name", "dim_out_of_range",
           "modified_in_place", "not_a_tensor", "translate", "wrong_gradient"]

FREED = (
    "Trying to backward through the graph a second time (or directly access saved tensors after "
    "they have already been freed). Saved intermediate values of the graph are freed when you call "
    ".backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the "
    "graph a second time or if you need to access saved tensors after calling backward.")

NO_GRAPH = "element {} of tensors does not require grad and does not have a grad_fn"

NON_LEAF_GRAD = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad "
    "attribute won't be populated during autograd.backward(). If you indeed want the .grad field "
    "to be populated for a non-leaf Tensor, use .retain_grad() on the non-leaf Tensor. If you "
    "access the non-leaf Tensor by mistake, make sure you access the leaf Tensor instead. See "
    "github.com/pytorch/pytorch/pull/30531 for more information.")

_TYPE_NAMES = {
    "float32": "FloatTensor", "float64": "DoubleTensor", "float16": "HalfTensor",
    "int64": "LongTensor", "int32": "IntTensor", "int16": "ShortTensor", "int8": "CharTensor",
    "uint8": "ByteTensor", "bool": "BoolTensor", "complex64": "ComplexFloatTensor",
    "complex128": "ComplexDoubleTensor"}

SCALAR_NAMES = {
    "float32": "Float", "float64": "Double", "float16": "Half", "int64": "Long", "int32": "Int",
    "int16": "Short", "int8": "Char", "uint8": "Byte", "bool": "Bool", "complex64": "ComplexFloat",
    "complex128": "ComplexDouble"}


def type_name(dtype: np.dtype[Any]) -> str:
    """``torch.FloatTensor`` and so on."""
    return f"torch.{_TYPE_NAMES[dtype.name]}"


def scalar_name(dtype: np.dtype[Any]) -> str:
    """``Float``, ``Long`` ...: how PyTorch's messages call element types."""
    return SCALAR_NAMES.get(dtype.name, dtype.name)


def dim_out_of_range(dim: int, ndim: int) -> str:
    """The message for a dimension that does not exist."""
    limit = max(ndim, 1)
    return (f"Dimension out of range (expected to be in range of [{-limit}, {limit - 1}], "
            f"but got {dim})")


def broadcast(shapes: list[tuple[int, ...]]) -> str | None:
    """The message for shapes that do not broadcast; None if they do."""
    if len(shapes) < 2:
        return None
    a = shapes[0]
    for b in shapes[1:]:
        n = max(len(a), len(b))
        left, right = (1,) * (n - len(a)) + tuple(a), (1,) * (n - len(b)) + tuple(b)
        for d in range(n - 1, -1, -1):
            if left[d] != right[d] and 1 not in (left[d], right[d]):
                return (f"The size of tensor a ({left[d]}) must match the size of tensor b "
                        f"({right[d]}) at non-singleton dimension {d}: the shapes are "
                        f"{list(a)} and {list(b)}")
        a = tuple(r if x == 1 else x for x, r in zip(left, right, strict=True))
    return None


def modified_in_place(plan: Plan, node: Node, source: tuple[str, int], cell: list[Any],
                      expected: int) -> str:
    """The refusal to differentiate with a saved value of an op that was overwritten."""
    data = _saved_data(plan, node, source)
    kind, index = source
    if kind == "output":
        flows = data.dtype.kind in "fc" and index not in plan.op.constant_outputs
        return stale(data, cell, expected, node if flows else None, index if flows else None)
    return stale(data, cell, expected, node.parents[index], None)


def stale(data: np.ndarray[Any, Any], cell: list[Any], expected: int, edge: Any,
          output: int | None) -> str:
    """The refusal to differentiate with a saved value that was overwritten.

    `edge` is its place in the graph; `output` its number if the node that saved it made it. For
    others PyTorch names the op that wrote it, which the version cell knows.
    """
    text = (f"one of the variables needed for gradient computation has been modified by an inplace "
            f"operation: [{saved_type(data.dtype)} {list(data.shape)}]")
    producer = getattr(edge, "node", edge)
    name = producer.name() if hasattr(producer, "plan") else None
    if output is None and len(cell) > 1:
        name, output = cell[1], 0
    if name is not None:
        number = getattr(edge, "index", 0) if output is None else output
        text += f", which is output {number} of {_without_backward(name)},"
    text += f" is at version {cell[0]}; expected version {expected} instead. Hint: "
    if LOCAL.mode.anomaly:
        return text + ("the backtrace further above shows the operation that failed to compute its "
                       "gradient. The variable in question was changed in there or anywhere later.")
    return text + (
        "enable anomaly detection to find the operation that failed to compute its gradient, with "
        "torch.autograd.set_detect_anomaly(True, check_nan=False).")


def _without_backward(name: str) -> str:
    """``Exp`` for ``ExpBackward0``, ``Pow1`` for ``PowBackward1``: the op, and which form of it."""
    return name.removesuffix("0").replace("Backward", "")


def saved_type(dtype: np.dtype[Any]) -> str:
    """``torch.FloatTensor``, but ``CPUBoolType``: PyTorch's older types have a name of their own."""
    return f"CPU{scalar_name(dtype)}Type" if dtype.kind in "bc" else type_name(dtype)


def _saved_data(plan: Plan, node: Node, source: tuple[str, int]) -> Any:
    at = 0
    for s in plan.sources:
        if s == source:
            return node.saved[at]
        at += 3 if s[0] in ("input", "output") else 1
    raise AssertionError(source)


def _kind(value: Any) -> str:
    return type(value).__module__.removeprefix("builtins").rstrip(".") + (
        "." if type(value).__module__ != "builtins" else "") + type(value).__name__


def not_a_tensor(op: Op, inputs: Any, k: int | None = None) -> str:
    """The message for an operand that is not a tensor."""
    name = op.short_name.rpartition(".")[2]
    if k is None:
        k = next((i for i, x in enumerate(inputs) if x is not None), 0)
    if op.variadic:
        if not len(inputs):
            return f"{name}(): expected a non-empty list of Tensors"
        return (f"expected Tensor as element {k} in argument 0, but got "
                f"{_kind(inputs[k])}")
    position = op.inputs[k]
    argument = op.public_names[position]
    remedy = ("; make one with torch.from_numpy" if isinstance(inputs[k], np.ndarray)
              else "; make one with torch.tensor")
    return (f"{name}(): argument '{argument}' (position {position + 1}) must be Tensor, not "
            f"{_kind(inputs[k])}{remedy}")


def argument_must_be_tensor(name: str, argument: str, position: int, value: Any) -> str:
    """The message for one argument that is not a tensor."""
    return (f"{name}(): argument '{argument}' (position {position}) must be Tensor, not "
            f"{_kind(value)}")


def no_tensor(entry: Any, error: AttributeError, call: tuple[Any, ...]) -> Exception:
    """What PyTorch raises where an argument was used as a tensor and is none; else the error."""
    from .tensor import Tensor
    if not hasattr(Tensor, error.name or "") or error.name == "size":   # PyTorch asks for it, too
        return error
    for k, value in enumerate(call):
        if value is error.obj and not isinstance(value, Tensor):
            names = list(inspect.signature(entry.function).parameters)
            return TypeError(argument_must_be_tensor(
                entry.name.rpartition(".")[2], names[min(k, len(names) - 1)], k + 1, value))
    return error


_CPP_NAMES = {
    "float32": "float", "float64": "double", "float16": "c10::Half", "int64": "long int",
    "int32": "int", "int16": "short int", "int8": "signed char", "uint8": "unsigned char",
    "bool": "bool", "complex64": "c10::complex<float>", "complex128": "c10::complex<double>"}


def cpp_name(dtype: np.dtype[Any]) -> str:
    """``float``, ``long int`` ...: how other messages of PyTorch call element types."""
    return _CPP_NAMES[dtype.name]


def wrong_gradient(data: np.ndarray[Any, Any], grad: np.ndarray[Any, Any]) -> str:
    """The message for a ``.grad`` of another shape or type than its tensor."""
    if grad.dtype != data.dtype:
        return (f"attempting to assign a gradient with dtype '{cpp_name(grad.dtype)}' to a tensor "
                f"with grad_dtype '{scalar_name(data.dtype)}'. The gradient must match the tensor's "
                f"grad_dtype: convert it with grad.to(torch.{data.dtype.name})")
    return (f"attempting to assign a gradient of size '{list(grad.shape)}' to a tensor of size "
            f"'{list(data.shape)}'. Please ensure that the gradient and the tensor are the same "
            "size")


def refuse_saving(t: Any) -> None:
    """Refuse to save `t` for backward if it was made in inference mode.

    Such a tensor counts no versions, so it is asked only before the first version is counted.
    """
    if t._extra is not None and t._extra.inference:
        raise RuntimeError(NO_SAVING)


NO_SAVING = (
    "Inference tensors cannot be saved for backward. Please do not use Tensors created in "
    "inference mode in computation tracked by autograd. To work around this, you can make a clone "
    "to get a normal tensor and use it in autograd, or use `torch.no_grad()` instead of "
    "`torch.inference_mode()`.")


def translate(op: Op, call: tuple[Any, ...], error: Exception) -> Exception | None:
    """The exception PyTorch would raise where NumPy raised `error`; None to let it pass."""
    text = str(error)
    if isinstance(error, ValueError) and ("broadcast" in text or "mismatch" in text):
        arrays = call[op.inputs[0]] if op.variadic else [call[i] for i in op.inputs]
        message = broadcast([np.shape(a) for a in arrays if a is not None])
        return RuntimeError(message or text)
    if isinstance(error, np.exceptions.AxisError):
        return IndexError(dim_out_of_range(error.axis, error.ndim))  # type: ignore[arg-type]  # set by NumPy here
    if text.startswith("argument 'dtype'"):
        return TypeError(f"{op.short_name.rpartition('.')[2]}(): {text}")
    if "received an invalid combination" in text:
        return None
    if isinstance(error, TypeError) or "could not convert string" in text:
        return _wrong_parameter(op, call, "cannot be interpreted as an integer" in text)
    return RuntimeError(text) if type(error) is ValueError else None


def _wrong_parameter(op: Op, call: tuple[Any, ...], wants_int: bool) -> TypeError | None:
    """The refusal of the parameter that no number can be made of; None if each is fit."""
    for k, value in enumerate(call):
        name = op.public_names[k]
        default = op.defaults.get(name, 0)
        if k in op.inputs or isinstance(default, str) or value is default is None:
            continue
        if not isinstance(value, (str, NoneType) + (float,) * wants_int):
            continue
        # Methods do not count the tensor; of keywords there is no position.
        place = k + (not op.is_method)
        where = "" if k >= op._positional else f" (position {place})"
        return TypeError(f"{op.short_name.rpartition('.')[2]}(): argument '{name}'{where} must be "
                         f"{'int' if wants_int else 'Number'}, not {type(value).__name__}")
    return None
