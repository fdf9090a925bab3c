"""Every example of a docstring runs and prints what it says, on PyTorch too where it is PyTorch's."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from docstrings import differences, examples, names_in
from shells import interactive_shell

import nbautograd

EXAMPLES = examples()


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
