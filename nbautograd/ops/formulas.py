"""What derivative formulas share: parts of a cotangent, and zero.

Formulas run on arrays, tensors and symbols, so these are ops like any other, known by no public
name.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.constants import number_array
from ..engine.declare import linear
from ..engine.structural import zero_of
from .choices import kept

__all__ = ["is_array", "keep", "not_for", "number", "onto", "symbolic", "twice", "underivable",
           "unknown", "zero_of"]


keep: Any = linear("keep", kept,
              lambda g, mask: keep(g, mask), inputs="x mask", method=False, public=False,
              node="WhereBackward0", tex=r"{mask}\,{x}")


def number(value: Any, like: Any) -> Any:
    """A Python number in a formula; beside a floating array, as NumPy takes it in half the time."""
    if type(like) is np.ndarray and like.dtype.char in "fd" and not isinstance(value, complex):
        return number_array(value, like.dtype)
    return value


def is_array(value: Any) -> bool:
    """Whether it has memory that may be written: not a tensor, a symbol or a single number."""
    return type(value) is np.ndarray and value.ndim > 0


_SMALL = 64     # elements, up to which a fresh array is made as fast as an old one is asked about


def onto(fresh: Any, factor: Any) -> Any:
    """``factor * fresh``; on arrays in the memory of `fresh`, which nobody else may hold."""
    if type(fresh) is np.ndarray and fresh.size > _SMALL and type(factor) is np.ndarray and (
            factor.dtype is fresh.dtype and factor.shape == fresh.shape):
        if not any(factor.strides):     # one number everywhere, as the cotangent of a sum has it
            factor = factor[(0,) * factor.ndim]
            if factor == 1:
                return fresh
        fresh *= factor
        return fresh
    return factor * fresh


def twice(x: Any) -> Any:
    """``2 * x``; of an array by a sum, the fastest of NumPy's ways."""
    return x + x if type(x) is np.ndarray else 2 * x


def symbolic(*values: Any) -> bool:
    """Whether a formula is being derived, not computed: there are no numbers to look at."""
    for v in values:  # noqa: SIM110 (a generator would take longer than the formula)
        if hasattr(type(v), "__apply_op__"):
            return True
    return False


def not_for(kinds: str, kernel: str) -> dict[str, tuple[type[Exception], str]]:
    """The `refuses` of an op that PyTorch did not implement for NumPy's type kinds `kinds`."""
    text = f"\"{kernel}\" not implemented for '{{dtype}}'; convert the tensor, e.g. with .float()"
    return dict.fromkeys(kinds, (NotImplementedError, text))


def underivable(name: str) -> Any:
    """The formula of an op that PyTorch tracks but cannot differentiate: it refuses in backward."""
    def refuse(g: Any) -> Any:
        raise RuntimeError(
            f"derivative for aten::{name} is not implemented; detach its input, or the result")
    refuse.refuses = True  # type: ignore[attr-defined]  # read by what asks whether there is one
    return refuse


def unknown(name: str) -> Any:
    """The formula of one input for which PyTorch has none: it refuses in backward."""
    def refuse(g: Any) -> Any:
        raise NotImplementedError(
            f"the derivative for '{name}' is not implemented; detach that input, or the result")
    refuse.refuses = True  # type: ignore[attr-defined]  # read by what asks whether there is one
    return refuse
