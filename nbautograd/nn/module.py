"""Module: a function with parameters, made of other modules.

Attributes that are parameters, buffers or modules are found by name; what a module does is its
`forward`.
"""

from __future__ import annotations

import functools
from collections import OrderedDict
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any, Self

from ..engine.accumulate import clear_grad
from ..engine.messages import type_name
from ..engine.tensor import Tensor
from .conversion import Convertible
from .hooks import HOOKS, Hooked, call_with_hooks
from .parameter import Buffer, Parameter
from .state import Stateful

__all__ = ["Module"]

_PACKAGE = __name__.partition(".")[0] + "."
_TABLES = ("_parameters", "_buffers", "_modules")


def _typename(value: Any) -> str:
    """What PyTorch's messages call the type of a value."""
    if isinstance(value, type):
        return f"{value.__module__}.{value.__qualname__}"
    return type_name(value._data.dtype) if isinstance(value, Tensor) else type(value).__name__


class Module(Convertible, Hooked, Stateful):
    """Base of all modules: assign parameters and modules in `__init__`, write `forward`.

    >>> class Scale(nn.Module):
    ...     def __init__(self):
    ...         super().__init__()
    ...         self.factor = nn.Parameter(tensor(2.0))
    ...     def forward(self, x):
    ...         return x * self.factor
    >>> Scale()(tensor([1.0, 2.0]))
    tensor([2., 4.], grad_fn=<MulBackward0>)
    """

    _version: int = 1
    training: bool
    dump_patches: bool = False
    call_super_init: bool = False
    _parameters: dict[str, Any]
    _buffers: dict[str, Any]
    _modules: dict[str, Any]
    _non_persistent_buffers_set: set[str]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        init = cls.__init__
        if cls.__module__.startswith(_PACKAGE) and "__init__" not in vars(cls) and (
                init.__qualname__.startswith("_")):
            # What layers share is private; a wrong argument is one of the class that was named.
            own = FunctionType(init.__code__, init.__globals__, "__init__", init.__defaults__,
                               init.__closure__)
            functools.update_wrapper(own, init)
            own.__kwdefaults__, own.__qualname__ = init.__kwdefaults__, f"{cls.__name__}.__init__"
            del own.__wrapped__  # type: ignore[attr-defined]  # it is the function, and wraps none
            cls.__init__ = own  # type: ignore[method-assign]  # the same under its name

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if args or kwargs:
            name = type(self).__name__
            raise TypeError(
                f"{name}.__init__() got an unexpected keyword argument '{next(iter(kwargs))}'"
                if kwargs else f"{name}.__init__() takes 1 positional argument but "
                f"{len(args) + 1} were given")
        put = super().__setattr__
        put("training", True)
        for name in _TABLES:
            put(name, {})
        put("_non_persistent_buffers_set", set())
        for name in HOOKS:
            put(name, OrderedDict())

    # -- what it does ------------------------------------------------------------------------------

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """What the module computes; every subclass writes its own."""
        raise NotImplementedError(
            f'Module [{type(self).__name__}] is missing the required "forward" function')

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if not (self._backward_hooks or self._backward_pre_hooks or self._forward_hooks
                or self._forward_pre_hooks):
            return self.forward(*args, **kwargs)
        return call_with_hooks(self, args, kwargs)

    # -- attributes --------------------------------------------------------------------------------

    def __getattr__(self, name: str) -> Any:
        own = self.__dict__
        for table in _TABLES:
            found = own.get(table)
            if found is not None and name in found:
                return found[name]
        # With these two, Python's traceback says what is near; looking for it here would be slow.
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'",
                             name=name, obj=self)

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, Parameter):
            self._forget(name)
            self.register_parameter(name, value)
            return
        own = self.__dict__
        if isinstance(value, Module):
            if "_modules" not in own:
                raise AttributeError("cannot assign module before Module.__init__() call")
            self._forget(name, "_modules")
            self._modules[name] = value
        elif isinstance(value, Buffer):
            self._forget(name, "_buffers")
            self.register_buffer(name, value, value.persistent)
        else:
            for table, what, expected in (
                    ("_parameters", "parameter", "torch.nn.Parameter"),
                    ("_modules", "child module", "torch.nn.Module"),
                    ("_buffers", "buffer", "torch.nn.Buffer, torch.Tensor")):
                if name in own.get(table, ()):
                    fits = value is None or (what == "buffer" and isinstance(value, Tensor))
                    if not fits:
                        raise TypeError(f"cannot assign '{_typename(value)}' as {what} '{name}' "
                                        f"({expected} or None expected)")
                    own[table][name] = value
                    return
            super().__setattr__(name, value)

    def _forget(self, name: str, keep: str = "_parameters") -> None:
        """Remove what has this name elsewhere than in the table `keep`."""
        own = self.__dict__
        own.pop(name, None)
        for table in _TABLES:
            if table != keep:
                own.get(table, {}).pop(name, None)
        own.get("_non_persistent_buffers_set", set()).discard(name)

    def __delattr__(self, name: str) -> None:
        for table in _TABLES:
            if name in self.__dict__[table]:
                del self.__dict__[table][name]
                self._non_persistent_buffers_set.discard(name)
                return
        super().__delattr__(name)

    def __dir__(self) -> list[str]:
        names = {*dir(type(self)), *self.__dict__}
        for table in _TABLES:
            names |= set(self.__dict__.get(table, ()))
        return sorted(n for n in names if not n[0].isdigit())

    def _check_name(self, what: str, name: Any, table: str) -> None:
        if not isinstance(name, str):
            raise TypeError(f"{what} name should be a string. Got {type(name).__name__}")
        if "." in name:
            raise KeyError(f'{what} name can\'t contain "."'
                           + (f", got: {name}" if what == "module" else ""))
        if not name:
            raise KeyError(f'{what} name can\'t be empty string ""')
        if hasattr(self, name) and name not in self.__dict__[table]:
            raise KeyError(f"attribute '{name}' already exists")

    def register_parameter(self, name: str, param: Any) -> None:
        """Add a parameter, or None for one that is left out.

        Raises:
            KeyError: the name is taken or malformed.   TypeError: not a Parameter.
        """
        if "_parameters" not in self.__dict__:
            raise AttributeError("cannot assign parameters before Module.__init__() call")
        self._check_name("parameter", name, "_parameters")
        if param is not None and not isinstance(param, Parameter):
            raise TypeError(f"cannot assign '{_typename(param)}' object to parameter '{name}' "
                            "(torch.nn.Parameter or None required)")
        if param is not None and param.grad_fn is not None:
            raise ValueError(
                f"Cannot assign non-leaf Tensor to parameter '{name}'. Model parameters must be "
                f"created explicitly. To express '{name}' as a function of another Tensor, compute "
                "the value in the forward() method.")
        self._parameters[name] = param

    def register_buffer(self, name: str, tensor: Any, persistent: bool = True) -> None:
        """Add a tensor that is part of the state but not trained.

        Raises:
            KeyError: the name is taken or malformed.   TypeError: not a tensor.
        """
        if "_buffers" not in self.__dict__:
            raise AttributeError("cannot assign buffer before Module.__init__() call")
        self._check_name("buffer", name, "_buffers")
        if tensor is not None and not isinstance(tensor, Tensor):
            raise TypeError(f"cannot assign '{_typename(tensor)}' object to buffer '{name}' "
                            "(torch Tensor or None required)")
        self._buffers[name] = tensor
        if persistent:
            self._non_persistent_buffers_set.discard(name)
        else:
            self._non_persistent_buffers_set.add(name)

    def add_module(self, name: str, module: Any) -> None:
        """Add a module by name.

        Raises:
            KeyError: the name is taken or malformed.   TypeError: not a Module.
        """
        if not isinstance(module, Module) and module is not None:
            text = f"{_typename(module)} is not a Module subclass"
            if isinstance(module, type) and issubclass(module, Module):
                text += f", it is a class: make a module of it, {module.__name__}(...)"
            raise TypeError(text)
        self._check_name("module", name, "_modules")
        self._modules[name] = module

    register_module = add_module

    # -- everything below it -----------------------------------------------------------------------

    def named_modules(self, memo: set[Any] | None = None, prefix: str = "",
                      remove_duplicate: bool = True) -> Iterator[tuple[str, Module]]:
        """This module and all below it, with their dotted names."""
        memo = set() if memo is None else memo
        if self in memo:
            return
        if remove_duplicate:
            memo.add(self)
        yield prefix, self
        for name, child in self._modules.items():
            if child is not None:
                below = f"{prefix}.{name}" if prefix else name
                yield from child.named_modules(memo, below, remove_duplicate)

    def _named(self, table: str, prefix: str, recurse: bool,
               remove_duplicate: bool) -> Iterator[tuple[str, Any]]:
        seen: set[int] = set()
        modules = (self.named_modules(prefix=prefix, remove_duplicate=remove_duplicate)
                   if recurse else [(prefix, self)])
        for path, module in modules:
            for name, value in getattr(module, table).items():
                if value is None or id(value) in seen:
                    continue
                if remove_duplicate:
                    seen.add(id(value))
                yield f"{path}.{name}" if path else name, value

    def named_parameters(self, prefix: str = "", recurse: bool = True,
                         remove_duplicate: bool = True) -> Iterator[tuple[str, Any]]:
        """Dotted names and parameters, each once.

        >>> [name for name, p in nn.Linear(1, 1).named_parameters()]
        ['weight', 'bias']
        """
        yield from self._named("_parameters", prefix, recurse, remove_duplicate)

    def parameters(self, recurse: bool = True) -> Iterator[Any]:
        """The parameters, as an optimizer wants them.

        >>> [p.shape for p in nn.Linear(2, 3).parameters()]
        [torch.Size([3, 2]), torch.Size([3])]
        """
        for _, value in self.named_parameters(recurse=recurse):
            yield value

    def named_buffers(self, prefix: str = "", recurse: bool = True,
                      remove_duplicate: bool = True) -> Iterator[tuple[str, Any]]:
        """Dotted names and buffers, each once."""
        yield from self._named("_buffers", prefix, recurse, remove_duplicate)

    def buffers(self, recurse: bool = True) -> Iterator[Any]:
        """The buffers."""
        for _, value in self.named_buffers(recurse=recurse):
            yield value

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """Names and modules directly in this one, each once."""
        seen: set[Module] = set()
        for name, child in self._modules.items():
            if child is not None and child not in seen:
                seen.add(child)
                yield name, child

    def children(self) -> Iterator[Module]:
        """The modules directly in this one."""
        for _, child in self.named_children():
            yield child

    def modules(self, remove_duplicate: bool = True) -> Iterator[Module]:
        """This module and all below it."""
        for _, module in self.named_modules(remove_duplicate=remove_duplicate):
            yield module

    def get_submodule(self, target: str) -> Module:
        """The module with this dotted name; the empty name is this one.

        Raises:
            AttributeError: there is none.
        """
        module = self
        for part in target.split(".") if target else ():
            if not hasattr(module, part):
                raise AttributeError(f"{module._get_name()} has no attribute `{part}`")
            module = getattr(module, part)
            if not isinstance(module, Module):
                raise AttributeError(f"`{part}` is not an nn.Module")
        return module

    def set_submodule(self, target: str, module: Any, strict: bool = False) -> None:
        """Put a module at this dotted name; with `strict`, only in the place of another.

        Raises:
            ValueError: no name, or not a module.   AttributeError: no module on the way there.

        >>> m = nn.Sequential(nn.Sequential(nn.ReLU()))
        >>> m.set_submodule("0.0", nn.Tanh()); m[0][0]
        Tanh()
        """
        if not target:
            raise ValueError("Cannot set the submodule without a target name!")
        if not isinstance(module, Module):
            raise ValueError(f"`module` is not an nn.Module, found {type(module)}")
        path, _, name = target.rpartition(".")
        parent = self.get_submodule(path)
        if strict and not hasattr(parent, name):
            raise AttributeError(f"{parent._get_name()} has no attribute `{name}`")
        if hasattr(parent, name) and not isinstance(getattr(parent, name), Module):
            raise AttributeError(f"`{name}` is not an nn.Module")
        setattr(parent, name, module)

    def _get_member(self, target: str, table: str, what: str) -> Any:
        path, _, name = target.rpartition(".")
        module = self.get_submodule(path)
        if not hasattr(module, name):
            raise AttributeError(f"{module._get_name()} has no attribute `{name}`")
        if name not in module.__dict__[table]:
            raise AttributeError(f"`{name}` is not {what}")
        return getattr(module, name)

    def get_parameter(self, target: str) -> Any:
        """The parameter with this dotted name."""
        return self._get_member(target, "_parameters", "an nn.Parameter")

    def get_buffer(self, target: str) -> Any:
        """The buffer with this dotted name."""
        return self._get_member(target, "_buffers", "a buffer")

    # -- changing all of it ------------------------------------------------------------------------

    def apply(self, fn: Callable[[Module], Any]) -> Self:
        """Call ``fn(module)`` on all below this module, then on itself; returns the module."""
        for child in self.children():
            child.apply(fn)
        fn(self)
        return self

    def train(self, mode: bool = True) -> Self:
        """Turn training mode on or off here and below: it matters to dropout and batch norm.

        Raises:
            ValueError: not a bool.
        """
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        self.training = mode
        for child in self.children():
            child.train(mode)
        return self

    def eval(self) -> Self:
        """Turn training mode off: ``train(False)``."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Turn tracking on or off for all parameters."""
        for p in self.parameters():
            p.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters, or set them to zero."""
        for p in self.parameters():
            clear_grad(p, set_to_none)

    def compile(self, *args: Any, **kwargs: Any) -> None:
        """Check the arguments of `torch.compile`; the module runs as it is."""
        from .compiled import compile
        compile(self.forward, *args, **kwargs)

    # -- text ----------------------------------------------------------------------------------------

    def _get_name(self) -> str:
        return type(self).__name__

    def extra_repr(self) -> str:
        """What a module says of itself between its brackets; to be written."""
        return ""

    def __repr__(self) -> str:
        extra = self.extra_repr()
        above = extra.split("\n") if extra else []
        below = [f"({name}): {_indented(repr(child))}" for name, child in self._modules.items()]
        lines = above + below
        if not lines:
            return f"{self._get_name()}()"
        if len(above) == 1 and not below:
            return f"{self._get_name()}({above[0]})"
        return f"{self._get_name()}(\n  " + "\n  ".join(lines) + "\n)"


def _indented(text: str) -> str:
    return text.replace("\n", "\n  ")
