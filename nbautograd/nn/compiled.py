"""`torch.compile`, which compiles nothing here: a function is given back, a module in a shell."""

from __future__ import annotations

import functools
from typing import Any

from .module import Module

__all__ = ["OptimizedModule", "compile"]


MODES = ("default", "lite", "reduce-overhead", "max-autotune-no-cudagraphs", "max-autotune")
BACKENDS = ("cudagraphs", "inductor", "openxla", "tvm")
FOR_DEBUGGING = ("aot_eager", "aot_ts", "eager", "eager_debug", "eager_noexcept", "ts")


class InvalidBackend(RuntimeError):
    """There is no compiler of this name."""


class OptimizedModule(Module):
    """What ``torch.compile(module)`` gives: it runs the module, and has its attributes.

    >>> compiler.compile(nn.Linear(1, 2))
    OptimizedModule(
      (_orig_mod): Linear(in_features=1, out_features=2, bias=True)
    )
    """

    _orig_mod: Module

    def __init__(self, mod: Module) -> None:
        super().__init__()
        self._modules["_orig_mod"] = mod
        del self.__dict__["training"]      # that of the module itself

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """The module's result."""
        return self._orig_mod(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        modules = self.__dict__.get("_modules", {})
        if name == "_orig_mod" and name in modules:
            return modules[name]
        if "_orig_mod" not in modules:
            raise AttributeError(name)
        return getattr(modules["_orig_mod"], name)

    def __setattr__(self, name: str, value: Any) -> None:
        modules = self.__dict__.get("_modules")
        if not modules or name in self.__dict__:
            super().__setattr__(name, value)
        elif name == "_orig_mod":
            modules[name] = value
        else:
            setattr(modules["_orig_mod"], name, value)

    def __delattr__(self, name: str) -> None:
        delattr(self._orig_mod, name)

    def __len__(self) -> int:
        return len(self._orig_mod)  # type: ignore[arg-type]  # of a module that has a length

    def __bool__(self) -> bool:
        return True

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *dir(self._orig_mod)})


def compile(model: Any = None, *, fullgraph: bool = False, dynamic: bool | None = None,
            backend: Any = None, mode: str | None = None, options: dict[str, Any] | None = None,
            name: str | None = None, disable: bool = False, recompile_limit: int | None = None,
            isolate_recompiles: bool = False, shapes_spec: Any = None) -> Any:
    """The function or module itself, as nothing is compiled here; without one, a decorator.

    Raises:
        RuntimeError: both `mode` and `options`, or an unknown mode or backend.
        AssertionError: not callable.

    >>> compiler.compile(lambda x: x + 1)(tensor(1.0))
    tensor(2.)
    """
    if mode is not None and options is not None:
        raise RuntimeError("Either mode or options can be specified, but both can't be specified at "
                           "the same time.")
    if model is None:
        return functools.partial(
            compile, fullgraph=fullgraph, dynamic=dynamic, backend=backend, mode=mode,
            options=options, name=name, disable=disable, recompile_limit=recompile_limit,
            isolate_recompiles=isolate_recompiles, shapes_spec=shapes_spec)
    if backend in (None, "inductor") and mode is not None and mode not in MODES:
        raise RuntimeError(f"Unrecognized mode={mode}, should be one of: {', '.join(MODES)}")
    if isinstance(backend, str) and backend not in (*BACKENDS, *FOR_DEBUGGING):
        raise InvalidBackend(f"Invalid backend: {backend!r}, see `torch.compiler.list_backends()` "
                             "for available backends.")
    if disable:
        return model
    if isinstance(model, Module):
        return model if isinstance(model, OptimizedModule) else OptimizedModule(model)
    if not callable(model):
        raise AssertionError(f"A callable function is expected, but {type(model)} is provided.")

    @functools.wraps(model, updated=())
    def compiled(*args: Any, **kwargs: Any) -> Any:
        return model(*args, **kwargs)

    compiled._torchdynamo_orig_callable = model  # type: ignore[attr-defined]  # PyTorch's name for it
    return compiled
