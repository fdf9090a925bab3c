"""Tab behind a magic: its options, and for %%grad the names that the cell binds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from IPython.core.completer import (
    CompletionContext,
    SimpleCompletion,
    SimpleMatcherResult,
    context_matcher,
)

from nbautograd.notebook import manual
from nbautograd.notebook.arguments import MagicParser
from nbautograd.notebook.names import tensor_names

if TYPE_CHECKING:
    from IPython.core.completer import Matcher
    from IPython.core.interactiveshell import InteractiveShell

__all__ = ["option_matcher"]

_PARSERS = {parser.prog: parser for parser in vars(manual).values()
            if isinstance(parser, MagicParser)}
_BINDING = re.compile(r"^([^\W\d]\w*)\s*=(?!=)", re.MULTILINE)


def option_matcher(shell: InteractiveShell) -> Matcher:
    """A matcher for ``shell.Completer.custom_matchers``."""

    @context_matcher(identifier="nbautograd.options")  # type: ignore[untyped-decorator]  # IPython's
    def match(context: CompletionContext) -> SimpleMatcherResult:
        words = context.text_until_cursor.lstrip().split(" ")
        parser = _PARSERS.get(words[0])
        if parser is None or len(words) < 2:
            return SimpleMatcherResult(completions=[])
        found = [name for name in parser.options if name not in words[1:-1]]
        if parser is manual.GRAD and not words[-1].startswith("-"):
            bound = _BINDING.findall(context.full_text)
            found = sorted({*bound, *tensor_names(shell.user_ns)})
        found = [name for name in found if name.startswith(words[-1])]
        return SimpleMatcherResult(
            completions=[SimpleCompletion(text=name, type="param") for name in found],
            suppress=bool(found),
        )

    return cast("Matcher", match)
