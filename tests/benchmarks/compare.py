"""Time nbautograd and other libraries in alternation, in one process, and print ratios.

    python tests/benchmarks/compare.py [--readme]

Absolute times drift with the machine; the ratio of two times taken in turn does not. A library that
is not installed (torch, autograd, mygrad) is left out. With ``--readme`` the table of README.md is
written anew.
"""

from __future__ import annotations

import datetime
import importlib
import importlib.metadata
import importlib.util
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

sys.path.insert(0, str(Path(__file__).parent))
from workloads import WORKLOADS  # noqa: E402 (the thread counts must be set first)

README = Path(__file__).parents[2] / "README.md"
BEGIN, END = "<!-- benchmark -->", "<!-- /benchmark -->"
OTHERS = {"torch": "torch", "autograd": "autograd", "mygrad": "mygrad"}   # package -> API
ROUNDS, BUDGET = 9, 0.1


def timed(run: Callable[[], Any], times: int) -> float:
    """Seconds of one call, over `times` calls."""
    start = time.perf_counter()
    for _ in range(times):
        run()
    return (time.perf_counter() - start) / times


def repeats(run: Callable[[], Any]) -> int:
    """How many calls fill the budget."""
    run()
    return max(1, int(BUDGET / max(timed(run, 1), 1e-7)))


def ratio(ours: Callable[[], Any], theirs: Callable[[], Any]) -> float:
    """Median over rounds of our time / their time, taken in turn."""
    n, m = repeats(ours), repeats(theirs)
    return statistics.median(timed(ours, n) / timed(theirs, m) for _ in range(ROUNDS))


def installed() -> dict[str, Any]:
    """The libraries to compare with."""
    found = {}
    for package, api in OTHERS.items():
        if importlib.util.find_spec(package) is not None:
            found[api] = importlib.import_module(package)
    if "torch" in found:
        found["torch"].set_num_threads(1)
    return found


def rows(others: dict[str, Any]) -> list[list[str]]:
    """For each workload our time / theirs; a dash where a library has no such program."""
    import nbautograd
    table = []
    for name, makers in WORKLOADS.items():
        ours = makers["torch"](nbautograd)
        cells = [f"{ratio(ours, makers[api](module)):.2f}" if api in makers else "–"
                 for api, module in others.items()]
        print(f"{name:28}" + "".join(f"{cell:>10}" for cell in cells), flush=True)
        table.append([name, *cells])
    return table


def described(others: dict[str, Any]) -> str:
    """Versions, date and kind of machine."""
    packages = {api: package for package, api in OTHERS.items()}
    versions = ", ".join(f"{packages[api]} {importlib.metadata.version(packages[api])}"
                         for api in others)
    numpy = importlib.metadata.version("numpy")
    return (f"Our time / theirs, one thread each, median of {ROUNDS} rounds in alternation "
            f"(`python tests/benchmarks/compare.py`): {versions}, NumPy {numpy}, Python "
            f"{platform.python_version()}, {platform.system()} {platform.machine()}, "
            f"{os.cpu_count()} cores, {datetime.date.today()}.")


def write(table: list[list[str]], others: dict[str, Any]) -> None:
    """Put the table into README.md between its marks."""
    head = ["", *(f"/ {api}" for api in others)]
    lines = [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *table)]
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    body = "\n".join(["", described(others), "", *lines, ""])
    README.write_text(f"{before}{BEGIN}{body}{END}{after}", encoding="utf-8")


def main() -> None:
    """Measure, print, and with --readme write the table down."""
    others = installed()
    print(f"{'':28}" + "".join(f"{'/ ' + api:>10}" for api in others))
    table = rows(others)
    print(described(others))
    if "--readme" in sys.argv[1:]:
        write(table, others)


if __name__ == "__main__":
    main()
