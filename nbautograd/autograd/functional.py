"""Derivatives of functions of tensors: Jacobians, Hessians, and products with them.

    jacobian(f, x)        every output by every input          vjp(f, x, v)    v · J
    hessian(f, x)         second derivatives of a scalar       jvp(f, x, v)    J · v
    vhp(f, x, v), hvp(f, x, v)                                 v · H, H · v

`inputs` is a tensor or a tuple of tensors; results are nested as outputs and inputs are. With
`create_graph` they can be differentiated; with `strict` an independence is an error, not a zero.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..engine.jacobian import forward_jacobian, reverse_jacobian
from ..engine.state import enable_grad, is_grad_enabled, set_grad_enabled
from ..engine.tensor import Tensor
from .arguments import (
    checked_vector,
    detached,
    fresh,
    gradients,
    refuse_constant,
    single_scalar,
    tupled,
    unpacked,
    zeros_for_missing,
    zeros_like,
)

__all__ = ["hessian", "hvp", "jacobian", "jvp", "vhp", "vjp"]


def __dir__() -> list[str]:
    return sorted(__all__)

OUTPUTS = "outputs of the user-provided function"


def vjp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False,
        strict: bool = False) -> tuple[Any, Any]:
    """``(func(inputs), v · J)``: cotangent `v` of the outputs pulled back to the inputs.

    Raises:
        RuntimeError: `v` is missing for outputs of several elements, or of another shape.

    >>> autograd.functional.vjp(lambda x: x * x, tensor([1.0, 2.0]), tensor([1.0, 1.0]))
    (tensor([1., 4.]), tensor([2., 4.]))
    """
    with enable_grad():
        several, xs = tupled(inputs, "inputs", "vjp")
        xs = fresh(xs, create_graph)
        several_outputs, outputs = tupled(func(*xs), OUTPUTS, "vjp")
        refuse_constant(outputs, "outputs", strict)
        if v is not None:
            v = checked_vector(v, outputs, several_outputs, create_graph, "vjp")
        elif len(outputs) != 1 or outputs[0].numel() != 1:
            raise RuntimeError("The vector v can only be None if the user-provided function returns "
                               "a single Tensor with a single element.")
    with set_grad_enabled(create_graph or is_grad_enabled()):
        found = gradients(outputs, xs, v, create_graph)
        result = zeros_for_missing(found, xs, strict, create_graph, "back")
    return (unpacked(detached(outputs, create_graph), several_outputs),
            unpacked(detached(result, create_graph), several))


def jvp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False,
        strict: bool = False) -> tuple[Any, Any]:
    """``(func(inputs), J · v)``: tangent `v` of the inputs pushed forward to the outputs.

    Made from two backward passes, so that a `Function` without a `jvp` will do.

    Raises:
        RuntimeError: `v` is missing for inputs of several elements, or of another shape.

    >>> autograd.functional.jvp(lambda x: x * x, tensor([1.0, 2.0]), tensor([1.0, 0.0]))
    (tensor([1., 4.]), tensor([2., 0.]))
    """
    with enable_grad():
        several, xs = tupled(inputs, "inputs", "jvp")
        xs = fresh(xs, create_graph)
        if v is not None:
            v = checked_vector(v, xs, several, create_graph, "jvp")
        elif len(xs) != 1 or xs[0].numel() != 1:
            raise RuntimeError("The vector v can only be None if the input to the user-provided "
                               "function is a single Tensor with a single element.")
        several_outputs, outputs = tupled(func(*xs), OUTPUTS, "jvp")
        refuse_constant(outputs, "outputs", strict)
        # The pulled back cotangent is linear in u: its derivative by u is the transpose.
        u = tuple(zeros_like(t, requires_grad=True) for t in outputs)
        pulled = gradients(outputs, xs, u, True)
        refuse_constant(pulled, "grad_inputs", strict)
    with set_grad_enabled(create_graph or is_grad_enabled()):
        found = gradients(pulled, u, v, create_graph)
        result = zeros_for_missing(found, outputs, strict, create_graph, "back_trick")
    return (unpacked(detached(outputs, create_graph), several_outputs),
            unpacked(detached(result, create_graph), several_outputs))


def jacobian(func: Callable[..., Any], inputs: Any, create_graph: bool = False,
             strict: bool = False, vectorize: bool = False, strategy: str = "reverse-mode") -> Any:
    """Every output element by every input element, (n,) -> (m,) gives (m, n).

    `vectorize` changes nothing here; ``strategy="forward-mode"`` (which needs it) takes one pass
    for each input element instead of each output element.

    >>> autograd.functional.jacobian(lambda x: x * x, tensor([1.0, 2.0]))
    tensor([[2., 0.],
            [0., 4.]])
    """
    assert strategy in ("forward-mode", "reverse-mode"), (
        'Expected strategy to be either "forward-mode" or "reverse-mode". Hint: If your function '
        'has more outputs than inputs, "forward-mode" tends to be more performant. Otherwise, '
        'prefer to use "reverse-mode".')
    _refuse_combinations(create_graph, strict, vectorize, strategy)
    with enable_grad():
        several, xs = tupled(inputs, "inputs", "jacobian")
        if strategy == "forward-mode":
            return _by_columns(func, tuple(x.detach() for x in xs), several)
        xs = fresh(xs, create_graph)
        several_outputs, outputs = tupled(func(*xs), OUTPUTS, "jacobian")
        refuse_constant(outputs, "outputs", strict)
        result = reverse_jacobian(outputs, xs, create_graph, strict)
    return unpacked(result, several_outputs, several)


def _by_columns(func: Callable[..., Any], xs: tuple[Tensor, ...], several: bool) -> Any:
    several_outputs = True

    def outputs(*moved: Tensor) -> tuple[Tensor, ...]:
        nonlocal several_outputs
        several_outputs, found = tupled(func(*moved), OUTPUTS, "jacobian")
        return found

    result = forward_jacobian(outputs, xs, range(len(xs)))
    return unpacked(result, several_outputs, several)


def _refuse_combinations(create_graph: bool, strict: bool, vectorize: bool, strategy: str) -> None:
    if strategy == "reverse-mode":
        if strict and vectorize:
            raise RuntimeError(
                "torch.autograd.functional.jacobian: `strict=True` and `vectorized=True` are not "
                "supported together. Please either set `strict=False` or `vectorize=False`.")
        return
    for given, text in ((create_graph, "create_graph"), (strict, "strict")):
        if given:
            kind = NotImplementedError if text == "create_graph" else RuntimeError
            raise kind(
                f"torch.autograd.functional.jacobian: `{text}=True` and `strategy=\"forward-mode\"` "
                f"are not supported together (yet). Please either set `{text}=False` or "
                '`strategy="reverse-mode"`.')
    if not vectorize:
        raise NotImplementedError(
            "Computing Jacobian using forward-AD or forward-over-reverse Hessian is"
            "only implemented for `vectorize=True`.")


def hessian(func: Callable[..., Any], inputs: Any, create_graph: bool = False,
            strict: bool = False, vectorize: bool = False,
            outer_jacobian_strategy: str = "reverse-mode") -> Any:
    """The second derivatives of a scalar function, (n,) -> () gives (n, n).

    Raises:
        RuntimeError: the function returns more than one number.

    >>> autograd.functional.hessian(lambda x: (x ** 3).sum(), tensor([1.0, 2.0]))
    tensor([[ 6.,  0.],
            [ 0., 12.]])
    """
    several, xs = tupled(inputs, "inputs", "hessian")
    assert outer_jacobian_strategy in ("forward-mode", "reverse-mode"), (
        'Expected strategy to be either "forward-mode" or "reverse-mode".')

    def first(*inputs: Tensor) -> Any:
        if outer_jacobian_strategy == "forward-mode":
            inputs = tuple(t.requires_grad_() for t in inputs)
        jac = jacobian(lambda *given: single_scalar(func(*given), "hessian"), inputs,
                       create_graph=True)
        refuse_constant(jac, "jacobian", strict)
        return jac

    result = jacobian(first, xs, create_graph=create_graph, strict=strict, vectorize=vectorize,
                      strategy=outer_jacobian_strategy)
    return result if several else result[0][0]


def vhp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False,
        strict: bool = False) -> tuple[Any, Any]:
    """``(func(inputs), v · H)`` for a scalar function.

    Raises:
        RuntimeError: more than one number is returned; `v` of another shape.

    >>> autograd.functional.vhp(lambda x: (x ** 3).sum(), tensor([1.0, 2.0]), tensor([1.0, 1.0]))
    (tensor(9.), tensor([ 6., 12.]))
    """
    with enable_grad():
        several, xs = tupled(inputs, "inputs", "vhp")
        xs = fresh(xs, create_graph)
        v = _second_vector(v, xs, several, create_graph, "vhp")
        output = single_scalar(func(*xs), "vhp")
        refuse_constant((output,), "outputs", strict)
        jac = gradients((output,), xs, None, True)
        refuse_constant(jac, "jacobian", strict)
    with set_grad_enabled(create_graph or is_grad_enabled()):
        found = gradients(jac, xs, v, create_graph)
        result = zeros_for_missing(found, xs, strict, create_graph, "double_back")
    return (unpacked(detached((output,), create_graph), False),
            unpacked(detached(result, create_graph), several))


def hvp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False,
        strict: bool = False) -> tuple[Any, Any]:
    """``(func(inputs), H · v)`` for a scalar function; `vhp` is cheaper and equal if H is symmetric.

    Raises:
        RuntimeError: more than one number is returned; `v` of another shape.

    >>> autograd.functional.hvp(lambda x: (x ** 3).sum(), tensor([1.0, 2.0]), tensor([1.0, 1.0]))
    (tensor(9.), tensor([ 6., 12.]))
    """
    with enable_grad():
        several, xs = tupled(inputs, "inputs", "hvp")
        xs = fresh(xs, create_graph)
        v = _second_vector(v, xs, several, create_graph, "hvp")
        output = single_scalar(func(*xs), "hvp")
        refuse_constant((output,), "outputs", strict)
        jac = gradients((output,), xs, None, True)
        refuse_constant(jac, "jacobian", strict)
        u = tuple(zeros_like(x, requires_grad=True) for x in xs)
        pulled = gradients(jac, xs, u, True)
        refuse_constant(pulled, "hessian", strict)
    with set_grad_enabled(create_graph or is_grad_enabled()):
        found = gradients(pulled, u, v, create_graph)
        result = zeros_for_missing(found, xs, strict, create_graph, "double_back_trick")
    return (unpacked(detached((output,), create_graph), False),
            unpacked(detached(result, create_graph), several))


def _second_vector(v: Any, xs: tuple[Tensor, ...], several: bool, create_graph: bool,
                   name: str) -> Any:
    if v is not None:
        return checked_vector(v, xs, several, create_graph, name)
    if len(xs) != 1 or xs[0].numel() != 1:
        raise RuntimeError("The vector v can only be None if the input to the user-provided "
                           "function is a single Tensor with a single element.")
    return None
