"""The random stream that all sampling draws from: seeds and states, as ``torch.random``.

With this module one can fix the stream (`manual_seed`), go back to a place in it
(`get_rng_state`, `set_rng_state`, `fork_rng`) and have streams of one's own (`Generator`). The
numbers are PyTorch's: after the same seed and the same calls they are equal bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from ..engine.device import Device
from ..engine.generator import Generator as Stream
from ..engine.tensor import Tensor, wrap

__all__ = [
    "Generator", "default_generator", "fork_rng", "get_rng_state", "initial_seed", "manual_seed",
    "seed", "set_rng_state",
]


class Generator:
    """A random stream of its own, given to sampling functions as ``generator=``.

    Raises:
        RuntimeError: a device that is not the CPU.

    >>> rand(2, generator=Generator().manual_seed(0))
    tensor([0.4963, 0.7682])
    """

    __slots__ = ("__weakref__", "_begin", "_begun")

    def __init__(self, device: Any = "cpu") -> None:
        if (kind := Device(device).type) != "cpu":
            raise RuntimeError(
                f"Cannot get {kind.upper()} generator: there is no such device here, use "
                "Generator('cpu')")
        self._begin: Callable[[], Stream] = Stream
        self._begun: Stream | None = None

    @property
    def _stream(self) -> Stream:
        # Begun when first used: `import nbautograd` need not load numpy.random.
        if self._begun is None:
            self._begun = self._begin()
        return self._begun

    @property
    def device(self) -> Device:
        """Where it draws: always the CPU."""
        return Device("cpu")

    def manual_seed(self, seed: int) -> Generator:
        """Start the stream again from `seed`, an integer of 64 bits; returns the generator.

        Raises:
            RuntimeError: not an integer.
            ValueError: outside [-2**63, 2**64).

        >>> Generator().manual_seed(7).initial_seed()
        7
        """
        if type(seed) is not int:
            raise RuntimeError(f"manual_seed expected a long, but got {type(seed).__name__}")
        self._stream.reseed(seed)
        return self

    def seed(self) -> int:
        """Start a stream that nobody can foresee and return its seed.

        >>> g = Generator()
        >>> g.seed() == g.initial_seed()
        True
        """
        return self._stream.seed()

    def initial_seed(self) -> int:
        """The seed that the stream was started with.

        >>> Generator().initial_seed()
        67280421310721
        """
        return self._stream.initial_seed()

    def get_state(self) -> Tensor:
        """The place in the stream, as PyTorch writes it: () -> (5056,) uint8.

        >>> Generator().get_state().shape
        torch.Size([5056])
        """
        return wrap(self._stream.state())

    def set_state(self, new_state: Tensor) -> Generator:
        """Go to the place that `get_state` gave, here or in PyTorch; returns the generator.

        Raises:
            TypeError: not a tensor of bytes.
            RuntimeError: these bytes are no state.

        >>> g = Generator().manual_seed(1)
        >>> Generator().set_state(g.get_state()).initial_seed()
        1
        """
        if not isinstance(new_state, Tensor):
            raise TypeError(f"expected a torch.ByteTensor, but got {type(new_state).__name__}")
        if new_state._data.dtype != np.uint8:
            raise TypeError(f"RNG state must be a torch.ByteTensor, not of {new_state.dtype}")
        self._stream.restore(new_state._data)
        return self

    def clone_state(self) -> Generator:
        """Another generator at the same place in the same stream.

        >>> g = Generator().manual_seed(1)
        >>> (rand(1, generator=g.clone_state()) == rand(1, generator=g)).item()
        True
        """
        return _restored(self._stream.state())

    def get_offset(self) -> int:
        """Refused: only the streams of graphics cards have an offset."""
        raise RuntimeError("CPU Generator does not use offset: see get_state()")

    def set_offset(self, offset: int) -> Generator:
        """Refused: only the streams of graphics cards have an offset."""
        raise RuntimeError("CPU Generator does not use offset: see set_state()")

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self._stream.state(),)

    def __repr__(self) -> str:
        return f"<torch.Generator on cpu, seed {self.initial_seed()}>"


def _restored(state: np.ndarray[Any, Any]) -> Generator:
    generator = Generator()
    generator._stream.restore(state)
    return generator


def _unforeseen() -> Stream:
    stream = Stream()
    stream.seed()
    return stream


default_generator = Generator()
default_generator._begin = _unforeseen


def manual_seed(seed: int) -> Generator:
    """Start the stream of all sampling again from `seed`; returns the default generator.

    Raises:
        ValueError: outside [-2**63, 2**64).

    >>> _ = manual_seed(0); rand(2)
    tensor([0.4963, 0.7682])
    """
    return default_generator.manual_seed(int(seed))


def seed() -> int:
    """Start a stream that nobody can foresee and return its seed.

    >>> seed() == initial_seed()
    True
    """
    return default_generator.seed()


def initial_seed() -> int:
    """The seed that the stream was started with.

    >>> _ = manual_seed(5); initial_seed()
    5
    """
    return default_generator.initial_seed()


def get_rng_state() -> Tensor:
    """The place in the stream, as PyTorch writes it: () -> (5056,) uint8.

    >>> get_rng_state().dtype
    torch.uint8
    """
    return default_generator.get_state()


def set_rng_state(new_state: Tensor) -> None:
    """Go to the place that `get_rng_state` gave, here or in PyTorch.

    Raises:
        TypeError, RuntimeError: not such a state.

    >>> state = get_rng_state(); a = rand(3); set_rng_state(state); (a == rand(3)).all().item()
    True
    """
    default_generator.set_state(new_state)


@contextmanager
def fork_rng(devices: Any = None, enabled: bool = True, **_: Any) -> Iterator[None]:
    """What is drawn inside the ``with`` block does not move the stream outside it.

    `devices` names graphics cards in PyTorch; there are none here.

    >>> _ = manual_seed(0)
    >>> with random.fork_rng():
    ...     inside = rand(1)
    >>> (inside == rand(1)).item()
    True
    """
    if not enabled:
        yield
        return
    state = default_generator._stream.state()
    try:
        yield
    finally:
        default_generator._stream.restore(state)


# PyTorch blames an argument by name only where a function can be called in one way.
_ONE_SIGNATURE = frozenset((
    "cauchy_", "exponential_", "geometric_", "log_normal_", "multinomial", "normal_", "uniform_"))


def stream_of(generator: Any, name: str) -> Stream:
    """The stream of `generator`, of the default one for None.

    Raises:
        TypeError: not a Generator.
    """
    if generator is None:
        return default_generator._stream
    if not isinstance(generator, Generator):
        got = type(generator).__name__
        raise TypeError(
            f"{name}(): argument 'generator' must be torch.Generator, not {got}"
            if name in _ONE_SIGNATURE else f"{name}() received an invalid combination of arguments "
            f"- got generator={got}, but expected a torch.Generator")
    return generator._stream


def random_state() -> np.ndarray[Any, Any]:
    """The place of the default stream, for who has to make a call again."""
    return default_generator._stream.state()


def restore_random_state(state: np.ndarray[Any, Any]) -> None:
    """Go back to a place that `random_state` gave."""
    default_generator._stream.restore(state)


FUNCTIONS = {name: globals()[name] for name in (
    "Generator", "get_rng_state", "initial_seed", "manual_seed", "seed", "set_rng_state")}
