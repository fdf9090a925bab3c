"""Nested containers of tensors: taken apart into a flat list, and put together again.

Lists, tuples, named tuples and dictionaries nest; anything else is a leaf.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any

__all__ = ["broadcast", "flatten", "rebuild", "same_structure", "spelled", "tree_map"]


def _children(tree: Any) -> list[Any] | None:
    if isinstance(tree, (list, tuple)):
        return list(tree)
    if type(tree) in (dict, OrderedDict):
        return list(tree.values())
    return None


def flatten(tree: Any) -> list[Any]:
    """The leaves, left to right.

    >>> flatten({"a": (1, 2), "b": [3]})
    [1, 2, 3]
    """
    children = _children(tree)
    return [tree] if children is None else [leaf for child in children for leaf in flatten(child)]


def rebuild(like: Any, leaves: Iterator[Any]) -> Any:
    """The structure of `like` with other leaves.

    >>> rebuild({"a": (1, 2)}, iter("xy"))
    {'a': ('x', 'y')}
    """
    if isinstance(like, tuple) and hasattr(like, "_fields"):
        return type(like)(*(rebuild(child, leaves) for child in like))
    if isinstance(like, (list, tuple)):
        return type(like)(rebuild(child, leaves) for child in like)
    if type(like) in (dict, OrderedDict):
        return type(like)((key, rebuild(child, leaves)) for key, child in like.items())
    return next(leaves)


def tree_map(function: Callable[[Any], Any], tree: Any) -> Any:
    """`function` applied to every leaf.

    >>> tree_map(str, [1, (2,)])
    ['1', ('2',)]
    """
    return rebuild(tree, iter([function(leaf) for leaf in flatten(tree)]))


def same_structure(a: Any, b: Any) -> bool:
    """Whether two trees have leaves at the same places.

    >>> same_structure([1, (2,)], [3, (4,)])
    True
    """
    first, second = _children(a), _children(b)
    if first is None or second is None:
        return first is second
    if type(a) is not type(b) or len(first) != len(second):
        return False
    if isinstance(a, dict) and list(a) != list(b):
        return False
    return all(same_structure(x, y) for x, y in zip(first, second, strict=True))


def broadcast(prefix: Any, tree: Any) -> list[Any] | None:
    """For each leaf of `tree` the leaf of `prefix` above it; None if they do not fit.

    >>> broadcast((0, None), (1, [2, 3]))
    [0, None, None]
    """
    above, below = _children(prefix), _children(tree)
    if above is None:
        return [prefix] * len(flatten(tree))
    if below is None or type(prefix) is not type(tree) or len(above) != len(below):
        return None
    if isinstance(prefix, dict) and list(prefix) != list(tree):
        return None
    found: list[Any] = []
    for one, other in zip(above, below, strict=True):
        part = broadcast(one, other)
        if part is None:
            return None
        found += part
    return found


def spelled(tree: Any) -> str:
    """The structure as text, a star for each leaf.

    >>> spelled([1, {"a": 2}])
    "[*, {'a': *}]"
    """
    if isinstance(tree, dict):
        return "{" + ", ".join(f"{k!r}: {spelled(v)}" for k, v in tree.items()) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(spelled(v) for v in tree) + "]"
    if isinstance(tree, tuple):
        return "(" + ", ".join(spelled(v) for v in tree) + ("," if len(tree) == 1 else "") + ")"
    return "*"
