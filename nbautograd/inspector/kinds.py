"""With this module one can tell what something is: an op, a method, a tensor, a backward node.

Ours and PyTorch's objects are recognised by their classes' names, so that PyTorch need not be
imported to document it.
"""

from __future__ import annotations

import types
from typing import Any

from nbautograd.inspector.static import (
    class_name,
    is_callable,
    is_dtype,
    module_of,
    mro,
    name_of,
    static,
    stored,
)

# Groups of a directory, in the order they are shown.
GROUPS = {
    "op": "Differentiable ops",
    "function": "Functions",
    "method": "Methods",
    "in-place": "In-place methods",
    "attribute": "Attributes",
    "class": "Classes",
    "exception": "Exceptions",
    "module": "Modules",
    "dtype": "Element types",
    "value": "Values",
    "special": "Special methods",
}
_DESCRIPTORS = (property, types.GetSetDescriptorType, types.MemberDescriptorType)
ROUTINES = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    types.MethodDescriptorType,
    types.WrapperDescriptorType,
    types.MethodWrapperType,
    types.ClassMethodDescriptorType,
    classmethod,
    staticmethod,
)


def root(obj: Any) -> str:
    """The top-level package an object says it belongs to, or an empty string."""
    modules = (module_of(obj), module_of(type(obj)))
    return next((m.partition(".")[0] for m in modules if m not in {"", "builtins"}), "")


def is_tensor(obj: Any) -> bool:
    """Is it a tensor of this package or of PyTorch?

    >>> is_tensor(1.0)
    False
    """
    names = {class_name(cls) for cls in mro(type(obj))}
    return bool(names & {"torch.Tensor", "torch._tensor.Tensor", "nbautograd.engine.tensor.Tensor",
                         "nbautograd.Tensor"})  # fmt: skip


def is_node(obj: Any) -> bool:
    """Is it a backward node, the `grad_fn` of some tensor?"""
    kind = type(obj)
    if kind.__module__ == "nbautograd.engine.node":
        return kind.__name__ in {"Node", "AccumulateGrad"}
    ends = ("Backward", "AccumulateGrad", "CopySlices")
    named = kind.__name__.rstrip("0123456789").endswith(ends)
    return named and static(kind, "next_functions") is not static(object, "next_functions")


def is_routine(obj: Any) -> bool:
    """Is it a function or a method of any make, NumPy's ufuncs and compiled ones included?"""
    if type(obj) in ROUTINES:
        return True
    return not isinstance(obj, type) and is_callable(obj) and bool(name_of(obj))


def is_attribute(obj: Any) -> bool:
    """Is it a descriptor of data, such as a property or a slot?"""
    return isinstance(obj, _DESCRIPTORS)


def entry_of(obj: Any) -> Any:
    """The table entry (an op or a composite) that a function of ours was made from, or None."""
    if isinstance(obj, types.MethodType):
        obj = obj.__func__
    return stored(obj).get("op") if isinstance(obj, types.FunctionType) else None


def is_differentiable(obj: Any) -> bool:
    """Does gradient flow through this function? A composite's does when its ops' do."""
    entry = entry_of(obj)
    return entry is not None and bool(getattr(entry, "differentiable", True))


def kind_of(obj: Any, name: str = "", in_class: bool = False) -> str:
    """The group of a directory that something belongs to, judged without running it.

    >>> kind_of(len), kind_of(ValueError), kind_of(3.5), kind_of(int.real)
    ('function', 'exception', 'value', 'attribute')
    """
    if name.startswith("__") and name.endswith("__"):
        return "special"
    if isinstance(obj, types.ModuleType):
        return "module"
    if isinstance(obj, type):
        return "exception" if BaseException in mro(obj) else "class"
    if is_attribute(obj):
        return "attribute"
    if is_routine(obj):
        if in_class:
            return "in-place" if is_inplace_name(name) else "method"
        return "op" if is_differentiable(obj) else "function"
    if is_dtype(obj):
        return "dtype"
    return "attribute" if in_class else "value"


def is_inplace_name(name: str) -> bool:
    """Is it the name of an in-place twin: one underscore at the end, none before?"""
    return name.endswith("_") and not name.endswith("__") and not name.startswith("_")
