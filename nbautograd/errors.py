"""What can go wrong, as a tree.

PyTorch's own exception types (``RuntimeError``, ``TypeError``, ``ValueError``, ``IndexError``) are
raised wherever PyTorch raises; only what PyTorch does not know has a type of its own::

    Exception
    ├── RuntimeError
    │   ├── DeclarationError       an op is declared wrongly (raised at import)
    │   ├── LinAlgError            a matrix is singular, not positive definite ...
    │   └── ReplayError            a recording cannot be replayed as asked
    ├── KeyError
    │   └── UnknownName            a name that the user typed is not there; says what is near
    └── (PyTorch's types elsewhere)

>>> from nbautograd.errors import suggest
>>> suggest("requires_gard", ["requires_grad", "grad"])
" Did you mean 'requires_grad'?"
"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["DeclarationError", "LinAlgError", "ReplayError", "UnknownName", "suggest"]


class DeclarationError(RuntimeError):
    """An op of the table is declared wrongly; the message names op, formula and what is allowed."""


class ReplayError(RuntimeError):
    """A recording cannot be replayed with the flags asked for."""


class UnknownName(KeyError):
    """A name the user typed does not exist; the message suggests the nearest one."""

    def __str__(self) -> str:
        # KeyError would print the repr of its argument, quotes and all.
        return str(self.args[0]) if self.args else ""


def suggest(name: str, known: Iterable[str]) -> str:
    """`` Did you mean 'x'?`` for the nearest known name, whatever its case, or nothing."""
    from difflib import get_close_matches
    spellings = {other.casefold(): other for other in sorted(known)}
    near = get_close_matches(name.casefold(), spellings, n=1, cutoff=0.6)
    return f" Did you mean {spellings[near[0]]!r}?" if near else ""


class LinAlgError(RuntimeError):
    """A matrix does not allow what was asked: singular, not positive definite ..."""
