"""Forward mode: tensors with a tangent, the derivative along one direction.

    with dual_level():
        x = make_dual(primal, tangent)
        unpack_dual(f(x)).tangent        the derivative of f at primal along tangent
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from ..engine import forward
from ..engine.state import LOCAL, set_mode
from ..engine.tensor import Tensor

__all__ = ["UnpackedDualTensor", "dual_level", "enter_dual_level", "exit_dual_level", "make_dual",
           "unpack_dual"]


def __dir__() -> list[str]:
    return sorted(__all__)


class UnpackedDualTensor(NamedTuple):
    """What `unpack_dual` finds: the primal, and the tangent or None."""

    primal: Tensor
    tangent: Tensor | None


def enter_dual_level() -> int:
    """Open the level that `make_dual` needs; `dual_level` is the safe form.

    Raises:
        RuntimeError: one is open already.
    """
    if LOCAL.mode.dual:
        raise RuntimeError("Nested forward mode AD is not supported at the moment: a level is open "
                           "already. Use func.jvp for derivatives of derivatives.")
    forward.enter_level()
    return 0


def exit_dual_level(*, level: int | None = None) -> None:
    """Close the level: tangents are gone.

    Raises:
        RuntimeError: none is open, or `level` is not the last one.
    """
    if not LOCAL.mode.dual:
        raise RuntimeError("Dual level must be a positive number: no level is open.")
    if level not in (None, 0):
        raise RuntimeError("Trying to exit a forward AD level that was not the last one that was "
                           f"created: level {level}, the last one is 0.")
    forward.exit_level(LOCAL.mode.dual[-1])


@contextmanager
def dual_level() -> Iterator[int]:
    """Inside, tensors may have tangents.

    >>> with forward_ad.dual_level():
    ...     x = forward_ad.make_dual(tensor(3.0), tensor(1.0))
    ...     forward_ad.unpack_dual(x * x).tangent
    tensor(6.)
    """
    number = enter_dual_level()
    try:
        yield number
    finally:
        exit_dual_level()


def make_dual(tensor: Tensor, tangent: Tensor, *, level: int | None = None) -> Tensor:
    """A tensor with the memory of `tensor` and this tangent, (...), (...) -> (...).

    Raises:
        RuntimeError: no level is open; shapes differ; there is a tangent already.
        ValueError: one is not floating point or complex.

    >>> with forward_ad.dual_level():
    ...     forward_ad.make_dual(tensor([1.0, 2.0]), tensor([1.0, 0.0]))
    tensor([1., 2.], tangent=tensor([1., 0.]))
    """
    number = _open_level()
    for role, t in (("primal", tensor), ("tangent", tangent)):
        if not (t.is_floating_point() or t.is_complex()):
            raise ValueError(
                f"Expected {role} to be floating point or complex, but got: {t.dtype}")
    if tensor.shape != tangent.shape:
        raise RuntimeError(forward.ANOTHER_SIZE.format(list(tensor.shape), list(tangent.shape)))
    if forward.tangent_of(tensor, number) is not None:
        raise RuntimeError(
            "Making a dual Tensor based on a Tensor that already has a forward gradient at the same "
            "level 0 is not supported. Unpack it first.")
    out = _alias(tensor)
    forward.set_tangent(out, number, tangent)
    return out  # type: ignore[no-any-return]  # an op's result


def _open_level() -> int:
    if not LOCAL.mode.dual:
        raise RuntimeError("Trying to create a dual Tensor for forward AD but no level exists, make "
                           "sure to enter_dual_level() first.")
    return LOCAL.mode.dual[-1]


def _alias(t: Tensor) -> Any:
    """A view of the whole tensor that starts without tangents."""
    before = LOCAL.mode
    set_mode(before.replace(dual=()))
    try:
        return t.view(t.shape)
    finally:
        set_mode(before)


def unpack_dual(tensor: Tensor, *, level: int | None = None) -> UnpackedDualTensor:
    """The primal and the tangent of a tensor; the tangent is None if it has none.

    >>> forward_ad.unpack_dual(tensor(1.0))
    UnpackedDualTensor(primal=tensor(1.), tangent=None)
    """
    if not LOCAL.mode.dual:
        return UnpackedDualTensor(tensor, None)
    tangent = forward.tangent_of(tensor, LOCAL.mode.dual[-1])
    primal = _alias(tensor)
    primal._view = None      # as a view it would show its base's tangent
    return UnpackedDualTensor(primal, tangent)
