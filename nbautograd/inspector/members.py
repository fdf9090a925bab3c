"""With this module one can list what an object has, with a line of documentation for each.

The list is read from the classes' dictionaries, so no property is evaluated and no `__getattr__`
or `__dir__` of the object is run.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from nbautograd.inspector.docstrings import summary
from nbautograd.inspector.kinds import is_attribute, is_differentiable, kind_of, root
from nbautograd.inspector.references import documentation
from nbautograd.inspector.static import (
    MISSING,
    class_name,
    module_name,
    mro,
    name_of,
    shown,
    static,
    stored,
)


@dataclass(frozen=True, slots=True)
class Member:
    """One name of an object; its documentation is read when it is asked for."""

    name: str
    kind: str
    value: Any
    owner: str = ""
    inherited: bool = False
    borrowed: bool = False
    package: str = ""

    @property
    def private(self) -> bool:
        """Whether its name starts with an underscore, or another package lent it."""
        return self.borrowed or (self.name.startswith("_") and not self.name.endswith("__"))

    @property
    def doc(self) -> str:
        """Its docstring or the one that it points to; values that merely are there have none."""
        stored_value = self.kind == "attribute" and not is_attribute(self.value)
        if stored_value or self.kind in {"value", "dtype"}:
            return ""
        found = documentation(self.value, self.name, self.package)
        return found.doc if found else ""

    @property
    def line(self) -> str:
        """The first sentence of its documentation, or the value of what has none."""
        if self.value is MISSING:
            return "loaded when it is first used"
        if self.kind in {"value", "dtype"} or (self.kind == "attribute" and not self.doc):
            return shown(self.value) if self.kind != "attribute" else _plain_value(self.value)
        text = summary(self.doc)
        return text or _stands_for(self)

    @property
    def differentiable(self) -> bool:
        """Whether gradient flows through it."""
        return is_differentiable(self.value)


def _plain_value(value: Any) -> str:
    kind = type(value)
    return shown(value) if kind in (bool, int, float, str, bytes, tuple, type(None)) else ""


def _stands_for(member: Member) -> str:
    name = name_of(member.value)
    return f"another name of {name}" if name and name != member.name and name != "<lambda>" else ""


def members(obj: Any) -> tuple[Member, ...]:
    """Everything an object has, by name; private and special names too.

    >>> [m.name for m in members(3.5) if m.kind == "attribute"][:2]
    ['imag', 'real']
    """
    if isinstance(obj, types.ModuleType):
        found = _of_module(obj)
    elif isinstance(obj, type):
        found = _of_class(obj, obj)
    else:
        found = _of_instance(obj)
    return tuple(sorted(found, key=lambda m: (m.name.lower(), m.name)))


def _of_module(module: types.ModuleType) -> Iterator[Member]:
    own, full = stored(module), module_name(module)
    package = full.partition(".")[0]
    listed = own.get("__all__")
    listed = frozenset(listed) if isinstance(listed, (list, tuple)) else frozenset()
    # A module with lazy parts names them in its `__dir__`; asking for them would load them.
    for name in {*own, *dir(module)}:
        value = own[name] if name in own else static(module, name)
        kind = _lazy_kind(full, name) if value is MISSING else kind_of(value, name)
        borrowed = name not in listed and _borrowed(value, kind, package)
        yield Member(name, kind, value, borrowed=borrowed, package=package)


def _lazy_kind(module: str, name: str) -> str:
    try:
        return "module" if find_spec(f"{module}.{name}") else "value"
    except (ImportError, ValueError):
        return "value"


def _borrowed(value: Any, kind: str, package: str) -> bool:
    # What a module imports for its own use is not what it offers.
    if kind == "module":
        return value is not MISSING and module_name(value).partition(".")[0] != package
    if type(value).__module__ in {"__future__", "typing"}:
        return True
    origin = root(value) if kind in {"class", "exception", "function"} else ""
    return origin in sys.stdlib_module_names and origin != package


def _of_class(cls: type, asked: type) -> Iterator[Member]:
    seen: set[str] = set()
    package = root(asked)
    for base in mro(cls):
        for name, value in stored(base).items():
            if name in seen or not isinstance(name, str):
                continue
            seen.add(name)
            kind = kind_of(value, name, in_class=True)
            yield Member(name, kind, value, class_name(base), base is not asked, package=package)


def _of_instance(obj: Any) -> Iterator[Member]:
    own = stored(obj)
    for name, value in own.items():
        if isinstance(name, str):
            kind = kind_of(value, name)
            yield Member(name, "attribute" if kind == "value" else kind, value)
    cls = type(obj)
    yield from (m for m in _of_class(cls, cls) if m.name not in own)
