"""One switch of the lab: a toggle, what it stands for, and why it cannot act when it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ipywidgets

from ..errors import UnknownName, suggest
from ..tape.numbers import elide

if TYPE_CHECKING:
    from ..tape import Tape

__all__ = ["Switch", "detach_switches", "requires_grad_switches"]

NOT_FLOATING = "only floating point tensors can require grad; this one is {}"
NOTHING_TO_CUT = "it does not require grad: there is nothing to cut"
NO_GRAD = "does not require grad"
MOST = 40   # switches of a kind; more would not be found on a screen


class Switch:
    """A labelled toggle with a starting value; `note` is the reason in a few words."""

    def __init__(self, label: str, value: bool, help: str, reason: str | None = None,
                 note: str = NO_GRAD) -> None:
        self.label, self._start, self._help, self._short = label, value, help, note
        # Front ends typeset what stands between two dollar signs of a description.
        shown = elide(label, 24).replace("$", "\N{FULLWIDTH DOLLAR SIGN}")
        self.toggle = ipywidgets.Checkbox(
            value=value, description=shown, indent=False, disabled=reason is not None,
            tooltip=reason or help,
            layout=ipywidgets.Layout(width="auto", margin="0"))
        self._note = ipywidgets.HTML(layout=ipywidgets.Layout(margin="0 0 0 8px"))
        self.row = ipywidgets.HBox(
            [self.toggle, self._note],
            layout=ipywidgets.Layout(align_items="center", flex_flow="row wrap"))
        self.reason = reason
        self._explain()

    def _explain(self) -> None:
        # Shown beside the box too: a tooltip is not there for fingers and screen readers.
        short = self._short if self.reason else ""
        self._note.value = (
            f'<span style="color:var(--jp-ui-font-color2,#666);font-size:11px">{short}</span>')

    @property
    def value(self) -> bool:
        """Whether it is on."""
        return bool(self.toggle.value)

    @property
    def moved(self) -> bool:
        """Whether it is not where it started."""
        return self.value != self._start

    def back(self) -> None:
        """Set it to where it started."""
        self.toggle.value = self._start

    def set(self, value: bool) -> None:
        """Set it, as a click would.

        Raises:
            ValueError: it is disabled.
        """
        if self.reason is not None:
            raise ValueError(f"the switch of {self.label!r} is disabled: {self.reason}")
        self.toggle.value = value

    def follow(self, tape: Tape) -> None:
        """Disable a detach switch whose value does not require grad any more."""
        if self.value:
            reason = None
        else:
            required = any(tape.label(v.id) == self.label and v.requires_grad for v in tape.values)
            reason = None if required else NOTHING_TO_CUT
        if reason != self.reason:
            self.reason = reason
            self.toggle.disabled = reason is not None
            self.toggle.tooltip = reason or self._help
            self._explain()

    @staticmethod
    def find(switches: list[Switch], label: str) -> Switch:
        """The switch with this label.

        Raises:
            UnknownName: there is none.
        """
        for switch in switches:
            if switch.label == label:
                return switch
        known = [switch.label for switch in switches]
        raise UnknownName(f"there is no switch {label!r}.{suggest(label, known)}")


def _floating(dtype: str) -> bool:
    return dtype.startswith(("float", "complex"))


def requires_grad_switches(tape: Tape) -> list[Switch]:
    """A switch for each tensor that was given; those that cannot require grad are disabled."""
    switches = []
    for v in tape.values:
        if v.role not in ("leaf", "constant") or v.name is None or v.name.endswith(".grad"):
            continue
        reason = None if _floating(v.dtype) else NOT_FLOATING.format(v.dtype)
        label = tape.label(v.id)
        help = f"requires_grad of {label}"
        switches.append(Switch(label, v.requires_grad, help, reason, note=v.dtype))
    return switches[:MOST]


def detach_switches(tape: Tape) -> list[Switch]:
    """A switch for each named floating point result, and for the target."""
    switches = []
    for v in tape.values:
        if v.role not in ("intermediate", "output") or v.name is None or not _floating(v.dtype):
            continue
        label = tape.label(v.id)
        reason = None if v.requires_grad else NOTHING_TO_CUT
        switches.append(Switch(label, False, f"use {label}.detach() from here on", reason))
    return switches[:MOST]
