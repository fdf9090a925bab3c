"""Hooks, saved tensor hooks, anomaly detection, gradient edges: each program on both engines."""

import re
import textwrap
import warnings
from pathlib import Path

import pytest
from both import check

import nbautograd as torch

PRELUDE = """
graph = autograd.graph
def note(name, value=None):
    def hook(*args):
        log.append((name, args))
        return value
    return hook
x = leaf([1.0, 2.0])
"""

PROGRAMS = {
    "order at a node and at a leaf": """
        y = x * 2
        y.register_hook(lambda g: (log.append(("t1", g)), g * 10)[1])
        y.register_hook(note("t2"))
        y.grad_fn.register_prehook(note("pre"))
        y.grad_fn.register_hook(note("post"))
        y.retain_grad()
        y.register_hook(lambda g: (log.append(("t3", g)), g * 2)[1])
        x.register_hook(note("leaf"))
        x.register_post_accumulate_grad_hook(note("accumulated"))
        (y * 3).sum().backward()
        assert [entry[0] for entry in log] == [
            "t1", "t2", "t3", "pre", "post", "leaf", "accumulated"]
        assert equal(y.grad, [60.0, 60.0]) and equal(x.grad, [120.0, 120.0])
    """,
    "hooks of a leaf's AccumulateGrad": """
        y = x * 2
        node = y.grad_fn.next_functions[0][0]
        assert node.variable is x and node is (x * 3).grad_fn.next_functions[0][0]
        assert node.name() == "torch::autograd::AccumulateGrad" and node.next_functions == ()
        node.register_hook(note("post"))
        node.register_prehook(note("pre"))
        x.register_post_accumulate_grad_hook(note("accumulated"))
        x.register_hook(note("tensor"))
        y.sum().backward()
        assert [entry[0] for entry in log] == ["tensor", "pre", "accumulated", "post"]
    """,
    "a leaf is served when its last gradient came": """
        a, b, c = (leaf([1.0, 1.0]) for _ in range(3))
        order = []
        for name, t in zip("abc", (a, b, c)):
            t.register_post_accumulate_grad_hook(lambda t, name=name: order.append(name))
            t.register_hook(lambda g, name=name: order.append("hook " + name))
        y = a * b
        y.register_hook(lambda g: order.append("y"))
        z = y * c
        z.register_hook(lambda g: order.append("z"))
        (z * a).sum().backward()
        assert order == ["z", "hook c", "c", "y", "hook a", "a", "hook b", "b"]
    """,
    "hooks of a node see what each input gets, and the outputs that have a gradient": """
        b = leaf([[1.0], [2.0]], "float64")
        for y in (x + b, torch.where(x > 1, x, b), torch.maximum(b, x)):
            y.grad_fn.register_hook(note("post"))
            y.sum().backward()
        values = torch.stack([x, x + 1]).max(0).values
        values.grad_fn.register_prehook(lambda gs: tuple(g * 3 for g in gs))
        values.grad_fn.register_hook(note("post"))
        values.sum().backward()
        log.append(x.grad)
    """,
    "hooks replace gradients": """
        y = x * 2
        y.grad_fn.register_prehook(lambda gs: (gs[0] * 7,))
        y.grad_fn.register_hook(lambda gi, go: (gi[0] + 1, None))
        y.sum().backward()
        assert equal(x.grad, [15.0, 15.0])
        x.grad = None
        node = y.grad_fn.next_functions[0][0]
        node.register_prehook(lambda gs: (gs[0] * 0,))
        (x * 5).sum().backward()
        assert equal(x.grad, [0.0, 0.0])
    """,
    "hooks and autograd.grad": """
        def fresh():
            x = leaf([1.0, 2.0])
            y = x * 2
            y.register_hook(lambda g: g * 10)
            y.grad_fn.register_prehook(lambda gs: (gs[0] * 7,))
            return x, y
        x, y = fresh()
        log.append(grad((y * 3).sum(), y))            # the node does not run: no pre-hook
        x, y = fresh()
        log.append(grad((y * 3).sum(), (x, y)))       # it runs: y is captured before its hooks
        x, y = fresh()
        y.retain_grad()
        log.append((grad((y * 3).sum(), y), y.grad))
        seen = []
        x.register_hook(lambda g: g * 10)
        x.register_post_accumulate_grad_hook(seen.append)
        log.append(grad((x * 3).sum(), x))
        assert seen == [] and x.grad is None
    """,
    "backward to inputs": """
        y = x * 2
        y.register_hook(lambda g: g * 10)
        (y * 3).sum().backward(inputs=[y, x])
        log.append((y.grad, x.grad))
        assert equal(y.grad, [30.0, 30.0]) and equal(x.grad, [60.0, 60.0])
        z = leaf([1.0, 2.0])
        w = z * 2
        (w * 3).sum().backward(inputs=w)
        assert equal(w.grad, [3.0, 3.0]) and z.grad is None
        log.append(raises(RuntimeError, "`inputs` argument to `backward()` cannot be empty.",
                          lambda: w.sum().backward(inputs=[])))
    """,
    "hooks and writing in place": """
        y = x * 2
        y.register_hook(note("before the write"))
        y.retain_grad()
        y.mul_(3)
        y.register_hook(note("after the write"))
        y.sum().backward()
        assert [name for name, _ in log] == ["after the write", "before the write"]
        assert equal(y.grad, [1.0, 1.0])
    """,
    "removing": """
        y = x * 2
        handle = y.register_hook(lambda g: g * 10)
        other = y.grad_fn.register_hook(lambda gi, go: (gi[0] * 10, None))
        leaf_handle = x.register_hook(lambda g: g * 10)
        for h in (handle, other, leaf_handle, handle):
            h.remove()
        with y.register_hook(lambda g: g * 10):
            pass
        y.sum().backward()
        assert equal(x.grad, [2.0, 2.0])
    """,
    "a hook registered while hooks run": """
        def add_another(g):
            x.register_hook(lambda g: g * 100)
        x.register_hook(add_another)
        (x * 1).sum().backward()
        log.append(x.grad)
    """,
    "what hooks may not do": """
        def backward_with(register):
            x = leaf([1.0, 2.0])
            y = x * 2
            register(x, y)
            return y.sum().backward
        def mine(*args):
            return torch.ones(3)
        cases = [
            (TypeError, "expected Variable, but hook returned 'int'",
             lambda x, y: x.register_hook(lambda g: 3)),
            (RuntimeError, "hook 'mine' has changed the size of value",
             lambda x, y: y.register_hook(mine)),
            (RuntimeError, "hook '<lambda>' has changed the type of value (was torch.FloatTensor got "
             "torch.DoubleTensor)", lambda x, y: x.register_hook(lambda g: g.double())),
            (RuntimeError, "hook '<lambda>' has returned an incorrect number of values (got 2, but "
             "expected 1)", lambda x, y: y.grad_fn.register_prehook(lambda gs: (gs[0], gs[0]))),
            (TypeError, "expected tuple, but hook returned 'Tensor'",
             lambda x, y: y.grad_fn.register_prehook(lambda gs: gs[0])),
            (RuntimeError, "hook '<lambda>' has returned an incorrect number of values (got 1, but "
             "expected 2)", lambda x, y: y.grad_fn.register_hook(lambda gi, go: (gi[0],))),
            (TypeError, "expected tuple, but hook returned 'Tensor'",
             lambda x, y: y.grad_fn.register_hook(lambda gi, go: gi[0])),
            (TypeError, "expected Variable, but hook returned 'int'",
             lambda x, y: x.register_post_accumulate_grad_hook(lambda t: 3)),
        ]
        for kind, words, register in cases:
            log.append(raises(kind, words, backward_with(register)))
    """,
    "where hooks cannot be": """
        plain = torch.ones(2)
        refused = "cannot register a hook on a tensor that doesn't require gradient"
        raises(RuntimeError, refused, lambda: plain.register_hook(print))
        raises(RuntimeError, refused, lambda: plain.register_post_accumulate_grad_hook(print))
        raises(RuntimeError, "post accumulate grad hooks cannot be registered on non-leaf tensors",
               lambda: (x * 2).register_post_accumulate_grad_hook(print))
        raises(RuntimeError, "can't retain_grad on Tensor that has requires_grad=False",
               plain.retain_grad)
        x.retain_grad()
        assert not x.retains_grad
    """,
    "retained gradients add up": """
        y = x * 2
        y.retain_grad()
        y.sum().backward(retain_graph=True)
        first = y.grad
        y.sum().backward()
        assert equal(first, [1.0, 1.0]) and equal(y.grad, [2.0, 2.0]) and y.grad is not first
        z = x * x
        z.retain_grad()
        grad((z * z).sum(), x, create_graph=True)
        log.append(z.grad)
    """,
    "several gradients at once": """
        a, b, c = (leaf([1.0, 2.0]) for _ in range(3))
        handle = graph.register_multi_grad_hook((a, b, c), lambda gs: log.append(gs))
        (a * b).sum().backward()
        (a * b * c).sum().backward()
        handle.remove()
        (a * b).sum().backward()
        assert len(log) == 2 and log[0][2] is None
        y = a * 2
        graph.register_multi_grad_hook((y, b), lambda gs: log.append(gs))
        (y * b).sum().backward()
        graph.register_multi_grad_hook((a, c), lambda g: log.append(g), mode="any")
        (a * c).sum().backward()
        (a * c).sum().backward()
        assert len(log) == 5
        log.append(raises(ValueError, "Expects mode to be one of ('all', 'any') but got some",
                          lambda: graph.register_multi_grad_hook((a,), print, mode="some")))
        raises(AssertionError, "Expected gradient function to be set",
               lambda: graph.register_multi_grad_hook((torch.ones(2),), print))
    """,
    "saved tensors are packed and unpacked": """
        def pack(t):
            log.append(("pack", t))
            return t
        def unpack(t):
            log.append(("unpack", t))
            return t
        with graph.saved_tensors_hooks(pack, unpack):
            v = ((x * x).exp() * 3).sum()
        v.backward()
        assert [name for name, _ in log] == ["pack"] * 3 + ["unpack"] * 3
        log.append(x.grad)
    """,
    "packed as something else": """
        with graph.saved_tensors_hooks(lambda t: "name", lambda name: torch.ones(2) * 10):
            y = x * x
        y.sum().backward()
        assert equal(x.grad, [20.0, 20.0])
        x.grad = None
        with graph.saved_tensors_hooks(lambda t: t + 1, lambda t: t):
            with graph.saved_tensors_hooks(lambda t: t * 100, lambda t: t):
                y = x * x
        y.sum().backward()
        assert equal(x.grad, [200.0, 400.0])
    """,
    "packed values have no version, and second derivatives": """
        with graph.saved_tensors_hooks(lambda t: t.clone(), lambda t: t):
            y = x.exp()
            y.add_(1)
        y.sum().backward()
        log.append(x.grad)
        with graph.saved_tensors_hooks(lambda t: t * 1, lambda t: t):
            y = x * x * x
        g, = grad(y.sum(), x, create_graph=True)
        h, = grad(g.sum(), x)
        assert equal(g, [3.0, 12.0]) and equal(h, [6.0, 12.0])
    """,
    "packing what a Function saved": """
        class Square(Function):
            @staticmethod
            def forward(ctx, x):
                ctx.save_for_backward(x)
                return x * x
            @staticmethod
            def backward(ctx, g):
                return g * 2 * ctx.saved_tensors[0]
        with graph.saved_tensors_hooks(lambda t: t * 100, lambda t: t):
            y = Square.apply(x)
        y.sum().backward()
        assert equal(x.grad, [200.0, 400.0])
    """,
    "packing goes wrong": """
        with graph.saved_tensors_hooks(lambda t: t, lambda t: 3):
            y = x * x
        log.append(raises(TypeError, "Output of saved tensor unpack_hook expected to be a Tensor but "
                          "got result of type int", lambda: y.sum().backward()))
        def writes():
            with graph.saved_tensors_hooks(lambda t: t.mul_(2), lambda t: t):
                x * x
        log.append(raises(RuntimeError, "A saved tensor pack hook is modifying its input in place.",
                          writes))
        x = leaf([1.0, 2.0])
        def disabled():
            with graph.disable_saved_tensors_hooks("not here"):
                with graph.saved_tensors_hooks(lambda t: t, lambda t: t):
                    pass
        def disabled_too_late():
            with graph.saved_tensors_hooks(lambda t: t, lambda t: t):
                with graph.disable_saved_tensors_hooks("not here"):
                    pass
        raises(RuntimeError, "not here", disabled)
        raises(RuntimeError, "not here", disabled_too_late)
    """,
    "hooks on one saved tensor": """
        y = x * x
        y.grad_fn._raw_saved_self.register_hooks(lambda t: t * 10, lambda t: t)
        assert equal(y.grad_fn._saved_self, [10.0, 20.0])
        y.sum().backward()
        log.append(x.grad)
    """,
    "save_on_cpu and mutation of saved tensors": """
        with graph.save_on_cpu():
            y = x * x
        y.sum().backward()
        assert equal(x.grad, [2.0, 4.0])
        x.grad = None
        with graph.allow_mutation_on_saved_tensors():
            y = x.exp()
            y.add_(1)
            y.sum().backward()
        log.append(x.grad)
        with graph.allow_mutation_on_saved_tensors():
            y = x.exp()
            y.add_(1)
        raises(AssertionError, "Trying to backward outside of the 'allow_mutation_on_saved_tensors'",
               lambda: y.sum().backward())
        y = x.exp()
        with graph.allow_mutation_on_saved_tensors():
            y.add_(1)
        raises(RuntimeError, "one of the variables needed for gradient computation has been modified",
               lambda: y.sum().backward())
    """,
    "increment_version": """
        y = x.exp()
        graph.increment_version(y)
        assert y._version == 1
        log.append(raises(RuntimeError, "one of the variables needed for gradient computation",
                          lambda: y.sum().backward()))
        t = torch.ones(1)
        graph.increment_version([t, t])
        assert t._version == 2
    """,
    "gradient edges": """
        y = x * 2
        edge, at_leaf = graph.get_gradient_edge(y), graph.get_gradient_edge(x)
        assert edge.node is y.grad_fn and edge.output_nr == 0 and at_leaf.node.variable is x
        z = (y * 3).sum()
        log.append(grad(z, [edge, at_leaf], retain_graph=True))
        log.append(grad(edge, x, torch.ones(2), retain_graph=True))
        autograd.backward(edge, torch.ones(2), retain_graph=True)
        assert equal(x.grad, [2.0, 2.0])
        z.backward(inputs=[at_leaf], retain_graph=True)
        assert equal(x.grad, [8.0, 8.0])
        a, b = torch.ones(2, requires_grad=True).unbind(0)
        assert graph.get_gradient_edge(b).output_nr == 1
        log.append(grad((a * b).sum(), graph.get_gradient_edge(b)))
        raises(RuntimeError, "It is not possible to get the gradient edge for a Tensor that does not "
               "require gradients", lambda: graph.get_gradient_edge(torch.ones(2)))
        raises(RuntimeError, "grad can be implicitly created only for scalar outputs",
               lambda: grad(edge, x))
    """,
    "nodes": """
        y = (x * 2).sum()
        assert isinstance(y.grad_fn, graph.Node)
        assert isinstance((x * 2).grad_fn.next_functions[0][0], graph.Node)
        assert not isinstance(3, graph.Node)
        y.grad_fn.metadata["note"] = 1
        assert y.grad_fn.metadata == {"note": 1}
        log.append([n if n is None else n.name() for n, _ in (x * torch.ones(2)).grad_fn.next_functions])
        raises(AttributeError, "'MulBackward0' object has no attribute 'nothing'",
               lambda: (x * 2).grad_fn.nothing)
    """,
    "anomaly detection": """
        def nan():
            with autograd.set_detect_anomaly(True):
                leaf([-1.0, 1.0]).sqrt().sum().backward()
        def caught(call):
            try:
                call()
            except Exception as error:
                log.append(str(error)[:60])
        assert "Error detected in SqrtBackward0." in " ".join(warned(lambda: caught(nan)))
        def unchecked():
            with autograd.set_detect_anomaly(True, check_nan=False):
                leaf([-1.0, 1.0]).sqrt().sum().backward()
        assert warned(unchecked) == []
        def written():
            with autograd.set_detect_anomaly(True):
                y = x.exp()
                y.add_(1)
                y.sum().backward()
        log.append(warned(lambda: caught(written)))
        log.append(warned(lambda: autograd.detect_anomaly()))
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str) -> None:
    check(PRELUDE + textwrap.dedent(PROGRAMS[name]))


def test_a_nan_names_the_forward_line() -> None:
    x = torch.tensor([-1.0, 4.0], requires_grad=True)
    with torch.autograd.set_detect_anomaly(True):
        y = x.sqrt()   # the line that is at fault
        with pytest.warns(UserWarning, match="Traceback of forward call") as caught, \
                pytest.raises(RuntimeError) as raised:
            y.sum().backward()
    line = next(n for n, text in enumerate(Path(__file__).read_text().splitlines(), 1)
                if text.strip() == "y = x.sqrt()   # the line that is at fault")
    assert f"line {line} of {__file__}: y = x.sqrt()" in str(raised.value)
    assert f'File "{__file__}", line {line}, in test_a_nan' in str(caught[0].message)
    assert "nbautograd/engine" not in str(caught[0].message)


def test_any_failing_backward_names_the_forward_line() -> None:
    x = torch.tensor(1.0, requires_grad=True)
    with torch.autograd.set_detect_anomaly(True):
        y = x.exp()
        y.add_(1)
        with pytest.warns(UserWarning, match="Error detected in ExpBackward0"), \
                pytest.raises(RuntimeError) as raised:
            y.backward()
    assert any("y = x.exp()" in note for note in raised.value.__notes__)


def test_forward_outside_of_detection_says_so() -> None:
    y = torch.tensor([-1.0], requires_grad=True).sqrt()
    with pytest.warns(UserWarning, match="No forward pass information available"), \
            torch.autograd.set_detect_anomaly(True), pytest.raises(RuntimeError):
        y.backward()


def test_detection_ends_with_its_block_and_as_a_function_with_the_next_call() -> None:
    with torch.autograd.set_detect_anomaly(True):
        assert torch.is_anomaly_enabled()
    assert not torch.is_anomaly_enabled()
    torch.autograd.set_detect_anomaly(True, check_nan=False)
    assert torch.is_anomaly_enabled()
    assert not torch.is_anomaly_check_nan_enabled()
    torch.autograd.set_detect_anomaly(False)
    assert not torch.is_anomaly_enabled()


def test_gradients_may_be_written_by_hooks_and_functions() -> None:
    class Halve(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 1

        @staticmethod
        def backward(ctx, g):
            return g.mul_(0.5)

    x = torch.tensor(2.0, requires_grad=True)
    x.register_hook(lambda g: g.mul_(10))
    for _ in range(2):
        Halve.apply(x).backward()
    y = x * 1
    y.register_hook(lambda g: g.mul_(100))
    y.backward()
    assert x.grad.item() == 5.0 + 5.0 + 1000.0


def test_hooks_see_tensors_that_are_theirs_alone() -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    seen = []
    x.register_hook(seen.append)
    (x * 2).sum().backward()
    x.grad.add_(100)
    assert seen[0].tolist() == [2.0, 2.0]


MODULE_WARNINGS = {
    "Full backward hook is firing when gradients are computed with respect to module outputs": """
        net = m.nn.Linear(1, 1)
        net.register_full_backward_hook(lambda *given: None)
        net(m.ones(1, 1)).sum().backward()
    """,
    "For backward hooks to be called, module output should be a Tensor or a tuple of Tensors": """
        class Named(m.nn.Module):
            def forward(self, x):
                return {"x": x * 2}
        net = Named()
        net.register_full_backward_hook(lambda *given: None)
        net(m.ones(1, requires_grad=True))["x"].backward()
    """,
    "dropout option adds dropout after all but last recurrent layer": """
        m.nn.LSTM(1, 1, dropout=0.5)
    """,
    "Decorating classes is deprecated": """
        m.no_grad()(type("A", (), {}))
    """,
}


@pytest.mark.parametrize("begins", MODULE_WARNINGS)
@pytest.mark.parametrize("engine", ["nbautograd", "torch"])
def test_a_warning_is_that_of_pytorch(engine: str, begins: str) -> None:
    m = pytest.importorskip(engine)
    with pytest.warns(Warning, match=begins):
        exec(textwrap.dedent(MODULE_WARNINGS[begins]), {"m": m})


ONCE = {
    "Converting a tensor with requires_grad=True to a scalar": "float(m.ones(1, requires_grad=True))",
    "The use of `x.T` on tensors of dimension other than 2": "m.ones(3).T",
    "Tensor.T is deprecated on 0-D tensors": "m.ones(()).T",
    "torch.meshgrid: in an upcoming release": "m.meshgrid(m.ones(2))",
    "Casting complex values to real discards the imaginary part": "m.tensor([1j]).float()",
    "Using backward\\(\\) with create_graph=True":
        "m.ones(1, requires_grad=True).exp().backward(create_graph=True)",
}


@pytest.mark.parametrize("begins", ONCE)
@pytest.mark.parametrize("engine", ["nbautograd", "torch"])
def test_what_pytorch_warns_of_once_is_warned_of_once(engine: str, begins: str) -> None:
    m = pytest.importorskip(engine)
    try:
        for always, most in ((False, 1), (True, 2), (False, 0)):
            m.set_warn_always(always)
            assert m.is_warn_always_enabled() == always
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                for _ in range(2):
                    eval(ONCE[begins], {"m": m})
            found = sum(bool(re.match(begins, str(w.message))) for w in caught)
            assert found == most or (not always and found < most)    # an earlier test may have
    finally:
        m.set_warn_always(engine == "nbautograd")
