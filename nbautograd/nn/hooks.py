"""Hooks of modules: functions called around `forward`, and when cotangents pass through a module."""

from __future__ import annotations

import warnings
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from ..engine.function import Function
from ..engine.node import RemovableHandle
from ..engine.tensor import Tensor

__all__ = ["HOOKS", "BackwardHook", "Handle", "Hooked", "call_with_hooks"]

Hooks = OrderedDict[int, Any]

# What every module has: an ordered dictionary for each kind of hook.
HOOKS = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks",
         "_state_dict_hooks", "_state_dict_pre_hooks", "_load_state_dict_pre_hooks",
         "_load_state_dict_post_hooks")


class Handle(RemovableHandle):
    """Handle of a module's hook; `remove()` takes it away, as does leaving a ``with``."""

    def __init__(self, hooks: Hooks, hook: Any, prepend: bool = False) -> None:
        super().__init__(hooks, hook)
        if prepend:
            hooks.move_to_end(self.id, last=False)


class Hooked:
    """The part of a module that registers hooks."""

    _forward_hooks: Hooks
    _forward_pre_hooks: Hooks
    _backward_hooks: Hooks
    _backward_pre_hooks: Hooks
    _state_dict_hooks: Hooks
    _state_dict_pre_hooks: Hooks
    _load_state_dict_pre_hooks: Hooks
    _load_state_dict_post_hooks: Hooks
    _is_full_backward_hook: bool | None = None

    def register_forward_hook(self, hook: Callable[..., Any], *, prepend: bool = False,
                              with_kwargs: bool = False, always_call: bool = False) -> Handle:
        """Call ``hook(module, args, output)`` after `forward`; it may replace the output."""
        return Handle(self._forward_hooks, (hook, with_kwargs, always_call), prepend)

    def register_forward_pre_hook(self, hook: Callable[..., Any], *, prepend: bool = False,
                                  with_kwargs: bool = False) -> Handle:
        """Call ``hook(module, args)`` before `forward`; it may replace the arguments."""
        return Handle(self._forward_pre_hooks, (hook, with_kwargs), prepend)

    def register_full_backward_hook(self, hook: Callable[..., Any],
                                    prepend: bool = False) -> Handle:
        """Call ``hook(module, grad_input, grad_output)`` in backward; it may replace grad_input."""
        self._use_backward_hooks(full=True)
        return Handle(self._backward_hooks, hook, prepend)

    def register_backward_hook(self, hook: Callable[..., Any]) -> Handle:
        """The old name of `register_full_backward_hook`; a module takes hooks by one of the names."""
        self._use_backward_hooks(full=False)
        return Handle(self._backward_hooks, hook)

    def _use_backward_hooks(self, full: bool) -> None:
        if self._is_full_backward_hook is (not full):
            raise RuntimeError("Cannot use both regular backward hooks and full backward hooks on a "
                               "single Module. Please use only one of them.")
        self._is_full_backward_hook = full

    def register_full_backward_pre_hook(self, hook: Callable[..., Any],
                                        prepend: bool = False) -> Handle:
        """Call ``hook(module, grad_output)`` in backward, first; it may replace grad_output."""
        return Handle(self._backward_pre_hooks, hook, prepend)

    def register_state_dict_post_hook(self, hook: Callable[..., Any]) -> Handle:
        """Call ``hook(module, state_dict, prefix, local_metadata)`` after the state was collected."""
        return Handle(self._state_dict_hooks, hook)

    def register_state_dict_pre_hook(self, hook: Callable[..., Any]) -> Handle:
        """Call ``hook(module, prefix, keep_vars)`` before the state is collected."""
        return Handle(self._state_dict_pre_hooks, hook)

    def register_load_state_dict_pre_hook(self, hook: Callable[..., Any]) -> Handle:
        """Call ``hook(module, state_dict, prefix, ...)`` before a state is loaded."""
        return Handle(self._load_state_dict_pre_hooks, hook)

    def register_load_state_dict_post_hook(self, hook: Callable[..., Any]) -> Handle:
        """Call ``hook(module, incompatible_keys)`` after a state was loaded."""
        return Handle(self._load_state_dict_post_hooks, hook)


class _Through(Function):
    """The identity, so that a node stands where cotangents pass into or out of a module."""

    @staticmethod
    def forward(ctx: Any, *tensors: Any) -> Any:
        ctx.mark_non_differentiable(*(t for t in tensors if not t.requires_grad))
        return tensors

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        return grad_outputs


_Through.__name__ = "BackwardHookFunction"
_Through._backward_cls.__name__ = "BackwardHookFunctionBackward"


