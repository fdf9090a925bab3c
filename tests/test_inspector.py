"""The inspector: docstrings as trees, safe pages, tensors in plain words, directories, search."""

import doctest
import importlib
import inspect
import pkgutil
import random
import re
import subprocess
import sys
import types
from html.parser import HTMLParser

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nbautograd
import nbautograd.inspector
from nbautograd.errors import UnknownName
from nbautograd.inspector import Explorer, describe, directory, locate, search
from nbautograd.inspector.docstrings import parse, summary
from nbautograd.inspector.mathtext import clean_tex
from nbautograd.inspector.page import Page
from nbautograd.inspector.signatures import format_signature
from nbautograd.inspector.spoken import spoken
from nbautograd.inspector.tree import (
    Admonition,
    CodeBlock,
    Fields,
    Items,
    Section,
    Table,
    paragraph,
)
from nbautograd.ops import COMPOSITES, OPS

# -- docstrings -----------------------------------------------------------------------------------

GOOGLE = """
blend(input, other, *, weight=0.5, out=None) -> Tensor

Mixes :attr:`input` and :attr:`other` as :math:`w x + (1 - w) y`, see :func:`~torch.lerp`.

.. math::
    \\text{out}_i = w x_i + (1 - w) y_i

.. note:: The weight
          is not differentiated.

Args:
    input (Tensor): the first
        of two.
    other (Tuple[int, ...], optional): the second.
        Default: ``None``

Keyword args:
    weight (float): how much. More on `weights <https://example.org/w_1>`_.

Shape:
    - Input: :math:`(N, *)`
    - Output: the same

Example::

    >>> blend(a, b)
    tensor([1.])

    >>> blend(b, a)
    tensor([2.])
"""

NUMPY = """Mix two arrays.

Parameters
----------
x, y : array_like
    What is mixed.
weight : float, optional
    How much.

Returns
-------
out : ndarray
    The mixture.

See Also
--------
lerp : The same.

Examples
--------
>>> mix(1, 2)
1.5
"""

REST = """Mix two things.

:param x: the first
:type x: int
:param float y: the second,
    or nothing
:returns: the mixture
:rtype: float
:raises ValueError: never
"""


def names(doc: str, kind: str) -> list[str]:
    return [field.name for field in parse(doc).fields(kind)]


def test_google_sections_are_told_apart() -> None:
    tree = parse(GOOGLE)
    assert tree.signatures == ("blend(input, other, *, weight=0.5, out=None) -> Tensor",)
    assert [s.kind for s in tree.sections] == [
        *("description", "arguments", "keywords", "shape", "example")
    ]
    assert names(GOOGLE, "arguments") == ["input", "other"]
    assert tree.fields("arguments")[1].type == "Tuple[int, ...], optional"
    assert names(GOOGLE, "keywords") == ["weight"]
    assert isinstance(tree.sections[0].blocks[2], Admonition)
    assert isinstance(tree.sections[3].blocks[0], Items)
    assert tree.sections[4].blocks[0].text.count(">>>") == 2


def test_markdown_of_a_docstring() -> None:
    text = Page("blend", parse(GOOGLE).sections).markdown
    assert text.startswith(
        "**`blend`**\n\nMixes `input` and `other` as $w x + (1 - w) y$, see `lerp()`."
    )
    assert "$$\\text{out}_i = w x_i + (1 - w) y_i$$" in text
    assert "> **Note**\n>\n> The weight is not differentiated." in text
    assert "- **`input`** (*Tensor*): the first of two." in text
    assert "[weights](https://example.org/w%5F1)" in text
    assert "```python\n>>> blend(a, b)\n" in text


def test_text_of_a_docstring() -> None:
    text = Page("blend", parse(GOOGLE).sections).text
    assert "Mixes input and other as w x + (1 - w) y, see lerp()." in text
    assert "Arguments:\n  input (Tensor): the first of two.\n" in text
    assert max(len(line) for line in text.split("\n")) <= 80


def test_numpy_and_rest_styles_become_the_same_tree() -> None:
    assert names(NUMPY, "arguments") == ["x, y", "weight"]
    assert names(NUMPY, "returns") == ["out"]
    assert names(NUMPY, "other") == ["lerp"]
    assert parse(NUMPY).sections[-1].kind == "example"
    assert names(REST, "arguments") == ["x", "y"]
    assert [f.type for f in parse(REST).fields("arguments")] == ["int", "float"]
    assert names(REST, "raises") == ["ValueError"]
    assert [f.type for f in parse(REST).fields("returns")] == ["float"]


