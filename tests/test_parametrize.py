"""nn.utils.parametrize and its old hooks, beside PyTorch's: state, text, values, gradients, refusals."""

import copy
import importlib
import pickle
import warnings
from typing import Any

import numpy as np
import pytest

import nbautograd

try:
    import torch as reference
except ImportError:
    reference = None  # type: ignore[assignment]  # optional

needs_torch = pytest.mark.skipif(reference is None, reason="PyTorch is not installed")

# what is done to a module | the size of the input
NORMED = """
Q.weight_norm(nn.Linear(2, 3)) | 4,2
Q.weight_norm(nn.Linear(2, 3), dim=1) | 4,2
Q.weight_norm(nn.Linear(2, 3), dim=None) | 4,2
Q.weight_norm(nn.Conv1d(2, 3, 2), dim=1) | 4,2,5
Q.spectral_norm(nn.Linear(2, 3)) | 4,2
Q.spectral_norm(nn.Linear(4, 3), n_power_iterations=3) | 4,4
Q.spectral_norm(nn.Linear(4, 3), dim=1) | 4,4
Q.spectral_norm(nn.Linear(4, 3), "bias") | 4,4
Q.spectral_norm(nn.Conv2d(2, 3, 2)) | 1,2,3,3
Q.spectral_norm(nn.ConvTranspose1d(2, 3, 2)) | 1,2,3
Q.spectral_norm(nn.Linear(4, 3)).eval() | 4,4
Q.weight_norm(Q.spectral_norm(nn.Linear(4, 3), "bias")) | 4,4
Q.orthogonal(nn.Linear(3, 3)) | 4,3
Q.orthogonal(nn.Linear(2, 4)) | 4,2
Q.orthogonal(nn.Linear(4, 2)) | 4,4
Q.orthogonal(nn.Linear(2, 4), orthogonal_map="matrix_exp") | 4,2
Q.orthogonal(nn.Linear(4, 2), orthogonal_map="cayley") | 4,4
Q.orthogonal(nn.Linear(3, 3), orthogonal_map="cayley", use_trivialization=False) | 4,3
Q.orthogonal(nn.Linear(3, 3), orthogonal_map="householder") | 4,3
Q.orthogonal(nn.Linear(4, 2), orthogonal_map="householder", use_trivialization=False) | 4,4
P.register_parametrization(nn.Linear(3, 3), "weight", Symmetric()) | 4,3
P.register_parametrization(P.register_parametrization(nn.Linear(2, 2), "weight", Symmetric()), "weight", Twice()) | 1,2
P.register_parametrization(nn.Linear(2, 3), "weight", Sum()) | 4,2
P.register_parametrization(nn.Linear(2, 3), "bias", Unit(), unsafe=True) | 4,2
P.register_parametrization(nn.BatchNorm1d(2), "running_var", Twice()) | 4,2
P.remove_parametrizations(Q.weight_norm(nn.Linear(2, 3)), "weight") | 4,2
P.remove_parametrizations(P.register_parametrization(nn.Linear(3, 3), "weight", Symmetric()), "weight", False) | 4,3
P.remove_parametrizations(Q.weight_norm(Q.spectral_norm(nn.Linear(4, 3), "bias")), "bias") | 4,4
P.transfer_parametrizations_and_params(Q.spectral_norm(nn.Linear(2, 3)), nn.Linear(2, 3)) | 4,2
copy.deepcopy(Q.orthogonal(nn.Linear(2, 2))) | 4,2
U.weight_norm(nn.Linear(2, 3)) | 4,2
U.weight_norm(nn.Linear(2, 3), dim=None) | 4,2
U.weight_norm(nn.Conv1d(2, 3, 2), dim=1) | 4,2,5
U.remove_weight_norm(U.weight_norm(nn.Linear(2, 3))) | 4,2
U.spectral_norm(nn.Linear(2, 3)) | 4,2
U.spectral_norm(nn.ConvTranspose1d(2, 3, 2), n_power_iterations=2) | 1,2,3
U.spectral_norm(nn.Linear(2, 3)).eval() | 4,2
U.remove_spectral_norm(U.spectral_norm(nn.Linear(2, 3))) | 4,2
""".strip().splitlines()


