"""Formulas run on symbols: the LaTeX of derivatives, the chain rule of a tape, and `why`."""

from __future__ import annotations

from .card import op_formulas
from .chain import Derivation, derive
from .symbol import Sym
from .why import why

__all__ = ["Derivation", "Sym", "derive", "op_formulas", "why"]
