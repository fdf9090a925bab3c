"""One differentiation inside another: fresh places to differentiate at, and what leaves them.

Inside a transform its arguments are new leaves (or new places behind the user's, if those are
tracked). What comes out belongs to the graph outside only if it depends on something tracked there.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

from ..engine import forward
from ..engine.backward import edge_of
from ..engine.pytree import flatten, rebuild, tree_map
from ..engine.state import LOCAL, enable_grad
from ..engine.tensor import Tensor
from ..engine.walk import leaves_reached

__all__ = ["Scope", "chosen", "output_and_aux", "replaced"]


class _Running(threading.local):
    """The scopes of this thread, from the outermost to the innermost."""

    def __init__(self) -> None:
        self.scopes: list[Scope] = []


_RUNNING = _Running()


class Scope:
    """A reverse-mode transform that is running: gradient is tracked, on places of its own."""

    def __init__(self) -> None:
        self._outside = LOCAL.mode.grad
        self._inner: set[int] = set()       # ids of the leaves made here, and in scopes inside
        self._kept: list[Tensor] = []       # which live as long as their ids are used

    def __enter__(self) -> Scope:
        self._tracking = enable_grad()
        self._tracking.__enter__()
        _RUNNING.scopes.append(self)
        return self

    def __exit__(self, *exc: object) -> None:
        _RUNNING.scopes.pop()
        self._tracking.__exit__(*exc)

    def place(self, t: Any) -> Tensor:
        """A new place with the values of `t`, to differentiate at.

        Raises:
            ValueError: not a tensor.
            RuntimeError: not of a floating point or complex type.
        """
        if not isinstance(t, Tensor):
            raise ValueError(f"Thing passed to transform API must be Tensor, got {type(t)}")
        if t._data.dtype.kind not in "fc":
            raise RuntimeError("only Tensors of floating point dtype can require gradients: this one "
                               f"has {t.dtype}")
        found = forward.alias(t if self._outside else t.detach(), leaf=True)
        if found._node is None:
            for scope in _RUNNING.scopes:
                scope._inner.add(id(found))
                scope._kept.append(found)
        return found

    def reaches_out(self, tensors: Iterable[Any]) -> bool:
        """Whether any of them depends on something that is tracked outside."""
        if not self._outside:
            return False
        edges = [edge_of(t) for t in tensors if isinstance(t, Tensor) and t.requires_grad]
        return not leaves_reached(edges) <= self._inner

    def released(self, tree: Any) -> Any:
        """A result as it is given back: outside of this transform's graph.

        Raises:
            RuntimeError: something in it is not a tensor.
        """
        return tree_map(self._release, tree)

    def _release(self, t: Any) -> Any:
        if not isinstance(t, Tensor):
            raise RuntimeError(f"Expected tensors, got unsupported type {type(t)}")
        if not t.requires_grad or self.reaches_out([t]):
            return t
        out = forward.alias(t)
        out._node, out._requires = None, False
        return out


def chosen(argnums: Any, args: tuple[Any, ...]) -> tuple[int, ...]:
    """The positions that `argnums` names.

    Raises:
        RuntimeError: no such argument; not a number or tuple of numbers.
    """
    numbers = argnums if isinstance(argnums, tuple) else (argnums,)
    if not numbers or not all(type(n) is int for n in numbers):
        raise RuntimeError(f"argnums must be int or Tuple[int, ...], got: {type(argnums)}")
    for n in numbers:
        if not -len(args) <= n < len(args):
            raise RuntimeError(f"Got argnum={n}, but only {len(args)} positional inputs")
    found = tuple(n % len(args) for n in numbers)
    if len(set(found)) != len(found):
        raise RuntimeError(f"argnums elements must be unique, got: {argnums}")
    return found


def replaced(args: tuple[Any, ...], numbers: tuple[int, ...], values: list[Any]) -> list[Any]:
    """The arguments with the leaves of the chosen ones replaced, in order."""
    leaves, result = iter(values), list(args)
    for n in numbers:
        result[n] = rebuild(args[n], leaves)
    return result


def output_and_aux(result: Any, has_aux: bool, caller: str) -> tuple[Any, Any]:
    """The output that is differentiated, and what comes beside it.

    Raises:
        RuntimeError: `has_aux`, and not a pair.
    """
    if not has_aux:
        return result, None
    if not isinstance(result, tuple) or len(result) != 2:
        raise RuntimeError(f"{caller}: output of function f should be a tuple: (output, aux) if "
                           "has_aux is True")
    return result


def leaves_of(args: tuple[Any, ...], numbers: tuple[int, ...]) -> list[Any]:
    """The leaves of the chosen arguments, in order."""
    return [leaf for n in numbers for leaf in flatten(args[n])]
