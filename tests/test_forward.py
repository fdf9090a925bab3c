"""Forward mode: dual tensors, every kind of op, in place, and together with reverse mode."""

import textwrap

import pytest
from both import HAVE_TORCH, check

import nbautograd as torch
from nbautograd.autograd import forward_ad
from nbautograd.engine.state import LOCAL

PRELUDE = """
fwd = autograd.forward_ad
def dual(values, tangent, dtype="float32"):
    dtype = getattr(torch, dtype)
    return fwd.make_dual(torch.tensor(values, dtype=dtype), torch.tensor(tangent, dtype=dtype))
def both_of(t):
    p, dp = fwd.unpack_dual(t)
    return p.tolist(), None if dp is None else dp.tolist()
"""

PROGRAMS = {
    "kinds of ops": """
        with fwd.dual_level():
            x = dual([1.0, 2.0], [1.0, 0.5])
            for y in (x * 3, 3 / x, x.sum(), x.exp(), x[0], x.view(2, 1), x.clone(), x.max(),
                      torch.cat([x, torch.ones(1)]), x + torch.ones(2, 2), x.double(), x.softmax(0),
                      x.prod(), x @ x, x.norm(), x.cumsum(0), x.relu(), torch.where(x > 1, x, x * 2),
                      torch.stack([x, x * 2]).t(), x.std(), x ** 2, 2 ** x, x.logsumexp(0),
                      torch.zeros(2).copy_(x), x.index_select(0, torch.tensor([1, 1]))):
                log.append((y, both_of(y)))
            values, indices = x.sort()
            log.append((both_of(values), both_of(indices)))
            a, b = x.unbind(0)
            log.append((both_of(a), both_of(b)))
    """,
    "what has no tangent": """
        with fwd.dual_level():
            x = dual([1.0, 2.0], [1.0, 0.5])
            for y in (x.detach(), x > 0, x.long(), x.data, torch.zeros_like(x), torch.ones(2)):
                assert fwd.unpack_dual(y).tangent is None
        assert fwd.unpack_dual(x).tangent is None
    """,
    "grad mode does not matter": """
        with fwd.dual_level(), torch.no_grad():
            assert both_of(dual([1.0], [3.0]) * 2) == ([2.0], [6.0])
    """,
    "text": """
        with fwd.dual_level():
            x = dual([1.0, 2.0], [1.0, 0.5])
            assert repr(x) == "tensor([1., 2.], tangent=tensor([1.0000, 0.5000]))"
            log += [repr(x), repr(x.sum()), repr(fwd.unpack_dual(x)), repr(x.reshape(2, 1))]
        assert repr(x) == "tensor([1., 2.])"
    """,
    "memory": """
        with fwd.dual_level():
            p, t = torch.ones(2), torch.tensor([3.0, 4.0])
            x = fwd.make_dual(p, t)
            assert x.data_ptr() == p.data_ptr() and fwd.unpack_dual(x).tangent is t
            assert fwd.unpack_dual(p).tangent is None
            x.mul_(2)
            assert equal(p, [2.0, 2.0]) and equal(t, [6.0, 8.0])
    """,
    "in place": """
        with fwd.dual_level():
            x = dual([1.0, 2.0], [1.0, 5.0])
            y = torch.zeros(3)
            part = y[:2]
            y[1:].copy_(x)
            log.append((both_of(y), both_of(part)))
            y.mul_(2)
            log.append((both_of(y), both_of(part), both_of(y[1:])))
            z = torch.zeros(2)
            z += x
            z.exp_()
            log.append(both_of(z))
            y[0] = 7
            log.append(both_of(y))
            x.zero_()
            log.append(both_of(x))
            w = torch.zeros(3)
            w[1:].add_(dual([1.0, 2.0], [3.0, 4.0]))
            log.append(both_of(w))
    """,
    "in place, and backward": """
        with fwd.dual_level():
            x = dual([1.0, 2.0], [1.0, 9.0])
            for write in (lambda y: y.clamp_(min=4), lambda y: y.pow_(2), lambda y: y.exp_(),
                          lambda y: y[1:].pow_(3), lambda y: y.mul_(x)):
                w = torch.tensor([3.0, 4.0], requires_grad=True)
                y = w * x
                write(y)
                y.sum().backward()
                log.append((both_of(y), w.grad.tolist()))
    """,
    "complex numbers": """
        with fwd.dual_level():
            z = dual([1 + 1j, 2.0], [1j, 1.0], "complex64")
            for y in (z * z, z.abs(), z.conj(), z.real, z.exp(), z / (z + 1), z.angle(), z * 2j,
                      z.sum(), torch.view_as_real(z)):
                log.append(both_of(y))
            x = dual([1.0, 2.0], [1.0, 3.0])
            log += [both_of(x * z), both_of(torch.complex(x, x * 2))]
    """,
    "the tangent can be differentiated": """
        x = leaf([1.0, 2.0])
        direction = leaf([1.0, 0.5])
        with fwd.dual_level():
            y = (fwd.make_dual(x, direction) ** 3).sum()
            tangent = fwd.unpack_dual(y).tangent
            gx, gd = grad(tangent, (x, direction))
        assert equal(gx, [6.0, 6.0]) and equal(gd, [3.0, 12.0])
    """,
    "gradients have tangents": """
        x = leaf([1.0, 2.0])
        with fwd.dual_level():
            d = fwd.make_dual(x, torch.tensor([1.0, 0.5]))
            g, = grad((d ** 3).sum(), d)
            assert both_of(g) == ([3.0, 12.0], [6.0, 6.0])
            g, = grad((d.exp() * d.log()).sum(), x, create_graph=True)
            log.append(both_of(g))
            log.append(grad(fwd.unpack_dual(g).tangent.sum(), x))
    """,
    "what is refused": """
        log.append(raises(RuntimeError, "Trying to create a dual Tensor for forward AD but no level "
                          "exists", lambda: fwd.make_dual(torch.ones(2), torch.ones(2))))
        raises(RuntimeError, "Dual level must be a positive number", fwd.exit_dual_level)
        with fwd.dual_level() as level:
            assert level == 0
            log.append(raises(RuntimeError, "Nested forward mode AD is not supported at the moment",
                              fwd.enter_dual_level))
            raises(ValueError, "Expected primal to be floating point or complex, but got: torch.int64",
                   lambda: fwd.make_dual(torch.tensor([1]), torch.tensor([1])))
            raises(ValueError, "Expected tangent to be floating point or complex, but got:",
                   lambda: fwd.make_dual(torch.ones(1), torch.tensor([1])))
            log.append(raises(RuntimeError, "Trying to set a forward gradient that has a different "
                              "size than that of the original Tensor",
                              lambda: fwd.make_dual(torch.ones(2), torch.ones(3))))
            x = fwd.make_dual(torch.ones(2), torch.ones(2))
            raises(RuntimeError, "Making a dual Tensor based on a Tensor that already has a forward "
                   "gradient at the same level", lambda: fwd.make_dual(x, torch.ones(2)))
        number = fwd.enter_dual_level()
        fwd.exit_dual_level(level=number)
    """,
    "jvp agrees with vjp": """
        def f(x, w):
            h = (x @ w).tanh()
            return (h.softmax(-1) * h.exp()).cumsum(0)[1:].reshape(-1).sort().values.log1p()
        x, w = torch.rand(3, 4, dtype=torch.float64), torch.rand(4, 2, dtype=torch.float64)
        dx, dw = torch.rand(3, 4, dtype=torch.float64), torch.rand(4, 2, dtype=torch.float64)
        out, tangent = func.jvp(f, (x, w), (dx, dw))
        _, pull = func.vjp(f, x, w)
        v = torch.rand(4, dtype=torch.float64)
        gx, gw = pull(v)
        assert abs((tangent * v).sum() - (gx * dx).sum() - (gw * dw).sum()).item() < 1e-10
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # PyTorch's first use of forward mode
def test_program(name: str) -> None:
    check(PRELUDE + textwrap.dedent(PROGRAMS[name]))


def test_levels_nest_below_the_public_surface() -> None:
    def speed(x: torch.Tensor) -> torch.Tensor:
        return torch.func.jvp(lambda t: t ** 4, (x,), (torch.ones(1),))[1]

    out, tangent = torch.func.jvp(speed, (torch.tensor([2.0]),), (torch.ones(1),))
    assert (out.tolist(), tangent.tolist()) == ([32.0], [48.0])
    third = torch.func.jvp(lambda t: torch.func.jvp(speed, (t,), (torch.ones(1),))[1],
                           (torch.tensor([2.0]),), (torch.ones(1),))[1]
    assert third.tolist() == [48.0]


def test_directions_of_two_levels_are_not_confused() -> None:
    one = torch.ones(1)

    def outer(a: torch.Tensor) -> torch.Tensor:
        return a * torch.func.jvp(lambda b: a + b, (one,), (one,))[1]

    assert torch.func.jvp(outer, (torch.tensor([5.0]),), (one,))[1].tolist() == [1.0]


def test_an_error_inside_closes_the_level() -> None:
    with pytest.raises(ZeroDivisionError), forward_ad.dual_level():
        raise ZeroDivisionError
    assert LOCAL.mode.dual == ()


def test_a_view_made_before_its_base_got_a_tangent_sees_it() -> None:
    with forward_ad.dual_level():
        base = torch.zeros(2, 3)
        row, column = base[0], base.t()[1]
        base.add_(forward_ad.make_dual(torch.ones(2, 3), torch.arange(6.0).view(2, 3)))
        assert forward_ad.unpack_dual(row).tangent.tolist() == [0.0, 1.0, 2.0]
        assert forward_ad.unpack_dual(column).tangent.tolist() == [1.0, 4.0]


def test_packed_tensors_keep_their_tangents() -> None:
    x = torch.tensor([2.0], requires_grad=True)
    hooks = torch.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t: t)
    with forward_ad.dual_level():
        d = forward_ad.make_dual(x, torch.tensor([1.0]))
        with hooks:
            y = (d ** 3).sum()
        (g,) = torch.autograd.grad(y, d)
        assert g.tolist() == [12.0]
        assert forward_ad.unpack_dual(g).tangent.tolist() == [12.0]


@pytest.mark.skipif(not HAVE_TORCH, reason="compares with PyTorch")
def test_nothing_of_forward_mode_is_private_to_us() -> None:
    import torch as theirs
    import torch.autograd.forward_ad
    assert set(forward_ad.__all__) == set(theirs.autograd.forward_ad.__all__)
