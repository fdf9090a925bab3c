"""%doc, %dir and %explore: documentation that stays in the notebook and is compared by nbval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_magic, magics_class, no_var_expand

from nbautograd.notebook import manual
from nbautograd.notebook.arguments import documented
from nbautograd.notebook.names import evaluate
from nbautograd.notebook.opened import OpenWidgets
from nbautograd.notebook.show import show_view

if TYPE_CHECKING:
    from nbautograd.inspector import Page
    from nbautograd.widgets import Browser

__all__ = ["DocMagics", "page_of"]


def page_of(shell: InteractiveShell, text: str) -> Page:
    """The page of what an expression names: ``x.grad`` is the attribute as well as its value.

    The attributes of a dotted name are looked at, not run; any other expression is evaluated.
    """
    from nbautograd.inspector import describe, locate

    try:
        found, parent = locate(text, shell.user_ns)
    except KeyError:
        found, parent = evaluate(shell, text, "%doc"), None
    return describe(found, text, parent, names=shell.user_ns)


def _explorer(obj: Any, name: str | None) -> Browser:
    from nbautograd.widgets import explore

    return explore(obj, name)


@magics_class
class DocMagics(Magics):
    """The documentation magics."""

    shell: InteractiveShell

    def __init__(self, shell: InteractiveShell, widgets: OpenWidgets) -> None:
        super().__init__(shell)
        self.widgets = widgets

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
            obj = evaluate(self.shell, found.expression, "%dir")
            show_view(directory(obj, " ".join(found.pattern) or None))

    @line_magic
    @no_var_expand
    @documented(manual.EXPLORE)
    def explore(self, line: str) -> None:
        if found := manual.EXPLORE.read(line):
            name = found.expression
            obj = evaluate(self.shell, name, "%explore") if name else None
            self.widgets.show(self.shell, "explorer", lambda: _explorer(obj, name))
