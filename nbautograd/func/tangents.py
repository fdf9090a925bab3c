"""Forward mode as functions of functions: `jvp`, `linearize`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..engine import forward
from ..engine.pytree import flatten, rebuild, same_structure, spelled
from ..engine.tensor import Tensor, wrap
from .scope import Scope, leaves_of, output_and_aux, replaced
from .transforms import gradients

__all__ = ["jvp", "linearize"]

CALL = "jvp(f, primals, tangents)"


def jvp(func: Callable[..., Any], primals: Any, tangents: Any, *, strict: bool = False,
        has_aux: bool = False) -> Any:
    """``(func(*primals), J · tangents)``; with `has_aux` ``(output, tangents out, aux)``.

    Raises:
        RuntimeError: primals or tangents are no tuples of tensors, or do not fit together; with
            `strict`, an output does not depend on the primals.

    >>> func.jvp(lambda x: x ** 2, (tensor([1.0, 2.0]),), (tensor([1.0, 0.0]),))
    (tensor([1., 4.]), tensor([2., 0.]))
    """
    given = _checked(primals, "primals")
    if not same_structure(primals, tangents):
        raise RuntimeError(
            f"{CALL}: Expected primals and tangents to have the same python structure. For example, "
            "if primals is a tuple of 3 tensors, tangents also must be. Got primals with structure "
            f"{spelled(primals)} and tangents with structure {spelled(tangents)}")
    directions = _checked(tangents, "tangents")
    with forward.level() as level:
        moved = []
        for x, dx in zip(given, directions, strict=True):
            if x.shape != dx.shape:
                raise RuntimeError(forward.ANOTHER_SIZE.format(list(x.shape), list(dx.shape)))
            moved.append(forward.alias(x))
            forward.set_tangent(moved[-1], level, dx)
        result = func(*rebuild(primals, iter(moved)))
        output, aux = output_and_aux(result, has_aux, CALL)
        outputs = flatten(output)
        found = [_tangent(t, level, strict) for t in outputs]
        clean = [_without(t, level) for t in outputs]
        beside = [_without(t, level) for t in flatten(aux)] if has_aux else []
    pair = rebuild(output, iter(clean)), rebuild(output, iter(found))
    return (*pair, rebuild(aux, iter(beside))) if has_aux else pair


def _checked(values: Any, name: str) -> list[Tensor]:
    if not isinstance(values, tuple):
        raise RuntimeError(f"{CALL}: Expected {name} to be a tuple. E.g. it should be valid to call "
                           "f(*primals).")
    leaves = flatten(values)
    if not leaves:
        raise RuntimeError(f"{CALL}: Expected {name} to contain at least one Tensor.")
    for t in leaves:
        if not isinstance(t, Tensor):
            raise RuntimeError(f"{CALL}: Expected {name} to only contain Tensors, got {type(t)}")
    return leaves


def _tangent(t: Any, level: int, strict: bool) -> Tensor:
    if not isinstance(t, Tensor):
        raise RuntimeError(f"{CALL}: Expected f(*args) to return only tensors, got {type(t)}")
    found = forward.tangent_of(t, level)
    if found is None:
        if strict:
            raise RuntimeError("jvp(f, primals, tangents, strict=True): The output of f is "
                               "independent of the inputs. This is not allowed with strict=True.")
        return wrap(np.zeros_like(t._data))
    return found


def _without(t: Tensor, level: int) -> Tensor:
    """The same tensor, not at this level: the caller's own tangents stay."""
    if forward.tangent_of(t, level) is None:
        return t
    out = forward.alias(t)
    tangents = out._extra_().tangents or {}
    tangents.pop(level, None)
    return out


def linearize(func: Callable[..., Any], *primals: Any) -> tuple[Any, Callable[..., Any]]:
    """``(func(*primals), push)``, where ``push(*tangents)`` gives J · tangents without a new call.

    Raises (when called):
        RuntimeError: tangents do not have the structure and shapes of the primals.

    >>> out, push = func.linearize(lambda x: x ** 3, tensor([1.0, 2.0]))
    >>> push(tensor([1.0, 1.0]))
    tensor([ 3., 12.])
    """
    numbers = tuple(range(len(primals)))
    with Scope() as scope:
        places = [scope.place(t) for t in leaves_of(primals, numbers)]
        output = func(*replaced(primals, numbers, places))
        outputs = flatten(output)
        # The pulled back cotangent is linear in u: its derivative by u is the transpose.
        seeds = [scope.place(wrap(np.zeros_like(t._data))) for t in outputs]
        pulled = _pulled(outputs, seeds, places)
        value = scope.released(output)

    def push(*tangents: Any) -> Any:
        if not same_structure(tangents, primals):
            raise RuntimeError("Expected the tangents to have the same pytree structure as the "
                               f"primals: {spelled(tangents)} and {spelled(primals)}")
        found = gradients(scope, pulled, flatten(tangents), list(seeds), keep=True)
        return rebuild(output, iter(found))

    return value, push


def _pulled(outputs: list[Any], seeds: list[Any], places: list[Any]) -> list[Tensor]:
    from ..engine.backward import grad
    pairs = [(t, u) for t, u in zip(outputs, seeds, strict=True) if t.requires_grad]
    if not pairs:
        return [wrap(np.zeros_like(x._data)) for x in places]
    return list(grad([t for t, _ in pairs], places, [u for _, u in pairs],  # type: ignore[arg-type]  # materialized: no None
                     create_graph=True, materialize_grads=True))
