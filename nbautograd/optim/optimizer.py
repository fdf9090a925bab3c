"""Optimizer: parameters in groups, what is remembered of each, and a step that changes them."""

from __future__ import annotations

import functools
import warnings
from collections import OrderedDict, defaultdict
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from ..engine.accumulate import clear_grad
from ..engine.declare import composite
from ..engine.messages import type_name
from ..engine.node import RemovableHandle
from ..engine.state import enable_grad, no_grad
from ..engine.tensor import Tensor
from ..engine.version import cell_of

__all__ = ["Optimizer", "Rule", "changed", "rule"]


class Optimizer:
    """Base of all optimizers: `step` changes the parameters, `zero_grad` forgets their gradients.

    `params` are tensors, or dictionaries with "params" and settings of their own.

    Raises:
        TypeError: something else than tensors.   ValueError: no parameters, or not leaves.
    """

    def __init__(self, params: Any, defaults: dict[str, Any]) -> None:
        if isinstance(params, Tensor):
            raise TypeError("params argument given to the optimizer should be an iterable of "
                            f"Tensors or dicts, but got {type_name(params._data.dtype)}")
        self.defaults = defaults
        self.state: defaultdict[Any, dict[str, Any]] = defaultdict(dict)
        self.param_groups: list[dict[str, Any]] = []
        self._hooks: dict[str, OrderedDict[int, Any]] = {
            kind: OrderedDict() for kind in ("pre", "post", "before saving", "after saving",
                                             "before loading", "after loading")}
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for group in groups:
            self.add_param_group(dict(group))

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "step" in cls.__dict__:
            cls.step = _watched(cls.step)  # type: ignore[method-assign]  # the same, with hooks

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Change the parameters by their gradients; `closure` computes the loss anew."""
        raise NotImplementedError("an Optimizer has to write step()")

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients, or set them to zero.

        >>> p = tensor(1.0, requires_grad=True)
        >>> (p * 2).backward()
        >>> optim.SGD([p]).zero_grad(); print(p.grad)
        None
        """
        for group in self.param_groups:
            for p in group["params"]:
                clear_grad(p, set_to_none)

    # -- groups ------------------------------------------------------------------------------------

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Add a group: a dictionary with "params" and, if wanted, settings of its own.

        Raises:
            TypeError: not a dictionary of tensors.   ValueError: a parameter twice, or not a leaf.
        """
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group)}")
        params = param_group["params"]
        if isinstance(params, set):
            raise TypeError("optimizer parameters need to be organized in ordered collections, but "
                            "the ordering of tensors in sets will change between runs. Please use "
                            "a list instead.")
        listed = [params] if isinstance(params, Tensor) else list(params)
        named = [isinstance(p, tuple) for p in listed]
        if any(named):
            if not all(named):
                raise ValueError("all optimizer params should be with/without names. Some param "
                                 "names are missing")
            param_group["param_names"] = [name for name, _ in listed]
            listed = [p for _, p in listed]
        if self.param_groups and ("param_names" in param_group) != (
                "param_names" in self.param_groups[0]):
            how = "with" if "param_names" in param_group else "without"
            raise ValueError("all optimizer param groups should be with/without names. cannot add "
                             f"param group {how} names to the optimizer")
        param_group["params"] = listed
        for p in listed:
            if not isinstance(p, Tensor):
                raise TypeError("optimizer can only optimize Tensors, but one of the params is "
                                f"{type(p).__name__}")
            if not (self.defaults.get("differentiable") or p.is_leaf or p.retains_grad):
                raise ValueError("can't optimize a non-leaf Tensor")
        for name, default in self.defaults.items():
            param_group.setdefault(name, default)
        if len({id(p) for p in listed}) != len(listed):
            warnings.warn(
                "optimizer contains a parameter group with duplicate parameters; in future, this "
                "will cause an error; see github.com/pytorch/pytorch/issues/40967 for more "
                "information", stacklevel=3)
        known = {id(p) for group in self.param_groups for p in group["params"]}
        if any(id(p) in known for p in listed):
            raise ValueError("some parameters appear in more than one parameter group")
        self.param_groups.append(param_group)

    # -- state -------------------------------------------------------------------------------------

    def state_dict(self) -> dict[str, Any]:
        """What is remembered, and the settings of the groups; parameters are numbers.

        >>> optim.SGD([tensor(1.0)], lr=0.1).state_dict()["param_groups"][0]["params"]
        [0]
        """
        for hook in list(self._hooks["before saving"].values()):
            hook(self)
        numbers: dict[int, int] = {}
        groups = []
        for group in self.param_groups:
            for p in group["params"]:
                numbers.setdefault(id(p), len(numbers))
            packed = {k: v for k, v in group.items() if k != "params"}
            packed["params"] = [numbers[id(p)] for p in group["params"]]
            groups.append(packed)
        state = {numbers[id(k)] if isinstance(k, Tensor) else k: v for k, v in self.state.items()}
        saved = {"state": state, "param_groups": groups}
        for hook in list(self._hooks["after saving"].values()):
            answer = hook(self, saved)
            saved = saved if answer is None else answer
        return saved

    @no_grad()
    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take back what `state_dict` gave, for the same parameters in the same order.

        Raises:
            ValueError: the groups do not fit.
        """
        for hook in list(self._hooks["before loading"].values()):
            answer = hook(self, state_dict)
            state_dict = state_dict if answer is None else answer
        saved, groups = state_dict["param_groups"], self.param_groups
        if len(groups) != len(saved):
            raise ValueError("loaded state dict has a different number of parameter groups")
        if any(len(a["params"]) != len(b["params"]) for a, b in zip(groups, saved, strict=True)):
            raise ValueError("loaded state dict contains a parameter group that doesn't match the "
                             "size of optimizer's group")
        by_number = {k: p for a, b in zip(saved, groups, strict=True)
                     for k, p in zip(a["params"], b["params"], strict=True)}
        self.state = defaultdict(dict)
        for k, remembered in state_dict["state"].items():
            if k in by_number:
                self.state[by_number[k]] = _fitted(remembered, by_number[k])
            else:
                self.state[k] = remembered
        for group, loaded in zip(groups, saved, strict=True):
            group.update({k: deepcopy(v) for k, v in loaded.items() if k != "params"})
        for hook in list(self._hooks["after loading"].values()):
            hook(self)

    # -- hooks -------------------------------------------------------------------------------------

    def register_step_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call ``hook(optimizer, args, kwargs)`` before each step."""
        return RemovableHandle(self._hooks["pre"], hook)

    def register_step_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call ``hook(optimizer, args, kwargs)`` after each step."""
        return RemovableHandle(self._hooks["post"], hook)

    def register_state_dict_pre_hook(self, hook: Callable[..., Any],
                                     prepend: bool = False) -> RemovableHandle:
        """Call ``hook(optimizer)`` before each `state_dict`."""
        return self._registered("before saving", hook, prepend)

    def register_state_dict_post_hook(self, hook: Callable[..., Any],
                                      prepend: bool = False) -> RemovableHandle:
        """Call ``hook(optimizer, state_dict)`` after each `state_dict`: it may give another one.

        >>> sgd = optim.SGD([tensor(1.0)])
        >>> _ = sgd.register_state_dict_post_hook(lambda o, saved: saved | {"epoch": 3})
        >>> sgd.state_dict()["epoch"]
        3
        """
        return self._registered("after saving", hook, prepend)

    def register_load_state_dict_pre_hook(self, hook: Callable[..., Any],
                                          prepend: bool = False) -> RemovableHandle:
        """Call ``hook(optimizer, state_dict)`` before one is loaded: it may give another one."""
        return self._registered("before loading", hook, prepend)

    def register_load_state_dict_post_hook(self, hook: Callable[..., Any],
                                           prepend: bool = False) -> RemovableHandle:
        """Call ``hook(optimizer)`` after each `load_state_dict`."""
        return self._registered("after loading", hook, prepend)

    def _registered(self, kind: str, hook: Callable[..., Any], first: bool) -> RemovableHandle:
        handle = RemovableHandle(self._hooks[kind], hook)
        if first:
            self._hooks[kind].move_to_end(handle.id, last=False)
        return handle

    def __repr__(self) -> str:
        lines = [f"{type(self).__name__} ("]
        for k, group in enumerate(self.param_groups):
            lines.append(f"Parameter Group {k}")
            lines += [f"    {name}: {group[name]}" for name in sorted(group) if name != "params"]
            lines.append("")
        return "\n".join(lines[:-1]) + "\n)"


