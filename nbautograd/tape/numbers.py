"""Numbers, arrays and shapes as short stable text: four significant digits, no ``-0.``.

The same text stands in the listing, in pictures and in exported graphs, so a reader who compares
two of them compares numbers and not formatting. For that reason the number of digits is one setting
of the process, and not an option of each form.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from .model import Data, Gradient, Scalar, Summary

NOT_COMPUTED = "—"
UNREACHABLE = "∅"
ELLIPSIS = "…"
DIGITS = 4


class _Setting:
    digits = DIGITS


def set_digits(digits: int = DIGITS) -> None:
    """How many significant digits a number has in every text and picture from now on.

    >>> set_digits(2)
    >>> number(0.12345)
    '0.12'
    >>> set_digits()
    """
    _Setting.digits = digits


def number(x: Scalar) -> str:
    """One number; floats carry a point as PyTorch prints them (``1.``, ``0.36``, ``1e-05``)."""
    if isinstance(x, bool | int):
        return str(x)
    if isinstance(x, complex):
        sign = "-" if math.copysign(1.0, x.imag) < 0 else "+"
        return f"{number(x.real)}{sign}{number(abs(x.imag))}j"
    if not math.isfinite(x):
        return str(x)
    text = f"{x:.{_Setting.digits}g}"
    if "e+" in text and abs(x) < 1e6:
        text = f"{x:.0f}"  # 60000. is shorter and truer than 6e+04
    if text == "-0":
        text = "0"
    return text if "." in text or "e" in text else text + "."


def elide(text: str, width: int) -> str:
    """One printable line of at most `width` characters, cut in the middle: both ends tell."""
    line = _one_line(text)
    if len(line) <= width:
        return line
    head = width // 2
    tail = width - 1 - head
    return line[:head].rstrip() + ELLIPSIS + (line[-tail:].lstrip() if tail else "")


def shortened(text: str, width: int) -> str:
    """One printable line of at most `width` characters, cut after a word: its beginning tells."""
    line = _one_line(text)
    if len(line) <= width:
        return line
    head, blank, rest = line[:width].rpartition(" ")
    return (head if blank else rest[:-1]) + ELLIPSIS


def _one_line(text: str) -> str:
    shown = (c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(text.split()))
    return "".join(shown)


def array(data: Data, width: int = 40) -> str:
    """Nested lists in brackets, with ever fewer items a dim until the text fits `width`.

    >>> array([[0.5, -0.0], [1.0, 2.0]])
    '[[0.5, 0.], [1., 2.]]'
    >>> array([float(i) for i in range(30)], width=22)
    '[0., 1., …, 28., 29.]'
    """
    for head, tail in _EDGES:
        text = _nested(data, head, tail)
        if len(text) <= width:
            return text
    return elide(text, width)


#: How many first and last items a dim are shown, from all to one.
_EDGES = ((10**9, 0), (4, 4), (3, 3), (2, 2), (3, 0), (2, 0), (1, 0))


def _nested(data: Data, head: int, tail: int) -> str:
    if not isinstance(data, list):
        return "" if data is None else number(data)
    if len(data) <= head + tail:
        parts = [_nested(item, head, tail) for item in data]
    else:
        parts = [_nested(item, head, tail) for item in data[:head]]
        parts.append(ELLIPSIS)
        parts += [_nested(item, head, tail) for item in data[len(data) - tail :]]
    return f"[{', '.join(parts)}]"


def summary_text(summary: Summary, width: int = 60) -> str:
    """``-2.1 to 3., mean 0.1, std 0.9``, then what is not finite; less if `width` is small."""
    parts = []
    if summary.min is not None and summary.max is not None:
        parts.append(f"{number(summary.min)} to {number(summary.max)}")
    bad = [f"{n} {name}" for n, name in ((summary.nans, "nan"), (summary.infs, "inf")) if n]
    moments = [
        f"{name} {number(x)}"
        for name, x in (("mean", summary.mean), ("std", summary.std))
        if x is not None
    ]
    while moments and len(", ".join([*parts, *moments, *bad])) > width:
        moments.pop()
    return ", ".join([*parts, *moments, *bad])


def data_text(data: Data, summary: Summary | None, width: int = 40) -> str:
    """The array if the tape has it, else its statistics, else nothing."""
    if data is not None:
        return array(data, width)
    return summary_text(summary, width) if summary is not None else ""


def gradient_text(gradient: Gradient, width: int = 40) -> str:
    """``—`` not computed yet, ``∅`` unreachable, else the numbers."""
    if gradient.state == "unreachable":
        return UNREACHABLE
    if gradient.state == "none":
        return NOT_COMPUTED
    return data_text(gradient.data, gradient.summary, width) or "computed"


def shape_text(shape: Iterable[int]) -> str:
    """``(2, 1)``, ``(3,)``, ``()``."""
    return str(tuple(shape))
