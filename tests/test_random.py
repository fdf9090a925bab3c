"""Sampling as PyTorch does it: the same source on both, numbers and refusals compared."""

import hashlib
import pickle
import warnings
from typing import Any

import numpy as np
import pytest

import nbautograd
from nbautograd.ops import random as rng

VALUES = """
torch.rand(3)
torch.rand(2, 3)
torch.rand((2, 3))
torch.rand([2, 3])
torch.rand(())
torch.rand(0)
torch.rand(2, 0, 3)
torch.rand(size=(2, 3))
torch.rand(torch.Size([20]))
torch.rand(np.int64(3))
torch.rand(3, dtype=torch.float64)
torch.rand(30, dtype=torch.float16)
torch.rand(9, dtype=torch.complex64)
torch.rand(9, dtype=torch.complex128)
torch.rand(3, requires_grad=True)
torch.rand(3, device="cpu")
torch.rand(3, generator=g)
torch.rand(3, generator=None)
torch.randn(3)
torch.randn(5, 5)
torch.randn(100)
torch.randn(15), torch.randn(17)
torch.randn(16, dtype=torch.float64)
torch.randn(7, dtype=torch.complex64)
torch.randn(8, dtype=torch.complex64)
torch.randn(31, dtype=torch.float16)
torch.randn(3, generator=g), torch.randn(3)
torch.randn(3, requires_grad=True)
torch.rand_like(x)
torch.rand_like(x, dtype=torch.float64)
torch.rand_like(k, dtype=torch.float32)
torch.rand_like(x, generator=g)
torch.rand_like(x, requires_grad=True)
torch.rand_like(xt)
torch.randn_like(x)
torch.randn_like(big_t)
torch.randn_like(xt, generator=g)
torch.rand_like(wide)
torch.rand_like(stretched)
torch.randint(5, (3,))
torch.randint(2, 5, (3, 2))
torch.randint(low=2, high=5, size=(3,))
torch.randint(high=5, size=(3,))
torch.randint(5, size=(3,))
torch.randint(2, 5, size=(3,))
torch.randint(5, [])
torch.randint(-2**40, 2**45, (9,))
torch.randint(-2**63, 2**63 - 1, (9,))
torch.randint(2**63 - 1, (3,))
torch.randint(5, (3,), dtype=torch.float32)
torch.randint(5, (3,), dtype=torch.uint8)
torch.randint(2, (9,), dtype=torch.bool)
torch.randint(5, (3,), generator=g)
torch.randint(5, (3,), dtype=torch.float32, requires_grad=True)
torch.randint(torch.tensor(2), torch.tensor(7), (3,))
torch.randint_like(x, 5)
torch.randint_like(k, 2, 5)
torch.randint_like(k, low=2, high=5)
torch.randint_like(k, 5, dtype=torch.float64)
torch.randint_like(xt, 9, generator=g)
torch.randperm(4), torch.randperm(0), torch.randperm(1)
torch.randperm(1000)
torch.randperm(n=4)
torch.randperm(4, dtype=torch.float32)
torch.randperm(127, dtype=torch.int8)
torch.randperm(4, generator=g)
torch.normal(x, 1)
torch.normal(x)
torch.normal(x, std=2.0)
torch.normal(0.0, u)
torch.normal(3, u)
torch.normal(x, x + 2)
torch.normal(mean=x, std=torch.tensor(2.0))
torch.normal(x, u)
torch.normal(x, torch.tensor([0.5, 2.0, 3.0], dtype=torch.float64))
torch.normal(x.to(torch.float64), u)
torch.normal(big_t, 1.5)
torch.normal(0, 1, (2,))
torch.normal(0.5, 1.7, size=(20,))
torch.normal(mean=0.0, std=1.0, size=(2, 2), dtype=torch.float64)
torch.normal(0.0, 1.0, (2,), requires_grad=True)
torch.normal(x, 1.0, generator=g)
torch.normal(c, 1.0)
torch.normal(leaf, 1.0)
torch.normal(1.0, leaf)
torch.normal(leaf, leaf)
torch.poisson(x.abs() * 4)
torch.poisson(xt.abs() * 30)
torch.poisson(p.to(torch.float64) * 1e4)
torch.poisson(torch.full((300,), 9.9)), torch.poisson(torch.full((300,), 10.0))
torch.poisson(p, generator=g), torch.poisson(p * 40, g)
torch.poisson(half_t.abs() * 7)
torch.poisson(torch.zeros(3)), torch.poisson(torch.zeros(0))
torch.poisson(leaf.abs())
torch.bernoulli(p)
torch.bernoulli(p.to(torch.float64))
torch.bernoulli(p, generator=g)
torch.bernoulli(x, 0.5)
torch.bernoulli(k, p=0.5)
torch.bernoulli(big_t, 0.5)
torch.bernoulli(half_t)
torch.bernoulli(x, torch.tensor(0.7))
torch.bernoulli(leaf)
torch.bernoulli(leaf, 0.5)
p.bernoulli(), p.bernoulli(0.3), p.bernoulli(p=0.3)
torch.multinomial(p, 2)
torch.multinomial(p, 3)
torch.multinomial(p, 50, replacement=True)
torch.multinomial(p, 1, True)
torch.multinomial(p, num_samples=2, generator=g)
torch.multinomial(torch.tensor([[1.0, 2.0], [3.0, 0.0]]), 1)
torch.multinomial(torch.tensor([[1.0, 2.0], [3.0, 0.5]]), 2)
torch.multinomial(torch.tensor([[1.0, 2.0], [3.0, 0.0]]), 9, True)
torch.multinomial(torch.tensor([0.0, 10.0, 3.0, 0.0]), 4)
torch.multinomial(torch.rand(0, 3), 1)
torch.multinomial(leaf, 2)
p.multinomial(2), p.multinomial(num_samples=5, replacement=True)
x.uniform_()
x.uniform_(-2, 3)
x.uniform_(to=3)
x.uniform_(**{"from": 0.5})
x.uniform_(torch.tensor(0.0), torch.tensor(2.0))
x.uniform_(0, 1, generator=g)
xt.uniform_()
big_t.uniform_(), big_t.T
wide.uniform_()
c.uniform_()
product.uniform_()
x.normal_()
x.normal_(2, 0.5)
x.normal_(mean=2, std=0)
x.normal_(std=2), x.normal_()
x.normal_(float("nan"), 1)
x.normal_(float("inf"), 1)
big_t.normal_()
wide.normal_(), x.normal_()
c.normal_()
k.to(torch.float16).normal_()
product.normal_()
x.exponential_(), x.exponential_(2.5), x.exponential_(lambd=2)
product.exponential_()
x.cauchy_(), x.cauchy_(1, 2), x.cauchy_(median=1, sigma=2)
product.cauchy_()
x.log_normal_(), x.log_normal_(0, 1), x.log_normal_(mean=0, std=0.25)
product.log_normal_()
x.geometric_(0.2), k.geometric_(0.02), k.to(torch.uint8).geometric_(0.002)
product.geometric_(0.3)
x.bernoulli_(), x.bernoulli_(0.2), x.bernoulli_(p=0.9), k.bernoulli_(), flags.bernoulli_()
x.bernoulli_(torch.tensor([0.1, 0.5, 0.9])), xt.bernoulli_(p.reshape(3, 1))
big_t.bernoulli_(half_t)
product.bernoulli_()
product.bernoulli_(p)
x.random_(), x.random_(5), x.random_(2, 9), x.random_(to=5)
k.random_(), k.random_(5), k.random_(-2, 9), k.random_(5, None), k.random_(**{"from": 3, "to": 5})
k.random_(-2**63, None), x.random_(-2**63, None), x.random_(-9, None)
k.to(torch.uint8).random_(), k.to(torch.int8).random_(), k.to(torch.int16).random_(5, None)
k.to(torch.int32).random_(generator=g), flags.random_(), flags.random_(2), flags.random_(1, None)
x.to(torch.float16).random_(), x.to(torch.float64).random_()
product.random_()
product.random_(3)
product.random_(1, 3)
torch.manual_seed(3).initial_seed(), torch.rand(2), torch.initial_seed()
torch.manual_seed(-1).initial_seed(), torch.rand(2)
torch.manual_seed("12").initial_seed(), torch.manual_seed(1.7).initial_seed()
torch.manual_seed(np.int64(4)).initial_seed(), torch.manual_seed(2**64 - 1).initial_seed()
torch.get_rng_state(), torch.rand(5), torch.randn(3), torch.get_rng_state()
g.get_state(), g.initial_seed(), g.manual_seed(5).get_state(), g.device
torch.rand(9, generator=g.clone_state()), torch.rand(9, generator=g)
torch.Generator().initial_seed(), torch.Generator("cpu").get_state()
""".strip().splitlines()

