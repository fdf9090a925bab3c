"""Where we are slower than PyTorch: what notebooks call, forward and backward, one call each.

    python tests/benchmarks/breadth.py [words of names]

Prints the ratio of times (ours / PyTorch's, one thread each, median of rounds in alternation), the
slowest first: a place to look for what is worth a better way.
"""

from __future__ import annotations

import math
import os
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import numpy as np  # noqa: E402 (the thread counts must be set first)

sys.path.insert(0, str(Path(__file__).parents[2]))

ROUNDS, SECONDS = 7, 0.02
SIZES = ((32, 64), (256, 256))
Program = Callable[[], Any]

# Of one tensor `x`; `T` is the library, `F` its nn.functional.
OPS = """
    x.softmax(-1) ; x.log_softmax(-1) ; x.logsumexp(1) ; F.layer_norm(x, x.shape[-1:])
    x.relu() ; F.gelu(x) ; x.sigmoid() ; F.silu(x) ; F.leaky_relu(x) ; F.softplus(x) ; F.elu(x)
    x.max(1).values ; x.amax(1) ; x.topk(5)[0] ; x.sort()[0] ; x.argsort() * x ; x.median(1).values
    x.cumsum(1) ; x.cumsum(0) ; x.cumprod(1) ; x.prod(1) ; x.std(1) ; x.var(0) ; x.mean(0)
    x.norm(dim=1) ; F.normalize(x) ; T.cdist(x, x) ; F.cosine_similarity(x, x.flip(0))
    T.where(x > 0, x, -x) ; x.clamp(-1, 1) ; T.minimum(x, -x) ; x.masked_fill(x > 0, 0.0)
    x.T.contiguous() ; x.view(4, -1, 32).permute(1, 0, 2).reshape(-1) ; F.pad(x, (1, 1))
    x.gather(1, x.argmax(1, keepdim=True)) ; x[x[:, 0].argsort()] ; x[x > 0] ; x.diagonal()
    T.cat([x, x], 1) ; T.stack([x, x]) ; x.split(8, 1)[0] ; x.repeat(2, 2) ; x.flip(0) ; x.roll(1, 0)
    x.unfold(0, 3, 1) ; x.tril() ; T.outer(x[0], x[1]) ; T.einsum('ij,kj->ik', x, x)
    T.bmm(x.view(4, -1, 16), x.view(4, 16, -1)) ; F.dropout(x, 0.5) ; x**3 ; x.abs().sqrt() ; x.exp()
    T.atan2(x, x + 1) ; F.cross_entropy(x, x.argmax(1)) ; F.mse_loss(x, x * 2)
    F.smooth_l1_loss(x, x * 2) ; F.kl_div(x.log_softmax(1), x.softmax(1))
    F.binary_cross_entropy_with_logits(x, (x > 0).float()) ; (x > 0).any() * x
    (x.argmax(1) == x.argmin(1)).float().mean() * x ; (x > 0).nonzero().sum() * x"""

# Of a positive definite matrix `x` of 4 and of 64 rows.
MATRICES = """
    T.linalg.inv(x) ; T.linalg.det(x) ; T.linalg.cholesky(x) ; T.linalg.svdvals(x)
    T.linalg.eigh(x)[0] ; T.linalg.solve(x, x[0]) ; T.linalg.qr(x)[1] ; T.linalg.matrix_exp(x / 40)
    x.logdet() ; T.linalg.lstsq(x, x).solution"""

# A layer and the shape of what it is applied to.
LAYERS = {
    "Linear(64, 64)": (32, 64),
    "Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))": (32, 64),
    "Conv2d(3, 16, 3, padding=1)": (8, 3, 32, 32), "Conv2d(6, 16, 5)": (8, 6, 14, 14),
    "Conv2d(16, 32, 3, stride=2, padding=1)": (4, 16, 16, 16),
    "Conv2d(16, 32, 1)": (4, 16, 16, 16), "Conv1d(16, 32, 3)": (4, 16, 64),
    "ConvTranspose2d(16, 8, 4, 2, 1)": (4, 16, 8, 8), "MaxPool2d(2)": (8, 16, 28, 28),
    "AvgPool2d(2)": (8, 16, 28, 28), "AdaptiveAvgPool2d(1)": (8, 16, 28, 28),
    "BatchNorm1d(64)": (32, 64), "BatchNorm2d(16)": (8, 16, 28, 28), "LayerNorm(64)": (4, 16, 64),
    "GroupNorm(4, 16)": (4, 16, 14, 14), "RNN(16, 32)": (20, 8, 16), "GRU(16, 32)": (20, 8, 16),
    "LSTM(16, 32)": (20, 8, 16), "LSTMCell(16, 32)": (8, 16),
    "TransformerEncoderLayer(32, 4, 64, batch_first=True)": (4, 10, 32)}

