"""The order in which PyTorch's CPU gives the largest elements when some of them are equal.

Which of two equal elements comes first is left open by `torch.topk`; what one sees is what the
C++ library's partial_sort, nth_element and sort do to the array. With this module one can ask for
that order (`largest`). It matters where ties are common: weights of zero, float16.

Source: Musser, "Introspective sorting and selection algorithms", Software: Practice and
Experience 27 (1997), with the thresholds (3 and 16) and the pivot of GNU libstdc++.
"""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["largest"]

Array = np.ndarray[Any, np.dtype[Any]]


def largest(values: Array, k: int) -> Array:
    """Indices of the `k` largest, NaN above all, in falling order, (n,) -> (k,) int64.

    >>> largest(np.array([0.0, 2.0, 0.0, 2.0]), 4)
    array([1, 3, 2, 0])
    """
    order = np.argsort(-values, kind="stable")  # puts NaN last
    missing = int(np.isnan(values).sum())
    order = np.roll(order, missing)
    chosen = values[order[:k + 1]]
    if missing < 2 and not (chosen[1:] == chosen[:-1]).any():
        return order[:k]
    ranks = np.empty(values.size, np.int64)  # equal elements share a rank, the largest has rank 0
    ranked = values[order]
    differs = ~((ranked[1:] == ranked[:-1]) | (np.isnan(ranked[1:]) & np.isnan(ranked[:-1])))
    ranks[order] = np.concatenate([[0], np.cumsum(differs)])
    return np.array(_Selection(ranks.tolist()).first(k), np.int64)


class _Selection:
    """An array of ranks with their places, rearranged in place as the C++ library does."""

    def __init__(self, ranks: list[int]) -> None:
        self.pairs = list(zip(ranks, range(len(ranks)), strict=True))

    def first(self, k: int) -> list[int]:
        """The places of the `k` smallest ranks, in rising order of rank."""
        n = len(self.pairs)
        if k * 64 <= n:
            self._heap_select(0, k, n)
            self._sort_heap(0, k)
        else:
            self._select(k - 1, n)
            self._introsort(0, k - 1, 2 * (k - 1).bit_length() - 2)
            # What is left of the sort is an insertion sort, so any stable sort will do.
            self.pairs[:k - 1] = sorted(self.pairs[:k - 1], key=lambda pair: pair[0])
        return [place for _, place in self.pairs[:k]]

    def _select(self, nth: int, last: int) -> None:
        first, depth = 0, 2 * last.bit_length() - 2
        while last - first > 3:
            if depth == 0:
                self._heap_select(first, nth + 1, last)
                self._swap(first, nth)
                return
            depth -= 1
            cut = self._partition(first, last)
            first, last = (cut, last) if cut <= nth else (first, cut)
        self.pairs[first:last] = sorted(self.pairs[first:last], key=lambda pair: pair[0])

    def _introsort(self, first: int, last: int, depth: int) -> None:
        while last - first > 16:
            if depth == 0:
                self._heap_select(first, last, last)
                self._sort_heap(first, last)
                return
            depth -= 1
            cut = self._partition(first, last)
            self._introsort(cut, last, depth)
            last = cut

    def _swap(self, i: int, j: int) -> None:
        self.pairs[i], self.pairs[j] = self.pairs[j], self.pairs[i]

    def _partition(self, first: int, last: int) -> int:
        """Split around the median of the second, the middle and the last; the cut."""
        pairs = self.pairs
        three = (first + 1, first + (last - first) // 2, last - 1)
        self._swap(first, three[_median(*(pairs[i][0] for i in three))])
        pivot, low, high = pairs[first][0], first + 1, last
        while True:
            while pairs[low][0] < pivot:
                low += 1
            high -= 1
            while pivot < pairs[high][0]:
                high -= 1
            if low >= high:
                return low
            self._swap(low, high)
            low += 1

    # heaps with the largest rank on top, in pairs[first:last]

    def _heap_select(self, first: int, middle: int, last: int) -> None:
        size = middle - first
        for hole in range((size - 2) // 2, -1, -1):
            self._sift(first, hole, size, self.pairs[first + hole])
        for i in range(middle, last):
            if self.pairs[i][0] < self.pairs[first][0]:
                value, self.pairs[i] = self.pairs[i], self.pairs[first]
                self._sift(first, 0, size, value)

    def _sort_heap(self, first: int, last: int) -> None:
        for end in range(last - 1, first, -1):
            value, self.pairs[end] = self.pairs[end], self.pairs[first]
            self._sift(first, 0, end - first, value)

    def _sift(self, first: int, hole: int, size: int, value: tuple[int, int]) -> None:
        """Let the hole sink to a leaf along the larger children, then `value` rise from there."""
        pairs, top = self.pairs, hole
        while 2 * hole + 1 < size:
            child = 2 * hole + 2
            if child == size or pairs[first + child][0] < pairs[first + child - 1][0]:
                child -= 1
            pairs[first + hole] = pairs[first + child]
            hole = child
        while hole > top and pairs[first + (hole - 1) // 2][0] < value[0]:
            pairs[first + hole] = pairs[first + (hole - 1) // 2]
            hole = (hole - 1) // 2
        pairs[first + hole] = value


def _median(a: int, b: int, c: int) -> int:
    """Which of the three is the median; the order of the comparisons decides between equals."""
    if a < b:
        return 1 if b < c else 2 if a < c else 0
    return 0 if a < c else 2 if b < c else 1
