"""What ``%config NBAutograd`` shows and sets."""

from __future__ import annotations

from typing import Any

from traitlets import Bool, Enum, Int, default, observe
from traitlets.config import Configurable

from nbautograd.tape.numbers import DIGITS, set_digits

__all__ = ["NBAutograd"]


class NBAutograd(Configurable):
    """How %%grad and %tape show a tape."""

    plot = Bool(True, help="Draw the tape; off, its text listing is shown.").tag(config=True)
    digits = Int(
        DIGITS, min=1, max=12, help="Significant digits of a number in a picture or a listing."
    ).tag(config=True)
    full_traceback = Bool(
        False, help="Show this package's own frames in a traceback."
    ).tag(config=True)
    values = Bool(True, help="The numbers in the picture.").tag(config=True, style=True)
    gradients = Bool(True, help="The gradients in the picture.").tag(config=True, style=True)
    shapes = Bool(True, help="The shapes in the picture.").tag(config=True, style=True)
    legend = Bool(True, help="The key to the signs that occur.").tag(config=True, style=True)
    limit = Int(min=1, help="Collapse repeats in a tape of more forward steps than this.").tag(
        config=True, style=True
    )
    palette = Enum(["light", "dark", "grey"], "light", help="The colours of the picture.").tag(
        config=True, style=True
    )

    @default("limit")
    def _limit_default(self) -> int:
        from nbautograd.views import Style  # not when the extension is loaded: it takes its time

        return Style().limit

    @observe("digits")
    def _digits_changed(self, change: Any) -> None:
        set_digits(change["new"])

    @property
    def style(self) -> dict[str, Any]:
        """The options that are `draw`'s own."""
        return {name: getattr(self, name) for name in self.trait_names(style=True)}