REFUSALS = """
torch.rand()
torch.rand(-1)
torch.rand("a")
torch.rand(None)
torch.rand(2, foo=3)
torch.rand((2,), size=(2,))
torch.rand(2, generator=3)
torch.rand(2, device="cuda")
torch.rand(2, dtype=torch.int64)
torch.randn(2, dtype=torch.bool)
torch.rand_like(3)
torch.rand_like(k)
torch.randn_like(k)
torch.randint(5)
torch.randint(5, 3)
torch.randint(5, 2, (3,))
torch.randint(0, (3,))
torch.randint(5.0, (3,))
torch.randint(2**63, (3,))
torch.randint(5, (2, -1))
torch.randint(300, (3,), dtype=torch.uint8)
torch.randint(-1, 5, (3,), dtype=torch.uint8)
torch.randint(3, (3,), dtype=torch.bool)
torch.randint(5, (3,), dtype=torch.complex64)
torch.randint_like(k)
torch.randint_like(k, 5, 5)
torch.randperm(-1)
torch.randperm(4.0)
torch.randperm(300, dtype=torch.uint8)
torch.randperm(5000, dtype=torch.float16)
torch.randperm(2, dtype=torch.bool)
torch.normal(0.0, 1.0)
torch.normal(0.0, -1.0, (2,))
torch.normal(x, -1.0)
torch.normal(0.0, -u)
torch.normal(0.0, k)
torch.normal(k, 1.0)
torch.normal(0.0, c)
torch.normal(x, torch.rand(2))
torch.normal(0.0, 1.0, (2,), dtype=torch.int64)
torch.poisson(k)
torch.poisson(-p)
torch.poisson(2.0)
torch.bernoulli(0.5)
torch.bernoulli(k)
torch.bernoulli(c)
torch.bernoulli(x + 2)
torch.bernoulli(x, p=2)
torch.bernoulli(x, p)
torch.bernoulli(x, generator=3)
torch.multinomial(p, 2, generator=3)
x.random_(generator=3)
x.normal_(p)
torch.multinomial([0.5, 0.5], 1)
torch.multinomial(p, 4)
torch.multinomial(p, 0)
torch.multinomial(p, 2.0)
torch.multinomial(-p, 2)
torch.multinomial(-p, 2, True)
torch.multinomial(p * 0, 2)
torch.multinomial(p * 0, 2, True)
torch.multinomial(p * float("inf"), 2)
torch.multinomial(p * float("inf"), 2, True)
torch.multinomial(k, 2)
torch.multinomial(torch.tensor(1.0), 1)
torch.multinomial(torch.rand(2, 2, 2), 1)
x.uniform_(2, 1)
x.uniform_(2)
x.uniform_(0, float("inf"))
x.uniform_(float("nan"), 1)
x.uniform_(-3.4e38, 3.4e38)
x.to(torch.float16).uniform_(0, 70000)
x.uniform_("a")
x.uniform_(a=1)
x.uniform_(0, 1, g)
x.uniform_(generator=3)
k.uniform_()
leaf.uniform_()
leaf.normal_(0, -1)
leaf.random_()
stretched.uniform_()
x.normal_(0, -1)
x.normal_(0, float("nan"))
x.normal_("a")
k.normal_()
x.exponential_(0)
k.exponential_()
c.exponential_()
x.cauchy_(0, 0)
k.cauchy_()
x.log_normal_(1, 0)
k.log_normal_()
x.geometric_()
x.geometric_(1)
flags.geometric_(0.5)
x.bernoulli_(1.5)
x.bernoulli_(float("nan"))
x.bernoulli_(torch.tensor([0.5, 2, 0]))
x.bernoulli_(torch.tensor([1, 0, 1]))
x.bernoulli_(torch.rand(2))
c.bernoulli_()
x.random_(0)
x.random_(5, 2)
x.random_(1, 2, 3)
k.random_(1.5)
c.random_()
c.random_(3)
k.to(torch.uint8).random_(257)
k.to(torch.int16).random_(-2**63, None)
flags.random_(-2**63, None)
flags.random_(3)
x.to(torch.float16).random_(2, 70000)
torch.manual_seed(2**64)
torch.manual_seed(-2**63 - 1)
torch.manual_seed(None)
g.manual_seed(1.5)
g.manual_seed(True)
g.get_offset()
g.set_offset(1)
torch.set_rng_state(torch.rand(5056))
torch.set_rng_state(torch.get_rng_state().numpy())
torch.set_rng_state(torch.zeros(100, dtype=torch.uint8))
torch.set_rng_state(torch.zeros(5056, dtype=torch.uint8))
torch.Generator("cuda")
torch.Generator("nowhere")
""".strip().splitlines()

