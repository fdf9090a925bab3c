"""Functions written as source and compiled once; tracebacks and debuggers show their lines.

A program uses few of the table's functions, so each is written and compiled at its first call.
"""

from __future__ import annotations

import linecache
from collections.abc import Callable
from types import FunctionType
from typing import Any

__all__ = ["compiled", "deferred"]


def compiled(name: str, source: str, names: dict[str, Any]) -> Callable[..., Any]:
    """Compile `source`, which defines the function `name`, seeing `names` as globals."""
    filename = f"<nbautograd {names['OP'].name} {name}>"
    lines = source.splitlines(keepends=True)
    linecache.cache[filename] = (len(source), None, lines, filename)
    # The module name makes the warning filter for NumPy's floating point warnings apply.
    scope = {"__name__": "nbautograd.engine.compiled", **names}
    exec(compile(source, filename, "exec"), scope)
    return scope[name]  # type: ignore[no-any-return]  # defined by the source


def _first_call(*args: Any, **kwargs: Any) -> Any:
    return BECOME(FUNCTION, BUILD)(*args, **kwargs)  # type: ignore[name-defined]  # noqa: F821 (globals of each deferred function)


# `warnings` counts no frames of a file of such a name: a warning points to the user's line at the
# first call too.
_FIRST_CALL = _first_call.__code__.replace(co_filename="<nbautograd importlib._bootstrap>")


def _become(function: Any, build: Callable[[], Any]) -> Any:
    real = build()
    function.__globals__.update(real.__globals__)
    function.__defaults__, function.__kwdefaults__ = real.__defaults__, real.__kwdefaults__
    function.__code__ = real.__code__
    return function


def deferred(build: Callable[[], Any]) -> Any:
    """A function that becomes the one that `build` returns when it is first called.

    It stays the same object: namespaces, methods and formulas hold it already. A call takes over
    code, defaults and globals, after which nothing tells it from a function made at once.
    """
    scope = {"__name__": "nbautograd.engine.compiled", "BECOME": _become, "BUILD": build}
    function = scope["FUNCTION"] = FunctionType(_FIRST_CALL, scope, "call")
    return function
