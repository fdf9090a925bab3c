"""Questions of a forum: each program leaves a gradient that surprises, and `why` says what is behind.

Both engines give the same answer; a row is a program, a name, and what the answer must say.
"""

from __future__ import annotations

import gc
import importlib
import weakref
from collections.abc import Iterator
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from shells import loaded_shell, run_cell

from nbautograd.capture import record
from nbautograd.derivation import why

LEAF = "w = torch.tensor([1., 2.], requires_grad=True)\n"

TAPES = [
    # nothing leads from the target to the leaf
    ("h = torch.tensor(w * 2, requires_grad=True)\nh.sum().backward()", "w",
     ("is cut: w -> %1 -> h, where tensor in line 2 `h = torch.tensor(w * 2, requires_grad=True)`: "
     "it copies values without their history; torch.stack() and clone() keep it.")),
    ("n = w.sum().item()\nloss = torch.tensor(n, requires_grad=True) * 2\nloss.backward()", "w",
     "only perhaps from its values: item in line 2 `n = w.sum().item()`"),
    ("a = w.detach().numpy()\nt = torch.from_numpy(a.copy()).requires_grad_()\nt.sum().backward()",
     "w", "only perhaps from its values: detach in line 2"),
    ("t = w.detach().requires_grad_()\nt.sum().backward()", "w",
     "is cut: w -> t#1, where detach in line 2"),
    ("u = torch.ones(2, requires_grad=True)\ny = w * u\nz = u.sum()\nz.backward()", "w",
     "w has no gradient: z was not computed from it; it was used only by mul in line 3 `y = w * u`."),
    ("u = torch.ones(2, requires_grad=True)\n(u * 2).sum().backward()\nw * 2", "w",
     "w has no gradient: %2 (sum in line 3 `(u * 2).sum().backward()`) was not computed from it; "),
    ("x = torch.ones(2)\ny = (x * w).sum()\nx.requires_grad_()\ny.backward()", "x",
     ("x has no gradient: it requires grad only since requires_grad_ in line 4 `x.requires_grad_()`; "
     "before that it was used without being tracked: mul in line 3")),
    ("x = torch.ones(2)\ny = (x * 2).sum()", "y",
     "none of its inputs requires grad. Make x with requires_grad=True."),
    ("x = torch.ones(2)\ny = (x * 2).sum()\nx.requires_grad_()", "y",
     "none of its inputs requires grad; requires_grad_ in line 4 `x.requires_grad_()` came too late."),
    ("h = w * 2\nh.detach_()\n(h * w).sum().backward()", "h", "detach_ in line 3 `h.detach_()`"),
    ("with torch.no_grad():\n    w.mul_(2)\nw.requires_grad = False\nw * 2", "w",
     "does not require grad, because it was turned off by requires_grad_ in line 4"),
    ("for i in range(5):\n    total = w.sum().item()", "w",
     ("Mind that item in line 3 `total = w.sum().item()`: item(), numpy() and tolist() leave the "
     "world of tensors.")),
    ("n = float((w.sum() * 2).detach())\ns = float(w.data.sum())", "w", "data in line 3"),
    ("i = w.max(0)[1].float()", "i", ("none of its inputs requires grad; %2 was cut off: max in line 2 "
     "`i = w.max(0)[1].float()`: its result is not floating point")),
    # a result, where a leaf was expected
    ("w = w - 0.1\nw.sum().backward()", "w",
     ("It is not a leaf, sub in line 2 `w = w - 0.1` made it: w.grad stays None unless "
     "w.retain_grad() is called before backward(). It is no longer the leaf of that name: an update "
     "in place under no_grad() keeps that.")),
    ("with torch.no_grad():\n    w = w - 0.1", "w",
     "it ran under no_grad(). It is no longer the leaf of that name"),
    ("v = torch.ones(2, requires_grad=True) * 0.1\nv.sum().backward()\nv", "v",
     "If v was to be the leaf, call requires_grad_() on it last."),
    # the gradient is there, and
    ("for _ in range(2):\n    w.sum().backward()\n    w.grad = None\nw.sum().backward()", "w",
     "w has the gradient [1., 1.], through sum in line 5 (backward 3)."),
    ("sum(w * i for i in range(9)).sum().backward()", "w",
     ("[36., 36.]: [8., 8.] through mul in line 2 (backward 1) + [7., 7.] through mul in line 2 "
     "(backward 1) + [6., 6.] through mul in line 2 (backward 1) + [5., 5.] through mul in line 2 "
     "(backward 1) + 5 more.")),
    ("h = w\nfor i in range(9):\n    h = (w * h).detach()\n(w + h).sum().backward()", "w",
     ("through add in line 5 (backward 1). It does not count w -> %1 -> h#1, where detach in line 4 "
     "`h = (w * h).detach()`: detach() cuts the graph there.")),
    ("(w * w.detach()).sum().backward()", "w", "It does not count w -> %1, where detach in line 2"),
    ("torch.where(w > 1, w, 2 * w).sum().backward()", "w",
     ("w has the gradient [2., 1.]: [0., 1.] through where in line 2 (backward 1) + [2., 0.] through "
     "mul in line 2 (backward 1).")),
    ("w.sum().backward()\nwith torch.no_grad():\n    w -= w.grad", "w",
     "w has the gradient [1., 1.], through sum in line 2 (backward 1)."),
    ("torch.autograd.grad(w.sum(), w)", "w", "autograd.grad() returned it, and left w.grad alone."),
    ("u = torch.ones(2, requires_grad=True)\ntorch.autograd.grad((w * u).sum(), u)", "w",
     "so name w too."),
    ("w.register_hook(lambda g: g * 10)\nw.sum().backward()", "w", ("[10., 10.]: [1., 1.] through "
     "sum in line 3 (backward 1). The rest was in w.grad before, or a hook made it another.")),
    ("y = w.exp()\ny += 1\ntry:\n    y.sum().backward()\nfinally:\n    pass", "w",
     "w has no gradient: backward() ended before it, at exp in line 2 `y = w.exp()`: RuntimeError"),
    # it is 0, nan or inf
    ("w.round().sum().backward()", "w", ("became 0 at round in line 2 `w.round().sum().backward()`: "
     "[1., 1.] came there, and round is a function in steps: its derivative is 0 everywhere.")),
    ("w.clamp(5, 6).sum().backward()", "w", "and the derivative of clamp is 0 where it is flat."),
    ("h = torch.relu(-w)\n(h * 3).sum().backward()", "w", "It became 0 at relu in line 2"),
    ("(w * 0).sum().backward()", "w", ("It became 0 at mul in line 2 `(w * 0).sum().backward()`: "
     "[1., 1.] came there.")),
    ("w.backward(torch.zeros(2))", "w", "backward() began with 0."),
    ("z = w - 1\ntorch.where(z > 0, z.sqrt(), z).sum().backward()", "w",
     ("It became nan at sqrt in line 3 `torch.where(z > 0, z.sqrt(), z).sum().backward()`: [0., 1.] "
     "came there, and 0 times an infinite derivative is nan.")),
    ("z = w * 0\n(z ** 2).sum().sqrt().backward()", "w",
     "[inf, inf] came there, and inf times 0 is nan. It became inf at sqrt in line 3"),
    ("w.log().sum().backward()", "w",
     "w has the gradient [1., 0.5], through log in line 2 (backward 1)."),
]


