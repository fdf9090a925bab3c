"""The code cells of a notebook file as plain Python, to be recorded without a notebook.

A ``%%grad TARGET`` cell becomes its body and ``TARGET.backward()``; magics of ours that show
something fall away; what else is IPython's own (``%timeit``, ``!ls``) stays a call of IPython.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.interactiveshell import InteractiveShell

from nbautograd.notebook import manual
from nbautograd.notebook.arguments import MagicParser

__all__ = ["ChapterCell", "read_cells", "shell_of"]

_SHOWS = {p.prog for p in vars(manual).values() if isinstance(p, MagicParser)}
_SETS_UP = ("%load_ext nbautograd", "%reload_ext nbautograd", "%config NBAutograd")


@dataclass(frozen=True)
class ChapterCell:
    """The Python of one code cell, and whether the chapter expects it to raise."""

    source: str
    may_raise: bool


@contextmanager
def shell_of(module: ModuleType) -> Iterator[InteractiveShell]:
    """A shell whose namespace is the module's, for get_ipython() and display() in the cells."""
    shell = InteractiveShell.instance(user_module=module, user_ns=vars(module))
    try:
        with shell.builtin_trap:
            yield shell
    finally:
        InteractiveShell.clear_instance()


def read_cells(path: Path) -> list[ChapterCell]:
    """The code cells of a notebook of format 4, in order.

    Raises ValueError if the file is something else.
    """
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (KeyError, TypeError, UnicodeDecodeError, json.JSONDecodeError):
        raise ValueError(f"{path}: not a notebook of format 4") from None
    return [_chapter_cell(cell) for cell in cells if cell["cell_type"] == "code"]


def _chapter_cell(cell: dict[str, Any]) -> ChapterCell:
    text = "".join(cell["source"])
    tags = cell.get("metadata", {}).get("tags", [])
    plain = "\n".join(_without_ours(line) for line in _without_grad(text).splitlines())
    source: str = TransformerManager().transform_cell(plain)
    return ChapterCell(source, "raises-exception" in tags)


def _without_grad(text: str) -> str:
    head, _, body = text.lstrip("\n").partition("\n")
    magic, _, line = head.partition(" ")
    if magic != manual.GRAD.prog or (found := manual.GRAD.read(line)) is None:
        return text
    backward = f"\n({found.target}).backward({found.gradient or ''})" if found.target else ""
    # The magic's line stays as a comment, so lines keep their numbers within the cell.
    return f"# {head}\n{body}{backward}"


def _without_ours(line: str) -> str:
    word = line.lstrip().partition(" ")[0]
    ours = word in _SHOWS or line.lstrip().startswith(_SETS_UP)
    return f"# {line}" if ours or line.rstrip().endswith("?") else line
