"""One size for each dimension, as layers take them: a number for all, or several.

>>> nn.modules.utils._pair(3), nn.modules.utils._pair((3, 5))
((3, 3), (3, 5))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import repeat
from typing import Any

__all__ = ["consume_prefix_in_state_dict_if_present"]


def _ntuple(n: int, name: str = "parse") -> Callable[[Any], tuple[Any, ...]]:
    def parse(x: Any) -> tuple[Any, ...]:
        return tuple(x) if isinstance(x, Iterable) else tuple(repeat(x, n))

    parse.__name__ = name
    return parse


_single, _pair, _triple, _quadruple = (
    _ntuple(n, name) for n, name in enumerate(("_single", "_pair", "_triple", "_quadruple"), 1))


def _reverse_repeat_tuple(t: tuple[Any, ...], n: int) -> tuple[Any, ...]:
    """Each element `n` times, the last one first: padding as `nn.functional.pad` takes it."""
    return tuple(x for x in reversed(t) for _ in range(n))


def consume_prefix_in_state_dict_if_present(state_dict: dict[str, Any], prefix: str) -> None:
    """Take a prefix such as ``"module."`` off the names of a state dictionary, in place.

    >>> saved = {"module.weight": 1}
    >>> nn.modules.utils.consume_prefix_in_state_dict_if_present(saved, "module.")
    >>> saved
    {'weight': 1}
    """
    for key in list(state_dict):
        if key.startswith(prefix):
            state_dict[key.removeprefix(prefix)] = state_dict.pop(key)
    metadata = getattr(state_dict, "_metadata", {})     # of modules: "" and "module" and below
    for key in list(metadata):
        if f"{key}.".startswith(prefix):
            metadata[key[len(prefix):]] = metadata.pop(key)
