"""A script or a notebook as pieces of Python that run one after the other in one namespace."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Piece", "Program", "read_program"]

_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Piece:
    """Statements that run together; a cell that is meant to raise may do so."""

    tree: ast.Module
    may_raise: bool = False


@dataclass(frozen=True)
class Program:
    """The whole source, and its pieces with line numbers of the whole."""

    path: Path
    filename: str  # of its code; what lies inside this package would count as the recorder's own
    source: str
    pieces: tuple[Piece, ...]


def read_program(path: Path) -> Program:
    """Read FILE.py or FILE.ipynb.

    Raises OSError, SyntaxError, or ValueError for what is neither.
    """
    filename = path.name if _PACKAGE in path.resolve().parents else str(path)
    if path.suffix == ".ipynb":
        return _notebook(path, filename)
    if path.suffix != ".py":
        raise ValueError(f"{path}: neither a script (.py) nor a notebook (.ipynb)")
    source = path.read_text(encoding="utf-8")
    return Program(path, filename, source, (Piece(ast.parse(source, filename)),))


def _notebook(path: Path, filename: str) -> Program:
    from nbautograd.notebook.chapter import read_cells

    pieces, lines = [], 0
    sources = []
    for cell in read_cells(path):
        tree = ast.parse(cell.source, filename)
        pieces.append(Piece(ast.increment_lineno(tree, lines), cell.may_raise))
        # One blank line between cells.
        sources.append(cell.source.rstrip("\n") + "\n\n")
        lines += sources[-1].count("\n")
    return Program(path, filename, "".join(sources), tuple(pieces))
