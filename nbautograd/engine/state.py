"""What an op has to know before it runs: is gradient tracked, and does anybody listen?

One immutable `Mode` per thread answers all of it with one read. The two plain modes are
singletons, so the hot path of an op is a comparison by identity; everything unusual (a recorder,
saved-tensor hooks, forward mode, anomaly detection) makes another `Mode` and takes the general path.

A thread's own attribute takes longer to read than all else that an op checks. So `UNUSUAL` tells
whether any thread is in another mode than the plain ones, and `UNTRACKED` whether one does not
track: an op whose inputs need no gradient does the same in both plain modes and reads no further.
"""

from __future__ import annotations

import functools
import inspect
import threading
import warnings
from collections.abc import Callable
from threading import get_ident
from typing import Any, TypeVar

__all__ = [
    "GRAD", "LOCAL", "NO_GRAD", "PLAIN", "UNTRACKED", "UNUSUAL", "Mode", "enable_grad", "inference_mode",
    "is_grad_enabled", "is_inference_mode_enabled", "listen", "no_grad", "set_grad_enabled", "set_mode", "switch",
]

F = TypeVar("F", bound=Callable[..., Any])


class Mode:
    """How ops behave in this thread: a frozen set of switches, compared by identity."""

    SWITCHES = ("anomaly", "dual", "grad", "inference", "pack", "recorder")
    __slots__ = (*SWITCHES, "unheard")

    def __init__(
        self, grad: bool = True, recorder: Any = None, pack: Any = None,
        dual: tuple[int, ...] = (), anomaly: str = "", inference: bool = False,
    ) -> None:
        self.grad = grad
        self.recorder = recorder
        self.pack = pack
        self.dual = dual
        self.anomaly = anomaly
        self.inference = inference
        # The same without the recorder, which runs each op so and then notes down the result, and
        # without the user's hooks, which it calls itself: what they do is heard.
        self.unheard = None if recorder is None else self.replace(recorder=None, pack=None)

    def replace(self, **changes: Any) -> Mode:
        """The same mode with some switches changed; plain modes are the singletons."""
        values = {name: getattr(self, name) for name in Mode.SWITCHES} | changes
        grad = values.pop("grad")
        if not any(values.values()):
            return GRAD if grad else NO_GRAD
        return Mode(grad, **values)


GRAD = Mode(grad=True)
NO_GRAD = Mode(grad=False)
PLAIN = GRAD, NO_GRAD


# The threads whose mode is no plain one, by number, and the recorders that listen.
UNUSUAL: dict[Any, bool] = {}
# The threads that do not track gradient, in whatever mode.
UNTRACKED: dict[Any, bool] = {}


class _Presence:
    """Held by a thread: forgets its mode when it ends."""

    __slots__ = ("_thread",)

    def __init__(self) -> None:
        self._thread = get_ident()

    # The module may be gone by then.
    def __del__(self, unusual: Any = UNUSUAL.pop, untracked: Any = UNTRACKED.pop) -> None:
        unusual(self._thread, None)
        untracked(self._thread, None)


class _Local(threading.local):
    def __init__(self) -> None:
        self.mode: Mode = GRAD
        # True while formulas are evaluated on plain arrays (in backward): only then do
        # the public functions take NumPy arrays; elsewhere that is the user's mistake.
        self.arrays: bool = False
        # The backward pass that is running in this thread, for hooks on several gradients.
        self.walk: Any = None
        self._presence = _Presence()


LOCAL = _Local()


def set_mode(mode: Mode) -> None:
    """Change the mode of this thread."""
    thread = get_ident()
    if mode not in PLAIN:       # what needs a look is marked before, and unmarked after
        UNUSUAL[thread] = True
    if not mode.grad:
        UNTRACKED[thread] = True
    LOCAL.mode = mode
    if mode.grad:
        UNTRACKED.pop(thread, None)
    if mode in PLAIN:
        UNUSUAL.pop(thread, None)


class switch:  # noqa: N801 (a context manager, named as one)
    """Context manager and decorator that changes switches of this thread's mode.

    Re-entrant and reusable: the modes to return to are kept, the innermost first.

    >>> with switch(grad=False):
    ...     is_grad_enabled()
    False
    """

    _previous: tuple[Any, ...] = ()     # (mode before, the same of the block around)

    def __init__(self, **changes: Any) -> None:
        self._changes = changes

    def __enter__(self) -> None:
        mode = LOCAL.mode
        self._previous = mode, self._previous
        set_mode(mode.replace(**self._changes))

    def __exit__(self, *exc: object) -> None:
        # Only the switches that this context changed go back: others may have been
        # changed inside on purpose (`set_grad_enabled` as a function).
        previous, self._previous = self._previous
        back = {name: getattr(previous, name) for name in self._changes}
        set_mode(LOCAL.mode.replace(**back))

    def _fresh(self) -> switch:
        return switch(**self._changes)

    def __call__(self, function: F) -> F:
        return _decorate(self._fresh, function)


