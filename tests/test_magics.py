"""%%grad and its companions in a real shell, each case through the function and the magic."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from shells import Ran, by_function, by_magic, loaded_shell, run_cell

import nbautograd
from nbautograd.notebook.check import check
from nbautograd.notebook.grad import Request, grad_cell
from nbautograd.tape import Tape

Run = Callable[[str, str], Ran]

LINEAR = """\
x = torch.tensor([[1.0], [2.0]], requires_grad=True)
w = torch.tensor([[0.5, 0.5]], requires_grad=True)
b = torch.tensor(0.1, requires_grad=True)
y = w @ x + b
loss = (y - 1.0) ** 2
"""


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    with loaded_shell() as shell:
        yield shell


@pytest.fixture(params=[by_function, by_magic], ids=["function", "magic"])
def run(request: pytest.FixtureRequest, shell: InteractiveShell) -> Run:
    """Run a %%grad cell from the text behind the magic and the body."""
    return lambda line, source: request.param(shell, line, source)


def gradient(tape: Tape | None, name: str) -> object:
    assert tape is not None
    return tape[name].gradient.data


# What a cell computes


def test_the_target_is_differentiated(run: Run, shell: InteractiveShell) -> None:
    ran = run("loss", LINEAR)

    assert ran.error is None
    assert gradient(ran.tape, "w") == [[pytest.approx(1.2), pytest.approx(2.4)]]
    assert shell.user_ns["w"].grad.tolist() == gradient(ran.tape, "w")
    assert shell.user_ns["_tape"] is ran.tape


def test_without_a_target_nothing_is_differentiated(run: Run, shell: InteractiveShell) -> None:
    ran = run("", LINEAR)

    assert ran.tape is not None
    assert ran.tape["w"].gradient.state == "none"
    assert shell.user_ns["w"].grad is None


def test_the_cells_own_backward_is_on_the_tape(run: Run) -> None:
    ran = run("", LINEAR + "loss.backward()")

    assert ran.tape is not None
    assert ran.tape.backward_steps
    assert ran.tape["w"].gradient.state == "value"


def test_a_gradient_may_be_any_expression(run: Run) -> None:
    ran = run(
        "y --gradient torch.full((2, 1), v)",
        "x = torch.ones((2, 1), requires_grad=True)\nv = 3.0\ny = x * 2",
    )

    assert ran.error is None
    assert gradient(ran.tape, "x") == [[6.0], [6.0]]


def test_the_target_may_be_an_expression(run: Run) -> None:
    ran = run("losses[1]", "x = torch.tensor(3.0, requires_grad=True)\nlosses = [x, x * x]")

    assert ran.error is None
    assert gradient(ran.tape, "x") == 6.0


def test_the_value_of_the_last_expression_is_returned(run: Run) -> None:
    assert run("", "x = torch.tensor(2.0)\nx.item() + 1").value == 3.0


def test_a_cell_without_a_value_returns_none(run: Run) -> None:
    assert run("", "x = torch.tensor(2.0)").value is None


def test_lines_are_counted_as_in_the_editor(run: Run) -> None:
    ran = run("", "x = torch.tensor(2.0, requires_grad=True)\n\ny = x * 3")

    assert ran.tape is not None
    assert [(step.line, step.source) for step in ran.tape.forward_steps] == [(4, "y = x * 3")]


def test_functions_and_classes_of_the_cell_stay_and_are_recorded(
    run: Run, shell: InteractiveShell
) -> None:
    ran = run("y", "class Square:\n    def __call__(self, x):\n        return x * x\n\n"
                   "def twice(x):\n    return x + x\n\n"
                   "x = torch.tensor(3.0, requires_grad=True)\ny = twice(Square()(x))")

    assert ran.error is None
    assert gradient(ran.tape, "x") == 12.0
    assert shell.user_ns["twice"].__code__.co_firstlineno == 6
    assert shell.user_ns["twice"].__module__ == "__main__"


def test_ipython_syntax_works_inside(run: Run, shell: InteractiveShell) -> None:
    ran = run("", "shown = %config NBAutograd.limit\nx = torch.ones(2) * 2")

    assert ran.error is None
    assert shell.user_ns["shown"] > 0


def test_the_namespace_gains_nothing_but_the_tape(run: Run, shell: InteractiveShell) -> None:
    before = set(shell.user_ns)

    run("", "x = torch.ones(2) + 1")

    new = {name for name in set(shell.user_ns) - before if not name.startswith("_i")}
    assert new == {"x", "_tape"}


# What goes wrong

VECTOR = "x = torch.ones(2, requires_grad=True)\ny = x * 2"

# What stands behind %%grad, the cell, and the error it ends in.
FAULTS: dict[str, tuple[str, str, type[BaseException], str]] = {
    "raises": ("y", "y = torch.ones(2) * 2\n1 / 0", ZeroDivisionError, "division by zero"),
    "interrupted": ("", "x = torch.ones(2) * 2\nraise KeyboardInterrupt", KeyboardInterrupt, ""),
    "unknown target": ("los", LINEAR, UsageError, "no variable 'los'. Did you mean 'loss'?"),
    "rebound target": (
        "y",
        "y = torch.ones(()) * 2\ny = y.item()",
        UsageError,
        "'y' is of type float (bound in line 3), not a tensor",
    ),
    "integer target": (
        "n",
        "n = torch.tensor(3) * 2",
        RuntimeError,
        "element 0 of tensors does not require grad and does not have a grad_fn",
    ),
    "no history": (
        "y",
        "y = torch.ones(()) * 2",
        RuntimeError,
        "element 0 of tensors does not require grad and does not have a grad_fn",
    ),
    "not a scalar": (
        "y",
        VECTOR,
        RuntimeError,
        "grad can be implicitly created only for scalar outputs",
    ),
    "wrong gradient": (
        "y --gradient torch.ones(3)",
        VECTOR,
        RuntimeError,
        "Mismatch in shape: grad_output[0] has a shape of torch.Size([3])",
    ),
    "unknown gradient": (
        "y --gradient torch.onse(2)",
        VECTOR,
        UsageError,
        "Did you mean 'ones'?",
    ),
    "in-place write": (
        "",
        "x = torch.ones(2, requires_grad=True)\ny = x.exp()\ny.add_(1)\ny.sum().backward()",
        RuntimeError,
        "modified by an inplace operation",
    ),
    "second backward": (
        "",
        "x = torch.ones((), requires_grad=True)\ny = x.exp()\ny.backward()\ny.backward()",
        RuntimeError,
        "Trying to backward through the graph a second time",
    ),
    "no_grad left open": (
        "",
        "x = torch.ones(2)\ntorch.set_grad_enabled(False)\nx / nothing",
        NameError,
        "nothing",
    ),
    "await": ("", "x = torch.ones(2)\nawait x", UsageError, "line 3 awaits outside a function"),
    "no expression": ("1+", "x = 1", UsageError, "TARGET is not a Python expression: 1+"),
}


@pytest.fixture(params=FAULTS.values(), ids=FAULTS)
def fault(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_a_fault_is_one_clear_error_and_nothing_is_lost(
    run: Run, shell: InteractiveShell, fault: Any
) -> None:
    line, source, kind, message = fault
    shell.user_ns["kept"] = 1

    ran = run(line, source)

    assert type(ran.error) is kind
    assert message in str(ran.error)
    assert shell.user_ns["kept"] == 1
    assert nbautograd.is_grad_enabled()
    again = run("z", "z = torch.tensor(2.0, requires_grad=True) * 3")  # the recorder is free
    assert again.error is None
    assert again.tape is not None
    assert [step.op for step in again.tape.forward_steps] == ["mul"]


def test_the_variables_of_a_failed_cell_stay(run: Run, shell: InteractiveShell) -> None:
    run("los", LINEAR)

    assert shell.user_ns["loss"].shape == (1, 1)


def test_a_line_that_does_not_fit_does_not_stop_the_cell(run: Run) -> None:
    for line in ("los", "loss --gradient nothing"):
        ran = run(line, LINEAR)

        assert type(ran.error) is UsageError
        assert ran.tape is not None
        assert ran.tape.error is None
        assert len(ran.tape.forward_steps) == 4


def test_a_failed_cell_leaves_its_tape_so_far(run: Run) -> None:
    ran = run("", f"{VECTOR}\nz = y / 3 + nothing\nw = y + 1")

    assert ran.tape is not None
    assert [step.op for step in ran.tape.forward_steps] == ["mul", "div"]
    assert ran.tape.error is not None
    assert ran.tape.error.startswith("NameError: name 'nothing' is not defined")


def test_a_syntax_error_is_pythons(run: Run, shell: InteractiveShell) -> None:
    ran = run("", "x = 1\ny = (x +")

    assert type(ran.error).__name__ in ("SyntaxError", "_IncompleteInputError")
    assert "line 3" in str(ran.error)
    assert "x" not in shell.user_ns


def test_grad_mode_that_the_cell_sets_on_purpose_stays(run: Run) -> None:
    ran = run("", "_ = torch.set_grad_enabled(False)")

    left = nbautograd.is_grad_enabled()
    nbautograd.set_grad_enabled(True)
    assert ran.error is None
    assert not left


def test_threads_have_their_own_grad_mode(run: Run) -> None:
    ran = run("", """\
