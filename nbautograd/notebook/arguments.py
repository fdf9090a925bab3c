"""The line behind a magic: split as Python reads it, parsed by argparse, wrong in one line.

A gradient is an expression (``--gradient torch.ones((2, 1))``), so the line is split at the
spaces that stand outside brackets and quotes. What does not fit is a `UsageError`, which IPython
shows as one line without a traceback, with the nearest option that exists.
"""

from __future__ import annotations

import argparse
import ast
import functools
import unicodedata
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from IPython.core.error import UsageError

from nbautograd.errors import suggest

__all__ = ["MagicParser", "documented", "named", "split"]

F = TypeVar("F", bound=Callable[..., Any])

_OPENING, _CLOSING, _QUOTES = "([{", ")]}", "'\""
# argparse asks the terminal for its width, and a saved output must not depend on a window.
_HELP = functools.partial(argparse.RawDescriptionHelpFormatter, width=88, max_help_position=26)


def split(line: str) -> list[str]:
    """Split at spaces outside brackets and quotes; quotes around a whole word are taken off.

    >>> split("loss --gradient torch.ones((2, 1)) --save 'my tape.png'")
    ['loss', '--gradient', 'torch.ones((2, 1))', '--save', 'my tape.png']
    """
    words, word, depth, quote = [], "", 0, ""
    for character in line:
        if quote:
            quote = "" if character == quote else quote
        elif character in _QUOTES:
            quote = character
        elif character in _OPENING:
            depth += 1
        elif character in _CLOSING:
            depth -= 1
        elif character.isspace() and depth <= 0:
            words.append(word)
            word = ""
            continue
        word += character
    return [_unquoted(word) for word in [*words, word] if word]


def _unquoted(word: str) -> str:
    quoted = len(word) > 1 and word[0] in _QUOTES and word.find(word[0], 1) == len(word) - 1
    return word[1:-1] if quoted else word


def named(text: str) -> str:
    """A name as Python binds it: ``ℒ = ...`` binds ``L``; any other expression as it is.

    >>> named("ℒ"), named("d['ℒ']")
    ('L', "d['ℒ']")
    """
    return unicodedata.normalize("NFKC", text) if text.isidentifier() else text


def _is_expression(text: str) -> bool:
    """Whether Python reads the text as one: ``y + z`` are three words and one target."""
    try:
        ast.parse(text, mode="eval")
    except SyntaxError:
        return False
    return True


def documented(parser: MagicParser) -> Callable[[F], F]:
    """Give a magic its parser's help text, which is what ``%%magic?`` shows."""

    def decorate(function: F) -> F:
        function.__doc__ = parser.format_help()
        return function

    return decorate


class MagicParser(argparse.ArgumentParser):
    """The options of one magic; its help text is the magic's manual too.

    >>> parser = MagicParser("%tape", "Show the last tape.")
    >>> _ = parser.add_argument("--save", metavar="FILE")
    >>> parser.read("--save tape.svg").save
    'tape.svg'
    >>> parser.read("--sav tape.svg")
    Traceback (most recent call last):
    IPython.core.error.UsageError: %tape: no option '--sav'. Did you mean '--save'?
    """

    def __init__(self, magic: str, manual: str) -> None:
        super().__init__(
            prog=magic, description=manual, formatter_class=_HELP, add_help=False,
            allow_abbrev=False,
        )
        self.color = False  # Python 3.14 colours help by the environment: outputs must be equal
        self.add_argument("--help", action="store_true", help="show this text and run nothing")

    @property
    def options(self) -> list[str]:
        """Every option there is, in order of declaration."""
        return [name for action in self._actions for name in action.option_strings]

    def read(self, line: str) -> argparse.Namespace | None:
        """Parse the text behind the magic's name; None for --help, which is printed.

        Raises UsageError, in one line, when it does not fit.
        """
        words = split(line)
        if "--help" in words:  # before a missing argument is complained of
            print(self.format_help(), end="")
            return None
        found, extra = self.parse_known_args(words)
        for action in self._actions:
            first = getattr(found, action.dest) if not action.option_strings else None
            joined = " ".join([str(first), *extra])
            if extra and isinstance(first, str) and _is_expression(joined) and " --" not in joined:
                setattr(found, action.dest, joined)
                extra = []
        for word in extra:
            if word.startswith("-"):
                name = word.partition("=")[0]
                self.error(f"no option {name!r}.{suggest(name, self.options)}")
            self.error(f"{word!r} is one word too many; see {self.prog} --help.")
        return found

    def error(self, message: str) -> NoReturn:
        """Raise a UsageError of one line; argparse would end the process."""
        raise UsageError(f"{self.prog}: {message}")
