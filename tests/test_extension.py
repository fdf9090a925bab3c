"""Loading and unloading, settings, completion and the richer ``obj?`` in a real shell."""

from __future__ import annotations

import ast
import doctest
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from shells import interactive_shell, loaded_shell, run_cell

import nbautograd
from nbautograd.notebook import load_ipython_extension, unload_ipython_extension
from nbautograd.notebook.arguments import split
from nbautograd.notebook.options import NBAutograd
from nbautograd.tape.numbers import number
from nbautograd.views import Style


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    with loaded_shell() as shell:
        yield shell


def contents(shell: InteractiveShell) -> dict[str, object]:
    """Everything that an extension can add to a shell."""
    return {
        "line magics": sorted(shell.magics_manager.magics["line"]),
        "cell magics": sorted(shell.magics_manager.magics["cell"]),
        "registry": sorted(shell.magics_manager.registry),
        "configurables": [type(each).__name__ for each in shell.configurables],
        "events": {name: list(each) for name, each in shell.events.callbacks.items()},
        "matchers": list(shell.Completer.custom_matchers),
        "cleanup": list(shell.input_transformers_cleanup),
        "post": list(shell.input_transformers_post),
        "ast": list(shell.ast_transformers),
        "help": dict(shell.inspector.mime_hooks),
        "formatters": {
            name: (dict(each.type_printers), dict(each.deferred_printers))
            for name, each in shell.display_formatter.formatters.items()
        },
        "exceptions": shell.custom_exceptions,
        "tracebacks": shell.InteractiveTB.__dict__.get("structured_traceback"),
        "observers": [
            getattr(each, "__qualname__", str(each))
            for each in shell._trait_notifiers.get("colors", {}).get("change", [])
        ],
        "names": {name for name in shell.user_ns if not name.startswith("_i")},
    }


def test_unloading_leaves_nothing_behind() -> None:
    with interactive_shell() as shell:
        before = contents(shell)
        load_ipython_extension(shell)
        run_cell(shell, "%%grad\nimport nbautograd\nx = nbautograd.ones(2) * 2\ndel x, nbautograd")
        while_loaded = contents(shell)
        unload_ipython_extension(shell)

        assert contents(shell) == before
        assert while_loaded["cell magics"] != before["cell magics"]
        assert type(run_cell(shell, "%%grad\nx = 1").error) is UsageError


def test_ten_reloads_leave_one_of_each() -> None:
    with interactive_shell() as shell:
        run_cell(shell, "%load_ext nbautograd")
        once = contents(shell)
        for _ in range(10):
            run_cell(shell, "%reload_ext nbautograd")
            load_ipython_extension(shell)
        again = contents(shell)

    for part in ("line magics", "cell magics", "registry", "configurables", "events"):
        assert again[part] == once[part]
    for part in ("matchers", "cleanup", "help"):
        assert len(again[part]) == len(once[part])  # type: ignore[arg-type]  # lists and a dict


def test_what_was_there_comes_back() -> None:
    with interactive_shell() as shell:
        theirs = lambda line: "theirs"  # noqa: E731 (a magic of the user's)
        hook = lambda data: None  # noqa: E731
        shell.register_magic_function(theirs, "line", "tape")
        shell.inspector.mime_hooks = {"text/markdown": hook}
        load_ipython_extension(shell)
        ours = shell.find_line_magic("tape")
        unload_ipython_extension(shell)

        assert ours is not theirs
        assert shell.find_line_magic("tape") is theirs
        assert shell.inspector.mime_hooks == {"text/markdown": hook}


def test_what_the_user_replaced_meanwhile_stays() -> None:
    with interactive_shell() as shell:
        load_ipython_extension(shell)
        theirs = lambda line: "theirs"  # noqa: E731
        shell.register_magic_function(theirs, "line", "tape")
        unload_ipython_extension(shell)

        assert shell.find_line_magic("tape") is theirs


def test_config_lists_and_checks_the_settings(shell: InteractiveShell) -> None:
    listed = run_cell(shell, "%config NBAutograd").text
    run_cell(shell, "%config NBAutograd.limit = 20")

    assert "NBAutograd.limit=<Int>" in listed
    assert "NBAutograd" in run_cell(shell, "%config").text
    assert run_cell(shell, "%config NBAutograd.limit").value == 20


def test_digits_are_a_setting(shell: InteractiveShell) -> None:
    cell = "%%grad --no-plot\ny = torch.tensor(1.0) / 3"
    usual = run_cell(shell, cell).bundles[0]["text/plain"]
    run_cell(shell, "%config NBAutograd.digits = 2")
    short = run_cell(shell, cell).bundles[0]["text/plain"]
    unload_ipython_extension(shell)

    assert "0.3333" in usual
    assert "0.3333" not in short
    assert str(shell.user_ns.get("y")) == "tensor(0.3333)"
    assert number(1 / 3) == "0.3333"