# What only makes something, or reads it.
OTHERS = """
    T.tensor([1., 2., 3.]) ; T.zeros(3, 4) ; T.randn(3, 4) ; T.rand(100, 100) ; T.randn(100, 100)
    T.arange(12).reshape(3, 4) ; T.randint(0, 10, (5,)) ; T.randperm(100) ; T.linspace(0, 1, 50)
    T.normal(0, 1, (100, 2)) ; T.bernoulli(T.full((100,), .5)) ; T.multinomial(T.ones(10), 5)
    repr(T.arange(12.).reshape(3, 4)) ; str(T.ones(100, 100)) ; T.tensor(3.).item()
    T.ones(5).tolist() ; T.ones(3).numpy() ; T.arange(6).float().mean()"""


def lines(table: str) -> list[str]:
    """The expressions of a table."""
    return [e.strip() for line in table.strip().splitlines() for e in line.split(" ; ")]


def data(*shape: int) -> np.ndarray:
    """The same numbers for both."""
    return np.random.default_rng(sum(shape)).standard_normal(shape).astype(np.float32)


def expression(T: Any, text: str, array: np.ndarray) -> Program:
    """The value of an expression of `x`, and its gradient."""
    x = T.tensor(array, requires_grad=True)
    value = eval(f"lambda: {text}", {"T": T, "F": T.nn.functional, "x": x})

    def run() -> None:
        x.grad = None
        value().sum().backward()
    return run


def layer(T: Any, text: str, array: np.ndarray) -> Program:
    """The output of a layer, and all gradients."""
    T.manual_seed(0)
    module, x = eval(f"nn.{text}", {"nn": T.nn}), T.tensor(array, requires_grad=True)

    def run() -> None:
        module.zero_grad()
        x.grad = None
        out = module(x)
        (out[0] if isinstance(out, tuple) else out).sum().backward()
    return run


def programs() -> dict[str, Callable[[Any], Program]]:
    """By name, each made for a library."""
    made: dict[str, Callable[[Any], Program]] = {}
    for text in lines(OPS):
        for size in SIZES:
            made[f"{text}  {size}"] = lambda T, e=text, s=size: expression(T, e, data(*s))
    for text in lines(MATRICES):
        for n in (4, 64):
            a = data(n, n)
            matrix = a @ a.T + n * np.eye(n, dtype=a.dtype)
            made[f"{text}  {n}"] = lambda T, e=text, a=matrix: expression(T, e, a)
    for text, shape in LAYERS.items():
        made[f"{text}  {shape}"] = lambda T, e=text, s=shape: layer(T, e, data(*s))
    for text in lines(OTHERS):
        made[text] = lambda T, e=text: eval(f"lambda: {e}", {"T": T})
    return made


def microseconds(run: Program, times: int) -> float:
    """Of one call."""
    start = time.perf_counter()
    for _ in range(times):
        run()
    return (time.perf_counter() - start) / times * 1e6


def compared(make: Callable[[Any], Program], ours: Any, theirs: Any) -> tuple[float, float]:
    """Microseconds here and there."""
    both = make(ours), make(theirs)
    first = max(microseconds(run, 2) for run in both)
    times = max(1, int(SECONDS * 1e6 / first))
    rounds = [[microseconds(run, times) for run in both] for _ in range(ROUNDS)]
    here, there = (statistics.median(column) for column in zip(*rounds, strict=True))
    return here, there


def main() -> None:
    """Print the ratios."""
    import torch

    import nbautograd
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    words = sys.argv[1:]
    found = [(*compared(make, nbautograd, torch), name) for name, make in programs().items()
             if not words or any(word in name for word in words)]
    for here, there, name in sorted(found, key=lambda row: row[1] / row[0]):
        print(f"{here / there:6.2f} {here:9.1f} {there:9.1f} us  {name}")
    mean = math.exp(statistics.fmean(math.log(here / there) for here, there, _ in found))
    slower = sum(here > there for here, there, _ in found)
    print(f"geometric mean {mean:.2f}; slower than PyTorch in {slower} of {len(found)}")


if __name__ == "__main__":
    main()
