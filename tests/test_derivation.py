"""Formulas on symbols: LaTeX that parses, chain rules with the tape's numbers, reasons in words."""

import re
import unicodedata

import pytest
from test_capture import recorded

import nbautograd
from nbautograd.derivation import derive, op_formulas, why
from nbautograd.derivation.symbol import Sym
from nbautograd.ops import OPS
from nbautograd.ops.affine import LINEAR

LACKING = r"\\(land|lor|lnot|le|ge|bmod)\b"
WITH_FORMULAS = [name for name, op in OPS.items() if op.tex is not None and not op.variadic]


@pytest.mark.parametrize("name", WITH_FORMULAS)
def test_the_mathematics_of_every_op_parses(name: str) -> None:
    mathtext = pytest.importorskip("matplotlib.mathtext")
    parser = mathtext.MathTextParser("path")
    for line in op_formulas(OPS[name]):
        # what mathtext lacks is no fault of the line
        parser.parse(f"${re.sub(LACKING, '+', line)}$")


@pytest.mark.parametrize(("name", "line"), [
    ("exp", r"\bar x = \bar z\,z"),
    ("mul", r"\bar y = \bar z\,x"),
    ("tanh", r"\bar x = \bar z\,(1 - z^2)"),
    ("log", r"\bar x = \frac{\bar z}{x}"),
    ("mm", r"\bar x = \bar z\,\mathrm{mat2}^\top"),
    ("sin", r"\bar x = \bar z\,\cos x"),
])
def test_formulas_look_like_the_book(name: str, line: str) -> None:
    assert line in op_formulas(OPS[name])


def test_symbols_bracket_what_binds_loosely() -> None:
    x, y = Sym("x"), Sym("y")

    assert str((x + y) * x) == r"\left(x + y\right)\,x"
    assert str(x - (y - x)) == r"x - \left(y - x\right)"
    assert str((x + 1) ** 2) == r"\left(x + 1\right)^{2}"
    assert str(x / (y + 1)) == r"\frac{x}{y + 1}"


def test_the_chain_rule_of_the_first_example() -> None:
    recording, _ = recorded(
        "x = torch.tensor([[1.], [2.]], requires_grad=True)\n"
        "w = torch.tensor([[0.5, 0.5]], requires_grad=True)\ny = w @ x\nloss = y ** 2\n"
        "loss.backward()")
    derivation = derive(recording.tape())

    assert r"\bar{w} &= \bar{y}\,x^\top" in derivation.markdown
    assert "[[3., 6.]]" in str(derivation)


@pytest.mark.parametrize(("made", "forward", "backward"), [
    ("torch.add(a, b, alpha=3)", "a + 3 b", "b̄ = 3 ȳ"),
    ("torch.add(a, b, alpha=-0.5)", "a - 0.5 b", "b̄ = -0.5 ȳ"),
    ("torch.sub(a, b, alpha=2)", "a - 2 b", "b̄ = -2 ȳ"),
    ("torch.rsub(a, b, alpha=2)", "b - 2 a", "b̄ = ȳ"),
    ("a - b", "a - b", "b̄ = -ȳ"),
    ("b * 2", "2 b", "b̄ = 2 ȳ"),
    ("torch.stack([a, b]).mean()", "1/n sum v2", "v̄2 = ȳ/2"),
    ("torch.nn.functional.mse_loss(a, b)", "1/n sum (a - b)^2", "ā = ȳ (2 (a - b))"),
    ("torch.nn.functional.mse_loss(a, b, reduction='sum')", "sum (a - b)^2",
     "ā = ȳ (2 (a - b))"),
    ("torch.nn.functional.mse_loss(a, b, reduction='none')", "(a - b)^2", "ā = ȳ (2 (a - b))"),
    ("torch.nn.functional.binary_cross_entropy_with_logits(a, b)",
     "1/n sum ((1 - b) a + ln(1 + e^-a))", "ā = ȳ (sigma(a) - b)"),
])
def test_a_formula_has_the_numbers_of_the_call(made: str, forward: str, backward: str) -> None:
    recording, _ = recorded(
        "a = torch.tensor(2., requires_grad=True)\nb = torch.tensor(3., requires_grad=True)\n"
        f"y = {made}\ny.backward()")
    text = unicodedata.normalize("NFC", str(derive(recording.tape())))
    lines = [" ".join(line.split()) for line in text.splitlines()]

    assert any(line.startswith(f"y = {forward} line 3") for line in lines)
    backward = unicodedata.normalize("NFC", backward)
    assert any(line.startswith(f"{backward} = ") for line in lines)


