"""Pruning: elements of a weight held at zero by a mask (torch.nn.utils.prune).

A pruned ``weight`` is the product of the parameter ``weight_orig`` and the buffer ``weight_mask``,
computed anew before each forward; `remove` makes it a parameter again, zeros included.

    l1_unstructured random_unstructured       single elements
    ln_structured random_structured           whole rows, channels ...
    global_unstructured                       the smallest elements of several weights
    custom_from_mask identity                 a given mask, or ones

>>> layer = nn.utils.prune.l1_unstructured(nn.Linear(4, 2), "weight", amount=3)
>>> (layer.weight == 0).sum().item(), [name for name, _ in layer.named_buffers()]
(3, ['weight_mask'])
"""

from __future__ import annotations

import numbers
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import Any

from ...ops.creation import ones_like, zeros_like
from ...ops.norms import norm
from ...ops.order import kthvalue, topk
from ...ops.sampling import rand, rand_like
from .vectors import parameters_to_vector

__all__ = [
    "BasePruningMethod", "CustomFromMask", "Identity", "L1Unstructured", "LnStructured",
    "PruningContainer", "RandomStructured", "RandomUnstructured", "custom_from_mask",
    "global_unstructured", "identity", "is_pruned", "l1_unstructured", "ln_structured",
    "random_structured", "random_unstructured", "remove",
]


class BasePruningMethod(ABC):
    """A way to choose what is held at zero: subclasses write `compute_mask`.

    `PRUNING_TYPE` says what is left to choose from once a weight is pruned a second time: its
    elements (``"unstructured"``), the parts along `dim` (``"structured"``), or all (``"global"``).
    """

    PRUNING_TYPE = "unstructured"
    _tensor_name: str = ""

    @abstractmethod
    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """Ones where an element stays, zeros elsewhere and where `default_mask` has them."""

    def __call__(self, module: Any, inputs: Any) -> None:
        setattr(module, self._tensor_name, self.apply_mask(module))

    def apply_mask(self, module: Any) -> Any:
        """The pruned weight."""
        if not self._tensor_name:
            raise AssertionError(f"Module {module} has to be pruned")
        original = getattr(module, f"{self._tensor_name}_orig")
        return getattr(module, f"{self._tensor_name}_mask").to(dtype=original.dtype) * original

    @classmethod
    def apply(cls, module: Any, name: str, *args: Any, importance_scores: Any = None,
              **kwargs: Any) -> BasePruningMethod:
        """Prune the parameter `name`; what was pruned before stays so.

        `importance_scores` say what to keep, instead of the sizes of the elements.

        Raises:
            AssertionError: scores of another shape.
        """
        method: BasePruningMethod = cls(*args, **kwargs)
        method._tensor_name = name
        weight = getattr(module, name)
        if importance_scores is not None and importance_scores.shape != weight.shape:
            raise AssertionError(
                f"importance_scores should have the same shape as parameter {name} of {module}, got "
                f"{importance_scores.shape} vs {weight.shape}")
        scores = weight if importance_scores is None else importance_scores
        number, before = _hook(module, name)
        if before is None:
            mask = method.compute_mask(scores, default_mask=ones_like(weight))
            del module._parameters[name]
            module.register_parameter(f"{name}_orig", weight)
        else:
            several = before if isinstance(before, PruningContainer) else PruningContainer(before)
            several.add_pruning_method(method)
            method = several
            mask = method.compute_mask(scores, getattr(module, f"{name}_mask").detach().clone())
            del module._forward_pre_hooks[number]
        module.register_buffer(f"{name}_mask", mask)
        setattr(module, name, method.apply_mask(module))
        module.register_forward_pre_hook(method)
        return method

    def prune(self, t: Any, default_mask: Any = None, importance_scores: Any = None) -> Any:
        """A tensor with what this method chooses at zero.

        >>> nn.utils.prune.L1Unstructured(1).prune(tensor([1.0, -2.0, 3.0]))
        tensor([ 0., -2.,  3.])
        """
        if importance_scores is not None and importance_scores.shape != t.shape:
            raise AssertionError("importance_scores should have the same shape as tensor t, got "
                                 f"{importance_scores.shape} vs {t.shape}")
        scores = t if importance_scores is None else importance_scores
        default = ones_like(t) if default_mask is None else default_mask
        return t * self.compute_mask(scores, default_mask=default)

    def remove(self, module: Any) -> None:
        """Make the pruned weight the parameter."""
        if not self._tensor_name:
            raise AssertionError(f"Module {module} has to be pruned before pruning can be removed")
        name = self._tensor_name
        weight = self.apply_mask(module)
        if hasattr(module, name):
            delattr(module, name)
        original = module._parameters.pop(f"{name}_orig")
        original.data = weight.data
        del module._buffers[f"{name}_mask"]
        module.register_parameter(name, original)


