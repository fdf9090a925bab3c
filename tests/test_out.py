"""``out=``: which functions take it, what they write, how often that counts, what they refuse."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from samples import Sample, results, samples

import nbautograd
from nbautograd.engine.out import CONVERTED, PARTS, SAME, takes_out
from nbautograd.ops import OPS, entries

torch = pytest.importorskip("torch")

from parity import PAIRS, outcome, to_torch  # noqa: E402 (after importorskip)

# Functions that are no ops of the table: a call of each, with the matrix m, the vector x and the
# places i.
CALLS = """
addbmm(m, m[None], m[None])
addr(m, m[0], m[1])
bucketize(x, x)
cholesky(m)
cholesky_inverse(m)
cholesky_solve(m, torch.linalg.cholesky(m))
column_stack([x, x])
cross(x, x)
diag(x)
diff(x)
dstack([x, x])
fft.fft2(m)
fft.fftn(m)
fft.fftfreq(3)
fft.hfft(x)
histogram(x, 3)
fft.hfft2(m)
fft.hfftn(m)
fft.fft(x)
fft.ifft(x)
fft.ifft2(m)
fft.ifftn(m)
fft.ihfft(x)
fft.ihfft2(m)
fft.ihfftn(m)
fft.irfft(x)
fft.irfft2(m)
fft.irfftn(m)
fft.rfft(x)
fft.rfft2(m)
fft.rfftn(m)
fft.rfftfreq(3)
hstack([x, x])
inner(x, x)
inverse(m)
kron(x, x)
linalg.cholesky_ex(m)
linalg.cond(m)
linalg.eigvals(m)
linalg.eigvalsh(m)
linalg.householder_product(m, m[0])
linalg.inv_ex(m)
linalg.ldl_factor(m)
linalg.ldl_factor_ex(m)
linalg.ldl_solve(*torch.linalg.ldl_factor(m), m)
linalg.lstsq(m, m)
linalg.lu(m)
linalg.lu_factor(m)
linalg.lu_factor_ex(m)
linalg.lu_solve(*torch.linalg.lu_factor(m), m)
linalg.matmul(m, m)
linalg.matrix_norm(m)
linalg.matrix_power(m, 2)
linalg.matrix_rank(m)
linalg.multi_dot([m, m])
linalg.norm(m)
linalg.pinv(m)
linalg.solve(m, m)
linalg.solve_ex(m, m)
linalg.solve_triangular(m, m, upper=True)
linalg.svdvals(m)
linalg.tensorinv(torch.eye(4).view(2, 2, 2, 2))
linalg.tensorsolve(torch.eye(4).view(2, 2, 2, 2), m)
linalg.vecdot(x, x)
lu_solve(m, *torch.linalg.lu_factor(m))
lu_unpack(*torch.linalg.lu_factor(m))
matmul(m, m)
matmul(x, x)
max(x)
max(m, 0)
max(x, x)
median(m, 1)
min(m, -1, keepdim=True)
msort(m)
multinomial(x, 2, replacement=True)
nanmean(x)
nanmedian(m, 1)
nanquantile(x, 0.5)
nn.functional.avg_pool2d(m[None], 1)
nn.functional.avg_pool3d(m[None, None], 1)
nn.functional.linear(m, m)
nn.functional.normalize(m)
threshold(x, 1.0, 0.0)
nonzero(x)
norm(m)
norm(m, 1, 0)
orgqr(m, m[0])
ormqr(m, m[0], m)
outer(x, x)
qr(m)
quantile(x, 0.5)
renorm(m, 2, 0, 1.0)
row_stack([x, x])
scatter(x, 0, i, x)
searchsorted(x, x)
std(x)
svd(m)
take_along_dim(x, i)
tensordot(m, m)
triangular_solve(m, m)
var(m, 1)
vdot(x, x)
vstack([x, x])
where(x > 1, x, x)
cat([x, x])
stack([x, x])
concat([m, m], dim=1)
bernoulli(x / 4)
normal(x, x)
normal(0.0, x)
zeros(2, 3)
ones(2)
full((2,), 3.0)
eye(3)
arange(5)
arange(1, 9, 2)
linspace(0, 1, 3)
logspace(0, 1, 3)
rand(3)
randn(3)
randint(5, (3,))
randperm(4)
""".split("\n")[1:-1]
# What is drawn in another type is drawn anew.
DRAWN = {"bernoulli(x / 4)", "normal(x, x)", "normal(0.0, x)"}
# One of several forms of these has no `out` in PyTorch, or wants just the type of the result.
REFUSING = {"lerp", "sum"}
OTHER_TYPES = ("float64", "int64", "bool", "complex64", "float16")
NOT_HERE = ("INTERNAL ASSERT", "not implemented for", "not supported")


def scope(engine: Any) -> dict[str, Any]:
    return {"torch": engine, "m": engine.tensor([[2.0, 1.0], [1.0, 3.0]]),
            "x": engine.tensor([1.0, 2.0, 3.0]), "i": engine.tensor([0, 2, 1])}


def called(engine: Any, text: str) -> Callable[..., Any]:
    """What runs the call, with more keywords."""
    names = scope(engine)

    def run(**more: Any) -> Any:
        engine.manual_seed(3)
        given = "".join(f", {n}=more_[{n!r}]" for n in more)
        return eval(f"torch.{text[:-1]}{given})", names | {"more_": more})

    return run


def of_sample(op: Any, sample: Sample) -> tuple[Callable[..., Any], Callable[..., Any]]:
    theirs = sample.map(to_torch)
    pair = PAIRS[op.name]
    return (lambda **more: sample.via(partial(pair.ours, **more), *sample.args, **sample.kwargs),
            lambda **more: theirs.via(partial(pair.theirs, **more), *theirs.args, **theirs.kwargs))


def memory(engine: Any, made: Any, kind: str = "", size: tuple[int, ...] = (0,)) -> Any:
    """Tensors for a result, of its types unless another is said."""
    def one(t: Any) -> Any:
        name = kind or str(t.dtype).removeprefix("torch.")
        return engine.zeros(size, dtype=getattr(engine, name))
    return tuple(one(t) for t in made) if isinstance(made, (tuple, list)) else one(made)


def same(ours: Any, theirs: Any) -> None:
    assert len(ours) == len(theirs)
    for a, b in zip(ours, theirs, strict=True):
        assert str(a.dtype) == str(b.dtype)
        assert tuple(a.shape) == tuple(b.shape)
        assert a._version > 0
        near = 2e-3 if "16" in str(a.dtype) else 1e-4
        np.testing.assert_allclose(np.array(a.detach()), b.detach().resolve_conj().numpy(),
                                   near, near)


def compared(ours: Callable[..., Any], theirs: Callable[..., Any], text: str) -> None:
    """Fail unless both write the same, into the same types, or refuse them."""
    with torch.no_grad():
        made = outcome(theirs)
    if isinstance(made, Exception):
        return
    several = isinstance(theirs(), (tuple, list))
    mine = results(ours())
    if len(mine) != len(made):
        return
    for kind in ("", *OTHER_TYPES):
        for size in ((0,), (7, 2)) if not kind else ((0,),):
            found = []
            for engine, call, shown in ((nbautograd, ours, mine), (torch, theirs, made)):
                out = memory(engine, shown if several else shown[0], kind, size)
                with warnings.catch_warnings(record=True) as caught:
                    warnings.simplefilter("always")
                    answer = outcome(lambda call=call, out=out: call(out=out))
                texts = {str(w.message)[:70] for w in caught if "resized" in str(w.message)}
                if isinstance(answer, tuple):
                    assert all(a is o for a, o in zip(answer, results(out), strict=True))
                found.append((answer, texts))
            (a, said), (b, expected) = found
            if isinstance(b, Exception):
                if any(words in str(b) for words in NOT_HERE):
                    continue
                if text in REFUSING:
                    continue
                assert type(a) is type(b), (kind, a, b)
                continue
            assert not isinstance(a, Exception), (kind, a)
            assert said >= {t for t in expected if "had shape [7, 2]" in t}
            if text not in DRAWN or not kind:
                same(a, b)


TAKING = [n for n in sorted(OPS) if OPS[n].is_function and takes_out(n) and n in PAIRS
          and n not in PARTS]


@pytest.mark.parametrize("name", TAKING)
def test_results_are_written_as_pytorchs(name: str) -> None:
    for sample in samples(OPS[name], "float32")[:3]:
        ours, theirs = of_sample(OPS[name], sample)
        compared(ours, theirs, name)


@pytest.mark.parametrize("text", CALLS)
def test_results_of_calls_are_written_as_pytorchs(text: str) -> None:
    compared(called(nbautograd, text), called(torch, text), text)


@pytest.mark.parametrize("name", sorted(n for n in PAIRS if OPS[n].is_function))
def test_the_functions_that_take_it_are_pytorchs(name: str) -> None:
    def taken(engine: Any, call: Callable[..., Any]) -> Any:
        with engine.no_grad():
            made = call()
            try:
                call(out=memory(engine, made))
            except TypeError:
                return False
            except (RuntimeError, NotImplementedError):
                return True
        return True

    answers = []
    for sample in samples(OPS[name], "float32")[:3]:
        ours, theirs = of_sample(OPS[name], sample)
        if isinstance(outcome(theirs), Exception):
            continue
        answers.append((taken(nbautograd, ours), taken(torch, theirs)))
    if answers and any(b for _, b in answers) != any(a for a, _ in answers):
        raise AssertionError(answers)


COPIES = """
split_copy(x, 2, out=[e(0), e(0)])
split_copy(x, 2, out=[e(2), e(2)])
split_copy(x, 2, out=(e(2, 2), e(2).long()))
split_copy(x, 2, out=[e(3), e(2)])
split_copy(x, 2, out=[e(2)])
split_copy(x, 2, out=e(2))
split_copy(x, 2, out=[1, e(2)])
split_copy(w, 2, out=[e(2), e(2)])
unbind_copy(m, out=[e(2), e(2)])
unbind_copy(m, 1, out=[e(2), e(2).requires_grad_()])
unbind_copy(m, out=[e(2)])
split_with_sizes_copy(x, (1, 3), out=[e(0), e(0)])
split_with_sizes_copy(x, (1, 3), out=[e(1).double(), e(3)])
split_with_sizes_copy(x, (1, 3), out=[e(1)])
""".strip().splitlines()


@pytest.mark.parametrize("text", COPIES)
def test_parts_are_copied_as_by_pytorch(text: str) -> None:
    found = []
    for engine in (nbautograd, torch):
        made: list[Any] = []

        def e(*size: int, engine: Any = engine, made: list[Any] = made) -> Any:
            made.append(engine.ones(*size))
            return made[-1]

        names = {name: getattr(engine, name) for name in
                 ("split_copy", "unbind_copy", "split_with_sizes_copy")}
        names |= {"x": engine.arange(4.0), "w": engine.arange(4.0, requires_grad=True),
                  "m": engine.arange(4.0).view(2, 2), "e": e}
        try:
            found.append([eval(text, names)])
        except (RuntimeError, TypeError) as error:
            found.append([type(error).__name__])
        found[-1] += [t.tolist() for t in made]
    assert found[0] == found[1]


def test_every_name_is_tried() -> None:
    tried = {*TAKING, *(t.partition("(")[0] for t in CALLS)}
    known = entries()
    tried |= {known[n][1].name for n in tried if n in known}
    # PyTorch warns of chain_matmul, once a process: what it does depends on what ran before.
    assert (CONVERTED | SAME) - tried == {"native_batch_norm", "chain_matmul"}


# What PyTorch writes without a word of the gradient that is lost.
WRITTEN = {*(n for n in TAKING if n.endswith("_copy")), "conj_physical", "floor_divide", "heaviside",
           "log_softmax", "slice_scatter", "softmax", "special.ndtr", "sum"}


@pytest.mark.parametrize("name", TAKING)
def test_what_requires_grad_is_refused(name: str) -> None:
    for sample in samples(OPS[name], "float32")[:1]:
        ours, theirs = of_sample(OPS[name], sample)
        made, other = ours(), outcome(theirs)
        if isinstance(other, Exception) or len(results(made)) != len(other):
            continue
        leaves = sample.map(lambda x: x.detach().clone().requires_grad_(x.is_floating_point()))
        ours, theirs = of_sample(OPS[name], leaves)
        found = []
        for engine, call in ((nbautograd, ours), (torch, theirs)):
            try:
                call(out=memory(engine, made))
            except TypeError:      # sum() and prod() of everything
                found.append("no out")
            except RuntimeError as error:
                found.append(" ".join(str(error).split(": ")[-1].split()[:8]))
            else:
                found.append("written")
        assert found[0] == found[1] or name in WRITTEN, found


ELEMENTWISE = [n for n in TAKING if OPS[n].kind == "elementwise" and len(OPS[n].inputs) == 1
               and n not in {*SAME, "mvlgamma", "special.ndtr"}]


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_an_input_may_be_overwritten_but_not_in_part(name: str) -> None:
    texts = []
    for engine in (nbautograd, torch):
        function = engine
        for part in name.split("."):
            function = getattr(function, part)
        x = engine.tensor([0.2, 0.5, 0.8])
        if "polygamma" in name:
            function = partial(function, 1)
        expected = outcome(lambda f=function, x=x: f(x))
        if isinstance(expected, Exception):    # of integers
            return
        y = x.clone()
        assert function(y, out=y) is y
        assert y._version == 1
        np.testing.assert_allclose(y.tolist(), expected[0].tolist(), 1e-5)
        error = outcome(lambda f=function, x=x: f(x[:2], out=x[1:]))
        texts.append((type(error).__name__, str(error)[:100]))
    assert texts[0] == texts[1]


REFUSED = """
torch.exp(x, out=torch.ones(1).expand(3))
torch.add(x, x, out=(x,))
torch.add(x, x, out=[x])
torch.max(m, 0, out=x)
torch.max(m, 0, out=(x,))
torch.max(m, 0, out=(x, x))
torch.prod(x, out=x)
torch.median(x, out=x)
torch.relu(x, out=x)
torch.isnan(x, out=x)
torch.reshape(x, (1, 3), out=x)
torch.einsum("i,i", x, x, out=x)
torch.cat([x, x], out=x)
torch.cat([x, x], out=i)
torch.add(x, x, out=torch.zeros(3, requires_grad=True))
torch.zeros(3, out=torch.zeros(3, requires_grad=True))
torch.rand(3, out=i)
torch.zeros(3, dtype=torch.int64, out=x)
torch.empty(3, out=1)
torch.nonzero(x, out=x)
torch.mm(m, m, out=m.double())
""".split("\n")[1:-1]


@pytest.mark.parametrize("text", REFUSED)
def test_what_pytorch_refuses_is_refused(text: str) -> None:
    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for engine in (nbautograd, torch):
            error = outcome(lambda engine=engine: eval(text, scope(engine)))
            assert isinstance(error, Exception)
            found.append(type(error).__name__)
    assert found[0] == found[1]


def test_it_is_part_of_no_signature() -> None:
    assert "out" not in inspect.signature(nbautograd.exp).parameters
    assert "out" not in inspect.signature(nbautograd.cat).parameters


def test_what_was_saved_for_backward_was_overwritten() -> None:
    x = nbautograd.tensor([1.0, 2.0], requires_grad=True)
    w = nbautograd.tensor([3.0, 4.0])
    y = (x * w).sum()
    nbautograd.add(w, 1, out=w)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.backward()


def test_several_results_have_names() -> None:
    values, indices = nbautograd.zeros(0), nbautograd.zeros(0, dtype=nbautograd.int64)
    answer = nbautograd.sort(nbautograd.tensor([2.0, 1.0]), out=(values, indices))
    assert answer.values is values
    assert answer.indices is indices
    assert repr(answer).startswith("torch.return_types.sort_out(\nvalues=")


def test_methods_do_not_take_it() -> None:
    x = nbautograd.tensor([1.0])
    for name in ("exp", "add", "sum"):
        with pytest.raises(TypeError):
            getattr(x, name)(*([x] if name == "add" else []), out=x)
