"""The notebook's side: magics, settings, completion, richer help; the only part with IPython."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__all__ = ["load_ipython_extension", "unload_ipython_extension"]


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Load the extension into a shell: what ``%load_ext nbautograd`` does."""
    from nbautograd.notebook import extension

    extension.load(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Take the extension out of a shell again."""
    from nbautograd.notebook import extension

    extension.unload(shell)
