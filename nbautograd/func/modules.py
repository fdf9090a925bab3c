"""Modules as functions: called with parameters that are handed over, not their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from ..engine.declare import OPS
from ..engine.tensor import Tensor

__all__ = ["functional_call", "stack_module_state"]

Named = Mapping[str, Tensor]


def functional_call(module: Any, parameter_and_buffer_dicts: Named | Sequence[Named],
                    args: Any = None, kwargs: dict[str, Any] | None = None, *,
                    tie_weights: bool = True, strict: bool = False) -> Any:
    """``module(*args, **kwargs)`` with these parameters and buffers in place of its own.

    Names that the module does not have are ignored, or refused with `strict`, which also asks for
    all that it has. With `tie_weights` a tensor that the module has under two names is replaced
    under both.

    Raises:
        RuntimeError: with `strict`, names are missing or unknown.
        ValueError: two dictionaries have the same name.

    >>> func.functional_call(nn.Linear(2, 1), {"weight": ones(1, 2), "bias": zeros(1)}, ones(2))
    tensor([2.])
    """
    given = _merged(parameter_and_buffer_dicts)
    places = _places(module)
    if strict:
        _check_names(module, places, given)
    with _exchanged(places, given, tie_weights):
        if args is None:
            args = ()
        elif not isinstance(args, tuple):
            args = (args,)
        return module(*args, **(kwargs or {}))


def _merged(dicts: Named | Sequence[Named]) -> dict[str, Tensor]:
    if isinstance(dicts, Mapping):
        return dict(dicts)
    if not isinstance(dicts, (list, tuple)) or not all(isinstance(d, Mapping) for d in dicts):
        raise ValueError("Expected parameter_and_buffer_dicts to be a dict, or a list/tuple of "
                         f"dicts, but got {type(dicts)}")
    merged: dict[str, Tensor] = {}
    for d in dicts:
        for name, t in d.items():
            if name in merged:
                raise ValueError(f"{name} appears in multiple dictionaries; behavior of functional "
                                 "call is ambiguous")
            merged[name] = t
    return merged


def _places(module: Any) -> dict[str, tuple[dict[str, Any], str]]:
    """Full name -> (the dictionary of the submodule that has it, its name there)."""
    found = {}
    for prefix, part in module.named_modules():
        for owned in (part._parameters, part._buffers):
            for name, t in owned.items():
                if t is not None:
                    found[f"{prefix}.{name}" if prefix else name] = owned, name
    return found


def _check_names(module: Any, places: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    unknown, missing = sorted(given.keys() - places.keys()), sorted(places.keys() - given.keys())
    lines = [f"Unexpected key(s): {', '.join(map(repr, unknown))}."] if unknown else []
    lines += [f"Missing key(s): {', '.join(map(repr, missing))}."] if missing else []
    if lines:
        raise RuntimeError(f"Error(s) in reparametrizing for {type(module).__name__}:\n\t"
                           + "\n\t".join(lines))


@contextmanager
def _exchanged(places: dict[str, tuple[dict[str, Any], str]], given: Mapping[str, Tensor],
               tie_weights: bool) -> Iterator[None]:
    """Put the given tensors into the module; its own come back in the end."""
    own = {name: owned[short] for name, (owned, short) in places.items()}
    now = {name: given[name] for name in places if name in given}
    if tie_weights:
        by_tensor = {id(own[name]): t for name, t in now.items()}
        now |= {name: by_tensor[id(t)] for name, t in own.items()
                if name not in now and id(t) in by_tensor}
    try:
        for name, t in now.items():
            owned, short = places[name]
            owned[short] = t
        yield
    finally:
        for name in now:
            owned, short = places[name]
            owned[short] = own[name]


def stack_module_state(models: Sequence[Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """``(parameters, buffers)`` of modules of one class, stacked: n of (...) give (n, ...).

    Raises:
        RuntimeError: no modules, or of different classes or modes.

    >>> parameters, buffers = func.stack_module_state([nn.Linear(2, 1), nn.Linear(2, 1)])
    >>> parameters["weight"].shape
    torch.Size([2, 1, 2])
    """
    if not models:
        raise RuntimeError("stack_module_state: Expected at least one model, got 0.")
    if any(m.training != models[0].training for m in models):
        raise RuntimeError("stack_module_state: Expected all models to have the same training/eval "
                           "mode.")
    if any(type(m) is not type(models[0]) for m in models):
        raise RuntimeError("stack_module_state: Expected all models to be of the same class.")
    parameters = {
        name: _stacked([dict(m.named_parameters())[name] for m in models])
        for name, _ in models[0].named_parameters()}
    buffers = {name: _stacked([dict(m.named_buffers())[name] for m in models])
               for name, _ in models[0].named_buffers()}
    return parameters, buffers


def _stacked(tensors: list[Any]) -> Any:
    tracked = all(t.requires_grad for t in tensors)
    return OPS["stack"].function([t.detach() for t in tensors]).requires_grad_(tracked)