def test_overloads_keep_their_order() -> None:
    doc = (
        "pick(x) -> int\n\nFirst.\n\nArgs:\n    x: one\n\n"
        ".. function:: pick(x, y) -> int\n   :noindex:\n\nSecond.\n\nArgs:\n    y: two\n"
    )
    kinds = [s.kind for s in parse(doc).sections]
    assert kinds == ["description", "arguments", "overload", "description", "arguments"]
    assert names(doc, "arguments") == ["x", "y"]


@pytest.mark.parametrize(
    ("doc", "rows"),
    [
        ("===  ====\np    norm\n===  ====\n1    sum\n2    ``root``\n===  ====", 3),
        ("+---+---+\n| p | n |\n+===+===+\n| 1 | s |\n+---+---+", 2),
        ("| p | n |\n| - | - |\n| 1 | s |", 2),
        (".. list-table::\n   :header-rows: 1\n\n   * - p\n     - n\n   * - 1\n     - s", 2),
    ],
)
def test_tables(doc: str, rows: int) -> None:
    (table,) = parse(f"Words.\n\n{doc}\n").sections[0].blocks[1:]
    assert isinstance(table, Table)
    assert len(table.rows) == rows
    assert table.header == 1
    assert "| --- | --- |" in Page("", parse(f"Words.\n\n{doc}\n").sections).markdown


def test_columns_of_words_stay_columns() -> None:
    columns = "grad, vjp    reverse mode\njvp          forward mode"
    doc = "Maps.\n\n    " + columns.replace("\n", "\n    ") + "\n\nThey nest."
    found = Page("f", parse(doc).sections).markdown
    assert f"```\n{columns}\n```" in found
    assert "```" not in Page("f", parse("Two  blanks\nin  a text   are prose.").sections).markdown


def test_an_entry_indented_by_mistake_does_not_end_a_list_of_arguments() -> None:
    assert names("F.\n\nArgs:\n    x: one\n  slipped\n    y: two\n", "arguments") == ["x", "y"]


def test_a_final_doctest_is_an_example() -> None:
    (first, example) = parse("Doubles.\n\n>>> f(1)\n2\n\n>>> f(2)\n4").sections
    assert (first.kind, example.kind) == ("description", "example")


@pytest.mark.parametrize(
    ("doc", "expected"),
    [
        ("f(x) -> y\n\nDoubles :math:`x^2`, i.e. twice. More.", "Doubles x², i.e. twice."),
        ("Doubles\nit.\n\nMore", "Doubles it."),
        (".. note:: a\n\nb", ""),
        (None, ""),
        (property(), ""),
    ],
)
def test_summary(doc: object, expected: str) -> None:
    found = summary(doc)
    assert found == expected or (doc == ".. note:: a\n\nb" and found == "b")


