"""`Function`: a user's own op, with its derivative written by hand, in PyTorch's contract.

`forward` computes (or `forward` and `setup_context`), `backward` (or `vjp`) gives the cotangents of
its inputs, `jvp` the tangents of its outputs. The ops of our own table are not made this way: they
are declared.
"""

from __future__ import annotations

import functools
import inspect
import warnings
from collections.abc import Callable
from typing import Any

from .composite import Composite
from .context import FunctionCtx, attach
from .hooks import users_code
from .state import LOCAL, no_grad, set_mode
from .tensor import Tensor
from .views import refresh

__all__ = ["Function", "InplaceFunction", "once_differentiable"]

STATIC = (
    "Legacy autograd function with non-static forward method is deprecated. Please use new-style "
    "autograd function with static forward method. (Example: "
    "https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)")


class Function:
    """Base of a user's own op: write `forward` and `backward`, call `apply`.

    >>> class Double(autograd.Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         return x * 2
    ...     @staticmethod
    ...     def backward(ctx, g):
    ...         return g * 2
    >>> Double.apply(tensor(3.0, requires_grad=True))
    tensor(6., grad_fn=<DoubleBackward>)
    """

    generate_vmap_rule = False
    _backward_cls: type[FunctionCtx] = FunctionCtx
    _entry: Composite

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        warnings.warn(
            f"{self.__class__} should not be instantiated. Methods on autograd functions are all "
            "static, so you should invoke them on the class itself. Instantiating an autograd "
            "function will raise an error in a future version of PyTorch.",
            DeprecationWarning, stacklevel=2)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        # The context is named as the node is: errors about its attributes name the user's class.
        cls._backward_cls = type(f"{cls.__name__}Backward", (FunctionCtx,), {"_forward_cls": cls})
        cls._entry = Composite(
            cls.__name__, functools.partial(_run, cls), method=False, aliases=(), inplace=False,
            public=False)
        cls._entry.public = cls.apply

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise RuntimeError(STATIC)

    @staticmethod
    def forward(*args: Any, **kwargs: Any) -> Any:
        """Compute the outputs: ``forward(ctx, *args)``, or without ctx if there is `setup_context`."""
        raise NotImplementedError(
            "You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> None:
        """Keep on `ctx` what the derivative will need of inputs and output."""
        raise NotImplementedError("setup_context is not implemented.")

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        """The cotangents of the inputs from those of the outputs."""
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom "
            "autograd.Function to use it with backward mode AD.")

    vjp = backward

    @staticmethod
    def jvp(ctx: Any, *grad_inputs: Any) -> Any:
        """The tangents of the outputs from those of the inputs."""
        raise NotImplementedError("You must implement the jvp function for custom "
                                  "autograd.Function to use it with forward mode AD.")

    @staticmethod
    def vmap(info: Any, in_dims: Any, *args: Any) -> Any:
        """How `vmap` maps it; not needed here, where `vmap` calls it once for each slice."""
        raise NotImplementedError("To use autograd.Function with vmap, you must either override the "
                                  "vmap staticmethod or set generate_vmap_rule=True.")

    @classmethod
    def apply(cls, *args: Any, **kwargs: Any) -> Any:
        """Run `forward` and make its result part of the graph.

        Raises:
            RuntimeError: what was marked dirty was not returned, or is a leaf.
        """
        recorder = LOCAL.mode.recorder
        if recorder is not None:
            return recorder.composite(cls._entry, args, kwargs)
        return _run(cls, *args, **kwargs)


def _run(cls: type[Function], *args: Any, **kwargs: Any) -> Any:
    separate = cls.setup_context is not Function.setup_context
    if separate or kwargs:
        args = _positional(cls, separate, args, kwargs)
    for x in args:
        if isinstance(x, Tensor) and x._view is not None:
            refresh(x)
    ctx = cls._backward_cls(args)
    before = LOCAL.mode
    set_mode(before.replace(grad=False, dual=()))
    try:
        with users_code():
            if separate:
                output = cls.forward(*args)
                cls.setup_context(ctx, args, output)
            else:
                output = cls.forward(ctx, *args)
    finally:
        set_mode(before)
    return attach(ctx, output, before)


def _positional(cls: type[Function], separate: bool, args: tuple[Any, ...],
                kwargs: dict[str, Any]) -> tuple[Any, ...]:
    """All arguments in the order of `forward`."""
    signature = inspect.signature(cls.forward)
    try:
        bound = signature.bind(*(() if separate else (None,)), *args, **kwargs)
    except TypeError as error:
        raise error if separate else TypeError(f"forward() {error}") from None
    bound.apply_defaults()
    found = (*bound.args, *bound.kwargs.values())
    return found if separate else found[1:]


def derivative_of(cls: type[Function]) -> Callable[..., Any]:
    """The user's `backward` or `vjp`.

    Raises:
        RuntimeError: both are there.
    """
    own = cls.backward is not Function.backward
    if own and cls.vjp is not Function.vjp:
        raise RuntimeError("Implementing both 'backward' and 'vjp' for a custom Function is not "
                           "allowed. You should only implement one of them.")
    return cls.backward if own else cls.vjp


class InplaceFunction(Function):
    """A Function that may be asked to work in place; kept for old code."""

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace


class _Refusal(Function):
    """The identity, whose gradient is refused."""

    @staticmethod
    def forward(ctx: Any, *tensors: Any) -> Any:
        ctx.set_materialize_grads(False)
        return tuple(t.detach() for t in tensors)

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        raise RuntimeError("trying to differentiate twice a function that was marked with "
                           "@once_differentiable")


def once_differentiable(fn: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate a `backward` that must not be differentiated itself.

    >>> class Square(autograd.Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         ctx.save_for_backward(x)
    ...         return x * x
    ...     @staticmethod
    ...     @autograd.function.once_differentiable
    ...     def backward(ctx, g):
    ...         return 2 * g * ctx.saved_tensors[0]
    >>> x = tensor(3.0, requires_grad=True)
    >>> autograd.grad(Square.apply(x), x)
    (tensor(6.),)
    """
    @functools.wraps(fn)
    def once(ctx: Any, *grad_outputs: Any) -> Any:
        with no_grad():
            outputs = fn(ctx, *grad_outputs)
        tracked = any(isinstance(g, Tensor) and g.requires_grad for g in grad_outputs)
        if not (LOCAL.mode.grad and tracked):
            return outputs
        several = isinstance(outputs, tuple)
        given = outputs if several else (outputs,)
        refused = iter(_Refusal.apply(*(
            t.detach().requires_grad_() for t in given if isinstance(t, Tensor))))
        result = tuple(next(refused) if isinstance(t, Tensor) else t for t in given)
        return result if several else result[0]

    return once
