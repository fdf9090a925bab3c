"""With this module one can look at any object without running any of its code.

A property may compute for minutes, warn, or add a node to a graph; a `__repr__`, a `__doc__` or a
`__getattr__` is code too. Everything the inspector knows of a foreign object comes through here.
"""

from __future__ import annotations

import inspect
import sys
import types
from typing import Any

MISSING: Any = inspect.Parameter.empty

_FAST = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodDescriptorType,
    types.GetSetDescriptorType,
    types.MemberDescriptorType,
    types.WrapperDescriptorType,
    types.MethodWrapperType,
    types.ClassMethodDescriptorType,
    property,
)
_PLAIN = (bool, int, float, complex, str, bytes, type(None), type(...), range, slice)
_DICT = type.__dict__["__dict__"]
_MRO = type.__dict__["__mro__"]
_MODULE = type.__dict__["__module__"]
_QUALNAME = type.__dict__["__qualname__"]
_BRACKETS = {"list": ("[", "]"), "tuple": ("(", ")")}
_EMPTY = {"list": "[]", "tuple": "()", "dict": "{}", "set": "set()", "frozenset": "frozenset()"}
_SLOTS = (types.GetSetDescriptorType, types.MemberDescriptorType)


def static(obj: Any, name: str) -> Any:
    """The attribute as it is stored, descriptors unbound, or `MISSING`."""
    return inspect.getattr_static(obj, name, MISSING)


def stored(obj: Any) -> dict[str, Any]:
    """An object's own `__dict__`, or an empty one."""
    if isinstance(obj, type):
        return dict(_DICT.__get__(obj))
    try:
        found = object.__getattribute__(obj, "__dict__")
    except (AttributeError, TypeError):
        return {}
    return found if type(found) is dict else {}


def mro(cls: type) -> tuple[type, ...]:
    """The classes an attribute is looked up in, in order."""
    found: tuple[type, ...] = _MRO.__get__(cls)
    return found


def bases_of(cls: type) -> list[type]:
    """The classes that a class is based on, without those that are only a part of its source."""
    classes = mro(cls)
    return [base for n, base in enumerate(classes) if n and base is not object
            and not any(_took_over(below, base) for below in classes[:n])]


def _took_over(cls: type, base: type) -> bool:
    """Whether each function and property of `base` is an own member of `cls`, too, as Tensor's are."""
    kinds = (types.FunctionType, property)
    members = [item for item in stored(base).items() if isinstance(item[1], kinds)]
    own = stored(cls)
    return bool(members) and all(own.get(name) is value for name, value in members)


def owner_of(cls: type, name: str) -> type | None:
    """The class that defines an attribute of `cls`."""
    return next((base for base in mro(cls) if name in _DICT.__get__(base)), None)


def doc_of(obj: Any) -> str:
    """The docstring, if there is one that is a string and needs no code to be read.

    >>> class Odd:
    ...     __doc__ = property(lambda self: 1 / 0)
    >>> doc_of(Odd()), doc_of(len)[:10]
    ('', 'Return the')
    """
    if isinstance(obj, (classmethod, staticmethod)):
        obj = obj.__func__
    if isinstance(obj, types.MethodType):
        obj = obj.__func__
    if type(obj) in _FAST:
        found = obj.__doc__
    elif isinstance(obj, type):
        found = _DICT.__get__(obj).get("__doc__")
        if type(found) in _SLOTS:
            # It documents the instances; the class has its own.
            found = type.__dict__["__doc__"].__get__(obj)
    else:
        found = static(obj, "__doc__")
        # A C type keeps its documentation behind a descriptor, and reading that runs no Python.
        if type(found) in _SLOTS:
            found = found.__get__(obj, type(obj))
    return found if isinstance(found, str) else ""


def class_name(cls: type) -> str:
    """The class's name with its module, builtins without.

    >>> class_name(int), class_name(types.ModuleType)
    ('int', 'module')
    """
    module = _MODULE.__get__(cls)
    name: str = _QUALNAME.__get__(cls)
    if (module, name) == ("torch._C", "TensorBase"):
        return "torch.Tensor"  # where users meet it
    plain = not isinstance(module, str) or module in {"builtins", "__main__"}
    return name if plain else f"{module}.{name}"


