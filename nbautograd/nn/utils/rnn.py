"""Sequences of different lengths as one tensor, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...engine.tensor import Tensor
from ...ops.creation import full
from ...ops.join import cat, stack
from .packed import (
    PackedSequence,
    invert_permutation,
    pack_padded_sequence,
    pad_packed_sequence,
)

__all__ = ["PackedSequence", "invert_permutation", "pack_padded_sequence", "pack_sequence",
           "pad_packed_sequence", "pad_sequence", "unpack_sequence", "unpad_sequence"]


def pad_sequence(sequences: Any, batch_first: bool = False, padding_value: float = 0.0,
                 padding_side: str = "right") -> Any:
    """Sequences filled up to the longest: ``[(l, ...), ...] -> (longest, n, ...)``.

    Raises:
        RuntimeError: not tensors, or an unknown side.

    >>> nn.utils.rnn.pad_sequence([ones(1), ones(3)], batch_first=True)
    tensor([[1., 0., 0.],
            [1., 1., 1.]])
    """
    if not isinstance(sequences, (Sequence, Tensor)):
        raise RuntimeError("pad_sequence: Expected iterable for input sequences, but got arg of "
                           f"type: {type(sequences)}")
    if padding_side not in ("left", "right"):
        raise RuntimeError(f"Expected padding_side to be one of left or right, but got "
                           f"{padding_side}.")
    parts = list(sequences)
    if not parts:
        raise RuntimeError("received an empty list of sequences")
    longest = max(s.size(0) for s in parts)
    padded = []
    for s in parts:
        rest = full((longest - s.size(0), *s.shape[1:]), padding_value, dtype=s.dtype)
        padded.append(cat([rest, s] if padding_side == "left" else [s, rest]))
    return stack(padded, 0 if batch_first else 1)


def unpad_sequence(padded_sequences: Any, lengths: Any, batch_first: bool = False) -> list[Any]:
    """The sequences again, given their lengths.

    >>> nn.utils.rnn.unpad_sequence(ones(3, 2), tensor([1, 3]))
    [tensor([1.]), tensor([1., 1., 1.])]
    """
    rows = padded_sequences if batch_first else padded_sequences.transpose(0, 1)
    return [row[:int(n)] for row, n in zip(rows, lengths, strict=True)]


def pack_sequence(sequences: Any, enforce_sorted: bool = True) -> PackedSequence:
    """Sequences of different lengths, packed; longest first, unless `enforce_sorted` is off.

    >>> nn.utils.rnn.pack_sequence([tensor([1]), tensor([2, 3])], enforce_sorted=False).data
    tensor([2, 1, 3])
    """
    return pack_padded_sequence(pad_sequence(sequences), [s.size(0) for s in sequences],
                                enforce_sorted=enforce_sorted)


def unpack_sequence(packed_sequences: PackedSequence) -> list[Any]:
    """The sequences again.

    >>> nn.utils.rnn.unpack_sequence(nn.utils.rnn.pack_sequence([tensor([1, 2]), tensor([3])]))
    [tensor([1, 2]), tensor([3])]
    """
    return unpad_sequence(*pad_packed_sequence(packed_sequences, batch_first=True),
                          batch_first=True)
