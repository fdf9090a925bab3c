"""What recording costs: the same ops recorded and not, in alternation, in microseconds an op.

    python tests/benchmarks/recording.py
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

sys.path.insert(0, str(Path(__file__).parents[2]))
import nbautograd as torch  # noqa: E402 (the thread counts must be set first)

ROUNDS, OPS = 25, 1000


def products() -> None:
    """A number, multiplied again and again."""
    y = torch.tensor(1.0, requires_grad=True)
    for _ in range(OPS):
        y = y * 1.0001


def mixed() -> None:
    """Sums, products, reductions, views and matrix products of small vectors."""
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    w = torch.eye(3, requires_grad=True)
    y = x
    for _ in range(OPS // 8):
        a = y * 0.5
        b = a + x
        c = w @ b
        d = c.sum()
        _e = c[1:]
        _f = w.T
        g = b.view(3)
        y = g * d


def in_place() -> None:
    """A vector written again and again."""
    x, y = torch.ones(3), torch.zeros(3)
    for _ in range(OPS // 2):
        y.add_(x)
        y -= 0.5


def one(op: str) -> Callable[[], None]:
    """A program of one op, whose result gets a name."""
    x, w = torch.tensor([1.0, 2.0, 3.0], requires_grad=True), torch.ones(2, 3)
    names = {"x": x, "w": w, "v": torch.eye(3, requires_grad=True), "n": torch.tensor(1.0),
             "z": torch.zeros(3), "torch": torch}
    source = f"def program():\n    for _ in range({OPS}): {op}\n"
    exec(compile(source, __file__, "exec"), names)
    names["program"].__name__ = op.removeprefix("y = ")
    return names["program"]


SINGLE = ("y = x + x", "y = x.exp()", "y = x.sum()", "y = x.view(3)", "y = w.T", "y = x[0]",
          "y = x[1:]", "y = w @ x", "y = v @ v", "z[0] = 1.0", "y = torch.cat([x, x])",
          "y = x.max(0)", "y = x.unbind(0)", "y = x.detach()", "y = n.item()")


def plainly(program: Callable[[], None]) -> float:
    """Microseconds an op."""
    start = time.perf_counter()
    program()
    return (time.perf_counter() - start) / OPS * 1e6


def recorded(program: Callable[[], None]) -> float:
    """Microseconds an op while a recorder listens; making the tape is not counted."""
    with torch.record():
        return plainly(program)


def main() -> None:
    """Print the medians."""
    print(f"{'µs an op':18}{'plain':>8}{'recorded':>10}{'difference':>12}")
    for program in (products, mixed, in_place, *map(one, SINGLE)):
        plainly(program)
        recorded(program)
        pairs = [(plainly(program), recorded(program)) for _ in range(ROUNDS)]
        figures = [statistics.median(values) for values in (
            [p for p, _ in pairs], [r for _, r in pairs], [r - p for p, r in pairs])]
        print(f"{program.__name__:18}{figures[0]:8.2f}{figures[1]:10.2f}{figures[2]:12.2f}")


if __name__ == "__main__":
    main()