SHARED = 21  # first characters of a refusal: people search for PyTorch's words


@pytest.fixture
def theirs() -> Any:
    return pytest.importorskip("torch")


def world(torch: Any) -> dict[str, Any]:
    """The names that the sources use."""
    def given(*shape: int, start: int = -2) -> np.ndarray:
        return np.arange(start, np.prod(shape) + start, dtype=np.float32).reshape(shape)

    leaf = torch.tensor([0.2, 0.3, 0.5], requires_grad=True)
    torch.manual_seed(0)
    return {
        "torch": torch, "np": np,
        "x": torch.from_numpy(given(2, 3)),
        "xt": torch.from_numpy(given(2, 3).T),
        "big_t": torch.from_numpy(given(5, 4, 3).transpose(1, 2, 0)),
        "half_t": torch.from_numpy((given(3, 5, 4, start=0) / 60).transpose(2, 0, 1)),
        "wide": torch.from_numpy(given(20, 6)[:, ::2]),
        "stretched": torch.from_numpy(given(1, 3)).expand(4, 3),
        "u": torch.from_numpy(given(2, 1, start=1)),
        "k": torch.from_numpy(np.arange(3)),
        "flags": torch.from_numpy(np.array([True, False, True])),
        "c": torch.from_numpy(np.array([1j, 2.0], "complex64")),
        "p": torch.tensor([0.2, 0.3, 0.5]),
        "leaf": leaf, "product": leaf * 2,
        "g": torch.Generator().manual_seed(7),
    }


