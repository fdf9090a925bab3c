"""DataLoader: a dataset in batches, one epoch for each loop over it.

Everything is loaded in this process, also when workers are asked for: order and numbers are the
same, since PyTorch's workers keep the order, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ...engine.construct import as_tensor, tensor
from ...engine.tensor import Tensor
from ...ops.join import stack
from .dataset import IterableDataset, TensorDataset
from .sampler import BatchSampler, RandomSampler, SequentialSampler, drawn_seed

__all__ = ["DataLoader", "default_collate", "default_convert", "get_worker_info"]


def default_collate(batch: Any) -> Any:
    """A list of samples as a batch: tensors stacked, numbers as a tensor, structures inside.

    Raises:
        TypeError: samples that are neither.   RuntimeError: samples of different lengths.

    >>> utils.data.default_collate([(1, 2.0), (3, 4.0)])
    [tensor([1, 3]), tensor([2., 4.], dtype=torch.float64)]
    """
    first = batch[0]
    if isinstance(first, Tensor):
        return stack(list(batch))
    if isinstance(first, (np.ndarray, np.generic)):
        if first.dtype.kind in "USO":
            raise TypeError("default_collate: batch must contain tensors, numpy arrays, numbers, "
                            f"dicts or lists; found {first.dtype}")
        return stack([as_tensor(np.asarray(b)) for b in batch])
    if isinstance(first, float):
        return tensor(np.array(batch, np.float64))
    if isinstance(first, int):
        return tensor(list(batch))
    if isinstance(first, (str, bytes)):
        return batch
    if isinstance(first, Mapping):
        return type(first)({k: default_collate([b[k] for b in batch]) for k in first})  # type: ignore[call-arg]  # a dict's constructor
    if isinstance(first, tuple) and hasattr(first, "_fields"):
        return type(first)(*(default_collate(part) for part in zip(*batch, strict=True)))
    if isinstance(first, Sequence):
        if any(len(b) != len(first) for b in batch):
            raise RuntimeError("each element in list of batch should be of equal size")
        return [default_collate(part) for part in zip(*batch, strict=True)]
    raise TypeError("default_collate: batch must contain tensors, numpy arrays, numbers, dicts or "
                    f"lists; found {type(first)}")


def default_convert(data: Any) -> Any:
    """Arrays in a structure as tensors; what a loader without batches does.

    >>> utils.data.default_convert([np.zeros(1), "a"])
    [tensor([0.], dtype=torch.float64), 'a']
    """
    if isinstance(data, (np.ndarray, np.generic)) and data.dtype.kind not in "USO":
        return as_tensor(np.asarray(data))
    if isinstance(data, Mapping):
        return {k: default_convert(v) for k, v in data.items()}
    if isinstance(data, tuple) and not hasattr(data, "_fields"):
        return [default_convert(v) for v in data]
    if isinstance(data, list):
        return [default_convert(v) for v in data]
    return data


def get_worker_info() -> None:
    """None: there are no workers.

    >>> print(utils.data.get_worker_info())
    None
    """


SETTLED = ("batch_size", "batch_sampler", "sampler", "drop_last", "dataset", "persistent_workers")


class DataLoader:
    """Batches of a dataset, shuffled anew in every epoch if `shuffle`.

    Raises:
        ValueError: options that exclude each other, or a size that is not positive.

    >>> data = utils.data.TensorDataset(arange(5))
    >>> [batch[0].tolist() for batch in utils.data.DataLoader(data, batch_size=2)]
    [[0, 1], [2, 3], [4]]
    """

    def __init__(self, dataset: Any, batch_size: int | None = 1, shuffle: bool | None = None,
                 sampler: Any = None, batch_sampler: Any = None, num_workers: int = 0,
                 collate_fn: Callable[[Any], Any] | None = None, pin_memory: bool = False,
                 drop_last: bool = False, timeout: float = 0,
                 worker_init_fn: Callable[[int], None] | None = None,
                 multiprocessing_context: Any = None, generator: Any = None, *,
                 prefetch_factor: int | None = None, persistent_workers: bool = False,
                 pin_memory_device: str = "", in_order: bool = True) -> None:
        if num_workers < 0:
            raise ValueError("num_workers option should be non-negative; use num_workers=0 to "
                             "disable multiprocessing.")
        if timeout < 0:
            raise ValueError("timeout option should be non-negative")
        if num_workers == 0 and prefetch_factor is not None:
            raise ValueError(
                "prefetch_factor option could only be specified in multiprocessing.let num_workers "
                "> 0 to enable multiprocessing, otherwise set prefetch_factor to None.")
        if num_workers > 0 and prefetch_factor is None:
            prefetch_factor = 2
        if prefetch_factor is not None and prefetch_factor < 0:
            raise ValueError("prefetch_factor option should be non-negative")
        if persistent_workers and num_workers == 0:
            raise ValueError("persistent_workers option needs num_workers > 0")
        if isinstance(dataset, IterableDataset):
            for what, given in (("shuffle", shuffle), ("sampler", sampler),
                                ("batch_sampler", batch_sampler)):
                if given not in (None, False):
                    raise ValueError(f"DataLoader with IterableDataset: expected unspecified {what} "
                                     f"option, but got {what}={given}")
        if sampler is not None and shuffle:
            raise ValueError("sampler option is mutually exclusive with shuffle")
        if batch_sampler is not None:
            if batch_size != 1 or shuffle or sampler is not None or drop_last:
                raise ValueError("batch_sampler option is mutually exclusive with batch_size, "
                                 "shuffle, sampler, and drop_last")
            batch_size = None
        elif batch_size is None and drop_last:
            raise ValueError("batch_size=None option disables auto-batching and is mutually "
                             "exclusive with drop_last")
        self.dataset, self.batch_size, self.drop_last = dataset, batch_size, drop_last
        self.num_workers, self.pin_memory, self.generator = num_workers, pin_memory, generator
        self.timeout, self.worker_init_fn = timeout, worker_init_fn
        self._iterable = isinstance(dataset, IterableDataset)
        if sampler is None and not self._iterable:
            sampler = (RandomSampler(dataset, generator=generator) if shuffle else
                       SequentialSampler(dataset))
        if batch_size is not None and batch_sampler is None and not self._iterable:
            batch_sampler = BatchSampler(sampler, batch_size, drop_last)
        self.sampler, self.batch_sampler = sampler, batch_sampler
        if collate_fn is None:
            together = batch_sampler is not None or (self._iterable and batch_size is not None)
            collate_fn = default_collate if together else default_convert
        self.collate_fn = collate_fn
        self.prefetch_factor, self.persistent_workers = prefetch_factor, persistent_workers
        self.pin_memory_device, self.in_order = pin_memory_device, in_order
        self._made = True

    def __setattr__(self, name: str, value: Any) -> None:
        # What the samplers were made from; a new value would change nothing.
        if name in SETTLED and hasattr(self, "_made"):
            raise ValueError(f"{name} attribute should not be set after DataLoader is initialized")
        super().__setattr__(name, value)

    def __iter__(self) -> Iterator[Any]:
        # PyTorch draws a seed for its workers at the start of every epoch, also without any.
        return self._batches(iter(self._numbers()), drawn_seed(self.generator))

    def _numbers(self) -> Any:
        if self._iterable:
            return BatchSampler(self.dataset, self.batch_size or 1, self.drop_last)
        return self.sampler if self.batch_sampler is None else self.batch_sampler

    def _batches(self, numbers: Iterator[Any], _: int) -> Iterator[Any]:
        for wanted in numbers:
            if self._iterable:
                samples = wanted if self.batch_size is not None else wanted[0]
            elif self.batch_sampler is None:
                samples = self.dataset[wanted]
            elif self._rows and type(wanted) is list and {type(k) for k in wanted} == {int}:
                rows = tensor(wanted)
                yield [t[rows] for t in self.dataset.tensors]
                continue
            else:
                samples = [self.dataset[k] for k in wanted]
            yield self.collate_fn(samples)

    @property
    def _rows(self) -> bool:
        """Whether a batch is rows of plain tensors: taken at once, and not stacked one by one."""
        return self.collate_fn is default_collate and type(self.dataset) is TensorDataset and all(
            type(t) is Tensor and not t.requires_grad for t in self.dataset.tensors)

    def __len__(self) -> int:
        if self._iterable:
            n = len(self.dataset)
            if self.batch_size is None:
                return n
            return n // self.batch_size if self.drop_last else -(-n // self.batch_size)
        return len(self._numbers())

    def __class_getitem__(cls, item: Any) -> type[DataLoader]:
        return cls

    def __repr__(self) -> str:
        return f"<DataLoader, batch_size={self.batch_size}>"
