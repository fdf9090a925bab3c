"""A formula as it runs on arrays: calling what the ops compute, not the ops.

A formula is written in the package's own functions, which look at each operand: a tensor, a
symbol, a number? In most passes all are arrays, and those questions take as long as the answer.
A function that is handed on or compared stays what it is.
"""

from __future__ import annotations

import dis
from collections.abc import Callable
from types import CodeType, FunctionType
from typing import Any

__all__ = ["on_arrays"]


def on_arrays(formula: Callable[..., Any]) -> Callable[..., Any]:
    """The same formula with each function of an op replaced by the op's forward function."""
    if not isinstance(formula, FunctionType):
        return formula
    scope = formula.__globals__
    replaced = {name: _computes(scope[name]) for name in _called(formula.__code__)
                if _is_op(scope.get(name))}
    if not replaced:
        return formula
    plain = FunctionType(formula.__code__, scope | replaced, formula.__name__,
                         formula.__defaults__, formula.__closure__)
    plain.__kwdefaults__ = formula.__kwdefaults__
    return plain


def _called(code: CodeType) -> set[str]:
    """The global names that a function only calls, also inside the functions it contains."""
    called: set[str] = set()
    handed_on: set[str] = set()
    codes = [code]
    for part in codes:      # grows meanwhile
        codes += [c for c in part.co_consts if isinstance(c, CodeType)]
        for i in dis.get_instructions(part):
            if i.opname == "LOAD_GLOBAL":
                # Before a call Python pushes a NULL beside the function.
                (called if "NULL" in i.argrepr else handed_on).add(i.argval)
    return called - handed_on


def _is_op(value: Any) -> bool:
    op = getattr(value, "op", None)
    return op is not None and getattr(op, "function", None) is value and (
        getattr(op, "arrange", True) is None)


def _computes(value: Any) -> Callable[..., Any]:
    """NumPy's own function where the op has no parameters, else the forward function."""
    op = value.op
    plain = op.plain is not None and len(op.arguments) == len(op.inputs)
    return op.plain if plain else op.forward  # type: ignore[no-any-return]  # declared as functions
