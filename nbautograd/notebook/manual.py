"""The options of each magic: its parser, whose help text is also what ``%%grad?`` shows."""

from __future__ import annotations

from nbautograd.notebook.arguments import MagicParser, named
from nbautograd.notebook.files import FORMATS, tape_file

__all__ = ["DERIVE", "DIR", "DOC", "EXPLORE", "GRAD", "TAPE", "WHY"]

_FILE = f"write the tape, by suffix: {' '.join(FORMATS)}"

GRAD = MagicParser(
    "%%grad",
    """\
Run the cell under the recorder and show its tape: what was computed from what, the values,
and the gradients. With TARGET, TARGET.backward() runs after the cell.

The cell's own value is returned; a ';' at its end silences it. The tape stays in `_tape`.

    %%grad loss
    y = w @ x + b
    loss = (y - z) ** 2""",
)
GRAD.add_argument(
    "target", nargs="?", metavar="TARGET", type=named, help="the tensor to differentiate"
)
GRAD.add_argument(
    "--gradient", metavar="EXPR",
    help="what backward() starts from, for a target that is not a scalar: torch.ones((2, 1))",
)
GRAD.add_argument("--no-plot", action="store_true", help="show the listing, draw nothing")
GRAD.add_argument(
    "--lab", action="store_true",
    help="beside the picture, switches for requires_grad and detach",
)
GRAD.add_argument("--save", metavar="FILE", type=tape_file, help=_FILE)
GRAD.add_argument(
    "--check", action="store_true", help="compare each leaf's gradient with finite differences"
)

TAPE = MagicParser("%tape", "Show the tape of the last %%grad cell once more.")
TAPE.add_argument(
    "target", nargs="?", metavar="NAME", type=named, help="only what this value was computed from"
)
TAPE.add_argument("--no-plot", action="store_true", help="show the listing, draw nothing")
TAPE.add_argument("--save", metavar="FILE", type=tape_file, help=_FILE)

WHY = MagicParser("%why", "Say why a tensor has the gradient it has, or none.")
WHY.add_argument(
    "name", nargs="?", metavar="NAME", type=named,
    help="a tensor, a module, or an expression; without it, every leaf of the last tape",
)

DERIVE = MagicParser("%derive", "Write down the chain rule of the last tape, line by line.")
DERIVE.add_argument(
    "target", nargs="?", metavar="NAME", type=named, help="only what this value was computed from"
)

DOC = MagicParser(
    "%doc", "Show what there is to know about an object; unlike `obj?` it stays in the notebook."
)
DOC.add_argument("expression", metavar="EXPR", help="torch.matmul, x.grad, w ...")

DIR = MagicParser("%dir", "List an object's names in groups, one line of documentation each.")
DIR.add_argument("expression", metavar="OBJ", help="a module, a tensor, a class ...")
DIR.add_argument(
    "pattern", nargs="*", default=[], metavar="PATTERN", help="only names like *grad*, or words: soft max"
)

EXPLORE = MagicParser("%explore", "Search an object's names and documentation as you type.")
EXPLORE.add_argument("expression", nargs="?", metavar="OBJ", help="where to begin")
