"""The README is run: its cells, its commands, its picture, the files and magics that it names."""

import base64
import io
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest
from matplotlib.image import imread
from nbclient import NotebookClient

from nbautograd.ops import OPS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The fenced blocks of the README in one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


INLINE = re.findall(r"(?<!`)`([^`\n]+)`(?!`)", README)
_, CELL = blocks("python")
SET_UP = "".join(blocks("sh")).splitlines()
COMMANDS = [text for text in INLINE if text.startswith("python -m nbautograd ")]
MAGICS = [text for text in INLINE if text.startswith("%")]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> nbformat.NotebookNode:
    """The README's Python blocks as the cells of one notebook, then each magic of its table."""
    body = CELL.partition("\n")[2]
    asked = [f"{magic}\n{body}" if magic.startswith("%%") else magic for magic in MAGICS]
    cells = [nbformat.v4.new_code_cell(source) for source in [*blocks("python"), *asked]]
    notebook = nbformat.v4.new_notebook(cells=cells)
    folder = tmp_path_factory.mktemp("readme")
    NotebookClient(notebook, resources={"metadata": {"path": str(folder)}}).execute()
    return notebook


def python(command: str, folder: Path) -> str:
    """What a `python ...` command prints; it must succeed."""
    result = subprocess.run(
        [sys.executable, *command.split()[1:]],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_the_first_cell_draws_its_tape(ran: nbformat.NotebookNode) -> None:
    (shown,) = [output.data for output in ran.cells[1].outputs if "image/png" in output.data]

    assert shown["text/plain"].startswith("tape: 3 leaves, 1 constant")


@pytest.mark.parametrize("number", range(len(MAGICS)), ids=MAGICS)
def test_a_magic_of_the_table_shows_something(ran: nbformat.NotebookNode, number: int) -> None:
    outputs = ran.cells[2 + number].outputs

    assert outputs
    assert {output.output_type for output in outputs} <= {"display_data", "execute_result"}


def test_the_picture_is_what_the_cell_draws(ran: nbformat.NotebookNode) -> None:
    """`python -m nbautograd run -o .github/tape.png` draws it anew."""
    ((alt, path),) = re.findall(r"!\[(.+)\]\((.+)\)", README)
    (shown,) = [output for output in ran.cells[1].outputs if "image/png" in output.data]

    saved = imread(ROOT / path)
    drawn = imread(io.BytesIO(base64.b64decode(shown.data["image/png"])))

    assert alt == shown.metadata["image/png"]["alt"]
    assert saved.shape == drawn.shape
    # Not equal bytes: versions of matplotlib differ in the edges of letters and lines.
    assert abs(saved - drawn).mean() < 0.01


@pytest.mark.parametrize("command", SET_UP)
def test_a_set_up_command_installs_what_exists(command: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    named = re.findall(r"\w+", "".join(re.findall(r"\[(.+)\]", command)))

    assert command.startswith("pip install ")
    assert set(named) <= project["optional-dependencies"].keys()


def test_the_first_set_up_command_ends_in_a_tape(tmp_path: Path) -> None:
    command = SET_UP[0].split(" && ")[1]

    assert python(command, tmp_path).startswith("tape: 3 leaves, 1 constant")


def test_a_script_is_recorded(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(CELL.partition("\n")[2], encoding="utf-8")
    (command,) = [command for command in COMMANDS if "script.py" in command]

    python(command, tmp_path)

    assert (tmp_path / "tape.png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_has_the_options_named(command: str, tmp_path: Path) -> None:
    words = command.split()[3:]  # behind `python -m nbautograd`
    options = [word for word in words if word.startswith("-")]
    actions = [word for word in words if word in {"run", "lab", "kernel", "install"}]

    manual = python(f"python -m nbautograd {' '.join(actions)} --help", tmp_path)

    assert [option for option in options if option not in manual] == []


def test_every_path_named_exists() -> None:
    top = {path.name for path in ROOT.iterdir()}
    named = {text for text in INLINE if "/" in text and text.split("/")[0] in top}

    assert named
    assert {text for text in named if not (ROOT / text).exists()} == set()


def test_a_count_of_ops_is_the_count() -> None:
    prose = re.sub(r"<!-- benchmark -->.*<!-- /benchmark -->", "", README, flags=re.DOTALL)
    counts = {int(count.replace(",", "")) for count in re.findall(r"([\d,]+) ops", prose)}

    assert counts <= {len(OPS)}