@pytest.mark.parametrize("inputs", LINEAR)
def test_what_is_written_for_a_linear_layer_is_its_gradient(inputs: int) -> None:
    op, make = LINEAR[inputs], nbautograd.randn
    given = [make(4, 3), make(2, 3), make(2)][:inputs]
    for t in given:
        t.requires_grad_()
    out, g = nbautograd.nn.functional.linear(*given), make(4, 2)
    assert nbautograd.equal(op.forward(*given), out)

    for formula, expected in zip(
            op.formulas(op.mask_of_formulas), nbautograd.autograd.grad(out, given, g), strict=True):
        values = [g if kind == "g" else given[index] for kind, index in formula.sources]
        assert nbautograd.allclose(formula.function(*values), expected)


def test_the_chain_rule_goes_through_a_linear_layer() -> None:
    recording, _ = recorded(
        "net = torch.nn.Linear(2, 1)\nx = torch.ones(3, 2)\ny = net(x)\ny.sum().backward()")
    text = unicodedata.normalize("NFC", str(derive(recording.tape())))

    assert "y = x net.weight^T + net.bias" in " ".join(text.split())
    assert unicodedata.normalize("NFC", "net.weight\u0304 = y\u0304^T x") in " ".join(text.split())
    assert unicodedata.normalize("NFC", "net.bias\u0304 = sum y\u0304") in " ".join(text.split())


@pytest.mark.parametrize(("weights", "line"), [
    ("", r"y &= \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}"),
    (", a, b", r"y &= \operatorname{layer\_norm}(x, a, b)"),   # `a` is in \frac, too
])
def test_a_formula_leaves_no_operand_out(weights: str, line: str) -> None:
    recording, _ = recorded(
        "x, a, b = (torch.ones(3, requires_grad=True) for _ in range(3))\n"
        f"y = torch.nn.functional.layer_norm(x, (3,){weights})\ny.sum().backward()")

    assert line in derive(recording.tape()).markdown


def test_points_in_a_name_are_no_punctuation() -> None:
    recording, _ = recorded(
        "net = torch.nn.Linear(1, 1, bias=False)\nnet(torch.ones(1, 1)).sum().backward()")
    markdown = derive(recording.tape()).markdown

    assert r"\overline{\mathrm{net}{.}\mathrm{weight}} &=" in markdown
    assert "net.weight\u0304" in str(derive(recording.tape()))


def test_a_key_in_a_name_is_neither_tex_nor_markdown() -> None:
    recording, _ = recorded(
        "p = {'$w<b>\\\\{': torch.tensor(1., requires_grad=True)}\n"
        "(p['$w<b>\\\\{'] * 2).backward()")
    markdown = derive(recording.tape()).markdown

    assert r"\overline{\mathrm{p[wb]}} &=" in markdown
    assert "<" not in markdown
    assert markdown.count("$") == 8


def test_no_chain_rule_without_backward() -> None:
    recording, _ = recorded("x = torch.tensor(1., requires_grad=True)\ny = x * 2")

    assert "nothing was differentiated" in str(derive(recording.tape()))


CELL = """
x = torch.tensor([1., 2.], requires_grad=True)
w = torch.tensor([3., 4.], requires_grad=True)
far = torch.tensor(1., requires_grad=True)
n = torch.tensor([1, 2])
c = torch.tensor(5.)
h = (x * w).detach()
s = (h * x).sum()
late = w * 2
s.backward()
"""


