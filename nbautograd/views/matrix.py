"""Numbers in a picture: a small array as a matrix in brackets, a large one by its range."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TypeVar

from nbautograd.tape import Data, Summary
from nbautograd.tape.model import Scalar
from nbautograd.tape.numbers import ELLIPSIS, array, number

from .scene import Block, Item, Shape, above, line, words

T = TypeVar("T")

NUMBER, SMALL = 11.0, 10.0  # font sizes
_ROWS = 4  # rows and columns that are written out
_LONGEST = 30  # characters of an array on one line
_PITCH, _GAP, _EDGE = NUMBER * 1.3, 8.0, 6.0


def numbers(
    data: Data, summary: Summary | None, color: str, muted: str, brief: bool = False
) -> Block:
    """The array as a block; an empty one if the tape knows neither elements nor statistics.

    A matrix with more rows or columns than are written out loses those in the middle; if `brief`
    it is told by its range, as an array of more dimensions is.
    """
    rows = _rows(data)
    whole = len(rows) <= _ROWS and all(len(row) <= _ROWS for row in rows)
    if rows and (whole or not brief):
        return _matrix(_cells(rows, color), color)
    if data is not None:
        flat = list(_flat(data))
        deep = isinstance(data, list) and any(isinstance(row, list) for row in data)
        line = array(data, _LONGEST)
        if not deep or ELLIPSIS not in line or bool in map(type, flat):
            return words(line, NUMBER, color)
        summary = _statistics(flat)
    return _range(summary, color, muted) if summary is not None else Block(0.0, 0.0)


def _range(summary: Summary, color: str, muted: str) -> Block:
    """From where to where, and below it the mean and what is not finite."""
    low, high = summary.min, summary.max
    spread, notes = "", []
    if low is not None and high is not None:
        spread = f"{number(low)} to {number(high)}" if low != high else f"all {number(low)}"
    if summary.mean is not None and low != high:
        notes.append(f"mean {number(summary.mean)}")
    notes += [f"{n} {name}" for n, name in ((summary.nans, "nan"), (summary.infs, "inf")) if n]
    lines = [words(spread, NUMBER, color), words(", ".join(notes), SMALL, muted)]
    return above([line for line in lines if line.width], 0.0)


def _statistics(flat: Sequence[Scalar]) -> Summary | None:
    """What a summary of these numbers says; none of complex ones, which have no order."""
    if any(isinstance(x, complex) for x in flat):
        return None
    finite = [x for x in flat if not isinstance(x, complex) and math.isfinite(x)]
    nans = sum(x != x for x in flat)
    infs = len(flat) - len(finite) - nans
    if not finite:
        return Summary(nans=nans, infs=infs)
    mean = math.fsum(finite) / len(finite)
    return Summary(min(finite), max(finite), mean, nans=nans, infs=infs)


def _flat(data: Data) -> Iterator[Scalar]:
    if isinstance(data, list):
        for item in data:
            yield from _flat(item)
    elif data is not None:
        yield data


def _rows(data: Data) -> list[list[Data]]:
    """The rows of a matrix; nothing if it is not one, or if it is empty."""
    if not isinstance(data, list) or not data:
        return []
    rows = [row for row in data if isinstance(row, list) and row]
    if len(rows) < len(data) or any(isinstance(item, list) for row in rows for item in row):
        return []
    return rows if len({len(row) for row in rows}) == 1 else []


def _cells(rows: Sequence[Sequence[Data]], color: str) -> list[list[Block]]:
    """The elements as text, with a sign for the rows and columns that are left out."""
    texts = [[array(item, 12) for item in _ends(row, None)] for row in _ends(rows, [])]
    wide = max(map(len, texts))
    return [
        [words(text or ELLIPSIS, NUMBER, color) for text in row]
        if row
        else [words("⋮", NUMBER, color)] * wide
        for row in texts
    ]


def _ends(items: Sequence[T], gap: T) -> list[T]:
    """All items, or the first two and the last with a gap between them."""
    return list(items) if len(items) <= _ROWS else [*items[:2], gap, items[-1]]


def _matrix(cells: list[list[Block]], color: str) -> Block:
    """Rows and columns in brackets, each column flush right."""
    widths = [max(cell.width for cell in column) for column in zip(*cells, strict=True)]
    items: list[Item] = []
    for i, row in enumerate(cells):
        x = _EDGE
        for cell, width in zip(row, widths, strict=True):
            items += cell.at(x + width - cell.width, 1.0 + i * _PITCH)
            x += width + _GAP
    total = sum(widths) + _GAP * (len(widths) - 1) + 2 * _EDGE
    height = len(cells) * _PITCH + 2.0
    for side, tip in ((0.5, 3.5), (total - 0.5, total - 3.5)):
        bracket = line([(tip, 0.5), (side, 0.5), (side, height - 0.5), (tip, height - 0.5)])
        items.append(Shape(tuple(bracket), None, color, 1.0))
    return Block(total, height, tuple(items), height / 2 + NUMBER * 0.37)
