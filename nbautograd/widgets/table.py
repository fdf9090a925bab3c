"""The gradients before and now, as HTML and as text."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from ..tape.numbers import elide, gradient_text

if TYPE_CHECKING:
    from ..tape import Tape, Value

__all__ = ["plain_table", "table"]

CELL = "padding:1px 14px 1px 0;line-height:1.5;text-align:left;white-space:nowrap;font-family:var(--jp-code-font-family,monospace)"


def _rows(before: Tape, now: Tape) -> Iterator[tuple[str, Value, str, str]]:
    """(label, value, gradient before, gradient now) of every named value."""
    new = {now.label(v.id): v for v in now.values}
    for v in before.values:
        if v.name is None or not v.dtype.startswith(("float", "complex")):
            continue
        label = before.label(v.id)
        current = new.get(label)
        yield (label, current or v, gradient_text(v.gradient),
               gradient_text(current.gradient) if current is not None else "gone")


def table(before: Tape, now: Tape) -> str:
    """An HTML table; changed rows are bold and carry an arrow, so colour is not needed."""
    head = "".join(f'<th scope="col" style="{CELL};font-weight:600">{escape(name)}</th>'
                   for name in ("", "", "gradient before", "", "now"))
    lines = []
    for label, value, old, new in _rows(before, now):
        changed = old != new
        weight = "font-weight:700" if changed else ""
        cells = (elide(label, 24), value.role, old, "→" if changed else "=", new)
        lines.append("<tr>" + "".join(
            f'<td style="{CELL};{weight}">{escape(text)}</td>' for text in cells) + "</tr>")
    return f'<table style="border-spacing:0">{"".join([f"<tr>{head}</tr>", *lines])}</table>'


def plain_table(before: Tape, now: Tape) -> str:
    """The same as aligned text; a changed gradient as ``old -> new``."""
    rows = [(elide(label, 24), value.role, old if old == new else f"{old} -> {new}")
            for label, value, old, new in _rows(before, now)]
    first = max((len(r[0]) for r in rows), default=0)
    second = max((len(r[1]) for r in rows), default=0)
    return "\n".join(f"  {a:{first}}  {b:{second}}  grad {c}" for a, b, c in rows)
