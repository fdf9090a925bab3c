"""What the functions of `functional` share: tuples of tensors, and refusals in PyTorch's words."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.backward import grad
from ..engine.tensor import Tensor, wrap

__all__ = ["checked_vector", "detached", "fresh", "gradients", "refuse_constant", "single_scalar",
           "tupled", "unpacked", "zeros_for_missing", "zeros_like"]

Tensors = tuple[Tensor, ...]

CONSTANT = {
    "outputs": "Output {i} of the user-provided function does not require gradients. The outputs "
               "must be computed in a differentiable manner from the input when running in strict "
               "mode.",
    "grad_inputs": "The gradient with respect to input {i} is independent of the inputs of the "
                   "user-provided function. This is not allowed in strict mode.",
    "jacobian": "While computing the hessian, found that the jacobian of the user-provided function "
                "with respect to input {i} is independent of the input. This is not allowed in "
                "strict mode. You should ensure that your function is twice differentiable and that "
                "the jacobian depends on the inputs (this would be violated by a linear function for "
                "example).",
    "hessian": "The hessian of the user-provided function with respect to input {i} is independent "
               "of the input. This is not allowed in strict mode. You should ensure that your "
               "function is thrice differentiable and that the hessian depends on the inputs.",
}
MISSING = {
    "back": "The output of the user-provided function is independent of input {i}. This is not "
            "allowed in strict mode.",
    "back_trick": "The gradient with respect to the input is independent of entry {i} in the "
                  "grad_outputs when using the double backward trick to compute forward mode "
                  "gradients. This is not allowed in strict mode.",
    "double_back": "The jacobian of the user-provided function is independent of input {i}. This is "
                   "not allowed in strict mode.",
    "double_back_trick": "The hessian of the user-provided function is independent of entry {i} in "
                         "the grad_jacobian. This is not allowed in strict mode as it prevents from "
                         "using the double backward trick to replace forward mode AD.",
}


def tupled(value: Any, what: str, function: str) -> tuple[bool, Tensors]:
    """Whether `value` is a tuple of tensors rather than one, and the tuple.

    Raises:
        TypeError: something in it is not a tensor.
    """
    several = isinstance(value, tuple)
    found: tuple[Any, ...] = value if several else (value,)
    for i, t in enumerate(found):
        if not isinstance(t, Tensor):
            which = f"value at index {i}" if several else f"given {what}"
            raise TypeError(f"The {what} given to {function} must be either a Tensor or a tuple of "
                            f"Tensors but the {which} has type {type(t)}.")
    return several, found


def unpacked(result: Any, several_outputs: bool, several_inputs: bool = True) -> Any:
    """A (nested) tuple as the user's values were: single ones not in a tuple."""
    if not several_inputs:
        result = tuple(row[0] for row in result)
    return result if several_outputs else result[0]


def fresh(xs: Tensors, create_graph: bool) -> Tensors:
    """The inputs to differentiate at: connected to the user's if they want that, else leaves."""
    return tuple(x.view_as(x) if create_graph and x.requires_grad
                 else x.detach().requires_grad_() for x in xs)


def detached(result: Any, create_graph: bool) -> Any:
    """What is given back: outside the graph, unless the user wants one."""
    return result if create_graph else tuple(t.detach() for t in result)


def zeros_like(t: Tensor, requires_grad: bool = False) -> Tensor:
    """Zeros of a tensor's shape and type."""
    return wrap(np.zeros_like(t._data)).requires_grad_(requires_grad)


def checked_vector(v: Any, others: Tensors, several: bool, create_graph: bool, name: str) -> Tensors:
    """The vector for a product, of the sizes of `others`.

    Raises:
        RuntimeError: another number of tensors, or another size.
    """
    _, found = tupled(v, "v", name)
    if len(found) != len(others):
        raise RuntimeError(
            f"v is a tuple of invalid length: should be {len(others)} but got {len(found)}."
            if several else "The given v should contain a single Tensor.")
    for i, (t, other) in enumerate(zip(found, others, strict=True)):
        if t.shape != other.shape:
            which = f"Entry {i} in " if several else ""
            raise RuntimeError(
                f"{which}v has invalid size: should be {other.shape} but got {t.shape}.")
    return found if create_graph else tuple(t.detach() for t in found)


def refuse_constant(tensors: tuple[Any, ...], kind: str, strict: bool) -> None:
    """In strict mode every one of the tensors must depend on what is differentiated by.

    Raises:
        RuntimeError: one does not.
    """
    if not strict:
        return
    for i, t in enumerate(tensors):
        if t is None:
            raise RuntimeError(MISSING["back"].format(i=i))
        if not t.requires_grad:
            raise RuntimeError(CONSTANT[kind].format(i=i))


def gradients(outputs: tuple[Any, ...], inputs: Tensors, cotangents: Any, create_graph: bool,
              ) -> tuple[Any, ...]:
    """As `grad`, where outputs may be missing or constant, and inputs unused."""
    given = cotangents or (None,) * len(outputs)
    pairs = [(t, g) for t, g in zip(outputs, given, strict=True)
             if t is not None and t.requires_grad]
    if not pairs:
        return (None,) * len(inputs)
    return grad([t for t, _ in pairs], inputs, [g for _, g in pairs], create_graph=create_graph,
                allow_unused=True)


def zeros_for_missing(found: tuple[Any, ...], like: Tensors, strict: bool, create_graph: bool,
                      stage: str) -> Tensors:
    """The results with zeros where nothing depends on anything.

    Raises:
        RuntimeError: in strict mode, if there is such a place.
    """
    result = []
    for i, (value, t) in enumerate(zip(found, like, strict=True)):
        if value is None:
            if strict:
                raise RuntimeError(MISSING[stage].format(i=i))
            result.append(zeros_like(t))
            continue
        if strict and create_graph and not value.requires_grad:
            what = "hessian" if "double" in stage else "jacobian"
            raise RuntimeError(f"The {what} of the user-provided function is independent of input "
                               f"{i}. This is not allowed in strict mode when create_graph=True.")
        result.append(value)
    return tuple(result)


def single_scalar(result: Any, name: str) -> Tensor:
    """The one number that a function given to `name` must return.

    Raises:
        RuntimeError: it returned something else.
    """
    several, outputs = tupled(result, "outputs of the user-provided function", name)
    if several:
        raise RuntimeError(f"The function given to {name} should return a single Tensor")
    if outputs[0].numel() != 1:
        raise RuntimeError(f"The Tensor returned by the function given to {name} should contain a "
                           f"single element: it has shape {list(outputs[0].shape)}")
    return outputs[0].squeeze()