class BackwardHook:
    """Calls the backward hooks of a module when the cotangents of its inputs are known."""

    def __init__(self, module: Any, hooks: list[Any], pre_hooks: list[Any]) -> None:
        self.module, self.hooks, self.pre_hooks = module, hooks, pre_hooks
        self.grad_outputs: Any = None
        self.inputs = 0                 # how many arguments there are
        self.tracked: list[int] | None = None    # the tensors among them, if one requires grad
        self.outputs, self.output_places = 0, [0]

    def watch_inputs(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        """The arguments, each tensor with a node behind it."""
        args, node, places = _watched(args)
        self.inputs = len(args)
        if node is not None:
            self.tracked = places
            node.register_hook(self._inputs_are_known)
        return args

    def watch_outputs(self, result: Any) -> Any:
        """The result, each tensor with a node before it."""
        several = isinstance(result, tuple)
        if not several and not isinstance(result, Tensor):
            warnings.warn("For backward hooks to be called, module output should be a Tensor or a "
                          f"tuple of Tensors but received {type(result)}", stacklevel=4)
        out, node, self.output_places = _watched(result if several else (result,))
        self.outputs = len(out)
        if node is not None:
            node.register_prehook(self._outputs_are_known)
        return out if several else out[0]

    def _outputs_are_known(self, grads: tuple[Any, ...]) -> Any:
        given = _placed(self.output_places, grads, self.outputs)
        changed = False
        for hook in self.pre_hooks:
            answer = hook(self.module, given)
            if answer is not None:
                given, changed = _as_tuple(answer), True
                self._check(given, self.outputs, "pre hook")
        self.grad_outputs = given
        if self.tracked is None:     # no input requires grad: there is nothing to wait for
            warnings.warn("Full backward hook is firing when gradients are computed with respect to "
                          "module outputs since no inputs require gradients.", stacklevel=2)
            for hook in self.hooks:
                hook(self.module, (None,) * self.inputs, given)
            self.grad_outputs = None
        return tuple(given[k] for k in self.output_places) if changed else None

    def _inputs_are_known(self, grad_inputs: Any, _: Any) -> Any:
        if self.grad_outputs is None:
            return None
        assert self.tracked is not None
        given = _placed(self.tracked, grad_inputs, self.inputs)
        for hook in self.hooks:
            answer = hook(self.module, given, self.grad_outputs)
            if answer is not None:
                given = _as_tuple(answer)
                self._check(given, self.inputs, "hook")
        self.grad_outputs = None
        return tuple(given[k] for k in self.tracked)

    @staticmethod
    def _check(answer: Any, expected: int, what: str) -> None:
        if len(answer) != expected:
            raise RuntimeError(f"Backward {what} returned an invalid number of grad_input, got "
                               f"{len(answer)}, but expected {expected}")


def _watched(values: tuple[Any, ...]) -> tuple[tuple[Any, ...], Any, list[int]]:
    """(values, the node all tensors among them pass, their places); no node if none is tracked."""
    places = [k for k, v in enumerate(values) if isinstance(v, Tensor)]
    if not any(values[k].requires_grad for k in places):
        return values, None, places
    passed = _Through.apply(*(values[k] for k in places))
    out = list(values)
    for k, t in zip(places, passed, strict=True):
        out[k] = t
    node = next(t.grad_fn for t in passed if t.grad_fn is not None)
    return tuple(out), node, places


def _placed(places: list[int], values: Any, count: int) -> tuple[Any, ...]:
    out = [None] * count
    for k, value in zip(places, values, strict=True):
        out[k] = value
    return tuple(out)


def _as_tuple(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def call_with_hooks(module: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Run ``module.forward`` with all hooks of the module around it.

    Raises:
        RuntimeError: a hook answers something else than its kind may.
    """
    for hook, with_kwargs in list(module._forward_pre_hooks.values()):
        if with_kwargs:
            answer = hook(module, args, kwargs)
            if answer is not None:
                if not (isinstance(answer, tuple) and len(answer) == 2):
                    raise RuntimeError("forward pre-hook must return None or a tuple of (new_args, "
                                       f"new_kwargs), but got {answer}.")
                args, kwargs = answer
        else:
            answer = hook(module, args)
            if answer is not None:
                args = _as_tuple(answer)
    backward = None
    if module._backward_hooks or module._backward_pre_hooks:
        backward = BackwardHook(module, list(module._backward_hooks.values()),
                                list(module._backward_pre_hooks.values()))
        args = backward.watch_inputs(args)
    called: list[Any] = []
    try:
        result = module.forward(*args, **kwargs)
        for entry in list(module._forward_hooks.values()):
            called.append(entry)
            result = _after(entry, module, args, kwargs, result)
    except Exception:
        for entry in list(module._forward_hooks.values()):
            if entry[2] and entry not in called:
                _after(entry, module, args, kwargs, None)
        raise
    return result if backward is None else backward.watch_outputs(result)


def _after(entry: tuple[Any, bool, bool], module: Any, args: Any, kwargs: Any, result: Any) -> Any:
    hook: Callable[..., Any] = entry[0]
    answer = hook(module, args, kwargs, result) if entry[1] else hook(module, args, result)
    return result if answer is None else answer
