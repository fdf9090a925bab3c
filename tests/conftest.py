"""What every test stands on: the non-interactive backend, fixed seeds, and no state left behind.

A test that leaves gradient mode off, a recorder running, a figure open or a widget model alive
changes what the next test sees; here it fails itself instead.
"""

import atexit
import builtins
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nbautograd
from nbautograd.engine import printoptions, state

os.environ["MPLBACKEND"] = "Agg"  # read when matplotlib is first imported
# Kernels must neither read a developer's IPython profile nor write to its history.
_IPYTHON = tempfile.TemporaryDirectory(prefix="nbautograd-ipython-")
atexit.register(_IPYTHON.cleanup)
os.environ["IPYTHONDIR"] = _IPYTHON.name
# Subprocesses and kernels import the package that the tests import, installed or not.
os.environ["PYTHONPATH"] = os.pathsep.join(
    filter(None, [str(Path(nbautograd.__path__[0]).parent), os.environ.get("PYTHONPATH")])
)


def _state() -> dict[str, Any]:
    """The global state that a test can leak, by name; of optional modules if already imported."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    widget = sys.modules.get("ipywidgets.widgets.widget")
    return {
        "engine": dict(vars(state.LOCAL)),  # gradient mode, recorder, hooks, a running backward
        "threads in another mode": len(state.UNUSUAL) + len(state.UNTRACKED),
        "default dtype": nbautograd.get_default_dtype(),
        "print options": printoptions.current(),
        "pyplot figures": pyplot.get_fignums() if pyplot else [],
        "widget models": sorted(widget._instances) if widget else [],
    }


@pytest.fixture(autouse=True)
def _seeded() -> None:
    """Fix every generator that a test may draw from, and warn each test of what it does."""
    nbautograd.set_warn_always(True)
    random.seed(0)
    np.random.seed(0)
    nbautograd.manual_seed(0)


@pytest.fixture(autouse=True)
def _leaks_nothing() -> Iterator[None]:
    """Fail the test that leaves global state behind."""
    before = _state()
    yield
    leaked = {name: now for name, now in _state().items() if now != before[name]}
    # The next test is judged by what it does itself. `_` is doctest's doing: IPython's shell
    # gives its own `_` up where Python has one.
    vars(builtins).pop("_", None)
    vars(state.LOCAL).update(before["engine"])
    nbautograd.set_default_dtype(before["default dtype"])
    if "pyplot figures" in leaked:
        sys.modules["matplotlib.pyplot"].close("all")
    assert not leaked, f"left behind: {leaked}"
