"""%doc, %dir and %explore: documentation that stays in the notebook and is compared by nbval."""

from __future__ import annotations

import ast
import inspect
from typing import TYPE_CHECKING, Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_magic, magics_class, no_var_expand

from nbautograd.notebook import manual
from nbautograd.notebook.arguments import documented
from nbautograd.notebook.names import evaluate
from nbautograd.notebook.show import show_view

if TYPE_CHECKING:
    from nbautograd.inspector import Page

__all__ = ["DocMagics", "page_of"]


def page_of(shell: InteractiveShell, text: str) -> Page:
    """The page of what an expression names: ``x.grad`` is the attribute as well as its value.

    A property of a foreign object is described, not run.
    """
    from nbautograd.inspector import describe

    tree = ast.parse(text, mode="eval").body if _is_expression(text) else None
    if not isinstance(tree, ast.Attribute):
        return describe(evaluate(shell, text, "%doc"), text, names=shell.user_ns)
    parent = evaluate(shell, ast.unparse(tree.value), "%doc")
    static = inspect.getattr_static(type(parent), tree.attr, None)
    found = static if isinstance(static, property) else evaluate(shell, text, "%doc")
    return describe(found, text, parent, names=shell.user_ns)


def _is_expression(text: str) -> bool:
    try:
        ast.parse(text, mode="eval")
    except SyntaxError:
        return False
    return True


@magics_class
class DocMagics(Magics):
    """The documentation magics."""

    shell: InteractiveShell

    @line_magic
    @no_var_expand
    @documented(manual.DOC)
    def doc(self, line: str) -> None:
        if found := manual.DOC.read(line):
            show_view(page_of(self.shell, found.expression))

    @line_magic
    @no_var_expand
    @documented(manual.DIR)
    def dir(self, line: str) -> None:
        from nbautograd.inspector import directory

        if found := manual.DIR.read(line):
            show_view(directory(evaluate(self.shell, found.expression, "%dir"), found.pattern))

    @line_magic
    @no_var_expand
    @documented(manual.EXPLORE)
    def explore(self, line: str) -> Any:
        import nbautograd

        if found := manual.EXPLORE.read(line):
            text = found.expression
            return nbautograd.explore(*[evaluate(self.shell, text, "%explore")] if text else [])
        return None
