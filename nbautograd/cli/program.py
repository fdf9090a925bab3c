"""A script or a notebook as pieces of Python that run one after the other in one namespace."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Piece", "Program", "read_program"]


@dataclass(frozen=True)
class Piece:
    """Statements that run together; a cell that is meant to raise may do so."""

    tree: ast.Module
    may_raise: bool = False


@dataclass(frozen=True)
class Program:
    """The whole source, and its pieces with line numbers of the whole."""

    path: Path
    source: str
    pieces: tuple[Piece, ...]


def read_program(path: Path) -> Program:
    """Read FILE.py or FILE.ipynb.

    Raises OSError, SyntaxError, or ValueError for what is neither.
    """
    if path.suffix == ".ipynb":
        return _notebook(path)
    if path.suffix != ".py":
        raise ValueError(f"{path}: neither a script (.py) nor a notebook (.ipynb)")
    source = path.read_text(encoding="utf-8")
    return Program(path, source, (Piece(ast.parse(source, str(path))),))


def _notebook(path: Path) -> Program:
    from nbautograd.notebook.chapter import read_cells

    pieces, lines = [], 0
    sources = []
    for cell in read_cells(path):
        tree = ast.parse(cell.source, str(path))
        pieces.append(Piece(ast.increment_lineno(tree, lines), cell.may_raise))
        # One blank line between cells.
        sources.append(cell.source.rstrip("\n") + "\n\n")
        lines += sources[-1].count("\n")
    return Program(path, "".join(sources), tuple(pieces))