def _hook(module: Any, name: str) -> tuple[int, BasePruningMethod | None]:
    """The number of the hook that prunes a parameter, and the hook."""
    for number, (hook, *_) in module._forward_pre_hooks.items():
        if isinstance(hook, BasePruningMethod) and hook._tensor_name == name:
            return number, hook
    return -1, None


class PruningContainer(BasePruningMethod):
    """Several ways one after the other, each choosing from what is left.

    Raises:
        TypeError: something else.   ValueError: a way to prune another parameter.
    """

    def __init__(self, *args: BasePruningMethod) -> None:
        self._pruning_methods: tuple[BasePruningMethod, ...] = ()
        if args:
            self._tensor_name = args[0]._tensor_name
        for method in args:
            self.add_pruning_method(method)

    def add_pruning_method(self, method: BasePruningMethod) -> None:
        """Add one that comes after the others."""
        if not isinstance(method, BasePruningMethod):
            raise TypeError(f"{type(method)} is not a BasePruningMethod subclass")
        if method._tensor_name != self._tensor_name:
            raise ValueError(
                "Can only add pruning methods acting on the parameter named "
                f"'{self._tensor_name}' to PruningContainer {self}. Found '{method._tensor_name}'")
        self._pruning_methods += (method,)

    def __len__(self) -> int:
        return len(self._pruning_methods)

    def __iter__(self) -> Iterator[BasePruningMethod]:
        return iter(self._pruning_methods)

    def __getitem__(self, idx: Any) -> Any:
        return self._pruning_methods[idx]

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """The mask with what the last method takes away of it."""
        method = self._pruning_methods[-1]
        left: Any = slice(None)
        if method.PRUNING_TYPE == "unstructured":
            left = default_mask == 1
        elif method.PRUNING_TYPE == "structured":
            dim = _dim(t, method.dim)  # type: ignore[attr-defined]  # of structured methods
            others = [d for d in range(t.dim()) if d != dim]
            left = (slice(None),) * dim + (default_mask.sum(dim=others) != 0,)
        elif method.PRUNING_TYPE != "global":
            raise ValueError(f"Unrecognized PRUNING_TYPE {method.PRUNING_TYPE}")
        mask = default_mask.to(dtype=t.dtype)
        mask[left] = method.compute_mask(t[left], default_mask=default_mask[left]).to(
            dtype=mask.dtype)
        return mask


# -- single elements ------------------------------------------------------------------------------------


class Identity(BasePruningMethod):
    """Nothing is chosen: a mask of ones."""

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """The mask that there is."""
        return default_mask


class _Amount(BasePruningMethod):
    """A method that is told how many, or (as a float) which part of all."""

    def __init__(self, amount: Any) -> None:
        if not isinstance(amount, numbers.Real):
            raise TypeError(f"Invalid type for amount: {amount}. Must be int or float.")
        if amount < 0 or (amount > 1 and not isinstance(amount, numbers.Integral)):
            raise ValueError(f"amount={amount} should either be a float in the range [0, 1] or a "
                             "non-negative integer")
        self.amount = amount

    def _of(self, size: int) -> int:
        """How many of `size`."""
        if not isinstance(self.amount, numbers.Integral):
            return round(self.amount * size)
        if self.amount > size:
            raise ValueError(f"amount={self.amount} should be smaller than the number of parameters "
                             f"to prune={size}")
        return int(self.amount)


