"""Jacobians and Hessians as functions of functions."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from ..engine.jacobian import forward_jacobian, reverse_jacobian
from ..engine.pytree import flatten, rebuild
from ..engine.tensor import Tensor
from .scope import Scope, chosen, leaves_of, output_and_aux, replaced

__all__ = ["hessian", "jacfwd", "jacrev"]


def _nested(output: Any, args: tuple[Any, ...], numbers: tuple[int, ...], single: bool,
            matrix: tuple[tuple[Tensor, ...], ...]) -> Any:
    """Jacobians by output and input, in the structures of both."""
    by_output = []
    for row in matrix:
        blocks = iter(row)
        parts = tuple(rebuild(args[n], blocks) for n in numbers)
        by_output.append(parts[0] if single else parts)
    return rebuild(output, iter(by_output))


def _check_outputs(name: str, outputs: list[Any]) -> None:
    for t in outputs:
        if not isinstance(t, Tensor):
            raise RuntimeError(f"{name}(f)(*args): expected f(*args) to return only tensors, got "
                               f"unsupported type {type(t)}")


def jacrev(func: Callable[..., Any], argnums: Any = 0, *, has_aux: bool = False,
           chunk_size: int | None = None, _preallocate_and_copy: bool = False,
           ) -> Callable[..., Any]:
    """A function that gives the Jacobian of `func`, one backward pass for each output element.

    Each block has the shape of an output followed by that of an input.

    Raises:
        ValueError: `chunk_size` is not positive.

    >>> func.jacrev(lambda x: x ** 2)(tensor([1.0, 2.0]))
    tensor([[2., 0.],
            [0., 4.]])
    """
    if chunk_size is not None and chunk_size <= 0:
        raise ValueError("jacrev: `chunk_size` should be greater than 0.")

    @functools.wraps(func)
    def jacobian(*args: Any, **kwargs: Any) -> Any:
        numbers = chosen(argnums, args)
        with Scope() as scope:
            places = [scope.place(t) for t in leaves_of(args, numbers)]
            result = func(*replaced(args, numbers, list(places)), **kwargs)
            output, aux = output_and_aux(result, has_aux, "jacrev(f)(*args)")
            outputs = flatten(output)
            _check_outputs("jacrev", outputs)
            matrix = reverse_jacobian(tuple(outputs), tuple(places), scope.reaches_out(outputs))
            beside = scope.released(aux) if has_aux else None
        found = _nested(output, args, numbers, not isinstance(argnums, tuple), matrix)
        return (found, beside) if has_aux else found

    return jacobian


def jacfwd(func: Callable[..., Any], argnums: Any = 0, has_aux: bool = False, *,
           randomness: str = "error") -> Callable[..., Any]:
    """A function that gives the Jacobian of `func`, one forward pass for each input element.

    >>> func.jacfwd(lambda x: x ** 2)(tensor([1.0, 2.0]))
    tensor([[2., 0.],
            [0., 4.]])
    """
    @functools.wraps(func)
    def jacobian(*args: Any, **kwargs: Any) -> Any:
        numbers = chosen(argnums, args)
        output = aux = None

        def outputs(*moved: Tensor) -> tuple[Tensor, ...]:
            nonlocal output, aux
            result = func(*replaced(args, numbers, list(moved)), **kwargs)
            output, aux = output_and_aux(result, has_aux, "jacfwd(f)(*args)")
            found = flatten(output)
            _check_outputs("jacfwd", found)
            return tuple(found)

        given = tuple(leaves_of(args, numbers))
        matrix = forward_jacobian(outputs, given, range(len(given)))
        found = _nested(output, args, numbers, not isinstance(argnums, tuple), matrix)
        return (found, aux) if has_aux else found

    return jacobian


def hessian(func: Callable[..., Any], argnums: Any = 0) -> Callable[..., Any]:
    """A function that gives the second derivatives of `func`.

    >>> func.hessian(lambda x: (x ** 3).sum())(tensor([1.0, 2.0]))
    tensor([[ 6.,  0.],
            [ 0., 12.]])
    """
    return jacrev(jacrev(func, argnums), argnums)
