"""The random stream that all sampling draws from: seeds and states (torch.random).

>>> _ = manual_seed(0)
>>> initial_seed()
0
"""

from __future__ import annotations

from .ops.random import (
    Generator,
    default_generator,
    fork_rng,
    get_rng_state,
    initial_seed,
    manual_seed,
    seed,
    set_rng_state,
)

__all__ = ["Generator", "default_generator", "fork_rng", "get_rng_state", "initial_seed",
           "manual_seed", "seed", "set_rng_state"]


def __dir__() -> list[str]:
    return list(__all__)
