"""State of modules: parameters and buffers by name, out of a module and into one."""

from __future__ import annotations

from collections import OrderedDict, namedtuple
from collections.abc import Mapping
from typing import Any

from ..engine.state import no_grad
from ..engine.tensor import Tensor
from .parameter import Parameter, is_lazy

__all__ = ["IncompatibleKeys", "Stateful"]

EXTRA = "_extra_state"
Modules = Any      # a Module; the class is declared in terms of this file


class IncompatibleKeys(namedtuple("_IncompatibleKeys", ["missing_keys", "unexpected_keys"])):
    """What was not found where: the answer of `load_state_dict`."""

    __slots__ = ()

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return super().__repr__().replace("IncompatibleKeys", "_IncompatibleKeys", 1)

    __str__ = __repr__


class StateDict(OrderedDict[str, Any]):
    """An ordered dictionary that can carry PyTorch's ``_metadata``."""

    def __repr__(self) -> str:
        return super().__repr__().replace("StateDict", "OrderedDict", 1)


def has_extra(module: Modules) -> bool:
    """Whether the module's class wrote `get_extra_state`."""
    return type(module).get_extra_state is not Stateful.get_extra_state


def save_own(module: Modules, destination: dict[str, Any], prefix: str, keep_vars: bool) -> None:
    """Put the module's own parameters and buffers, not those of its children."""
    for name, p in module._parameters.items():
        if p is not None:
            destination[prefix + name] = p if keep_vars or is_lazy(p) else p.detach()
    for name, b in module._buffers.items():
        if b is not None and name not in module._non_persistent_buffers_set:
            destination[prefix + name] = b if keep_vars or is_lazy(b) else b.detach()
    if has_extra(module):
        destination[prefix + EXTRA] = module.get_extra_state()


def save(module: Modules, destination: Any, prefix: str, keep_vars: bool) -> Any:
    """The state of a module and all below it."""
    if destination is None:
        destination = StateDict()
        destination._metadata = OrderedDict()
    metadata = {"version": module._version}
    if hasattr(destination, "_metadata"):
        destination._metadata[prefix[:-1]] = metadata
    for hook in module._state_dict_pre_hooks.values():
        hook(module, prefix, keep_vars)
    module._save_to_state_dict(destination, prefix, keep_vars)
    for name, child in module._modules.items():
        if child is not None:
            child.state_dict(destination=destination, prefix=f"{prefix}{name}.",
                             keep_vars=keep_vars)
    for hook in module._state_dict_hooks.values():
        hook(module, destination, prefix, metadata)
    return destination


def load_own(module: Modules, state: Mapping[str, Any], prefix: str, metadata: dict[str, Any],
             strict: bool, missing: list[str], unexpected: list[str], errors: list[str]) -> None:
    """Copy what is named after the module's own parameters and buffers into them."""
    assign = metadata.get("assign_to_params_buffers", False)
    own = {**module._parameters, **{
        n: b for n, b in module._buffers.items() if n not in module._non_persistent_buffers_set}}
    own = {n: v for n, v in own.items() if v is not None}
    for name, value in own.items():
        key = prefix + name
        if key in state:
            _copy(module, name, key, value, state[key], assign, errors)
        elif strict:
            missing.append(key)
    if has_extra(module):
        if prefix + EXTRA in state:
            module.set_extra_state(state[prefix + EXTRA])
        elif strict:
            missing.append(prefix + EXTRA)
    elif strict and prefix + EXTRA in state:
        unexpected.append(prefix + EXTRA)
    if strict:
        unexpected += [key for key in state if key.startswith(prefix) and key != prefix + EXTRA
                       and not _expected(key[len(prefix):], module, own)]


def _expected(name: str, module: Modules, own: Mapping[str, Any]) -> bool:
    first, dot, _ = name.partition(".")
    return first in module._modules if dot else first in own


def _copy(module: Modules, name: str, key: str, value: Any, given: Any, assign: bool,
          errors: list[str]) -> None:
    if not isinstance(given, Tensor):
        errors.append(f'While copying the parameter named "{key}", expected torch.Tensor or '
                      f"Tensor-like object from checkpoint but received {type(given)}")
        return
    if is_lazy(value):      # and so is what is given: a lazy module has made room for others
        return
    if value.ndim == 0 and given.ndim == 1:
        given = given[0]
    if given.shape != value.shape:
        errors.append(f"size mismatch for {key}: copying a param with shape {given.shape} from "
                      f"checkpoint, the shape in current model is {value.shape}.")
        return
    with no_grad():
        if not assign:
            value.copy_(given)
            return
        if isinstance(value, Parameter) and not isinstance(given, Parameter):
            given = Parameter(given, requires_grad=value.requires_grad)
        setattr(module, name, given)


