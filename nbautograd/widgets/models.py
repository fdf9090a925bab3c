"""What our widgets share: a few lines of style, and how they are closed.

ipywidgets lowers a checkbox below its label and cuts off the ring around one that has the focus;
and it closes a container and leaves its parts, layouts and styles open.
"""

from __future__ import annotations

from typing import Any

import ipywidgets

__all__ = ["LOOK", "close_all", "style_sheet"]

LOOK = "nbautograd"  # the class of our widgets' outermost element
_STYLE = f"""<style>
.{LOOK} .widget-checkbox {{ overflow: visible; }}
.{LOOK} .widget-label-basic {{ display: flex; align-items: center; overflow: visible; }}
.{LOOK} .widget-checkbox input[type="checkbox"] {{ flex: none; }}
.{LOOK} .jp-RenderedMarkdown pre, .{LOOK} .jp-RenderedMarkdown pre code {{
  white-space: pre; overflow-x: auto; }}
.{LOOK} :is(input, select, button):focus-visible {{
  outline: 2px solid var(--jp-brand-color1, #1976d2); outline-offset: 1px; }}
</style>"""


def style_sheet() -> ipywidgets.HTML:
    """The style as an element that takes no room; below an element of the class `LOOK`."""
    return ipywidgets.HTML(_STYLE, layout=ipywidgets.Layout(display="none"))


def close_all(widget: ipywidgets.Widget) -> None:
    """Close a widget and every model below it, layouts and styles too."""
    models: list[Any] = [widget]
    for model in models:
        for name in ("children", "layout", "style"):
            part = getattr(model, name, None)
            found = part if isinstance(part, (tuple, list)) else [part]
            models += [m for m in found if isinstance(m, ipywidgets.Widget) and m not in models]
    for model in reversed(models):
        model.unobserve_all()
        ipywidgets.Widget.close(model)
