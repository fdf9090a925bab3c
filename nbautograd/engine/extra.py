"""What few tensors have, kept apart so that all the others have one empty slot for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .node import RemovableHandle

if TYPE_CHECKING:
    import weakref

    from .node import AccumulateGrad
    from .tensor import Tensor

__all__ = ["Extra"]


class Extra:
    """What few tensors have: hooks, a tangent, a retained gradient, a name."""

    __slots__ = ("accumulator", "after", "before", "hooks", "inference", "post_accumulate",
                 "retains", "tangents")

    def __init__(self) -> None:
        self.hooks: dict[int, Callable[..., Any]] = {}
        self.before: dict[int, Callable[..., Any]] = {}    # pre-hooks of its AccumulateGrad
        self.after: dict[int, Callable[..., Any]] = {}     # post-hooks of its AccumulateGrad
        self.post_accumulate: dict[int, Callable[..., Any]] = {}
        self.accumulator: weakref.ref[AccumulateGrad] | None = None
        self.tangents: dict[int, Tensor] | None = None     # by level of forward mode
        self.retains = False
        self.inference = False

    def add(self, kind: str, hook: Callable[..., Any]) -> RemovableHandle:
        """Register a hook of the leaf."""
        return RemovableHandle(getattr(self, kind), hook)
