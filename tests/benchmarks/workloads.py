"""What is timed: small programs in the API of each library, each returning a function to call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

WORKLOADS: dict[str, dict[str, Callable[[Any], Callable[[], Any]]]] = {}


def workload(name: str, *apis: str) -> Callable[[Any], Any]:
    """Register a workload for some APIs: ``"torch"``, ``"autograd"`` (HIPS), ``"mygrad"``."""
    def register(make: Any) -> Any:
        for api in apis:
            WORKLOADS.setdefault(name, {})[api] = make
        return make
    return register


def data(*shape: int) -> np.ndarray:
    """The same numbers for every library."""
    return np.random.default_rng(len(shape) + sum(shape)).standard_normal(shape).astype(np.float32)


# -- a scalar loss of a linear layer: what the first example of a course does ------------------------


@workload("linear layer, one sample", "torch")
def _(torch: Any) -> Callable[[], Any]:
    def run() -> Any:
        x = torch.tensor([[1.0], [2.0]], requires_grad=True)
        w = torch.tensor([[0.5, 0.5]], requires_grad=True)
        b = torch.tensor(0.1, requires_grad=True)
        loss = (w @ x + b - 1.0) ** 2
        loss.backward()
        return w.grad
    return run


@workload("linear layer, one sample", "autograd")
def _(autograd: Any) -> Callable[[], Any]:
    x, w, b = np.array([[1.0], [2.0]]), np.array([[0.5, 0.5]]), 0.1
    gradient = autograd.grad(lambda w, x, b: ((w @ x + b - 1.0) ** 2).sum(), (0, 1, 2))
    return lambda: gradient(w, x, b)


@workload("linear layer, one sample", "mygrad")
def _(mg: Any) -> Callable[[], Any]:
    def run() -> Any:
        x, w, b = mg.tensor([[1.0], [2.0]]), mg.tensor([[0.5, 0.5]]), mg.tensor(0.1)
        loss = ((w @ x + b - 1.0) ** 2).sum()
        loss.backward()
        return w.grad
    return run


# -- a long chain of numbers: the overhead of one op -------------------------------------------------


@workload("1,000 ops on one number", "torch")
def _(torch: Any) -> Callable[[], Any]:
    a = torch.tensor(0.999, requires_grad=True)

    def run() -> Any:
        a.grad = None
        y = a
        for _ in range(500):
            y = y * a + 0.001
        y.backward()
        return a.grad
    return run


@workload("1,000 ops on one number", "autograd")
def _(autograd: Any) -> Callable[[], Any]:
    def f(a: Any) -> Any:
        y = a
        for _ in range(500):
            y = y * a + 0.001
        return y
    gradient = autograd.grad(f)
    return lambda: gradient(0.999)


@workload("1,000 ops on one number", "mygrad")
def _(mg: Any) -> Callable[[], Any]:
    def run() -> Any:
        a = mg.tensor(0.999)
        y = a
        for _ in range(500):
            y = y * a + 0.001
        y.backward()
        return a.grad
    return run


# -- training steps ----------------------------------------------------------------------------------


@workload("perceptron, 64 x 784", "torch")
def _(torch: Any) -> Callable[[], Any]:
    inputs, target = torch.tensor(data(64, 784)), torch.arange(64) % 10
    weights = [torch.tensor(data(784, 128) * 0.05, requires_grad=True),
               torch.tensor(data(128, 10) * 0.05, requires_grad=True)]
    rows = torch.arange(64)

    def run() -> Any:
        hidden = (inputs @ weights[0]).relu()
        scores = hidden @ weights[1]
        loss = (scores.logsumexp(dim=1) - scores[rows, target]).mean()
        loss.backward()
        with torch.no_grad():
            for w in weights:
                w.sub_(w.grad, alpha=1e-3)
                w.grad = None
        return loss
    return run


@workload("regression, Adam, 32 x 2 x 16 x 1", "torch")
def _(torch: Any) -> Callable[[], Any]:
    net = torch.nn.Sequential(torch.nn.Linear(2, 16), torch.nn.Tanh(), torch.nn.Linear(16, 1))
    inputs, target = torch.tensor(data(32, 2)), torch.tensor(data(32, 1))
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)

    def run() -> Any:
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(net(inputs), target)
        loss.backward()
        optimizer.step()
        return loss
    return run


@workload("LeNet, 32 x 28 x 28", "torch")
def _(torch: Any) -> Callable[[], Any]:
    nn = torch.nn
    net = nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.Sigmoid(), nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5), nn.Sigmoid(), nn.AvgPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.Sigmoid(), nn.Linear(120, 84), nn.Sigmoid(), nn.Linear(84, 10))
    inputs, target = torch.tensor(data(32, 1, 28, 28)), torch.arange(32) % 10
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)

    def run() -> Any:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(net(inputs), target)
        loss.backward()
        optimizer.step()
        return loss
    return run


@workload("LSTM, 20 x 16 x 8 x 32", "torch")
def _(torch: Any) -> Callable[[], Any]:
    net, inputs = torch.nn.LSTM(8, 32), torch.tensor(data(20, 16, 8))

    def run() -> Any:
        net.zero_grad()
        net(inputs)[0].sum().backward()
        return net.weight_hh_l0.grad
    return run


@workload("attention, 4 x 8 x 64 x 32", "torch")
def _(torch: Any) -> Callable[[], Any]:
    q, k, v = (torch.tensor(data(4, 8, 64, 32), requires_grad=True) for _ in range(3))

    def run() -> Any:
        q.grad = k.grad = v.grad = None
        weights = (q @ k.transpose(-2, -1) / 32 ** 0.5).softmax(dim=-1)
        (weights @ v).pow(2).mean().backward()
        return q.grad
    return run


@workload("elementwise, 1,000,000", "torch")
def _(torch: Any) -> Callable[[], Any]:
    a, b = (torch.tensor(data(1_000_000), requires_grad=True) for _ in range(2))

    def run() -> Any:
        a.grad = b.grad = None
        (a * b).tanh().sum().backward()
        return a.grad
    return run


@workload("elementwise, 1,000,000", "autograd")
def _(autograd: Any) -> Callable[[], Any]:
    import autograd.numpy as anp
    a, b = data(1_000_000), data(1_000_000)
    gradient = autograd.grad(lambda a, b: anp.sum(anp.tanh(a * b)), (0, 1))
    return lambda: gradient(a, b)


@workload("elementwise, 1,000,000", "mygrad")
def _(mg: Any) -> Callable[[], Any]:
    a, b = mg.tensor(data(1_000_000)), mg.tensor(data(1_000_000))

    def run() -> Any:
        mg.sum(mg.tanh(a * b)).backward()
        return a.grad
    return run


@workload("second derivative, 50", "torch")
def _(torch: Any) -> Callable[[], Any]:
    x = torch.tensor(data(50), requires_grad=True)

    def run() -> Any:
        (g,) = torch.autograd.grad((x ** 3).sum(), x, create_graph=True)
        return torch.autograd.grad((g * g).sum(), x)
    return run


@workload("second derivative, 50", "autograd")
def _(autograd: Any) -> Callable[[], Any]:
    x = data(50)
    first = autograd.elementwise_grad(lambda x: x ** 3)
    second = autograd.grad(lambda x: (first(x) ** 2).sum())
    return lambda: second(x)
