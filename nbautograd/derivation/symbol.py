"""Symbols: operands that write down LaTeX instead of computing.

The formulas of the op table run on arrays, on tensors, and here: what a student reads is what the
engine computes. An op writes itself by its `tex` template; brackets are added where an operand
binds more loosely than its place allows.
"""

from __future__ import annotations

import re
from string import Formatter
from typing import Any

import numpy as np

__all__ = ["Sym", "formula_tex", "letter", "op_tex", "plain_text", "tex_of"]

# how tightly an expression holds together
SUM, PRODUCT, PREFIX, POWER, ATOM = range(5)

_LEVELS = {
    "add": SUM, "sub": SUM, "rsub": SUM, "addmm": SUM, "neg": PREFIX, "mul": PRODUCT,
    "mm": PRODUCT, "mv": PRODUCT, "dot": PRODUCT, "bmm": PRODUCT, "matmul_batched": PRODUCT,
    "matmul": PRODUCT, "pow": POWER, "square": POWER, "exp": ATOM, "exp2": ATOM, "div": ATOM,
    "true_divide": ATOM, "reciprocal": ATOM, "sqrt": ATOM, "abs": ATOM, "t": POWER,
    "transpose": POWER, "permute": POWER, "keep": PRODUCT, "relu_backward": PRODUCT, "solve_matrices": POWER,
    "solve_vector": POWER, "nn.functional.binary_cross_entropy": SUM,
    "nn.functional.binary_cross_entropy_with_logits": SUM,
}

# what stands before the terms of a loss, by its `reduction`
_REDUCED = {"mean": r"\frac{1}{n} \sum ", "sum": r"\sum "}


class Sym:
    """A piece of LaTeX that takes part in Python expressions.

    >>> x = Sym("x")
    >>> str(1 - x * x)
    '1 - x\\\\,x'
    """

    __slots__ = ("level", "shape", "tex")
    __array_ufunc__ = None
    ndim = 2
    dtype = np.dtype(np.float64)

    def __init__(self, tex: str, level: int = ATOM) -> None:
        self.tex, self.level = tex, level

    def __str__(self) -> str:
        return self.tex

    def __apply_op__(self, op: Any, args: tuple[Any, ...]) -> Any:
        return op_tex(op, args)

    # -- operators ---------------------------------------------------------------------------------

    def __add__(self, other: Any) -> Sym:
        if _is(other, 0):
            return self
        right = tex_of(other, SUM)
        return Sym(f"{self.tex} {right}" if right.startswith("-") else f"{self.tex} + {right}", SUM)

    def __radd__(self, other: Any) -> Sym:
        if _is(other, 0):
            return self
        return Sym(f"{tex_of(other, SUM)} + {self.tex}", SUM)

    def __sub__(self, other: Any) -> Sym:
        return Sym(f"{self.tex} - {tex_of(other, PRODUCT)}", SUM)

    def __rsub__(self, other: Any) -> Sym:
        return Sym(f"{tex_of(other, SUM)} - {tex_of(self, PRODUCT)}", SUM)

    def __mul__(self, other: Any) -> Sym:
        if _is(other, 1):
            return self
        if isinstance(other, (int, float)):
            if other < 0:
                return -(self * -other)
            return Sym(f"{tex_of(other, PRODUCT)}\\,{tex_of(self, PRODUCT)}", PRODUCT)
        return Sym(f"{tex_of(self, PRODUCT)}\\,{tex_of(other, PREFIX)}", PRODUCT)

    def __rmul__(self, other: Any) -> Sym:
        if _is(other, 1):
            return self
        return Sym(f"{tex_of(other, PRODUCT)}\\,{tex_of(self, PREFIX)}", PRODUCT)

    def __truediv__(self, other: Any) -> Sym:
        return Sym(rf"\frac{{{self.tex}}}{{{tex_of(other, SUM)}}}")

    def __rtruediv__(self, other: Any) -> Sym:
        return Sym(rf"\frac{{{tex_of(other, SUM)}}}{{{self.tex}}}")

    def __pow__(self, other: Any) -> Sym:
        if _is(other, 1):
            return self
        return Sym(f"{tex_of(self, ATOM)}^{{{tex_of(other, SUM)}}}", POWER)

    def __rpow__(self, other: Any) -> Sym:
        return Sym(f"{tex_of(other, ATOM)}^{{{self.tex}}}", POWER)

    def __neg__(self) -> Sym:
        return Sym(f"-{tex_of(self, PRODUCT)}", PREFIX)

    def __matmul__(self, other: Any) -> Sym:
        return Sym(f"{tex_of(self, PRODUCT)}\\,{tex_of(other, PREFIX)}", PRODUCT)

    def __gt__(self, other: Any) -> Sym:
        return Sym(f"[{self.tex} > {tex_of(other, SUM)}]")

    def __lt__(self, other: Any) -> Sym:
        return Sym(f"[{self.tex} < {tex_of(other, SUM)}]")

    def __ge__(self, other: Any) -> Sym:
        return Sym(rf"[{self.tex} \ge {tex_of(other, SUM)}]")

    def __le__(self, other: Any) -> Sym:
        return Sym(rf"[{self.tex} \le {tex_of(other, SUM)}]")

    def __eq__(self, other: object) -> Any:
        return Sym(f"[{self.tex} = {tex_of(other, SUM)}]")

    def __ne__(self, other: object) -> Any:
        return Sym(rf"[{self.tex} \neq {tex_of(other, SUM)}]")

    __hash__ = object.__hash__

    __iter__ = None  # by __getitem__ it would never end

    def __getitem__(self, index: Any) -> Sym:
        return self       # added or dropped dimensions are not written

    # -- what formulas call on their operands ------------------------------------------------------

    @property
    def mT(self) -> Sym:  # noqa: N802 (NumPy's and torch's name)
        """Transposed."""
        return Sym(f"{tex_of(self, ATOM)}^\\top", POWER)

    T = mT

    def conj(self) -> Sym:
        """Conjugated; not written, the formulas shown are those of real numbers."""
        return self

    def sum(self, *args: Any, **kwargs: Any) -> Sym:
        """Summed."""
        return Sym(rf"\sum {tex_of(self, PREFIX)}", PREFIX)

    def _same(self, *args: Any, **kwargs: Any) -> Sym:
        return self

    reshape = view = expand = squeeze = unsqueeze = to = clone = contiguous = _same
    flatten = _same

    @property
    def real(self) -> Sym:
        """Real part; not written."""
        return self