@pytest.mark.parametrize(("name", "words"), [
    ("x", "x has the gradient [3., 8.], through mul in line 8"),
    ("w", "w has no gradient: every path from it to s is cut: w -> "),
    ("w", "where detach in line 7 `h = (x * w).detach()`"),
    ("c", "it does not require grad. Make it with requires_grad=True"),
    ("h", "because detach in line 7"),
    ("late", "s was not computed from it"),
])
def test_why_names_the_cause(name: str, words: str) -> None:
    source = CELL.replace("late = w * 2", "late = w * 2\nd = c * 2")
    recording, _ = recorded(source)

    assert words in why(recording.tape(), name)


def test_why_goes_back_to_where_the_cut_was_made() -> None:
    recording, _ = recorded("x = torch.tensor(1., requires_grad=True)\nh = x.detach()\nk = h * 2\n"
                            "m = k + 1\n(x * m).backward()")

    assert "h was cut off: detach in line 2" in why(recording.tape(), "m")


def test_why_of_a_bare_tensor() -> None:
    x = nbautograd.tensor(1.0, requires_grad=True)

    assert "no backward() has reached it yet" in why(x)
    assert "it is not a leaf" in why(x * 2)
    assert "only floating point" in why(nbautograd.tensor(1))
    assert "it does not require grad" in why(nbautograd.tensor(1.0))


@pytest.mark.parametrize("engine", ["nbautograd", "torch"])
def test_a_gradient_through_a_gradient_is_not_called_the_seed(engine: str) -> None:
    pytest.importorskip(engine)
    recording, _ = recorded(
        "w = torch.tensor(3., requires_grad=True)\ny = w ** 3\n"
        "g, = torch.autograd.grad(y, w, create_graph=True)\ntorch.autograd.grad(g, w)", engine)
    tape = recording.tape()

    assert why(tape, "w") == (
        "w has the gradient 18., through grad in line 3 (backward 2). "
        "autograd.grad() returned it, and left w.grad alone.")


@pytest.mark.parametrize("engine", ["nbautograd", "torch"])
def test_a_retained_gradient_is_the_sum_of_the_calls(engine: str) -> None:
    pytest.importorskip(engine)
    recording, names = recorded(
        "a = torch.tensor(2., requires_grad=True)\nh = a * 2\nh.retain_grad()\n"
        "(h * h).backward(retain_graph=True)\nh.backward()", engine)
    [h] = [v for v in recording.tape().values if v.name == "h"]

    assert h.gradient.data == names["h"].grad.item() == sum(c.data for c in h.gradient.addends) == 9
    assert "stays None" not in why(recording.tape(), "h")


@pytest.mark.parametrize("engine", ["nbautograd", "torch"])
def test_a_gradient_that_nothing_keeps_is_that_of_the_last_call(engine: str) -> None:
    pytest.importorskip(engine)
    recording, _ = recorded(
        "a = torch.tensor(2., requires_grad=True)\nh = a * a\n"
        "torch.autograd.grad(h, a, retain_graph=True)\ntorch.autograd.grad(3 * h, a)", engine)
    [a] = [v for v in recording.tape().values if v.name == "a"]

    assert a.gradient.data == sum(c.data for c in a.gradient.addends) == 12
    assert sum(c.data for c in a.gradient.ledger) == 16


@pytest.mark.parametrize("expression", [
    "x * 2", "2 * x + 1", "1 - x", "x ** 3", "2 ** x", "x / 3", "x.clamp(min=1.5)", "x.view(2, 1)",
    "x.sum(0)", "torch.add(x, x, alpha=3)", "x.expand(3, 2)", "torch.nn.functional.leaky_relu(x, 0.2)",
    "torch.max(x, 0).values", "x.std()", "x[1]"])
def test_both_engines_are_derived_alike(expression: str) -> None:
    pytest.importorskip("torch")
    source = f"x = torch.tensor([1., 2.], requires_grad=True)\ny = ({expression}).sum()\ny.backward()"
    ours, theirs = (recorded(source, engine)[0].tape() for engine in ("nbautograd", "torch"))

    assert str(derive(theirs)) == str(derive(ours))
