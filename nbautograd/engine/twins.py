"""The in-place twins of ops and composites, as methods: ``x.exp_()`` of `exp`.

They are made when first asked for: a program uses few of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .inplace import copy_, run_inplace
from .state import LOCAL
from .tensor import Tensor, wrap
from .writable import check_writable

if TYPE_CHECKING:
    from .composite import Composite

__all__ = ["composite_twin", "inplace_twin"]


def inplace_twin(function: Callable[..., Any]) -> Callable[..., Any]:
    """The in-place method of an op's public function: same arguments, writes into the first."""
    declared = function.op  # type: ignore[attr-defined]  # every op function carries its Op
    twin: Any
    if declared.arrange is None:
        from .compile import build_call
        twin = build_call(declared, slow="run_inplace", general=True)
    else:
        def twin(*args: Any, **kwargs: Any) -> Tensor:
            return run_inplace(declared, tuple(declared.arrange(*args, **kwargs)))
    name = declared.name + "_"
    twin.__name__ = twin.__qualname__ = name
    twin.__module__ = "nbautograd"
    twin.__doc__ = f"In-place form of `{declared.name}`: writes the result into the tensor."
    twin.op = declared
    return twin  # type: ignore[no-any-return]  # compiled from source, or as spelled


def _as_it_was(t: Tensor) -> Tensor:
    """`t`, or where gradient is tracked a copy at its place: its formulas need the old values."""
    if not (LOCAL.mode.grad and t.requires_grad):
        return t
    return wrap(t._data.copy(), edge=t if t._node is None else t._node, version=[0])


def composite_twin(entry: Composite) -> Callable[..., Any]:
    """The in-place method of a composite: computes out of place, then copies the result in."""
    def twin(self: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        check_writable(self, LOCAL.mode)
        return copy_(self, entry.public(_as_it_was(self), *args, **kwargs))

    twin.__name__ = twin.__qualname__ = entry.name + "_"
    twin.__module__ = "nbautograd"
    twin.__doc__ = f"In-place form of `{entry.name}`: writes the result into the tensor."
    twin.op = entry  # type: ignore[attr-defined]  # as declared ops carry theirs
    return twin
