"""The tape as an image element; its listing where it cannot be drawn."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..tape import Tape

__all__ = ["picture", "still"]


def picture(tape: Tape, options: Mapping[str, Any]) -> str:
    """An ``<img>`` with the picture inside and its description as alternative text.

    One that is wider than its place is drawn smaller, but not so small that nobody can read it.
    """
    from ..views import draw
    try:
        view = draw(tape, **options)
        data = base64.b64encode(view.png()).decode("ascii")
        width, text = view.size[0], view.alt_text
    except Exception as error:  # noqa: BLE001 (a view never breaks the lab)
        return (f"<p>The picture failed ({escape(type(error).__name__)}: {escape(str(error))}); "
                f"here is the listing.</p><pre>{escape(str(tape))}</pre>")
    return (f'<img alt="{escape(text, quote=True)}" '
            f'style="width:{width}px;max-width:max(100%,{round(0.7 * width)}px)" '
            f'src="data:image/png;base64,{data}">')


def still(tape: Tape, options: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The picture as an output of its own, data and metadata; empty where it cannot be drawn."""
    from ..views import draw
    try:
        return draw(tape, **options)._repr_mimebundle_(include={"image/png"})
    except Exception:  # noqa: BLE001 (a view never breaks the lab, which says so itself)
        return {}, {}
