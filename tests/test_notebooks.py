"""That the notebooks are compared in full: nothing in them, or beside them, weakens the comparison.

The comparison itself is nbval's: each cell of `notebooks/` is a test of its own.
"""

from configparser import ConfigParser
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


@each
def test_every_output_is_compared(path: Path) -> None:
    for cell in code_cells(path):
        assert set(cell.metadata.get("tags", [])) <= {"raises-exception"}
        assert "NBVAL_" not in cell.source


@each
def test_saved_as_run_from_top_to_bottom(path: Path) -> None:
    cells = code_cells(path)

    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))


@each
def test_no_cell_opens_the_pager(path: Path) -> None:
    """The answer to `obj?` is no output of the cell: it cannot be saved, nor compared."""
    for cell in code_cells(path):
        assert not [line for line in cell.source.splitlines() if line.strip().endswith("?")]


@each
def test_an_error_is_meant(path: Path) -> None:
    for cell in code_cells(path):
        failed = any(output.output_type == "error" for output in cell.outputs)

        assert failed == ("raises-exception" in cell.metadata.get("tags", []))


def test_nothing_but_blanks_before_a_line_ends_is_sanitised() -> None:
    rules = ConfigParser()
    rules.read(ROOT / "tests" / "sanitise.cfg")
    assert {name: dict(rules[name]) for name in rules.sections()} == {
        "blanks": {"regex": r"[ ]+\n", "replace": r"\n"}}


def test_the_chapters_are_among_them() -> None:
    names = {path.name for path in NOTEBOOKS}

    assert {"automatic_differentiation.ipynb", "documentation.ipynb"} <= names
