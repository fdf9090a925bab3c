"""Closing widgets: ipywidgets closes a container and leaves its parts, layouts and styles open."""

from __future__ import annotations

from typing import Any

import ipywidgets

__all__ = ["close_all"]


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
