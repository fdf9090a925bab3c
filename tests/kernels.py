"""A real kernel of this interpreter, and what a front end receives from it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import KernelManager

Message = tuple[str, dict[str, Any]]
LAUNCH = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]


class _ThisInterpreter(KernelSpecManager):
    """Whatever kernelspecs the machine has, the kernel is this Python's."""

    argv = LAUNCH

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(argv=list(self.argv), display_name=kernel_name, language="python")


@contextmanager
def kernel(hash_seed: str = "0", argv: list[str] | None = None) -> Iterator[BlockingKernelClient]:
    """A kernel that has started, and its client."""
    specs = _ThisInterpreter()
    specs.argv = argv or LAUNCH
    manager = KernelManager(kernel_name="python3", kernel_spec_manager=specs)
    manager.start_kernel(env=os.environ | {"PYTHONHASHSEED": hash_seed})
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        yield client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.cleanup_resources()


def execute(client: BlockingKernelClient, source: str) -> tuple[dict[str, Any], list[Message]]:
    """Run one cell: the reply and every output, in order."""
    messages: list[Message] = []

    def keep(message: dict[str, Any]) -> None:
        if not message["msg_type"].startswith(("status", "execute_input", "comm_")):
            messages.append((message["msg_type"], message["content"]))

    reply = client.execute_interactive(source, output_hook=keep, timeout=60)
    return reply["content"], messages


def all_bytes(client: BlockingKernelClient, *sources: str) -> list[bytes]:
    """What a notebook of these cells would keep, byte for byte, a cell each."""
    cells = []
    for source in sources:
        _, messages = execute(client, source)
        for _, content in messages:
            # The address of a widget's model in the front end: random by ipywidgets' protocol.
            content.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)
        cells.append(json.dumps(messages, sort_keys=True).encode())
    return cells
