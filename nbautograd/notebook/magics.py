"""The magics of the tape: each reads its line, calls a plain function, displays what comes back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import (
    Magics,
    cell_magic,
    line_magic,
    magics_class,
    no_var_expand,
    output_can_be_silenced,
)

from nbautograd.errors import UnknownName
from nbautograd.notebook import manual
from nbautograd.notebook.arguments import documented
from nbautograd.notebook.cell import RUNNERS
from nbautograd.notebook.grad import Outcome, Request, grad_cell
from nbautograd.notebook.names import evaluate, is_tensor, parameters_of
from nbautograd.notebook.notes import explain
from nbautograd.notebook.opened import OpenWidgets
from nbautograd.notebook.options import NBAutograd
from nbautograd.notebook.show import (
    publish_prose,
    publish_text,
    save_tape,
    show_check,
    show_tape,
    warn,
)
from nbautograd.notebook.traceback import as_ipython_shows, show_only_users_frames
from nbautograd.tape import Tape

if TYPE_CHECKING:
    from nbautograd.widgets import Lab

__all__ = ["GradMagics"]

_LABEL = re.compile(r"%\d+|[^#]+#\d+")     # of a value without a name, of an earlier one


@magics_class
class GradMagics(Magics):
    """%%grad and what belongs to it."""

    shell: InteractiveShell

    def __init__(
        self, shell: InteractiveShell, settings: NBAutograd, widgets: OpenWidgets
    ) -> None:
        super().__init__(shell)
        self.settings = settings
        self.widgets = widgets
        self._running = False

    @cell_magic
    @no_var_expand
    @output_can_be_silenced
    @documented(manual.GRAD)
    def grad(self, line: str, cell: str) -> Any:
        __tracebackhide__ = True
        found = manual.GRAD.read(line)
        if found is None:
            return None
        if self._running:
            raise UsageError("%%grad: the cell around this one is being recorded already; "
                             "run the inner one by itself.")
        request = Request(
            found.target, found.gradient, not found.no_plot, found.lab, found.save, found.check,
            line,
        )
        self._running = True
        try:
            outcome = grad_cell(self.shell, request, cell)
        finally:
            self._running = False
        self._show(outcome, request)
        if outcome.error is not None:
            self._raise(outcome.error)
        return outcome.value

    def _show(self, outcome: Outcome, request: Request) -> None:
        if outcome.trouble:
            warn(f"there is no tape ({outcome.trouble})")
        if outcome.tape is None or outcome.recording is None:
            return
        interrupted = isinstance(outcome.error, KeyboardInterrupt)  # who waits wants no drawing
        plot = request.plot and not interrupted
        # The lab has the picture in it.
        done = plot and request.lab and not outcome.error and self._show_lab(outcome, request)
        if not done:
            show_tape(outcome.tape, self.settings, plot=plot)
        if outcome.error is not None:
            return
        if request.save:
            save_tape(outcome.tape, request.save, self.settings)
        if request.check:
            show_check(outcome.recording)
        if request.lab and not plot:
            self._show_lab(outcome, request)

    def _show_lab(self, outcome: Outcome, request: Request) -> bool:
        """Display the lab; whether it could be made."""
        def lab() -> Lab:
            from nbautograd.widgets import Lab

            assert outcome.recording is not None
            return Lab(outcome.recording, request.target, **self.settings.style)

        return self.widgets.show(self.shell, "lab", lab)

    def _raise(self, error: BaseException) -> None:
        __tracebackhide__ = True
        if isinstance(error, SyntaxError):
            raise as_ipython_shows(self.shell, error, RUNNERS)
        if not self.settings.full_traceback:
            show_only_users_frames(self.shell, error, RUNNERS)
        raise error

    @line_magic
    @no_var_expand
    @documented(manual.TAPE)
    def tape(self, line: str) -> None:
        if found := manual.TAPE.read(line):
            tape = self._last(found.target, "%tape")
            show_tape(tape, self.settings, plot=not found.no_plot)
            if found.save:
                save_tape(tape, found.save, self.settings)

    @line_magic
    @no_var_expand
    @documented(manual.DERIVE)
    def derive(self, line: str) -> None:
        if found := manual.DERIVE.read(line):
            from nbautograd.derivation import derive

            derivation = derive(self._last(found.target, "%derive"))
            publish_text(str(derivation), markdown=derivation.markdown)

    @line_magic
    @no_var_expand
    @documented(manual.WHY)
    def why(self, line: str) -> None:
        if found := manual.WHY.read(line):
            publish_prose(self._why(found.name))

    def _why(self, name: str | None) -> str:
        """About a value of the last tape, about any tensor, or about every parameter of a module."""
        if name is None:
            from nbautograd.derivation import why

            return why(self._last(None, "%why"))
        found = self.shell.user_ns.get("_tape")
        tape = found if isinstance(found, Tape) else None
        if tape is not None and self._is_label(tape, name):
            from nbautograd.derivation import why

            try:
                return why(tape, name)
            except UnknownName as error:
                raise UsageError(f"%why: {error}") from None
        value = evaluate(self.shell, name, "%why")
        if is_tensor(value):
            return explain(value, name, tape)
        parameters = parameters_of(value, name)
        if not parameters:
            raise UsageError(f"%why: {name!r} is of type {type(value).__name__}, not a tensor: it "
                             "has no gradient.")
        return "\n".join(explain(each, called, tape) for called, each in parameters)

    def _is_label(self, tape: Tape, name: str) -> bool:
        """Whether a name has a meaning on the tape alone: %4, w#1, a local of a function."""
        if name.isidentifier() and name not in self.shell.user_ns:
            return any(tape.label(value.id) == name for value in tape.values)
        return bool(_LABEL.fullmatch(name))

    def _last(self, target: str | None, magic: str) -> Any:
        """The last tape, or the part of it that leads to a named value."""
        from nbautograd.tape import prune

        tape = self.shell.user_ns.get("_tape")
        if not isinstance(tape, Tape):
            raise UsageError(f"{magic}: there is no tape yet; run a %%grad cell first.")
        if target is None:
            return tape
        try:
            return prune(tape, [target])
        except UnknownName as error:
            raise UsageError(f"{magic}: {error}") from None