# -- safety ---------------------------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "![x](https://example.org/x.png)",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)",
    "`<b>`",
    "``<i>``",
    "$<img src=x>$",
    r"$$\href{javascript:alert(1)}{x}$$",
    "&lt;script&gt;",
    "<!--",
    "-->",
    "<![CDATA[",
    "```",
    "```html",
    "~~~",
    "| a | <b> |",
    "| --- | --- |",
    "***",
    "__x__",
    "# h",
    "> q",
    "1. x",
    "\\",
    "`",
    "``",
    "$",
    "$$",
    r"\(",
    r"\begin{x}<b>\end{x}",
    "@@0@@",
    'http://a.b/"onmouseover="alert(1)',
    "https://a.b/<script>",
    "www.a.b`<i>",
    "`x <javascript:alert(1)>`_",
    ":ref:`x <javascript:alert(1)>`",
    r":math:`\text{<img src=x onerror=alert(1)>}`",
    ":math:`a](javascript:alert(1))[b`",
    ":math:`x`` <b>`",
    ".. raw:: html",
    "    <script>alert(1)</script>",
    ".. _a: javascript:alert(1)",
    "a_",
    ".. math::",
    r"    \style{color:red}{x}",
    ".. note:: <b>x</b>",
    "Args:",
    "    x (<b>): <i>",
    "    <img src=x> (int): y",
    "Returns:",
    "Parameters",
    "----------",
    "<b> : <i>",
    "f(x=<b>) -> y",
    ".. function:: f(<b>)",
    ":param <b>: <i>",
    "====  ====",
    "a|b   <b>",
    "+---+---+",
    ".. list-table::",
    "   * - <b>",
    "     - ``a|b``",
    "Example::",
    '>>> "<script>"',
    "**<b>**",
    "\x1b]8;;http://a.b\x1b\\",
    "\u202e<b>",
    "",
    "    ",
]
TAGS = {
    *("p", "strong", "em", "code", "pre", "ul", "ol", "li", "a", "blockquote", "br", "hr", "del"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}


class Active(HTMLParser):
    """Collects what is not plain formatting in some HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        web = tag == "a" and all(k == "href" and re.match("https?://", v or "") for k, v in attrs)
        harmless = all(k in {"class", "start", "style"} for k, _ in attrs)
        if tag not in TAGS or not (web or harmless):
            self.found.append((tag, attrs))

    def handle_comment(self, data: str) -> None:
        self.found.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def active(markdown: str) -> list[object]:
    """What a front end that trusts Markdown would run or load."""
    mistune = pytest.importorskip("mistune")
    parser = Active()
    # The plugins of nbconvert; the front ends' own readers know no more syntax than these.
    plugins = ["strikethrough", "table", "url", "task_lists", "def_list"]
    parser.feed(mistune.create_markdown(escape=False, plugins=plugins)(markdown))
    parser.close()
    return parser.found


def test_the_check_itself_sees_active_html() -> None:
    assert active("a <img src=x onerror=alert(1)>")
    assert active("[x](ftp://a.b)")
    assert not active("a [b](https://a.b) `c` **d**")


@pytest.mark.parametrize("payload", HOSTILE)
def test_no_docstring_becomes_html(payload: str) -> None:
    for doc in (
        payload,
        f"Words {payload} words.",
        f"Words.\n\nArgs:\n    {payload}\n    x ({payload}): {payload}\n",
        f"Words.\n\n.. note:: {payload}\n    {payload}\n",
        f"{payload}\n\n{payload}\n    {payload}\n",
    ):
        page = Page(payload, parse(doc).sections)
        assert not active(page.markdown)
        assert not re.search(
            "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", page.text + page.markdown
        )


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=3), max_size=10))
def test_no_mixture_becomes_html(lines: list[list[str]]) -> None:
    doc = "\n".join("".join(line) for line in lines)
    page = Page("page", parse(doc).sections)
    assert not active(page.markdown)
    assert page.text


def test_literal_dollars_are_code() -> None:
    text = Page("", parse("It costs $5 and $6, not :math:`x`5.").sections).markdown
    assert text == "It costs `$5` and `$6,` not $x$ 5."


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        (r"\frac{a}{b} < c", r"\frac{a}{b} \lt c"),
        (r"\text{{out}}_i", r"\text{out}_i"),
        (r"\text{if } x > 0 \text{ or x<1}", r"\text{if } x \gt 0 \text{ or x}\lt \text{1}"),
        ("a % comment\n+ b", "a + b"),
        (r"\mathrlap{x} \rule{9em}{9em} y", "{x} y"),
        (r"\href{https://a.b}{x}", None),
        (r"\def\x{y} \x", None),
        (r"\begin{evil} x \end{evil}", None),
        ("a } b", None),
        ("a $ b", None),
        ("&#60;b", None),
        ("", None),
    ],
)
def test_what_tex_may_pass(tex: str, expected: str | None) -> None:
    assert clean_tex(tex) == expected


def test_displays_of_several_lines_are_aligned() -> None:
    assert clean_tex("a &= b \\\\\nc &= d", display=True) == (
        r"\begin{aligned} a &= b \\ c &= d \end{aligned}"
    )
    assert clean_tex("a\n\nb", display=True) == r"\begin{gathered} a \\ b \end{gathered}"
    assert clean_tex("\\begin{align*} a \\end{align*}") == r"\begin{aligned} a \end{aligned}"


@pytest.mark.parametrize(
    ("tex", "words"),
    [
        (r"\frac{1}{n} \sum_{i=1}^{n} x_i^2", "1/n Σ_{i=1}ⁿ x_i²"),
        (r"\bar x = \bar z\,y", "x̄ = z̄ y"),
        (r"\sqrt{a + b} \leq \mathbb{R}^{m \times n}", "√(a + b) ≤ ℝ^(m × n)"),
        (r"x^\top", "xᵀ"),
        (r"\text{in\_features}", "in_features"),
        (r"\unknown{x} }{", "unknownx"),
    ],
)
def test_formulas_for_a_terminal(tex: str, words: str) -> None:
    assert spoken(tex) == words


# -- pages of our own -----------------------------------------------------------------------------

ENTRIES = {**OPS, **COMPOSITES}


def function_of(name: str) -> object:
    entry = ENTRIES[name]
    return entry.function if hasattr(entry, "kind") else entry.public


@pytest.mark.parametrize("name", sorted(n for n, e in ENTRIES.items() if e.is_function))
def test_every_op_has_a_page(name: str) -> None:
    page = describe(function_of(name))
    assert page.title.startswith("nbautograd.")
    assert page.title.rpartition(".")[2] == name.rpartition(".")[2]
    (signature,) = [b for b in page.sections[0].blocks if isinstance(b, CodeBlock)]
    assert signature.text.startswith(name.rpartition(".")[2] + "(")
    assert page.section("description") is not None
    assert page.section("gradient") is not None
    assert not active(page.markdown)
    assert page.text == describe(function_of(name)).text


def test_a_formula_of_every_op_passes_to_the_front_end() -> None:
    derivation = importlib.import_module("nbautograd.derivation")
    lines = [line for op in OPS.values() for line in derivation.op_formulas(op)]
    assert len(lines) > len(OPS) / 2
    assert [line for line in lines if clean_tex(line, display=True) is None] == []


def test_the_derivative_is_shown_as_tex_or_as_it_is_declared() -> None:
    found = [describe(op.function) for op in OPS.values() if op.differentiable and op.is_function]
    without = [
        page.title
        for page in found
        if r"\bar" not in page.markdown and "as it is declared" not in page.markdown
    ]
    assert len(without) < len(found) / 50, without


def test_the_card_of_mul() -> None:
    page = describe(nbautograd.mul)
    assert "$$\\bar x = \\bar z\\,y$$" in page.markdown
    assert "saved for backward: other, input" in page.text
    assert "in place: mul_" in page.text
    assert "also called: multiply" in page.text
    kinds = [s.kind for s in page.sections]
    assert kinds.index("gradient") < kinds.index("example")


def test_a_composite_is_explained_by_its_parts() -> None:
    text = describe(nbautograd.matmul).text
    assert "Built from other ops" in text
    assert "A bar is the gradient of the final scalar." in " ".join(text.split())
    assert "Through mm, with x for input, z for the result:" in text


def test_the_letters_of_a_formula_are_told() -> None:
    words = " ".join(describe(nbautograd.mul).text.split())
    assert "With x for input, y for other, z for the result, and a bar for" in words
    assert "mat1 for" not in describe(nbautograd.addmm).text  # called so in the signature, too


def test_an_alias_and_an_in_place_twin() -> None:
    page = describe(nbautograd.multiply, "torch.multiply")
    assert page.text.startswith("nbautograd.mul\n\nFunction, differentiable, here called multiply.")
    x = nbautograd.tensor([1.0])
    page = describe(x.exp_, "x.exp_", x)
    assert page.title == "nbautograd.Tensor.exp_"
    assert "In place:\n  Writes the result of exp into the tensor itself" in page.text


def test_an_op_that_is_not_differentiable_says_so() -> None:
    assert "Not differentiable" in describe(nbautograd.argmax).text


def test_kinks() -> None:
    kinked = next(name for name, op in sorted(OPS.items()) if op.edge and op.is_function)
    assert "kink: at " in describe(function_of(kinked)).text


# -- tensors --------------------------------------------------------------------------------------


def line(page: Page, name: str) -> str:
    """The words of one row of a tensor's page."""
    section = page.section("state")
    assert section is not None
    (fields,) = section.blocks
    assert isinstance(fields, Fields)
    (found,) = [f for f in fields.fields if f.name == name]
    return " ".join(Page("", (Section("", "", found.blocks),)).text.split())


def state(tensor: object, **names: object) -> Page:
    return describe(tensor, "t", names=names)


@pytest.fixture(params=["nbautograd", "torch"])
def torch(request: pytest.FixtureRequest) -> types.ModuleType:
    """Ours, and PyTorch where it is installed: the pages of both say the same."""
    found = pytest.importorskip(request.param)
    assert isinstance(found, types.ModuleType)
    return found


def test_a_leaf_before_and_after_backward(torch: types.ModuleType) -> None:
    w = torch.tensor([[1.0, 2.0]], requires_grad=True)
    page = state(w)
    assert page.text.startswith("t\n\nTensor of shape (1, 2), float32, on cpu.")
    assert line(page, "requires_grad") == "True, because it was asked to: it is a leaf"
    assert line(page, "grad") == "None: no backward() has reached it yet, or it was reset"
    (w * 3).sum().backward()
    assert line(state(w), "grad") == "present: shape (1, 2), [[3., 3.]]"


def test_a_result_names_the_inputs_that_require_grad(torch: types.ModuleType) -> None:
    w, x = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0)
    y = w * x
    z = y.exp()
    page = state(z, w=w, x=x, y=y)
    assert line(page, "requires_grad") == "True, because y (the result of mul) requires grad"
    assert line(page, "is_leaf") == "False: made by exp"
    assert line(page, "grad_fn") == "ExpBackward0, from y (the result of mul)"
    assert line(page, "leads to") == "w"
    assert "call retain_grad() on it before backward()" in line(page, "grad")
    assert line(state(y, w=w), "grad_fn") == "MulBackward0, from w, a constant"
    assert line(state(z), "leads to") == "a leaf of shape ()"
    z.retain_grad()
    assert (
        line(state(z), "grad") == "None: retain_grad() is set, and no backward() has passed since"
    )
    z.backward()
    assert line(state(z), "grad") == "present: shape (), 1."


