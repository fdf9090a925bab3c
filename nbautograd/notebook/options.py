"""What ``%config NBAutograd`` shows and sets."""

from __future__ import annotations

from traitlets import Bool, Int
from traitlets.config import Configurable

__all__ = ["NBAutograd"]


class NBAutograd(Configurable):
    """How %%grad and %tape show a tape."""

    plot = Bool(True, help="Draw the tape; off, its text listing is shown.").tag(config=True)
    digits = Int(4, min=1, max=17, help="Significant digits of a number in a picture.").tag(
        config=True
    )
    steps = Int(
        40, min=1, help="Draw at most this many steps: repeated lines are folded into one, xN."
    ).tag(config=True)
    full_traceback = Bool(
        False, help="Show this package's own frames in the traceback of a %%grad cell."
    ).tag(config=True)