def scope(engine: Any) -> dict[str, Any]:
    """What the expressions see: the functions, and parametrizations as a user writes them."""
    nn = engine.nn
    importlib.import_module(f"{engine.__name__}.nn.utils.parametrizations")

    class Symmetric(nn.Module):  # type: ignore[misc, name-defined]  # of this engine
        def forward(self, x: Any) -> Any:
            return x.triu() + x.triu(1).mT

        def right_inverse(self, x: Any) -> Any:
            return x.triu()

    class Twice(nn.Module):  # type: ignore[misc, name-defined]  # of this engine
        def forward(self, x: Any) -> Any:
            return x * 2

    class Sum(nn.Module):  # type: ignore[misc, name-defined]  # of this engine
        def forward(self, x: Any, y: Any) -> Any:
            return x + y

        def right_inverse(self, x: Any) -> Any:
            return x, engine.zeros_like(x)

    class Unit(nn.Module):  # type: ignore[misc, name-defined]  # of this engine
        def forward(self, x: Any) -> Any:
            return x / x.norm()

    def by(forward: Any, right_inverse: Any = None) -> Any:
        body = {"forward": lambda self, *x: forward(*x)}
        if right_inverse is not None:
            body["right_inverse"] = lambda self, x: right_inverse(x)
        return type("Given", (nn.Module,), body)()

    return {"torch": engine, "nn": nn, "P": nn.utils.parametrize, "Q": nn.utils.parametrizations,
            "U": nn.utils, "Symmetric": Symmetric, "Twice": Twice, "Sum": Sum, "Unit": Unit,
            "by": by, "copy": copy}


def numbers(t: Any) -> Any:
    return t.detach().numpy()


