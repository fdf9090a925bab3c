"""What a program of one line shows, or is refused with, on our engine and on PyTorch.

``$`` ends a line of a program; its names are ``m`` (the engine), ``t`` (its `tensor`), ``np``,
``copy``, the leaf ``w`` of two numbers, the matrix ``x`` (2, 3) and the integers ``i``.
"""

from __future__ import annotations

import ast
import copy
import re
import warnings
from typing import Any, NamedTuple

import numpy as np
import pytest

import nbautograd

__all__ = ["compare", "outcome"]


class Refusal(NamedTuple):
    """An exception, as it is compared."""

    kind: str
    text: str

    def begins_as(self, other: Refusal) -> bool:
        """Whether it is of the type of the other and begins with the first sentence of that."""
        return self.kind == other.kind and self.text.startswith(first_sentence(other.text))


def first_sentence(text: str) -> str:
    """What of a message of PyTorch is for the user.

    >>> first_sentence("add() received an invalid combination of arguments - got (Tensor), but ...")
    'add()'
    """
    found = re.match(r"\w+\(\)(?= received an invalid combination)|.* required positional argument",
                     text)
    return found[0] if found else re.split(r"\.\s|\.$|\n", text)[0]


def outcome(engine: Any, program: str) -> str | Refusal:
    """``repr`` of the last expression of a program, or what it was refused with."""
    engine.manual_seed(0)
    names = {"m": engine, "t": engine.tensor, "np": np, "copy": copy, "i": engine.tensor([0, 1, 2]),
             "w": engine.tensor([1.0, 2.0], requires_grad=True),
             "x": engine.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])}
    tree = ast.parse(program.replace("$", "\n"))
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else ast.parse("None").body[0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")     # they are compared elsewhere
        try:
            exec(compile(tree, "<program>", "exec"), names)
            return repr(eval(compile(ast.Expression(last.value), "<program>", "eval"), names))
        except Exception as error:  # noqa: BLE001 (compared between the engines)
            return Refusal(type(error).__name__.lstrip("_"), str(error).strip())


def compare(program: str) -> None:
    """Fail unless a program shows the same on both engines, or is refused in the same words."""
    torch = pytest.importorskip("torch")
    ours, theirs = outcome(nbautograd, program), outcome(torch, program)
    if isinstance(theirs, Refusal) and isinstance(ours, Refusal):
        assert ours.begins_as(theirs), f"ours: {ours}\nPyTorch's: {theirs}"
    else:
        assert ours == theirs