def load(module: Modules, state: Mapping[str, Any], strict: bool, assign: bool) -> IncompatibleKeys:
    """Copy a state into a module and all below it.

    Raises:
        TypeError: not a mapping.   RuntimeError: sizes differ, or (if strict) names do.
    """
    if not isinstance(state, Mapping):
        raise TypeError(f"Expected state_dict to be dict-like, got {type(state)}.")
    missing: list[str] = []
    unexpected: list[str] = []
    errors: list[str] = []
    metadata = getattr(state, "_metadata", None)
    state = OrderedDict(state)

    def visit(m: Modules, part: Mapping[str, Any], prefix: str) -> None:
        local = dict((metadata or {}).get(prefix[:-1], {}))
        if assign:
            local["assign_to_params_buffers"] = True
        for hook in m._load_state_dict_pre_hooks.values():
            hook(m, part, prefix, local, True, missing, unexpected, errors)
        m._load_from_state_dict(part, prefix, local, True, missing, unexpected, errors)
        for name, child in m._modules.items():
            if child is not None:
                below = f"{prefix}{name}."
                visit(child, {k: v for k, v in part.items() if k.startswith(below)}, below)
        found = IncompatibleKeys(missing, unexpected)
        for hook in m._load_state_dict_post_hooks.values():
            if hook(m, found) is not None:
                raise AssertionError(
                    "Hooks registered with ``register_load_state_dict_post_hook`` are not expected "
                    "to return new values, if incompatible_keys need to be modified, it should be "
                    "done inplace.")

    visit(module, state, "")
    if strict:
        for names, what in ((unexpected, "Unexpected"), (missing, "Missing")):
            if names:
                listed = ", ".join(f'"{n}"' for n in names)
                errors.insert(0, f"{what} key(s) in state_dict: {listed}. ")
    if errors:
        lines = "\n\t".join(errors)
        raise RuntimeError(
            f"Error(s) in loading state_dict for {type(module).__name__}:\n\t{lines}")
    return IncompatibleKeys(missing, unexpected)


class Stateful:
    """The part of a module that gives its state and takes it back."""

    def get_extra_state(self) -> Any:
        """More state than parameters and buffers; to be written with `set_extra_state`."""
        raise RuntimeError("Reached a code path in Module.get_extra_state() that should never be "
                           "called.")

    def set_extra_state(self, state: Any) -> None:
        """Take back what `get_extra_state` gave."""
        raise RuntimeError("Reached a code path in Module.set_extra_state() that should never be "
                           "called.")

    def _save_to_state_dict(self, destination: Any, prefix: str, keep_vars: bool) -> None:
        save_own(self, destination, prefix, keep_vars)

    def _load_from_state_dict(self, state_dict: Any, prefix: str, local_metadata: Any, strict: bool,
                              missing_keys: list[str], unexpected_keys: list[str],
                              error_msgs: list[str]) -> None:
        load_own(self, state_dict, prefix, local_metadata, strict, missing_keys,
                       unexpected_keys, error_msgs)

    def state_dict(self, *args: Any, destination: Any = None, prefix: str = "",
                   keep_vars: bool = False) -> Any:
        """Parameters and buffers by dotted name, detached unless `keep_vars`; same memory.

        >>> nn.Linear(1, 2).state_dict().keys()
        odict_keys(['weight', 'bias'])
        """
        given = dict(zip(("destination", "prefix", "keep_vars"), args, strict=False))
        return save(self, **{"destination": destination, "prefix": prefix,
                                   "keep_vars": keep_vars, **given})

    def load_state_dict(self, state_dict: Mapping[str, Any], strict: bool = True,
                        assign: bool = False) -> IncompatibleKeys:
        """Copy parameters and buffers from a state; with `assign`, take its tensors themselves.

        Raises:
            RuntimeError: sizes differ, or (if `strict`) names do.

        >>> layer = nn.Linear(1, 2)
        >>> layer.load_state_dict(nn.Linear(1, 2).state_dict())
        <All keys matched successfully>
        """
        return load(self, state_dict, strict, assign)