import threading
x = torch.ones(2, requires_grad=True)
inside, outside = threading.Event(), threading.Event()
seen = []
def quiet():
    with torch.no_grad():
        inside.set()
        outside.wait(10)
        seen.append((x * 2).requires_grad)
thread = threading.Thread(target=quiet)
thread.start()
inside.wait(10)
seen.append((x * 2).requires_grad)
outside.set()
thread.join()
seen""")

    assert ran.value == [True, False]


def test_real_torch_tensors_are_recorded_too(shell: InteractiveShell) -> None:
    pytest.importorskip("torch")

    ran = by_magic(shell, "y", "import torch as real\nx = real.ones(2, requires_grad=True)\n"
                               "y = (x * 3).sum()")

    assert ran.error is None
    assert ran.tape is not None
    assert ran.tape.backend == "torch"
    assert gradient(ran.tape, "x") == [3.0, 3.0]
    assert sys.modules["torch"].is_grad_enabled()


@pytest.mark.parametrize(
    ("source", "backend"),
    [
        ("y = x * 2", "numpy"),
        ("y = u * 2", "torch"),
        ("y = real.ones(2) * 2", "torch"),
        ("import torch as other\ny = other.ones(2) * 2", "torch"),
        ("y = model(u)", "torch"),
        ("y = x * 2 + real.tensor(1.0).item()", "numpy"),
    ],
)
def test_the_engine_is_the_one_that_the_cell_uses(
    run: Run, shell: InteractiveShell, source: str, backend: str
) -> None:
    pytest.importorskip("torch")
    run_cell(shell, "import torch as real\nu = real.ones(2)\nx = torch.ones(2)")
    run_cell(shell, "class Model(real.nn.Module):\n    def forward(self, x):\n        return x * 3")
    run_cell(shell, "model = Model()")

    ran = run("", source)

    assert ran.error is None
    assert ran.tape is not None
    assert ran.tape.backend == backend
    assert ran.tape.forward_steps


# What a reader sees


def test_a_failed_cell_shows_its_tape_then_the_users_line(shell: InteractiveShell) -> None:
    ran = by_magic(shell, "", "x = torch.ones(2) * 3\n\ndef f(a):\n    return a / nothing\n\nf(x)")

    assert ran.bundles[0]["text/plain"].startswith("tape: ")
    assert "stopped by NameError" in ran.bundles[0]["text/plain"]
    assert "----> 7 f(x)" in ran.text
    assert "----> 5     return a / nothing" in ran.text
    assert "nbautograd/" not in ran.text
    assert "interactiveshell" not in ran.text
    assert "run_cell_magic" not in ran.text


def test_a_failed_backward_points_at_the_cells_line(shell: InteractiveShell) -> None:
    ran = by_magic(shell, "", "x = torch.ones(2, requires_grad=True)\n(x * 2).backward()")

    assert "----> 3 (x * 2).backward()" in ran.text
    assert "nbautograd/" not in ran.text


def test_a_failed_target_points_at_the_magics_line(shell: InteractiveShell) -> None:
    ran = by_magic(shell, "y", "x = torch.ones(2, requires_grad=True)\ny = x * 2")

    assert "----> 1 # %%grad --no-plot y" in ran.text
    assert "nbautograd/" not in ran.text


WRONG = {
    "shapes": "a = torch.ones(1, 2)\na @ a",
    "module": "a = torch.ones(1, 2)\ntorch.nn.Linear(3, 4)(a)",
    "backward": "a = torch.ones(1, 2)\na.sum().backward()",
}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("magic", ["", "%%grad\n"])
def test_any_cells_traceback_is_the_users_line(
    shell: InteractiveShell, magic: str, name: str
) -> None:
    text = run_cell(shell, magic + WRONG[name]).text

    assert text.count("Traceback (most recent call last)") == 1
    assert f"{2 + bool(magic)} {WRONG[name].splitlines()[1]}" in text
    assert "nbautograd" not in text.replace("import nbautograd", "")


def test_what_the_user_was_handling_stays_in_the_traceback(shell: InteractiveShell) -> None:
    ran = run_cell(shell, "try:\n    1 / 0\nexcept ZeroDivisionError:\n    torch.ones(1, 2).mm(1)")

    assert "----> 2     1 / 0" in ran.text
    assert "----> 4     torch.ones(1, 2).mm(1)" in ran.text
    assert "nbautograd" not in ran.text
    assert type(ran.error.__context__) is not ZeroDivisionError  # kept in full for %debug


def test_the_cause_is_noted_under_the_error(shell: InteractiveShell) -> None:
    source = "w = torch.ones((), requires_grad=True)\ny = w.detach() * 2"
    of_target = by_magic(shell, "y", source)
    of_cell = by_magic(shell, "", f"{source}\ny.backward()")
    not_scalar = by_magic(shell, "y", VECTOR)

    note = "y has no gradient: it does not require grad, because "
    assert of_target.text.splitlines()[-1].startswith(note)
    assert of_cell.text.splitlines()[-1].startswith(note)
    assert not_scalar.text.splitlines()[-1].startswith("%%grad y --gradient EXPR says")
    assert of_target.error is not None
    assert len(of_target.error.__notes__) == 1


def test_all_frames_are_shown_on_request(shell: InteractiveShell) -> None:
    shell.run_cell("%config NBAutograd.full_traceback = True")

    ran = by_magic(shell, "", "x = torch.ones(2, requires_grad=True)\n(x * 2).backward()")

    assert "nbautograd/" in ran.text
    assert "nbautograd/" in run_cell(shell, WRONG["backward"]).text


@pytest.mark.parametrize("body", ["x = 1\ny = (x +", "if x:\npass", "return 1"])
def test_a_syntax_error_is_shown_as_in_any_cell(shell: InteractiveShell, body: str) -> None:
    # As in the plain cell, but for the magic's own line above.
    plain = run_cell(shell, f"# the first line\n{body}")
    ran = by_magic(shell, "", body)

    assert ran.text.replace("Cell In[2]", "Cell In[1]") == plain.text
    assert ran.bundles == []


def test_a_usage_error_is_one_line(shell: InteractiveShell) -> None:
    ran = run_cell(shell, "%%grad --gradiant 3\nx = 1")

    assert ran.stderr == "UsageError: %%grad: no option '--gradiant'. Did you mean '--gradient'?\n"
    assert ran.text == ""
    assert "x" not in shell.user_ns


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("%%grad --xyz\nx = 1", "%%grad: no option '--xyz'."),
        ("%%grad a b\nx = 1", "%%grad: 'b' is one word too many; see %%grad --help."),
        ("%%grad y --gradient\nx = 1", "%%grad: argument --gradient: expected one argument"),
        ("%tape --save t.pgn", "%tape: argument --save: no format '.pgn'. Did you mean '.png'?"),
        ("%tape --svae x.png", "%tape: no option '--svae'. Did you mean '--save'?"),
        ("%tape", "%tape: there is no tape yet; run a %%grad cell first."),
        ("%why", "%why: there is no tape yet; run a %%grad cell first."),
        ("%why los", "%why: there is no variable 'los'."),
        ("%why x y", "%why: 'y' is one word too many; see %why --help."),
        ("%dir", "%dir: the following arguments are required: OBJ"),
        ("%why torch.inf.gard", "%why: 'float' object has no attribute 'gard'."),
        ("%dir 1+", "%dir: not a Python expression: 1+"),
    ],
)
def test_wrong_lines(shell: InteractiveShell, line: str, message: str) -> None:
    ran = run_cell(shell, line)

    assert type(ran.error) is UsageError
    assert ran.stderr.splitlines() == [f"UsageError: {message}"]
    assert "x" not in shell.user_ns


def test_a_nested_grad_is_refused_in_one_line(shell: InteractiveShell) -> None:
    ran = by_magic(shell, "", "%%grad --no-plot\nx = torch.ones(2) * 2")

    assert type(ran.error) is UsageError
    assert "the cell around this one is being recorded already" in ran.stderr
    assert "x" not in shell.user_ns
    assert by_magic(shell, "", "x = torch.ones(2) * 2").error is None


def test_help_runs_nothing(shell: InteractiveShell) -> None:
    with_body = run_cell(shell, "%%grad loss --help\nx = 1")
    alone = run_cell(shell, "%%grad --help")

    assert with_body.text == alone.text
    assert alone.text.startswith("usage: %%grad [--help] [--gradient EXPR]")
    assert alone.error is None
    assert "x" not in shell.user_ns


@pytest.mark.parametrize("magic", ["tape", "why", "derive", "doc", "dir", "explore"])
def test_every_magic_has_help(shell: InteractiveShell, magic: str) -> None:
    ran = run_cell(shell, f"%{magic} --help")

    assert ran.text.startswith(f"usage: %{magic} [--help]")
    assert shell.find_line_magic(magic).__doc__ == ran.text


def test_a_semicolon_silences_the_value(shell: InteractiveShell) -> None:
    loud = by_magic(shell, "", "x = torch.tensor(2.0)\nx + 1")
    quiet = by_magic(shell, "", "x = torch.tensor(2.0)\nx + 1;")

    assert loud.text.endswith("tensor(3.)\n")
    assert quiet.text == ""
    assert len(quiet.bundles) == 1  # the tape is what was asked for


def test_the_picture_is_one_bundle_with_the_listing(shell: InteractiveShell) -> None:
    ran = run_cell(shell, f"%%grad loss\n{LINEAR}")

    assert len(ran.bundles) == 1
    assert ran.bundles[0]["text/plain"] == str(ran.tape)
    assert ran.bundles[0]["image/png"]
    assert ran.stderr == ""


def test_no_plot_is_the_listing_alone(shell: InteractiveShell) -> None:
    by_option = run_cell(shell, f"%%grad loss --no-plot\n{LINEAR}")
    shell.run_cell("%config NBAutograd.plot = False")
    by_setting = run_cell(shell, f"%%grad loss\n{LINEAR}")

    assert [list(bundle) for bundle in by_option.bundles] == [["text/plain"]]
    assert by_setting.bundles == by_option.bundles


def test_a_cell_that_records_nothing_says_so_in_one_line(shell: InteractiveShell) -> None:
    ran = run_cell(shell, "%%grad\nx = 1 + 1\nx")

    assert ran.value == 2
    assert ran.bundles == [{"text/plain": "tape: nothing recorded, numpy"}]


def test_a_failing_picture_is_one_line_and_the_listing(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch
) -> None:
    import nbautograd.views

    def broken(*args: object, **kwargs: object) -> None:
        raise ValueError("no room")

    monkeypatch.setattr(nbautograd.views, "draw", broken)
    ran = run_cell(shell, f"%%grad loss\n{LINEAR}loss.item()")

    assert ran.error is None
    assert ran.value == pytest.approx(0.36)
    assert ran.stderr == "nbautograd: ValueError: no room; here is the listing\n"
    assert ran.bundles == [{"text/plain": str(ran.tape)}]


def test_a_failing_recorder_does_not_hide_the_cells_value(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nbautograd.capture import Recording

    def broken(self: object, target: object = None) -> Tape:
        raise ValueError("no ink")

    monkeypatch.setattr(Recording, "tape", broken)
    ran = run_cell(shell, f"%%grad loss\n{LINEAR}loss.item()")

    assert ran.error is None
    assert ran.value == pytest.approx(0.36)
    assert ran.stderr == "nbautograd: there is no tape (ValueError: no ink)\n"


# Files


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf", "json", "txt", "dot", "mmd", "html"])
def test_the_tape_is_saved_by_suffix(shell: InteractiveShell, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"my tape.{suffix}"

    ran = run_cell(shell, f"%%grad loss --no-plot --save '{path}'\n{LINEAR}")
    again = tmp_path / f"again.{suffix}"
    run_cell(shell, f"%tape --save {again}")

    assert ran.stderr == ""
    assert path.stat().st_size > 0
    assert again.read_bytes() == path.read_bytes()


def test_a_file_that_cannot_be_written_is_one_line(
    shell: InteractiveShell, tmp_path: Path
) -> None:
    ran = run_cell(shell, f"%%grad loss --no-plot --save {tmp_path}/none/t.json\n{LINEAR}")

    assert ran.error is None
    assert ran.stderr.startswith(f"nbautograd: {tmp_path}/none/t.json was not written (")
    assert ran.stderr.count("\n") == 1


# --check


def test_check_agrees_with_a_right_gradient(shell: InteractiveShell) -> None:
    ran = run_cell(shell, f"%%grad loss --no-plot --check\n{LINEAR}")

    assert ran.stderr == ""
    assert ran.bundles[1] == {"text/plain": "check: w, x, b agree with finite differences"}


def test_check_goes_through_gradients_that_were_computed_with(shell: InteractiveShell) -> None:
    ran = run_cell(shell, """\
