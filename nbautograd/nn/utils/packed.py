"""Sequences of different lengths without their padding: step by step, those that are long enough."""

from __future__ import annotations

from typing import Any, NamedTuple, Self

import numpy as np

from ...engine.construct import as_tensor
from ...engine.dtypes import DTYPES
from ...engine.tensor import wrap
from ...ops.order import sort
from ...ops.packing import put, taken

__all__ = ["PackedSequence", "invert_permutation", "pack_padded_sequence", "pad_packed_sequence"]


class _Fields(NamedTuple):
    data: Any
    batch_sizes: Any
    sorted_indices: Any
    unsorted_indices: Any


class PackedSequence(_Fields):
    """The elements of sequences in order of time, and how many sequences there are at each step.

    >>> nn.utils.rnn.pack_sequence([tensor([1, 2, 3]), tensor([4, 5])])
    PackedSequence(data=tensor([1, 4, 2, 5, 3]), batch_sizes=tensor([2, 2, 1]), sorted_indices=None, unsorted_indices=None)
    """

    __slots__ = ()

    def __new__(cls, data: Any, batch_sizes: Any = None, sorted_indices: Any = None,
                unsorted_indices: Any = None) -> Self:
        if unsorted_indices is None:
            unsorted_indices = invert_permutation(sorted_indices)
        if batch_sizes is None:
            data, batch_sizes = data
        return super().__new__(cls, data, batch_sizes, sorted_indices, unsorted_indices)

    def to(self, *args: Any, **kwargs: Any) -> Self:
        """The data in another type; itself if it has it already."""
        data = self.data.to(*args, **kwargs)
        return self if data is self.data else self._replace(data=data)

    def float(self) -> Self:
        """The data in float32."""
        return self.to(DTYPES["float32"])

    def double(self) -> Self:
        """The data in float64."""
        return self.to(DTYPES["float64"])

    def half(self) -> Self:
        """The data in float16."""
        return self.to(DTYPES["float16"])

    def long(self) -> Self:
        """The data in int64."""
        return self.to(DTYPES["int64"])

    def int(self) -> Self:
        """The data in int32."""
        return self.to(DTYPES["int32"])

    def cpu(self) -> Self:
        """Itself: everything is on the CPU."""
        return self

    @property
    def is_cuda(self) -> bool:
        """False: there is no graphics card here."""
        return False


def invert_permutation(permutation: Any) -> Any:
    """The places of 0, 1, 2 ... in a permutation.

    >>> nn.utils.rnn.invert_permutation(tensor([2, 0, 1]))
    tensor([1, 2, 0])
    """
    return None if permutation is None else wrap(np.argsort(permutation._data, kind="stable"))


def _places(sizes: np.ndarray[Any, Any], batch: int) -> np.ndarray[Any, Any]:
    return np.concatenate([t * batch + np.arange(n) for t, n in enumerate(sizes.tolist())])


def pack_padded_sequence(input: Any, lengths: Any, batch_first: bool = False,
                         enforce_sorted: bool = True) -> PackedSequence:
    """The elements of padded sequences ``(l, n, ...)`` that are within their lengths.

    Unless `enforce_sorted`, the sequences are put in order of length first.

    Raises:
        RuntimeError: lengths that do not fit, that are not positive, or not in order.

    >>> nn.utils.rnn.pack_padded_sequence(tensor([[1, 4], [2, 0]]), [2, 1]).data
    tensor([1, 4, 2])
    """
    lengths = as_tensor(lengths, DTYPES["int64"])
    order = None
    if not enforce_sorted:
        lengths, order = sort(lengths, descending=True)
        input = input.index_select(0 if batch_first else 1, order)
    x = input.transpose(0, 1) if batch_first else input
    counts = lengths._data
    _check(x, counts)
    sizes = (counts[None, :] > np.arange(counts[0])[:, None]).sum(1)
    x = x if x.size(0) == counts[0] else x[:int(counts[0])]
    data = taken(x, _places(sizes, counts.size))
    return PackedSequence(data, wrap(sizes), order, None)


def _check(x: Any, counts: np.ndarray[Any, Any]) -> None:
    if x.numel() == 0:
        raise RuntimeError("Cannot pack empty tensors.")
    if counts.size != x.size(1):
        raise RuntimeError(f"Expected `len(lengths)` to be equal to batch_size, but got "
                           f"{counts.size} (batch_size={x.size(1)})")
    if counts.min() <= 0:
        raise RuntimeError("Length of all samples has to be greater than 0, but found an element in "
                           "'lengths' that is <= 0")
    if (np.diff(counts) > 0).any():
        raise RuntimeError(
            "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You "
            "can pass `enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to "
            "sidestep this requirement if you do not need ONNX exportability.")
    if counts[0] > x.size(0):
        raise RuntimeError(f"Expected the longest length, {counts[0]}, to be at most the number of "
                           f"steps, {x.size(0)}")


def pad_packed_sequence(sequence: PackedSequence, batch_first: bool = False,
                        padding_value: float = 0.0, total_length: int | None = None,
                        ) -> tuple[Any, Any]:
    """The padded sequences again, ``(l, n, ...)``, and their lengths.

    Raises:
        ValueError: `total_length` is less than the longest.

    >>> packed = nn.utils.rnn.pack_padded_sequence(tensor([[1, 4], [2, 0]]), [2, 1])
    >>> nn.utils.rnn.pad_packed_sequence(packed)
    (tensor([[1, 4],
            [2, 0]]), tensor([2, 1]))
    """
    sizes = sequence.batch_sizes._data
    steps, batch = sizes.size, int(sizes[0])
    if total_length is not None:
        if total_length < steps:
            raise ValueError(
                "Expected total_length to be at least the length of the longest sequence in input, "
                f"but got total_length={total_length} and max sequence length being {steps}")
        steps = total_length
    places = _places(sizes, batch)
    out = put(sequence.data, places, steps, batch)
    if padding_value:
        rest = np.ones(steps * batch, bool)
        rest[places] = False
        mask = wrap(rest.reshape(steps, batch, *[1] * (out.dim() - 2)))
        out = out.masked_fill(mask, padding_value)
    lengths = wrap((sizes[:, None] > np.arange(batch)).sum(0))
    if batch_first:
        out = out.transpose(0, 1)
    order = sequence.unsorted_indices
    if order is not None:
        return out.index_select(0 if batch_first else 1, order), lengths[order]
    return out, lengths
