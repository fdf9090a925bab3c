"""The stubs are what tests/stubs.py writes, name all that there is, and satisfy a type checker."""

from __future__ import annotations

import importlib
import inspect
import re
import shutil
import subprocess
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator
from types import FrameType, ModuleType
from typing import Any

import pytest
from docstrings import differences, examples, names_in
from stub_types import result_fields, result_type
from stubs import PACKAGE, bound, public_names, stubs
from test_api import USES

import nbautograd
from nbautograd import Tensor
from nbautograd.engine.declare import Composite
from nbautograd.ops import entries

WRITTEN = stubs()

RIGHT = """
import nbautograd as torch
from nbautograd import Size, Tensor, autograd, linalg, nn, optim
from nbautograd.nn import functional as F

x = torch.randn(4, 3, requires_grad=True)
shape: Size = x.shape
rows: int = x.size(0)
y: Tensor = (2 * x.exp() - x.sum(dim=1, keepdim=True) / 3) @ x.T
y.add_(1.0, alpha=0.5).clamp_(min=0)
values, indices = x.max(dim=0)
largest: Tensor = x.max()
best: Tensor = torch.topk(x, 2).values
decomposed: Tensor = linalg.svd(x).Vh
parts: tuple[Tensor, ...] = torch.chunk(x, 2)
numbers: Tensor = torch.zeros(2, dtype=torch.float64).to(torch.float32) + torch.pi
means: Tensor = torch.mean(x, axis=0, out=torch.empty(3))

class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(3, 2)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.linear(x))

net = Net()
optimizer = optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
loss: Tensor = F.mse_loss(net(x), torch.zeros(4, 2))
(g,) = autograd.grad(loss, x)
with torch.no_grad():
    loss.backward()
optimizer.step()
tape = torch.record().__enter__().tape()
torch.draw(tape)
"""

# What a type checker finds in each of these lines, by mypy's names of errors.
WRONG = {
    "torch.randm(3)": "attr-defined",
    "x.summ()": "attr-defined",
    "x.sum(dmi=0)": "call-overload|call-arg",
    "x.exp(2)": "call-arg",
    "torch.exp('x')": "arg-type",
    "torch.matmul(x)": "call-arg",
    "x + 'a'": "operator",
    "torch.nn.functional.rellu(x)": "attr-defined",
    "torch.nn.Linnear(3, 2)": "attr-defined",
    "torch.nn.Linear(3)": "call-arg",
    "torch.linalg.svd(x).V": "attr-defined",
    "torch.topk(x, 2).value": "attr-defined",
    "torch.sort(x, descendin=True)": "call-arg",
    "size: str = x.size(0)": "assignment",
}


def spaces(module: ModuleType = nbautograd) -> Iterator[ModuleType]:
    """The package and its public namespaces, which are those that say what is in them."""
    yield module
    for name in public_names(module):
        value = getattr(module, name)
        if inspect.ismodule(value) and "__dir__" in vars(value) and (
                value.__name__ == f"{module.__name__}.{name}"):
            yield from spaces(value)


def every_name() -> dict[str, str]:
    """A line that uses a name, for each public name."""
    found = {f"Tensor.{name}": f"t.{name}" for name in dir(Tensor)
             if not name.startswith("_") or name in bound()}
    for space in spaces():
        for name in public_names(space):
            if not name.startswith("_"):
                found[f"{space.__name__}.{name}"] = f"{space.__name__}.{name}"
    return found


