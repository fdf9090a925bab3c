"""The random stream: facts written down from PyTorch 2.13, and the same calls on PyTorch itself."""

import copy
import hashlib
import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from nbautograd.engine.fused import fma
from nbautograd.engine.generator import Generator
from nbautograd.engine.selection import largest

SEEDS = range(10)
SIZES = [*range(8), 15, 16, 17, 23, 31, 32, 33, 64, 100, 623, 625, 4097, 10_000]
REAL = ["float16", "float32", "float64"]
COMPLEX = ["complex64", "complex128"]
INTEGER = ["uint8", "int8", "int16", "int32", "int64"]

Draw = Callable[[Generator], np.ndarray]


# Facts: the numbers everybody knows from seed zero, and digests of 1000 numbers from seed 42.

FIRST: list[tuple[Draw, list[float]]] = [
    (lambda g: g.uniform((3,), "float32"),
     [0.49625658988952637, 0.7682217955589294, 0.08847743272781372]),
    (lambda g: g.normal((3,), "float32"),
     [1.5409960746765137, -0.293428897857666, -2.1787893772125244]),
    (lambda g: g.integers((5,), "int64", 0, 10), [4, 9, 3, 0, 3]),
    (lambda g: g.permutation(5), [4, 0, 1, 3, 2]),
]
DIGESTS: list[tuple[str, Draw]] = [
    ("80ff065ee30ad7ac", lambda g: g.uniform((1000,), "float32")),
    ("3c32285b450a7e7c", lambda g: g.uniform((1000,), "float64")),
    ("85e1ee54962886fe", lambda g: g.uniform((1000,), "float32", -1.3, 2.1)),
    ("13b35fb427f5f8d7", lambda g: g.normal((1000,), "float32")),
    ("e74387e0ac564dbc", lambda g: g.normal((1000,), "float32", 0.3, 1.7)),
    ("edf9b4f8285fa318", lambda g: g.integers((1000,), "int64", -7, 1000)),
    ("14289c4f8810e388", lambda g: g.integers((1000,), "int64", -2**40, 2**40)),
    ("248faf181bf1132e", lambda g: g.whole_numbers((1000,), "uint8")),
    ("ac5c22de20fc5d16", lambda g: g.permutation(1000)),
    ("6847249cdf1a832b", lambda g: g.bernoulli((1000,), "float32", 0.3)),
    ("058f2aeffb8a8661", lambda g: g.bernoulli((1000,), "float32", np.full(1000, np.float32(0.3)))),
    ("75b47b0ae8e99d37", lambda g: g.geometric((1000,), "float32", 0.2)),
]


@pytest.mark.parametrize(("draw", "known"), FIRST)
def test_the_first_numbers_of_seed_zero(draw: Draw, known: list[float]) -> None:
    assert draw(Generator(0)).tolist() == known


@pytest.mark.parametrize(("known", "draw"), DIGESTS)
def test_a_thousand_numbers_have_the_known_bits(known: str, draw: Draw) -> None:
    assert hashlib.sha256(draw(Generator(42)).tobytes()).hexdigest()[:16] == known


# The state


def test_a_restored_state_continues_in_the_middle_of_a_block_and_of_a_pair() -> None:
    generator = Generator(3)
    generator.uniform((100,), "float32")
    generator.normal((5,), "float64")
    saved = generator.state()
    after = generator.normal((8,), "float64")
    other = Generator(4)
    other.restore(saved)
    assert other.initial_seed() == 3
    np.testing.assert_array_equal(other.normal((8,), "float64"), after)


def test_a_state_has_the_layout_of_pytorch() -> None:
    generator = Generator(258)
    assert generator.state()[:24].tolist() == [2, 1, *[0] * 6, 1, 0, 0, 0, 1, *[0] * 11]
    generator.uniform((3,), "float32")
    assert generator.state()[8:24].tolist() == [110, 2, 0, 0, 1, 0, 0, 0, 3, *[0] * 7]


def test_a_state_that_is_none_is_refused() -> None:
    with pytest.raises(RuntimeError, match="Expected a CPUGeneratorImplState of size 5056 but"):
        Generator().restore(np.zeros(100, np.uint8))
    with pytest.raises(RuntimeError, match="Invalid mt19937 state"):
        Generator().restore(np.zeros(5056, np.uint8))


def test_seeds() -> None:
    generator = Generator()
    assert generator.initial_seed() == 67280421310721
    generator.reseed(-1)
    assert generator.initial_seed() == 2**64 - 1
    for seed in (2**64, -2**63 - 1):
        with pytest.raises(ValueError, match="Overflow when unpacking long long"):
            generator.reseed(seed)
    assert generator.seed() == generator.initial_seed() != generator.seed()


def test_a_copy_has_its_own_stream() -> None:
    generator = Generator(1)
    generator.normal((3,), "float32")
    twin = copy.deepcopy(generator)
    np.testing.assert_array_equal(twin.normal((3,), "float32"), generator.normal((3,), "float32"))


