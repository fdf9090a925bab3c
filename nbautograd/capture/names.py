"""Which line of the cell runs, and what its assignments call their results.

A name is given by identity: after a statement that assigns to `y`, whatever tensor `y` is bound to
in that frame is called "y". Frames of the package itself are skipped; a function of the user's has
its locals looked at in the same way.
"""

from __future__ import annotations

import ast
import functools
import linecache
import os
import sys
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any, TypeAlias

__all__ = ["OURS", "PACKAGE", "Watcher", "assigned_names", "member"]

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
OURS = "<nbautograd "
Found: TypeAlias = Callable[[str, Any], None]


class Watcher:
    """Follows the lines of a cell and tells `found(name, object)` what assignments bound.

    It is asked at every op, so it makes out only once what an instruction of the user's stands for.
    """

    found: Found

    def __init__(self, filename: str | None, source: str, skip: tuple[str, ...] = ()) -> None:
        self.filename = filename
        self._source = source
        self.skip = (OURS, PACKAGE, *skip)
        self._ours = _Ours(self.skip)
        self._targets: dict[str, dict[int, tuple[str, ...]]] = {}
        self._pending: FrameType | None = None      # where these names are about to be bound
        self._names: tuple[str, ...] = ()
        # The code that ran last; its instructions: their lines, and what is assigned there.
        self._code: CodeType | None = None
        self._inside = False
        self._places: dict[int, tuple[int | None, tuple[str, ...]]] = {}
        self._known: dict[int, tuple[CodeType, dict[int, Any]]] = {}    # by id, kept alive

    def look(self, above: int) -> int | None:
        """The line of the cell that runs now; first the names bound since the last look.

        Frames become objects by being looked at: the caller says how many more are not the user's.
        """
        if self._pending is not None:
            self.settle()
        frame: FrameType | None = sys._getframe(above + 2)
        code = frame.f_code  # type: ignore[union-attr]  # the callers' frame is there
        if code is not self._code:
            while self._ours[code.co_filename]:
                frame = frame.f_back  # type: ignore[union-attr]  # as above
                if frame is None:
                    return None
                code = frame.f_code
            if code is not self._code:
                self._enter(code)
        at = frame.f_lasti  # type: ignore[union-attr]  # as above
        place = self._places.get(at)
        if place is None:
            place = self._places[at] = frame.f_lineno, self._names_at(frame)  # type: ignore[union-attr, arg-type]  # as above
        line, names = place
        if names:
            self._pending, self._names = frame, names
        return line if self._inside else self._line_outside(frame)  # type: ignore[arg-type]  # as above

    def _enter(self, code: CodeType) -> None:
        self._code, self._inside = code, code.co_filename == self.filename
        self._places = self._known.setdefault(id(code), (code, {}))[1]

    def settle(self) -> None:
        """Report the names bound by the statement seen last."""
        frame, self._pending = self._pending, None
        if frame is not None:
            scope = frame.f_locals
            for name in self._names:
                if name in scope:
                    self.found(name, scope[name])

    def _line_outside(self, frame: FrameType) -> int | None:
        """The line of the cell from which other code of the user's was called."""
        outer: FrameType | None = frame
        while outer is not None and outer.f_code.co_filename != self.filename:
            outer = outer.f_back
        return None if outer is None else outer.f_lineno

    def _names_at(self, frame: FrameType) -> tuple[str, ...]:
        filename = frame.f_code.co_filename
        targets = self._targets.get(filename)
        if targets is None:
            own = filename == self.filename and self._source
            text = self._source if own else "".join(linecache.getlines(filename))
            targets = self._targets[filename] = assigned_names(text)
        return tuple(n for n in targets.get(frame.f_lineno, ()) if not n.startswith("_"))


class _Ours(dict[str, bool]):
    """Of each file, whether its frames are passed over."""

    def __init__(self, beginnings: tuple[str, ...]) -> None:
        super().__init__()
        self._beginnings = beginnings

    def __missing__(self, filename: str) -> bool:
        found = self[filename] = filename.startswith(self._beginnings)
        return found


def member(name: str, path: str) -> str:
    """How one writes a parameter of the module `name`.

    >>> member("net", "0.weight")
    'net[0].weight'
    """
    return name + "".join(f"[{part}]" if part.isdigit() else f".{part}" for part in path.split("."))


@functools.lru_cache(maxsize=64)
def assigned_names(source: str) -> dict[int, tuple[str, ...]]:
    """For each line of `source` the names that the statement on it assigns.

    >>> assigned_names("x = 1\\nfor i in y:\\n    a, b = f(i)")
    {1: ('x',), 2: ('i',), 3: ('a', 'b')}
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return {}
    found: dict[int, tuple[str, ...]] = {}
    for node in ast.walk(tree):
        targets: list[ast.AST] = []
        last = 0
        if isinstance(node, ast.Assign):
            targets, last = list(node.targets), node.end_lineno or node.lineno
        elif isinstance(node, (ast.AugAssign, ast.AnnAssign, ast.NamedExpr)):
            targets, last = [node.target], node.end_lineno or node.lineno
        elif isinstance(node, ast.For):
            targets, last = [node.target], node.iter.end_lineno or node.lineno
        names = tuple(n.id for t in targets for n in ast.walk(t)
                      if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
        if names:
            for line in range(node.lineno, last + 1):  # type: ignore[attr-defined]  # statements and := have lines
                found[line] = (*found.get(line, ()), *names)
    return found
