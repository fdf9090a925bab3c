"""A tape as text: what a notebook keeps, a test compares and a screen reader reads.

Leaves and constants first, then the steps in the order they ran, then what ``backward()`` did. The
columns are aligned; nothing in it depends on the machine, the process or the terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .model import SEED, UNSEEN, Contribution, Step, Tape, Value
from .numbers import ELLIPSIS, data_text, elide, gradient_text, shape_text, shortened

Row = tuple[str, ...]
_WIDE = 40  # an array beside a name
_NARROW = 28  # an array at the end of a step's line
_CALL = 40


def listing(tape: Tape, limit: int | None = 40) -> str:
    """The listing; a section of more than `limit` rows shows its first and last ones."""
    sections = [
        [_title(tape)],
        _given(tape, limit),
        _elided(_step_lines(tape), limit, "step"),
        _elided(_backward_rows(tape), limit, "line"),
        [f"  stopped by {shortened(tape.error, 90)}"] if tape.error else [],
    ]
    return "\n\n".join("\n".join(section) for section in sections if section)


def _title(tape: Tape) -> str:
    forward, backward = tape.forward_steps, tape.backward_steps
    counts = [
        _count(len(tape.leaves), "leaf", "leaves"),
        _count(len(tape.constants), "constant"),
        _count(len(forward), "step"),
        _count(len(backward), "backward step"),
    ]
    shown = [text for text in counts if text] or ["nothing recorded"]
    return f"tape: {', '.join([*shown, tape.backend])}"


def _count(number: int, noun: str, plural: str | None = None) -> str:
    if not number:
        return ""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def _given(tape: Tape, limit: int | None) -> list[str]:
    made = {id for step in tape.forward_steps for id in step.outputs}
    values = [value for value in tape.values if value.id not in made]
    lines = _aligned([_value_row(tape, value) for value in values])
    blocks = [
        "\n".join([line, *_ledger(tape, value)]) for line, value in zip(lines, values, strict=True)
    ]
    return _elided(blocks, limit, "value")


def _value_row(tape: Tape, value: Value) -> Row:
    data = data_text(value.data, value.summary, _WIDE)
    label = _label(tape, value)
    return (label, value.role, shape_text(value.shape), value.dtype, data, _grad(value, _WIDE))


def _grad(value: Value, width: int) -> str:
    if value.gradient.state == "none" and not value.requires_grad:
        return ""
    return f"grad {gradient_text(value.gradient, width)}"


def _label(tape: Tape, value: Value) -> str:
    more = f" +{value.more} more" if value.more else ""
    return elide(tape.label(value.id), 24) + more


def _step_lines(tape: Tape) -> list[str]:
    rows = [(label, row) for step in tape.forward_steps for label, row in _step_rows(tape, step)]
    width = max((len(label) for label, _ in rows), default=0)
    return _aligned([(f"{label:{width}} = {first}", *rest) for label, (first, *rest) in rows])


def _step_rows(tape: Tape, step: Step) -> list[tuple[str, Row]]:
    """A row for each output: ``values = max(x)[0]`` and ``indices = max(x)[1]``."""
    sources = " ".join(shape_text(tape.value(id).shape) for id in step.inputs)
    call = call_text(tape, step)
    note = f"saved {', '.join(step.saved)}" if step.saved else ""
    note = note if step.tracked else untracked_text(step)
    line = "" if step.line is None else f"line {step.line}"
    if not step.outputs:
        return [("-", (call, elide(sources, _CALL), "", "", note, line))]
    rows: list[tuple[str, Row]] = []
    for position, value in enumerate(map(tape.value, step.outputs)):
        shapes = f"{elide(sources, _CALL)} -> {shape_text(value.shape)}".lstrip()
        data = data_text(value.data, value.summary, _NARROW)
        call_ = f"{call}[{position}]" if len(step.outputs) > 1 else call
        row = (call_, shapes, data, _grad(value, _NARROW), note, line)
        rows.append((_label(tape, value), row))
    return rows


def op_name(step: Step) -> str:
    """The op's name as the user would write it: in place with its underscore."""
    return step.op + ("_" if step.inplace and not step.op.endswith("_") else "")


def op_text(step: Step) -> str:
    """The op's name, with ×N when the step stands for several applications."""
    return f"{op_name(step)} ×{step.repeats}" if step.repeats > 1 else op_name(step)


def call_text(tape: Tape, step: Step, width: int = _CALL) -> str:
    """``sum(x, dim=0)``: the op, what it read, and its parameters."""
    ids = step.inputs if step.repeats == 1 else dict.fromkeys(step.inputs)
    arguments = [tape.label(id) for id in ids]
    arguments += [f"{name}={text}" for name, text in step.params]
    repeats = f" ×{step.repeats}" if step.repeats > 1 else ""
    return f"{op_name(step)}({elide(', '.join(arguments), width)}){repeats}"


def untracked_text(step: Step) -> str:
    """Why no gradient flows through a step that is not tracked."""
    return f"no gradient: {step.boundary or 'no input requires it'}"


def _ledger(tape: Tape, value: Value) -> list[str]:
    ledger = value.gradient.addends
    if len(ledger) < 2 and not any(entry.summed for entry in ledger):
        return []
    sign = [" ", *"+" * (len(ledger) - 1)]
    rows = [
        (f"  {mark} {data_text(entry.data, entry.summary, _WIDE)}", *_origin(tape, entry))
        for mark, entry in zip(sign, ledger, strict=True)
    ]
    return _elided(["    " + line.removeprefix("  ") for line in _aligned(rows)], 12, "addend")


def _origin(tape: Tape, entry: Contribution) -> Row:
    where = "" if entry.line is None else f", line {entry.line}"
    step = next((step for step in tape.steps if step.id == entry.step), None)
    if entry.step == SEED:
        through = "the seed"
    elif entry.step == UNSEEN:
        through = "through the graph of an earlier backward pass"
    elif step is None:
        through = "through a step that is not shown"
    else:
        at = "" if step.line is None else f", line {step.line}"
        through = f"through {op_text(step)}{at}"
    dims = ", ".join(map(str, entry.summed))
    plural = "s" if len(entry.summed) > 1 else ""
    summed = f"summed over dim{plural} {dims}" if dims else ""
    return (f"backward {entry.call}{where}", through, summed)


def _backward_rows(tape: Tape) -> list[str]:
    calls: dict[int, list[Step]] = {}
    for step in tape.backward_steps:
        calls.setdefault(step.call, []).append(step)
    rows = []
    for call, steps in calls.items():
        line = steps[0].line
        where = "" if line is None else f", line {line}"
        names = [op_text(step) for step in steps]
        if len(names) > 12:
            names = [*names[:8], ELLIPSIS, *names[-3:]]
        rows.append(f"  backward {call}{where}: {', '.join(names)}")
    return rows


def _aligned(rows: Sequence[Row]) -> list[str]:
    """Rows as lines of equal columns two blanks apart; a column that is all empty is left out."""
    if not rows:
        return []
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True) if width]
        lines.append(("  " + "  ".join(cells)).rstrip())
    return lines


def _elided(lines: Iterable[str], limit: int | None, noun: str) -> list[str]:
    rows = list(lines)
    if limit is None or len(rows) <= limit:
        return rows
    tail = max(1, limit // 3)
    head = max(1, limit - tail - 1)
    hidden = len(rows) - head - tail
    if hidden < 2:
        return rows
    return [*rows[:head], f"  {ELLIPSIS} {hidden} more {noun}s {ELLIPSIS}", *rows[-tail:]]
