"""torch.optim: seeded training beside PyTorch's, schedules, state, refusals."""

import io
import warnings
from typing import Any

import numpy as np
import pytest
from outcomes import compare

import nbautograd

try:
    import torch as reference
except ImportError:
    reference = None  # type: ignore[assignment]  # optional

needs_torch = pytest.mark.skipif(reference is None, reason="PyTorch is not installed")

OPTIMIZERS = """
SGD(params)
SGD(params, lr=0.1)
SGD(params, lr=0.1, momentum=0.9)
SGD(params, lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.1)
SGD(params, lr=0.1, momentum=0.5, dampening=0.3, maximize=True)
Adam(params, lr=0.1)
Adam(params, lr=0.1, betas=(0.5, 0.9), eps=1e-3, weight_decay=0.1, amsgrad=True)
Adam(params, lr=0.1, maximize=True, decoupled_weight_decay=True, weight_decay=0.2)
AdamW(params, lr=0.1)
AdamW(params, lr=0.1, weight_decay=0.5, amsgrad=True)
Adamax(params, lr=0.1, weight_decay=0.1)
NAdam(params, lr=0.1, weight_decay=0.1)
NAdam(params, lr=0.1, weight_decay=0.1, decoupled_weight_decay=True)
RAdam(params, lr=0.1, weight_decay=0.1)
RAdam(params, lr=0.1, betas=(0.5, 0.6))
RMSprop(params, lr=0.1)
RMSprop(params, lr=0.1, momentum=0.9, centered=True, weight_decay=0.1)
Adagrad(params, lr=0.1)
Adagrad(params, lr=0.1, lr_decay=0.1, weight_decay=0.1, initial_accumulator_value=0.5)
Adadelta(params, lr=0.5, weight_decay=0.1)
Rprop(params, lr=0.1)
ASGD(params)
ASGD(params, lr=0.1, t0=2, lambd=0.1, alpha=0.5, weight_decay=0.1)
ASGD(params, lr=0.1, t0=0, maximize=True)
Muon(params[:1], lr=0.1)
Muon(params[:1], lr=0.05, weight_decay=0.0, nesterov=False, momentum=0.5)
Muon(params[:1], lr=0.05, adjust_lr_fn="match_rms_adamw", ns_steps=3)
Adafactor(params)
Adafactor(params, lr=0.1, weight_decay=0.1, d=1.5, maximize=True)
Adafactor(params, lr=0.1, beta2_decay=-0.5, eps=(1e-5, 0.1))
LBFGS(params, lr=0.5, max_iter=5)
LBFGS(params, lr=1, max_iter=6, history_size=3, line_search_fn="strong_wolfe")
SGD([{"params": params[:1]}, {"params": params[1:], "lr": 0.5}], lr=0.1)
Adam([("a", params[0]), ("b", params[1])], lr=0.1)
""".strip().splitlines()


def trained(engine: Any, text: str, steps: int = 12) -> tuple[Any, list[Any], list[float]]:
    """The optimizer, the parameters and the losses of a small fit."""
    engine.manual_seed(3)
    x, y = engine.randn(8, 3), engine.randn(8, 2)
    params = [engine.nn.Parameter(engine.randn(3, 2)), engine.nn.Parameter(engine.zeros(2))]
    opt = eval(f"optim.{text}", {"optim": engine.optim, "params": params})
    losses = []

    def closure() -> Any:
        opt.zero_grad()
        loss = ((x @ params[0] + params[1] - y) ** 2).mean() + params[0].abs().sum() * 0.01
        loss.backward()
        return loss

    for _ in range(steps):
        losses.append(opt.step(closure).item())
    return opt, params, losses


@needs_torch
@pytest.mark.parametrize("text", OPTIMIZERS)
def test_training_is_pytorchs(text: str) -> None:
    ours, params, losses = trained(nbautograd, text)
    theirs, expected, known = trained(reference, text)
    np.testing.assert_allclose(losses, known, rtol=2e-4)
    for a, b in zip(params, expected, strict=True):
        np.testing.assert_allclose(a.detach().numpy(), b.detach().numpy(), rtol=2e-3, atol=1e-5)
    assert repr(ours) == repr(theirs)
    state, wanted = ours.state_dict(), theirs.state_dict()
    assert repr(state["param_groups"]) == repr(wanted["param_groups"])
    if not text.startswith("LBFGS"):
        assert {k: list(v) for k, v in state["state"].items()} == {
            k: list(v) for k, v in wanted["state"].items()}