def version(tensor: Any) -> int:
    """How often the tensor was written; ours keeps a cell that views share, made when needed."""
    cell = tensor._version
    return cell if isinstance(cell, int) else cell[0] if cell else 0


def described(value: Any) -> Any:
    """What is compared of a result: bits, type, layout, place in the graph."""
    if isinstance(value, tuple):
        return [described(v) for v in value]
    if not hasattr(value, "grad_fn"):
        return str(value)
    fn = value.grad_fn
    array = value.detach().numpy()
    steps = [step for step, size in zip(array.strides, array.shape, strict=True) if size > 1]
    return {"bits": hashlib.sha256(array.tobytes()).hexdigest(), "first": repr(array.ravel()[:3]),
            "type": str(value.dtype), "shape": array.shape, "steps": steps if array.size else [],
            "tracked": value.requires_grad, "node": fn and fn.name().rpartition("::")[2],
            "version": version(value)}


def run(torch: Any, source: str) -> Any:
    """The described value of a source and the place in the stream after it."""
    names = world(torch)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = described(eval(source, names))
        return result, hashlib.sha256(torch.get_rng_state().numpy().tobytes()).hexdigest()


def refusal(torch: Any, source: str) -> Exception | None:
    """What a source raises."""
    try:
        run(torch, source)
    except (RuntimeError, TypeError, ValueError, AssertionError) as error:
        return error
    return None


@pytest.mark.parametrize("source", VALUES)
def test_numbers_types_layouts_and_states_are_pytorchs(source: str, theirs: Any) -> None:
    assert run(nbautograd, source) == run(theirs, source)


@pytest.mark.parametrize("source", REFUSALS)
def test_refusals_have_pytorchs_type_and_words(source: str, theirs: Any) -> None:
    expected, found = refusal(theirs, source), refusal(nbautograd, source)
    assert type(found) is type(expected)
    assert str(found)[:SHARED] == str(expected)[:SHARED]


@pytest.mark.parametrize("source", ["leaf.uniform_()", "x.uniform_(2, 1)", "k.normal_()",
                                    "torch.bernoulli(x + 2)", "torch.multinomial(p, 4)"])
def test_a_refused_call_draws_nothing(source: str) -> None:
    names = world(nbautograd)
    before = nbautograd.get_rng_state().numpy()
    with pytest.raises((RuntimeError, NotImplementedError)):
        eval(source, names)
    np.testing.assert_array_equal(nbautograd.get_rng_state().numpy(), before)
    assert version(names["x"]) == 0


