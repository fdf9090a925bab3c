"""Parameters that are functions of others: a symmetric matrix, a unit vector, whatever one writes.

    register_parametrization    from now on ``module.weight`` is what a module gives for its original
    remove_parametrizations     the weight becomes a parameter again
    cached                      compute each such weight once in a block

The module gets a class of its own, in which the name is a property: computed whenever it is read,
so gradients reach the original, which is what optimizers and `state_dict` see.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from ...engine.state import no_grad
from ...engine.tensor import Tensor
from ..container import ModuleDict, ModuleList
from ..parameter import Parameter

__all__ = [
    "ParametrizationList", "cached", "is_parametrized", "register_parametrization",
    "remove_parametrizations", "transfer_parametrizations_and_params",
    "type_before_parametrizations",
]

_LESS = "unless `unsafe` flag is enabled."
_LATER = "unless the `unsafe` flag is enabled."


class _Cache:
    """What was computed inside of `cached` blocks, by module and name."""

    depth = 0
    values: dict[tuple[int, str], Any] = {}  # noqa: RUF012 (there is one, for all)


@contextmanager
def cached() -> Iterator[None]:
    """In this block, each parametrized tensor is computed once, when it is first read.

    >>> with nn.utils.parametrize.cached():
    ...     layer = nn.utils.parametrizations.weight_norm(nn.Linear(2, 3))
    ...     layer.weight is layer.weight
    True
    """
    _Cache.depth += 1
    try:
        yield
    finally:
        _Cache.depth -= 1
        if not _Cache.depth:
            _Cache.values.clear()


def _inverted(module: Any, value: Any) -> Any:
    """What the parametrization makes `value` of, if it says so."""
    if not hasattr(module, "right_inverse"):
        return value
    try:
        return module.right_inverse(value)
    except NotImplementedError:
        return value


class ParametrizationList(ModuleList):
    """The parametrizations of one tensor, applied in order, and the tensors they start from.

    `original` is that tensor, or `original0`, `original1` ... are those, if the first one takes
    several.

    Raises:
        ValueError: shape or type would change (unless `unsafe`), or no tensor comes out.

    >>> layer = nn.utils.parametrizations.weight_norm(nn.Linear(2, 3))
    >>> layer.parametrizations.weight.original0.shape
    torch.Size([3, 1])
    """

    original: Any

    def __init__(self, modules: Sequence[Any], original: Any, unsafe: bool = False) -> None:
        if not modules:
            raise ValueError("ParametrizationList requires one or more modules.")
        super().__init__(modules)
        self.unsafe = unsafe
        shape, dtype = original.shape, original.dtype
        with no_grad():
            new: Any = original
            for module in reversed(list(self)):
                new = _inverted(module, new)
        self.is_tensor = isinstance(new, Tensor)
        if isinstance(new, Tensor):
            self.ntensors = 1
            self._keep_one(original, new)
        elif isinstance(new, Sequence):
            self.ntensors = len(new)
            self._keep_several(original, new)
        else:
            raise ValueError("'right_inverse' must return a Tensor or a Sequence of tensors (list, "
                             f"tuple...). Got {type(new).__name__}")
        if not unsafe:
            self._check(shape, dtype)

    def _keep_one(self, original: Any, new: Any) -> None:
        if not self.unsafe and original.dtype is not new.dtype:
            raise ValueError(
                "When `right_inverse` outputs one tensor, it may not change the dtype.\n"
                f"original.dtype: {original.dtype}\nright_inverse(original).dtype: {new.dtype}")
        with no_grad():
            original.data = new.detach()     # the same parameter, which an optimizer may know
        _register(self, "original", original)

    def _keep_several(self, original: Any, new: Sequence[Any]) -> None:
        for k, given in enumerate(new):
            if not isinstance(given, Tensor):
                raise ValueError(
                    "'right_inverse' must return a Tensor or a Sequence of tensors (list, tuple...)."
                    f" Got element {k} of the sequence with type {type(given).__name__}.")
            part = (Parameter(given, original.requires_grad)
                    if isinstance(original, Parameter) else given)
            part.requires_grad_(original.requires_grad)
            _register(self, f"original{k}", part)

    def _check(self, shape: Any, dtype: Any) -> None:
        out = self()
        if not isinstance(out, Tensor):
            raise ValueError(f"A parametrization must return a tensor. Got {type(out).__name__}.")
        for what, before, after in (("dtype", dtype, out.dtype), ("shape", shape, out.shape)):
            if before != after:
                raise ValueError(
                    f"Registering a parametrization may not change the {what} of the tensor, {_LESS}"
                    f"\nunparametrized {what}: {before}\nparametrized {what}: {after}")

    def _originals(self) -> list[Any]:
        if self.is_tensor:
            return [self.original]
        return [getattr(self, f"original{k}") for k in range(self.ntensors)]

    def forward(self) -> Any:
        """The tensor: what the parametrizations make of the originals."""
        first, *others = self
        x = first(*self._originals())
        for module in others:
            x = module(x)
        return x

    def right_inverse(self, value: Any) -> None:
        """Set the originals so that the tensor becomes `value`, as far as it can.

        Raises:
            RuntimeError: a parametrization has no `right_inverse`.
            ValueError: that of the first does not give what it takes.
        """
        with no_grad():
            for module in reversed(list(self)):
                if not hasattr(module, "right_inverse"):
                    raise RuntimeError(f"parametrization {type(module).__name__} does not implement "
                                       "right_inverse.")
                value = module.right_inverse(value)
            values = [value] if self.is_tensor else value
            if not self.is_tensor and not isinstance(value, Sequence):
                raise ValueError("'right_inverse' must return a sequence of tensors. Got "
                                 f"{type(value).__name__}.")
            if len(values) != self.ntensors:
                raise ValueError("'right_inverse' must return a sequence of tensors of length "
                                 f"{self.ntensors}. Got a sequence of length {len(values)}.")
            for k, (original, new) in enumerate(zip(self._originals(), values, strict=True)):
                _set(original, new, "" if self.is_tensor else k)


def _set(original: Any, new: Any, number: Any) -> None:
    """Give an original other values; `number` says which it is, if there are several."""
    if not isinstance(new, Tensor):
        what = "`right_inverse` should return a tensor" if number == "" else (
            f"Tensor {number} returned by `right_inverse` should be one")
        raise ValueError(f"{what}. Got {type(new).__name__}")
    if original.dtype is not new.dtype:
        what = "The tensor" if number == "" else f"Tensor {number}"
        raise ValueError(f"{what} returned by `right_inverse` has dtype {new.dtype} while "
                         f"`original{number}` has dtype {original.dtype}")
    original.data = new.detach()


def _register(module: Any, name: str, value: Any) -> None:
    if isinstance(value, Parameter):
        module.register_parameter(name, value)
    else:
        module.register_buffer(name, value)


# -- the class of a module with such tensors ---------------------------------------------------------------


def _property(name: str) -> property:
    def read(self: Any) -> Any:
        if not _Cache.depth:
            return self.parametrizations[name]()
        key = (id(self), name)
        if key not in _Cache.values:
            _Cache.values[key] = self.parametrizations[name]()
        return _Cache.values[key]

    def write(self: Any, value: Any) -> None:
        self.parametrizations[name].right_inverse(value)

    return property(read, write)


def _not_pickled(self: Any) -> Any:
    raise RuntimeError("Serialization of parametrized modules is only supported through "
                       "state_dict(): save that, and load it into a module that is parametrized "
                       "in the same way.")


def _copied(self: Any, memo: dict[int, Any]) -> Any:
    found = memo.get(id(self))
    if found is None:
        found = memo[id(self)] = self.__new__(type(self))
        found.__dict__.update(copy.deepcopy(self.__dict__, memo))
    return found


def _dress(module: Any, base: type) -> None:
    """Make the module one of a class in which its parametrized tensors are properties."""
    module.__class__ = type(f"Parametrized{base.__name__}", (base,), {
        "__module__": __name__, "__getstate__": _not_pickled, "__deepcopy__": _copied,
        **{name: _property(name) for name in module.parametrizations}})


def is_parametrized(module: Any, tensor_name: str | None = None) -> bool:
    """Whether a module has parametrizations; with a name, whether that tensor has.

    >>> nn.utils.parametrize.is_parametrized(nn.Linear(1, 1))
    False
    """
    found = getattr(module, "parametrizations", None)
    if not isinstance(found, ModuleDict):
        return False
    return len(found) > 0 if tensor_name is None else tensor_name in found


def type_before_parametrizations(module: Any) -> type:
    """The class that the module had before its parametrizations.

    >>> layer = nn.utils.parametrizations.weight_norm(nn.Linear(2, 3))
    >>> nn.utils.parametrize.type_before_parametrizations(layer) is nn.Linear
    True
    """
    return type(module).__bases__[0] if is_parametrized(module) else type(module)


# -- to and fro --------------------------------------------------------------------------------------------


def register_parametrization(module: Any, tensor_name: str, parametrization: Any, *,
                             unsafe: bool = False) -> Any:
    """From now on ``module.tensor_name`` is what `parametrization` gives; returns the module.

    `parametrization` is a module whose `forward` takes the original and returns a tensor of the
    same shape and type. Its ``right_inverse(value)``, if it has one, gives the original that makes
    `value`; it is asked for the first original and when the tensor is assigned. It may give
    several tensors: `forward` takes them all. A second parametrization takes the first one's result.

    Raises:
        ValueError: no such tensor; shape or type would change (unless `unsafe`).

    >>> class Symmetric(nn.Module):
    ...     def forward(self, x):
    ...         return x.triu() + x.triu(1).mT
    >>> layer = nn.Linear(2, 2)
    >>> layer = nn.utils.parametrize.register_parametrization(layer, "weight", Symmetric())
    >>> equal(layer.weight, layer.weight.mT), list(layer.state_dict())
    (True, ['bias', 'parametrizations.weight.original'])
    """
    parametrization.train(module.training)
    if is_parametrized(module, tensor_name):
        if not unsafe:
            _check_another(module, tensor_name, parametrization)
        parts = module.parametrizations[tensor_name]
        parts.append(parametrization)
        parts.unsafe |= unsafe
    elif tensor_name in module._parameters or tensor_name in module._buffers:
        base = type_before_parametrizations(module)
        parts = ParametrizationList([parametrization], getattr(module, tensor_name), unsafe)
        delattr(module, tensor_name)
        if not is_parametrized(module):
            module.parametrizations = ModuleDict()
        module.parametrizations[tensor_name] = parts
        _dress(module, base)
    else:
        raise ValueError(f"Module '{module}' does not have a parameter, a buffer, or a parametrized "
                         f"element with name '{tensor_name}'")
    return module


def _check_another(module: Any, name: str, parametrization: Any) -> None:
    """Refuse a parametrization after others that changes shape or type."""
    before = getattr(module, name)
    after = parametrization(before)
    if not isinstance(after, Tensor):
        raise ValueError(f"A parametrization must return a tensor. Got {type(after).__name__}.")
    for what in ("dtype", "shape"):
        if getattr(before, what) != getattr(after, what):
            raise ValueError(
                f"Registering a parametrization may not change the {what} of the tensor, {_LATER}\n"
                f"module.{name}.{what}: {getattr(before, what)}\n"
                f"parametrization(module.{name}).{what}: {getattr(after, what)}")
    back = _inverted(parametrization, after)
    if not isinstance(back, Tensor):
        raise ValueError("parametrization.right_inverse must return a tensor. Got: "
                         f"{type(back).__name__}")
    for what in ("dtype", "shape"):
        if getattr(before, what) != getattr(back, what):
            raise ValueError(
                "The tensor returned by parametrization.right_inverse must have the same "
                f"{what} as module.{name}, {_LATER}\nmodule.{name}.{what}: {getattr(before, what)}\n"
                f"returned {what}: {getattr(back, what)}")


def remove_parametrizations(module: Any, tensor_name: str, leave_parametrized: bool = True) -> Any:
    """The tensor becomes an ordinary one again; returns the module.

    It keeps the value it has now or, unless `leave_parametrized`, gets that of the original.

    Raises:
        ValueError: it has no parametrization; it has several originals and is to get their value.

    >>> layer = nn.utils.parametrizations.weight_norm(nn.Linear(2, 3))
    >>> nn.utils.parametrize.remove_parametrizations(layer, "weight")
    Linear(in_features=2, out_features=3, bias=True)
    """
    if not is_parametrized(module, tensor_name):
        raise ValueError(f"Module {module} does not have a parametrization on {tensor_name}")
    parts, base = module.parametrizations[tensor_name], type_before_parametrizations(module)
    if not (parts.is_tensor or leave_parametrized):
        raise ValueError("Cannot leave unparametrized (`leave_parametrized=False`) a tensor that is "
                         "parametrized in terms of a sequence of tensors.")
    value = _ordinary(parts, getattr(module, tensor_name)) if leave_parametrized else parts.original
    del module.parametrizations[tensor_name]
    if is_parametrized(module):
        _dress(module, base)
    else:
        del module.parametrizations
        module.__class__ = base
    _register(module, tensor_name, value)
    return module


def _ordinary(parts: ParametrizationList, value: Any) -> Any:
    """The value as the original was: the same parameter, a new one, or a tensor."""
    value = value.detach()
    if parts.is_tensor:
        if type(parts.original) is Tensor and not parts.original.requires_grad:
            return value
        parts.original.data = value
        return parts.original
    tracked = any(t.requires_grad for t in parts._originals())
    if any(isinstance(t, Parameter) for t in parts._originals()):
        return Parameter(value, tracked)
    return value.requires_grad_(tracked)


def transfer_parametrizations_and_params(from_module: Any, to_module: Any,
                                         tensor_name: str | None = None) -> Any:
    """Give parametrizations and originals (of one tensor, or of all) to another module as well.

    Returns that module. Both share what they have then.

    Raises:
        KeyError: the tensor has none.

    >>> layer = nn.utils.parametrizations.weight_norm(nn.Linear(2, 3))
    >>> other = nn.utils.parametrize.transfer_parametrizations_and_params(layer, nn.Linear(2, 3))
    >>> equal(layer.weight, other.weight)
    True
    """
    if not is_parametrized(from_module):
        return to_module
    names = list(from_module.parametrizations) if tensor_name is None else [tensor_name]
    for name in names:
        parts = from_module.parametrizations[name]
        if not hasattr(to_module, name):
            setattr(to_module, name, Parameter(getattr(from_module, name)))
        for part in parts:
            register_parametrization(to_module, name, part)
        for key in (*parts._parameters, *parts._buffers):
            setattr(to_module.parametrizations[name], key, getattr(parts, key))
    return to_module