def shown(value: Any, limit: int = 70) -> str:
    """A value in a few characters, foreign objects by the name of their class alone.

    >>> shown([1, 2.5, None]), shown(object())
    ('[1, 2.5, None]', '<object>')
    """
    text = _shown(value, 3)
    return text if len(text) <= limit else text[: limit - 3] + "..."


def _shown(value: Any, depth: int) -> str:
    kind = type(value)
    if kind in _PLAIN:
        return _plain(value)
    if kind in (list, tuple, set, frozenset, dict):
        return _collection(value, depth)
    if isinstance(value, type):
        return class_name(value)
    if isinstance(value, types.ModuleType):
        return f"<module {module_name(value)}>"
    if name := name_of(value):
        return f"<{'method' if isinstance(value, types.MethodType) else 'function'} {name}>"
    if is_dtype(value) or _is_shape(value) or kind.__module__ == "numpy.dtypes":
        return str(value)
    return f"<{class_name(kind)}>"


def _plain(value: Any) -> str:
    # Python refuses to print an integer of more than a few thousand digits.
    if type(value) is int and value.bit_length() > 4096:
        return f"<int of {value.bit_length()} bits>"
    return repr(value[:200] if isinstance(value, (str, bytes)) else value)


def _collection(value: Any, depth: int) -> str:
    kind = type(value).__name__
    opening, closing = _BRACKETS.get(kind, ("{", "}"))
    if not value:
        return _EMPTY[kind]
    if depth == 0:
        return f"{opening}...{closing}"
    if isinstance(value, dict):
        items = [f"{_shown(k, 0)}: {_shown(v, depth - 1)}" for k, v in list(value.items())[:8]]
    else:
        ordered = isinstance(value, (list, tuple))
        items = [_shown(item, depth - 1) for item in (value[:12] if ordered else value)]
        items = items if ordered else sorted(items)[:12]
    more = ["..."] if len(value) > len(items) else []
    comma = "," if isinstance(value, tuple) and len(value) == 1 else ""
    text = opening + ", ".join(items + more) + comma + closing
    return f"frozenset({text})" if kind == "frozenset" else text


def is_dtype(value: Any) -> bool:
    """Is it a PyTorch-style element type, ours or PyTorch's?"""
    kind = type(value)
    return kind.__name__ == "dtype" and _root(kind) in {"torch", "nbautograd"}


def _is_shape(value: Any) -> bool:
    return type(value).__name__ in {"Size", "device", "Device"} and _root(type(value)) in {
        "torch",
        "nbautograd",
    }


def _root(cls: type) -> str:
    return str(_MODULE.__get__(cls)).partition(".")[0]


def module_name(module: types.ModuleType) -> str:
    """The name a module was imported by."""
    found = stored(module).get("__name__")
    return found if isinstance(found, str) else "module"


def name_of(obj: Any) -> str:
    """The `__name__` of a function or descriptor, or an empty string.

    >>> name_of(len), name_of(object())
    ('len', '')
    """
    if isinstance(obj, property):
        return name_of(obj.fget)
    if isinstance(obj, (types.MethodType, classmethod, staticmethod)):
        return name_of(obj.__func__)
    if type(obj) in _FAST or isinstance(obj, type):
        found = _QUALNAME.__get__(obj).rpartition(".")[2] if isinstance(obj, type) else obj.__name__
    else:
        found = static(obj, "__name__")
        if type(found) in _SLOTS:
            found = found.__get__(obj, type(obj))
    return found if isinstance(found, str) else ""


def module_of(obj: Any) -> str:
    """The name of the module that an object says it was made in, or an empty string."""
    if isinstance(obj, type):
        found = _MODULE.__get__(obj)
    else:
        found = static(obj, "__module__")
        if type(found) in _SLOTS:
            found = found.__get__(obj, type(obj))
    return found if isinstance(found, str) else ""


def is_callable(obj: Any) -> bool:
    """Can it be called? Judged by its class, as Python does."""
    return isinstance(obj, (classmethod, staticmethod)) or callable(obj)


def loaded(name: str) -> types.ModuleType | None:
    """A module if it is already imported; never imports one."""
    found = sys.modules.get(name)
    return found if isinstance(found, types.ModuleType) else None
