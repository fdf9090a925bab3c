"""`Function`: PyTorch's contract for a user's own op, each program run on both."""

import textwrap

import pytest
from both import check

import nbautograd as torch

PRELUDE = """
def make(forward, backward=None, **more):
    body = {"forward": staticmethod(forward)}
    if backward is not None:
        body["backward"] = staticmethod(backward)
    return type("Mine", (Function,), body | {k: staticmethod(v) for k, v in more.items()})

def keep_and_square(ctx, x):
    ctx.save_for_backward(x)
    return x * x

Square = make(keep_and_square, lambda ctx, g: 2 * g * ctx.saved_tensors[0])
Double = make(lambda ctx, x: x * 2, lambda ctx, g: g * 2)
x = leaf([1.0, 2.0])
"""

PROGRAMS = {
    "forward turns tracking on": """
        class Tracked(Function):
            @staticmethod
            def forward(ctx, x):
                ctx.save_for_backward(x)
                with torch.enable_grad():
                    return x * 2

            @staticmethod
            def backward(ctx, g):
                return g * 100 * ctx.saved_tensors[0]

        class Shown(Tracked):
            @staticmethod
            def forward(ctx, x):
                ctx.save_for_backward(x)
                with torch.enable_grad():
                    return x.view(-1)

        x = leaf([1.0, 2.0])
        with torch.no_grad():
            assert not Tracked.apply(x).requires_grad
        Tracked.apply(x).sum().backward()
        Shown.apply(x).sum().backward()
        log.append(x.grad)
        identity = lambda t: t
        with autograd.set_detect_anomaly(True), autograd.graph.saved_tensors_hooks(identity, identity):
            y = Tracked.apply(x)
        y.sum().backward()
        log.append(x.grad)
        again = torch.set_grad_enabled(False)
        torch.set_grad_enabled(True)
        for _ in range(2):
            with again:
                assert not torch.is_grad_enabled()
            assert torch.is_grad_enabled()
    """,
    "node and name": """
        y = Double.apply(x)
        assert y.grad_fn.name() == "MineBackward"
        assert y.grad_fn.next_functions[0][0].variable is x
        log += [y, str(y), len(y.grad_fn.next_functions)]
        y.sum().backward()
        assert equal(x.grad, [2.0, 2.0])
    """,
    "forward runs without gradient": """
        seen = []
        def forward(ctx, x):
            seen.append((torch.is_grad_enabled(), x.requires_grad, (x * 2).requires_grad))
            return x * 2
        make(forward, lambda ctx, g: g).apply(x)
        assert seen == [(False, True, False)]
    """,
    "arguments that are no tensors": """
        def backward(ctx, g):
            log.append(ctx.needs_input_grad)
            return g * ctx.k, None, None
        def forward(ctx, x, k, z):
            ctx.k = k
            return x * k
        y = make(forward, backward).apply(x, 3, torch.ones(2))
        assert y.grad_fn.k == 3 and len(y.grad_fn.next_functions) == 2
        y.sum().backward()
        assert equal(x.grad, [3.0, 3.0])
    """,
    "keywords are bound to the parameters of forward": """
        F = make(lambda ctx, x, y=2: x * y, lambda ctx, g: (g * 5, None))
        F.apply(y=3, x=x).sum().backward()
        assert equal(x.grad, [5.0, 5.0])
    """,
    "setup_context": """
        def setup(ctx, inputs, output):
            ctx.factor = inputs[1]
            ctx.save_for_backward(output)
        F = make(lambda x, k: x * k, lambda ctx, g: (g * ctx.factor, None), setup_context=setup)
        y = F.apply(x, 3)
        assert equal(y.grad_fn.saved_tensors[0], [3.0, 6.0])
        y.sum().backward()
        log.append(x.grad)
    """,
    "vjp instead of backward": """
        make(lambda ctx, x: x * 2, vjp=lambda ctx, g: g * 7).apply(x).sum().backward()
        assert equal(x.grad, [7.0, 7.0])
    """,
    "several outputs, and cotangents that are missing": """
        def backward(ctx, *gs):
            log.append([g is None or g.tolist() for g in gs])
            return gs[0]
        make(lambda ctx, x: (x * 2, x * 3), backward).apply(x)[0].sum().backward()
        def forward(ctx, x):
            ctx.set_materialize_grads(False)
            return x * 2, x * 3
        a, b = make(forward, backward).apply(x)
        log += [a, b, a.output_nr, b.output_nr]
        a.sum().backward()
        assert log[0] == [[1.0, 1.0], [0.0, 0.0]] and log[-1] == [[1.0, 1.0], True]
    """,
    "outputs that are no tensors or have no gradient": """
        def backward(ctx, *gs):
            log.append([g is None or g.tolist() for g in gs])
            return gs[0]
        out = make(lambda ctx, x: (x * 2, 5, "a", None, torch.tensor([1, 2])), backward).apply(x)
        log += [out]
        out[0].sum().backward()
        assert make(lambda ctx, x: 5, backward).apply(x) == 5
        log += [make(lambda ctx, x: (x * 2,), backward).apply(x)]
    """,
    "mark_non_differentiable": """
        def forward(ctx, x):
            a, b = x * 2, x * 3
            ctx.mark_non_differentiable(b)
            return a, b
        def backward(ctx, ga, gb):
            log.append(gb)
            return ga
        a, b = make(forward, backward).apply(x)
        assert a.requires_grad and not b.requires_grad
        a.sum().backward()
        log += [a, b]
        def of_input(ctx, x):
            ctx.mark_non_differentiable(x)
            return x
        log += [make(of_input, backward).apply(x), x]
    """,
    "the same tensor returned twice": """
        def forward(ctx, x):
            y = x * 2
            return y, y
        def backward(ctx, a, b):
            log.append([a, b])
            return a + b
        a, b = make(forward, backward).apply(x)
        assert a is b and a.output_nr == 1
        a.sum().backward()
    """,
    "an input returned as it is": """
        F = make(lambda ctx, x: x, lambda ctx, g: g * 5)
        y = F.apply(x)
        assert y is not x and y._is_view()
        y.sum().backward()
        assert equal(x.grad, [5.0, 5.0])
        plain = torch.ones(2)
        assert F.apply(plain) is not plain
        log += [y, F.apply(plain)]
        raises(RuntimeError, "Output 0 of Mine is a view and is being modified inplace.",
               lambda: F.apply(x * 1).add_(1))
    """,
    "views made inside may not be written": """
        F = make(lambda ctx, x: x.view(2, 1), lambda ctx, g: g.view(2))
        log.append(raises(RuntimeError, "Output 0 of Mine is a view", lambda: F.apply(x * 1).add_(1)))
        F = make(lambda ctx, x: x.unbind(0), lambda ctx, *gs: torch.stack(gs))
        log.append(raises(RuntimeError, "Output 0 of Mine is a view and is being modified inplace. "
                          "This view is the output of a function that returns multiple views.",
                          lambda: F.apply(x * 1)[0].add_(1)))
    """,
    "mark_dirty": """
        def forward(ctx, x):
            x.add_(1)
            ctx.mark_dirty(x)
            return x
        F = make(forward, lambda ctx, g: g * 5)
        a = x * 1
        assert F.apply(a) is a
        log += [a, a._version]
        a.sum().backward()
        assert equal(x.grad, [5.0, 5.0])
        x.grad = None
        a = x * 1
        part = a[:1]
        assert F.apply(part) is part
        a.sum().backward()
        log += [a, x.grad]
        plain = torch.ones(2)
        assert F.apply(plain) is plain
        log.append(raises(RuntimeError, "a leaf Variable that requires grad has been used in an "
                          "in-place operation.", lambda: F.apply(x)))
    """,
    "mark_dirty misused": """
        def lost(ctx, x):
            x.add_(1)
            ctx.mark_dirty(x)
            return x * 2
        log.append(raises(RuntimeError, "Some elements marked as dirty during the forward method "
                          "were not returned", lambda: make(lost, lambda ctx, g: g).apply(x * 1)))
        def number(ctx, x):
            ctx.mark_dirty(3)
            return x * 1
        raises(RuntimeError, "mark_dirty can only accept variables",
               lambda: make(number, lambda ctx, g: g).apply(x))
        def other(ctx, x):
            t = x * 2
            ctx.mark_dirty(t)
            return t
        assert warned(lambda: make(other, lambda ctx, g: g).apply(x)) == [
            "ctx.mark_dirty() received a tensor that was"]
        def two(ctx, x):
            x.add_(1)
            ctx.mark_dirty(x)
            return x, x * 2
        log.append(raises(RuntimeError, "If your Function modifies inplace an input that is a view",
                          lambda: make(two, lambda ctx, g, h: g).apply((x * 1)[:1])))
    """,
    "saved tensors are connected": """
        def forward(ctx, x):
            y, other = x * 2, x * 3
            ctx.save_for_backward(x, y, other, None)
            return y
        y = make(forward, lambda ctx, g: g * 2).apply(x)
        saved = y.grad_fn.saved_tensors
        assert saved[0] is x and saved[1] is not y and saved[3] is None
        assert saved[1].grad_fn is y.grad_fn
        log += list(saved[:3])
        y.sum().backward()
        raises(RuntimeError, "Trying to backward through the graph a second time",
               lambda: y.grad_fn.saved_tensors)
    """,
    "saved tensors are version checked": """
        a = x * 1
        y = Square.apply(a)
        a.add_(1)
        log.append(raises(RuntimeError, "one of the variables needed for gradient computation has "
                          "been modified by an inplace operation: [torch.FloatTensor [2]], which is "
                          "output 0 of Add, is at version 1; expected version 0 instead.",
                          lambda: y.sum().backward()))
        def forward(ctx, x):
            y = x * 2
            ctx.save_for_backward(y)
            return y
        y = make(forward, lambda ctx, g: g * ctx.saved_tensors[0]).apply(x)
        y.add_(1)
        raises(RuntimeError, "one of the variables needed for gradient computation has been modified "
               "by an inplace operation: [torch.FloatTensor [2]], which is output 0 of Mine, is at",
               lambda: y.sum().backward())
    """,
    "only tensors can be saved": """
        def forward(ctx, x):
            ctx.save_for_backward(3.0)
            return x * 2
        log.append(raises(TypeError, "save_for_backward can only save variables, but argument 0 is "
                          "of type float", lambda: make(forward, lambda ctx, g: g).apply(x)))
    """,
    "twice": """
        g, = grad(Square.apply(x).sum(), x, create_graph=True)
        h, = grad(g.sum(), x)
        assert equal(g, [2.0, 4.0]) and equal(h, [2.0, 2.0])
        y = Square.apply(x).sum()
        y.backward(retain_graph=True)
        y.backward()
        assert equal(x.grad, [4.0, 8.0])
        raises(RuntimeError, "Trying to backward through the graph a second time", y.backward)
        z = Double.apply(x).sum()      # keeps nothing: runs as often as one likes
        z.backward()
        z.backward()
    """,
    "once_differentiable": """
        modes = []
        def backward(ctx, g):
            modes.append(torch.is_grad_enabled())
            return 2 * g * ctx.saved_tensors[0]
        F = make(keep_and_square, autograd.function.once_differentiable(backward))
        g, = grad(F.apply(x).sum(), x, create_graph=True)
        assert modes == [False] and not g.requires_grad
        g, = grad((F.apply(x) * x).sum(), x, create_graph=True)
        assert g.requires_grad
        log.append(raises(RuntimeError, "trying to differentiate twice a function that was marked "
                          "with @once_differentiable", lambda: g.sum().backward()))
    """,
    "a wrong number of gradients": """
        F = make(lambda ctx, x, y: x * 2, lambda ctx, g: g)
        log.append(raises(RuntimeError, "function MineBackward returned an incorrect number of "
                          "gradients (expected 2, got 1)", lambda: F.apply(x, x).sum().backward()))
        F = make(lambda ctx, x: x * 2, lambda ctx, g: (g, g))
        raises(RuntimeError, "function MineBackward returned an incorrect number of gradients "
               "(expected 1, got 2)", lambda: F.apply(x).sum().backward())
        make(lambda ctx, x: x * 2, lambda ctx, g: (g, None)).apply(x).sum().backward()
        assert equal(x.grad, [1.0, 1.0])
    """,
    "gradients that do not fit": """
        def returning(value):
            return make(lambda ctx, x: x * 2, lambda ctx, g: value).apply(x).sum()
        log.append(raises(RuntimeError, "Function MineBackward returned an invalid gradient at index "
                          "0 - got [3] but expected shape compatible with [2]",
                          lambda: returning(torch.ones(3)).backward()))
        raises(RuntimeError, "Function MineBackward returned an invalid gradient at index 0 - got "
               "[1] but", lambda: returning(torch.ones(1)).backward())
        raises(RuntimeError, "expected Variable or None (got float)",
               lambda: returning(2.0).backward())
        raises(RuntimeError, "expected Variable or None (got list)",
               lambda: returning([torch.ones(2)]).backward())
        raises(RuntimeError, "Expected isFloatingType(grad.scalar_type())",
               lambda: returning(torch.ones(2, dtype=torch.complex64)).backward())
        F = make(lambda ctx, x, k: x * 2, lambda ctx, g: (g, g))
        log.append(raises(RuntimeError, "function MineBackward returned a gradient different than "
                          "None at position 2, but the corresponding forward input was not a "
                          "Variable", lambda: F.apply(x, 3).sum().backward()))
    """,
    "gradients that are made to fit": """
        def returning(value):
            x.grad = None
            make(lambda ctx, x: x * 2, lambda ctx, g: value).apply(x).sum().backward()
            return x.grad
        assert equal(returning(torch.ones(3, 2)), [3.0, 3.0])
        log += [returning(torch.ones(2, dtype=torch.float64)), returning(torch.ones(2).long())]
        assert returning(None) is None
    """,
    "a Function runs though nothing flows into it": """
        calls = []
        def backward(ctx, g):
            calls.append(g.tolist())
            return g
        F = make(lambda ctx, x: x * 2, backward)
        Nothing = make(lambda ctx, x: x * 2, lambda ctx, g: None)
        Nothing.apply(F.apply(x)).sum().backward()
        assert calls == [[0.0, 0.0]] and equal(x.grad, [0.0, 0.0])
    """,
    "what is missing or misused": """
        log.append(raises(NotImplementedError, "You must implement the forward function",
                          lambda: type("A", (Function,), {}).apply(x)))
        raises(NotImplementedError, "You must implement either the backward or vjp method",
               lambda: make(lambda ctx, x: x * 2).apply(x).sum().backward())
        F = make(lambda ctx, x: x * 2, lambda ctx, g: g, vjp=lambda ctx, g: g)
        raises(RuntimeError, "Implementing both 'backward' and 'vjp' for a custom Function is not "
               "allowed", lambda: F.apply(x).sum().backward())
        assert "should not be instantiated" in warned(Double)[0] or True
        raises(AttributeError, "'MineBackward' object has no attribute 'nothing'",
               lambda: Double.apply(x).grad_fn.nothing)
    """,
    "hooks on its node": """
        seen = []
        y = Double.apply(x)
        y.grad_fn.register_prehook(lambda gs: seen.append(("before", gs[0].tolist())))
        y.grad_fn.register_hook(lambda gi, go: seen.append(("after", gi[0].tolist())))
        y.register_hook(lambda g: g * 10)
        y.sum().backward()
        assert seen == [("before", [10.0, 10.0]), ("after", [20.0, 20.0])]
    """,
    "backward inside backward": """
        def backward(ctx, g):
            with torch.enable_grad():
                t = ctx.saved_tensors[0].detach().requires_grad_()
                (t * t).sum().backward()
            return g * t.grad
        make(keep_and_square, backward).apply(x).sum().backward()
        assert equal(x.grad, [2.0, 4.0])
    """,
    "jvp": """
        F = make(lambda ctx, x, k: x * k, jvp=lambda ctx, dx, dk: (log.append(dk), dx * 10)[1])
        with autograd.forward_ad.dual_level():
            d = autograd.forward_ad.make_dual(torch.ones(2), torch.tensor([3.0, 4.0]))
            y = F.apply(d, 2)
            tangent = autograd.forward_ad.unpack_dual(y).tangent
            assert equal(y, [2.0, 2.0]) and equal(tangent, [30.0, 40.0])
            raises(NotImplementedError, "You must implement the jvp function",
                   lambda: Double.apply(d))
            bad = make(lambda ctx, x: x * 2, jvp=lambda ctx, dx: (dx, dx))
            log.append(raises(RuntimeError, "Function's jvp returned an invalid number of forward "
                              "gradients (expected 1 but got 2)", lambda: bad.apply(d)))
            bad = make(lambda ctx, x: x * 2, jvp=lambda ctx, dx: torch.ones(3))
            log.append(raises(RuntimeError, "Trying to set a forward gradient that has a different "
                              "size than that of the original Tensor", lambda: bad.apply(d)))
    """,
    "save_for_forward": """
        def forward(ctx, x):
            ctx.save_for_forward(x)
            ctx.save_for_backward(x)
            return x * x
        F = make(forward, lambda ctx, g: 2 * g * ctx.saved_tensors[0],
                 jvp=lambda ctx, dx: 2 * dx * ctx.saved_tensors[0])
        with autograd.forward_ad.dual_level():
            d = autograd.forward_ad.make_dual(x, torch.tensor([3.0, 4.0]))
            tangent = autograd.forward_ad.unpack_dual(F.apply(d)).tangent
            assert equal(tangent, [6.0, 16.0])
            g, = grad(tangent.sum(), x)
            assert equal(g, [6.0, 8.0])
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str) -> None:
    check(PRELUDE + textwrap.dedent(PROGRAMS[name]))


def test_saved_tensors_without_a_graph_are_forgotten() -> None:
    kept = []

    class Keeping(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            kept.append(ctx)
            ctx.save_for_backward(x)
            return x * 2

    Keeping.apply(torch.ones(2))
    assert kept[0].saved_tensors == ()


def test_for_jvp_tensors_are_there_without_a_graph() -> None:
    class Square(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_forward(x)
            return x * x

        @staticmethod
        def jvp(ctx, dx):
            return 2 * dx * ctx.saved_tensors[0]

    _, tangent = torch.func.jvp(Square.apply, (torch.tensor([3.0]),), (torch.tensor([1.0]),))
    assert tangent.tolist() == [6.0]


def test_a_long_chain_of_functions_runs_and_is_freed() -> None:
    class Identity(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.clone()

        @staticmethod
        def backward(ctx, g):
            return g

    x = torch.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(20_000):
        y = Identity.apply(y)
    y.backward()
    assert x.grad.item() == 1.0
    del y


def test_recorded_as_one_step_named_by_the_class() -> None:
    class Double(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return (x + x).clone()

        @staticmethod
        def backward(ctx, g):
            return g * 2

    x = torch.tensor(3.0, requires_grad=True)
    with torch.record() as recording:
        y = Double.apply(x)
        y.backward()
    tape = recording.tape()
    assert [step.op for step in tape.forward_steps] == ["Double"]
    assert recording.replay().forward_steps[0].op == "Double"