# The arithmetic


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_fma_rounds_once(kind: type[np.floating]) -> None:
    rng = np.random.default_rng(0)
    a, b = rng.standard_normal((2, 3000)).astype(kind)
    # Addends around the half-way points of the product, where rounding twice goes wrong.
    c = (-(a * b) * (1 + kind(2.0**-12)) * rng.choice([1, 2.0**-20, 2.0**25], 3000)).astype(kind)
    for x, y, z, got in zip(a, b, c, fma(a, b, c), strict=True):
        exact = Fraction(float(x)) * Fraction(float(y)) + Fraction(float(z))
        near = [got, np.nextafter(got, kind(np.inf)), np.nextafter(got, kind(-np.inf))]
        assert min(near, key=lambda n: abs(Fraction(float(n)) - exact)) == got


def test_the_open_end_is_never_reached() -> None:
    numbers = Generator(0).uniform((100_000,), "float16")
    assert numbers.max() < 1
    assert (Generator(0).uniform((5,), "float32", 2.0, 2.0) == 2).all()


def test_equal_elements_come_in_the_order_of_the_c_library() -> None:
    weights = np.array([0, 10, 3, 0], "float32")
    assert Generator(0).multinomial(weights, 4, False).tolist() == [1, 2, 0, 3]
    assert largest(np.array([0, 2, np.nan, 0, 2]), 5).tolist() == [2, 4, 1, 3, 0]


# PyTorch itself

Pair = tuple[str, Callable[[Any], Any], Draw]


def pairs(torch: Any, n: int) -> list[Pair]:
    """Each kind of draw of `n` numbers: its name, on PyTorch, on ours."""
    found: list[Pair] = []

    def add(name: str, theirs: Callable[[Any], Any], ours: Draw) -> None:
        found.append((f"{name} n={n}", theirs, ours))

    def both(kind: str) -> None:
        dtype, shape = getattr(torch, kind), (n,)

        def empty() -> Any:
            return torch.empty(n, dtype=dtype)

        add(f"rand {kind}", lambda g: torch.rand(n, dtype=dtype, generator=g),
            lambda g: g.uniform(shape, kind))
        add(f"uniform_ {kind}", lambda g: empty().uniform_(-1.3, 2.1, generator=g),
            lambda g: g.uniform(shape, kind, -1.3, 2.1))
        add(f"randn {kind}", lambda g: torch.randn(n, dtype=dtype, generator=g),
            lambda g: g.normal(shape, kind))
        add(f"normal_ {kind}", lambda g: empty().normal_(0.3, 1.7, generator=g),
            lambda g: g.normal(shape, kind, 0.3, 1.7))

    def real(kind: str) -> None:
        dtype, shape = getattr(torch, kind), (n,)
        p = np.linspace(0, 1, n).astype(kind)

        def empty() -> Any:
            return torch.empty(n, dtype=dtype)

        add(f"strided normal_ {kind}",
            lambda g: torch.empty(n, 2, dtype=dtype)[:, 0].normal_(0.3, 1.7, generator=g),
            lambda g: g.normal(shape, kind, 0.3, 1.7, contiguous=n < 2))
        add(f"exponential_ {kind}", lambda g: empty().exponential_(0.7, generator=g),
            lambda g: g.exponential(shape, kind, 0.7))
        add(f"geometric_ {kind}", lambda g: empty().geometric_(0.2, generator=g),
            lambda g: g.geometric(shape, kind, 0.2))
        add(f"cauchy_ {kind}", lambda g: empty().cauchy_(0.3, 1.7, generator=g),
            lambda g: g.cauchy(shape, kind, 0.3, 1.7))
        add(f"log_normal_ {kind}", lambda g: empty().log_normal_(0.3, 0.7, generator=g),
            lambda g: g.log_normal(shape, kind, 0.3, 0.7))
        add(f"bernoulli of {kind}",
            lambda g: torch.bernoulli(torch.from_numpy(p), generator=g),
            lambda g: g.bernoulli(shape, kind, p))
        if n:
            weights = np.stack([np.arange(n) % 7 + 1, n - np.arange(n)]).astype(kind)
            add(f"multinomial {kind}",
                lambda g: torch.multinomial(torch.from_numpy(weights), 50, True, generator=g),
                lambda g: g.multinomial(weights, 50, True))
            for again in (False, True):
                add(f"multinomial once {kind} {again}",
                    lambda g, again=again: torch.multinomial(
                        torch.from_numpy(weights), 1, again, generator=g),
                    lambda g, again=again: g.multinomial(weights, 1, again))
            add(f"multinomial without replacement {kind}",
                lambda g: torch.multinomial(torch.from_numpy(weights), n, generator=g),
                lambda g: g.multinomial(weights, n, False))

    def whole(kind: str) -> None:
        dtype, shape = getattr(torch, kind), (n,)

        def empty() -> Any:
            return torch.empty(n, dtype=dtype)

        add(f"random_ {kind}", lambda g: empty().random_(generator=g),
            lambda g: g.whole_numbers(shape, kind))
        add(f"random_ below 2 {kind}", lambda g: empty().random_(2, generator=g),
            lambda g: g.integers(shape, kind, 0, 2))
        add(f"bernoulli_ {kind}", lambda g: empty().bernoulli_(0.3, generator=g),
            lambda g: g.bernoulli(shape, kind, 0.3))

    for kind in REAL + COMPLEX:
        both(kind)
    for kind in REAL:
        real(kind)
    for kind in ["bool", *INTEGER, *REAL]:
        whole(kind)
    for low, high in [(3, 90), (0, 2**28 - 1), (0, 2**28), (-5, 2**31), (-2**62, 2**62 + 2**61)]:
        add(f"randint {low} {high}", lambda g, low=low, high=high: torch.randint(
                low, high, (n,), generator=g),
            lambda g, low=low, high=high: g.integers((n,), "int64", low, high))
    add("random_ of 64 bits",
        lambda g: torch.empty(n, dtype=torch.int64).random_(-2**63, None, generator=g),
        lambda g: g.integers((n,), "int64", -2**63, 2**63))
    add("randperm", lambda g: torch.randperm(n, generator=g), lambda g: g.permutation(n))
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_every_draw_has_pytorchs_bits_and_leaves_its_state(seed: int) -> None:
    """All kinds of draws of all sizes in a shuffled order, so that leftovers meet every kind."""
    torch = pytest.importorskip("torch")
    theirs, ours = torch.Generator().manual_seed(seed), Generator(seed)
    for n in SIZES:
        calls = pairs(torch, n)
        random.shuffle(calls)
        for name, their_draw, our_draw in calls:
            expected, got = their_draw(theirs).numpy(), our_draw(ours)
            np.testing.assert_array_equal(got, expected, err_msg=name, strict=True)
            np.testing.assert_array_equal(
                ours.state(), theirs.get_state().numpy(), err_msg=f"state after {name}")


