"""Threads: modes belong to a thread, gradients of a shared leaf all arrive, backward may nest."""

import threading
from collections.abc import Callable

import pytest

import nbautograd as torch
from nbautograd.engine import views
from nbautograd.engine.state import UNTRACKED, UNUSUAL


def in_threads(count: int, work: Callable[[int], None]) -> None:
    """Run `work` in threads that start together; an error in one fails the test."""
    barrier, errors = threading.Barrier(count), []

    def run(n: int) -> None:
        try:
            barrier.wait()
            work(n)
        except BaseException as error:  # noqa: BLE001 (raised again below)
            errors.append(error)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def test_grad_mode_belongs_to_a_thread() -> None:
    x = torch.ones(2, requires_grad=True)
    off, seen = threading.Event(), {}

    def work(n: int) -> None:
        if n == 0:
            with torch.no_grad():
                off.set()
                seen["off"] = (x * 2).requires_grad
        else:
            off.wait()
            seen["on"] = (x * 2).requires_grad
            torch.set_grad_enabled(False)

    in_threads(2, work)
    assert seen == {"off": False, "on": True}
    assert torch.is_grad_enabled()


def test_a_thread_that_ended_in_another_mode_is_forgotten() -> None:
    def work(n: int) -> None:
        torch.set_grad_enabled(False)
        assert UNTRACKED

    in_threads(3, work)
    assert not UNUSUAL
    assert not UNTRACKED


def test_a_context_may_be_entered_again_and_in_several_threads() -> None:
    context, x = torch.no_grad(), torch.ones(2, requires_grad=True)
    with context, context:
        assert not (x * 2).requires_grad
        with torch.enable_grad(), context:
            assert not (x * 2).requires_grad
        assert not torch.is_grad_enabled()
    assert (x * 2).requires_grad
    seen: list[bool] = []
    with context:
        in_threads(2, lambda n: seen.append((x * 2).requires_grad))
        assert not (x * 2).requires_grad
    assert seen == [True, True]


def test_a_view_may_be_looked_up_while_modes_change(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up = views.same_view

    def interrupted(*args: object) -> torch.Tensor:
        with torch.no_grad():       # as a finalizer or a signal handler may
            torch.ones(1) * 2
        return looked_up(*args)

    monkeypatch.setattr(views, "same_view", interrupted)
    w, base = torch.ones(4, requires_grad=True), torch.ones(4)
    view = base[:2]
    base.mul_(w)
    with torch.no_grad():
        view * 2
        assert not (w * 2).requires_grad


def test_a_recorder_hears_what_runs_after_modes_were_changed_inside() -> None:
    class Doubled(torch.autograd.Function):
        @staticmethod
        def forward(ctx: object, x: torch.Tensor) -> torch.Tensor:
            with torch.no_grad(), torch.enable_grad():
                torch.set_grad_enabled(True)
            return x * 2

        @staticmethod
        def backward(ctx: object, g: torch.Tensor) -> torch.Tensor:
            return g * 2

    x = torch.ones(2, requires_grad=True)
    with torch.record() as recording:
        y = Doubled.apply(x)
        with torch.no_grad():
            z = y + 1
        (z * y).sum()
    ops = [step.op for step in recording.tape().steps]
    assert ops[-3:] == ["add", "mul", "sum"]
    assert not UNUSUAL
    assert not UNTRACKED


def test_anomaly_detection_hooks_and_levels_belong_to_a_thread() -> None:
    from nbautograd.engine.state import GRAD, LOCAL
    modes = []
    hooks = torch.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t: t)
    with hooks, torch.autograd.set_detect_anomaly(True), torch.autograd.forward_ad.dual_level():
        in_threads(2, lambda n: modes.append(LOCAL.mode))
    assert modes == [GRAD, GRAD]


def test_gradients_of_a_shared_leaf_add_up() -> None:
    x = torch.zeros(50_000, requires_grad=True)
    x.grad = torch.zeros(50_000)

    def work(n: int) -> None:
        for _ in range(40):
            (x * 1.0).sum().backward()

    in_threads(4, work)
    assert x.grad.unique().tolist() == [160.0]


def test_the_first_gradient_of_a_shared_leaf_is_not_lost() -> None:
    for _ in range(50):
        x = torch.ones(3, requires_grad=True)
        in_threads(3, lambda n, x=x: (x * 2.0).sum().backward())
        assert x.grad.tolist() == [6.0, 6.0, 6.0]


def test_one_graph_run_by_several_threads() -> None:
    x = torch.ones(100, requires_grad=True)
    y = (x.exp() * x).sum()
    results: list[list[float]] = [[] for _ in range(4)]

    def work(n: int) -> None:
        (g,) = torch.autograd.grad(y, x, retain_graph=True)
        results[n] = g.tolist()

    in_threads(4, work)
    assert all(r == results[0] for r in results)


def test_hooks_run_in_the_thread_of_their_backward() -> None:
    x = torch.ones(2, requires_grad=True)
    seen = []
    x.register_hook(lambda g: seen.append(threading.current_thread()))
    started = []

    def work(n: int) -> None:
        started.append(threading.current_thread())
        (x * 2).sum().backward()

    in_threads(3, work)
    assert sorted(t.name for t in seen) == sorted(t.name for t in started)


def test_an_error_in_one_thread_leaves_the_others_alone() -> None:
    x = torch.ones(2, requires_grad=True)

    def work(n: int) -> None:
        y = x.exp()
        if n == 0:
            y.add_(1)
            with pytest.raises(RuntimeError):
                y.sum().backward()
        else:
            y.sum().backward()
        assert torch.is_grad_enabled()

    in_threads(2, work)
    assert x.grad is not None


def test_a_decorated_function_changes_only_its_own_thread() -> None:
    @torch.no_grad()
    def quiet(x: torch.Tensor) -> bool:
        inside.wait()
        return (x * 2).requires_grad

    inside = threading.Barrier(2)
    x = torch.ones(2, requires_grad=True)
    found = {}

    def work(n: int) -> None:
        if n == 0:
            found["quiet"] = quiet(x)
        else:
            inside.wait()
            found["other"] = (x * 2).requires_grad

    in_threads(2, work)
    assert found == {"quiet": False, "other": True}


def test_a_backward_inside_a_hook() -> None:
    x = torch.ones(2, requires_grad=True)
    other = torch.ones(2, requires_grad=True)

    @torch.enable_grad()      # hooks run in the mode of their backward, which tracks nothing
    def hook(g: torch.Tensor) -> None:
        (other * 3).sum().backward()

    x.register_hook(hook)
    (x * 2).sum().backward()
    assert (x.grad.tolist(), other.grad.tolist()) == ([2.0, 2.0], [3.0, 3.0])