def uses() -> str:
    """The programs of test_api.py, each as a function."""
    head = "import nbautograd as torch\nimport numpy as np\n"
    names = "x: torch.Tensor, i: torch.Tensor, w: torch.Tensor"
    programs = [line.partition("  ")[2].strip() for line in USES.strip().splitlines()]
    return head + "".join(
        f"def f{n}({names}) -> None:\n{textwrap.indent(text.replace(chr(92) + 'n', chr(10)), '    ')}\n"
        for n, text in enumerate(programs))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What mypy says, by file: of the stubs, with ``--strict``, and of programs that use them."""
    folder = tmp_path_factory.mktemp("typed")
    modules = sorted({space.__name__ for space in spaces()})
    lines = [f"import {name}" for name in modules] + ["t = nbautograd.tensor(1.0)"]
    programs = {
        "right.py": RIGHT,
        "wrong.py": "import nbautograd as torch\nx = torch.ones(2)\n" + "\n".join(WRONG),
        "names.py": "\n".join([*lines, *(f"reveal_type({text})" for text in every_name().values())]),
        "uses.py": uses(),
    }
    for name, text in programs.items():
        (folder / name).write_text(text, encoding="utf-8")
    # A copy: mypy refuses files in site-packages, where the package may be installed.
    shutil.copytree(PACKAGE, folder / PACKAGE.name, ignore=shutil.ignore_patterns("__pycache__"))
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--follow-imports=silent",
         "--ignore-missing-imports", "--no-error-summary", "--hide-error-context", *programs,
         *(f"{PACKAGE.name}/{path}" for path in WRITTEN)],
        cwd=folder, capture_output=True, text=True, check=False)
    assert not checked.stderr, checked.stderr
    said: dict[str, list[str]] = {}
    for line in checked.stdout.splitlines():
        said.setdefault(line.partition(":")[0], []).append(line)
    return said


def test_the_stubs_are_written() -> None:
    """Run ``python tests/stubs.py`` where this fails."""
    there = {p.relative_to(PACKAGE).as_posix(): p.read_text(encoding="utf-8")
             for p in PACKAGE.rglob("*.pyi")}

    outdated = [path for path in WRITTEN.keys() | there.keys()
                if WRITTEN.get(path) != there.get(path)]

    assert not outdated, f"{sorted(outdated)}: run  python tests/stubs.py"


def test_the_stubs_have_lines_of_at_most_100_columns_and_no_addresses() -> None:
    whole = "".join(WRITTEN.values())

    assert max(map(len, whole.splitlines())) <= 100
    assert "0x" not in whole
    assert "object at" not in whole


def test_a_strict_type_checker_accepts_the_stubs(found: dict[str, list[str]]) -> None:
    assert {file: lines for file, lines in found.items() if file.endswith(".pyi")} == {}


def test_a_typed_program_is_accepted(found: dict[str, list[str]]) -> None:
    assert found.get("right.py", []) == []


def test_what_notebooks_write_is_accepted(found: dict[str, list[str]]) -> None:
    """But for ``.grad_fn.name()``: a leaf has no node."""
    assert [line for line in found.get("uses.py", []) if '"Node | None"' not in line] == []


@pytest.mark.parametrize("line", WRONG)
def test_a_mistake_is_found(found: dict[str, list[str]], line: str) -> None:
    number = 3 + list(WRONG).index(line)

    said = [text for text in found["wrong.py"] if text.startswith(f"wrong.py:{number}: error")]

    assert re.search(rf"\[({WRONG[line]})\]$", said[0])


def test_every_public_name_is_known_to_a_type_checker(found: dict[str, list[str]]) -> None:
    faults = [line for line in found["names.py"] if ": error:" in line]
    revealed = [line for line in found["names.py"] if "Revealed type" in line]

    assert faults == []
    assert len(revealed) == len(every_name())


def test_every_public_name_has_a_type(found: dict[str, list[str]]) -> None:
    revealed = [line for line in found["names.py"] if "Revealed type" in line]

    unknown = [name for name, line in zip(every_name(), revealed, strict=True)
               if line.endswith('is "Any"')]

    assert unknown == []


def shown(value: Any) -> str:
    """What kind of result this is, in the words of the stubs."""
    if hasattr(value, "_fields"):
        return " ".join(value._fields)
    if isinstance(value, tuple) and all(isinstance(part, Tensor) for part in value):
        return "tuple[Tensor, ...]"
    return "None" if value is None else type(value).__name__


def test_composites_return_what_the_stubs_say() -> None:
    """Looked at while the examples of the docstrings run; not where code is shared."""
    every = {entry.name: entry for _, entry in entries().values() if isinstance(entry, Composite)}
    codes = Counter(entry.function.__code__ for entry in every.values())
    composites = {entry.function.__code__: entry for entry in every.values()
                  if codes[entry.function.__code__] == 1}
    returned: dict[str, set[str]] = {}

    def look(frame: FrameType, event: str, value: Any) -> None:
        if event == "return" and frame.f_code in composites:
            name = composites[frame.f_code].name
            returned.setdefault(name, set()).add(shown(value))

    for name, doc in examples().items():
        if not name.startswith("nbautograd") and "get_ipython" not in doc:
            names = names_in(name)
            sys.setprofile(look)
            try:
                differences(name, doc, names)
            finally:
                sys.setprofile(None)
    wrong = {}
    for entry in composites.values():
        said = result_fields(entry) or result_type(entry, inspect.signature(entry.function))
        if said != "Tensor | Any" and returned.get(entry.name, {said}) != {said}:
            wrong[entry.name] = said, returned[entry.name]

    assert len(returned) > 200
    assert wrong == {}


def test_the_names_of_the_table_are_those_of_the_stubs() -> None:
    """A name in `dir` stands in the file, be it declared or imported."""
    for path, text in WRITTEN.items():
        space = path.removesuffix(".pyi").removesuffix("__init__").replace("/", ".")
        if space.startswith("engine"):
            continue
        module = importlib.import_module(f"nbautograd.{space}".strip("."))
        missing = [name for name in public_names(module) if not re.search(
            rf"^(def {name}\(|{name}[:=]? |from .* import {name}|.* as {name},?$)", text, re.MULTILINE)]
        assert missing == []