def _is(value: Any, number: int) -> bool:
    return isinstance(value, (int, float)) and value == number


def tex_of(value: Any, level: int = SUM) -> str:
    """LaTeX of an operand for a place that holds together as tightly as `level`."""
    if isinstance(value, Sym):
        return value.tex if value.level >= level else rf"\left({value.tex}\right)"
    if isinstance(value, bool) or value is None:
        return rf"\mathrm{{{value}}}"
    if isinstance(value, (int, float)):
        text = f"{value:.6g}"
        if "e" in text:
            mantissa, _, exponent = text.partition("e")
            text = rf"{mantissa}\cdot 10^{{{int(exponent)}}}"
        return rf"\left({text}\right)" if text.startswith("-") and level > SUM else text
    if isinstance(value, str):
        return rf"\mathrm{{{re.sub('[^A-Za-z0-9]', '', value)}}}"
    if isinstance(value, (tuple, list)):
        return "(" + ", ".join(tex_of(v) for v in value) + ")"
    return rf"\mathrm{{{re.sub('[^A-Za-z0-9]', '', type(value).__name__)}}}"


def letter(name: str) -> str:
    """A name as LaTeX: upright if it is a word; points in it are no punctuation.

    Of a key in brackets only letters and digits are left: the rest would be TeX, or Markdown.

    >>> letter("net.weight")
    '\\\\mathrm{net}{.}\\\\mathrm{weight}'
    >>> letter("given['<x>']")
    '\\\\mathrm{given[x]}'
    """
    name = "".join(c for c in name if c in ".[]" or f"a{c}".isidentifier())
    if len(name) == 1:
        return name
    return "{.}".join(rf"\mathrm{{{_plain(part)}}}" for part in name.split("."))


def barred(tex: str) -> str:
    """The name of a cotangent: a bar over a letter, a line over a word; numbers stay below."""
    if "mathrm" in tex:
        return rf"\overline{{{tex}}}"
    name, below, number = tex.partition("_{")
    return rf"\bar{{{name}}}{below}{number}"


_ACCENTS = ((r"\,", " "), (r"\left", ""), (r"\right", ""), (r"\cdot ", "·"), (r"\top", "T"),
            (r"\sum", "sum"), (r"\ln", "ln"), (r"\neq", "!="), (r"\le", "<="), (r"\ge", ">="),
            (r"\_", "_"), (r"\partial ", "∂"))


def plain_text(tex: str) -> str:
    """LaTeX of this module as a line of text: ``w̄ = v̄ uᵀ``."""
    text = re.sub(r"\\(?:mathrm|operatorname)\{([^{}]*)\}", r"\1", tex).replace("{.}", ".")
    text = re.sub(r"_\{([^{}]*)\}", r"\1", text)
    text = re.sub(r"\\(?:bar|overline) ?\{([^{}]*)\}", "\\1\u0304", text)
    text = re.sub(r"\\bar (\w)", "\\1\u0304", text)
    for _ in range(3):
        text = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", _quotient, text)
        text = re.sub(r"\\sqrt\{([^{}]*)\}", r"sqrt(\1)", text)
        text = re.sub(r"\^\{([^{}]*)\}", lambda m: f"^{_held(m[1], '^')}", text)
    for old, new in _ACCENTS:
        text = text.replace(old, new)
    return re.sub(r"\\(\w+)", r"\1", text)