@pytest.mark.parametrize("source", ["x.random_(2**25)", "x.random_(-2**30, 5)",
                                    "torch.randint(2**25, (3,), dtype=torch.float32)"])
def test_a_range_too_fine_for_the_type_warns(source: str) -> None:
    with pytest.warns(UserWarning, match="is out of bounds .* Due to precision limitations float"):
        eval(source, world(nbautograd))


# Gradients


@pytest.mark.parametrize("source", [
    "product.uniform_()", "product.normal_()", "product.bernoulli_()", "product.random_(3)",
    "torch.bernoulli(leaf)", "torch.normal(leaf, 1.0)", "torch.normal(leaf, leaf)",
])
def test_no_gradient_passes_through_what_was_drawn(source: str) -> None:
    names = world(nbautograd)
    (eval(source, names) * 3).backward(nbautograd.ones(3))
    assert names["leaf"].grad.tolist() == [0, 0, 0]


def test_the_part_of_a_tensor_that_was_not_drawn_keeps_its_gradient() -> None:
    names = world(nbautograd)
    names["product"][:2].uniform_()
    names["product"].backward(nbautograd.ones(3))
    assert names["leaf"].grad.tolist() == [0, 0, 2]


def test_the_derivative_of_bernoulli_of_a_shape_is_refused() -> None:
    names = world(nbautograd)
    with pytest.raises(RuntimeError, match="derivative for aten::bernoulli is not implemented"):
        nbautograd.bernoulli(names["leaf"], 0.5).backward(nbautograd.ones(3))


def test_a_saved_value_that_was_drawn_over_is_refused() -> None:
    names = world(nbautograd)
    square = names["product"] * names["product"]
    names["product"].normal_()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        square.backward(nbautograd.ones(3))


def test_a_leaf_is_filled_under_no_grad() -> None:
    leaf = world(nbautograd)["leaf"]
    with nbautograd.no_grad():
        assert leaf.uniform_() is leaf
    assert leaf.is_leaf
    assert leaf.requires_grad
    assert version(leaf) == 1


# The stream


def test_the_namespace_is_pytorchs() -> None:
    assert nbautograd.random.default_generator is nbautograd.default_generator
    assert nbautograd.random.manual_seed is nbautograd.manual_seed
    assert nbautograd.manual_seed(0) is nbautograd.default_generator


def test_the_default_stream_begins_unforeseen() -> None:
    assert rng._unforeseen().initial_seed() != rng._unforeseen().initial_seed()


def test_seed_starts_a_stream_that_can_be_repeated() -> None:
    seed = nbautograd.seed()
    first = nbautograd.rand(3).tolist()
    assert nbautograd.initial_seed() == seed
    nbautograd.manual_seed(seed)
    assert nbautograd.rand(3).tolist() == first


def test_a_fork_leaves_the_stream_where_it_was() -> None:
    before = nbautograd.get_rng_state().tolist()
    with rng.fork_rng():
        nbautograd.manual_seed(9)
    assert nbautograd.get_rng_state().tolist() == before
    with pytest.raises(RuntimeError), rng.fork_rng(devices=[]):
        nbautograd.rand(3).uniform_(2, 1)
    assert nbautograd.get_rng_state().tolist() == before
    with rng.fork_rng(enabled=False):
        nbautograd.rand(3)
    assert nbautograd.get_rng_state().tolist() != before


def test_a_generator_is_pickled_with_its_place() -> None:
    generator = nbautograd.Generator().manual_seed(3)
    nbautograd.randn(5, generator=generator)
    twin = pickle.loads(pickle.dumps(generator))
    ours, its = (nbautograd.randn(5, generator=g).tolist() for g in (generator, twin))
    assert ours == its


def test_a_generator_prints_without_an_address() -> None:
    assert repr(nbautograd.Generator()) == "<torch.Generator on cpu, seed 67280421310721>"


def test_a_state_saved_by_pytorch_continues_here(theirs: Any) -> None:
    theirs.manual_seed(4)
    theirs.randn(333), theirs.randn(3)
    nbautograd.set_rng_state(nbautograd.from_numpy(theirs.get_rng_state().numpy()))
    assert nbautograd.randn(4).tolist() == theirs.randn(4).tolist()
