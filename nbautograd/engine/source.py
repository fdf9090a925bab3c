"""Functions written as source and compiled once; tracebacks and debuggers show their lines."""

from __future__ import annotations

import linecache
from collections.abc import Callable
from typing import Any

__all__ = ["compiled"]


def compiled(name: str, source: str, names: dict[str, Any]) -> Callable[..., Any]:
    """Compile `source`, which defines the function `name`, seeing `names` as globals."""
    filename = f"<nbautograd {names['OP'].name} {name}>"
    lines = source.splitlines(keepends=True)
    linecache.cache[filename] = (len(source), None, lines, filename)
    # The module name makes the warning filter for NumPy's floating point warnings apply.
    scope = {"__name__": "nbautograd.engine.compiled", **names}
    exec(compile(source, filename, "exec"), scope)
    return scope[name]  # type: ignore[no-any-return]  # defined by the source
