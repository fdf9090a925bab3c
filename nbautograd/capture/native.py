"""What a recording asks our own engine, and the context in which every op of a thread is recorded."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np

from ..engine.backward import backward, grad
from ..engine.state import listen, switch
from ..engine.tensor import Tensor, wrap
from .names import OURS, PACKAGE
from .notes import State
from .recorder import NativeRecorder, place_of
from .recording import Recording
from .warned import warnings_at_the_users_line

__all__ = ["Native", "NativeRecorder", "recording"]


class Native:
    """What a tensor of our engine is, for a recording."""

    backend = "numpy"

    tensor: type = Tensor

    def module(self) -> Any:
        """The class of modules, None as long as there can be none."""
        return getattr(sys.modules.get("nbautograd.nn.module"), "Module", None)

    def state(self, t: Any) -> State:
        """Its array, version, whether it requires grad, its edge."""
        cell, node, requires_grad = t._cell, t._node, t._requires
        return (t._data, 0 if cell is None else cell[0], requires_grad,
                node if node is not None else t if requires_grad else None)

    def array(self, t: Any) -> np.ndarray[Any, Any]:
        """Its array."""
        return t._data  # type: ignore[no-any-return]  # an array by construction

    def version(self, t: Any) -> int:
        """How often its memory was written."""
        return 0 if t._cell is None else t._cell[0]

    def requires_grad(self, t: Any) -> bool:
        """Whether gradient is tracked for it."""
        return t._requires  # type: ignore[no-any-return]  # a bool by construction

    def base(self, t: Any) -> Any:
        """The tensor it is a view of."""
        return t._base

    def gradient(self, t: Any) -> Any:
        """Its accumulated gradient."""
        return t._grad

    def node(self, t: Any) -> Any:
        """The node that made it."""
        return t.grad_fn

    def place(self, place: Any) -> Any:
        """A key for the place that an edge leads to."""
        return place_of(place)

    # -- making calls again ------------------------------------------------------------------------

    def fresh(self, data: np.ndarray[Any, Any], requires_grad: bool) -> Tensor:
        """A leaf with a copy of `data`."""
        t = wrap(data.copy())
        t._requires = requires_grad
        return t

    def call(self, event: Any, args: Any, kwargs: Any) -> list[Any]:
        """The outputs of the call of `event`, made with these arguments."""
        return event.callee.again(event, args, kwargs)  # type: ignore[no-any-return]  # one of `callees`

    def detach(self, t: Tensor) -> Tensor:
        """The same values outside the graph."""
        return t.detach()

    def grad_mode(self, enabled: bool) -> Any:
        """Context in which gradient is tracked or not."""
        return switch(grad=enabled)

    def backward(self, targets: list[Any], seeds: list[Any], create: bool) -> None:
        """Differentiate, keeping the graph."""
        backward(targets, [wrap(s.copy()) for s in seeds], retain_graph=True, create_graph=create)

    def grad(self, targets: list[Any], seeds: list[Any], wanted: list[Any], create: bool,
             batched: bool) -> Any:
        """The gradients of what is wanted, None where there is none."""
        return grad(targets, wanted, [wrap(s.copy()) for s in seeds], retain_graph=True,
                    create_graph=create, allow_unused=True, is_grads_batched=batched)

    def noting(self, notes: Recording) -> Any:
        """Context that records into `notes`."""
        return listen(NativeRecorder(notes))


@contextmanager
def recording(source: str = "", names: Mapping[str, Any] | None = None,
              filename: str | None = None) -> Iterator[Recording]:
    """Record every op of this thread until the block ends."""
    notes = Recording(Native(), source, names, filename)
    recorder = NativeRecorder(notes)
    error: BaseException | None = None
    with listen(recorder), warnings_at_the_users_line((OURS, PACKAGE, contextlib.__file__)):
        try:
            yield notes
        except BaseException as problem:
            error = problem
            raise
        finally:
            with switch(recorder=None):
                notes.finish(error)
