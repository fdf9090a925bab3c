"""Every docstring of the package that has an example, by name, and the names that examples use."""

from __future__ import annotations

import builtins
import doctest
import importlib
import inspect
import pkgutil
import warnings
from collections.abc import Iterator
from typing import Any

import nbautograd
from nbautograd.ops import OPS, entries

__all__ = ["differences", "examples", "names_in", "names_of"]


def _modules() -> Iterator[Any]:
    yield nbautograd
    for found in pkgutil.walk_packages(nbautograd.__path__, "nbautograd."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def _owners() -> Iterator[tuple[str, Any]]:
    """(name, object) of what can have a docstring: ops, modules, functions, classes, members."""
    for name, (_, entry) in entries().items():
        yield name, entry
    for module in _modules():
        yield module.__name__, module
        for name, value in getattr(module, "METHODS", {}).items():
            yield f"Tensor.{name}", value
        for name, value in vars(module).items():
            if getattr(value, "__module__", None) != module.__name__:
                continue
            if inspect.isfunction(value) or inspect.isclass(value):
                yield f"{module.__name__}.{name}", value
            for member, found in vars(value).items() if inspect.isclass(value) else ():
                inside = getattr(found, "__func__", found)
                if inspect.isfunction(inside) or isinstance(inside, property):
                    yield f"{module.__name__}.{name}.{member}", inside


def examples() -> dict[str, str]:
    """The docstrings with an example, each once, by the name of what it describes."""
    found: dict[str, str] = {}
    for name, owner in _owners():
        doc = owner.doc if hasattr(owner, "is_method") else inspect.getdoc(owner)
        if isinstance(doc, str) and ">>> " in doc and doc not in found.values():
            found[name] = doc
    return found


def names_of(engine: Any) -> dict[str, Any]:
    """What ``from engine import *`` would give, and the engine itself as ``torch``."""
    names = {n: getattr(engine, n) for n in (*dir(engine), *vars(engine))
             if not n.startswith("__")}
    return names | {"torch": engine}


def names_in(name: str) -> dict[str, Any]:
    """The names of our engine, and those of the module in which something is defined."""
    parts = name.split(".")
    names = names_of(nbautograd) | {"OPS": OPS, "nbautograd": nbautograd}
    if parts[0] != "nbautograd" or len(parts) == 1:
        return names
    module, n = nbautograd, 1
    for n in range(len(parts), 1, -1):
        try:
            module = importlib.import_module(".".join(parts[:n]))
        except ImportError:
            continue
        break
    # `abs` and `float` are Python's in what is no mathematics.
    if parts[1] in ("inspector", "notebook", "tape", "widgets"):
        names = {n: v for n, v in names.items() if not hasattr(builtins, n)}
    spaces = {n: getattr(nbautograd, n) for n in nbautograd._MODULES}    # `fft` is not `fft.fft`
    return {parts[n - 1]: module} | names | vars(module) | spaces


def differences(name: str, doc: str, names: dict[str, Any] | None = None) -> str:
    """What differs when the examples of a docstring are run; nothing if all is as it says."""
    test = doctest.DocTestParser().get_doctest(
        doc, names_in(name) if names is None else names, name, None, 0)
    out: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS).run(test, out=out.append)
    return "".join(out)
