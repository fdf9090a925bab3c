"""`import nbautograd` costs NumPy and nothing else heavy."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"scipy", "matplotlib", "networkx", "IPython", "ipywidgets", "anywidget", "torch"}


def loaded_after(statement: str, cwd: Path) -> set[str]:
    """The names of the modules that a fresh interpreter has loaded after the statement."""
    source = f"{statement}\nimport sys\nprint(*sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", source], cwd=cwd, capture_output=True, text=True, check=True
    )
    return set(result.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(
    "statement",
    [
        "import nbautograd",
        "import nbautograd as torch; torch.tensor([1.0], requires_grad=True).sum().backward()",
        "from nbautograd import record, Tape",
        "import nbautograd; dir(nbautograd)",
    ],
)
def test_import_loads_nothing_heavy(statement: str, tmp_path: Path) -> None:
    loaded = loaded_after(statement, tmp_path)

    assert {name for name in loaded if name.partition(".")[0] in HEAVY} == set()


def test_import_loads_no_upper_layer(tmp_path: Path) -> None:
    upper = {"views", "widgets", "inspector", "notebook"}

    loaded = loaded_after("import nbautograd", tmp_path)

    assert {f"nbautograd.{name}" for name in upper} & loaded == set()


def test_the_extension_is_loaded_by_name(tmp_path: Path) -> None:
    """`%load_ext nbautograd` calls a forwarder: the import that it needs happens in the call."""
    loaded = loaded_after("from nbautograd import load_ipython_extension", tmp_path)

    assert "IPython" not in loaded
