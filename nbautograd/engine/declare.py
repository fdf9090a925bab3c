"""Declare an op once; everything else about it is derived from the declaration.

With this module one can::

    exp = elementwise("exp", np.exp, lambda g, out: g * out, tex="e^{{{x}}}")

and has a function, a Tensor method, an in-place twin, gradients of every order, forward mode,
PyTorch's refusals after in-place writes, LaTeX, documentation and tests.

The names of a formula's parameters say what it needs, and so what is saved:

    g            the cotangent of the output (``g_<name>`` with several differentiable outputs)
    x, y ...     that input's values (saved, version-checked);   out, indices ... that output's
    x_shape, x_dtype, x_strides   only these facts of an input (nothing is saved)
    dim, keepdim ...   a parameter of `forward`
    needs        which inputs want a gradient (joint formulas)
    dx, dy ...   the tangent of that input, zeros if it has none (only in `jvp`)

Names are checked when the op is declared.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from ..errors import DeclarationError
from .compile import build_call
from .composite import Composite, build_composite, build_spelled
from .naming import namespace_of
from .op import Op, named
from .out import takes_out

__all__ = ["COMPOSITES", "OPS", "composite", "elementwise", "linear", "op", "spelled", "view",
           "wraps_op"]

OPS: dict[str, Op] = {}
COMPOSITES: dict[str, Composite] = {}


def _declare(declared: Op) -> Any:
    """Build the public function of an op, enter it in the table, return the function."""
    if declared.name in OPS:
        raise DeclarationError(f"op {declared.name!r} is declared twice")
    declared.function = named(declared, build_call(declared))
    OPS[declared.name] = declared
    return declared.function


def elementwise(name: str, forward: Any, *vjps: Any, promote: str = "keep", **fields: Any) -> Any:
    """Declare an op that acts on each element, with broadcasting.

    `promote` is ``"keep"`` (common type of the inputs), ``"float"`` (integers become the default
    floating type) or ``"none"``. In-place twin, jvp and samples follow from the kind.
    """
    return _declare(Op(name, forward, vjps, kind="elementwise", promote=promote, **fields))


def linear(name: str, forward: Any, *vjps: Any, **fields: Any) -> Any:
    """Declare an op that is linear in its inputs together: its jvp is itself."""
    return _declare(Op(name, forward, vjps, kind="linear", **fields))


def view(name: str, forward: Any, vjp: Any, **fields: Any) -> Any:
    """Declare a linear op whose result shares the memory of its input."""
    return _declare(Op(name, forward, (vjp,), kind="view", **fields))


def op(name: str, forward: Any, *vjps: Any, **fields: Any) -> Any:
    """Declare any other op."""
    return _declare(Op(name, forward, vjps, kind="op", **fields))


def spelled(function: Any) -> Callable[[Callable[..., Any]], Any]:
    """Give a declared op the calling convention of PyTorch.

    The decorated function takes what a user writes and returns the op's arguments in order; the
    recorder, the formulas and the in-place twin see the op itself.

    >>> @spelled(view("swap", lambda x, dims: x.transpose(dims), lambda g: g))
    ... def swap(input, *dims):
    ...     return input, dims
    """
    def declare(arrange: Callable[..., Any]) -> Any:
        entry: Op = function.op

        @functools.wraps(arrange)
        def call(*args: Any, **kwargs: Any) -> Any:
            return function(*arrange(*args, **kwargs))

        if takes_out(entry.name):
            @functools.wraps(arrange)
            def taking(*args: Any, out: Any = None, **kwargs: Any) -> Any:
                if out is None:
                    return function(*arrange(*args, **kwargs))
                return function(*arrange(*args, **kwargs), out=out)

            call = taking
        call.__module__ = namespace_of(entry.name)
        call.__name__ = call.__qualname__ = entry.name.rpartition(".")[2]
        entry.doc = arrange.__doc__ or entry._doc
        call.__doc__ = entry._doc
        call.op = entry  # type: ignore[attr-defined]  # as declared ops carry theirs
        entry.function, entry.arrange = call, arrange
        return call

    return declare


def composite(name: str, *, method: bool | None = None, aliases: Sequence[str] = (),
              inplace: bool = False, public: bool = True,
              ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a function built from ops, by its public name.

    A method too, unless `method` is false or the name has a dot. Its `op` attribute is its entry.

    >>> @composite("double_it")
    ... def double_it(input):
    ...     return input * 2
    """
    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        if name in COMPOSITES or name in OPS:
            raise DeclarationError(f"op {name!r} is declared twice")

        entry = COMPOSITES[name] = Composite(
            name, function, method=method, aliases=aliases, inplace=inplace, public=public)
        call = build_composite(entry)
        functools.update_wrapper(call, function)
        call.__module__ = namespace_of(name)
        call.__name__ = call.__qualname__ = name.rpartition(".")[2]
        call.op = entry
        entry.public = call
        return call  # type: ignore[no-any-return]  # compiled from source

    return declare


def wraps_op(name: str, *functions: Callable[..., Any], method: bool | None = None,
             aliases: Sequence[str] = ()) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare the public calling convention of ops whose forward has another signature.

    The function only rearranges arguments and calls one of `functions`, so a recorder sees that
    op. The first may be declared with the same name and ``public=False, method=False``.
    """
    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        ops = tuple(f.op for f in functions)  # type: ignore[attr-defined]  # declared functions carry theirs
        if name in COMPOSITES or (name in OPS and OPS[name] not in ops):
            raise DeclarationError(f"op {name!r} is declared twice")
        entry = COMPOSITES[name] = Composite(
            name, function, method=method, aliases=aliases, inplace=False, public=True)
        call = build_spelled(entry)
        if call is not function:
            functools.update_wrapper(call, function)
        entry.public, entry.ops = call, ops
        call.__module__ = namespace_of(name)
        call.__name__ = call.__qualname__ = name.rpartition(".")[2]
        call.op = ops[0]
        return call  # type: ignore[no-any-return]  # compiled from source

    return declare