def test_why_there_is_no_gradient(torch: types.ModuleType) -> None:
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    count = torch.tensor([1, 2])
    assert line(state(count), "grad") == "None: int64 has no gradient"
    assert "int64 has no gradient" in line(state(count), "requires_grad")
    assert "after detach()" in line(state(w.detach()), "requires_grad")
    with torch.no_grad():
        plain = w * 2
    assert "under no_grad" in line(state(plain), "requires_grad")
    with torch.inference_mode():
        fast = w * 2
    assert "inference mode" in line(state(fast), "requires_grad")
    assert line(state(fast), "version") == "not kept for tensors of inference mode"


def test_views_and_versions(torch: types.ModuleType) -> None:
    base = torch.zeros(3)
    part = base[:2]
    part.add_(1)
    assert line(state(part, base=base), "view") == "of base: they share memory and version"
    assert line(state(base), "version") == "1: written in place once"


def test_attributes_are_the_descriptors_with_their_value(torch: types.ModuleType) -> None:
    w = torch.tensor([1.0], requires_grad=True)
    y = w * 2
    for tensor, name, words in [
        (w, "requires_grad", "True, because it was asked to"),
        (w, "grad", "None: no backward() has reached it yet"),
        (y, "grad", "None: it is not a leaf"),
        (y, "grad_fn", "MulBackward0, from w, a constant"),
        (w, "grad_fn", "None: it is a leaf"),
        (y, "is_leaf", "False: made by mul"),
        (w, "shape", "(1,)"),
        (w, "dtype", "float32"),
    ]:
        found, parent = locate(f"t.{name}", {"t": tensor})
        page = describe(found, f"t.{name}", parent, names={"w": w})
        assert page.title == f"t.{name}"
        assert f"Attribute of {torch.__name__}.Tensor." in page.text
        assert words in " ".join(page.text.split())
        assert page.section("description") is not None


