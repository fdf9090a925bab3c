"""With this module one can read the tables of a docstring: simple, grid, list and Markdown ones."""

from __future__ import annotations

import re
from collections.abc import Sequence

Rows = list[list[str]]
_SIMPLE = re.compile(r"={2,}(?:\s+={2,})*\s*$")
_GRID = re.compile(r"\+(?:[-=]+\+)+\s*$")
_PIPES = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_CELL = re.compile(r"(?:\*\s+)?-(?:\s+|$)")


def table_rows(lines: Sequence[str]) -> tuple[Rows, int] | None:
    """The cells of a table and the number of its header rows, or None for what is no table.

    >>> table_rows(["===  ===", "p    norm", "===  ===", "1    sum", "===  ==="])
    ([['p', 'norm'], ['1', 'sum']], 1)
    """
    if not lines:
        return None
    if _SIMPLE.match(lines[0]) and " " in lines[0].strip():
        return _simple(lines)
    if _GRID.match(lines[0]):
        return _grid(lines)
    if len(lines) > 1 and lines[0].startswith("|") and _PIPES.match(lines[1]):
        rows = [_split(line) for line in [lines[0], *lines[2:]]]
        return _even(rows), 1
    return None


def _simple(lines: Sequence[str]) -> tuple[Rows, int] | None:
    starts = [match.start() for match in re.finditer("=+", lines[0])]
    ends = [*starts[1:], None]
    rules = [at for at, line in enumerate(lines) if _SIMPLE.match(line)]
    rows: Rows = []
    header = 0
    for at, line in enumerate(lines):
        if at in rules:
            header = header or (len(rows) if len(rules) > 2 else 0)
            continue
        cells = [line[a:b].strip() for a, b in zip(starts, ends, strict=True)]
        if rows and line.strip() and not cells[0]:
            rows[-1] = [f"{a} {b}".strip() for a, b in zip(rows[-1], cells, strict=True)]
        elif line.strip():
            rows.append(cells)
    return (rows, header) if rows else None


def _grid(lines: Sequence[str]) -> tuple[Rows, int] | None:
    rows: Rows = []
    header = 0
    fresh = True
    for line in lines:
        if line.startswith("+"):
            header = len(rows) if "=" in line else header
            fresh = True
        elif line.startswith("|"):
            cells = _split(line)
            if fresh or len(rows[-1]) != len(cells):
                rows.append(cells)
            else:
                rows[-1] = [f"{a} {b}".strip() for a, b in zip(rows[-1], cells, strict=True)]
            fresh = False
    return (_even(rows), header) if rows else None


def _split(line: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip("| "))]


def _even(rows: Rows) -> Rows:
    width = max(len(row) for row in rows)
    return [row + [""] * (width - len(row)) for row in rows]


def list_table(lines: Sequence[str]) -> tuple[Rows, int] | None:
    """The cells of the body of a `list-table` directive: `* -` starts a row, `-` a cell."""
    rows: Rows = []
    for line in lines:
        text = line.strip()
        mark = _CELL.match(text)
        if mark and (text.startswith("*") or rows):
            if text.startswith("*"):
                rows.append([])
            rows[-1].append(text[mark.end() :])
        elif text and rows and rows[-1]:
            rows[-1][-1] = f"{rows[-1][-1]} {text}".strip()
    return (_even(rows), 1) if rows else None
