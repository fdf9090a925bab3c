"""NumPy's spelling: PyTorch takes ``axis`` for ``dim`` and ``keepdims`` for ``keepdim``; and its old one.

The spelling is part of the compiled functions and of no signature: documentation shows one name.
"""

from __future__ import annotations

import inspect
import warnings
from typing import Any

from .out import into, no_out

__all__ = ["ABSENT", "SCOPE", "Quoted", "missing", "numpy_spelling", "old_spelling", "with_lines"]

NAMES = {"dim": "axis", "keepdim": "keepdims"}


class _Absent:
    """The default of an argument that was not given."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()


class Quoted:
    """Source text that stands for a default value."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def missing(name: str, argument: str) -> None:
    """Refuse a call without a required argument, in PyTorch's words."""
    raise TypeError(f'{name}() missing 1 required positional arguments: "{argument}"')


def no_flag(name: str, position: int, keepdim: Any) -> None:
    """Refuse a second dimension in the place of `keepdim`: ``x.sum(0, 1)``."""
    if type(keepdim).__name__ not in ("bool", "bool_"):
        raise TypeError(f"{name}(): argument 'keepdim' (position {position}) must be bool, not "
                        f"{type(keepdim).__name__}; several dimensions are given as one tuple")


def numpy_spelling(signature: inspect.Signature, name: str) -> tuple[inspect.Signature, str]:
    """The signature with NumPy's names added, and the lines that translate them.

    A required `dim` gets a default, as it may come as ``axis``; unless required ones follow it.
    """
    parameters = list(signature.parameters.values())
    if any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) or p.name == "axis" for p in parameters):
        return signature, ""
    lines, extra = "", []
    for n, p in enumerate(parameters):
        if p.name not in NAMES:
            continue
        other = NAMES[p.name]
        required = p.default is p.empty
        if required:
            if any(q.default is q.empty and q.kind is p.kind for q in parameters[n + 1:]):
                continue
            parameters[n] = p.replace(default=ABSENT)
        extra.append(inspect.Parameter(other, p.KEYWORD_ONLY, default=ABSENT))
        lines += f"    if {other} is not ABSENT: {p.name} = {other}\n"
        if required:
            lines += f"    if {p.name} is ABSENT: MISSING({name!r}, {p.name!r})\n"
        if p.name == "keepdim":
            lines += ("    if keepdim is not False and keepdim is not True: "
                      f"FLAG({name!r}, {n}, keepdim)\n")
    return signature.replace(parameters=[*parameters, *extra]), lines


def with_lines(source: str, lines: str) -> str:
    """The source of a function with `lines` at its beginning."""
    head, _, body = source.partition("\n")
    return f"{head}\n{lines}{body}"


# Ops that PyTorch took with a factor in the second place, and what the factor is called now.
_FACTOR_FIRST = {"add": "alpha", "sub": "alpha", "addcmul": "value", "addcdiv": "value"}


def old_spelling(signature: inspect.Signature, name: str, lines: str,
                 inplace: bool) -> tuple[inspect.Signature, str]:
    """The signature and lines for ``x.add_(-0.1, grad)``, too: what ``x.add_(grad, alpha=-0.1)`` was."""
    if name not in _FACTOR_FIRST:
        return signature, lines
    parameters = list(signature.parameters.values())
    given = [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
    parameters.insert(len(given), inspect.Parameter("old", inspect.Parameter.VAR_POSITIONAL))
    shown = name + "_" * inplace
    lines = (f"    if old: return OLD({shown!r}, call, ({', '.join(given)}), old, "
             f"{_FACTOR_FIRST[name]})\n{lines}")
    return signature.replace(parameters=parameters), lines


def factor_first(name: str, call: Any, given: tuple[Any, ...], old: tuple[Any, ...],
                 factor_now: Any) -> Any:
    """Call `name` with the factor that came in the second place by its keyword.

    Raises:
        TypeError: there is none, or one by keyword, too: too many arguments were given.
    """
    if len(old) > 1 or factor_now != 1 or not isinstance(given[1], (int, float, complex)):
        known = len(given) - name.endswith("_")     # a method does not count its tensor
        raise TypeError(f"{name}() takes {known} positional argument{'s' * (known > 1)} but "
                        f"{known + len(old)} were given")
    factor = _FACTOR_FIRST[name.rstrip("_")]
    tensors = ("other",) if len(given) == 2 else ("tensor1", "tensor2")
    listed = "".join(f", Tensor {t}" for t in tensors)
    warnings.warn(
        f"This overload of {name} is deprecated:\n\t{name}(Number {factor}{listed})\nConsider using one "
        f"of the following signatures instead:\n\t{name}({listed[2:]}, *, Number {factor} = 1)",
        UserWarning, stacklevel=3)
    return call(given[0], *given[2:], *old, **{factor: given[1]})


SCOPE: dict[str, Any] = {"ABSENT": ABSENT, "FLAG": no_flag, "INTO": into, "MISSING": missing,
                         "NO_OUT": no_out, "OLD": factor_first}
