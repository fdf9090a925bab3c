"""What happened, as frozen data: the record that pictures, derivations and widgets read.

>>> from nbautograd.tape import Tape, Value, Step
>>> x = Value(0, "x", (2,), "float32", "leaf", True, [1.0, 2.0])
>>> y = Value(1, "y", (), "float32", "output", True, 3.0)
>>> Tape("numpy", (x, y), (Step(0, "sum", (0,), (1,), line=2),), (1,))
tape: 1 leaf, 1 step, numpy
<BLANKLINE>
  x  leaf  (2,)  float32  [1., 2.]  grad —
<BLANKLINE>
  y = sum(x)  (2,) -> ()  3.  grad —  line 2
"""

from .diff import Change, Diff, diff
from .model import (
    BOUNDARIES,
    Contribution,
    Data,
    Gradient,
    Step,
    Summary,
    Tape,
    Value,
    plain,
)
from .transform import collapse, prune

__all__ = [
    "BOUNDARIES",
    "Change",
    "Contribution",
    "Data",
    "Diff",
    "Gradient",
    "Step",
    "Summary",
    "Tape",
    "Value",
    "collapse",
    "diff",
    "plain",
    "prune",
]