def test_every_option_of_a_picture_is_a_setting() -> None:
    options = {field.name: field.default for field in fields(Style)}

    assert NBAutograd().style == options


def completions(shell: InteractiveShell, text: str) -> list[str]:
    with provisionalcompleter():
        return [found.text for found in shell.Completer.completions(text, len(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("%%grad --n", ["--no-plot"]),
        ("%%grad loss --no-plot --s", ["--save"]),
        ("%tape --", ["--help", "--no-plot", "--save"]),
        ("x = 1\n%why --h", ["--help"]),
    ],
)
def test_options_complete(shell: InteractiveShell, text: str, found: list[str]) -> None:
    assert completions(shell, text) == found


def test_the_target_completes_from_the_cell_and_the_namespace(shell: InteractiveShell) -> None:
    run_cell(shell, "older = torch.ones(2)\nolder_number = 3")
    text = "%%grad ol"

    cell = f"{text}\nolder_sum = 4\nif old == 3: pass"
    with provisionalcompleter():
        found = list(shell.Completer.completions(cell, len(text)))

    assert [each.text for each in found] == ["older", "older_sum"]


def hook_data(shell: InteractiveShell, name: str) -> dict[str, str]:
    """The MIME bundle behind ``name?``."""
    bundle: dict[str, str] = shell.object_inspect_mime(name)
    return bundle


def test_question_mark_shows_our_page_for_our_objects(shell: InteractiveShell) -> None:
    run_cell(shell, "x = torch.ones(2, requires_grad=True)")

    op = hook_data(shell, "torch.exp")
    tensor = hook_data(shell, "x")
    attribute = hook_data(shell, "x.grad")

    assert "$" in op["text/markdown"]
    assert "leaf" in tensor["text/markdown"]
    assert "bool" not in attribute["text/plain"].splitlines()[0]
    assert op["text/plain"] != ""


def test_two_question_marks_add_the_source(shell: InteractiveShell) -> None:
    once = shell.object_inspect_mime("torch.cartesian_prod", detail_level=0)["text/markdown"]
    twice = shell.object_inspect_mime("torch.cartesian_prod", detail_level=1)["text/markdown"]

    assert "def cartesian_prod" not in once
    assert "def cartesian_prod" in twice


def test_question_mark_on_others_objects_is_ipythons(shell: InteractiveShell) -> None:
    run_cell(shell, "import json")
    ours = hook_data(shell, "json.dumps")
    unload_ipython_extension(shell)

    assert hook_data(shell, "json.dumps") == ours


def test_other_colours_keep_the_richer_help(shell: InteractiveShell) -> None:
    before = hook_data(shell, "torch.exp")["text/markdown"]
    shell.run_line_magic("colors", "linux")
    shell.run_line_magic("colors", "nocolor")

    assert hook_data(shell, "torch.exp")["text/markdown"] == before


def test_a_failing_page_leaves_ipythons_text(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch
) -> None:
    import nbautograd.inspector

    monkeypatch.setattr(nbautograd.inspector, "describe", lambda *args, **kwargs: 1 / 0)

    assert "Docstring" in hook_data(shell, "torch.exp")["text/plain"]


# The line


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", []),
        ("  loss  ", ["loss"]),
        ("y --gradient torch.ones((2, 1))", ["y", "--gradient", "torch.ones((2, 1))"]),
        ("y --gradient '2 * v'", ["y", "--gradient", "2 * v"]),
        ("y --gradient={'a': 1}['a']", ["y", "--gradient={'a': 1}['a']"]),
        ("d['a b']", ["d['a b']"]),
        ("'a' 'b c'", ["a", "b c"]),
        ("y )( z", ["y", ")(", "z"]),
        ("it's not", ["it's not"]),
    ],
)
def test_a_line_is_split_outside_brackets_and_quotes(line: str, words: list[str]) -> None:
    assert split(line) == words


@pytest.mark.parametrize(
    "name", ["notebook.arguments", "notebook.backend", "notebook.check", "notebook.grad",
             "notebook.names", "cli.kernel", "cli.run"],
)  # fmt: skip
def test_the_examples_of_the_documentation_run(shell: InteractiveShell, name: str) -> None:
    run_cell(shell, "w = torch.ones(2, requires_grad=True)\nloss = w.sum()")
    names = {
        "ast": ast, "nbautograd": nbautograd, "record": nbautograd.record,
        "tensor": nbautograd.tensor, "get_ipython": lambda: shell,
    }  # fmt: skip
    module = import_module(f"nbautograd.{name}")

    tried = doctest.testmod(
        module, extraglobs=vars(module) | names, optionflags=doctest.IGNORE_EXCEPTION_DETAIL
    )

    assert tried.attempted
    assert not tried.failed