def _fitted(remembered: dict[str, Any], p: Any) -> dict[str, Any]:
    """Loaded state in the type of its parameter; the number of steps as it is."""
    out = {}
    for name, value in remembered.items():
        if not isinstance(value, Tensor):
            out[name] = deepcopy(value)
        elif name != "step" and value.is_floating_point():
            out[name] = value.to(p.dtype).clone()
        else:
            out[name] = value.clone()
    return out


def _watched(step: Callable[..., Any]) -> Callable[..., Any]:
    """A `step` that calls the hooks around it and says that it was called."""
    if hasattr(step, "_watched"):
        return step

    @functools.wraps(step)
    def watched(self: Optimizer, *args: Any, **kwargs: Any) -> Any:
        for hook in list(self._hooks["pre"].values()):
            answer = hook(self, args, kwargs)
            if answer is not None:
                args, kwargs = answer
        out = step(self, *args, **kwargs)
        for hook in list(self._hooks["post"].values()):
            hook(self, args, kwargs)
        self._opt_called = True  # type: ignore[attr-defined]  # PyTorch's name; schedulers ask for it
        return out

    watched._watched = True  # type: ignore[attr-defined]  # so that it is not wrapped twice
    return watched


# -- optimizers that have a rule for each parameter -------------------------------------------------------


