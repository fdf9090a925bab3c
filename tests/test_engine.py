"""What backward means: roots, leaves, accumulation, freeing, order, long graphs. On both engines."""

import gc
import sys
import textwrap
import weakref

import numpy as np
import pytest
from both import check

import nbautograd as torch

PRELUDE = """
x = leaf([1.0, 2.0])
"""

PROGRAMS = {
    "gradients are nobody else's memory": """
        a, b = leaf([1.0, 2.0]), leaf([3.0, 4.0])
        (a + b).sum().backward()
        a.grad.add_(5)
        log.append((a.grad, b.grad))
        seed = torch.ones(2)
        (x * 1 + x + x * 2 + x).backward(seed)
        x.grad.mul_(2)
        log.append((x.grad, seed))
        y = x * 2
        y.retain_grad()
        (y + y * 3 + y + y.detach()).sum().backward()
        y.grad.mul_(0)
        log.append((x.grad, y.grad))
        (g, h) = grad((a + b).sum() + (a + a * b).sum(), [a, b])
        log.append((g.add_(1), h, a, b))
        kept = x.grad
        (x + x).sum().backward()
        assert kept is x.grad
        log.append(kept)
        view = x.grad[:1]
        (x * x + x + x).sum().backward()
        log.append((view, x.grad))
    """,
    "the same factor twice": """
        y = x * 3
        (x * x).sum().backward()
        (y * y).sum().backward()
        (x * x.detach() + x.detach() * x).sum().backward()
        (x * x.view(2)).sum().backward()
        log.append(x.grad)
        s = leaf(3.0)
        (s * s * s).backward()
        log.append(s.grad)
        (g,) = grad((s * s).exp(), s, create_graph=True)
        log.append((g, grad(g, s)))
        z = leaf([[1.0], [2.0]])
        (z * z + z * x + x / z - z - x).sum().backward()
        log.append((z.grad, x.grad))
        w = (x * 1).mul_(2)
        p = w * w
        w.add_(1)
        log.append(raises(RuntimeError, "one of the variables needed for gradient computation has "
                          "been modified by an inplace operation", p.sum().backward))
    """,
    "operands that were broadcast": """
        a, b = leaf([[1.0, 2.0], [3.0, -4.0]], "float64"), leaf([2.0, 0.5], "float64")
        s = leaf(3.0, "float64")
        w = torch.tensor([[1.0, 2.0], [-3.0, 0.5]], dtype=torch.float64)
        for f in (lambda p, q: p - q, lambda p, q: q - p, lambda p, q: p + 2 * q, lambda p, q: p / q,
                  lambda p, q: torch.sub(p, q, alpha=3), lambda p, q: q / p, lambda p, q: q ** p):
            for q in (b, s, b[:1], b.view(2, 1)):
                (f(a, q) * w).sum().backward()
            log.append((a.grad, b.grad, s.grad))
    """,
    "sums of rows that are met several times": """
        e = leaf([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
        i = torch.tensor([0, -1, 2, 0, 0, -3])
        scale = torch.tensor([1.0, 2.0, 4.0, 8.0, 16.0, -0.0]).view(6, 1)
        (e[i] * scale).sum().backward()
        log.append(e.grad)
        (e[torch.tensor([[1, 1], [-2, 1]])] * -0.0).sum().backward()
        e[torch.tensor([], dtype=torch.long)].sum().backward()
        log.append(e.grad)
        many = torch.arange(200) % 3 - 3
        (e[many] * torch.arange(200.0).view(200, 1)).sum().backward()
        log.append(e.grad)
        t = torch.zeros(3, 2).index_put((many,), torch.ones(200, 2), accumulate=True)
        log.append(t)
    """,
    "a node that was freed keeps its name": """
        for y in (x ** 2, 2 ** x, x ** x, x.sum(), x.sum(0), x.mean(), x / 2,
                  torch.div(x, 2, rounding_mode="floor"), torch.rsub(x, 1)):
            fn = y.grad_fn
            before = fn.name()
            (y * y).sum().backward()
            assert fn.name() == before
            log.append(before)
    """,
    "a second backward": """
        raised = "Trying to backward through the graph a second time"
        for make in (lambda: x * 3, lambda: x ** 2, lambda: x.exp(), lambda: x / 3):
            y = make().sum()
            y.backward()
            raises(RuntimeError, raised, y.backward)
        for make in (lambda: x + 3, lambda: -x, lambda: x.sum(), lambda: x.view(2, 1)):
            y = make().sum()
            y.backward()
            y.backward()
        z = (x * x).sum()
        z.backward(retain_graph=True)
        z.backward()
        raises(RuntimeError, raised, z.backward)
        i = torch.tensor([0, 1])
        for y in (x[i], x[[0]], x[x > 0], x.index_put((i,), torch.zeros(2))):
            y.sum().backward()
            raises(RuntimeError, raised, y.sum().backward)
    """,
    "a gradient whose elements share memory": """
        x.grad = torch.ones(1).expand(2)
        raises(RuntimeError, "unsupported operation: more than one element of the written-to tensor "
               "refers to a single memory location", (x * 2).sum().backward)
        x.grad = torch.ones(3)[1:]
        (x * 2).sum().backward()
        log.append(x.grad)
    """,
    "a shared part is freed too": """
        shared = x.exp()
        a, b = shared.sum(), (shared * 2).sum()
        a.backward()
        raises(RuntimeError, "Trying to backward through the graph a second time", b.backward)
    """,
    "what backward starts from": """
        log.append(raises(RuntimeError, "grad can be implicitly created only for scalar outputs",
                          (x * 2).backward))
        log.append(raises(RuntimeError, "Mismatch in shape: grad_output[0] has a shape of torch.Size"
                          "([3]) and output[0] has a shape of torch.Size([2]).",
                          lambda: (x * 2).backward(torch.ones(3))))
        log.append(raises(RuntimeError, "element 0 of tensors does not require grad and does not have "
                          "a grad_fn", torch.ones(2).sum().backward))
        raises(RuntimeError, "element 1 of tensors does not require grad",
               lambda: autograd.backward([x.sum(), torch.ones(1)]))
        raises(RuntimeError, "got 2 tensors and 1 gradients",
               lambda: autograd.backward([x.sum(), x.sum()], [torch.tensor(1.0)]))
        raises(TypeError, "'float' object is not iterable", lambda: autograd.backward(3.0))
        raises(TypeError, "'float' object is not iterable", lambda: (x * 2).backward(1.0))
        c = torch.tensor(1 + 2j, requires_grad=True)
        raises(RuntimeError, "grad can be implicitly created only for real scalar outputs but got "
               "torch.complex64", c.backward)
        raises(RuntimeError, "For complex Tensors, both grad_output and output are required to have "
               "the same dtype.", lambda: (c * 2).backward(torch.tensor(1.0)))
        assert x.grad is None
    """,
    "gradients of a leaf itself": """
        x.backward(torch.ones(2))
        x.backward(torch.ones(2))
        assert equal(x.grad, [2.0, 2.0])
        log.append(grad(x, x, torch.ones(2)))
        y = x * 2
        log.append(grad(y, y, torch.ones(2)))
    """,
    "cotangents of other types are converted": """
        (x * 2).backward(torch.ones(2, dtype=torch.float64))
        (x * 2).backward(torch.ones(2, dtype=torch.int64))
        log.append(x.grad)
        h = leaf([1.0, 2.0], "float16")
        (h.float() * 2).sum().backward()
        log.append(h.grad)
        c = torch.tensor([1j, 2.0])
        z = leaf([1.0, 2.0])
        (z * c).backward(torch.tensor([1j, 1.0]))
        log.append(z.grad)
    """,
    "several roots": """
        autograd.backward([x.sum(), (x * x).sum()], [torch.tensor(2.0), None])
        assert equal(x.grad, [4.0, 6.0])
        log.append(grad([x.sum(), (x * x)], x, [None, torch.ones(2)]))
    """,
    "autograd.grad": """
        log.append(raises(RuntimeError, "The differentiated Tensor at index 0 appears to not have been "
                          "used in the graph.", lambda: grad(x.sum(), leaf([1.0]))))
        log.append(grad(x.sum(), [leaf([1.0]), x], allow_unused=True))
        log.append(grad(x.sum(), leaf([1.0, 1.0]), materialize_grads=True))
        raises(ValueError, "Expected allow_unused to be True or not passed when materialize_grads=True",
               lambda: grad(x.sum(), x, materialize_grads=True, allow_unused=False))
        raises(RuntimeError, "One of the differentiated Tensors does not require grad",
               lambda: grad(x.sum(), torch.ones(2)))
        raises(TypeError, "'int' object is not iterable", lambda: grad(x.sum(), 3))
        raises(RuntimeError, "`inputs` argument to `grad()` cannot be empty.",
               lambda: grad(x.sum(), []))
        raises(RuntimeError, "grad can be implicitly created only for scalar outputs",
               lambda: grad(x * 2, x))
        log.append(grad((x * 2).sum(), (x, x)))
        assert len(warned(lambda: grad((x * 2).sum(), x, only_inputs=False))) == 1
        assert x.grad is None
    """,
    "autograd.grad runs only what it needs": """
        w = leaf([3.0, 4.0])
        a, b = x.exp(), w.exp()
        y = (a * b).sum()
        first = grad(y, a, retain_graph=False)
        raises(RuntimeError, "Trying to backward", lambda: grad(y, x))
        assert equal(grad(b.sum(), w)[0], [20.085537, 54.59815])   # the branch of w was not run
        y = (x.exp() * w.exp()).sum()
        grad(y, x)
        log.append(first)
    """,
    "batched cotangents": """
        log.append(grad(x * x, x, torch.eye(2), is_grads_batched=True))
        raises(RuntimeError, "If `is_grads_batched=True`, we interpret the first dimension",
               lambda: grad(x * 2, x, torch.ones(4, 3), is_grads_batched=True))
        raises(ValueError, "", lambda: grad((x * 2).sum(), x, is_grads_batched=True))
        g, = grad(x ** 3, x, torch.eye(2), is_grads_batched=True, create_graph=True)
        log.append(grad(g.sum(), x))
        log.append(grad(x * 2, leaf([1.0]), torch.eye(2), is_grads_batched=True, allow_unused=True))
    """,
    "gradients do not share memory": """
        g = torch.ones(2)
        y = leaf([1.0, 2.0])
        (x + y).backward(g)
        x.grad.add_(5)
        assert equal(y.grad, [1.0, 1.0]) and equal(g, [1.0, 1.0])
        z = leaf([1.0, 2.0])
        z.backward(g)
        z.grad.mul_(0)
        assert equal(g, [1.0, 1.0])
        w = leaf([1.0, 2.0])
        saved = w * 1
        product = (w * saved).sum()
        product.backward(retain_graph=True)
        w.grad.zero_()
        product.backward()
        assert equal(w.grad, [2.0, 4.0])
    """,
    "accumulating": """
        x.grad = torch.ones(2)
        kept = x.grad
        (x * 2).sum().backward()
        assert x.grad is kept and equal(kept, [3.0, 3.0]) and kept._version == 1
        x.grad = None
        (x ** 2).sum().backward()
        log.append((x.grad, kept))
    """,
    "create_graph": """
        assert len(warned(lambda: (x ** 3).sum().backward(create_graph=True))) <= 1
        log.append(x.grad)
        g = x.grad
        x.grad = None
        g.sum().backward()
        assert equal(x.grad, [6.0, 12.0])
        y = (x ** 4).sum()
        for _ in range(4):
            y = grad(y, x, create_graph=True)[0].sum()
        assert equal(y, 48.0)
    """,
    "second derivatives through broadcasting and several outputs": """
        w = leaf([[1.0], [2.0]])
        y = (x * w).sum() ** 2
        gx, gw = grad(y, (x, w), create_graph=True)
        log.append(grad((gx * gx).sum() + gw.sum(), (x, w)))
        a, b = (x * x).unbind(0)
        g, = grad(a * b, x, create_graph=True)
        log.append(grad(g.sum(), x))
        values, indices = (x * x).max(0)
        g, = grad(values, x, create_graph=True)
        log.append(grad(g.sum(), x))
    """,
    "gradient memory follows the leaf": """
        t = torch.ones(3, 2).t().requires_grad_()
        (t * torch.arange(6.0).view(2, 3)).sum().backward()
        assert t.grad.stride() == t.stride() == (1, 2)
        s = torch.ones(2, 3, requires_grad=True)
        s.sum().backward()
        assert s.grad.stride() == (3, 1)
    """,
    "numbers kept for one type are not those of another": """
        h = leaf([1.0, 2.0], "float16")
        (h * 0.1).sum().backward()
        y = torch.tensor([1.0, 2.0], dtype=torch.float64) * 0.1
        log.append((y, h.grad))
        assert y.tolist() == [0.1, 0.2]
    """,
    "where nothing flows the gradient is zero, not minus zero": """
        for kind in ("float16", "float32", "float64"):
            for f in (torch.relu, torch.nn.functional.hardtanh, lambda v: v.clamp(min=0)):
                v = leaf([-1.0, 2.0, -3.0] * 40, kind)
                f(v).backward(torch.full_like(v, -1.0))
                log.append(torch.signbit(v.grad).sum())
                v = leaf([-1.0, 2.0, -3.0] * 40, kind)
                f(v).backward(torch.tensor([float("inf"), -0.0, float("nan")] * 40).to(v.dtype))
                log.append((v.grad, torch.signbit(v.grad[1])))
    """,
    "rows added in any layout of memory": """
        i, j, v = torch.tensor([0, 1, 0]), torch.tensor([2, -2, 2]), torch.ones(3, 2)
        turned = torch.arange(24.0).reshape(2, 3, 4).permute(2, 1, 0)
        log.append(turned.index_put((i, j), v, accumulate=True))
        log.append(turned.clone().index_put_((i, j), v, accumulate=True))
        for size in ((3, 0), (3, 2, 0)):
            w = torch.zeros(size, requires_grad=True)
            w[(i,) if len(size) == 2 else (i, i % 2)].sum().backward()
            log.append(w.grad)
    """,
    "rows added out of bounds": """
        base = torch.zeros(3, 2)
        for key, shape in (([5],), (1, 2)), (([-4], [0]), (1,)), (([0, 1], [0, 1, 0]), (1,)):
            log.append(raises(IndexError, "", lambda: base.index_put(
                tuple(torch.tensor(k) for k in key), torch.ones(shape), accumulate=True)))
    """,
    "a 0-d operand is no Python number": """
        for kind in ("float32", "float64"):
            a, b = leaf(7.5, kind), leaf(2.0, kind)
            (a % b).backward()
            log.append((a.grad, b.grad))
        for number in (7.5, float("nan")):
            log.append(raises(RuntimeError, "derivative for aten::remainder is not implemented",
                              (number % leaf(2.0, "float64")).backward))
    """,
    "a complex power of real numbers": """
        for v in (leaf(2.0), leaf([1.0, 2.0])):
            (v ** (1 + 2j)).real.sum().backward()
            log.append(v.grad)
    """,
    "norms of single numbers, of nan and of ties": """
        for order in (0, 0.5, 1, 2, 3, float("inf")):
            for values, dim in ((1e30, None), ([-1e30], 0), ([[-1e-30], [2.0]], 1)):
                v = leaf(values)
                out = torch.linalg.vector_norm(v, order, dim)
                log.append(out)
                if order in (1, 2):
                    out.sum().backward()
                    log.append(v.grad)
        for values in ([1.0, float("nan"), 3.0], [-3.0, 3.0, 1.0], [-float("inf"), 1.0, 2.0]):
            v = leaf(values)
            torch.linalg.vector_norm(v, float("inf")).backward()
            log.append(v.grad)
    """,
    "where the cotangent is zero, a logarithm of nothing does not matter": """
        a, b = leaf([1.0, 2.0, 0.0]), leaf([-1.0, 0.0, -2.0])
        torch.xlogy(a, b).backward(torch.tensor([0.0, 0.0, 1.0]))
        log.append(a.grad)
        for g in (1.0, float("nan"), float("inf")):
            v = leaf([1.0, -1.0, 0.0])
            (0.0 ** v).backward(torch.full((3,), g))
            log.append(v.grad)
    """,
    "the memory of some results is in order whatever it was": """
        turned = torch.arange(16.0).reshape(4, 4).T
        for f in (torch.nn.functional.logsigmoid, lambda v: v.softmax(0), lambda v: v.softmax(1),
                  lambda v: (v * 10).softmax(1), lambda v: v.log_softmax(0), lambda v: v.cumsum(0),
                  lambda v: torch.nn.functional.layer_norm(v, (4,))):
            log.append((f(turned).stride(), f(turned).view(-1)[5]))
    """,
    "cotangents of one number keep their type": """
        import math
        for kind in ("float16", "float32", "float64", "complex64", "complex128"):
            a = leaf(1.6905257, kind)
            torch.where(torch.tensor(True), a, a * 2).exp().abs().backward()
            log.append(a.grad)
        a = leaf(1.6905257, "float64")
        torch.where(torch.tensor(True), a, a * 2).exp().backward()
        assert abs(a.grad.item() - math.exp(1.6905257)) < 1e-12
    """,
    "NumPy's scalars are numbers": """
        import math, numpy
        for number in (numpy.float32(0.3), numpy.float64(0.3), numpy.int64(2)):
            for kind in ("float32", "float64"):
                for f in (lambda v: number ** v, lambda v: v ** number, lambda v: number / v):
                    v = leaf(1.5, kind)
                    g, = grad(f(v), v, create_graph=True)
                    g.backward()
                    log.extend([g, v.grad])
        v = leaf(1.5, "float64")
        (numpy.float32(0.3) ** v).backward()
        wanted = math.log(numpy.float32(0.3).item()) * numpy.float32(0.3).item() ** 1.5
        assert abs(v.grad.item() - wanted) < 1e-12
    """,
    "half precision is enough for the result": """
        for f in (torch.mean, torch.std, lambda v: v.std(0), lambda v: torch.std_mean(v)[0]):
            v = leaf([60000.0, 59000.0, 40000.0], "float16")
            out = f(v)
            out.backward()
            log.append((out, v.grad))
            assert out.isfinite()
    """,
    "powers of integers": """
        import math
        for kind in (torch.uint8, torch.int16, torch.int64):
            base = torch.tensor([0, 1, 7, 11], dtype=kind)
            for size in ((), (4,)):
                v = torch.full(size, 1.3, dtype=torch.float64, requires_grad=True)
                (base ** v).sum().backward()
                log.append(v.grad)
                assert abs(v.grad.sum() - sum(n ** 1.3 * math.log(n) for n in (7, 11))) < 1e-9
    """,
    "nan in a softmax of one number and in a loss": """
        for value in (float("nan"), float("inf"), 2.0):
            for f in (torch.softmax, torch.log_softmax):
                v = leaf(value)
                out = f(v, 0)
                out.backward()
                log.extend([out, v.grad])
        v = leaf([float("nan"), 0.5, 3.0])
        torch.nn.functional.smooth_l1_loss(v, torch.zeros(3)).backward()
        log.append(v.grad)
    """,
    "a tensor written with itself": """
        overwritten = "one of the variables needed for gradient computation has been modified by"
        for size in ((), (2,)):
            for write in (lambda v: v.mul_(v), lambda v: v.div_(v), lambda v: v.atan2_(v)):
                v = torch.full(size, 3.0, requires_grad=True) * 1
                write(v)
                log.append(v.detach())
                log.append(raises(RuntimeError, overwritten, v.sum().backward))
            v = torch.full(size, 3.0, requires_grad=True)
            w = v * 1
            w.add_(w).sub_(w, alpha=3)
            w.sum().backward()
            log.append((w.detach(), v.grad))
    """,
    "doubling sixty times": """
        y = leaf(1.0, "float64")
        z = y
        for _ in range(60):
            z = z + z
        z.backward()
        assert y.grad.item() == 2.0 ** 60
    """,
    "grad mode does not matter for backward": """
        y = (x * 2).sum()
        with torch.no_grad():
            y.backward()
        assert equal(x.grad, [2.0, 2.0]) and not x.grad.requires_grad
        with torch.no_grad():
            z = x * 2
        assert not z.requires_grad
        with torch.no_grad(), torch.enable_grad():
            log.append(x * 2)
    """,
    "leaves that stop requiring grad": """
        y = (x * 2).sum()
        x.requires_grad_(False)
        y.backward()
        assert x.grad is None
    """,
    "Variable": """
        assert isinstance(x, autograd.Variable)
        v = autograd.Variable(torch.ones(2), requires_grad=True)
        log.append(v)
        (v * 3).sum().backward()
        assert equal(v.grad, [3.0, 3.0])
        raises(TypeError, "Variable data has to be a tensor, but got list",
               lambda: autograd.Variable([1.0]))
        with autograd.set_multithreading_enabled(False):
            log.append(v * 2)
        log.append(raises(RuntimeError, "torch.autograd.variable(...) is deprecated",
                          lambda: autograd.variable([1.0])))
    """,
    "detached parts": """
        y = x * 2
        z = (y.detach() * x).sum()
        z.backward()
        log.append(x.grad)
        y.detach_()
        assert not y.requires_grad and y.grad_fn is None
        w = x.data
        w.mul_(3)
        log.append((x, w))
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str) -> None:
    check(PRELUDE + textwrap.dedent(PROGRAMS[name]))


def test_a_million_ops_forward_backward_and_freed() -> None:
    x = torch.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(500_000):
        y = y * 1.0
        y = y + 0.0
    first = weakref.ref(y.grad_fn)
    depth = sys.getrecursionlimit()
    y.backward()
    assert x.grad.item() == 1.0
    del y
    assert first() is None
    assert sys.getrecursionlimit() == depth


def test_the_garbage_collector_visits_one_object_for_each_op() -> None:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * x
    gc.collect()
    before = len(gc.get_objects())
    for _ in range(500):
        y = y * x
        y = y + x
    gc.collect()        # tuples of numbers and arrays are no longer visited from here on
    assert len(gc.get_objects()) - before <= 1005
    del y


def test_a_long_graph_that_was_never_run_is_freed() -> None:
    x = torch.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(60_000):
        y = (y * 1.0).view(())
    last = weakref.ref(y.grad_fn)
    del y
    assert last() is None


def test_the_gradient_of_a_long_chain_can_be_differentiated() -> None:
    x = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
    y = x
    for _ in range(20_000):
        y = y * 1.0
    (g,) = torch.autograd.grad(y * x, x, create_graph=True)
    (h,) = torch.autograd.grad(g, x)
    assert (g.item(), h.item()) == (2.0, 2.0)


def test_one_leaf_used_many_times() -> None:
    x = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    total = torch.zeros(2, dtype=torch.float64)
    for _ in range(100_000):
        total = total + x
    total.sum().backward()
    assert x.grad.tolist() == [100_000.0, 100_000.0]


def test_nodes_do_not_keep_what_they_do_not_need() -> None:
    x = torch.ones(3, requires_grad=True)
    middle = x * 2
    reference = weakref.ref(middle)
    y = (middle + 1).sum()
    del middle
    assert reference() is None
    y.backward()


def test_backward_frees_without_the_cycle_collector() -> None:
    gc.disable()
    try:
        x = torch.ones(3, requires_grad=True)
        y = (x.exp() * x).sum()
        node = weakref.ref(y.grad_fn)
        y.backward()
        del y
        assert node() is None
    finally:
        gc.enable()


def test_a_failing_backward_leaves_the_modes_as_they_were() -> None:
    x = torch.ones(3, requires_grad=True)
    y = x.exp()
    y.add_(1)
    with pytest.raises(RuntimeError):
        y.sum().backward()
    assert torch.is_grad_enabled()
    assert np.geterr()["divide"] == "warn"
    with pytest.raises(TypeError):
        torch.exp(np.ones(3))     # arrays are for formulas only


def test_stolen_gradients_belong_to_the_leaf_alone() -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    cotangent = np.ones(2, np.float32)
    (x * 1).backward(torch.from_numpy(cotangent))
    x.grad.add_(1)
    assert cotangent.tolist() == [1.0, 1.0]
    y = (x * 3).sum()
    x.grad = None
    y.backward(retain_graph=True)
    first = x.grad.clone()
    x.grad.zero_()
    y.backward()
    assert x.grad.tolist() == first.tolist()
