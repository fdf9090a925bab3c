"""Checkpointing: less memory for a second computation (torch.utils.checkpoint).

What the ops inside a checkpoint would keep for backward is not kept: backward calls the function
again and takes the values from there, with the random numbers of the first call.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from ..autograd.graph import saved_tensors_hooks
from ..engine.backward import backward
from ..engine.function import Function
from ..engine.state import LOCAL, enable_grad, no_grad
from ..engine.tensor import Tensor
from ..ops.random import fork_rng, get_rng_state, set_rng_state

__all__ = ["CheckpointError", "CheckpointFunction", "checkpoint", "checkpoint_sequential",
           "noop_context_fn"]

IMPLICIT = (
    "the use_reentrant parameter should be passed explicitly. use_reentrant=False is recommended, "
    "but if you need to preserve the current default behavior, you can pass use_reentrant=True.")


class CheckpointError(RuntimeError):
    """The second call of a function inside a checkpoint saved other tensors than the first."""


def noop_context_fn() -> tuple[AbstractContextManager[None], AbstractContextManager[None]]:
    """The contexts of both calls if none are given: they do nothing."""
    return nullcontext(), nullcontext()


def checkpoint(function: Callable[..., Any], *args: Any, use_reentrant: bool | None = None,
               context_fn: Callable[[], Any] = noop_context_fn, determinism_check: str = "default",
               debug: bool = False, early_stop: bool = True, preserve_rng_state: bool = True,
               **kwargs: Any) -> Any:
    """``function(*args, **kwargs)``, whose intermediate values backward computes again.

    With ``use_reentrant=False`` the graph is made as ever; its saved tensors are recomputed when
    the first of them is needed. With ``use_reentrant=True`` the function runs under `no_grad`, as
    one node, and at least one argument has to require grad.

    Raises:
        CheckpointError: the second call is not as the first (in backward).
        ValueError: keyword arguments, `context_fn` or `debug` with ``use_reentrant=True``.

    >>> from nbautograd.utils.checkpoint import checkpoint
    >>> x = tensor([1.0, 2.0], requires_grad=True)
    >>> checkpoint(lambda x: (x * x).exp().sum(), x, use_reentrant=False).backward()
    >>> x.grad
    tensor([  5.4366, 218.3926])
    """
    if use_reentrant is None:
        warnings.warn(f"torch.utils.checkpoint: {IMPLICIT}", UserWarning, stacklevel=2)
        use_reentrant = True
    if use_reentrant:
        if kwargs:
            raise ValueError("Unexpected keyword arguments: " + ",".join(kwargs))
        if context_fn is not noop_context_fn or debug:
            raise ValueError("Passing `context_fn` or `debug` is only supported when "
                             "use_reentrant=False.")
        return CheckpointFunction.apply(function, preserve_rng_state, *args)
    first, second = context_fn()
    frame = _Frame(lambda: function(*args, **kwargs), second, determinism_check, early_stop,
                   get_rng_state() if preserve_rng_state else None)
    with saved_tensors_hooks(frame.count, frame.value), first:
        return function(*args, **kwargs)


class _Frame:
    """One checkpoint: how many tensors its ops saved, and their values once they were recomputed."""

    def __init__(self, call: Callable[[], Any], context: AbstractContextManager[Any],
                 determinism_check: str, early_stop: bool, state: Tensor | None) -> None:
        self.call, self.context, self.state = call, context, state
        self.check, self.early_stop = determinism_check != "none", early_stop
        self.saved: list[tuple[Any, Any]] = []      # shape and type, in the order of saving
        self.values: dict[int, Tensor] = {}         # recomputed, and not yet asked for

    def count(self, t: Tensor) -> int:
        """In the first call: only the number of the tensor is kept."""
        self.saved.append((t.shape, t.dtype))
        return len(self.saved) - 1

    def value(self, n: int) -> Tensor:
        """In backward: saved tensor number `n`."""
        if n not in self.values:
            self._recompute()
        return self.values.pop(n)

    def _recompute(self) -> None:
        found: list[Tensor] = []

        def keep(t: Tensor) -> Tensor:
            found.append(t.detach())
            if self.early_stop and len(found) == len(self.saved):
                raise _EnoughError
            return t

        with fork_rng(enabled=self.state is not None):
            if self.state is not None:
                set_rng_state(self.state)
            try:
                with enable_grad(), saved_tensors_hooks(keep, lambda t: t), self.context:
                    self.call()
            except _EnoughError:
                pass
        self._compare(found)
        self.values = dict(enumerate(found))

    def _compare(self, found: list[Tensor]) -> None:
        if len(found) != len(self.saved):
            raise CheckpointError(
                "torch.utils.checkpoint: A different number of tensors was saved during the original "
                "forward and recomputation.\n"
                f"Number of tensors saved during forward: {len(self.saved)}\n"
                f"Number of tensors saved during recomputation: {len(found)}.")
        for n, (t, saved) in enumerate(zip(found, self.saved, strict=True)):
            if self.check and (t.shape, t.dtype) != saved:
                raise CheckpointError(
                    "torch.utils.checkpoint: Recomputed values for the following tensors have "
                    "different metadata than during the forward pass.\n"
                    f"tensor at position {n}:\nsaved metadata: {saved}\n"
                    f"recomputed metadata: {(t.shape, t.dtype)}")


class _EnoughError(Exception):
    """Ends a second call whose saved tensors are all known."""


class CheckpointFunction(Function):
    """A function as one node, whose backward computes it again and goes through its graph."""

    @staticmethod
    def forward(ctx: Any, run_function: Callable[..., Any], preserve_rng_state: bool,
                *args: Any) -> Any:
        if not any(isinstance(x, Tensor) and x.requires_grad for x in args):
            warnings.warn("None of the inputs have requires_grad=True. Gradients will be None",
                          UserWarning, stacklevel=4)
        ctx.function, ctx.state = run_function, get_rng_state() if preserve_rng_state else None
        ctx.others = [None if isinstance(x, Tensor) else x for x in args]
        ctx.places = [k for k, x in enumerate(args) if isinstance(x, Tensor)]
        ctx.save_for_backward(*(args[k] for k in ctx.places))
        with no_grad():
            return run_function(*args)

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        if LOCAL.walk is not None and LOCAL.walk.wanted is not None:
            raise RuntimeError(
                "When use_reentrant=True, torch.utils.checkpoint is incompatible with .grad() or "
                "passing an `inputs` parameter to .backward(). To resolve this error, you can either "
                "set use_reentrant=False, or call .backward() without passing the `inputs` argument.")
        inputs = list(ctx.others)
        for k, t in zip(ctx.places, ctx.saved_tensors, strict=True):
            inputs[k] = t.detach().requires_grad_(t.requires_grad)
        with fork_rng(enabled=ctx.state is not None):
            if ctx.state is not None:
                set_rng_state(ctx.state)
            with enable_grad():
                outputs = ctx.function(*inputs)
        outputs = (outputs,) if isinstance(outputs, Tensor) else outputs
        pairs = [(t, g) for t, g in zip(outputs, grad_outputs, strict=True)
                 if isinstance(t, Tensor) and t.requires_grad]
        if not pairs:
            raise RuntimeError("none of output has requires_grad=True, this checkpoint() is not "
                               "necessary")
        backward([t for t, _ in pairs], [g for _, g in pairs])
        return None, None, *(x.grad if isinstance(x, Tensor) else None for x in inputs)


def checkpoint_sequential(functions: Any, segments: int,
                          input: Any, use_reentrant: bool | None = None, *,
                          preserve_rng_state: bool = True) -> Any:
    """Apply functions one after the other, in so many segments, all but the last checkpointed.

    >>> from nbautograd.utils.checkpoint import checkpoint_sequential
    >>> checkpoint_sequential([nn.Tanh(), nn.ReLU()], 2, zeros(2), use_reentrant=False)
    tensor([0., 0.])
    """
    if use_reentrant is None:
        warnings.warn(f"torch.utils.checkpoint.checkpoint_sequential: {IMPLICIT}", UserWarning,
                      stacklevel=2)
        use_reentrant = True
    steps = list(functions)

    def segment(start: int, end: int) -> Callable[[Any], Any]:
        def run(value: Any) -> Any:
            for step in steps[start:end]:
                value = step(value)
            return value
        return run

    size, end = len(steps) // segments, 0
    for start in range(0, size * (segments - 1), size):
        end = start + size
        input = checkpoint(segment(start, end), input, use_reentrant=use_reentrant,
                           preserve_rng_state=preserve_rng_state)
    return segment(end, len(steps))(input)
