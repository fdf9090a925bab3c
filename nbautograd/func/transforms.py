"""Reverse mode as functions of functions: `grad`, `grad_and_value`, `vjp`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from ..engine import backward
from ..engine.pytree import flatten, rebuild, same_structure, spelled
from ..engine.state import enable_grad
from ..engine.tensor import Tensor, wrap
from .scope import Scope, chosen, leaves_of, output_and_aux, replaced

__all__ = ["grad", "grad_and_value", "gradients", "vjp"]


def gradients(scope: Scope, outputs: list[Tensor], cotangents: list[Any] | None, places: list[Any],
              keep: bool = False) -> list[Tensor]:
    """The gradients at `places`, zeros where nothing depends on them."""
    given = cotangents or [None] * len(outputs)
    pairs = [(t, g) for t, g in zip(outputs, given, strict=True) if t.requires_grad]
    if not pairs:
        return [_zeros(x) for x in places]
    create = scope.reaches_out([*(t for t, _ in pairs), *(g for _, g in pairs)])
    with enable_grad():
        found = backward.grad([t for t, _ in pairs], places, [g for _, g in pairs],
                              retain_graph=keep or create, create_graph=create, allow_unused=True)
    return [_zeros(x) if g is None else g for x, g in zip(places, found, strict=True)]


def _zeros(x: Tensor) -> Tensor:
    return wrap(np.zeros_like(x._data))


def grad_and_value(func: Callable[..., Any], argnums: Any = 0, has_aux: bool = False,
                   ) -> Callable[..., Any]:
    """A function that gives ``(gradient, func(*args))``; with `has_aux` ``(gradient, (value, aux))``.

    Raises (when called):
        RuntimeError: `func` does not return a scalar tensor.

    >>> func.grad_and_value(lambda x: (x ** 2).sum())(tensor([1.0, 2.0]))
    (tensor([2., 4.]), tensor(5.))
    """
    @functools.wraps(func)
    def both(*args: Any, **kwargs: Any) -> Any:
        numbers = chosen(argnums, args)
        with Scope() as scope:
            places = [scope.place(t) for t in leaves_of(args, numbers)]
            result = func(*replaced(args, numbers, places), **kwargs)
            output, aux = output_and_aux(result, has_aux, "grad_and_value(f)(*args)")
            _check_scalar(output)
            found = iter(gradients(scope, [output], None, list(places)))
            slopes = tuple(rebuild(args[n], found) for n in numbers)
            value = scope.released(output)
            beside = scope.released(aux) if has_aux else None
        slope = slopes if isinstance(argnums, tuple) else slopes[0]
        return (slope, (value, beside)) if has_aux else (slope, value)

    return both


def _check_scalar(output: Any) -> None:
    if not isinstance(output, Tensor):
        raise RuntimeError("grad_and_value(f)(*args): Expected f(*args) to return a Tensor, got "
                           f"{type(output)}")
    if output.dim() != 0:
        raise RuntimeError(
            "grad_and_value(f)(*args): Expected f(*args) to return a scalar Tensor, got tensor with "
            f"{output.dim()} dims. Maybe you wanted to use the vjp or jacrev APIs instead?")


def grad(func: Callable[..., Any], argnums: Any = 0, has_aux: bool = False) -> Callable[..., Any]:
    """A function that gives the gradient of a scalar `func` by its argument(s) `argnums`.

    Raises (when called):
        RuntimeError: `func` does not return a scalar tensor.

    >>> func.grad(lambda x: (x ** 2).sum())(tensor([1.0, 2.0]))
    tensor([2., 4.])
    """
    both = grad_and_value(func, argnums, has_aux)

    @functools.wraps(func)
    def slope(*args: Any, **kwargs: Any) -> Any:
        found, value = both(*args, **kwargs)
        return (found, value[1]) if has_aux else found

    return slope


def vjp(func: Callable[..., Any], *primals: Any, has_aux: bool = False) -> Any:
    """``(func(*primals), pull)``, where ``pull(cotangents)`` gives those of the primals, as a tuple.

    With `has_aux` ``(output, pull, aux)``. `pull` may be called again and again.

    Raises:
        RuntimeError: an output is not a tensor; cotangents of another structure.

    >>> out, pull = func.vjp(lambda x: x ** 2, tensor([1.0, 2.0]))
    >>> pull(tensor([1.0, 1.0]))
    (tensor([2., 4.]),)
    """
    numbers = tuple(range(len(primals)))
    with Scope() as scope:
        places: list[Any] = [scope.place(t) for t in leaves_of(primals, numbers)]
        result = func(*replaced(primals, numbers, places))
        output, aux = output_and_aux(result, has_aux, "vjp(f, *primals)")
        outputs = flatten(output)
        for t in outputs:
            if not isinstance(t, Tensor):
                raise RuntimeError("vjp(f, *primals): expected f(*primals) to return only tensors, "
                                   f"got unsupported type {type(t)}")
        value = scope.released(output)
        beside = scope.released(aux) if has_aux else None

    def pull(cotangents: Any, retain_graph: bool = True, create_graph: bool | None = None) -> Any:
        if not same_structure(cotangents, output):
            raise RuntimeError(
                "Expected pytree structure of cotangents to be the same as pytree structure of "
                f"outputs to the function. cotangents: {spelled(cotangents)}, primal output: "
                f"{spelled(output)}")
        found = iter(gradients(scope, outputs, flatten(cotangents), places, keep=retain_graph))
        return tuple(rebuild(p, found) for p in primals)

    return (value, pull, beside) if has_aux else (value, pull)
