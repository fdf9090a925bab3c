"""The characters of a tensor: ``tensor([[1., 2.]], requires_grad=True)``, exactly as PyTorch's.

With this module one can turn an array into that text (`tensor_text`) and format a scalar in an
f-string (`format_scalar`). It knows arrays only, so it serves every class of tensors.

A text is made in four steps: cut the array to its edges if it is long, write each number by one
rule for all, put the numbers in brackets, add what the numbers do not tell (dtype, gradient).
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from nbautograd.engine.printoptions import (
    PrintOptions,
    current,
    get_printoptions,
    printoptions,
    set_printoptions,
)

__all__ = [
    "PrintOptions", "format_scalar", "get_printoptions", "printoptions", "set_printoptions",
    "tensor_text",
]  # fmt: skip


def tensor_text(
    array: np.ndarray[Any, Any],
    *,
    default_dtype: np.dtype[Any],
    requires_grad: bool = False,
    grad_fn: str | None = None,
    tangent: str | None = None,
    cls_name: str = "tensor",
    options: PrintOptions | None = None,
) -> str:
    r"""What ``repr`` of a tensor with these values says, character for character.

    ``grad_fn`` is the name alone (``"MulBackward0"``) and stands in for ``requires_grad``;
    ``tangent`` is the text of a dual tensor's tangent.
    ``cls_name`` comes before the parenthesis and may have lines above it, as
    ``"Parameter containing:\ntensor"`` does.

    >>> tensor_text(np.array([1.0, 2.5]), default_dtype=np.dtype("float32"), requires_grad=True)
    'tensor([1.0000, 2.5000], dtype=torch.float64, requires_grad=True)'
    """
    options = current() if options is None else options
    opening = cls_name + "("
    indent = len(opening) - opening.rfind("\n") - 1
    suffixes = [*_type_suffixes(array, default_dtype, options)]
    if grad_fn is not None:
        suffixes.append(f"grad_fn=<{grad_fn}>")
    elif requires_grad:
        suffixes.append("requires_grad=True")
    if tangent is not None:
        suffixes.append(f"tangent={tangent}")
    text = opening + (_body(array, indent, options) if array.size else "[]")
    return _with_suffixes(text, suffixes, indent, options.linewidth) + ")"


def format_scalar(value: Any, spec: str) -> str:
    """What ``format(tensor, spec)`` says: of a 0-d tensor give the ``item()``, else the tensor.

    PyTorch takes the number of an exact ``Tensor`` only, the whole text of any subclass. Raises
    TypeError for a format specification without a number.

    >>> format_scalar(np.float32(1.2).item(), "")
    '1.2000000476837158'
    """
    if isinstance(value, (int, float, complex)):
        return format(value, spec)
    if not spec:
        return str(value)
    name, shape = type(value).__name__, tuple(value.shape)
    raise TypeError(
        f"unsupported format string passed to {name}.__format__: {spec!r} formats a number, not a "
        f"{name} of shape {shape}; format x.item(), or use set_printoptions(precision=2)"
    )


# Writing the numbers --------------------------------------------------------------------------


class _Column(NamedTuple):
    """Texts of numbers written by one rule, and the width they are aligned to."""

    texts: list[str]
    width: int

    def aligned(self) -> list[str]:
        return [text.rjust(self.width) for text in self.texts]


def _column(values: Sequence[Any], options: PrintOptions) -> _Column:
    """One column for real numbers of any kind; integers and booleans are their own text."""
    if not isinstance(values[0], float):
        texts = [str(value) for value in values]
        return _Column(texts, max(map(len, texts)))
    magnitudes = [abs(value) for value in values if value and math.isfinite(value)]
    rule = _rule(magnitudes, options)
    texts = [rule % value if math.isfinite(value) else str(value) for value in values]
    # Zeros, infinities and nan do not widen the column: PyTorch lets them stick out.
    shaping = (len(t) for t, v in zip(texts, values, strict=True) if v and math.isfinite(v))
    return _Column(texts, max(shaping, default=1))


def _rule(magnitudes: list[float], options: PrintOptions) -> str:
    """The one ``%`` format for floats whose nonzero finite magnitudes are these."""
    if not magnitudes:
        return "%.0f."
    if _is_scientific(magnitudes) if options.sci_mode is None else options.sci_mode:
        return f"%.{options.precision}e"
    if all(map(float.is_integer, magnitudes)):
        return "%.0f."
    return f"%.{options.precision}f"


def _is_scientific(magnitudes: list[float]) -> bool:
    low, high = min(magnitudes), max(magnitudes)
    return high / low > 1000 or high > 1e8 or low < 1e-4


def _numbers(array: np.ndarray[Any, Any], options: PrintOptions) -> _Column:
    """All entries of an array in row-major order, aligned."""
    if array.dtype.kind != "c":
        column = _column(array.ravel().tolist(), options)
        return _Column(column.aligned(), column.width)
    real = _column(array.real.ravel().tolist(), options)
    imag = _column(array.imag.ravel().tolist(), options)
    texts = [
        f"{re}{'' if im.startswith('-') else '+'}{im}j"
        for re, im in zip(real.aligned(), imag.texts, strict=True)
    ]
    return _Column(texts, real.width + imag.width + 1)


# Putting them in brackets ---------------------------------------------------------------------


def _body(array: np.ndarray[Any, Any], indent: int, options: PrintOptions) -> str:
    """The bracketed numbers of an array that has some, the first bracket at column ``indent``."""
    edge = options.edgeitems
    shorten = array.size > options.threshold
    if shorten and array.ndim and not edge:
        return "[...]"
    cut = [axis for axis, size in enumerate(array.shape) if shorten and size > 2 * edge]
    for axis in cut:
        size = array.shape[axis]
        array = array.take([*range(edge), *range(size - edge, size)], axis)
    parts, width = _numbers(array, options)
    for axis in reversed(range(array.ndim)):
        rows = _rows(parts, array.shape[axis])
        depth = array.ndim - axis
        if axis in cut:
            for row in rows:
                row.insert(edge, "..." if depth > 1 else " ...")
        column = indent + axis
        per_line = 1 if depth > 1 else _per_line(column, width, options.linewidth)
        newline = ",\n" + "\n" * (depth - 2) + " " * (column + 1)
        parts = [f"[{_lines(row, per_line, newline)}]" for row in rows]
    return parts[0]


def _rows(parts: list[str], size: int) -> list[list[str]]:
    return [parts[start : start + size] for start in range(0, len(parts), size)]


def _per_line(column: int, width: int, linewidth: float) -> int:
    return max(1, int((min(linewidth, sys.maxsize) - column) // (width + 2)))


def _lines(row: list[str], per_line: int, newline: str) -> str:
    return newline.join(map(", ".join, _rows(row, per_line)))


# Adding what the numbers do not tell ----------------------------------------------------------


def _type_suffixes(
    array: np.ndarray[Any, Any], default_dtype: np.dtype[Any], options: PrintOptions
) -> Iterator[str]:
    """Size and dtype, each only where a reader could not infer it from the numbers."""
    if array.ndim != 1 if array.size == 0 else options.edgeitems == 0:
        yield f"size={array.shape}"
    if array.dtype != default_dtype and not (array.size and _is_literal(array, default_dtype)):
        yield f"dtype=torch.{array.dtype.name}"


def _is_literal(array: np.ndarray[Any, Any], default_dtype: np.dtype[Any]) -> bool:
    """Whether Python numbers of this kind become this dtype by themselves."""
    default_complex = np.complex128 if default_dtype == np.float64 else np.complex64
    return array.dtype in (np.dtype(np.int64), np.dtype(np.bool_), np.dtype(default_complex))


def _with_suffixes(text: str, suffixes: list[str], indent: int, linewidth: float) -> str:
    # PyTorch counts the comma and space before a suffix twice on the line of the numbers.
    column = len(text) - text.rfind("\n") + 1
    for suffix in suffixes:
        if column + len(suffix) + 2 > linewidth:
            text += ",\n" + " " * indent + suffix
            column = indent + len(suffix)
        else:
            text += ", " + suffix
            column += len(suffix) + 2
    return text
