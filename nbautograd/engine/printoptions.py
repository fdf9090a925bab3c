"""How tensors print: the options, what may be chosen, and the choice in force.

With this module one can change the digits, the shortening and the notation of printed tensors
(`set_printoptions`), for good or for a block (`printoptions`).
"""

from __future__ import annotations

import math
import operator
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from numbers import Real
from typing import Any, NamedTuple, SupportsIndex

from nbautograd.errors import suggest

__all__ = ["PrintOptions", "current", "get_printoptions", "printoptions", "set_printoptions"]


class PrintOptions(NamedTuple):
    """How tensors print: digits, when to shorten, how many edge entries, columns, notation."""

    precision: int = 4
    threshold: float = 1000
    edgeitems: int = 3
    linewidth: float = 80
    sci_mode: bool | None = None


_PROFILES = {
    "default": PrintOptions(),
    "short": PrintOptions(precision=2, edgeitems=2),
    "full": PrintOptions(threshold=math.inf),
}


class _State:
    """The options in force: one setting for the process, all threads, as in PyTorch."""

    options = PrintOptions()


def set_printoptions(
    precision: int | None = None,
    threshold: float | None = None,
    edgeitems: int | None = None,
    linewidth: float | None = None,
    profile: str | None = None,
    sci_mode: bool | None = None,
) -> None:
    """Choose how tensors print from now on; what is not given stays, except ``sci_mode``.

    Every call sets ``sci_mode``, to None (choose by magnitude) if it is not given, as PyTorch
    does. A ``profile`` (default, short, full) is applied first. A value that no tensor could be
    printed with is refused here, with the exception that PyTorch raises at the next print.

    >>> set_printoptions(precision=2)
    >>> current().precision
    2
    >>> set_printoptions(profile="default")
    """
    given = {
        "precision": precision,
        "threshold": threshold,
        "edgeitems": edgeitems,
        "linewidth": linewidth,
    }
    changes: dict[str, Any] = {
        name: _checked(name, value) for name, value in given.items() if value is not None
    }
    base = _State.options if profile is None else _profile(profile)
    _State.options = base._replace(**changes, sci_mode=sci_mode)


def current() -> PrintOptions:
    """The options in force, frozen.

    >>> current().linewidth
    80
    """
    return _State.options


def get_printoptions() -> dict[str, Any]:
    """The options in force, as keywords for `set_printoptions`.

    >>> get_printoptions()["linewidth"]
    80
    """
    return _State.options._asdict()


@contextmanager
def printoptions(**options: Any) -> Iterator[None]:
    """Print with other options inside a ``with`` block; takes what `set_printoptions` takes.

    >>> with printoptions(edgeitems=1):
    ...     current().edgeitems
    1
    """
    before = get_printoptions()
    set_printoptions(**options)
    try:
        yield
    finally:
        set_printoptions(**before)


class _Check(NamedTuple):
    accept: Callable[[Any], float | None]
    error: type[Exception]
    says: str
    remedy: str


def _count(value: Any) -> int | None:
    number = operator.index(value) if isinstance(value, SupportsIndex) else -1
    return number if number >= 0 else None


def _real(value: Any) -> Any:
    return value if isinstance(value, Real) and not math.isnan(value) else None


_CHECKS = {
    "precision": _Check(
        _count, ValueError, "Format specifier missing precision", "give a number of digits"
    ),
    "threshold": _Check(
        _real, TypeError, "'>' not supported between instances of 'int' and '{kind}'",
        "give a number of entries, or math.inf to show all",
    ),
    "edgeitems": _Check(
        _count, TypeError, "slice indices must be integers or None or have an __index__ method",
        "give a number of entries, at least 0",
    ),
    "linewidth": _Check(
        _real, TypeError, "unsupported operand type(s) for -: '{kind}' and 'int'",
        "give a number of columns",
    ),
}  # fmt: skip


def _checked(name: str, value: Any) -> float:
    check = _CHECKS[name]
    accepted = check.accept(value)
    if accepted is None:
        says = check.says.format(kind=type(value).__name__)
        raise check.error(f"{says}: {name}={value!r}; {check.remedy}")
    return accepted


def _profile(name: str) -> PrintOptions:
    if name in _PROFILES:
        return _PROFILES[name]
    hint = suggest(str(name), _PROFILES) or f" There are {', '.join(_PROFILES)}."
    # A warning and no error, because PyTorch lets an unknown profile pass in silence.
    warnings.warn(f"print profile {name!r} is unknown and ignored.{hint}", stacklevel=3)
    return _State.options
