"""Convolutions and pooling over many geometries, beside PyTorch: values, gradients, indices."""

from typing import Any

import numpy as np
import pytest

import nbautograd

torch = pytest.importorskip("torch")

CASES = range(40)


def geometry(seed: int) -> tuple[np.random.Generator, int, list[tuple[int, ...]], tuple[int, ...]]:
    """A generator; how many dimensions; kernel, stride, dilation; the sizes of an image."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 4))
    numbers = [tuple(int(v) for v in rng.integers(1, high, n)) for high in (4, 4, 3)]
    if seed % 2:
        numbers[1] = (1,) * n       # windows one step apart are laid out in lines
    return rng, n, numbers, tuple(int(v) for v in rng.integers(5, 9, n))


def outcome(module: Any, run: Any, *arrays: Any) -> Any:
    """The arrays that a program returns, or the beginning of its error."""
    try:
        return [np.asarray(t.detach()) for t in run(module, *(
            None if a is None else module.tensor(a, requires_grad=True) for a in arrays))]
    except RuntimeError as error:
        return " ".join(str(error).split()[:6])


def compare(run: Any, *arrays: Any) -> None:
    """The same program on both engines."""
    ours, theirs = (outcome(m, run, *arrays) for m in (nbautograd, torch))
    assert isinstance(ours, str) == isinstance(theirs, str), (ours, theirs)
    if isinstance(ours, str):
        assert ours == theirs
        return
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize("seed", CASES)
@pytest.mark.parametrize("kind", ["conv", "conv_transpose"])
def test_convolution(kind: str, seed: int) -> None:
    rng, n, (kernel, stride, dilation), sizes = geometry(seed)
    groups, padding = seed % 3 // 2 + 1, tuple(int(p) for p in rng.integers(0, 3, n))
    x, weight = (rng.standard_normal(size) for size in (
        (2, 2 * groups, *sizes), (2 * groups, 2, *kernel)))
    bias = rng.standard_normal(2 * groups) if seed % 2 else None
    if seed % 4 == 0:
        x = np.moveaxis(np.ascontiguousarray(np.moveaxis(x, 1, -1)), -1, 1)

    def run(module: Any, x: Any, weight: Any, bias: Any) -> list[Any]:
        function = getattr(module.nn.functional, f"{kind}{n}d")
        out = function(x, weight, bias, stride=stride, padding=padding, dilation=dilation,
                       groups=groups)
        factors = module.tensor(np.linspace(-1, 1, out.numel()).reshape(tuple(out.shape)))
        (g,) = module.autograd.grad((out * out * factors).sum(), x, create_graph=True)
        g.pow(2).sum().backward()
        given = [x.grad, weight.grad] + ([] if bias is None else [bias.grad])
        return [out, g, *given]

    compare(run, x, weight, bias)


@pytest.mark.parametrize("seed", CASES)
@pytest.mark.parametrize("special", [False, True])
def test_largest_of_windows(special: bool, seed: int) -> None:
    rng, n, (kernel, stride, dilation), sizes = geometry(seed)
    padding = tuple(k // 2 if seed % 2 else 0 for k in kernel)
    x = rng.integers(-3, 3, (2, 2, *sizes)).astype(float)     # many are equal
    if special:
        x[rng.random(x.shape) < 0.1] = np.nan
        x[rng.random(x.shape) < 0.5] = -np.inf

    def run(module: Any, x: Any) -> list[Any]:
        function = getattr(module.nn.functional, f"max_pool{n}d")
        values, indices = function(x, kernel, stride, padding, dilation, ceil_mode=seed % 3 == 0,
                                   return_indices=True)
        values.backward(module.ones_like(values))
        return [values, indices, x.grad]

    compare(run, x)


@pytest.mark.parametrize("seed", CASES)
def test_mean_of_windows(seed: int) -> None:
    rng, n, (kernel, stride, _), sizes = geometry(seed)
    padding = tuple(k // 2 if seed % 2 else 0 for k in kernel)
    given = {"divisor_override": 3} if n > 1 and seed % 4 == 0 else {}

    def run(module: Any, x: Any) -> list[Any]:
        function = getattr(module.nn.functional, f"avg_pool{n}d")
        out = function(x, kernel, stride, padding, ceil_mode=seed % 3 == 0,
                       count_include_pad=seed % 5 == 0, **given)
        (out ** 3).sum().backward()
        return [out, x.grad]

    compare(run, rng.standard_normal((2, 2, *sizes)))


INF = float("inf")


def edges(module: Any) -> list[Any]:
    """What empty batches and infinite numbers give."""
    functions, zeros, ones = module.nn.functional, module.zeros, module.ones
    found = []
    for run in (lambda x, w: functions.conv2d(x, w, padding=1),
                lambda x, w: functions.conv_transpose2d(x, w, stride=2),
                lambda x, w: functions.max_pool2d(x, 2) * w.sum()):
        x, w = zeros(0, 1, 3, 3, requires_grad=True), zeros(1, 1, 2, 2, requires_grad=True)
        run(x, w).sum().backward()
        found += [x.grad, w.grad]
    for place in ((0, 0, 0, 1), (0, 0, 1, 1)):
        x, w = (ones(1, 1, n, n, requires_grad=True) for n in (4, 2))
        far = x.detach().clone()
        far[place] = INF
        functions.conv2d(far, w).sum().backward()
        wide = w.detach().clone()
        wide[place] = INF
        functions.conv2d(x, wide).sum().backward()
        found += [w.grad, x.grad, functions.conv_transpose2d(x, wide)]
    found.append(functions.avg_pool1d(module.arange(-3, 3).reshape(1, 1, 6), 2))
    return [np.asarray(t.detach()) for t in found]


def test_empty_batches_and_infinite_numbers() -> None:
    for a, b in zip(edges(nbautograd), edges(torch), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("kind", ["avg", "max"])
@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize("bins", [1, 2, 3, 5, 7, (1, 3, 2), (9, 8, 7)])
@pytest.mark.parametrize("lead", [(2, 3), (3,)])
def test_bins_of_any_number(kind: str, n: int, bins: Any, lead: tuple[int, ...]) -> None:
    image = np.random.default_rng(n).standard_normal((*lead, *(6, 7, 4)[:n]))
    image.flat[3] = np.inf      # stays in its bins

    def run(m: Any, x: Any) -> Any:
        pool = getattr(m.nn.functional, f"adaptive_{kind}_pool{n}d")
        out = pool(x, bins if isinstance(bins, int) else bins[:n])
        out.cos().nan_to_num().sum().backward()
        return out, x.grad

    compare(run, image)