def rule(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare how one parameter is changed, on its array, as one step for whoever records."""
    return composite(name, method=False, public=False)


def changed(*tensors: Any) -> None:
    """Count the versions of tensors up whose arrays were written."""
    for t in tensors:
        if t is not None:
            cell_of(t)[0] += 1


class Rule(Optimizer):
    """An optimizer that changes every parameter with a gradient by the same rule."""

    def __init__(self, params: Any, defaults: dict[str, Any]) -> None:
        _check(defaults)
        super().__init__(params, defaults)

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Change the parameters by their gradients; returns what `closure` does."""
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        with no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    g = p._grad
                    if g is not None:
                        self._update(p, g, group)
        return loss

    def _update(self, p: Any, g: Any, group: dict[str, Any]) -> None:
        raise NotImplementedError("a rule has to write _update()")


def _check(defaults: dict[str, Any]) -> None:
    """Refuse settings that are out of range, in PyTorch's words."""
    def refuse(what: str, value: Any) -> None:
        raise ValueError(f"Invalid {what}: {value}")

    if isinstance(defaults.get("lr"), Tensor) and defaults["lr"].numel() != 1:
        raise ValueError("Tensor lr must be 1-element")
    if defaults.get("fused"):
        if defaults.get("differentiable"):
            raise RuntimeError("`fused` does not support `differentiable`")
        if defaults.get("foreach"):
            raise RuntimeError("`fused` and `foreach` cannot be `True` together.")
    for name, what in (("lr", "learning rate"), ("eps", "epsilon value"),
                       ("momentum", "momentum value"), ("weight_decay", "weight_decay value"),
                       ("alpha", "alpha value"), ("lr_decay", "lr_decay value"),
                       ("initial_accumulator_value", "initial_accumulator_value value"),
                       ("momentum_decay", "momentum_decay value")):
        value = defaults.get(name, 0.0)
        if not isinstance(value, tuple) and not value >= 0.0:
            refuse(what, value)
    for k, beta in enumerate(defaults.get("betas", ())):
        if not 0.0 <= beta < 1.0:
            refuse(f"beta parameter at index {k}", beta)
    if not 0.0 <= defaults.get("rho", 0.0) <= 1.0:
        refuse("rho value", defaults["rho"])
    if defaults.get("nesterov") and "dampening" in defaults and (defaults["momentum"] <= 0 or defaults["dampening"] != 0):
        raise ValueError("Nesterov momentum requires a momentum and zero dampening")
