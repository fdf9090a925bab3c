"""Composite: a public function built from ops, an entry of the table of composites."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .op import Op

__all__ = ["Composite"]


class Composite:
    """A public function built from ops: no formula; a recorder sees it as one step."""

    def __init__(self, name: str, function: Callable[..., Any], *, method: bool | None,
                 aliases: Sequence[str], inplace: bool, public: bool) -> None:
        self.name, self.function, self.aliases = name, function, tuple(aliases)
        self.is_method = "." not in name if method is None else method
        self.has_inplace, self.is_function = inplace, public
        self.public: Any = None
        # Set for functions that draw random numbers, so that a replay draws the same ones.
        self.random_state: Callable[[], Any] | None = None
        self.restore_state: Callable[[Any], None] | None = None
        self.ops: tuple[Op, ...] = ()    # of a function that only rearranges arguments
        self._twin: Any = None

    @property
    def doc(self) -> str | None:
        """The documentation of the function."""
        return inspect.getdoc(self.function)

    def twin(self) -> Any:
        """The in-place method: computes out of place, then copies the result in."""
        if self._twin is None:
            from .twins import composite_twin
            self._twin = composite_twin(self)
        return self._twin

    def __repr__(self) -> str:
        return f"<composite {self.name}>"