%%grad loss --no-plot --check
x = torch.tensor([2., 1.], requires_grad=True)
w = torch.tensor(3., requires_grad=True)
y = (w * x ** 3).sum()
g, = torch.autograd.grad(y, x, create_graph=True)
loss = y + (g.norm() - 1) ** 2
""")

    assert ran.bundles[1] == {"text/plain": "check: x, w agree with finite differences"}


def test_check_finds_a_wrong_gradient(shell: InteractiveShell) -> None:
    ran = run_cell(shell, """\
%%grad loss --no-plot --check
class Wrong(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2
    @staticmethod
    def backward(ctx, g):
        return g * 3
x = torch.tensor([1.0, 5.0], requires_grad=True)
loss = Wrong.apply(x).sum()""")

    assert ran.stderr == ""
    assert ran.bundles[1]["text/plain"] == (
        "check: x differs: 3. at [0], finite differences give 2."
    )


def test_check_without_backward_says_so(shell: InteractiveShell) -> None:
    ran = run_cell(shell, f"%%grad --no-plot --check\n{LINEAR}")

    assert ran.bundles[1] == {"text/plain": "check: nothing was differentiated"}


def test_check_leaves_the_variables_and_the_recording_alone(shell: InteractiveShell) -> None:
    recording = grad_cell(shell, Request("loss"), LINEAR).recording
    assert recording is not None
    before = [(entry.data.dtype, entry.data.tolist()) for entry in recording.entries]

    check(recording)

    assert [(entry.data.dtype, entry.data.tolist()) for entry in recording.entries] == before
    assert shell.user_ns["w"].tolist() == [[0.5, 0.5]]
    assert shell.user_ns["w"].grad.tolist() == [[pytest.approx(1.2), pytest.approx(2.4)]]


def test_check_of_what_needs_single_precision(shell: InteractiveShell) -> None:
    ran = run_cell(shell, """\
%%grad loss --no-plot --check
x = torch.tensor([[1.0, 2.0]], requires_grad=True)
loss = (x @ torch.ones(2, 1)).sum()""")

    assert ran.stderr == ""
    assert ran.bundles[1] == {"text/plain": "check: x agrees with finite differences"}


# --lab


def test_the_lab_is_one_output_with_the_picture_for_who_cannot_run_it(
    shell: InteractiveShell,
) -> None:
    [picture] = run_cell(shell, f"%%grad loss\n{LINEAR}").bundles
    ran = run_cell(shell, f"%%grad loss --lab\n{LINEAR}")

    [lab] = ran.bundles
    assert ran.stderr == ""
    assert lab["image/png"] == picture["image/png"]
    assert lab["text/plain"].startswith("Lab: ")
    assert "application/vnd.jupyter.widget-view+json" in lab


def test_without_plot_the_listing_stands_above_the_lab(shell: InteractiveShell) -> None:
    listing, lab = run_cell(shell, f"%%grad loss --lab --no-plot\n{LINEAR}").bundles

    assert list(listing) == ["text/plain"]
    assert "application/vnd.jupyter.widget-view+json" in lab


def test_the_lab_draws_as_the_settings_say(shell: InteractiveShell) -> None:
    from nbautograd.widgets import Lab

    def pictures() -> list[str]:
        run_cell(shell, f"%%grad loss --lab --no-plot\n{LINEAR}")
        return [each._picture.value for each in registry.values() if isinstance(each, Lab)]

    from ipywidgets.widgets.widget import _instances as registry

    [before] = pictures()
    shell.run_cell("%config NBAutograd.palette = 'dark'")
    assert before not in pictures()


def test_a_cell_that_runs_again_replaces_its_lab(shell: InteractiveShell) -> None:
    from ipywidgets.widgets.widget import _instances

    def run(source: str, cell: str) -> int:
        with capture_output():
            shell.run_cell(f"%%grad loss --lab --no-plot\n{source}", cell_id=cell)
        return len(_instances)

    one = run(LINEAR, "first")

    assert [run(LINEAR, "first") for _ in range(3)] == [one, one, one]
    assert run(LINEAR, "second") == 2 * one


def test_a_failing_lab_is_one_line(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch
) -> None:
    import nbautograd.widgets

    monkeypatch.setattr(nbautograd.widgets, "Lab", lambda *args, **options: 1 / 0)
    ran = run_cell(shell, f"%%grad loss --lab --no-plot\n{LINEAR}loss.item()")

    assert ran.value == pytest.approx(0.36)
    assert ran.stderr == "nbautograd: the lab failed (ZeroDivisionError: division by zero)\n"
    [picture] = run_cell(shell, f"%%grad loss --lab\n{LINEAR}").bundles
    assert picture["image/png"]


def test_explore_opens_a_widget(shell: InteractiveShell) -> None:
    [bundle] = run_cell(shell, "%explore torch.linalg").bundles

    assert bundle["text/plain"].startswith("Browser: torch.linalg, ")


# The other magics


def test_tape_shows_the_last_tape_again(shell: InteractiveShell) -> None:
    first = run_cell(shell, f"%%grad loss\n{LINEAR}")

    assert run_cell(shell, "%tape").bundles == first.bundles
    assert run_cell(shell, "%tape --no-plot").bundles == [{"text/plain": str(first.tape)}]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("nope", "there is no variable 'nope'.\n"),  # and none of IPython's own, such as `open`
        ("Loss", "there is no variable 'Loss'. Did you mean 'loss'?\n"),
        ("torch.exq", "module 'nbautograd' has no attribute 'exq'. Did you mean 'eq'?\n"),
        ("loss.itm", "'Tensor' object has no attribute 'itm'. Did you mean 'item'?\n"),
    ],
)
def test_a_mistyped_name_gets_one_suggestion_or_none(
    shell: InteractiveShell, typed: str, message: str
) -> None:
    run_cell(shell, f"%%grad\n{LINEAR}")

    assert run_cell(shell, f"%why {typed}").stderr == f"UsageError: %why: {message}"


def test_tape_of_one_value(shell: InteractiveShell) -> None:
    run_cell(shell, f"%%grad\n{LINEAR}aside = x * 3")

    part = run_cell(shell, "%tape loss --no-plot").bundles[0]["text/plain"]
    wrong = run_cell(shell, "%tape los")

    assert "aside" not in part
    assert "Did you mean 'loss'?" in wrong.stderr


def test_a_name_is_what_python_makes_of_it(shell: InteractiveShell) -> None:
    ran = run_cell(shell, "%%grad ℒ --no-plot\nα = torch.ones((), requires_grad=True)\nℒ = α * 2")

    assert ran.error is None
    assert "L = mul(α" in ran.bundles[0]["text/plain"]
    assert "L = mul(α" in run_cell(shell, "%tape ℒ --no-plot").bundles[0]["text/plain"]


def why(shell: InteractiveShell, name: str) -> str:
    [bundle] = run_cell(shell, f"%why {name}").bundles
    text: str = bundle["text/plain"]
    return text


def test_why_explains_a_missing_gradient(shell: InteractiveShell) -> None:
    run_cell(shell, "x = torch.ones(2)")

    assert why(shell, "x").startswith("x: no gradient: it does not require grad")


def test_why_knows_the_last_tape(shell: InteractiveShell) -> None:
    run_cell(shell, "%%grad --no-plot\nw = torch.tensor(2.0, requires_grad=True)\n"
                    "y = (w * 2).detach() * 3\nz = (w * 5).sum()\nz.backward()")

    assert why(shell, "w").startswith("w has the gradient 5., ")
    assert "in line 3" in why(shell, "y")
    assert why(shell, "%1").startswith("%1 has no gradient")
    run_cell(shell, "w = torch.tensor(3.0)")
    assert why(shell, "w").startswith("w: no gradient: it does not require grad")


def test_labels_that_are_not_on_the_tape(shell: InteractiveShell) -> None:
    run_cell(shell, f"%%grad loss --no-plot\n{LINEAR}")
    shown = {name: run_cell(shell, f"%why {name}").stderr for name in ("%99", "lss#2")}

    assert shown["%99"].startswith("UsageError: %why: the tape has no value named '%99'. It has b, ")
    assert shown["lss#2"].endswith("no value named 'lss#2'. Did you mean 'loss'?\n")


def test_a_tape_that_is_none(shell: InteractiveShell) -> None:
    run_cell(shell, f"%%grad loss --no-plot\n{LINEAR}")
    run_cell(shell, "_tape = 3")

    assert why(shell, "x").startswith("x: it has the gradient [[0.6], [0.6]]: ")


def test_an_expression_may_have_spaces(run: Run, shell: InteractiveShell) -> None:
    ran = run("x + y", "x = torch.ones((), requires_grad=True)\ny = x * 2")

    assert gradient(ran.tape, "x") == 3.0
    assert why(shell, "x + 1").startswith("x + 1: no gradient: it is not a leaf")


def test_why_of_something_else_is_one_line(shell: InteractiveShell) -> None:
    ran = run_cell(shell, "%why 2")

    assert ran.stderr == (
        "UsageError: %why: '2' is of type int, not a tensor: it has no gradient.\n")


def test_derive_writes_the_chain_rule(shell: InteractiveShell) -> None:
    run_cell(shell, f"%%grad loss --no-plot\n{LINEAR}")

    [bundle] = run_cell(shell, "%derive").bundles

    assert bundle["text/plain"]
    assert r"\bar{w}" in bundle["text/markdown"]


def test_doc_and_dir_display_pages(shell: InteractiveShell) -> None:
    [doc] = run_cell(shell, "%doc torch.matmul").bundles
    [listed] = run_cell(shell, "%dir torch matmul").bundles

    assert "matmul" in doc["text/plain"].splitlines()[0]
    assert ">>> matmul(" in doc["text/plain"]
    assert "matmul" in listed["text/plain"]
    assert "exp" not in listed["text/plain"].split()


def test_dir_searches_for_words(shell: InteractiveShell) -> None:
    [listed] = run_cell(shell, "%dir torch matrix product").bundles

    assert "matmul" in listed["text/plain"]


def test_doc_does_not_run_a_foreign_property(shell: InteractiveShell) -> None:
    run_cell(shell, "class Thing:\n    @property\n    def costly(self):\n        'Costs.'\n"
                    "        raise RuntimeError('ran')\nthing = Thing()")

    ran = run_cell(shell, "%doc thing.costly")

    assert ran.error is None
    assert "Costs." in ran.bundles[0]["text/plain"]
