"""``%load_ext nbautograd`` and its exact reverse.

Everything that loading adds to a shell is noted in one list of undo steps, made where the thing is
added; unloading runs it backwards, so nothing can be added and then forgotten.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics

from nbautograd.notebook.complete import option_matcher
from nbautograd.notebook.docs import DocMagics
from nbautograd.notebook.hook import HOOKS
from nbautograd.notebook.magics import GradMagics
from nbautograd.notebook.opened import OpenWidgets
from nbautograd.notebook.options import NBAutograd
from nbautograd.notebook.traceback import draw_without_ours
from nbautograd.tape.numbers import set_digits

__all__ = ["load", "unload"]

Undo: TypeAlias = list[Callable[[], object]]

_MISSING = object()
_loaded: dict[InteractiveShell, Undo] = {}


def load(shell: InteractiveShell) -> None:
    """Add magics, settings, completion, the richer ``obj?``, shorter tracebacks; once only."""
    if shell in _loaded:
        return
    undo: Undo = []
    _loaded[shell] = undo
    settings = NBAutograd(parent=shell)
    widgets = OpenWidgets()
    _add(undo, shell.configurables, settings)
    for each in (GradMagics(shell, settings, widgets), DocMagics(shell, widgets)):
        _register(undo, shell, each)
    undo.append(widgets.close)
    _add(undo, shell.Completer.custom_matchers, option_matcher(shell))
    _add(undo, shell.input_transformers_cleanup, help_alone, first=True)
    _hook(undo, shell)
    undo.append(draw_without_ours(shell, settings))
    undo.append(lambda: shell.user_ns.pop("_tape", None))
    undo.append(set_digits)


def unload(shell: InteractiveShell) -> None:
    """Take everything out of the shell again, and put back what had been there."""
    for step in reversed(_loaded.pop(shell, [])):
        step()


def help_alone(lines: list[str]) -> list[str]:
    """Give ``%%grad --help`` an empty body: IPython runs no cell magic without one."""
    words = "".join(lines).split()
    if len(lines) == 1 and words[:1] == ["%%grad"] and "--help" in words:
        return [*lines, "\n"]
    return lines


def _add(undo: Undo, items: list[Any], item: Any, first: bool = False) -> None:
    items.insert(0 if first else len(items), item)
    undo.append(lambda: _drop(items, item))


def _drop(items: list[Any], item: Any) -> None:
    # By identity: the equality of what others put there is not ours to rely on.
    items[:] = [other for other in items if other is not item]


def _put(undo: Undo, table: dict[str, Any], name: str, item: Any) -> None:
    before = table.get(name, _MISSING)
    table[name] = item

    def back() -> None:
        if table.get(name) is item:  # else somebody replaced it since, and it is theirs
            del table[name]
            if before is not _MISSING:
                table[name] = before

    undo.append(back)


def _register(undo: Undo, shell: InteractiveShell, magics: Magics) -> None:
    manager = shell.magics_manager
    # `Magics.__init__` has put itself among the configurables.
    undo.append(lambda: _drop(shell.configurables, magics))
    undo.append(lambda: manager.registry.pop(type(magics).__name__, None))
    manager.registry[type(magics).__name__] = magics
    for kind, table in magics.magics.items():
        for name, function in table.items():
            _put(undo, manager.magics[kind], name, function)


def _hook(undo: Undo, shell: InteractiveShell) -> None:
    theirs = {mime: it for mime, it in shell.inspector.mime_hooks.items() if mime in HOOKS}

    def install(change: object = None) -> None:
        shell.inspector.mime_hooks = {**shell.inspector.mime_hooks, **HOOKS}

    def remove() -> None:
        hooks = dict(shell.inspector.mime_hooks)
        for mime in [mime for mime, hook in HOOKS.items() if hooks.get(mime) is hook]:
            del hooks[mime]
            hooks.update({mime: theirs[mime]} if mime in theirs else {})
        shell.inspector.mime_hooks = hooks

    install()
    undo.append(remove)
    # IPython 8 makes a new inspector, without hooks, when the colours change.
    shell.observe(install, names="colors")
    undo.append(lambda: shell.unobserve(install, names="colors"))
