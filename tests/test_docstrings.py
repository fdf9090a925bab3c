"""Every example of a docstring runs and prints what it says, on PyTorch too where it is PyTorch's."""

from __future__ import annotations

import functools
import importlib
import sys
from collections.abc import Iterator

import numpy as np
import pytest
from docstrings import differences, examples, names_in, names_of
from shells import interactive_shell

import nbautograd
from nbautograd.engine.declare import COMPOSITES, OPS

EXAMPLES = examples()


@pytest.fixture(autouse=True)
def _forgets_ops() -> Iterator[None]:
    """Take out of the tables what an example declared."""
    before = [(table, set(table)) for table in (OPS, COMPOSITES)]
    yield
    for table, names in before:
        for name in set(table) - names:
            del table[name]


@pytest.fixture(autouse=True)
def _closes_widgets() -> Iterator[None]:
    """An example that shows a widget does not close it."""
    yield
    widgets = sys.modules.get("ipywidgets")
    if widgets is not None:
        widgets.Widget.close_all()


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_print_what_they_say(name: str) -> None:
    names = names_in(name)
    if "get_ipython" not in EXAMPLES[name]:
        text = differences(name, EXAMPLES[name], names)
    else:
        with interactive_shell() as shell:
            w = nbautograd.ones(2, requires_grad=True)
            shell.user_ns.update(torch=nbautograd, w=w, loss=w.sum())
            text = differences(name, EXAMPLES[name], names | {"get_ipython": lambda: shell})
    assert not text, text


PUBLIC = ("autograd", "autograd.forward_ad", "autograd.functional", "autograd.graph", "func",
          "linalg", "fft", "special", "nn", "nn.functional", "nn.init", "nn.utils", "optim",
          "optim.lr_scheduler", "utils.data", "random", "cuda", "distributions",
          "distributions.constraints", "distributions.utils", "testing")
OURS = ("capture", "cli", "derivation", "inspector", "notebook", "tape", "views", "widgets", "engine")
OTHERWISE = {
    "nbautograd.engine.tensor.Tensor.grad_fn": "its representation has an address there",
    "linalg.householder_product": "the sign of a zero",
    "nbautograd.nn.convolution.repeated": "ours",
}


def _is_pytorchs(name: str) -> bool:
    """Whether what an example describes is PyTorch's too, under the same name."""
    import torch
    parts = name.split(".")
    if parts[0] != "nbautograd":
        return True
    if "Tensor" in parts:
        return hasattr(torch.Tensor, parts[-1])
    if len(parts) < 3 or parts[1] in OURS:
        return False
    for space in PUBLIC:
        importlib.import_module(f"torch.{space}")
    spaces = [torch, *(functools.reduce(getattr, s.split("."), torch) for s in PUBLIC)]
    return any(hasattr(space, part) for space in spaces for part in parts[-2:])


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_print_the_same_on_pytorch(name: str) -> None:
    torch = pytest.importorskip("torch")
    importlib.import_module("torch.nn.utils.prune")     # which PyTorch does not load by itself
    if name in OTHERWISE or not _is_pytorchs(name):
        return
    known = names_of(torch) | {"forward_ad": torch.autograd.forward_ad, "np": np}
    text = differences(name, EXAMPLES[name], known)
    assert not text, text
