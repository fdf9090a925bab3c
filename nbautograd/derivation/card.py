"""The mathematics of one op: what it computes, and what its formulas make of a cotangent."""

from __future__ import annotations

from typing import Any

from .symbol import Sym, barred, formula_tex, letter, op_tex

__all__ = ["op_formulas"]


def op_formulas(op: Any) -> tuple[str, ...]:
    """LaTeX lines ``z = ...`` and ``\\bar x = ...`` of an op, as far as they can be written.

    >>> op_formulas(OPS["exp"])
    ('z = e^{x}', '\\\\bar x = \\\\bar z\\\\,z')
    """
    lines = []
    args = tuple(Sym(letter(name)) if i in op.inputs else op.defaults.get(op.public_names[i])
                 for i, name in enumerate(op.arguments))
    if op.tex is not None and not op.variadic:
        lines.append(f"z = {op_tex(op, args)}")
    for f in op.formulas(op.mask_of_formulas):
        if f.input < 0:
            continue
        text = formula_tex(op, f)
        if text is not None:
            name = letter(op.input_names[f.input])
            bar = rf"\bar {name}" if len(name) == 1 else barred(name)
            lines.append(f"{bar} = {text}")
    return tuple(lines)
