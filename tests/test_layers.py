"""The folder tree is the architecture: imports point one way, and heavy libraries have one door."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import nbautograd

PACKAGE = Path(nbautograd.__path__[0])

ARROWS: dict[str, set[str]] = {
    "errors": set(),
    "engine": set(),
    "ops": {"engine"},
    "tape": set(),
    "capture": {"engine", "ops", "tape"},
    "derivation": {"ops", "tape"},
    "views": {"tape", "derivation"},
    "widgets": {"capture", "tape", "derivation", "views", "inspector"},
    "inspector": {"ops", "derivation"},
}
# PyTorch's public namespaces: names of the layers below, gathered under PyTorch's paths.
NAMESPACES = (
    "accelerator",
    "amp",
    "autograd",
    "backends",
    "compiler",
    "cpu",
    "cuda",
    "distributed",
    "distributions",
    "fft",
    "func",
    "jit",
    "linalg",
    "masked",
    "mps",
    "nn",
    "optim",
    "random",
    "serialization",
    "signal",
    "special",
    "testing",
    "utils",
    "version",
    "xpu",
)
ARROWS |= {name: {"engine", "ops"} for name in NAMESPACES}
ARROWS["compiler"].add("nn")    # what is compiled may be a module
ARROWS["utils"].add("autograd")    # a checkpoint is a pair of hooks on saved tensors
ARROWS["cuda"].add("amp")    # old names
ARROWS["version"].add("__init__")
ARROWS["nn"].add("func")    # an old name
ARROWS["optim"].add("nn")    # an averaged model is a module
# The edges put the layers together; examples are what a reader would write.
EVERYTHING = {"notebook", "cli", "examples", "__init__", "__main__"}

THIRD_PARTY: dict[str, set[str]] = {
    "engine": {"numpy"},
    "ops": {"numpy"},
    "capture": {"numpy"},
    "derivation": {"numpy"},
    "views": {"matplotlib", "networkx"},
    "widgets": {"ipywidgets", "anywidget", "traitlets"},
    "notebook": {"IPython", "traitlets", "numpy"},
}
THIRD_PARTY |= {name: {"numpy"} for name in NAMESPACES}
# Only inside a function (or for the type checker): not loaded until someone asks for it.
LAZY = {
    "__init__": {"IPython"},  # the type of the shell that %load_ext hands over
    "engine": {"scipy"},
    "ops": {"scipy"},
    "tape": {"networkx"},  # Tape.to_networkx()
    "capture/pytorch.py": {"torch"},
}


@dataclass(frozen=True)
class Import:
    """One imported module, where it stands, and whether importing the file loads it."""

    module: str
    line: int
    lazy: bool


def imports(source: str, package: str) -> list[Import]:
    """Every import of a file in `package`: statements, relative ones, and import_module("...")."""
    return sorted(_imports(ast.parse(source), package, lazy=False), key=lambda found: found.line)


def _imports(node: ast.AST, package: str, lazy: bool) -> Iterator[Import]:
    for module in _modules(node, package):
        yield Import(module, node.lineno, lazy)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        lazy = True
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        for child in node.body:
            yield from _imports(child, package, True)
        for child in node.orelse:
            yield from _imports(child, package, lazy)
        return
    for child in ast.iter_child_nodes(node):
        yield from _imports(child, package, lazy)


def _modules(node: ast.AST, package: str) -> list[str]:
    """The dotted names that one syntax node imports."""
    match node:
        case ast.Import(names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module, names, level):
            parents = package.split(".")
            base = ".".join([*parents[: len(parents) - level + 1], *filter(None, [module])])
            base = base if level else module or ""
            # `from nbautograd import views` names a layer, `from nbautograd import Tensor` the top
            deeper = [f"{base}.{alias.name}" for alias in names if _is_layer(base, alias.name)]
            return deeper or [base]
        case ast.Call(ast.Name("__import__" | "import_module"), [ast.Constant(str(name)), *_]):
            return [name]
        case ast.Call(ast.Attribute(_, "import_module"), [ast.Constant(str(name)), *_]):
            return [name]
    return []


def _is_layer(base: str, name: str) -> bool:
    return base == "nbautograd" and (name in ARROWS or name in EVERYTHING)


def layer(path: Path) -> str:
    """The layer a file belongs to: its folder, or its own name at the top."""
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def faults(path: Path, source: str) -> list[str]:
    """Each import of the file that its layer may not make."""
    here = layer(path)
    relative = path.relative_to(PACKAGE)
    package = ".".join(["nbautograd", *relative.parts[:-1]])
    lazily = LAZY.get(here, set()) | LAZY.get(relative.as_posix(), set())
    wrong = []
    for found in imports(source, package):
        root, _, rest = found.module.partition(".")
        target = rest.split(".")[0] or "__init__"
        if root == "nbautograd":
            fine = here in EVERYTHING or target in ARROWS[here] | {here, "errors"}
        elif root in sys.stdlib_module_names:
            fine = True
        else:
            fine = root in THIRD_PARTY.get(here, set()) or (found.lazy and root in lazily)
        if not fine:
            wrong.append(f"{relative}:{found.line} may not import {found.module}")
    return wrong


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_point_one_way(path: Path) -> None:
    assert faults(path, path.read_text(encoding="utf-8")) == []


def test_every_layer_of_the_package_has_its_arrows() -> None:
    assert {layer(path) for path in FILES} <= ARROWS.keys() | EVERYTHING


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("engine/node.py", "from nbautograd.ops import OPS"),
        ("engine/node.py", "from ..ops import OPS"),
        ("engine/node.py", "from .. import ops"),
        ("engine/node.py", "import scipy.special"),
        ("engine/node.py", "def f():\n    import nbautograd.tape.model"),
        ("ops/nn.py", "from nbautograd import Tensor"),
        ("ops/nn.py", "import importlib\nimportlib.import_module('nbautograd.views')"),
        ("tape/model.py", "import numpy as np"),
        ("tape/model.py", "import networkx"),
        ("views/graph.py", "from nbautograd import capture"),
        ("views/graph.py", "import IPython"),
        ("widgets/lab.py", "def f():\n    from IPython.display import display"),
        ("capture/native.py", "def f():\n    import torch"),
        ("capture/pytorch.py", "import torch"),
    ],
)
def test_a_wrong_arrow_is_found(file: str, source: str) -> None:
    assert len(faults(PACKAGE / file, source)) == 1


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("engine/node.py", "from .tensor import Tensor\nfrom nbautograd import errors"),
        ("ops/special.py", "def f():\n    import scipy.special"),
        ("tape/model.py", "def f():\n    import networkx"),
        ("widgets/lab.py", "from nbautograd import capture, views\nfrom ..tape import Tape"),
        ("capture/pytorch.py", "if TYPE_CHECKING:\n    import torch\nelse:\n    import math"),
        ("notebook/magics.py", "import IPython\nfrom nbautograd import Tensor"),
    ],
)
def test_a_right_arrow_is_not(file: str, source: str) -> None:
    assert faults(PACKAGE / file, source) == []
