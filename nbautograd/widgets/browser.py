"""The explorer: documentation that one searches, filters and walks through, as a widget.

The model is `inspector.Explorer`; this draws it with ipywidgets' own controls. A page is the Markdown
that `?` shows, in which nothing of a docstring can become HTML. JupyterLab takes the arrow keys for
its cells wherever one does not write, so Enter in the search field walks through the names.
"""

from __future__ import annotations

import sys
from typing import Any

import ipywidgets

from ..inspector.explorer import Explorer
from .models import LOOK, close_all, style_sheet

__all__ = ["Browser", "explore"]

ALL = "all kinds"


class Browser(ipywidgets.VBox):
    """A search field, the names that fit, and the page of the one that is chosen.

    >>> import nbautograd
    >>> Browser(nbautograd.linalg, "torch.linalg")
    Browser: torch.linalg, 42 names
    """

    def __init__(self, obj: Any, name: str | None = None) -> None:
        self.model = Explorer(obj, name)
        wide = ipywidgets.Layout(width="100%")
        self._query = ipywidgets.Text(placeholder="search; Enter shows the next", layout=wide)
        self._kind = ipywidgets.Dropdown(options=[ALL], layout=ipywidgets.Layout(width="auto"))
        self._differentiable = ipywidgets.Checkbox(
            description="differentiable only", indent=False,
            layout=ipywidgets.Layout(width="auto"))
        self._names = ipywidgets.Select(rows=18, layout=wide)
        self._back = ipywidgets.Button(description="Back", disabled=True,
                                       layout=ipywidgets.Layout(width="80px"))
        self._forward = ipywidgets.Button(description="Forward", disabled=True,
                                          layout=ipywidgets.Layout(width="80px"))
        self._open = ipywidgets.Button(description="Open", tooltip="Go to the chosen name",
                                       layout=ipywidgets.Layout(width="80px"))
        self._page = ipywidgets.Output(layout=ipywidgets.Layout(
            flex="1 1 400px", min_width="0", max_height="520px", overflow="auto"))
        self._busy = False
        left = ipywidgets.VBox(
            [self._query, ipywidgets.HBox([self._kind, self._differentiable]), self._names,
             ipywidgets.HBox([self._back, self._forward, self._open])],
            layout=ipywidgets.Layout(width="304px", flex="0 0 auto", padding="0 16px 4px 4px"))
        both = ipywidgets.HBox([left, self._page], layout=ipywidgets.Layout(flex_flow="row wrap"))
        super().__init__([both, style_sheet()])
        self.add_class(LOOK)
        self._query.observe(self._filter, "value")
        self._query.on_msg(self._entered)
        self._kind.observe(self._filter, "value")
        self._differentiable.observe(self._filter, "value")
        self._names.observe(self._preview, "value")
        for button, action in ((self._back, self.model.back), (self._forward, self.model.forward),
                               (self._open, self._enter)):
            button.on_click(lambda _, action=action: self._go(action))
        self._arrive()

    def close(self) -> None:
        """Close this widget and every model it made."""
        close_all(self)

    def _arrive(self) -> None:
        """Show the place where one is now."""
        self._busy = True
        self._query.value = self.model.query
        self._kind.options = [ALL, *self.model.kinds]
        self._kind.value = self.model.kind or ALL
        self._busy = False
        self._back.disabled = not self.model.can_go_back
        self._forward.disabled = not self.model.can_go_forward
        self._list()
        self._show(self.model.page)

    def _list(self) -> None:
        self._busy = True
        self._names.options = [entry.name for entry in self.model.entries]
        self._names.value = None
        self._busy = False
        self._open.disabled = True

    def _filter(self, change: Any) -> None:
        if self._busy:
            return
        self.model.query = self._query.value.strip()
        self.model.kind = None if self._kind.value == ALL else self._kind.value
        self.model.differentiable = self._differentiable.value
        self._list()

    def _preview(self, change: Any) -> None:
        """The page of a chosen name, without going there."""
        if self._busy or change["new"] is None:
            return
        self._open.disabled = False
        page = self.model.open(change["new"])
        query, kind = self._query.value.strip(), self._kind.value
        self.model.back()
        self.model.query, self.model.kind = query, None if kind == ALL else kind
        self._show(page)

    def _entered(self, widget: Any, content: dict[str, Any], buffers: Any) -> None:
        """The next name, after Enter in the search field; behind the last comes the first."""
        if content.get("event") == "submit" and (count := len(self._names.options)):
            at = self._names.index
            self._names.index = 0 if at is None else (at + 1) % count

    def _enter(self) -> None:
        if self._names.value is not None:
            self.model.open(self._names.value)

    def _go(self, action: Any) -> None:
        action()
        self._arrive()

    def _show(self, page: Any) -> None:
        self._page.outputs = ({
            "output_type": "display_data", "data": page._repr_mimebundle_(), "metadata": {}},)

    def __repr__(self) -> str:
        count = len(self.model.entries)
        return f"Browser: {self.model.place.name}, {count} name{'' if count == 1 else 's'}"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        if data is not None:
            data["text/plain"] = repr(self)
        return bundle


def explore(obj: Any = None, name: str | None = None) -> Browser:
    """A widget to search and read the documentation of `obj`, by default of this package.

    >>> explore()
    Browser: nbautograd, ...
    """
    if obj is None:
        obj, name = sys.modules[__package__.partition(".")[0]], name or "nbautograd"
    return Browser(obj, name)