def test_a_node_belongs_to_an_op(torch: types.ModuleType) -> None:
    w = torch.tensor([1.0], requires_grad=True)
    page = describe((w * w).grad_fn, "n")
    text = " ".join(page.text.split())
    assert "Backward node of mul" in text
    assert "leads to 1 leaf" in text
    assert "x̄ = z̄ y" in text
    assert f"The op is {torch.__name__}.mul" in text


def test_looking_at_a_tensor_changes_nothing() -> None:
    w = nbautograd.tensor([1.0, 2.0], requires_grad=True)
    base = nbautograd.zeros(3)
    part = base[:2]
    base.add_(nbautograd.tensor([1.0, 2.0, 3.0], requires_grad=True))
    y = w * 2
    before = [(t._node, t._requires, t._extra, t._cell, t._grad) for t in (w, part, y)]
    for tensor in (w, part, y, y.grad_fn):
        page = describe(tensor, "t", names={"w": w, "part": part, "y": y, "base": base})
        assert page.text
        assert page.markdown
    directory(part)
    assert before == [(t._node, t._requires, t._extra, t._cell, t._grad) for t in (w, part, y)]
    assert line(state(part), "requires_grad").startswith("True, through its base")


def test_a_recorder_does_not_see_the_inspector() -> None:
    w = nbautograd.tensor([1.0, 2.0], requires_grad=True)
    y = w * 2
    with nbautograd.record() as recording:
        describe(y, "y", names={"w": w})
        directory(y)
        describe(w.grad_fn, "w.grad_fn", w)
    assert recording.tape().steps == ()


# -- foreign objects ------------------------------------------------------------------------------


