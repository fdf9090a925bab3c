"""Compilation, which this engine does without: `compile` gives the function back (torch.compiler).

Programs written for ``torch.compile`` run as they are, with every calling convention of it.

>>> @compile(mode="reduce-overhead")
... def twice(x):
...     return x * 2
>>> twice(tensor(3.0))
tensor(6.)
"""

from __future__ import annotations

from typing import Any

from .nn.compiled import BACKENDS, FOR_DEBUGGING, compile

__all__ = ["allow_in_graph", "assume_constant_result", "compile", "cudagraph_mark_step_begin",
           "disable", "is_compiling", "is_dynamo_compiling", "is_exporting", "list_backends",
           "reset"]


def disable(fn: Any = None, recursive: bool = True, *, reason: str | None = None) -> Any:
    """The function itself; without one, a decorator."""
    return fn if fn is not None else lambda function: function


def allow_in_graph(fn: Any) -> Any:
    """The function itself."""
    return fn


def assume_constant_result(fn: Any) -> Any:
    """The function itself."""
    return fn


def list_backends(exclude_tags: Any = ("debug", "experimental")) -> list[str]:
    """The names that `compile` takes for its `backend`.

    >>> compiler.list_backends()
    ['cudagraphs', 'inductor', 'openxla', 'tvm']
    """
    return sorted(BACKENDS if exclude_tags else (*BACKENDS, *FOR_DEBUGGING))


def reset() -> None:
    """Does nothing: nothing was compiled."""


def cudagraph_mark_step_begin() -> None:
    """Does nothing: there is no GPU."""


def is_compiling() -> bool:
    """Whether a function is being compiled: never here.

    >>> compiler.is_compiling()
    False
    """
    return False


def is_dynamo_compiling() -> bool:
    """Whether a function is being compiled: never here."""
    return False


def is_exporting() -> bool:
    """Whether a module is being exported: never here."""
    return False