@pytest.mark.parametrize("text", [t for t in OPTIMIZERS if "LBFGS" not in t])
def test_state_goes_on_where_it_was(text: str) -> None:
    opt, params, _ = trained(nbautograd, text, 4)
    copies = [nbautograd.nn.Parameter(p.detach().clone()) for p in params]
    other = eval(f"optim.{text}", {"optim": nbautograd.optim, "params": copies})
    other.load_state_dict(opt.state_dict())
    for o, leaves in ((opt, params), (other, copies)):
        for k, p in enumerate(leaves):
            p.grad = nbautograd.full_like(p, 0.1 * (k + 1)).detach()
        o.step()
    for a, b in zip(params, copies, strict=True):
        assert nbautograd.equal(a, b)


SCHEDULERS = """
StepLR(opt, 3)
StepLR(opt, 2, gamma=0.5)
MultiStepLR(opt, [2, 5, 5], gamma=0.3)
ConstantLR(opt, 0.5, 4)
LinearLR(opt, 0.2, 0.9, 5)
ExponentialLR(opt, 0.9)
PolynomialLR(opt, 6, 2.0)
CosineAnnealingLR(opt, 5)
CosineAnnealingLR(opt, 4, eta_min=0.01)
CosineAnnealingWarmRestarts(opt, 3)
CosineAnnealingWarmRestarts(opt, 2, 2, 0.01)
LambdaLR(opt, lambda epoch: 0.95 ** epoch)
LambdaLR(opt, [lambda epoch: 0.95 ** epoch, lambda epoch: 1 / (1 + epoch)])
MultiplicativeLR(opt, lambda epoch: 0.9)
CyclicLR(opt, 0.01, 0.1, 3)
CyclicLR(opt, 0.01, 0.1, 3, 2, mode="triangular2", cycle_momentum=False)
CyclicLR(opt, 0.01, 0.1, 3, mode="exp_range", gamma=0.9)
OneCycleLR(opt, 1.0, 15)
OneCycleLR(opt, 1.0, epochs=5, steps_per_epoch=3, anneal_strategy="linear", three_phase=True)
SequentialLR(opt, [L.ConstantLR(opt, 0.5, 2), L.ExponentialLR(opt, 0.9)], [3])
SequentialLR(opt, [L.LinearLR(opt), L.CosineAnnealingLR(opt, 4), L.StepLR(opt, 2)], [3, 7])
ChainedScheduler([L.ConstantLR(opt, 0.5, 2), L.ExponentialLR(opt, 0.9)])
S.SWALR(opt, 0.05)
S.SWALR(opt, [0.05, 0.2], anneal_epochs=5, anneal_strategy="linear")
S.SWALR(opt, 0.05, anneal_epochs=0)
""".strip().splitlines()


def rates(engine: Any, text: str) -> list[Any]:
    """The rates (and momenta) of twelve epochs."""
    params = [engine.nn.Parameter(engine.ones(1)) for _ in range(2)]
    opt = engine.optim.SGD([{"params": params[:1]}, {"params": params[1:], "lr": 0.5}], lr=0.1,
                           momentum=0.9)
    schedules = engine.optim.lr_scheduler
    names = {"L": schedules, "S": engine.optim.swa_utils, "opt": opt}
    scheduler = eval(text if text.startswith("S.") else f"L.{text}", names)
    found = []
    for _ in range(12):
        found.append([*scheduler.get_last_lr(), *(g["momentum"] for g in opt.param_groups)])
        opt.step()
        scheduler.step()
    return found


