"""What a reader does: JupyterLab in a browser, a cell run, a click, and every gradient changes."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright")
from browser import PATIENCE, Notebook, browse, missing, serve, write_notebook
from playwright.sync_api import Locator, expect

LOAD = "%load_ext nbautograd"
CELL = """\
%%grad loss --lab
import nbautograd as torch
x = torch.tensor([[1.0], [2.0]], requires_grad=True)
w = torch.tensor([[0.5, 0.5]], requires_grad=True)
b = torch.tensor(0.1, requires_grad=True)
z = torch.tensor(1.0)
y = w @ x + b
loss = (y - z) ** 2"""


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Notebook]:
    """One open notebook with the extension loaded and the lab of the cell shown."""
    if reason := missing():
        # A check that counts must not pass by being left out.
        (pytest.fail if "CI" in os.environ else pytest.skip)(reason)
    expect.set_options(timeout=PATIENCE)
    folder = tmp_path_factory.mktemp("lab")
    write_notebook(folder / "lab.ipynb", LOAD, CELL, "print(w.requires_grad, w.grad)")
    with serve(folder) as address, browse() as page:
        notebook = Notebook(page, address, "lab.ipynb")
        notebook.run(0)
        notebook.run(1).locator("input[type=checkbox]").first.wait_for()
        yield notebook


def switch(output: Locator, kind: str, name: str) -> Locator:
    """The checkbox of a name, under its heading."""
    later = output.locator(f"//*[.//b[text()='{kind}']]/following-sibling::*")
    return later.locator(f"//label[.//span[text()='{name}']]").first


def gradient(output: Locator, name: str) -> Locator:
    """The last cell of the name's row in the table: its gradient now."""
    return output.locator(f"//tr[td[1][text()='{name}']]/td[last()]")


def test_a_click_changes_the_gradient(notebook: Notebook, tmp_path: Path) -> None:
    output = notebook.output(1)
    image = output.locator("img[src^='data:image/png']").last
    before = image.get_attribute("src")
    expect(gradient(output, "w")).to_have_text("[[1.2, 2.4]]")

    switch(output, "requires_grad", "w").click()

    expect(gradient(output, "w")).not_to_have_text("[[1.2, 2.4]]")
    expect(gradient(output, "b")).to_have_text("1.2")
    expect(image).not_to_have_attribute("src", before or "")
    notebook.screenshot(tmp_path / "w-off.png")

    switch(output, "requires_grad", "w").click()

    expect(gradient(output, "w")).to_have_text("[[1.2, 2.4]]")
    assert notebook.errors == []


def test_a_detached_result_cuts_what_led_to_it(notebook: Notebook) -> None:
    output = notebook.output(1)
    toggle = switch(output, "detach", "y")

    toggle.click()

    for name in ("w", "x", "b"):
        expect(gradient(output, name)).to_have_text("∅")
    toggle.click()
    expect(gradient(output, "w")).to_have_text("[[1.2, 2.4]]")
    assert notebook.errors == []


def test_the_users_variables_stay(notebook: Notebook) -> None:
    toggle = switch(notebook.output(1), "requires_grad", "w")
    toggle.click()
    expect(gradient(notebook.output(1), "w")).not_to_have_text("[[1.2, 2.4]]")

    expect(notebook.run(2)).to_have_text("True tensor([[1.2000, 2.4000]])")
    toggle.click()
    assert notebook.errors == []
