"""``python -m nbautograd``, as a process and as functions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import nbformat
import pytest
from kernels import execute, kernel

from nbautograd.cli import main
from nbautograd.cli.kernel import kernel_spec
from nbautograd.cli.lab import chapters
from nbautograd.tape import Tape

SCRIPT = """\
import nbautograd as torch
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = (x * 3).sum()
"""


def command(*arguments: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run ``python -m nbautograd``."""
    return subprocess.run(
        [sys.executable, "-m", "nbautograd", *arguments],
        cwd=cwd, env=os.environ | env, capture_output=True, text=True, check=False,
    )


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """The same in this process: status, output, errors."""
    status = main(["run", *map(str, arguments)])
    output, errors = capsys.readouterr()
    return status, output, errors


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "script.py"
    path.write_text(SCRIPT)
    return path


def notebook(path: Path, *cells: str | tuple[str, Sequence[str]]) -> Path:
    """Write a notebook; a cell may have tags."""
    made = []
    for cell in cells:
        source, tags = cell if isinstance(cell, tuple) else (cell, [])
        made.append(nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)}))
    nbformat.write(nbformat.v4.new_notebook(cells=made), path)
    return path


def test_without_a_file_the_first_example_is_listed(tmp_path: Path) -> None:
    ran = command("run", cwd=tmp_path)

    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("tape: 3 leaves, ")
    assert "[[1.2, 2.4]]" in ran.stdout
    assert command("run", cwd=tmp_path, PYTHONHASHSEED="7").stdout == ran.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", ["png", "svg", "json", "txt"])
def test_the_tape_is_written_by_suffix(
    capsys: pytest.CaptureFixture[str], script: Path, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"tape.{suffix}"

    status, output, errors = run(capsys, script, "--target", "y", "-o", path)

    assert (status, output, errors) == (0, "", "")
    assert path.stat().st_size > 0


def test_the_target_is_differentiated(
    capsys: pytest.CaptureFixture[str], script: Path, tmp_path: Path
) -> None:
    path = tmp_path / "tape.json"

    run(capsys, script, "--target", "y", "-o", path)

    tape = Tape.from_json(path.read_text())
    assert tape["x"].gradient.data == [3.0, 3.0]
    assert [(step.op, step.line) for step in tape.forward_steps] == [("mul", 3), ("sum", 3)]


def test_a_script_runs_as_python_runs_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "neighbour.py").write_text("factor = 5.0")
    path = tmp_path / "main.py"
    path.write_text(
        "import sys\nfrom neighbour import factor\nimport nbautograd as torch\n"
        "print(__name__, __file__ == sys.argv[0], sys.modules['__main__'].factor)\n"
        "x = torch.ones(2) * factor\n"
    )
    before = sys.modules["__main__"], sys.argv, sys.path[:]

    status, output, _ = run(capsys, path)
    sys.modules.pop("neighbour")

    assert status == 0
    assert output.startswith("__main__ True 5.0\ntape: ")
    assert (sys.modules["__main__"], sys.argv, sys.path[:]) == before


