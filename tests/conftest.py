"""What every test stands on: the non-interactive backend, fixed seeds, and no state left behind.

A test that leaves gradient mode off, a recorder running, a figure open or a widget model alive
changes what the next test sees; here it fails itself instead.
"""

import atexit
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import nbautograd

os.environ["MPLBACKEND"] = "Agg"  # read when matplotlib is first imported
# Kernels must neither read a developer's IPython profile nor write to its history.
_IPYTHON = tempfile.TemporaryDirectory(prefix="nbautograd-ipython-")
atexit.register(_IPYTHON.cleanup)
os.environ["IPYTHONDIR"] = _IPYTHON.name
# Subprocesses and kernels import the package that the tests import, installed or not.
os.environ["PYTHONPATH"] = os.pathsep.join(
    filter(None, [str(Path(nbautograd.__path__[0]).parent), os.environ.get("PYTHONPATH")])
)


def _state() -> dict[str, object]:
    """The global state that a test can leak, by name; only of modules already imported."""
    state = sys.modules.get("nbautograd.engine.state")
    pyplot = sys.modules.get("matplotlib.pyplot")
    widget = sys.modules.get("ipywidgets.widgets.widget")
    return {
        # gradient mode, recorder, hooks, anomaly detection: one frozen object, by identity
        "engine mode": state.LOCAL.mode if state else None,
        "pyplot figures": pyplot.get_fignums() if pyplot else [],
        "widget models": sorted(widget._instances) if widget else [],
    }


@pytest.fixture(autouse=True)
def _seeded() -> None:
    """Fix every generator that a test may draw from."""
    random.seed(0)
    np.random.seed(0)
    if seed := getattr(nbautograd, "manual_seed", None):
        seed(0)


@pytest.fixture(autouse=True)
def _leaks_nothing() -> Iterator[None]:
    """Fail the test that leaves global state behind."""
    before = _state()
    yield
    after = _state()
    leaked = {name: now for name, now in after.items() if before[name] not in (None, now)}
    if "engine mode" in leaked:
        sys.modules["nbautograd.engine.state"].LOCAL.mode = before["engine mode"]
    if "pyplot figures" in leaked:
        sys.modules["matplotlib.pyplot"].close("all")
    assert not leaked, f"left behind: {leaked}"
