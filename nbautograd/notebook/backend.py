"""Which engine a piece of source is about to use, before any of it has run."""

from __future__ import annotations

import ast
import types
from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

__all__ = ["backend_of"]

_BACKENDS = {"nbautograd": "numpy", "torch": "torch"}


def backend_of(*trees: ast.AST, names: Mapping[str, Any]) -> str | None:
    """``"numpy"`` or ``"torch"`` by what the source imports and by the values it names.

    Ours where it uses both; None where it names neither, which leaves it to the namespace. PyTorch
    is imported here if the source is about to do so: a recorder has to be there first.

    >>> backend_of(ast.parse("x = torch.ones(2)"), names={"torch": nbautograd})
    'numpy'
    """
    used = {root for tree in trees for root in _roots(tree, names)}
    for root, backend in _BACKENDS.items():
        if root in used and find_spec(root) is not None:
            import_module(root)
            return backend
    return None


def _roots(tree: ast.AST, names: Mapping[str, Any]) -> Iterator[str]:
    """The top packages that the source imports, or that the values it names come from."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0]
        elif isinstance(node, ast.Name) and node.id in names:
            yield from _origins(names[node.id])


def _origins(value: Any) -> Iterator[str]:
    """The top package of a module, of a function, or of each class an object is of."""
    if isinstance(value, types.ModuleType):
        yield value.__name__.partition(".")[0]
        return
    kinds = value.__mro__ if isinstance(value, type) else type(value).__mro__
    for module in [getattr(value, "__module__", None), *(kind.__module__ for kind in kinds)]:
        yield str(module).partition(".")[0]
