"""The chain rule of a tape, line by line, with the numbers that were computed."""

from __future__ import annotations

from ast import literal_eval
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..ops import OPS
from ..ops.affine import LINEAR
from ..tape.model import SEED
from ..tape.numbers import gradient_text
from .symbol import Sym, barred, letter, op_tex, plain_text

if TYPE_CHECKING:
    from ..tape import Step, Tape

__all__ = ["Derivation", "derive"]

# composites of the tape whose mathematics is that of one op
_READ_AS = {"matmul": "mm", "norm": "linalg.vector_norm"}


@dataclass(frozen=True)
class Line:
    """One line: what stands left and right of the equals sign, and its number as text."""

    left: str
    right: str
    value: str
    where: str

    def tex(self) -> str:
        """As LaTeX."""
        return f"{self.left} &= {self.right}"


@dataclass(frozen=True)
class Derivation:
    """Forward lines and backward lines of a tape; prints as text, shows as LaTeX."""

    forward: tuple[Line, ...]
    backward: tuple[Line, ...]

    def __str__(self) -> str:
        if not self.backward:
            return "nothing was differentiated on this tape: there is no chain rule to write"
        rows = [(*_row(line), line.where) for line in (*self.forward, *self.backward)]
        widths = [max(len(row[k]) for row in rows) for k in range(3)]
        lines = ["  ".join(part.ljust(w) for part, w in zip(row, widths, strict=False)) +
                 f"  {row[3]}" for row in rows]
        n = len(self.forward)
        return "\n".join(["forward", *("  " + t.rstrip() for t in lines[:n]), "backward",
                          *("  " + t.rstrip() for t in lines[n:])])

    __repr__ = __str__

    @property
    def markdown(self) -> str:
        """The lines as two aligned displays."""
        if not self.backward:
            return str(self)
        blocks = []
        for lines in (self.forward, self.backward):
            body = r" \\ ".join(line.tex() for line in lines)
            blocks.append(f"$$\\begin{{aligned}} {body} \\end{{aligned}}$$")
        return "\n\n".join(blocks)

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:
        return {"text/plain": str(self), "text/markdown": self.markdown}


def _row(line: Line) -> tuple[str, str, str]:
    value = f"= {line.value}" if line.value else ""
    return plain_text(line.left), f"= {plain_text(line.right)}", value


def derive(tape: Tape) -> Derivation:
    """The chain rule of the last backward call of a tape: one line for each edge it went.

    >>> with record() as recording:
    ...     w = tensor(3.0, requires_grad=True)
    ...     loss = w * w
    ...     loss.backward()
    >>> print(derive(recording.tape()))
    forward
      loss   = w w            line 3
    backward
      loss̄  = 1        = 1.
      w̄     = loss̄ w  = 3.  line 3, added
      w̄     = loss̄ w  = 3.  line 3, added
    """
    names = _Names(tape)
    reached = {v.id for v in tape.values if v.gradient.ledger}
    steps = [s for s in tape.forward_steps if any(i in reached for i in s.outputs)]
    if not reached:
        return Derivation((), ())
    forward = tuple(_forward(tape, s, names) for s in steps)
    backward: list[Line] = []
    for i in tape.outputs:
        v = tape.value(i)
        if any(c.step == SEED for c in v.gradient.ledger):
            backward.append(Line(names.bar(i), "1", gradient_text(v.gradient), ""))
    for step in reversed(steps):
        for position, i in enumerate(step.inputs):
            v = tape.value(i)
            if not any(c.step == step.id and c.input == position for c in v.gradient.ledger):
                continue
            several = len({(c.step, c.input) for c in v.gradient.addends}) > 1
            sign = r"\mathrel{+}=" if several else "="
            right = _pull(tape, step, position, names)
            value = _contribution(v, step.id, position)
            backward.append(Line(names.bar(i), right if sign == "=" else f"{right}", value,
                                 _where(step) + (", added" if several else "")))
    return Derivation(forward, tuple(backward))


def _contribution(value: Any, step: int, position: int) -> str:
    from ..tape.numbers import data_text
    last = [c for c in value.gradient.ledger if c.step == step and c.input == position][-1]
    return data_text(last.data, last.summary)


