"""The parameters of functions: their names at once, their whole signature when someone looks.

Every op of the table is asked for its names when it is declared, which is at import; few are ever
asked for more, and what `inspect` makes of a function costs a hundred times as much.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

__all__ = ["Signature", "defaults_of", "names_of", "parameters_of", "signature_of"]

_EMPTY = inspect.Parameter.empty
_STARRED = inspect.CO_VARARGS | inspect.CO_VARKEYWORDS


class Signature(inspect.Signature):
    """A signature that is worked out at the first look at it.

    >>> later = Signature.later(lambda: inspect.signature(lambda x, y=2: x))
    >>> later
    <Signature (x, y=2)>
    """

    __slots__ = ("_build",)
    _build: Callable[[], inspect.Signature]

    @classmethod
    def later(cls, build: Callable[[], inspect.Signature]) -> Signature:
        """The signature that `build` will return."""
        signature = cls.__new__(cls)
        signature._build = build
        return signature

    def __getattr__(self, name: str) -> Any:
        # Only of slots that are still empty: `inspect` has two.
        if name not in inspect.Signature.__slots__:
            raise AttributeError(name)
        found = self._build()
        for slot in inspect.Signature.__slots__:
            setattr(self, slot, getattr(found, slot))
        return getattr(self, name)


def names_of(function: Callable[..., Any], count: int = 1) -> tuple[str, ...]:
    """The names of a function's parameters; ufuncs have none, so theirs are x, y, z."""
    if isinstance(function, np.ufunc):
        return ("x", "y", "z")[:count]
    code = getattr(function, "__code__", None)
    if code is None or code.co_flags & _STARRED:
        return tuple(inspect.signature(function).parameters)
    return code.co_varnames[:code.co_argcount + code.co_kwonlyargcount]  # type: ignore[no-any-return]  # names


def parameters_of(formula: Callable[..., Any]) -> tuple[str, ...]:
    """The names of the positional parameters of a formula."""
    code = getattr(formula, "__code__", None)
    if code is not None and not code.co_flags & _STARRED:
        return code.co_varnames[:code.co_argcount]  # type: ignore[no-any-return]  # names
    return tuple(p.name for p in inspect.signature(formula).parameters.values()
                 if p.kind is not p.KEYWORD_ONLY)


def signature_of(function: Callable[..., Any], names: tuple[str, ...]) -> inspect.Signature:
    """The signature of a public function whose parameters are called `names`."""
    if isinstance(function, np.ufunc):
        return inspect.Signature([inspect.Parameter(n, inspect.Parameter.POSITIONAL_OR_KEYWORD)
                                  for n in names])
    given = inspect.signature(function).parameters.values()
    keyword = inspect.Parameter.KEYWORD_ONLY
    return inspect.Signature([
        inspect.Parameter(n, keyword if p.kind is keyword else p.POSITIONAL_OR_KEYWORD,
                          default=p.default)
        for n, p in zip(names, given, strict=True)], __validate_parameters__=False)


def defaults_of(signature: inspect.Signature) -> dict[str, Any]:
    """The values of the parameters that need not be given."""
    return {p.name: p.default for p in signature.parameters.values() if p.default is not _EMPTY}
