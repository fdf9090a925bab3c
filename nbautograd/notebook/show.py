"""Put a tape in front of the user: one bundle with the picture, and always with the listing.

A picture that cannot be drawn never breaks a cell: one line says so and the listing is shown.
"""

from __future__ import annotations

import sys
from html import escape
from typing import TYPE_CHECKING, Any

from IPython.display import publish_display_data

if TYPE_CHECKING:
    from nbautograd.capture import Recording
    from nbautograd.notebook.options import NBAutograd
    from nbautograd.tape import Tape
    from nbautograd.views import View

__all__ = ["publish_prose", "publish_text", "save_tape", "show_check", "show_tape", "show_view", "warn"]


def warn(message: str) -> None:
    """One line on standard error, where no file name and no line number varies."""
    print(f"nbautograd: {message}", file=sys.stderr)


def publish_text(text: str, **rich: str) -> None:
    """Display a text, with richer forms beside it: ``publish_text("x", markdown="*x*")``."""
    publish_display_data({"text/plain": text, **{f"text/{kind}": it for kind, it in rich.items()}})


def publish_prose(text: str) -> None:
    """Display sentences: of plain text a front end breaks the lines anywhere, in HTML between words."""
    publish_text(text, html='<pre style="white-space: pre-wrap; word-break: normal">'
                            f"{escape(text)}</pre>")


def show_tape(tape: Tape, settings: NBAutograd, plot: bool = True) -> None:
    """Display the tape as a picture, or as its listing when `plot` is off or drawing fails."""
    if plot and settings.plot and tape.values:
        try:
            show_view(_draw(tape, settings))
        except Exception as error:  # noqa: BLE001 (a view never breaks the cell)
            warn(f"{type(error).__name__}: {error}; here is the listing")
        else:
            return
    publish_text(str(tape))


def save_tape(tape: Tape, path: str, settings: NBAutograd) -> None:
    """Write the tape to a file in the format of its suffix; a failure is told in one line."""
    try:
        _draw(tape, settings).save(path)
    except Exception as error:  # noqa: BLE001 (a view never breaks the cell)
        warn(f"{path} was not written ({type(error).__name__}: {error})")


def show_check(recording: Recording) -> None:
    """Display what finite differences say about the gradients."""
    from nbautograd.notebook.check import check

    try:
        publish_text(check(recording))
    except Exception as error:  # noqa: BLE001 (a view never breaks the cell)
        warn(f"the check failed ({type(error).__name__}: {error})")


def _draw(tape: Tape, settings: NBAutograd) -> View:
    from nbautograd.views import draw

    return draw(tape, **settings.style)


def show_view(view: Any) -> None:
    """Display what has a MIME bundle, as one output.

    The bundle is made here: IPython would swallow its error and show nothing.
    """
    bundle = view._repr_mimebundle_()
    data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
    publish_display_data(data, metadata)
