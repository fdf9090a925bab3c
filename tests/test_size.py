"""A shape is a tuple that stays a shape, as PyTorch's ``torch.Size`` is."""

import copy
import pickle
from operator import add
from typing import Any

import numpy as np
import pytest

from nbautograd.engine.size import Size


def test_size_is_a_tuple_that_stays_a_size() -> None:
    size = Size([2, np.int64(3), True])
    assert (repr(size), size.numel(), Size().numel()) == ("torch.Size([2, 3, 1])", 6, 1)
    assert size == (2, 3, 1)
    assert hash(size) == hash((2, 3, 1))
    assert type(size[0]) is type(size[2]) is int
    parts = [
        size[1:],
        size[::-1],
        add(size, (4,)),
        add((4,), size),
        size * 2,
        2 * size,
        size + size,
    ]
    assert {type(part) for part in parts} == {Size}
    assert parts[2:5] == [(2, 3, 1, 4), (4, 2, 3, 1), (2, 3, 1, 2, 3, 1)]
    copies = [copy.copy(size), copy.deepcopy(size), *_pickled(size)]
    assert {(type(one), one) for one in copies} == {(Size, size)}


def _pickled(size: Size) -> list[Any]:
    protocols = range(pickle.HIGHEST_PROTOCOL + 1)
    return [pickle.loads(pickle.dumps(size, protocol)) for protocol in protocols]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda: Size([1, 2.5]), r"takes an iterable of 'int' \(item 1 is 'float'\): 2.5"),
        (lambda: Size("ab"), r"item 0 is 'str'"),
        (lambda: Size(3), r"'int' object is not iterable: .*Size\(\[3\]\)"),
        (lambda: Size(2, 3), r"at most 1 argument, got 2: .*Size\(\[2, 3\]\)"),
        (lambda: add(Size([1]), [2]), r"can only concatenate tuple \(not list\) to torch.Size"),
        (lambda: add([2], Size([1])), r"can only concatenate list"),
        (lambda: add((2.5,), Size([1])), r"item 0 is 'float'"),
        (lambda: Size([1]) * 1.5, r"can't multiply sequence by non-int of type 'float'"),
    ],
)
def test_size_refuses_what_is_no_shape(wrong: Any, says: str) -> None:
    with pytest.raises(TypeError, match=says):
        wrong()


@pytest.mark.parametrize(
    "make",
    [
        lambda size: size([2, 3]) + size([4]),
        lambda size: add((1,), size([2, 3])),
        lambda size: size([2, 3, 4])[-2:],
        lambda size: size(range(3)) * 2,
        lambda size: size(np.array([2, 0])).numel(),
        lambda size: size([2, 3])[5],
        lambda size: size([1.5]),
        lambda size: size([1, None]),
        lambda size: size(2, 3),
        lambda size: size(4),
        lambda size: add(size([2]), [3]),
        lambda size: size([2]) + 5,
        lambda size: size([2]) * None,
    ],
)
def test_size_is_pytorchs(make: Any) -> None:
    torch = pytest.importorskip("torch")
    ours, (error, text) = _outcome(lambda: make(Size)), _outcome(lambda: make(torch.Size))
    assert ours[0] is error
    assert ours[1].startswith(text)


def _outcome(act: Any) -> tuple[type[Exception] | None, str]:
    """What an action raises, and its text."""
    try:
        return None, str(act())
    except (TypeError, ValueError, IndexError) as error:
        return type(error), str(error)
