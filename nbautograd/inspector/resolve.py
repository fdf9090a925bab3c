"""With this module one can tell what a question is about: an attribute, or the value it has.

`t.requires_grad` is the value True, and nobody who asks for its documentation wants to read about
booleans. So an attribute that is reached through an object is its descriptor, and has a value.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nbautograd.inspector.kinds import (
    ROUTINES,
    entry_of,
    is_attribute,
    is_inplace_name,
    is_node,
    is_routine,
    is_tensor,
    root,
)
from nbautograd.inspector.static import (
    MISSING,
    class_name,
    loaded,
    module_name,
    module_of,
    name_of,
    owner_of,
    static,
    stored,
)


@dataclass(frozen=True, slots=True)
class Target:
    """What to document: `kind` is attribute, tensor, node, module, class, routine or value.

    `obj` is the thing itself (the descriptor of an attribute), `value` an attribute's value when it
    is known, `owner` the class that defines it, `package` where to look for more about it,
    `called` the name that was asked for.
    """

    kind: str
    title: str
    obj: Any
    name: str = ""
    owner: type | None = None
    value: Any = MISSING
    package: str = ""
    parent: Any = None
    called: str = ""


def resolve(obj: Any, name: str | None = None, parent: Any = None) -> Target:
    """What a value with this name, reached through this parent, stands for.

    >>> resolve(0, "x.real", 0.5).kind, resolve(0, "x.real", 0.5).owner
    ('attribute', <class 'float'>)
    """
    last = (name or "").rpartition(".")[2]
    if parent is not None and (found := _through(obj, name or last, last, parent)):
        return found
    if is_tensor(obj):
        return Target(
            "tensor", name or public_name(type(obj)), obj, last, type(obj), obj, root(obj)
        )
    if is_node(obj):
        return Target("node", name or "grad_fn", obj, last, type(obj), obj, root(obj))
    if isinstance(obj, types.ModuleType):
        found_name = module_name(obj)
        return Target("module", found_name, obj, last, package=found_name.partition(".")[0])
    if isinstance(obj, type):
        return Target("class", public_name(obj) or last, obj, last, obj, package=root(obj))
    if is_attribute(obj):
        return _descriptor(obj, name, last, parent)
    if is_routine(obj):
        return _routine(obj, name, last, parent)
    return Target("value", name or public_name(type(obj)), obj, last, type(obj), obj, root(obj))


def _through(obj: Any, title: str, last: str, parent: Any) -> Target | None:
    if isinstance(parent, (type, types.ModuleType)) or not last:
        return None
    kept = static(type(parent), last)
    if not is_attribute(kept):
        return None
    owner = owner_of(type(parent), last)
    # Whoever asks for a property without running it hands over the property.
    value = MISSING if obj is kept else obj
    return Target("attribute", title, kept, last, owner, value, root(parent), parent)


def _descriptor(obj: Any, name: str | None, last: str, parent: Any) -> Target:
    owner = getattr(obj, "__objclass__", None) or _holder(parent, last)
    called = last or name_of(obj)
    title = f"{public_name(owner)}.{called}" if isinstance(owner, type) else name or called
    package = class_name(owner).partition(".")[0] if isinstance(owner, type) else root(obj)
    return Target("attribute", title, obj, called, owner, MISSING, package)


def _holder(parent: Any, name: str) -> type | None:
    """The class that an attribute of a class or an instance belongs to."""
    if parent is None or isinstance(parent, types.ModuleType) or name in stored(parent):
        return parent if isinstance(parent, type) else None
    return owner_of(parent if isinstance(parent, type) else type(parent), name)


def _routine(obj: Any, name: str | None, last: str, parent: Any) -> Target:
    own = name_of(obj) or last
    if is_inplace_name(last) and entry_of(obj) is not None:
        own = last
    owner = _owner(obj) or _holder(parent, last)
    package = root(owner) if owner is not None else root(obj) or (name or "").partition(".")[0]
    title = f"{public_name(owner)}.{own}" if owner is not None else public_name(obj) or name or own
    return Target("routine", title, obj, own, owner, MISSING, package, parent, last or own)


def _owner(obj: Any) -> type | None:
    if isinstance(obj, types.MethodType):
        bound = obj.__self__
        return bound if isinstance(bound, type) else type(bound)
    owner = getattr(obj, "__objclass__", None)
    if isinstance(owner, type):
        return owner
    if isinstance(obj, types.FunctionType) and "." in (path := obj.__qualname__):
        outer = stored(loaded(obj.__module__)).get(path.partition(".")[0])
        return outer if isinstance(outer, type) else None
    bound = obj.__self__ if type(obj) is types.BuiltinFunctionType else None
    if bound is None or isinstance(bound, types.ModuleType) or _is_namespace(bound):
        return None
    return bound if isinstance(bound, type) else type(bound)


def _is_namespace(bound: Any) -> bool:
    # PyTorch keeps its functions as static methods of a class that nobody calls by its name.
    return isinstance(bound, type) and bound.__name__.lstrip("_").startswith("VariableFunctions")


def public_name(obj: Any) -> str:
    """The shortest dotted name under which a loaded module offers this object.

    >>> public_name(Mapping), public_name(len)
    ('collections.abc.Mapping', 'len')
    """
    name, module = name_of(obj), _module_of(obj)
    entry = entry_of(obj)
    if entry is not None and entry.name.rpartition(".")[2] == name:
        return f"nbautograd.{entry.name}"
    if isinstance(obj, type) and class_name(obj) == "torch.Tensor":
        return "torch.Tensor"
    qualified = getattr(obj, "__qualname__", name) if is_routine(obj) else name
    if isinstance(qualified, str) and "." in qualified and "<" not in qualified:
        if _is_namespace_name(qualified):
            qualified = name
        else:
            name = qualified
    parts = module.split(".") if module and module not in {"builtins", "__main__"} else []
    for end in range(1, len(parts) + 1):
        holder = loaded(".".join(parts[:end]))
        if parts[end - 1].startswith("_"):
            break
        if holder is not None and stored(holder).get(name) is obj:
            return ".".join([*parts[:end], name])
    private = bool(parts) and any(part.startswith("_") for part in parts)
    if private and (found := _offered(obj, name, parts[0])):
        return found
    return ".".join([*parts, name]) if name else ""


def _is_namespace_name(qualified: str) -> bool:
    return qualified.lstrip("_").startswith("VariableFunctions")


def _offered(obj: Any, name: str, package: str) -> str:
    # `torch._C._linalg.linalg_svd` is what users call `torch.linalg.svd`.
    for place in ("", ".linalg", ".special", ".fft", ".nn.functional", ".nn"):
        holder = loaded(package + place)
        for called in (name, name.partition("_")[2]):
            if holder is not None and called and stored(holder).get(called) is obj:
                return f"{package}{place}.{called}"
    return ""


def _module_of(obj: Any) -> str:
    owner = getattr(obj, "__objclass__", None) if is_routine(obj) else None
    return module_of(obj) or (module_of(owner) if isinstance(owner, type) else "")


def locate(path: str, namespace: Mapping[str, Any]) -> tuple[Any, Any]:
    """The object that a dotted path names and its parent, without running a property on the way.

    A property is returned itself. Raises KeyError for an unknown name.

    >>> locate("x.real", {"x": 0.5})[1]
    0.5
    """
    first, *rest = path.split(".")
    obj, parent = namespace[first], None
    for part in rest:
        parent, obj = obj, member(obj, part)
        if obj is MISSING:
            raise KeyError(part)
        if is_attribute(obj) and part is not rest[-1]:
            raise KeyError(f"{part} is computed when it is read")
    return obj, parent


def member(holder: Any, name: str) -> Any:
    """A member as one would get it, descriptors of data unread, or `MISSING`."""
    found = static(holder, name)
    if found is MISSING and isinstance(holder, types.ModuleType):
        # A lazy part is there as soon as somebody asks, unless what it rests on is not installed.
        try:
            return getattr(holder, name, MISSING)
        except ImportError:
            return MISSING
    if type(found) not in ROUTINES or isinstance(holder, types.ModuleType):
        return found
    if isinstance(holder, type):
        return found.__get__(None, holder)
    return found if name in stored(holder) else found.__get__(holder, type(holder))