class Trap:
    """Says nothing about itself without an explosion."""

    __slots__ = ("slot",)

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"asked for {name}")

    def __dir__(self) -> list[str]:
        raise AssertionError("dir")

    def __repr__(self) -> str:
        raise AssertionError("repr")

    __str__ = __repr__

    @property
    def computed(self) -> object:
        """Takes a minute."""
        raise AssertionError("property")

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        raise AssertionError("doc")

    def method(self, x: int = 1, *, trap: object = None) -> int:
        """Does something. And more."""
        return x


def test_nothing_of_a_foreign_object_is_run() -> None:
    trap = Trap()
    page = describe(trap, "trap")
    assert "Instance of test_inspector.Trap." in page.text.replace("tests.", "")
    listing = directory(trap).text
    assert "computed: Takes a minute." in listing
    assert "method: Does something." in listing
    found, parent = locate("trap.computed", {"trap": trap})
    assert isinstance(found, property)
    assert "Takes a minute." in describe(found, "trap.computed", parent).text
    assert search(trap, "minute")[0].name == "computed"
    assert Explorer(trap, "trap").open("computed").title == "trap.computed"
    holder = types.SimpleNamespace(trap=trap, items=[trap])
    assert "trap" in directory(holder).text


def test_default_values_are_not_asked_for_their_repr() -> None:
    trap = Trap()

    def f(a, /, b: "int", *c, d=trap, **e):  # type: ignore[no-untyped-def]
        return a

    text = format_signature(inspect.signature(f))
    assert re.fullmatch(r"\(a, /, b: int, \*c, d=<.*Trap>, \*\*e\)", text)


def test_attributes_of_plain_objects() -> None:
    page = describe(0.5, "x.real", 0.5)
    assert page.title == "x.real"
    assert "Attribute of float." in page.text
    assert "Now:\n  0.5" in page.text
    assert "Value: [1, 'a', None]" in describe([1, "a", None], "l").text
    assert describe(len).title == "len"
    assert "Class, based on ArithmeticError, Exception" in describe(ZeroDivisionError).text


def test_readers_meet_one_tensor_class() -> None:
    """Its bases are a matter of files: neither pages nor messages name them."""
    tensor = nbautograd.Tensor

    assert "\nClass.\n" in describe(tensor).text
    assert "Class, based on nbautograd.Tensor.\n" in describe(nbautograd.nn.Parameter).text
    assert "Class, based on nbautograd.nn.Module.\n" in describe(nbautograd.nn.GroupNorm).text
    assert "Instance of nbautograd.nn.ReLU.\n" in describe(nbautograd.nn.ReLU()).text
    assert describe(tensor.numel).title == "nbautograd.Tensor.numel"
    assert {"shape", "size", "item", "__len__"} <= vars(tensor).keys()
    with pytest.raises(TypeError, match=r"^Tensor\.numel\(\) takes 1 positional argument"):
        nbautograd.ones(2).numel(1)  # type: ignore[call-arg]  # that is the mistake


def test_numpy_pages() -> None:
    page = describe(np.add)
    assert page.title in ("numpy.add", "add")   # older ufuncs do not say where they are from
    assert page.section("arguments") is not None
    assert page.section("example") is not None
    for name in ("linspace", "ndarray", "einsum", "float64", "pi", "linalg"):
        found = getattr(np, name)
        assert not active(describe(found, f"np.{name}", np).markdown)


def test_modules_and_classes_are_summarised() -> None:
    page = describe(nbautograd.linalg)
    assert page.title == "nbautograd.linalg"
    assert "Differentiable ops (" in page.text
    page = describe(nbautograd.Tensor)
    assert page.title == "nbautograd.Tensor"
    assert "In-place methods (" in page.text


def test_a_module_tells_what_it_is_made_of(torch: types.ModuleType) -> None:
    net = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
    held = describe(net, "net").text.partition("Holds:")[2]
    assert held == "\n  Modules (2): 0 Linear, 1 BatchNorm1d\n  Attributes (1): training"
    assert "Parameters (2): weight (2, 3), bias (2,)\n" in describe(net[0]).text
    assert "Buffers (3): running_mean (2,), running_var (2,), " in describe(net[1]).text


def test_source_is_shown_when_asked_for() -> None:
    assert "def test_source_is" in describe(test_source_is_shown_when_asked_for, source=True).text
    assert describe(len, source=True).section("source") is None


def test_locate() -> None:
    namespace = {"np": np, "x": 0.5}
    assert locate("np.linalg.norm", namespace)[0] is np.linalg.norm
    assert locate("x", namespace) == (0.5, None)
    for path in ("y", "np.nothing", "x.real.imag"):
        with pytest.raises(KeyError):
            locate(path, namespace)


# -- pages ----------------------------------------------------------------------------------------


