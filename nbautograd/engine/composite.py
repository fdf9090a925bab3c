"""Composite: a public function built from ops, an entry of the table of composites.

Its public function is written as source, as that of an op (see `compile`): itself where nobody
records, and one step of whoever does.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from .messages import no_tensor
from .out import takes_out, with_out
from .parameters import names_of
from .source import compiled, deferred
from .spelling import SCOPE, Quoted, numpy_spelling, with_lines
from .state import LOCAL, UNUSUAL

if TYPE_CHECKING:
    from .op import Op

__all__ = ["Composite", "build_composite", "build_spelled"]


class Composite:
    """A public function built from ops: no formula; a recorder sees it as one step."""

    def __init__(self, name: str, function: Callable[..., Any], *, method: bool | None,
                 aliases: Sequence[str], inplace: bool, public: bool) -> None:
        self.name, self.function, self.aliases = name, function, tuple(aliases)
        self.is_method = "." not in name if method is None else method
        self.has_inplace, self.is_function = inplace, public
        self.public: Any = None
        # Set for functions that draw random numbers, so that a replay draws the same ones.
        self.random_state: Callable[[], Any] | None = None
        self.restore_state: Callable[[Any], None] | None = None
        self.ops: tuple[Op, ...] = ()    # of a function that only rearranges arguments
        self._twin: Any = None

    @property
    def doc(self) -> str | None:
        """The documentation of the function."""
        return inspect.getdoc(self.function)

    def twin(self) -> Any:
        """The in-place method: computes out of place, then copies the result in."""
        if self._twin is None:
            from .twins import composite_twin
            self._twin = composite_twin(self)
        return self._twin

    def __repr__(self) -> str:
        return f"<composite {self.name}>"


_COMPOSITE = """\
def call({signature}):
    recorder = LOCAL.mode.recorder if UNUSUAL else None
    if recorder is None:
        try: return function({arguments})
        except AttributeError as error: raise TRANSLATE(OP, error, ({positional})) from None
    return recorder.composite(OP, ({positional}), {{{keywords}}})
"""


def build_composite(entry: Composite, source: str = _COMPOSITE) -> Any:
    """The public function of a composite: itself, or one step of whoever records."""
    return deferred(partial(_build_composite, entry, source))


def _build_composite(entry: Composite, source: str) -> Any:
    signature = inspect.signature(entry.function)
    parameters = []
    positional, keywords, arguments = "", "", []
    for p in signature.parameters.values():
        default = p.default if p.default is p.empty else Quoted(f"DEFAULTS[{p.name!r}]")
        parameters.append(p.replace(annotation=p.empty, default=default))
        if p.kind is p.VAR_POSITIONAL:
            positional += f"*{p.name}, "
            arguments.append(f"*{p.name}")
        elif p.kind is p.VAR_KEYWORD:
            keywords += f"**{p.name}, "
            arguments.append(f"**{p.name}")
        elif p.kind is p.KEYWORD_ONLY:
            keywords += f"{p.name!r}: {p.name}, "
            arguments.append(f"{p.name}={p.name}")
        else:
            positional += f"{p.name}, "
            arguments.append(p.name)
    plain = signature.replace(parameters=parameters, return_annotation=inspect.Signature.empty)
    shown, lines = with_out(
        entry, plain, *numpy_spelling(plain, entry.name.rpartition(".")[2]))
    text = source.format(signature=str(shown)[1:-1], arguments=", ".join(arguments),
                         positional=positional, keywords=keywords)
    defaults = {p.name: p.default for p in signature.parameters.values()}
    return compiled("call", with_lines(text, lines), {
        "OP": entry, "LOCAL": LOCAL, "UNUSUAL": UNUSUAL, "function": entry.function,
        "DEFAULTS": defaults, "TRANSLATE": no_tensor, **SCOPE})


def build_spelled(entry: Composite) -> Any:
    """A function that only rearranges arguments, with NumPy's names for them and ``out``."""
    if "dim" not in names_of(entry.function) and not takes_out(entry.name):
        return entry.function
    return build_composite(entry, "def call({signature}):\n    return function({arguments})\n")