def _quotient(match: re.Match[str]) -> str:
    return f"{_held(match[1], '/')}/{_held(match[2], '/')}"


def _held(text: str, sign: str) -> str:
    """The text, bracketed if a reader could take it apart behind or before the sign."""
    whole = text.replace(r"\partial ", "")
    return f"({text})" if re.search(rf"[-+ ,^{sign}]", whole.removeprefix("-")) else text


def op_tex(op: Any, args: tuple[Any, ...]) -> Sym:
    """The application of an op, written by its template, or as a function call."""
    given = dict(zip(op.arguments, args, strict=False))
    if op.variadic:
        name = op.name.rpartition(".")[2]
        inner = ", ".join(tex_of(v) for v in args[op.inputs[0]])
        return Sym(rf"\operatorname{{{_plain(name)}}}({inner})")
    if op.tex is None:
        operands = [tex_of(args[i]) for i in op.inputs if args[i] is not None]
        if op.kind in ("view",) or op.name in _INVISIBLE:
            first = args[op.inputs[0]]
            return first if isinstance(first, Sym) else Sym(tex_of(first))
        return Sym(rf"\operatorname{{{_plain(op.name.rpartition('.')[2])}}}({', '.join(operands)})")
    if op.name in _SIGNS and not _is(given["alpha"], 1):
        return _scaled_sum(op.name, given)
    if op.name == "mul" and isinstance(given["y"], (int, float)):
        given["x"], given["y"] = given["y"], given["x"]     # 2 a, not a 2
    level = _LEVELS.get(op.name, PREFIX)
    text = ""
    for literal, name, _, _ in Formatter().parse(op.tex):
        text += literal
        if name is not None:
            needed = _needed(op, level, text)
            text += tex_of(given.get(name, Sym(letter(name))), needed)
    return _reduced(Sym(text, level), given.get("reduction"))


def _reduced(terms: Sym, reduction: Any) -> Sym:
    """The terms of a loss under its sum or mean."""
    sign = _REDUCED.get(reduction)
    return terms if sign is None else Sym(sign + tex_of(terms, PRODUCT), PREFIX)


def _needed(op: Any, level: int, before: str) -> int:
    """How tightly an operand must hold together at the place after `before`."""
    if before.endswith(_OPENING):
        return SUM
    if level == SUM:
        return PRODUCT if op.name in ("sub", "rsub") and before else SUM
    return ATOM if level == POWER else max(level, PRODUCT)


_OPENING = ("{", "(", "[", "|", r"\lfloor ", ", ")


# ops whose second term `alpha` multiplies, and the sign of that term
_SIGNS = {"add": 1, "sub": -1, "rsub": -1}


def _scaled_sum(name: str, given: dict[str, Any]) -> Sym:
    first, second = ("y", "x") if name == "rsub" else ("x", "y")
    factor = _SIGNS[name] * given["alpha"]
    start = Sym(tex_of(given[first]), SUM)
    term: Sym = Sym(tex_of(given[second], PRODUCT), PRODUCT) * abs(factor)
    return start - term if factor < 0 else start + term


# ops that only move elements or make room for broadcasting: the formula reads better without them
_INVISIBLE = {"expand_to", "sum_to", "to_dtype", "keep_shape", "clone"}


def _plain(name: str) -> str:
    return name.replace("_", r"\_")


def formula_tex(op: Any, formula: Any, names: dict[str, str] | None = None,
                g: str = r"\bar z") -> str | None:
    """The LaTeX of one derivative formula of an op; None if it cannot be written.

    `names` maps the formula's parameters (inputs, outputs) to LaTeX.
    """
    names = names or {}
    values: list[Any] = []
    for kind, index in formula.sources:
        if kind == "g":
            values.append(Sym(g))
        elif kind in ("input", "output"):
            name = op.source_name((kind, index))
            values.append(Sym(names.get(name, "z" if name == "out" else letter(name))))
        elif kind == "param":
            public = op.public_names[index]
            values.append(op.defaults.get(public, Sym(letter(public))))
        else:
            values.append(None if kind != "needs" else (True,) * len(op.inputs))
    try:
        result = formula.function(*values)
    except Exception:  # noqa: BLE001 (a formula that looks at numbers has no symbolic form)
        return None
    if isinstance(result, Sym):
        return result.tex
    return tex_of(result) if isinstance(result, (int, float)) else None
