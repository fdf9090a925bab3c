"""Warnings that PyTorch gives once in a session, not once for each line that asks for them.

    warn_once                          where a warning is given
    set_warn_always                    give it every time, for who looks for all the places
"""

from __future__ import annotations

import warnings

__all__ = ["is_warn_always_enabled", "set_warn_always", "warn_once"]


class _Given:
    always = False
    messages: set[str] = set()  # noqa: RUF012 (there is one, for all)


def set_warn_always(b: bool) -> None:
    """Whether each warning is given every time, and not only the first.

    >>> set_warn_always(False)
    """
    _Given.always = bool(b)


def is_warn_always_enabled() -> bool:
    """Whether each warning is given every time.

    >>> set_warn_always(False); is_warn_always_enabled()
    False
    """
    return _Given.always


def warn_once(message: str, stacklevel: int) -> None:
    """Warn of `message` unless that was done before; `stacklevel` as of `warnings.warn`."""
    if _Given.always or message not in _Given.messages:
        _Given.messages.add(message)
        warnings.warn(message, UserWarning, stacklevel=stacklevel + 1)
