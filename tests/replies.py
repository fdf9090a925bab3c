"""What an expression replies on an engine: the printed result, or the error and its first words.

The names in an expression are ``m`` (the engine), ``t`` (its `tensor`), ``nan`` and ``inf``.
"""

import math
import warnings
from typing import Any

import pytest

import nbautograd

SHARED = 45   # characters of "type: message" that must be PyTorch's


def reply(m: Any, expression: str) -> str:
    """``repr`` of the value of `expression`, or ``"Error: message"``."""
    names = {"m": m, "t": m.tensor, "nan": math.nan, "inf": math.inf}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return repr(eval(expression, names))
        except Exception as error:  # noqa: BLE001 (compared between the engines)
            return f"{type(error).__name__}: {error}"


def check(expression: str) -> None:
    """Fail unless both engines reply the same."""
    torch = pytest.importorskip("torch")
    ours, theirs = reply(nbautograd, expression), reply(torch, expression)
    kind = theirs.partition(":")[0]
    if kind.endswith("Error"):
        ours, theirs = ours[:SHARED], theirs[:min(SHARED, len(theirs))]
        ours = ours[:len(theirs)]
    assert ours.replace('"', "'") == theirs.replace('"', "'")


def lines(table: str) -> list[str]:
    """The expressions of a table, one a line."""
    return [line for line in table.strip().splitlines() if line]
