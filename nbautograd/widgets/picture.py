"""The tape as an image element; its listing where it cannot be drawn."""

from __future__ import annotations

import base64
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..tape import Tape

__all__ = ["picture"]


def picture(tape: Tape) -> str:
    """An ``<img>`` with the picture inside and its description as alternative text."""
    from ..views import draw
    try:
        view = draw(tape)
        data = base64.b64encode(view.png()).decode("ascii")
        width, text = view.size[0], view.alt_text
    except Exception as error:  # noqa: BLE001 (a view never breaks the lab)
        return (f"<p>The picture failed ({escape(type(error).__name__)}: {escape(str(error))}); "
                f"here is the listing.</p><pre>{escape(str(tape))}</pre>")
    return (f'<img alt="{escape(text, quote=True)}" style="width:{int(width)}px;max-width:100%" '
            f'src="data:image/png;base64,{data}">')