def _decorate(context: Callable[[], Any], function: F) -> F:
    """Run every call of `function` (each step of a generator too) inside a fresh context."""
    if inspect.isclass(function):
        warnings.warn(
            "Decorating classes is deprecated and will be disabled in future versions. You should "
            "only decorate functions or methods. To preserve the current behavior of class "
            "decoration, you can directly decorate the `__init__` method and nothing else.",
            FutureWarning, stacklevel=3)
    if inspect.isgeneratorfunction(function):

        @functools.wraps(function)
        def generator(*args: Any, **kwargs: Any) -> Any:
            with context():
                steps = function(*args, **kwargs)
                try:
                    item = next(steps)
                except StopIteration as stop:
                    return stop.value
            while True:
                try:
                    reply = yield item
                except BaseException as error:  # noqa: BLE001 (handed on into the generator)
                    advance, value = steps.throw, error
                else:
                    advance, value = steps.send, reply
                with context():
                    try:
                        item = advance(value)
                    except StopIteration as stop:
                        return stop.value

        return generator  # type: ignore[return-value]  # same call signature by functools.wraps

    @functools.wraps(function)
    def inside(*args: Any, **kwargs: Any) -> Any:
        with context():
            return function(*args, **kwargs)

    return inside  # type: ignore[return-value]  # same call signature by functools.wraps


class listen(switch):  # noqa: N801 (a context manager, named as one)
    """Inside, `recorder` is told of every op of this thread.

    It runs each op in the mode without it, set for a moment and past `set_mode`; and what runs then
    may change modes, so that the thread's number does not say whether somebody listens.
    """

    def __init__(self, recorder: Any) -> None:
        super().__init__(recorder=recorder)
        self._presence = object()   # not this object: it would be kept if it is never left

    def __enter__(self) -> None:
        super().__enter__()
        UNUSUAL[self._presence] = True

    def __exit__(self, *exc: object) -> None:
        UNUSUAL.pop(self._presence, None)
        super().__exit__(*exc)


class no_grad(switch):  # noqa: N801 (PyTorch's name)
    """Do not track gradient inside, as a ``with`` block or a decorator.

    >>> x = tensor(2.0, requires_grad=True)
    >>> with no_grad():
    ...     (x * 3).requires_grad
    False
    """

    _changes: dict[str, Any] = {"grad": False}  # noqa: RUF012 (never changed)

    def __new__(cls, function: Any = None) -> Any:
        self = object.__new__(cls)
        return self if function is None else self(function)    # `@no_grad` without brackets

    def __init__(self, function: Any = None) -> None:
        pass    # everything is at its default: the block is entered at every step of a training loop

    def __enter__(self) -> None:
        mode = LOCAL.mode
        self._previous = mode, self._previous
        set_mode(NO_GRAD if mode is GRAD else mode.replace(grad=False))

    def __exit__(self, *exc: object) -> None:
        previous, self._previous = self._previous
        mode = LOCAL.mode
        if mode is NO_GRAD and previous is GRAD:
            set_mode(GRAD)
        else:
            set_mode(mode.replace(grad=previous.grad))


class enable_grad(switch):  # noqa: N801 (PyTorch's name)
    """Track gradient inside, also within `no_grad`.

    >>> with no_grad(), enable_grad():
    ...     is_grad_enabled()
    True
    """

    def __new__(cls, function: Any = None) -> Any:
        self = super().__new__(cls)
        if function is not None:
            self.__init__()  # type: ignore[misc]  # runs before the decorator returns
            return self(function)
        return self

    def __init__(self, function: Any = None) -> None:
        super().__init__(grad=True)


class inference_mode(switch):  # noqa: N801 (PyTorch's name)
    """As `no_grad`, and results may not take part in autograd later.

    >>> with inference_mode():
    ...     is_grad_enabled()
    False
    """

    def __new__(cls, mode: Any = True) -> Any:
        self = super().__new__(cls)
        if callable(mode):
            self.__init__()  # type: ignore[misc]  # runs before the decorator returns
            return self(mode)
        return self

    def __init__(self, mode: bool = True) -> None:
        super().__init__(**({"grad": False, "inference": True} if mode else
                            {"grad": True, "inference": False}))


class set_grad_enabled(switch):  # noqa: N801 (PyTorch's name)
    """Turn tracking on or off at once; as a ``with`` block, until its end.

    >>> with set_grad_enabled(False):
    ...     is_grad_enabled()
    False
    """

    def __init__(self, mode: bool) -> None:
        if not isinstance(mode, bool):
            raise TypeError(
                f"set_grad_enabled(): argument 'enabled' (position 1) must be bool, "
                f"not {type(mode).__name__}")
        super().__init__(grad=mode)
        self._before = LOCAL.mode
        set_mode(LOCAL.mode.replace(grad=mode))

    def __enter__(self) -> None:
        self._previous = self._before, self._previous
        set_mode(LOCAL.mode.replace(**self._changes))   # again, if the object is used again

    def __call__(self, function: F) -> F:
        set_mode(LOCAL.mode.replace(grad=self._before.grad))    # decorating changes nothing now
        return super().__call__(function)

    def __repr__(self) -> str:
        return f"torch.autograd.grad_mode.set_grad_enabled(mode={self._changes['grad']})"


def is_grad_enabled() -> bool:
    """Whether ops of this thread track gradient.

    >>> is_grad_enabled()
    True
    """
    return LOCAL.mode.grad


def is_inference_mode_enabled() -> bool:
    """Whether this thread is inside `inference_mode`.

    >>> is_inference_mode_enabled()
    False
    """
    return LOCAL.mode.inference