def _without(mask: Any, places: Any) -> Any:
    """A copy of a mask with zeros at flat places."""
    flat = mask.reshape(-1).clone()
    flat[places] = 0
    return flat.view(mask.shape)


class RandomUnstructured(_Amount):
    """Elements chosen at random."""

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """Zeros at `amount` random places."""
        count = self._of(t.nelement())
        if not count:
            return default_mask.clone()
        return _without(default_mask, topk(rand_like(t).view(-1), count).indices)


class L1Unstructured(_Amount):
    """The smallest elements."""

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """Zeros at the `amount` smallest elements."""
        count = self._of(t.nelement())
        if not count:
            return default_mask.clone()
        return _without(default_mask, topk(t.abs().reshape(-1), count, largest=False).indices)


# -- whole parts ------------------------------------------------------------------------------------------


def _dim(t: Any, dim: int) -> int:
    if not -t.dim() <= dim < t.dim():
        raise IndexError(f"Invalid index {dim} for tensor of size {t.shape}")
    return dim % t.dim()  # type: ignore[no-any-return]  # an int


class _Parts(_Amount):
    """A method that chooses parts along a dimension."""

    PRUNING_TYPE = "structured"

    def __init__(self, amount: Any, dim: int = -1) -> None:
        super().__init__(amount)
        self.dim = dim

    def _kept(self, t: Any, size: int, count: int) -> Any:
        """The numbers of the parts that stay, or where they are."""
        raise NotImplementedError

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """Zeros in `amount` parts along `dim`."""
        if t.dim() <= 1:
            raise ValueError("Structured pruning can only be applied to multidimensional tensors. "
                             f"Found tensor of shape {t.shape} with {t.dim()} dims")
        dim = _dim(t, self.dim)
        count = self._of(t.shape[dim])
        if not count:
            return default_mask
        mask = zeros_like(t)
        mask[(slice(None),) * dim + (self._kept(t, t.shape[dim], count),)] = 1
        return mask * default_mask.to(dtype=mask.dtype)


class RandomStructured(_Parts):
    """Parts along a dimension, chosen at random."""

    def _kept(self, t: Any, size: int, count: int) -> Any:
        drawn = rand(size)
        return drawn > kthvalue(drawn, count).values


class LnStructured(_Parts):
    """The parts along a dimension with the smallest `n`-norm."""

    def __init__(self, amount: Any, n: Any, dim: int = -1) -> None:
        super().__init__(amount, dim)
        self.n = n

    def _kept(self, t: Any, size: int, count: int) -> Any:
        others = [d for d in range(t.dim()) if d != _dim(t, self.dim)]
        return topk(norm(t, p=self.n, dim=others), size - count).indices


class CustomFromMask(BasePruningMethod):
    """What a given mask says."""

    PRUNING_TYPE = "global"

    def __init__(self, mask: Any) -> None:
        self.mask = mask

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """The mask that there is, and the given one."""
        if default_mask.shape != self.mask.shape:
            raise AssertionError(f"default_mask shape {default_mask.shape} must match self.mask "
                                 f"shape {self.mask.shape}")
        return default_mask * self.mask.to(dtype=default_mask.dtype)


# -- the same as functions -----------------------------------------------------------------------------------


def identity(module: Any, name: str) -> Any:
    """Prune nothing, in the form of a pruned parameter; returns the module."""
    Identity.apply(module, name)
    return module


def random_unstructured(module: Any, name: str, amount: Any) -> Any:
    """Prune elements at random: a number of them, or a part of all; returns the module."""
    RandomUnstructured.apply(module, name, amount=amount)
    return module