def test_extreme_parameters() -> None:
    torch = pytest.importorskip("torch")
    theirs, ours = torch.Generator().manual_seed(0), Generator(0)
    for kind, low, high in [("float64", -1e308, 7e307), ("float32", -1e38, 2e38),
                            ("float16", -6e4, 5e3), ("float32", 1, 1 + 2**-23)]:
        x = torch.empty(999, dtype=getattr(torch, kind)).uniform_(low, high, generator=theirs)
        np.testing.assert_array_equal(ours.uniform((999,), kind, low, high), x.numpy())
    for kind, mean, std in [("float16", 0, 1e5), ("float32", 80, 100.0), ("float64", 0, 0),
                            ("float64", np.inf, 1), ("float32", -np.inf, 1), ("float64", 0, 1e300)]:
        x = torch.empty(999, dtype=getattr(torch, kind)).normal_(mean, std, generator=theirs)
        np.testing.assert_array_equal(ours.normal((999,), kind, mean, std), x.numpy())
    x = torch.empty(99).log_normal_(700, 50, generator=theirs)
    np.testing.assert_array_equal(ours.log_normal((99,), "float32", 700, 50), x.numpy())


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kinds", [2, 5, 1000])
def test_the_largest_of_equal_elements_are_pytorchs(seed: int, kinds: int) -> None:
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(seed)
    for n in [1, 2, 3, 4, 5, 16, 17, 18, 40, 64, 65, 200, 1000]:
        for k in {1, 2, n // 64, n // 2, n - 1, n} & set(range(1, n + 1)):
            values = rng.integers(0, kinds, n).astype(np.float32)
            values[rng.random(n) < 0.05] = np.nan
            expected = torch.topk(torch.from_numpy(values), k).indices.numpy()
            np.testing.assert_array_equal(largest(values, k), expected, err_msg=f"{n=} {k=}")


@pytest.mark.parametrize("seed", [-1, -7, 2**32, 2**32 + 5, 2**63, 2**64 - 1])
def test_a_large_or_negative_seed_is_pytorchs(seed: int) -> None:
    torch = pytest.importorskip("torch")
    theirs, ours = torch.Generator().manual_seed(seed), Generator()
    ours.reseed(seed)
    assert ours.initial_seed() == theirs.initial_seed()
    np.testing.assert_array_equal(
        ours.uniform((700,), "float32"), torch.rand(700, generator=theirs).numpy())


def test_a_state_moves_between_pytorch_and_here() -> None:
    torch = pytest.importorskip("torch")
    theirs, ours = torch.Generator().manual_seed(9), Generator()
    torch.randn(333, generator=theirs), torch.randn(5, generator=theirs)
    ours.restore(theirs.get_state().numpy())
    np.testing.assert_array_equal(
        ours.normal((7,), "float64"), torch.randn(7, dtype=torch.float64, generator=theirs).numpy())
    theirs.set_state(torch.from_numpy(ours.state()))
    np.testing.assert_array_equal(
        torch.rand(7, generator=theirs).numpy(), ours.uniform((7,), "float32"))
