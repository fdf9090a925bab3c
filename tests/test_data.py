"""torch.utils.data: the same source on our package and on PyTorch, what it gives compared."""

import importlib
from typing import Any

import numpy as np
import pytest

import nbautograd

try:
    import torch as reference
except ImportError:
    reference = None  # type: ignore[assignment]  # optional

VALUES = """
len(data), data[0], data[1:3], data[-1]
list(D.DataLoader(data))
list(D.DataLoader(data, 4))
list(D.DataLoader(data, 4, drop_last=True)), len(D.DataLoader(data, 4, drop_last=True))
list(D.DataLoader(data, 4, shuffle=True)), torch.rand(1)
[list(loader) for loader in [D.DataLoader(data, 4, shuffle=True)] * 3], torch.rand(1)
list(D.DataLoader(data, 4, shuffle=True, generator=g)), torch.rand(1), torch.rand(1, generator=g)
list(D.DataLoader(data, None)), torch.rand(1)
list(D.DataLoader(range(5), 2))
list(D.DataLoader([(1, 2.0), (3, 4.0)], 2))
list(D.DataLoader([{"a": 1, "b": "x"}, {"a": 2, "b": "y"}], 2))
list(D.DataLoader([np.zeros(2), np.ones(2)], 2))
list(D.DataLoader(data, 4, collate_fn=len))
list(D.DataLoader(data, batch_sampler=[[0, 1], [5]]))
list(D.DataLoader(data, batch_sampler=[{1, 2}, iter([1, 2]), {1: 0}, (0, 3), [np.int64(2)], [-1]]))
list(D.DataLoader(data, sampler=[5, 1, 2], batch_size=2))
list(D.DataLoader(stream, 2)), len(D.DataLoader(data, 4))
list(D.DataLoader(stream, 2, drop_last=True)), list(D.DataLoader(stream, None))
list(D.DataLoader([]))
list(D.RandomSampler(data)), torch.rand(1)
list(D.RandomSampler(data, replacement=True, num_samples=40)), torch.rand(1)
list(D.RandomSampler(data, num_samples=15)), torch.rand(1)
list(D.RandomSampler(data, generator=g)), torch.rand(1)
list(D.WeightedRandomSampler([1.0, 2.0, 0.5], 9)), torch.rand(1)
list(D.WeightedRandomSampler([1.0, 2.0, 0.5], 2, replacement=False)), torch.rand(1)
list(D.SubsetRandomSampler([4, 5, 6])), torch.rand(1)
list(D.BatchSampler(range(5), 2, True)), list(D.BatchSampler(D.SequentialSampler(data), 4, False))
[part.indices for part in D.random_split(data, [2, 4])], torch.rand(1)
[part.indices for part in D.random_split(data, [0.5, 0.3, 0.2])]
[len(part) for part in D.random_split(range(10), [0.25, 0.25, 0.5], generator=g)]
(data + data)[8], len(data + data), D.ConcatDataset([data, data])[-1]
D.Subset(data, [1, 2])[0], D.Subset(data, [1, 2])[[0, 1]], len(D.Subset(data, [1, 2]))
D.StackDataset(data, data)[1], D.StackDataset(a=data)[1]
D.default_collate([[1, 2], [3, 4]]), D.default_collate(["a", "b"])
D.default_collate([True, False]), D.default_collate([np.float32(1), np.float32(2)])
D.default_convert((np.zeros(1), "a", 3))
"""

REFUSALS = """
D.TensorDataset(torch.ones(3), torch.ones(2))
D.DataLoader(data, batch_size=0)
D.DataLoader(data, batch_size=2, batch_sampler=[[1]])
D.DataLoader(data, shuffle=True, sampler=[1])
D.DataLoader(data, num_workers=-1)
D.DataLoader([], shuffle=True)
D.random_split(data, [3, 2])
D.random_split(data, [0.5, 0.6])
D.default_collate([object()])
D.default_collate([[1, 2], [3]])
D.default_collate([torch.ones(2), torch.ones(3)])
D.BatchSampler(range(5), 0, True)
D.ConcatDataset([])
D.Dataset()[0]
D.RandomSampler(data, num_samples=0)
D.WeightedRandomSampler([1.0], 0)
"""


def run(engine: Any, text: str) -> Any:
    """The value of an expression, with a dataset of six rows and a seeded stream."""
    D = importlib.import_module(f"{engine.__name__}.utils.data")

    class Stream(D.IterableDataset):  # type: ignore[misc, name-defined]  # of this engine
        def __iter__(self) -> Any:
            return iter(range(5))

    engine.manual_seed(0)
    x = engine.arange(6.0)
    names = {"D": D, "torch": engine, "np": np, "data": D.TensorDataset(x, x * 2),
             "stream": Stream(), "g": engine.Generator().manual_seed(1)}
    return eval(text, names)


def plain(value: Any) -> Any:
    """Tensors as their types and lists."""
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    return (str(value.dtype), value.tolist()) if hasattr(value, "tolist") else value


needs_torch = pytest.mark.skipif(reference is None, reason="PyTorch is not installed")


@needs_torch
@pytest.mark.parametrize("text", VALUES.strip().splitlines())
def test_values_are_pytorchs(text: str) -> None:
    assert plain(run(nbautograd, text)) == plain(run(reference, text))


@needs_torch
@pytest.mark.parametrize("text", REFUSALS.strip().splitlines())
def test_refusals_are_pytorchs(text: str) -> None:
    found = []
    for engine in (nbautograd, reference):
        with pytest.raises(Exception) as caught:  # noqa: PT011 (compared below)
            run(engine, text)
        found.append((caught.type, str(caught.value).split(":")[0][:60]))
    assert found[0] == found[1]


def test_a_loader_says_no_address() -> None:
    data = nbautograd.utils.data.TensorDataset(nbautograd.ones(3))
    loader = nbautograd.utils.data.DataLoader(data, 2)
    assert repr(data) == "<TensorDataset of 3 samples>"
    assert repr(loader) == "<DataLoader, batch_size=2>"
