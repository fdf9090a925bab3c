"""The lab: switch `requires_grad` and `detach` in a recorded cell and see every gradient change.

Every change replays the recorded calls on copies; the user's tensors do not move. The controls are
ipywidgets' own, so no script of ours has to be loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets

from ..errors import ReplayError
from .models import LOOK, close_all, style_sheet
from .picture import picture, still
from .switches import Switch, detach_switches, requires_grad_switches
from .table import plain_table, table

if TYPE_CHECKING:
    from ..capture import Recording
    from ..tape import Tape

__all__ = ["Lab"]


class Lab(ipywidgets.VBox):
    """Toggles for each leaf and each intermediate of a recording, the gradients, the picture.

    `target` names what is differentiated if the recording has no `backward` of its own; options
    are those of ``draw``.

    >>> with record() as recording:
    ...     w = tensor(2.0, requires_grad=True)
    ...     loss = w * w
    ...     loss.backward()
    >>> Lab(recording)
    Lab: w requires_grad; detach loss
      w     leaf    grad 4.
      loss  output  grad 1.
    """

    def __init__(self, recording: Recording, target: str | None = None, **options: Any) -> None:
        self._recording = recording
        self._target = target
        self._options = options
        self._before = recording.replay(target=target)
        self._now = self._before
        self._leaves = requires_grad_switches(self._before)
        self._cuts = detach_switches(self._before)
        # Given here and not set later, which would leave the default layout's model open for good.
        scrolls = {"min_width": "0", "overflow": "auto hidden"}
        self._picture = ipywidgets.HTML(layout=ipywidgets.Layout(**scrolls))
        self._table = ipywidgets.HTML(layout=ipywidgets.Layout(**scrolls))
        self._message = ipywidgets.HTML()
        self._reset = ipywidgets.Button(
            description="Reset", tooltip="Set every switch back", disabled=True,
            layout=ipywidgets.Layout(width="80px"))
        self._busy = False
        for switch in self._switches:
            switch.toggle.observe(self._changed, "value")
        self._reset.on_click(self._set_back)
        super().__init__([self._bench(), style_sheet()])
        self.add_class(LOOK)
        self._show()

    # -- what one can do without a mouse -----------------------------------------------------------

    @property
    def tape(self) -> Tape:
        """The tape with the switches as they are now."""
        return self._now

    def set(self, *, requires_grad: dict[str, bool] | None = None,
            detach: dict[str, bool] | None = None) -> Tape:
        """Set switches by label and return the new tape.

        Raises:
            UnknownName: there is no such switch.
            ValueError: the switch is disabled; says why.
        """
        for switches, wanted in ((self._leaves, requires_grad), (self._cuts, detach)):
            for label, value in (wanted or {}).items():
                Switch.find(switches, label).set(value)
        return self._now

    def close(self) -> None:
        """Close this widget and every model it made, layouts and styles too."""
        close_all(self)

    # -- inside ------------------------------------------------------------------------------------

    @property
    def _switches(self) -> list[Switch]:
        return [*self._leaves, *self._cuts]

    def _bench(self) -> ipywidgets.Widget:
        column = []
        for title, switches in (("requires_grad", self._leaves), ("detach", self._cuts)):
            if switches:
                column.append(ipywidgets.HTML(f"<b>{title}</b>"))
                column += [switch.row for switch in switches]
        # Of one width whatever the notes say: what is beside it stays where it is. The numbers
        # stand above the picture, whose height changes with a switch.
        panel = ipywidgets.VBox(
            [*column, self._reset],
            layout=ipywidgets.Layout(width="230px", max_height="640px", overflow="auto",
                                     padding="0 8px 4px 4px", flex="0 0 auto"))
        shown = ipywidgets.VBox(
            [self._message, self._table, self._picture],
            layout=ipywidgets.Layout(flex="1 1 440px", min_width="0", max_width="100%"))
        return ipywidgets.HBox(
            [panel, shown],  # in a narrow window one above the other
            layout=ipywidgets.Layout(align_items="flex-start", flex_flow="row wrap"))

    def _changed(self, change: Any) -> None:
        if not self._busy:
            self._replay()

    def _set_back(self, button: Any) -> None:
        self._busy = True
        for switch in self._switches:
            switch.back()
        self._busy = False
        self._replay()

    def _replay(self) -> None:
        flags = {s.label: s.value for s in self._leaves if s.moved}
        cuts = [s.label for s in self._cuts if s.value]
        try:
            self._now = self._recording.replay(flags, cuts, self._target)
        except (ReplayError, RuntimeError) as error:
            self._say(f"{type(error).__name__}: {error}")
            return
        self._say(self._now.error or "")
        self._show()

    def _say(self, text: str) -> None:
        from html import escape
        self._message.value = f"<i>{escape(text)}</i>" if text else ""

    def _show(self) -> None:
        for switch in self._cuts:
            switch.follow(self._now)
        self._reset.disabled = not any(s.moved for s in self._switches)
        self._picture.value = picture(self._now, self._options)
        self._table.value = table(self._before, self._now)

    def __repr__(self) -> str:
        head = [f"{', '.join(s.label for s in self._leaves)} requires_grad" * bool(self._leaves),
                f"detach {', '.join(s.label for s in self._cuts)}" * bool(self._cuts)]
        title = "; ".join(part for part in head if part) or "nothing to switch"
        return f"Lab: {title}\n{plain_table(self._before, self._now)}"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The widget, and for who meets it in a saved notebook the picture without switches."""
        data, metadata = still(self._before, self._options)
        data |= super()._repr_mimebundle_(**kwargs) or {}
        data["text/plain"] = repr(self)   # ipywidgets would cut it at 110 characters
        return data, metadata
