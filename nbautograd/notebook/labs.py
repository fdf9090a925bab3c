"""The widgets that %%grad --lab has open: one a cell, so that running it again leaks nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from IPython.display import display

from nbautograd.notebook.show import warn

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from nbautograd.capture import Recording
    from nbautograd.widgets import Lab

__all__ = ["Labs"]


class Labs:
    """Open labs by the cell that shows them."""

    def __init__(self) -> None:
        self._open: dict[str, Lab] = {}

    def show(self, shell: InteractiveShell, recording: Recording, target: str | None) -> None:
        """Display a lab in place of the one that this cell displayed when it ran before."""
        cell = _cell_id(shell)
        try:
            from nbautograd.widgets import Lab

            lab = Lab(recording, target)
            if cell in self._open:
                self._open.pop(cell).close()
            self._open[cell] = lab
            display(lab)
        except Exception as error:  # noqa: BLE001 (a view never breaks the cell)
            warn(f"the lab failed ({type(error).__name__}: {error})")

    def close(self) -> None:
        """Close every lab."""
        while self._open:
            self._open.popitem()[1].close()


def _cell_id(shell: InteractiveShell) -> str:
    """The front end's id of the running cell; where it has none, what the cell says."""
    result = getattr(shell.displayhook, "exec_result", None)
    info = getattr(result, "info", None)
    return str(getattr(info, "cell_id", None) or getattr(info, "raw_cell", ""))
