"""A JupyterLab on 127.0.0.1 and a headless Chromium in it, for tests that click.

`serve(folder)` runs a server of its own configuration, `Notebook` is one opened notebook: run its
cells, look at their outputs, click, read what the console said, take a picture.
"""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from playwright.sync_api import ConsoleMessage, Locator, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# No sandbox: CI is root in a container. The rest: no calls to anywhere but the server.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# JupyterLab asks for its news and updates on the first start; here there is nobody to answer.
NO_NEWS = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
SECONDS = 1000  # Playwright counts in milliseconds
PATIENCE = 60 * SECONDS


def missing() -> str | None:
    """What keeps a browser test from running on this machine."""
    if CHROMIUM is None:
        return "no chromium on this machine"
    if importlib.util.find_spec("jupyterlab") is None:
        return "jupyterlab is not installed"
    driver = [sys.executable, "-m", "playwright", "--version"]
    started = subprocess.run(driver, capture_output=True, text=True, check=False)
    return f"Playwright's driver: {started.stderr}" if started.returncode else None


def write_notebook(path: Path, *cells: str) -> None:
    """Save a notebook of code cells, not yet run."""
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(source, id=f"cell-{number}")
            for number, source in enumerate(cells)
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(notebook, path)


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Run JupyterLab on the folder, and yield its address; settings and runtime are its own."""
    home = folder / ".jupyter"
    runtime = home / "runtime"
    environment = os.environ | {
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(runtime),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
    }
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1"),
        f"--ServerApp.root_dir={folder}",
        "--IdentityProvider.token=",
        "--LabApp.extension_manager=readonly",
    ]
    (home / "config" / "labconfig").mkdir(parents=True)
    (home / "config" / "labconfig" / "page_config.json").write_text(json.dumps(NO_NEWS))
    log = home / "server.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        yield _address(server, runtime, log)
    finally:
        server.terminate()  # the server shuts its kernels down first
        server.wait(timeout=30)


def _address(server: subprocess.Popen[bytes], runtime: Path, log: Path) -> str:
    """Wait for the file in which the server writes the port it found free."""
    for _ in range(600):
        for info in runtime.glob("jpserver-*.json"):
            if text := info.read_text():
                return str(json.loads(text)["url"])
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()}")


@contextmanager
def browse() -> Iterator[Page]:
    """A page of a headless Chromium with an empty profile."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 1600})
        page.set_default_timeout(PATIENCE)
        try:
            yield page
        finally:
            browser.close()


class Notebook:
    """One notebook opened in JupyterLab, with all that the page's console said since."""

    def __init__(self, page: Page, address: str, name: str) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.errors.append(f"{error.name}: {error.message}"))
        page.goto(f"{address}lab/tree/{name}?reset")
        page.wait_for_selector(".jp-Notebook .jp-CodeCell")
        # A key pressed while the kernel is still connecting is lost.
        page.locator("#jp-main-statusbar").get_by_text("| Idle").wait_for()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def cell(self, number: int) -> Locator:
        """The code cell with this number, from 0."""
        return self.page.locator(".jp-Notebook .jp-CodeCell").nth(number)

    def output(self, number: int) -> Locator:
        """The output area of a cell."""
        return self.cell(number).locator(".jp-OutputArea").first

    def run(self, number: int) -> Locator:
        """Run one cell as a reader does, wait until it is done, and return its output."""
        self.cell(number).locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")
        prompt = self.cell(number).locator(".jp-InputPrompt")
        prompt.filter(has_text=re.compile(r"\[\d+\]:")).wait_for()
        return self.output(number)

    def screenshot(self, path: Path) -> Path:
        """What a reader sees now, as a PNG."""
        self.page.screenshot(path=path)
        return path