def l1_unstructured(module: Any, name: str, amount: Any, importance_scores: Any = None) -> Any:
    """Prune the smallest elements: a number of them, or a part of all; returns the module.

    >>> layer = nn.utils.prune.l1_unstructured(nn.Linear(4, 2), "weight", amount=0.5)
    >>> layer.weight_mask.sum()
    tensor(4.)
    """
    L1Unstructured.apply(module, name, amount=amount, importance_scores=importance_scores)
    return module


def random_structured(module: Any, name: str, amount: Any, dim: int) -> Any:
    """Prune parts along a dimension at random; returns the module."""
    RandomStructured.apply(module, name, amount=amount, dim=dim)
    return module


def ln_structured(module: Any, name: str, amount: Any, n: Any, dim: int,
                  importance_scores: Any = None) -> Any:
    """Prune the parts along a dimension with the smallest `n`-norm; returns the module.

    >>> layer = nn.utils.prune.ln_structured(nn.Linear(4, 2), "weight", amount=1, n=2, dim=0)
    >>> (layer.weight.abs().sum(1) == 0).sum().item()
    1
    """
    LnStructured.apply(module, name, amount=amount, n=n, dim=dim,
                       importance_scores=importance_scores)
    return module


def custom_from_mask(module: Any, name: str, mask: Any) -> Any:
    """Prune where a mask is zero; returns the module."""
    CustomFromMask.apply(module, name, mask=mask)
    return module


def global_unstructured(parameters: Any, pruning_method: Any, importance_scores: Any = None,
                        **kwargs: Any) -> None:
    """Prune several parameters, ``(module, name)`` each, as if they were one.

    Raises:
        TypeError: not such a list, or a method for whole parts.

    >>> net = nn.Sequential(nn.Linear(4, 2), nn.Linear(2, 1))
    >>> nn.utils.prune.global_unstructured([(net[0], "weight"), (net[1], "weight")],
    ...                                    nn.utils.prune.L1Unstructured, amount=5)
    >>> (nn.utils.parameters_to_vector([layer.weight for layer in net]) == 0).sum().item()
    5
    """
    if not isinstance(parameters, Iterable):
        raise TypeError("global_unstructured(): parameters is not an Iterable")
    scores = {} if importance_scores is None else importance_scores
    if not isinstance(scores, dict):
        raise TypeError("global_unstructured(): importance_scores must be of type dict")
    parameters = list(parameters)
    method = pruning_method(**kwargs)
    if method.PRUNING_TYPE != "unstructured":
        raise TypeError('Only "unstructured" PRUNING_TYPE supported for the `pruning_method`. Found '
                        f"method {pruning_method} of type {method.PRUNING_TYPE}")
    weights = [getattr(module, name) for module, name in parameters]
    masks = [getattr(module, f"{name}_mask", None) for module, name in parameters]
    mask = PruningContainer(method).compute_mask(
        parameters_to_vector([scores.get(key, w) for key, w in zip(parameters, weights, strict=True)]),
        parameters_to_vector([ones_like(w) if m is None else m
                              for m, w in zip(masks, weights, strict=True)]))
    parts = mask.split([w.numel() for w in weights])
    for (module, name), part, weight in zip(parameters, parts, weights, strict=True):
        custom_from_mask(module, name, part.view(weight.shape))


def remove(module: Any, name: str) -> Any:
    """Make the pruned weight the parameter, zeros included; returns the module.

    Raises:
        ValueError: it is not pruned.
    """
    number, hook = _hook(module, name)
    if hook is None:
        raise ValueError(f"Parameter '{name}' of module {module} has to be pruned before pruning can "
                         "be removed")
    hook.remove(module)
    del module._forward_pre_hooks[number]
    return module


def is_pruned(module: Any) -> bool:
    """Whether a parameter of the module, or of one in it, is pruned.

    >>> nn.utils.prune.is_pruned(nn.Linear(1, 1))
    False
    """
    return any(isinstance(hook, BasePruningMethod) for part in module.modules()
               for hook, *_ in part._forward_pre_hooks.values())
