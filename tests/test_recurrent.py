"""Recurrent layers beside PyTorch: outputs, last states and gradients, also gradients of gradients."""

from typing import Any

import numpy as np
import pytest

import nbautograd

torch = pytest.importorskip("torch")

LAYERS: list[tuple[str, dict[str, Any]]] = [
    (kind, {**sort, "bias": bias, "bidirectional": bidirectional, "num_layers": layers})
    for kind, sort in [("RNN", {}), ("RNN", {"nonlinearity": "relu"}), ("LSTM", {}),
                       ("LSTM", {"proj_size": 2}), ("GRU", {})]
    for bias, bidirectional, layers in [(True, False, 1), (False, True, 1), (True, True, 2)]]
LOSSES = {
    "outputs": lambda out, last: (out * out).sum(),
    "the last state": lambda out, last: last[-1].pow(3).sum(),
    "both": lambda out, last: (out * out).sum() + sum(h.pow(3).sum() for h in last),
}


def gradients(module: Any, kind: str, given: dict[str, Any], loss: Any, twice: bool,
              arrays: list[Any]) -> list[Any]:
    """What a layer returns, and the gradients of its input, first state and parameters."""
    module.manual_seed(0)
    layer = getattr(module.nn, kind)(3, 4, **given).double()
    x, *states = (module.tensor(a, requires_grad=True) for a in arrays)
    out, last = layer(x, tuple(states) if kind == "LSTM" else states[0])
    total = loss(out, last if kind == "LSTM" else (last,))
    if twice:
        (g,) = module.autograd.grad(total, x, create_graph=True)
        total = (g * g).sum()
    total.backward()
    leaves = [x, *states, *layer.parameters()]
    return [np.asarray(t.detach()) for t in
            (out, *(leaf.grad for leaf in leaves if leaf.grad is not None))]


@pytest.mark.parametrize("twice", [False, True])
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize(("kind", "given"), LAYERS)
def test_layer(kind: str, given: dict[str, Any], loss: str, twice: bool) -> None:
    rng = np.random.default_rng(0)
    count = given["num_layers"] * (1 + given["bidirectional"])
    arrays = [rng.standard_normal((5, 2, 3)), *(
        rng.standard_normal((count, 2, n)) for n in (given.get("proj_size", 4), 4))]

    ours, theirs = (gradients(m, kind, given, LOSSES[loss], twice, arrays)
                    for m in (nbautograd, torch))

    assert len(ours) == len(theirs)
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
def test_an_empty_sequence_is_refused(kind: str) -> None:
    for module in (nbautograd, torch):
        with pytest.raises(RuntimeError, match="Expected sequence length to be larger than 0"):
            getattr(module.nn, kind)(2, 3)(module.zeros(0, 1, 2))


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
def test_outputs_may_be_written_and_types_must_agree(kind: str) -> None:
    found = []
    for module in (nbautograd, torch):
        module.manual_seed(0)
        layer = getattr(module.nn, kind)(2, 3).double()
        x = module.ones(4, 1, 2, dtype=module.float64, requires_grad=True)
        out, _ = layer(x)
        out.mul_(2)
        out.sum().backward()
        found.append(np.asarray(x.grad))
        first = module.ones(1, 1, 3)
        with pytest.raises(RuntimeError):
            layer(x, (first, first) if kind == "LSTM" else first)
    np.testing.assert_allclose(*found, rtol=1e-12)


def test_a_rectifier_lets_nothing_else_become_nan() -> None:
    found = []
    for module in (nbautograd, torch):
        layer = module.nn.RNN(1, 1, nonlinearity="relu")
        for p in layer.parameters():
            p.data.fill_(1)
        x = module.tensor([[[1.0]], [[-10.0]], [[float("inf")]]], requires_grad=True)
        layer(x)[0].sum().backward()
        found.append(np.asarray(x.grad))
    np.testing.assert_array_equal(*found)