@needs_torch
@pytest.mark.parametrize("text", SCHEDULERS)
def test_schedules_are_pytorchs(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")    # PyTorch warns of its own inner calls
        np.testing.assert_allclose(rates(nbautograd, text), rates(reference, text), rtol=1e-12)


@needs_torch
@pytest.mark.parametrize("given", [
    {"patience": 1}, {"patience": 0, "factor": 0.5, "cooldown": 2}, {"mode": "max", "patience": 2},
    {"threshold_mode": "abs", "threshold": 0.5, "patience": 1, "min_lr": 0.02}])
def test_plateaus_are_pytorchs(given: dict[str, Any]) -> None:
    found = []
    for engine in (nbautograd, reference):
        opt = engine.optim.SGD([engine.nn.Parameter(engine.ones(1))], lr=0.1)
        scheduler = engine.optim.lr_scheduler.ReduceLROnPlateau(opt, **given)
        seen = []
        for value in (5.0, 4.0, 4.2, 4.1, 3.9, 3.9, 3.9, 3.9, 4.0, 3.0, 3.5, 3.6, 3.7):
            scheduler.step(engine.tensor(value))
            seen.append((scheduler.get_last_lr(), scheduler.num_bad_epochs))
        found.append(seen)
    assert found[0] == found[1]


@needs_torch
def test_a_scheduler_says_its_state_as_pytorch() -> None:
    states = []
    for engine in (nbautograd, reference):
        opt = engine.optim.SGD([engine.nn.Parameter(engine.ones(1))], lr=0.1)
        scheduler = engine.optim.lr_scheduler.StepLR(opt, 2)
        opt.step()
        scheduler.step()
        states.append(scheduler.state_dict())
    assert states[0] == states[1]


BEFORE = """
S = m.optim.lr_scheduler
o = m.optim.SGD([w], 0.1)
class Times:
    def __init__(self, k): self.k = k
    def __call__(self, epoch): return epoch * self.k
def several():
    o = m.optim.SGD([w], 0.1)
    return S.SequentialLR(o, [S.ConstantLR(o, 0.5, 2), S.ExponentialLR(o, 0.9)], [2])
"""
STATES = r"""
sorted(S.OneCycleLR(m.optim.SGD([w], 0.1, momentum=0.9), 1.0, 10).state_dict().items())
sorted(S.CyclicLR(m.optim.Adam([w], 0.1), 0.1, 1.0).state_dict().items())
sorted(S.LambdaLR(o, lambda e: 1).state_dict().items())
sorted(S.MultiplicativeLR(o, lambda e: 1).state_dict().items())
sorted(S.ReduceLROnPlateau(o).state_dict().items())
s, r = (S.LambdaLR(o, lambda e, k=k: k ** e) for k in (2, 3)); s.step(); r.load_state_dict(s.state_dict()); r.step(); r.get_last_lr()
s, r = (S.LambdaLR(o, Times(k)) for k in (2, 3)); r.load_state_dict(s.state_dict()); r.lr_lambdas[0].k, s.state_dict()["lr_lambdas"]
s = S.SequentialLR(o, [S.ConstantLR(o), S.ExponentialLR(o, 0.9)], [2]).state_dict(); s["_milestones"], [sorted(q) for q in s["_schedulers"]]
sorted(S.ChainedScheduler([S.ConstantLR(o), S.ExponentialLR(o, 0.9)]).state_dict())
a, b = several(), several(); a.step(); a.step(); b.load_state_dict(a.state_dict()); b.step(); b._schedulers[1].last_epoch, b.get_last_lr()
S.CyclicLR(o, 0.1, 1.0, scale_fn=lambda x: 1.0, cycle_momentum=False).state_dict()["_scale_fn_custom"]
s, r = (S.CyclicLR(o, 0.1, 1.0, cycle_momentum=False) for _ in "ab"); s.step(); r.load_state_dict(s.state_dict()); r.step(); r.get_last_lr()
"""


@pytest.mark.parametrize("program", STATES.strip().split("\n"))
def test_the_state_of_a_scheduler_is_pytorchs(program: str) -> None:
    compare(BEFORE + program)


def test_the_state_of_a_scheduler_can_be_saved() -> None:
    opt = nbautograd.optim.SGD([nbautograd.ones(1)], lr=0.1)
    saved = nbautograd.optim.lr_scheduler.LambdaLR(opt, lambda epoch: 0.9 ** epoch).state_dict()
    buffer = io.BytesIO()
    nbautograd.save(saved, buffer)
    buffer.seek(0)
    assert nbautograd.load(buffer) == saved


def test_a_scheduler_before_the_optimizer_is_warned_of() -> None:
    opt = nbautograd.optim.SGD([nbautograd.ones(1)], lr=0.1)
    scheduler = nbautograd.optim.lr_scheduler.StepLR(opt, 2)
    with pytest.warns(UserWarning, match=r"Detected call of `lr_scheduler.step\(\)` before"):
        scheduler.step()


REFUSALS = """
optim.SGD([p], lr=-1)
optim.SGD([], lr=1)
optim.SGD(p, lr=1)
optim.SGD([1], lr=1)
optim.SGD([p * 2], lr=1)
optim.SGD([p], momentum=-1)
optim.SGD([p], nesterov=True)
optim.SGD([p], weight_decay=-1)
optim.SGD([{"params": p}, {"params": p}])
optim.SGD([{"a": p}])
optim.SGD(iter([]))
optim.Adam([p], lr=-1)
optim.Adam([p], eps=-1)
optim.Adam([p], betas=(1, 0.9))
optim.Adam([p], betas=(0.9, 1.2))
optim.Muon([p])
optim.Muon([m], lr=-1)
optim.Muon([m], lr=m)
optim.Muon([m], momentum=-1)
optim.Muon([m], weight_decay=-1)
optim.Muon([m], adjust_lr_fn="x")
optim.Adafactor([p], lr=-1)
optim.Adafactor([p], beta2_decay=1)
optim.Adafactor([p], eps=(-1, 1))
optim.Adafactor([p], eps=(None, -1))
optim.Adafactor([p], d=0.5)
optim.Adafactor([p], weight_decay=-1)
optim.swa_utils.SWALR(optim.SGD([p]), 0.1, anneal_strategy="x")
optim.swa_utils.SWALR(optim.SGD([p]), 0.1, anneal_epochs=-1)
optim.swa_utils.SWALR(optim.SGD([p]), [0.1, 0.2])
optim.swa_utils.get_ema_avg_fn(2)
optim.swa_utils.AveragedModel(None, avg_fn=1, multi_avg_fn=1)
optim.SGD([p]).load_state_dict({"param_groups": [], "state": {}})
optim.SGD([p]).add_param_group(1)
optim.lr_scheduler.StepLR(1, 2)
optim.lr_scheduler.LambdaLR(optim.SGD([p]), [])
optim.lr_scheduler.ReduceLROnPlateau(optim.SGD([p]), factor=2)
""".strip().splitlines()


@needs_torch
@pytest.mark.parametrize("text", REFUSALS)
def test_refusals_are_pytorchs(text: str) -> None:
    errors = []
    for engine in (nbautograd, reference):
        p = engine.nn.Parameter(engine.ones(2))
        m = engine.nn.Parameter(engine.ones(2, 2))
        with pytest.raises((TypeError, ValueError, KeyError, AssertionError)) as caught:
            eval(text, {"optim": engine.optim, "p": p, "m": m})
        errors.append((caught.type, str(caught.value)))
    assert errors[0] == errors[1]


def test_hooks_run_around_a_step() -> None:
    seen: list[str] = []
    opt = nbautograd.optim.SGD([nbautograd.ones(1)])
    opt.register_step_pre_hook(lambda *_: seen.append("before"))
    handle = opt.register_step_post_hook(lambda *_: seen.append("after"))
    opt.step()
    handle.remove()
    opt.step()
    assert seen == ["before", "after", "before"]


def test_a_users_optimizer_needs_only_a_step() -> None:
    class Plain(nbautograd.optim.Optimizer):
        def __init__(self, params: Any, lr: float) -> None:
            super().__init__(params, {"lr": lr})

        def step(self, closure: Any = None) -> None:
            for group in self.param_groups:
                for p in group["params"]:
                    p.data.add_(p.grad, alpha=-group["lr"])

    p = nbautograd.tensor([1.0, 2.0], requires_grad=True)
    opt = Plain([p], 0.5)
    p.sum().backward()
    opt.step()
    assert p.tolist() == [0.5, 1.5]


def test_a_step_counts_as_a_write() -> None:
    p = nbautograd.tensor([1.0, 2.0], requires_grad=True)
    loss = (p * p).sum()
    p.grad = nbautograd.ones(2)
    nbautograd.optim.SGD([p], lr=0.1).step()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        loss.backward()


AVERAGED = """
S.AveragedModel(model)
S.AveragedModel(model, use_buffers=True)
S.AveragedModel(model, avg_fn=S.get_ema_avg_fn(0.6))
S.AveragedModel(model, avg_fn=lambda a, c, n: 0.5 * a + 0.5 * c)
S.AveragedModel(model, multi_avg_fn=S.get_ema_multi_avg_fn(0.6))
S.AveragedModel(model, multi_avg_fn=S.get_swa_multi_avg_fn())
""".strip().splitlines()


def averaged(engine: Any, text: str) -> tuple[str, list[str], list[Any]]:
    """The mean of a small network over its training, with batch norms of its own."""
    nn, swa = engine.nn, engine.optim.swa_utils
    engine.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.Linear(3, 1))
    mean = eval(text, {"S": swa, "model": model})
    opt = engine.optim.SGD(model.parameters(), lr=0.1)
    batches = [engine.randn(5, 2) for _ in range(4)]
    for x in batches:
        opt.zero_grad()
        (model(x) ** 2).sum().backward()
        opt.step()
        mean.update_parameters(model)
    found = [v.clone() for v in mean.state_dict().values()]
    mean.eval()
    swa.update_bn([(x, 0) for x in batches], mean)
    found += [*mean.state_dict().values(), mean(batches[0])]
    assert not mean.training
    return repr(mean), list(mean.state_dict()), [v.detach().numpy() for v in found]


@needs_torch
@pytest.mark.parametrize("text", AVERAGED)
def test_averaged_models_are_pytorchs(text: str) -> None:
    ours, theirs = averaged(nbautograd, text), averaged(reference, text)
    assert ours[:2] == theirs[:2]
    for a, b in zip(ours[2], theirs[2], strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-5)