def test_a_failing_script_gives_its_tape_and_its_own_traceback(
    capsys: pytest.CaptureFixture[str], script: Path
) -> None:
    script.write_text(f"{SCRIPT}def f():\n    return y / nothing\n\nf()\n")

    status, output, errors = run(capsys, script)

    assert status == 1
    assert "stopped by NameError" in output
    assert f'File "{script}", line 7, in <module>' in errors
    assert errors.rstrip().endswith("NameError: name 'nothing' is not defined")
    assert "nbautograd/" not in errors


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["missing.py"], 2, "No such file or directory"),
        (["text.md"], 2, "neither a script (.py) nor a notebook (.ipynb)"),
        (["broken.py"], 2, "was never closed"),
        (["broken.ipynb"], 2, "not a notebook of format 4"),
        (["script.py", "--target", "yy"], 1, "no variable 'yy'. Did you mean 'y'?"),
    ],
)
def test_wrong_calls(
    capsys: pytest.CaptureFixture[str], script: Path, arguments: list[str], status: int,
    message: str, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(script.parent)
    Path("text.md").write_text("# text")
    Path("broken.py").write_text("x = (")
    Path("broken.ipynb").write_text("{}")

    got, _, errors = run(capsys, *arguments)

    assert got == status
    assert message in errors
    assert "Traceback" not in errors


def test_an_unknown_format_is_refused_before_the_script_runs(
    capsys: pytest.CaptureFixture[str], script: Path
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["run", str(script), "-o", "tape.pgn"])

    assert stop.value.code == 2
    assert "no format '.pgn'. Did you mean '.png'?" in capsys.readouterr().err


def test_exit_keeps_its_status(capsys: pytest.CaptureFixture[str], script: Path) -> None:
    script.write_text(f"{SCRIPT}raise SystemExit(3)")

    status, output, errors = run(capsys, script)

    assert status == 3
    assert output.startswith("tape: ")
    assert errors == ""


def test_a_notebook_is_recorded_cell_by_cell(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = notebook(
        tmp_path / "chapter.ipynb",
        "%load_ext nbautograd\nimport nbautograd as torch",
        "x = torch.tensor([1.0, 2.0], requires_grad=True)\nx",
        ("x.missing", ["raises-exception"]),
        "%%grad y --lab\ny = (x * 3).sum()",
        "%tape\nx?\n%time total = y + 1\ndisplay(1)\nget_ipython().user_ns['total']",
    )

    status, _, errors = run(capsys, path, "-o", tmp_path / "tape.json")

    tape = Tape.from_json((tmp_path / "tape.json").read_text())
    assert (status, errors) == (0, "")
    assert tape["x"].gradient.data == [3.0, 3.0]
    assert [step.op for step in tape.forward_steps] == ["mul", "sum", "add"]
    assert tape.forward_steps[0].source == "y = (x * 3).sum()"


def test_a_kernel_is_installed_with_the_extension(tmp_path: Path) -> None:
    ran = command(
        "kernel", "install", "--user", cwd=tmp_path, JUPYTER_DATA_DIR=str(tmp_path / "data")
    )

    assert ran.returncode == 0, ran.stderr
    spec = json.loads((tmp_path / "data/kernels/nbautograd/kernel.json").read_text())
    assert spec == kernel_spec("Python 3 (nbautograd)")


def test_the_kernels_notebooks_have_the_extension_loaded() -> None:
    with kernel(argv=kernel_spec("")["argv"]) as client:
        reply, _ = execute(client, "%%grad --no-plot\nx = 1")

    assert reply["status"] == "ok"


def test_lab_opens_a_copy_of_the_chapters_where_there_is_no_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site" / "nbautograd"
    (package / "notebooks").mkdir(parents=True)
    (package / "notebooks" / "chapter.ipynb").write_text("{}")
    monkeypatch.setattr("nbautograd.cli.lab._PACKAGE", package)

    copy = chapters(tmp_path)
    (copy / "chapter.ipynb").write_text("edited")

    assert chapters(tmp_path) == copy
    assert (copy / "chapter.ipynb").read_text() == "edited"
    assert (package / "notebooks" / "chapter.ipynb").read_text() == "{}"


STUB = """\
import json, os, pathlib, sys
first = os.environ["JUPYTER_PATH"].split(os.pathsep)[0]
spec = pathlib.Path(first, "kernels", "python3", "kernel.json").read_text()
print(json.dumps({"arguments": sys.argv[1:], "spec": json.loads(spec)}))
sys.exit(5)
"""


def test_lab_starts_jupyterlab_on_the_chapters_with_the_extension(tmp_path: Path) -> None:
    stub = tmp_path / "jupyterlab"
    stub.mkdir()
    (stub / "__init__.py").touch()
    (stub / "__main__.py").write_text(STUB)

    ran = command("lab", "--no-browser", "--port=8901", cwd=tmp_path, JUPYTER_PATH="/elsewhere")

    started = json.loads(ran.stdout)
    assert ran.returncode == 5
    assert started["arguments"][:2] == ["--no-browser", "--port=8901"]
    assert list(Path(started["arguments"][2]).glob("*.ipynb"))
    assert started["spec"] == kernel_spec("Python 3 (nbautograd)")


def test_lab_passes_options_on(tmp_path: Path) -> None:
    ran = command("lab", "--version", cwd=tmp_path)

    assert ran.returncode == 0
    assert ran.stdout.strip()[0].isdigit()


def test_a_command_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    ran = command("rum", cwd=tmp_path)

    assert ran.returncode == 2
    assert "invalid choice: 'rum'" in ran.stderr
