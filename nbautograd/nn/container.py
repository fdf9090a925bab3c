"""Modules and parameters in order or by key."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import index as as_index
from typing import Any, Self

from .module import Module, _indented

__all__ = ["ModuleDict", "ModuleList", "Sequential", "pairs"]


class _Numbered(Module):
    """What a list of modules can do."""

    def _position(self, idx: Any) -> str:
        idx, n = as_index(idx), len(self)
        if not -n <= idx < n:
            raise IndexError(f"index {idx} is out of range")
        return str(idx % n)

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._modules.values())

    def _key(self, idx: Any) -> str:
        if isinstance(idx, str):
            return idx
        return list(self._modules)[int(self._position(idx))]

    def __setitem__(self, idx: Any, module: Module) -> None:
        setattr(self, self._key(idx), module)

    def __delitem__(self, idx: Any) -> None:
        keys = list(self._modules)
        for key in keys[idx] if isinstance(idx, slice) else [self._key(idx)]:
            delattr(self, key)
        self._renumber(list(self._modules.items()))

    def _renumber(self, items: list[tuple[str, Any]]) -> None:
        """Names that are numbers count again from zero."""
        named = [(str(n) if key.isdigit() else key, m) for n, (key, m) in enumerate(items)]
        self.__dict__["_modules"] = dict(named)

    def append(self, module: Any) -> Self:
        """Add a module at the end; returns the container."""
        self.add_module(str(len(self)), module)
        return self

    def extend(self, modules: Any) -> Self:
        """Add modules at the end; returns the container.

        Raises:
            TypeError: not an iterable.
        """
        if not isinstance(modules, Iterable):
            raise TypeError(f"{self._get_name()}.extend should be called with an iterable, but got "
                            f"{type(modules).__name__}")
        for module in list(modules):
            self.append(module)
        return self

    def insert(self, index: int, module: Any) -> Any:
        """Put a module before the place `index`."""
        if not isinstance(module, Module):
            raise AssertionError(f"module should be of type: {Module}")
        n = len(self)
        if not -n <= index <= n:
            raise IndexError(f"Index out of range: {index}")
        children = list(self._modules.values())
        children.insert(index, module)
        self.__dict__["_modules"] = {str(k): m for k, m in enumerate(children)}
        return self

    def pop(self, key: Any) -> Any:
        """Take a module out and return it."""
        module = self[key]     # type: ignore[index]  # both lists can be indexed
        del self[key]
        return module

    def __dir__(self) -> list[str]:
        return [n for n in super().__dir__() if not n.isdigit()]


class Sequential(_Numbered):
    """Modules one after the other: each gets the result of the one before.

    >>> nn.Sequential(nn.Linear(2, 3), nn.ReLU())
    Sequential(
      (0): Linear(in_features=2, out_features=3, bias=True)
      (1): ReLU()
    )
    """

    def __init__(self, *args: Any) -> None:
        super().__init__()
        if len(args) == 1 and isinstance(args[0], OrderedDict):
            for name, module in args[0].items():
                self.add_module(name, module)
        else:
            for n, module in enumerate(args):
                self.add_module(str(n), module)

    def __getitem__(self, idx: Any) -> Any:
        if isinstance(idx, slice):
            return type(self)(OrderedDict(list(self._modules.items())[idx]))
        if isinstance(idx, str):
            raise TypeError("'str' object cannot be interpreted as an integer; the module named "
                            f"{idx!r} is an attribute")
        return self._modules[self._key(idx)]

    def forward(self, input: Any) -> Any:
        for module in self._modules.values():
            input = module(input)
        return input

    def __add__(self, other: Any) -> Sequential:
        if not isinstance(other, Sequential):
            raise ValueError("add operator supports only objects of Sequential class, but "
                             f"{type(other)} is given.")
        return Sequential(*self, *other)

    def __iadd__(self, other: Any) -> Self:
        if not isinstance(other, Sequential):
            raise ValueError("add operator supports only objects of Sequential class, but "
                             f"{type(other)} is given.")
        return self.extend(other)

    def __mul__(self, other: Any) -> Sequential:
        if not isinstance(other, int):
            raise TypeError(f"unsupported operand type(s) for *: {type(self)} and {type(other)}")
        if other <= 0:
            raise ValueError(f"Non-positive multiplication factor {other} for {type(self)}")
        return Sequential(*(module for _ in range(other) for module in self))

    __rmul__ = __mul__

    def __imul__(self, other: Any) -> Self:
        repeated = list(self * other)
        return self.extend(repeated[len(self):])


class ModuleList(_Numbered):
    """A list of modules, whose parameters are found.

    >>> nn.ModuleList([nn.ReLU(), nn.ReLU()])
    ModuleList(
      (0-1): 2 x ReLU()
    )
    """

    def __init__(self, modules: Any = None) -> None:
        super().__init__()
        if modules is not None:
            self.extend(modules)

    def __getitem__(self, idx: Any) -> Any:
        if isinstance(idx, slice):
            return type(self)(list(self._modules.values())[idx])
        return self._modules[self._position(idx)]

    def _key(self, idx: Any) -> str:
        return self._position(idx)

    def insert(self, index: int, module: Any) -> Any:
        """Put a module before the place `index`."""
        children = list(self._modules.values())
        children.insert(index, module)
        self.__dict__["_modules"] = {str(k): m for k, m in enumerate(children)}
        return None

    def __iadd__(self, modules: Any) -> Self:  # type: ignore[misc]  # a sum is new, and no subclass
        return self.extend(modules)

    def __add__(self, other: Iterable[Any]) -> ModuleList:
        return ModuleList([*self, *other])

    def __repr__(self) -> str:
        if not len(self):
            return f"{self._get_name()}()"
        lines, start = [], 0
        for text, group in groupby(map(repr, self)):
            n = sum(1 for _ in group)
            end = start + n - 1
            lines.append(f"({start}): {text}" if n == 1 else f"({start}-{end}): {n} x {text}")
            start = end + 1
        return f"{self._get_name()}(\n  " + "\n  ".join(map(_indented, lines)) + "\n)"


class ModuleDict(Module):
    """Modules by key, in the order in which they came.

    >>> nn.ModuleDict({"a": nn.ReLU()})["a"]
    ReLU()
    """

    def __init__(self, modules: Any = None) -> None:
        super().__init__()
        if modules is not None:
            self.update(modules)

    def __getitem__(self, key: str) -> Any:
        return self._modules[key]

    def __setitem__(self, key: str, module: Any) -> None:
        self.add_module(key, module)

    def __delitem__(self, key: str) -> None:
        del self._modules[key]

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __contains__(self, key: str) -> bool:
        return key in self._modules

    def clear(self) -> None:
        """Remove all modules."""
        self._modules.clear()

    def pop(self, key: str) -> Any:
        """Take a module out and return it."""
        return self._modules.pop(key)

    def keys(self) -> Iterable[str]:
        """The keys."""
        return self._modules.keys()

    def items(self) -> Iterable[tuple[str, Any]]:
        """Pairs of a key and a module."""
        return self._modules.items()

    def values(self) -> Iterable[Any]:
        """The modules."""
        return self._modules.values()

    def update(self, modules: Any) -> None:
        """Add modules from a mapping or from pairs.

        Raises:
            TypeError: neither of the two.
        """
        for key, module in pairs(modules, "ModuleDict"):
            self[key] = module


def pairs(values: Any, name: str) -> list[tuple[str, Any]]:
    """The pairs of a key and a value of what `update` is given.

    Raises:
        TypeError: neither a mapping nor pairs.

    >>> pairs({"a": 1}, "ModuleDict")
    [('a', 1)]
    """
    if not isinstance(values, Iterable):
        raise TypeError(f"{name}.update should be called with an iterable of key/value pairs, but "
                        f"got {type(values).__name__}")
    if hasattr(values, "items"):
        return list(values.items())
    return [(key, value) for key, value in values]