def ran(engine: Any, text: str) -> tuple[Any, str, dict[str, Any]]:
    """The module and what three steps of training make of it: results, gradients, its state."""
    expression, size = text.split(" | ")
    engine.manual_seed(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        module = eval(expression, scope(engine))
    first = {name: numbers(value).copy() for name, value in module.state_dict().items()}
    found: dict[str, Any] = {f"first {k}": v for k, v in first.items()}
    optimizer = engine.optim.SGD(module.parameters(), lr=0.1)
    for step in range(3):
        optimizer.zero_grad()
        out = module(engine.randn(*map(int, size.split(","))))
        (out * out).sum().backward()
        found[f"out {step}"] = numbers(out)
        found |= {f"grad {step} {n}": numbers(p.grad) for n, p in module.named_parameters()
                  if p.grad is not None}
        optimizer.step()
    found |= {f"last {k}": numbers(v) for k, v in module.state_dict().items()}
    return module, repr(module), found


@needs_torch
@pytest.mark.parametrize("text", NORMED)
def test_training_is_pytorchs(text: str) -> None:
    _, ours, found = ran(nbautograd, text)
    _, theirs, expected = ran(reference, text)
    assert ours == theirs
    assert list(found) == list(expected)
    for name, value in found.items():
        np.testing.assert_allclose(value, expected[name], rtol=2e-3, atol=2e-5, err_msg=name)


PROGRAM = """
m = P.register_parametrization(nn.Linear(2, 2), "weight", Symmetric())
log(type(m).__name__, type(m.parametrizations["weight"]).__name__, P.is_parametrized(m))
log(P.is_parametrized(m, "bias"), P.type_before_parametrizations(m) is nn.Linear)
m.weight = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
log(m.weight.tolist(), m.parametrizations.weight.original.tolist())
log(m.weight is m.weight)
with P.cached():
    w = m.weight
    log(w is m.weight)
log(w is m.weight)
n = copy.deepcopy(m)
log(type(n).__name__, n.parametrizations.weight.original is m.parametrizations.weight.original)
n.load_state_dict(m.state_dict())
log(n.weight.tolist(), [name for name, p in n.named_parameters()])
P.remove_parametrizations(m, "weight")
log(type(m) is nn.Linear, type(m.weight) is nn.Parameter, hasattr(m, "parametrizations"))
log(m.weight.tolist())
kept = nn.Linear(2, 2)
weight = kept.weight
P.register_parametrization(kept, "weight", Twice())
log(kept.parametrizations.weight.original is weight)
P.remove_parametrizations(kept, "weight")
log(kept.weight is weight)
two = P.register_parametrization(nn.Linear(1, 1), "weight", Sum())
two.weight = torch.tensor([[3.0]])
log(two.parametrizations.weight.original0.tolist(), two.weight.tolist(), len(list(two.parameters())))
net = nn.Sequential(Q.weight_norm(nn.Linear(2, 2)), nn.ReLU()).eval()
log(net.training, net[0].parametrizations.weight[0].training, "weight" in dir(net[0]))
"""


def logged(engine: Any) -> list[Any]:
    log: list[Any] = []
    exec(PROGRAM, {**scope(engine), "log": lambda *values: log.extend(values)})
    return log


@needs_torch
def test_a_program_logs_what_it_does_on_pytorch() -> None:
    assert logged(nbautograd) == logged(reference)


LINEAR = "P.register_parametrization(nn.Linear(2, 2), 'weight', {})"
SECOND = f"P.register_parametrization({LINEAR.format('Symmetric()')}, 'weight', {{}})"
REFUSED = f"""
{LINEAR.format("by(lambda x: x.sum(0))")}
{LINEAR.format("by(lambda x: 3)")}
{LINEAR.format("by(lambda x: x.double())")}
{LINEAR.format("by(lambda x: x, lambda x: 3)")}
{LINEAR.format("by(lambda x: x, lambda x: x.double())")}
{LINEAR.format("by(lambda x, y: x, lambda x: (x, 3))")}
{LINEAR.format("by(lambda x, y: x[0], lambda x: (x, x))")}
{LINEAR.format("by(lambda x, y: 3, lambda x: [x, x])")}
{SECOND.format("by(lambda x: x[0])")}
{SECOND.format("by(lambda x: 3)")}
{SECOND.format("by(lambda x: x.double())")}
{SECOND.format("by(lambda x: x, lambda x: x.double())")}
{SECOND.format("by(lambda x: x, lambda x: x[0])")}
{SECOND.format("by(lambda x: x, lambda x: (x, x))")}
P.register_parametrization(nn.Linear(2, 2), "other", Twice())
P.remove_parametrizations(nn.Linear(2, 2), "bias")
P.remove_parametrizations({LINEAR.format("Sum()")}, "weight", leave_parametrized=False)
P.ParametrizationList([], torch.ones(2))
setattr({LINEAR.format("Twice()")}, "weight", torch.ones(2, 2))
setattr({LINEAR.format("Symmetric()")}, "weight", torch.ones(2, 2).double())
setattr({LINEAR.format("by(lambda x: x, lambda x: x * 1)")}, "weight", torch.nn.Parameter(torch.ones(2, 2)))
setattr(Q.orthogonal(nn.Linear(2, 2), use_trivialization=False), "weight", torch.ones(2, 2))
setattr(Q.orthogonal(nn.Linear(2, 2)), "weight", torch.ones(2, 3))
Q.orthogonal(nn.Linear(2, 2), "other")
Q.orthogonal(nn.Linear(2, 2), "bias")
Q.orthogonal(nn.Linear(2, 2), orthogonal_map="x")
Q.orthogonal(nn.Linear(2, 2, dtype=torch.complex64), orthogonal_map="householder")
Q.spectral_norm(nn.Linear(2, 2), "other")
Q.spectral_norm(nn.Linear(2, 2), n_power_iterations=0)
Q.spectral_norm(nn.Linear(2, 2), dim=5)
Q.weight_norm(nn.Linear(2, 2), "other")
U.weight_norm(U.weight_norm(nn.Linear(2, 2)))
U.spectral_norm(U.spectral_norm(nn.Linear(2, 2)))
U.spectral_norm(nn.Linear(2, 2), n_power_iterations=0)
U.remove_weight_norm(nn.Linear(2, 2))
U.remove_spectral_norm(nn.Linear(2, 2))
""".strip().splitlines()


@needs_torch
@pytest.mark.filterwarnings("ignore::FutureWarning")
@pytest.mark.parametrize("text", REFUSED)
def test_refusals_are_pytorchs(text: str) -> None:
    found = []
    for engine in (nbautograd, reference):
        names = scope(engine)
        with pytest.raises(Exception) as caught:  # noqa: PT011 (compared below)
            eval(text, names)
        found.append((caught.type, " ".join(str(caught.value).split()[:6])))
    assert found[0] == found[1]


def test_a_parametrized_module_is_not_pickled() -> None:
    layer = nbautograd.nn.utils.parametrizations.weight_norm(nbautograd.nn.Linear(2, 2))
    with pytest.raises(RuntimeError, match="only supported through state_dict"):
        pickle.dumps(layer)


def test_a_copy_outlives_the_parametrization_of_the_module() -> None:
    """In PyTorch both have one class, and the copy loses its weight."""
    layer = nbautograd.nn.utils.parametrizations.weight_norm(nbautograd.nn.Linear(2, 2))
    other = copy.deepcopy(layer)
    nbautograd.nn.utils.parametrize.remove_parametrizations(layer, "weight")
    assert nbautograd.equal(layer.weight, other.weight)


def test_complex_weights_become_unitary() -> None:
    layer = nbautograd.nn.Linear(3, 3, dtype=nbautograd.complex128)
    w = nbautograd.nn.utils.parametrizations.orthogonal(layer).weight
    np.testing.assert_allclose(numbers(w @ w.mH), np.eye(3), atol=1e-12)


def test_the_old_weight_norm_warns() -> None:
    with pytest.warns(FutureWarning, match="deprecated in favor of"):
        nbautograd.nn.utils.weight_norm(nbautograd.nn.Linear(2, 2))


@needs_torch
@pytest.mark.parametrize("shape", [(3, 2), (2, 3), (3, 3), (2, 4, 3), (0, 3), (2, 3, 0)])
def test_reflections_are_pytorchs(shape: tuple[int, ...]) -> None:
    found = []
    for engine in (nbautograd, reference):
        engine.manual_seed(0)
        found.append(engine.geqrf(engine.randn(*shape, dtype=engine.float64)))
    for a, b in zip(*found, strict=True):
        np.testing.assert_allclose(numbers(a), numbers(b), atol=1e-12)
