"""torch.utils.checkpoint: the same gradients as without, from values that are computed again."""

from __future__ import annotations

import gc
import warnings
import weakref
from typing import Any

import pytest

import nbautograd

try:
    import torch
except ImportError:
    torch = None

ENGINES = [nbautograd, *([] if torch is None else [torch])]


@pytest.fixture(params=ENGINES, ids=lambda engine: engine.__name__)
def m(request: pytest.FixtureRequest) -> Any:
    engine = request.param
    engine.manual_seed(0)
    __import__(f"{engine.__name__}.utils.checkpoint")
    return engine


@pytest.mark.parametrize("reentrant", [False, True])
def test_gradients_are_those_without_it(m: Any, reentrant: bool) -> None:
    calls = []
    net = m.nn.Sequential(m.nn.Linear(3, 4), m.nn.Tanh(), m.nn.Dropout(0.5), m.nn.Linear(4, 2))

    def run(x: Any) -> Any:
        calls.append(m.is_grad_enabled())
        return net(x)

    x = m.randn(5, 3, requires_grad=True)
    m.manual_seed(1)
    plain = net(x)
    plain.sum().backward()
    expected = [x.grad, *(p.grad for p in net.parameters())]
    x.grad = None
    net.zero_grad()
    m.manual_seed(1)
    out = m.utils.checkpoint.checkpoint(run, x, use_reentrant=reentrant)
    after = m.rand(1)
    assert m.equal(out, plain)
    out.sum().backward()
    assert all(map(m.equal, [x.grad, *(p.grad for p in net.parameters())], expected))
    assert calls == ([False, True] if reentrant else [True, True])
    m.manual_seed(1)
    net(x)
    assert m.equal(m.rand(1), after)


def test_nothing_is_kept_and_no_more_than_needed_computed(m: Any) -> None:
    kept, ends = [], []

    def run(x: Any) -> Any:
        y = x * 2
        z = y.exp()
        kept.append(weakref.ref(z))
        out = z.sin() + 1
        ends.append(1)
        return out

    x = m.tensor([1.0, 2.0], requires_grad=True)
    out = m.utils.checkpoint.checkpoint(run, x, use_reentrant=False)
    gc.collect()
    assert kept[0]() is None
    out.sum().backward(retain_graph=True)
    first, x.grad = x.grad, None
    out.sum().backward()
    assert m.equal(x.grad, first)
    assert len(kept) == 3
    assert len(ends) == 1


def test_gradients_of_gradients(m: Any) -> None:
    x = m.tensor([1.0, 2.0], requires_grad=True)
    y = m.utils.checkpoint.checkpoint(lambda x: x ** 3, x, use_reentrant=False)
    g, = m.autograd.grad(y.sum(), x, create_graph=True)
    assert m.autograd.grad(g.sum(), x)[0].tolist() == [6.0, 12.0]


def test_one_inside_another(m: Any) -> None:
    cp = m.utils.checkpoint.checkpoint
    x = m.tensor([0.5, 2.0], requires_grad=True)
    cp(lambda x: cp(lambda y: y.exp() * y, x.sin(), use_reentrant=False).tanh(), x,
       use_reentrant=False).sum().backward()
    found, x.grad = x.grad, None
    (x.sin().exp() * x.sin()).tanh().sum().backward()
    assert m.allclose(found, x.grad)


def test_a_second_call_that_differs_is_refused(m: Any) -> None:
    cp, state = m.utils.checkpoint, {"n": 0}

    def fewer(x: Any) -> Any:
        state["n"] += 1
        return x.exp().sin() if state["n"] == 1 else x.exp()

    def narrower(x: Any) -> Any:
        state["n"] += 1
        return x.exp().sum() if state["n"] == 1 else x[:1].exp().sum()

    x = m.tensor([1.0, 2.0], requires_grad=True)
    with pytest.raises(cp.CheckpointError, match="A different number of tensors was saved during"):
        cp.checkpoint(fewer, x, use_reentrant=False).sum().backward()
    state["n"] = 0
    with pytest.raises(cp.CheckpointError, match="Recomputed values for the following tensors have"):
        cp.checkpoint(narrower, x, use_reentrant=False).backward()


def test_what_a_reentrant_one_refuses(m: Any) -> None:
    cp = m.utils.checkpoint.checkpoint
    x = m.tensor([1.0, 2.0], requires_grad=True)
    y = cp(m.exp, x, use_reentrant=True)
    assert y.grad_fn.name() == "CheckpointFunctionBackward"
    with pytest.raises(RuntimeError, match=r"When use_reentrant=True, torch\.utils\.checkpoint is inc"):
        m.autograd.grad(y.sum(), x)
    with pytest.raises(ValueError, match="Unexpected keyword arguments: k"):
        cp(m.exp, x, use_reentrant=True, k=1)
    with pytest.warns(UserWarning, match="the use_reentrant parameter should be passed explicitly"):
        assert cp(m.exp, x).grad_fn.name() == "CheckpointFunctionBackward"
    with pytest.warns(UserWarning, match="None of the inputs have requires_grad=True"):
        assert not cp(m.exp, x.detach(), use_reentrant=True).requires_grad


def test_a_sequence_in_segments(m: Any) -> None:
    net = m.nn.Sequential(*(m.nn.Linear(2, 2) for _ in range(5)))
    x = m.ones(1, 2, requires_grad=True)
    cps = m.utils.checkpoint.checkpoint_sequential
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        out = cps(net, 2, x, use_reentrant=False)
    out.sum().backward()
    found, x.grad = x.grad, None
    net(x).sum().backward()
    assert m.equal(found, x.grad)
    with pytest.warns(UserWarning, match="checkpoint_sequential: the use_reentrant"):
        cps(list(net), 2, x)
