"""Numbers in a picture: a small array as a matrix in brackets, a large one by its range."""

from __future__ import annotations

from nbautograd.tape import Data, Summary
from nbautograd.tape.numbers import array, number

from .scene import Block, Item, Shape, above, line, words

NUMBER, SMALL = 11.0, 9.0  # font sizes
_ROWS = 4  # rows and columns that are written out
_LONGEST = 30  # characters of an array on one line
_PITCH, _GAP, _EDGE = NUMBER * 1.3, 8.0, 6.0


def numbers(data: Data, summary: Summary | None, color: str, muted: str) -> Block:
    """The array as a block; an empty one if the tape knows neither elements nor statistics."""
    cells = _cells(data, color)
    if cells:
        return _matrix(cells, color)
    if data is not None:
        return words(array(data, _LONGEST), NUMBER, color)
    if summary is None:
        return Block(0.0, 0.0)
    low, high = summary.min, summary.max
    spread = f"{number(low)} to {number(high)}" if low is not None and high is not None else ""
    notes = [] if summary.mean is None else [f"mean {number(summary.mean)}"]
    notes += [f"{n} {name}" for n, name in ((summary.nans, "nan"), (summary.infs, "inf")) if n]
    lines = [words(spread, NUMBER, color), words(", ".join(notes), SMALL, muted)]
    return above([line for line in lines if line.width], 0.0)


def _cells(data: Data, color: str) -> list[list[Block]]:
    """The elements of a small matrix as text; nothing if it is not one."""
    if not isinstance(data, list) or not 0 < len(data) <= _ROWS:
        return []
    rows = []
    for row in data:
        if not isinstance(row, list) or not 0 < len(row) <= _ROWS:
            return []
        if any(isinstance(item, list) for item in row):
            return []
        rows.append([words(array(item, 12), NUMBER, color) for item in row])
    return rows if len({len(row) for row in rows}) == 1 else []


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
