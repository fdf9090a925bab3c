"""Packed sequences beside PyTorch's: packing, unpacking, and recurrent layers over them."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")

LENGTHS = (3, 5, 1, 3)
LAYERS = """
RNN(2, 3)
RNN(2, 3, 2, "relu", bias=False, batch_first=True)
LSTM(2, 3)
LSTM(2, 3, 2, bidirectional=True)
LSTM(2, 3, proj_size=2)
GRU(2, 3, bidirectional=True)
GRU(2, 3, 2, dropout=0.5)
""".split("\n")[1:-1]
PROGRAMS = """
rnn.pack_sequence(parts), rnn.pack_sequence(mixed, enforce_sorted=False)
rnn.unpack_sequence(rnn.pack_sequence(parts)), rnn.unpack_sequence(rnn.pack_sequence(mixed, False))
rnn.pad_packed_sequence(rnn.pack_sequence(parts))
rnn.pad_packed_sequence(rnn.pack_sequence(mixed, False), True, -1.0, 6)
rnn.pack_padded_sequence(x, torch.tensor([3, 1])), rnn.pack_padded_sequence(x, [2, 2], True)
rnn.pack_padded_sequence(x, [1, 3], enforce_sorted=False).sorted_indices
rnn.pack_sequence(parts).to(torch.float64), rnn.pack_sequence(parts).long().data.dtype
rnn.pack_sequence(parts).data.dtype, rnn.pack_sequence(parts).is_cuda, len(rnn.pack_sequence(parts))
rnn.invert_permutation(torch.tensor([2, 0, 1])), rnn.invert_permutation(None)
rnn.pack_padded_sequence(leaf, [3, 1]).data
rnn.pack_padded_sequence(x, [1, 3])
rnn.pack_padded_sequence(x, [3, 0])
rnn.pack_padded_sequence(x, [3])
rnn.pack_padded_sequence(torch.zeros(0, 2), [1, 1])
rnn.pack_sequence(mixed)
rnn.pad_packed_sequence(rnn.pack_sequence(parts), total_length=1)
""".split("\n")[1:-1]


def modules(engine: str) -> tuple[Any, Any, Any]:
    names = (engine, f"{engine}.nn", f"{engine}.nn.utils.rnn")
    return tuple(importlib.import_module(n) for n in names)  # type: ignore[return-value]  # three


@pytest.mark.parametrize("text", PROGRAMS)
def test_packing_is_pytorchs(text: str) -> None:
    found = []
    for engine in ("nbautograd", "torch"):
        torch, _, rnn = modules(engine)
        parts = [torch.arange(float(n)) for n in (3, 2, 2)]
        x = torch.arange(6.0).view(3, 2)
        names = {"torch": torch, "rnn": rnn, "parts": parts, "mixed": parts[::-1], "x": x,
                 "leaf": x.clone().requires_grad_()}
        try:
            found.append(repr(eval(text, names)))
        except (RuntimeError, ValueError) as error:
            found.append((type(error).__name__, str(error)[:60]))
    assert found[0] == found[1]


@pytest.mark.parametrize("given", [False, True])
@pytest.mark.parametrize("text", LAYERS)
def test_recurrent_layers_take_packed_sequences(text: str, given: bool) -> None:
    found = []
    for engine in ("nbautograd", "torch"):
        torch, nn, rnn = modules(engine)
        torch.manual_seed(1)
        layer = eval(f"nn.{text}", {"nn": nn})
        packed = rnn.pack_sequence([torch.randn(n, 2) for n in LENGTHS], enforce_sorted=False)
        packed.data.requires_grad_()
        state = None
        if given:
            kept = layer(packed)[1]
            state = (tuple(h.detach() for h in kept) if isinstance(kept, tuple) else kept.detach())
        out, last = layer(packed, state)
        ends = last if isinstance(last, tuple) else (last,)
        padded, lengths = rnn.pad_packed_sequence(out)
        weights = torch.arange(float(padded.numel())).view(padded.shape)
        ((padded * weights).sum() + sum((h * h).sum() for h in ends)).backward()
        assert lengths.tolist() == list(LENGTHS)
        found.append([padded, *ends, packed.data.grad, *(p.grad for p in layer.parameters()),
                      torch.rand(2)])
    for a, b in zip(*found, strict=True):
        np.testing.assert_allclose(a.detach().numpy(), b.detach().numpy(), rtol=1e-4, atol=1e-4)
