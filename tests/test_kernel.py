"""What a front end receives from a real kernel, and that it receives the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import nbformat
import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from kernels import Message, all_bytes, execute, kernel
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

LOAD = "%load_ext nbautograd\nimport nbautograd as torch"
LINEAR = """\
x = torch.tensor([[1.0], [2.0]], requires_grad=True)
w = torch.tensor([[0.5, 0.5]], requires_grad=True)
b = torch.tensor(0.1, requires_grad=True)
z = torch.tensor(1.0)
y = w @ x + b
loss = (y - z) ** 2
"""
FAILING = "x = torch.ones(2, requires_grad=True)\ny = x * 2\n\ny.backward()"

NOTEBOOK = [
    LOAD,
    f"%%grad loss\n{LINEAR}loss",
    "%tape --no-plot",
    "%derive",
    "%why z",
    "%doc torch.matmul",
    "%dir torch *grad*",
    f"%%grad\n{FAILING}",
    "%%grad los\nloss = x.sum()",
    "%%grad y --gradient torch.ones(2)\ny = x * 2",
    "%%grad --lab\ny = x * 3\ny.sum().backward()",
    "%%grad\nx = (1 +",
]


@pytest.fixture(scope="module")
def client() -> Iterator[BlockingKernelClient]:
    with kernel() as client:
        execute(client, LOAD)
        yield client


def of_type(messages: list[Message], kind: str) -> list[dict[str, Any]]:
    return [content for found, content in messages if found == kind]


def test_a_tape_arrives_as_one_bundle_and_the_value_after_it(client: BlockingKernelClient) -> None:
    reply, messages = execute(client, f"%%grad loss\nprint('first')\n{LINEAR}loss")

    assert reply["status"] == "ok"
    assert [kind for kind, _ in messages] == ["stream", "display_data", "execute_result"]
    data, metadata = messages[1][1]["data"], messages[1][1]["metadata"]
    assert data["text/plain"].startswith("tape: ")
    assert data["image/png"]
    assert metadata["image/png"]["alt"]
    assert messages[2][1]["data"] == {
        "text/plain": "tensor([[0.3600]], grad_fn=<PowBackward0>)"
    }


def test_a_semicolon_silences_the_value(client: BlockingKernelClient) -> None:
    _, messages = execute(client, f"%%grad loss\n{LINEAR}loss;")

    assert [kind for kind, _ in messages] == ["display_data"]


def test_a_failure_is_an_error_reply_with_the_users_line(client: BlockingKernelClient) -> None:
    reply, messages = execute(client, f"%%grad\n{FAILING}")

    assert reply["status"] == "error"
    assert [kind for kind, _ in messages] == ["display_data", "error"]
    [error] = of_type(messages, "error")
    assert error["ename"] == reply["ename"] == "RuntimeError"
    assert error["evalue"].startswith("grad can be implicitly created only for scalar outputs")
    text = "\n".join(error["traceback"])
    assert "y\x1b" in text or "y.backward()" in text
    assert "site-packages" not in text
    assert "nbautograd/" not in text


def test_a_syntax_error_is_the_one_of_a_plain_cell(client: BlockingKernelClient) -> None:
    plain, plainly = execute(client, "# %%grad\nx = (1 +")
    reply, messages = execute(client, "%%grad\nx = (1 +")

    assert reply["ename"] == plain["ename"]
    assert plain["ename"] in ("SyntaxError", "_IncompleteInputError")    # as of Python 3.13
    assert [kind for kind, _ in messages] == [kind for kind, _ in plainly] == ["error"]
    assert len(messages[0][1]["traceback"]) == len(plainly[0][1]["traceback"])


def test_run_all_stops_at_a_failure(client: BlockingKernelClient) -> None:
    # The kernel drops what has already arrived, so the first cell lasts until all have.
    sources = ["%%grad --no-plot\nimport time\ntime.sleep(1)\nx = torch.ones(2) * 2",
               f"%%grad --no-plot\n{FAILING}", "x"]
    sent = [client.execute(source) for source in sources]

    replies = {}
    while len(replies) < len(sent):
        message = client.get_shell_msg(timeout=60)
        replies[message["parent_header"]["msg_id"]] = message["content"]["status"]

    assert [replies[id] for id in sent] == ["ok", "error", "aborted"]


def test_a_notebook_run_stops_at_a_failure() -> None:
    cells = [LOAD, f"%%grad --no-plot\n{FAILING}", "print('later')"]
    notebook = nbformat.v4.new_notebook(cells=list(map(nbformat.v4.new_code_cell, cells)))

    with pytest.raises(CellExecutionError, match="scalar outputs"):
        NotebookClient(notebook, kernel_name="python3", timeout=60).execute()

    assert notebook.cells[2].outputs == []


def test_an_interrupt_shows_the_tape_so_far_and_the_kernel_goes_on(
    client: BlockingKernelClient,
) -> None:
    reply, messages = execute(client, """\
%%grad
import os, signal, time
x = torch.ones(2) * 2
with torch.no_grad():
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(30)""")
    again, _ = execute(client, "%%grad --no-plot\nassert torch.is_grad_enabled()\nx = x * 2")

    assert reply["ename"] == "KeyboardInterrupt"
    assert [kind for kind, _ in messages] == ["display_data", "error"]
    assert list(messages[0][1]["data"]) == ["text/plain"]  # who interrupts waits for no picture
    assert "stopped by KeyboardInterrupt" in messages[0][1]["data"]["text/plain"]
    assert again["status"] == "ok"


def test_options_complete_in_the_front_end(client: BlockingKernelClient) -> None:
    reply = client.complete("%%grad --no", reply=True, timeout=60)["content"]

    assert reply["matches"] == ["--no-plot"]
    assert "%%grad --no"[reply["cursor_start"] : reply["cursor_end"]] == "--no"


def test_help_reaches_the_front_end_as_markdown(client: BlockingKernelClient) -> None:
    reply, _ = execute(client, "torch.exp?")
    [page] = reply["payload"]

    assert "$" in page["data"]["text/markdown"]
    inspected = client.inspect("torch.exp", reply=True, timeout=60)["content"]
    assert inspected["data"]["text/markdown"] == page["data"]["text/markdown"]


def test_the_same_bytes_twice_and_in_another_process() -> None:
    with kernel(hash_seed="0") as client:
        first = all_bytes(client, *NOTEBOOK)
        execute(client, "%reset -f")
    with kernel(hash_seed="4242") as client:
        other = all_bytes(client, *NOTEBOOK)

    assert other == first


def test_a_cell_run_again_gives_the_same_bytes(client: BlockingKernelClient) -> None:
    cell = f"%%grad loss\n{LINEAR}loss;"

    assert all_bytes(client, cell) == all_bytes(client, cell)