@pytest.mark.filterwarnings("ignore:To copy construct from a tensor")
@pytest.mark.parametrize("engine", ["nbautograd", "torch"])
@pytest.mark.parametrize(("program", "name", "words"), TAPES)
def test_the_answer_names_the_cause(engine: str, program: str, name: str, words: str) -> None:
    pytest.importorskip(engine)
    names = {"torch": importlib.import_module(engine)}
    source = LEAF + program
    recording = None
    try:
        with record(source, names, "<cell>", "torch" if engine == "torch" else "numpy") as recording:
            exec(compile(source, "<cell>", "exec"), names)
    except RuntimeError:
        pass
    assert recording is not None

    assert words in why(recording.tape(), name)


# In a shell: which tensor is meant, and what has happened to it since


@pytest.fixture(params=["nbautograd", "torch"])
def shell(request: pytest.FixtureRequest) -> Iterator[InteractiveShell]:
    pytest.importorskip(request.param)
    with loaded_shell() as shell:
        run_cell(shell, f"import {request.param} as torch")
        yield shell


def asked(shell: InteractiveShell, name: str) -> str:
    [bundle] = run_cell(shell, f"%why {name}").bundles
    text: str = bundle["text/plain"]
    return text


def recorded(shell: InteractiveShell, source: str) -> None:
    run_cell(shell, f"%%grad --no-plot\n{LEAF}{source}")


