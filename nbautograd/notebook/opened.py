"""The widgets that magics have opened: one a cell, so that running it again leaks nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from IPython.display import display

from nbautograd.notebook.show import warn

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__all__ = ["OpenWidgets"]


class _Widget(Protocol):
    def close(self) -> None: ...


class OpenWidgets:
    """Open widgets by the cell that shows them."""

    def __init__(self) -> None:
        self._open: dict[str, _Widget] = {}

    def show(self, shell: InteractiveShell, what: str, make: Callable[[], _Widget]) -> bool:
        """Display a widget in place of the one that this cell displayed when it ran before.

        A widget that cannot be made is one line, and False: the cell itself has done its work.
        """
        cell = _cell_id(shell)
        try:
            widget = make()
            if cell in self._open:
                self._open.pop(cell).close()
            self._open[cell] = widget
            display(widget)
        except Exception as error:  # noqa: BLE001 (a view never breaks the cell)
            warn(f"the {what} failed ({type(error).__name__}: {error})")
            return False
        return True

    def close(self) -> None:
        """Close every widget."""
        while self._open:
            self._open.popitem()[1].close()


def _cell_id(shell: InteractiveShell) -> str:
    """The front end's id of the running cell; where it has none, what the cell says."""
    result = getattr(shell.displayhook, "exec_result", None)
    info = getattr(result, "info", None)
    return str(getattr(info, "cell_id", None) or getattr(info, "raw_cell", ""))
