"""Run a cell as IPython does: transformed, compiled under its own name, the last value returned.

Not by a nested ``run_cell``: that shows a failure itself and reports success, and "Run All" would
go on. The lines are numbered as the notebook's editor numbers them, the magic's own line is 1,
so a traceback, a tape and a breakpoint all mean the same line.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import CodeType
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__all__ = ["RUNNERS", "Cell", "read_cell"]

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_AWAITS = (ast.Await, ast.AsyncFor, ast.AsyncWith)


@dataclass(frozen=True)
class Cell:
    """A compiled cell: its source, the file name of its code, its statements and last value."""

    source: str
    filename: str
    line: int  # of the magic
    tree: ast.Module
    statements: CodeType | None
    value: CodeType | None

    def run(self, shell: InteractiveShell) -> Any:
        """Execute in the user's namespace; the value of the last expression, or None."""
        __tracebackhide__ = True
        if self.statements is not None:
            exec(self.statements, shell.user_global_ns, shell.user_ns)
        if self.value is not None:
            return eval(self.value, shell.user_global_ns, shell.user_ns)
        return None

    def at_magic(self, action: Callable[[], Any]) -> Any:
        """Call `action` from a frame on the magic's own line, so a traceback points there."""
        __tracebackhide__ = True
        call = ast.parse("action()", self.filename, "eval")
        ast.increment_lineno(call, self.line - 1)
        return eval(compile(call, self.filename, "eval"), {"action": action})


# Below these stand the user's frames.
RUNNERS = frozenset({Cell.run.__code__, Cell.at_magic.__code__})


def read_cell(shell: InteractiveShell, magic: str, body: str) -> Cell:
    """Compile the body of the cell that begins with the line `magic`.

    Raises SyntaxError as IPython would, and UsageError for an ``await`` outside a function.
    """
    raw, number = _as_typed(shell, magic, body)
    above = raw.rstrip()[: -len(body.rstrip()) or None].splitlines()
    # What stands above the body stays visible in a traceback, as a comment.
    head = "".join(f"# {line}\n" if line.strip() else "\n" for line in above)
    source = head + shell.transform_cell(body)
    filename = shell.compile.cache(source, number, raw_code=raw)
    tree = shell.compile.ast_parse(source, filename=filename)
    tree = shell.transform_ast(tree)
    return Cell(source, filename, len(above), tree, *_compile(shell, tree, filename, magic))


def _as_typed(shell: InteractiveShell, magic: str, body: str) -> tuple[str, int]:
    """The whole cell as it stands in the notebook, and its number.

    A debugger finds the breakpoints of a cell by its whole text.
    """
    result = getattr(shell.displayhook, "exec_result", None)
    typed = getattr(getattr(result, "info", None), "raw_cell", None) or ""
    number = getattr(result, "execution_count", None) or shell.execution_count
    if magic.partition(" ")[0] in typed and typed.rstrip().endswith(body.rstrip()):
        return typed, number
    return f"{magic}\n{body}", number


def _compile(
    shell: InteractiveShell, tree: ast.Module, filename: str, magic: str
) -> tuple[CodeType | None, CodeType | None]:
    # codeop's own signature knows text only, but it hands a tree on to compile() as IPython does.
    compiler: Callable[[Any, str, str], CodeType] = shell.compile
    last = tree.body[-1] if tree.body else None
    statements = tree.body[:-1] if isinstance(last, ast.Expr) else tree.body
    with shell.compile.extra_flags(ast.PyCF_ALLOW_TOP_LEVEL_AWAIT):
        codes = (
            compiler(ast.Module(statements, []), filename, "exec") if statements else None,
            compiler(ast.Expression(last.value), filename, "eval")
            if isinstance(last, ast.Expr)
            else None,
        )
    if any(code and code.co_flags & inspect.CO_COROUTINE for code in codes):
        line = min(node.lineno for node in _awaits(tree))
        raise UsageError(
            f"{magic.partition(' ')[0]}: line {line} awaits outside a function, which a cell magic "
            "cannot do: await it in a cell of its own and use the result here."
        )
    return codes


def _awaits(node: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    """Each await, async for and async with that is not inside a function."""
    if isinstance(node, _AWAITS):
        yield node
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.comprehension) and child.is_async:
            yield child.iter
        if not isinstance(child, _SCOPES):
            yield from _awaits(child)