def test_a_page_is_text_and_markdown() -> None:
    page = Page("p", (Section("Title", "other", (paragraph("words"),)),))
    assert page._repr_mimebundle_() == {"text/plain": page.text, "text/markdown": page.markdown}
    assert repr(page) == page.text == "p\n\nTitle:\n  words"
    assert page.markdown == "**`p`**\n\n**Title**\n\nwords"


# -- directories and search -----------------------------------------------------------------------


def test_a_directory_is_grouped_and_hides_what_is_private() -> None:
    text = directory(nbautograd.Tensor).text
    assert text.index("\n\nMethods (") < text.index("\n\nIn-place methods (")
    assert "\n  _" not in text
    assert "  _node" in directory(nbautograd.Tensor, "_n*").text
    assert directory(nbautograd.linalg, "*norm*").title == "nbautograd.linalg: *norm*"
    assert "vector_norm: " in directory(nbautograd.linalg, "norm").text
    assert "No name matches 'zzzz*'." in directory(nbautograd.linalg, "zzzz*").text


def test_a_directory_says_where_a_member_comes_from() -> None:
    class Child(Trap):
        own = 1

    text = directory(Child).text
    assert re.search(r"method: Does something. \(from .*Trap\)", text)
    assert "own: 1\n" in text + "\n"


def test_a_large_directory_lists_names_and_a_pattern_explains_them() -> None:
    text = directory(nbautograd).text
    assert "a pattern, such as *norm*, gives a line about each." in text
    assert len(text.split("\n")) < 300
    assert "softmax: exp(input) / sum(exp(input))" in directory(nbautograd, "*softmax").text


def test_lazy_parts_are_listed_and_not_loaded() -> None:
    code = (
        "import sys, nbautograd, nbautograd.inspector as i; before = set(sys.modules);"
        "text = i.directory(nbautograd, '*').text; i.search(nbautograd, 'lab');"
        "assert 'views' in text;"
        "print({m for m in set(sys.modules) - before if m.startswith(('nbautograd.v', 'matplot'))})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("softmax", "softmax"),
        ("soft max", "softmax"),
        ("sofmax", "softmax"),
        ("lsftmx", "log_softmax"),
        ("trnsps", "transpose"),
    ],
)
def test_search(words: str, expected: str) -> None:
    assert search(nbautograd, words)[0].name == expected


def test_search_reads_documentation() -> None:
    def chip() -> None:
        """Cuts a *sliver* off."""

    holder = types.SimpleNamespace(chip=chip, plane=len)
    assert [m.name for m in search(holder, "sliver")] == ["chip"]
    assert search(holder, "") == ()


def test_the_explorer_remembers_where_it_was() -> None:
    browser = Explorer(nbautograd, "torch")
    browser.query = "norm"
    assert "norm" in [m.name for m in browser.entries]
    assert browser.open("linalg").title == "nbautograd.linalg"
    assert browser.query == ""
    browser.open("norm")
    assert browser.trail == ("torch", "torch.linalg", "torch.linalg.norm")
    assert browser.back().title == "nbautograd.linalg"
    assert (browser.can_go_back, browser.can_go_forward) == (True, True)
    assert browser.forward().title == "nbautograd.linalg.norm"
    browser.back()
    browser.open("det")
    assert not browser.can_go_forward
    assert browser.trail[-1] == "torch.linalg.det"
    with pytest.raises(UnknownName, match=r"no 'nrm'. Did you mean 'norm'\?"):
        Explorer(nbautograd.linalg).open("nrm")


def test_the_explorer_filters() -> None:
    browser = Explorer(nbautograd)
    total = len(browser.entries)
    assert browser.kinds["op"] > 100
    browser.kind = "module"
    assert {m.kind for m in browser.entries} == {"module"}
    browser.kind = None
    browser.differentiable = True
    assert all(m.differentiable for m in browser.entries)
    assert "argmax" not in {m.name for m in browser.entries}
    browser.differentiable, browser.private = False, True
    assert len(browser.entries) > total


# -- PyTorch's documentation ----------------------------------------------------------------------


def pytorch_docs() -> dict[str, str]:
    """Every different docstring of PyTorch's main namespaces, with a name it belongs to."""
    torch = pytest.importorskip("torch")
    found: dict[str, str] = {}
    spaces = ["", "Tensor", "nn", "nn.functional", "linalg", "autograd"]
    for space in spaces:
        holder = torch
        for part in filter(None, space.split(".")):
            holder = getattr(holder, part)
        for name in sorted(n for n in dir(holder) if not n.startswith("_")):
            value = inspect.getattr_static(holder, name, None)
            doc = getattr(getattr(value, "__func__", value), "__doc__", None)
            plain = isinstance(value, (int, float, str, tuple, list, dict, types.ModuleType))
            if isinstance(doc, str) and doc.strip() and not plain:
                found.setdefault(doc, ".".join(filter(None, ["torch", space, name])))
    return found


