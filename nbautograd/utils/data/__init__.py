"""Data in batches (torch.utils.data).

    Dataset TensorDataset ...     samples by number
    Sampler RandomSampler ...     in which order
    DataLoader                    in batches, one epoch for each loop

>>> data = utils.data.TensorDataset(arange(3.0), tensor([1, 0, 1]))
>>> for x, y in utils.data.DataLoader(data, batch_size=2):
...     print(x, y)
tensor([0., 1.]) tensor([1, 0])
tensor([2.]) tensor([1])
"""

from __future__ import annotations

from .dataset import (
    ChainDataset,
    ConcatDataset,
    Dataset,
    IterableDataset,
    StackDataset,
    Subset,
    TensorDataset,
    random_split,
)
from .loader import DataLoader, default_collate, default_convert, get_worker_info
from .sampler import (
    BatchSampler,
    RandomSampler,
    Sampler,
    SequentialSampler,
    SubsetRandomSampler,
    WeightedRandomSampler,
)

__all__ = [
    "BatchSampler", "ChainDataset", "ConcatDataset", "DataLoader", "Dataset", "IterableDataset",
    "RandomSampler", "Sampler", "SequentialSampler", "StackDataset", "Subset",
    "SubsetRandomSampler", "TensorDataset", "WeightedRandomSampler", "default_collate",
    "default_convert", "get_worker_info", "random_split",
]
