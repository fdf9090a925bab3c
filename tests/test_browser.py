"""What a reader does: JupyterLab in a browser, a cell run, a click, the picture changes."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright")
from browser import CHROMIUM, Notebook, browse, serve, write_notebook

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
    pytest.mark.skipif(
        importlib.util.find_spec("jupyterlab") is None, reason="jupyterlab is not installed"
    ),
]

BUTTON = """\
import ipywidgets
count = ipywidgets.Label("clicked 0")
button = ipywidgets.Button(description="more")
button.on_click(lambda _: setattr(count, "value", f"clicked {int(count.value[8:]) + 1}"))
ipywidgets.VBox([button, count])"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lab")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with serve(folder) as address:
        yield address


def test_a_click_reaches_the_kernel_and_comes_back(
    folder: Path, address: str, tmp_path: Path
) -> None:
    write_notebook(folder / "button.ipynb", BUTTON)
    with browse() as page:
        notebook = Notebook(page, address, "button.ipynb")
        output = notebook.run(0)
        output.get_by_role("button", name="more").click()
        output.get_by_text("clicked 1").wait_for()

        assert notebook.errors == []
        assert notebook.screenshot(tmp_path / "button.png").stat().st_size > 0