@pytest.fixture(scope="module")
def trees() -> list[tuple[str, str, Page]]:
    return [
        (name, doc, Page(name, parse.__wrapped__(doc).sections))
        for doc, name in pytorch_docs().items()
    ]


def titled(doc: str, title: str) -> bool:
    return bool(re.search(rf"^\s*{title}:+\s*$", doc, re.MULTILINE | re.IGNORECASE))


def test_pytorch_arguments_are_found(trees: list[tuple[str, str, Page]]) -> None:
    def listed(page: Page, kind: str) -> bool:
        return any(
            isinstance(block, Fields) for s in page.sections if s.kind == kind for block in s.blocks
        )

    assert len(trees) > 1300
    args = [(n, p) for n, d, p in trees if titled(d, "(args|arguments|parameters)")]
    assert len(args) > 650
    # PyTorch wrote "{input}" where it meant to insert the words for it.
    assert {n for n, p in args if not listed(p, "arguments")} <= {"torch.adjoint", "torch.argwhere"}
    keywords = [(n, p) for n, d, p in trees if titled(d, "keyword arg(s|ument|uments)")]
    assert len(keywords) > 250
    # This one has a note where its only keyword argument should be.
    assert {n for n, p in keywords if not listed(p, "keywords")} <= {"torch.vdot"}


def test_pytorch_pages_are_clean(trees: list[tuple[str, str, Page]]) -> None:
    mark = re.compile(
        r":\w+:\\?`|\.\. \w+::|:math:|Example::|^(Args|Keyword args):\s*$", re.MULTILINE
    )
    code = re.compile(r"^[> ]*(`{3,}).*?^[> ]*\1\s*$", re.MULTILINE | re.DOTALL)
    assert [n for n, _, p in trees if mark.search(code.sub("", p.markdown))] == []
    assert [n for n, _, p in trees if re.search(r":\w+:`|:math:|\.\. \w+::", p.text)] == []
    assert [n for n, _, p in trees if active(p.markdown)] == []


def test_pytorch_functions_have_signatures() -> None:
    torch = pytest.importorskip("torch")
    functions = [
        (n, f)
        for n in dir(torch)
        if not n.startswith("_") and callable(f := getattr(torch, n)) and not isinstance(f, type)
    ]
    chosen = random.Random(0).sample(functions, 120)
    without = [
        name
        for name, function in chosen
        if not any(isinstance(b, CodeBlock) for b in describe(function, name).sections[0].blocks)
    ]
    assert len(without) <= 3


def test_undocumented_pytorch_names_have_pages() -> None:
    torch = pytest.importorskip("torch")
    assert "rectified linear unit" in describe(torch.relu, "torch.relu").text
    assert "Documented as torch.exp:" in describe(torch.Tensor.exp_, "torch.Tensor.exp_").text
    assert "Documented as torch.abs:" in describe(torch.Tensor.abs, "torch.Tensor.abs").text
    assert describe(torch.linalg.svd).title == "torch.linalg.svd"
    assert "x̄ = z̄ y" in describe(torch.mul).text


def test_directory_and_search_of_pytorch() -> None:
    torch = pytest.importorskip("torch")
    assert len(directory(torch).text.split("\n")) < 400
    assert [m.name for m in search(torch, "soft max")][:2] == ["softmax", "log_softmax"]
    assert "T: Returns a view" in directory(torch.ones(2), "T").text


# -- the package ----------------------------------------------------------------------------------

MODULES = [
    importlib.import_module(f"nbautograd.inspector.{found.name}")
    for found in pkgutil.iter_modules(nbautograd.inspector.__path__)
]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_examples_run(module: types.ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


def test_the_inspector_loads_nothing_heavy() -> None:
    code = (
        "import sys, nbautograd.inspector as i; i.describe(len); i.describe(i);"
        "print(sorted({'IPython', 'torch', 'matplotlib', 'scipy', 'networkx'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_long_signature_has_a_line_for_each_parameter() -> None:
    text = describe(nbautograd.ones, "torch.ones").text
    assert "ones(\n    " in text
    assert "\n      pin_memory: bool = False,\n" in text
    assert "relu(input)" in describe(nbautograd.relu, "torch.relu").text