def _where(step: Step) -> str:
    return f"line {step.line}" if step.line is not None else ""


def _entry(step: Step) -> Any:
    name = step.op.rstrip("_")
    if name == "linear":
        return LINEAR.get(len(step.inputs))
    name = _READ_AS.get(name, name)
    return next((OPS[space + name] for space in ("", "linalg.", "nn.functional.", "special.")
                 if space + name in OPS), None)


def _forward(tape: Tape, step: Step, names: _Names) -> Line:
    out = names[step.outputs[0]]
    op = _entry(step)
    operands = [Sym(names[i]) for i in step.inputs]
    if op is not None and not op.variadic and len(operands) <= len(op.inputs):
        marks = [Sym(f"<{k}>") for k in range(len(operands))]
        shown = str(op_tex(op, _arguments(op, marks, step)))
        if all(str(mark) in shown for mark in marks):   # else it is the formula of a simpler case
            return Line(out, str(op_tex(op, _arguments(op, operands, step))), "", _where(step))
    inner = ", ".join(str(o) for o in operands)
    text = rf"\operatorname{{{step.op.rpartition('.')[2].replace('_', chr(92) + '_')}}}({inner})"
    return Line(out, text, "", _where(step))


def _recorded(text: str) -> Any:
    """A recorded argument as the value it was; what is no number or word of Python is a symbol."""
    try:
        return literal_eval(text)
    except (ValueError, SyntaxError):
        return Sym(rf"\mathrm{{{text}}}" if text.isalnum() else "")


def _arguments(op: Any, operands: list[Any], step: Step) -> tuple[Any, ...]:
    """Arguments in the op's order: recorded tensors, then recorded numbers, then defaults."""
    params = dict(step.params)
    waiting = list(operands)
    found: list[Any] = []
    for position, (name, public) in enumerate(zip(op.arguments, op.public_names, strict=True)):
        if public in params:
            found.append(_recorded(params[public]))
        elif position in op.inputs and waiting:
            found.append(waiting.pop(0))
        else:
            found.append(op.defaults.get(public, Sym(name)))
    return tuple(found)


def _pull(tape: Tape, step: Step, position: int, names: _Names) -> str:
    """The formula of the gradient that `step` sends to its input number `position`."""
    g = names.bar(step.outputs[0])
    op = _entry(step)
    above, below = names[step.outputs[0]], names[step.inputs[position]]
    plain = rf"\left(\frac{{\partial {above}}}{{\partial {below}}}\right)^\top {g}"
    if op is None or op.variadic or op.joint is not None:
        return plain
    arguments = _arguments(op, [Sym(names[i]) for i in step.inputs], step)
    tensors = [k for k, i in enumerate(op.inputs)
               if isinstance(arguments[i], Sym) and op.public_names[i] not in dict(step.params)]
    if position >= len(tensors):
        return plain
    formula = next((f for f in op.formulas(op.mask_of_formulas) if f.input == tensors[position]),
                   None)
    if formula is None:
        return plain
    values: list[Any] = []
    for kind, index in formula.sources:
        if kind == "g":
            values.append(Sym(g))
        elif kind == "input":
            values.append(arguments[op.inputs[index]])
        elif kind == "output":
            values.append(Sym(names[step.outputs[index]]))
        elif kind == "param":
            values.append(arguments[index])
        elif kind == "needs":
            values.append((True,) * len(op.inputs))
        elif kind == "shape" and index in tensors:
            values.append(tape.value(step.inputs[tensors.index(index)]).shape)
        else:
            values.append(None)
    try:
        result = formula.function(*values)
    except Exception:  # noqa: BLE001 (a formula that looks at numbers has no symbolic form)
        return plain
    return str(result) if isinstance(result, Sym) else plain


class _Names:
    """LaTeX names of the values of a tape."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape

    def __getitem__(self, i: int) -> str:
        label = self._tape.label(i)
        if label.startswith("%"):
            return f"v_{{{label[1:]}}}"
        name, _, number = label.partition("#")
        text = letter(name)
        return f"{text}_{{{number}}}" if number else text

    def bar(self, i: int) -> str:
        """The name of the cotangent."""
        return barred(self[i])