@pytest.mark.parametrize(("source", "name", "words"), [
    ("hs = [w * 1, w * 2]\n(hs[0] + hs[1]).sum().backward()", "hs[1]",
     "hs[1] has the gradient [1., 1.], through add in line 4 (backward 1). It is not a leaf"),
    (("def f(w):\n    w = torch.tensor(w.tolist(), requires_grad=True)\n    return w.sum()\n"
     "loss = f(w)\nloss.backward()"), "w", "w has no gradient: loss was not computed from it"),
    ("w.sum().backward()\nw.data -= 0.5", "w", "w has the gradient [1., 1.], through sum"),
    ("w.sum().backward()\nw.grad = None", "w", ("w.grad is None: it was reset since, by zero_grad() or "
     "by w.grad = None. On the tape, w has the gradient [1., 1.]")),
    ("w.sum().backward()\nw.grad.zero_()", "w", "w.grad is [0., 0.] now: zero_ in line 4 wrote to it."),
    ("w = torch.ones(100, requires_grad=True)\n(w * 2).sum().backward()\nw.grad.zero_()", "w",
     "w.grad is 0. to 0., mean 0., std 0. now: zero_ in line 5 wrote to it."),
    ("opt = torch.optim.SGD([w], 0.1)\nw.sum().backward()\nopt.step()\nopt.zero_grad()", "w",
     "w.grad is None: it was reset since"),
    ("u = torch.ones(2, requires_grad=True)\nw.sum().backward()", "u",
     "u: no gradient: no step of the last %%grad cell used it."),
    ("g, = torch.autograd.grad((w * w).sum(), w)", "g", ("g has no gradient: it is itself the gradient "
     "of w that was computed in line 3, without create_graph=True: it has no history.")),
    ("(w * w).sum().backward()", "w.grad", "w.grad has no gradient: it is itself the gradient of w"),
    (("net = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Linear(2, 1))\n"
     "net[0](w).sum().backward()"), "net",
     "net[1].weight: no gradient: no step of the last"),
])
def test_the_tensor_is_found_and_what_it_is_now(
    shell: InteractiveShell, source: str, name: str, words: str
) -> None:
    recorded(shell, source)

    assert words in asked(shell, name)


def test_a_backward_outside_is_told_of(shell: InteractiveShell) -> None:
    recorded(shell, "y = w.sum()")
    run_cell(shell, "y.backward()")

    assert asked(shell, "w").startswith(
        "w.grad is [1., 1.], which no backward() of the last %%grad cell brought.")


def test_a_flag_set_outside_is_told_of(shell: InteractiveShell) -> None:
    recorded(shell, "c = torch.ones(2)\ny = (w * c).sum()\ny.backward()")
    run_cell(shell, "c.requires_grad_()")

    assert asked(shell, "c").startswith(
        "c.requires_grad is True now, which it was not in the cell. On the tape, c has no gradient")


def test_without_a_name_every_leaf_is_told_of(shell: InteractiveShell) -> None:
    recorded(shell, "v = torch.ones(2, requires_grad=True)\n(w * v).sum().backward()")

    assert [line.partition(" ")[0] for line in asked(shell, "").splitlines()] == ["w", "v"]


def test_the_note_of_a_refused_backward_says_the_same(shell: InteractiveShell) -> None:
    ran = run_cell(shell, f"%%grad loss --no-plot\n{LEAF}loss = w.detach().sum()")

    assert ran.error is not None
    notes: Any = ran.error.__notes__
    assert notes == [asked(shell, "loss")]
    assert "%1 was cut off: detach in line 3" in notes[0]


def test_the_tensors_of_a_cell_are_not_kept_alive(shell: InteractiveShell) -> None:
    recorded(shell, "(w * w).sum().backward()")
    seen = weakref.ref(shell.user_ns["w"])
    run_cell(shell, "del w")
    gc.collect()

    assert seen() is None
