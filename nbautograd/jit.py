"""TorchScript, which this engine does without: functions and modules are given back (torch.jit).

Programs written with its decorators run as they are, in Python.

>>> @jit.script
... def twice(x):
...     return x * 2
>>> twice(tensor(3.0))
tensor(6.)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["annotate", "export", "freeze", "ignore", "is_scripting", "is_tracing",
           "script", "script_if_tracing", "script_method", "trace", "unused"]


def script(obj: Any, optimize: Any = None, _frames_up: int = 0, _rcb: Any = None,
           example_inputs: Any = None) -> Any:
    """The function, module or class itself."""
    return obj


def trace(func: Any, example_inputs: Any = None, *args: Any, **kwargs: Any) -> Any:
    """The function or module itself, after one call with the example.

    >>> jit.trace(nn.ReLU(), tensor([1.0]))(tensor([-2.0]))
    tensor([0.])
    """
    if example_inputs is not None:
        func(*(example_inputs if type(example_inputs) in (tuple, list) else (example_inputs,)))
    return func


def freeze(mod: Any, *args: Any, **kwargs: Any) -> Any:
    """The module itself."""
    return mod


def export(fn: Callable[..., Any]) -> Callable[..., Any]:
    """The method itself."""
    return fn


def script_method(fn: Callable[..., Any]) -> Callable[..., Any]:
    """The method itself."""
    return fn


def script_if_tracing(fn: Callable[..., Any]) -> Callable[..., Any]:
    """The function itself."""
    return fn


def unused(fn: Any) -> Any:
    """The function itself."""
    return fn


def ignore(drop: Any = False, **kwargs: Any) -> Any:
    """The function itself; without one, a decorator."""
    return drop if callable(drop) else lambda function: function


def is_scripting() -> bool:
    """Whether a function is being compiled: never here.

    >>> jit.is_scripting()
    False
    """
    return False


def is_tracing() -> bool:
    """Whether a function is being traced: never here."""
    return False


def annotate(the_type: Any, the_value: Any) -> Any:
    """The value.

    >>> jit.annotate(list, [])
    []
    """
    return the_value


def __dir__() -> list[str]:
    return list(__all__)
