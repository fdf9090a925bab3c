"""Anomaly detection: which forward call a failing backward, or a nan in it, comes from.

Inside, every node remembers the stack of the call that made it. When its backward fails, PyTorch
warns with that traceback; here the error itself names the line too, and only the user's lines.
"""

from __future__ import annotations

import linecache
import sys
import warnings
from typing import TYPE_CHECKING, Any

from .state import LOCAL, set_mode, switch

if TYPE_CHECKING:
    from .node import Node

__all__ = ["detect_anomaly", "forward_lines", "is_anomaly_check_nan_enabled",
           "is_anomaly_enabled", "made_by", "note_failure",
           "set_anomaly_enabled", "set_detect_anomaly"]

PACKAGE = __name__.partition(".")[0]
Line = tuple[str, int, str]     # file, line number, name of the function


def forward_lines() -> list[Line]:
    """The lines of the user's code that are running, outermost first."""
    found = []
    frame: Any = sys._getframe(1)
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        if module != PACKAGE and not module.startswith(PACKAGE + "."):
            found.append((frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name))
        frame = frame.f_back
    return found[::-1]


def note_failure(node: Node, error: BaseException) -> None:
    """Warn with the traceback of the forward call of `node`, and name its line in the error."""
    lines: list[Line] = (node.extra or {}).get("lines", [])
    if not lines:
        warnings.warn(
            f"Error detected in {node.name()}. No forward pass information available. Enable "
            "detect anomaly during forward pass for more information.", UserWarning, stacklevel=2)
        return
    text = "".join(f'  File "{file}", line {number}, in {name}\n    {_source(file, number)}\n'
                   for file, number, name in lines)
    warnings.warn(f"Error detected in {node.name()}. Traceback of forward call that caused the "
                  f"error:\n{text}", UserWarning, stacklevel=2)
    if made_by(node) not in str(error):
        error.add_note(made_by(node).strip())


def made_by(node: Node) -> str:
    """Which line of the user's code made a node, as a sentence; nothing if it is not known."""
    lines: list[Line] = (node.extra or {}).get("lines", [])
    if not lines:
        return ""
    file, number, _ = lines[-1]
    return f" {node.name()} was made by line {number} of {file}: {_source(file, number)}"


def _source(file: str, number: int) -> str:
    return linecache.getline(file, number).strip()


class set_detect_anomaly(switch):  # noqa: N801 (PyTorch's name)
    """Turn anomaly detection on or off for this thread; as a ``with`` block, until its end.

    With `check_nan` a nan in a backward pass is an error that names the forward line.

    >>> with autograd.set_detect_anomaly(True):
    ...     is_anomaly_enabled()
    True
    """

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        super().__init__(anomaly=("nan" if check_nan else "on") if mode else "")
        self._before = LOCAL.mode
        set_mode(LOCAL.mode.replace(**self._changes))

    def __enter__(self) -> None:
        self._previous = self._before, self._previous


class detect_anomaly(switch):  # noqa: N801 (PyTorch's name)
    """Inside, a backward that fails or makes a nan names the forward line it comes from.

    >>> x = tensor(0.0, requires_grad=True)
    >>> with autograd.detect_anomaly():  # doctest: +SKIP
    ...     (x * 0 / x).backward()
    RuntimeError: Function 'DivBackward0' returned nan values in its 0th output.
    """

    def __init__(self, check_nan: bool = True) -> None:
        super().__init__(anomaly="nan" if check_nan else "on")
        warnings.warn("Anomaly Detection has been enabled. This mode will increase the runtime and "
                      "should only be enabled for debugging.", UserWarning, stacklevel=2)


def set_anomaly_enabled(mode: bool, check_nan: bool = True) -> None:
    """Turn anomaly detection on or off for this thread.

    >>> set_anomaly_enabled(False)
    """
    set_detect_anomaly(mode, check_nan)


def is_anomaly_enabled() -> bool:
    """Whether anomaly detection is on in this thread.

    >>> is_anomaly_enabled()
    False
    """
    return bool(LOCAL.mode.anomaly)


def is_anomaly_check_nan_enabled() -> bool:
    """Whether anomaly detection looks for nans; True while it is off, as PyTorch says.

    >>> is_anomaly_check_nan_enabled()
    True
    """
    return LOCAL.mode.anomaly != "on"
