"""`autograd.functional`, `torch.func` and gradcheck: each program on both engines."""

import textwrap

import numpy as np
import pytest
from both import check

import nbautograd as torch

PRELUDE = """
F = autograd.functional
x = torch.tensor([1.0, 2.0, 3.0])
X = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
def cubes(x):
    return (x ** 3).sum()
"""

FUNCTIONAL = {
    "jacobian": """
        log.append(F.jacobian(lambda x: x ** 2, x))
        log.append(F.jacobian(lambda x: x.sum(), x))
        log.append(F.jacobian(lambda x: x @ X, X[:, 0]))
        log.append(F.jacobian(lambda a, b: (a * b, a.sum()), (x, x)))
        log.append(F.jacobian(lambda a, b: torch.ones(2), (x, x)))
        log.append(F.jacobian(lambda a, b: a * 2, (x, x)))
        log.append(F.jacobian(lambda x: x.t(), X))
        log.append(F.jacobian(lambda x: x ** 2, x, vectorize=True))
        log.append(F.jacobian(lambda a, b: (a * b, a.sum()), (x, x), vectorize=True,
                              strategy="forward-mode"))
    """,
    "jacobian of tracked inputs": """
        y = leaf([1.0, 2.0])
        jac = F.jacobian(lambda x: x ** 3, y)
        assert not jac.requires_grad
        jac = F.jacobian(lambda x: x ** 3, y, create_graph=True)
        jac.sum().backward()
        assert equal(y.grad, [6.0, 12.0])
        with torch.no_grad():
            log.append(F.jacobian(lambda x: x ** 3, y))
        factor = leaf([2.0, 2.0])
        log.append(F.jacobian(lambda x: x * factor, y))
    """,
    "strict jacobian": """
        log.append(F.jacobian(lambda x: x ** 2, x, strict=True))
        log.append(raises(RuntimeError, "Output 0 of the user-provided function does not require "
                          "gradients.", lambda: F.jacobian(lambda x: torch.ones(2), x, strict=True)))
        log.append(raises(RuntimeError, "Output 0 of the user-provided function is independent of "
                          "input 1.", lambda: F.jacobian(lambda a, b: a * 2, (x, x), strict=True)))
        log.append(raises(RuntimeError, "The jacobian of the user-provided function is independent of "
                          "input 0.", lambda: F.jacobian(lambda a: a * 2, x.clone().requires_grad_(),
                                                         strict=True, create_graph=True)))
    """,
    "jacobian misused": """
        log.append(raises(TypeError, "The inputs given to jacobian must be either a Tensor or a tuple "
                          "of Tensors but the given inputs has type", lambda: F.jacobian(cubes, 3.0)))
        log.append(raises(TypeError, "The inputs given to jacobian must be either a Tensor or a tuple "
                          "of Tensors but the value at index 1", lambda: F.jacobian(cubes, (x, 3))))
        log.append(raises(TypeError, "The outputs of the user-provided function given to jacobian",
                          lambda: F.jacobian(lambda x: 3.0, x)))
        raises(AssertionError, "Expected strategy to be either",
               lambda: F.jacobian(cubes, x, strategy="sideways"))
        raises(NotImplementedError, "Computing Jacobian using forward-AD",
               lambda: F.jacobian(cubes, x, strategy="forward-mode"))
        raises(NotImplementedError, "torch.autograd.functional.jacobian: `create_graph=True`",
               lambda: F.jacobian(cubes, x, strategy="forward-mode", vectorize=True,
                                  create_graph=True))
        raises(RuntimeError, "torch.autograd.functional.jacobian: `strict=True`",
               lambda: F.jacobian(cubes, x, vectorize=True, strict=True))
    """,
    "hessian": """
        log.append(F.hessian(cubes, x))
        log.append(F.hessian(lambda a, b: (a * b * b).sum(), (x, x)))
        log.append(F.hessian(lambda x: x.sum(), x))
        log.append(F.hessian(cubes, x, vectorize=True))
        forward = F.hessian(cubes, x, vectorize=True, outer_jacobian_strategy="forward-mode")
        assert equal(forward, [[6.0, 0, 0], [0, 12.0, 0], [0, 0, 18.0]])
        y = leaf([1.0, 2.0])
        F.hessian(cubes, y, create_graph=True).sum().backward()
        assert equal(y.grad, [6.0, 6.0])
        log.append(raises(RuntimeError, "The function given to hessian should return a single Tensor",
                          lambda: F.hessian(lambda x: (x.sum(), x.sum()), x)))
        log.append(raises(RuntimeError, "The Tensor returned by the function given to hessian should "
                          "contain a single element", lambda: F.hessian(lambda x: x * 2, x)))
        log.append(raises(RuntimeError, "While computing the hessian, found that the jacobian",
                          lambda: F.hessian(lambda x: x.sum(), x, strict=True)))
    """,
    "products": """
        v = torch.tensor([1.0, 0.5, 2.0])
        log.append(F.vjp(lambda x: x ** 2, x, v))
        log.append(F.jvp(lambda x: x ** 2, x, v))
        log.append(F.vhp(cubes, x, v))
        log.append(F.hvp(cubes, x, v))
        log.append(F.vjp(cubes, x))
        log.append(F.jvp(lambda x: torch.stack([x, x * 2]), torch.tensor(3.0)))
        log.append(F.vjp(lambda a, b: (a * b, a + b), (x, x), (v, v)))
        log.append(F.jvp(lambda a, b: (a * b, a + b), (x, x), (v, v)))
        log.append(F.vhp(lambda a, b: (a * b * b).sum(), (x, x), (v, v)))
        log.append(F.hvp(lambda a, b: (a * b * b).sum(), (x, x), (v, v)))
        log.append(F.hvp(lambda x: x.sum(), x, v))
        log.append(F.jvp(lambda x: torch.ones(2), x, v))
    """,
    "products that can be differentiated": """
        y, v = leaf([1.0, 2.0]), leaf([1.0, 3.0])
        for product in (F.vjp, F.jvp):
            out, found = product(lambda x: x ** 3, y, v, create_graph=True)
            assert out.requires_grad
            log.append([t for t in grad(found.sum(), (y, v))])
        for product in (F.vhp, F.hvp):
            out, found = product(cubes, y, v, create_graph=True)
            log.append([t for t in grad(found.sum(), (y, v))])
        out, found = F.vjp(lambda x: x ** 3, y, v)
        assert not out.requires_grad and not found.requires_grad
    """,
    "products misused": """
        v = torch.ones(2)
        log.append(raises(RuntimeError, "v has invalid size: should be torch.Size([3]) but got "
                          "torch.Size([2]).", lambda: F.vjp(lambda x: x * 2, x, v)))
        log.append(raises(RuntimeError, "v is a tuple of invalid length: should be 2 but got 1.",
                          lambda: F.jvp(lambda a, b: a * b, (x, x), (x,))))
        raises(RuntimeError, "The given v should contain a single Tensor.",
               lambda: F.jvp(lambda a: a, x, (x, x)))
        raises(RuntimeError, "Entry 1 in v has invalid size",
               lambda: F.jvp(lambda a, b: a * b, (x, x), (x, v)))
        raises(RuntimeError, "The vector v can only be None if the user-provided function returns",
               lambda: F.vjp(lambda x: x * 2, x))
        raises(RuntimeError, "The vector v can only be None if the input to the user-provided",
               lambda: F.jvp(lambda x: x * 2, x))
        raises(RuntimeError, "The function given to vhp should return a single Tensor",
               lambda: F.vhp(lambda x: (x.sum(), x.sum()), x, x))
        raises(RuntimeError, "The Tensor returned by the function given to hvp should contain",
               lambda: F.hvp(lambda x: x, x, x))
        log.append(raises(RuntimeError, "The output of the user-provided function is independent of "
                          "input 1.", lambda: F.vjp(lambda a, b: a * 2, (x, x), x, strict=True)))
        log.append(raises(RuntimeError, "While computing the hessian, found that the jacobian",
                          lambda: F.vhp(lambda x: x.sum(), x, x, strict=True)))
    """,
}

FUNC = {
    "grad": """
        log.append(func.grad(cubes)(x))
        log.append(func.grad(lambda x: func.grad(cubes)(x).sum())(x))
        log.append(func.grad(lambda a, b: (a * b * b).sum(), argnums=(0, 1))(x, x))
        log.append(func.grad(lambda a, b: (a * b * b).sum(), argnums=-1)(x, x))
        log.append(func.grad(lambda a, k=1: (a * k).sum())(x, k=3))
        log.append(func.grad(lambda a: ((a * 2).sum(), {"a": a * 3}), has_aux=True)(x))
        log.append(func.grad(lambda d: (d["w"] * d["b"]).sum())({"w": x, "b": x}))
        log.append(func.grad(lambda a, b: a.sum(), argnums=(0, 1))(x, x))
        log.append(func.grad(lambda a: torch.ones(()))(x))
        log.append(func.grad_and_value(cubes)(x))
        log.append(func.grad_and_value(lambda a: (cubes(a), a), has_aux=True)(x))
        log.append(func.grad(lambda a: a.clone().mul_(a).sum())(x))
        log.append(func.grad(lambda a: a.sum() * a[0].item())(x))
    """,
    "grad refuses": """
        cases = [
            ("Got argnum=2, but only 2 positional inputs",
             lambda: func.grad(lambda a, b: a.sum(), argnums=2)(x, x)),
            ("argnums must be int or Tuple[int, ...], got: <class 'str'>",
             lambda: func.grad(cubes, argnums="a")(x)),
            ("grad_and_value(f)(*args): output of function f should be a tuple: (output, aux)",
             lambda: func.grad(cubes, has_aux=True)(x)),
            ("Expected tensors, got unsupported type <class 'int'>",
             lambda: func.grad(lambda a: (a.sum(), 3), has_aux=True)(x)),
            ("grad_and_value(f)(*args): Expected f(*args) to return a scalar Tensor, got tensor with 1",
             lambda: func.grad(lambda a: a * 2)(x)),
            ("grad_and_value(f)(*args): Expected f(*args) to return a Tensor, got <class 'float'>",
             lambda: func.grad(lambda a: 3.0)(x)),
            ("only Tensors of floating point dtype can require gradients",
             lambda: func.grad(cubes)(torch.tensor([1, 2]))),
        ]
        for words, call in cases:
            log.append(raises(RuntimeError, words, call))
        raises(ValueError, "Thing passed to transform API must be Tensor", lambda: func.grad(cubes)(3.0))
    """,
    "grad and what is tracked outside": """
        y = leaf([1.0, 2.0])
        g = func.grad(cubes)(y)
        assert g.requires_grad
        g.sum().backward()
        assert equal(y.grad, [6.0, 12.0])
        assert func.grad(lambda a: (a * y).sum())(y.detach()).requires_grad
        with torch.no_grad():
            assert not func.grad(cubes)(y).requires_grad
        def inner(a):
            with torch.no_grad():
                c = (a ** 2).sum()
            return (a ** 3).sum() - c
        assert equal(func.grad(inner)(torch.tensor([1.0])), [3.0])
        assert not func.grad(cubes)(x).requires_grad and not x.requires_grad
        value = func.grad_and_value(cubes)(x)[1]
        assert not value.requires_grad
        nested = func.grad(lambda a: (a * func.grad(lambda b: (a * b).sum())(torch.ones(3))).sum())
        assert equal(nested(x), [2.0, 4.0, 6.0])
    """,
    "vjp": """
        out, pull = func.vjp(lambda a: a ** 2, x)
        log += [out, pull(x), pull(x)]
        out, pull = func.vjp(lambda a, b: (a * b, a + b), x, x)
        log += [out, pull((x, x))]
        out, pull, aux = func.vjp(lambda a: (a ** 2, a * 7), x, has_aux=True)
        log += [out, pull(x), aux]
        out, pull = func.vjp(lambda a: {"a": a ** 2}, x)
        log += [pull({"a": x}), pull(cotangents={"a": x})]
        out, pull = func.vjp(lambda a: a ** 2, x)
        raises(RuntimeError, "Mismatch in shape: grad_output[0] has a shape of torch.Size([2])",
               lambda: pull(x[:2]))
        raises(RuntimeError, "Expected pytree structure of cotangents to be the same as pytree",
               lambda: pull((x, x)))
        raises(RuntimeError, "vjp(f, *primals): expected f(*primals) to return only tensors, got",
               lambda: func.vjp(lambda a: 3, x))
    """,
    "jvp": """
        log.append(func.jvp(lambda a: a ** 2, (x,), (x,)))
        log.append(func.jvp(lambda a, b: (a * b, a + b), (x, x), (x, x)))
        log.append(func.jvp(lambda a: (a ** 2, a), (x,), (x,), has_aux=True))
        log.append(func.jvp(lambda a: torch.ones(2), (x,), (x,)))
        log.append(func.jvp(lambda d: d["a"] * 2, ({"a": x},), ({"a": x},)))
        cases = [
            ("jvp(f, primals, tangents): Expected primals to be a tuple.",
             lambda: func.jvp(cubes, x, x)),
            ("jvp(f, primals, tangents): Expected primals to contain at least one Tensor.",
             lambda: func.jvp(cubes, (), ())),
            ("jvp(f, primals, tangents): Expected primals and tangents to have the same python",
             lambda: func.jvp(cubes, (x,), (x, x))),
            ("Trying to set a forward gradient that has a different size than that of the original",
             lambda: func.jvp(cubes, (x,), (x[:2],))),
            ("jvp(f, primals, tangents): Expected primals to only contain Tensors, got <class",
             lambda: func.jvp(cubes, (3.0,), (3.0,))),
            ("jvp(f, primals, tangents, strict=True): The output of f is independent of the inputs.",
             lambda: func.jvp(lambda a: torch.ones(2), (x,), (x,), strict=True)),
        ]
        for words, call in cases:
            log.append(raises(RuntimeError, words, call))
    """,
    "jacobians": """
        for transform in (func.jacrev, func.jacfwd):
            log.append(transform(lambda a: a ** 2)(x))
            log.append(transform(lambda a, b: a * b, argnums=(0, 1))(x, x))
            log.append(transform(lambda a: (a ** 2, a), has_aux=True)(x))
            log.append(transform(lambda a: (a * 2, a.sum()))(x))
            log.append(transform(lambda d: {"out": d["a"] * 2})({"a": x}))
            log.append(transform(lambda a: a @ X.t())(X))
        log.append(func.jacrev(lambda a: a ** 2, chunk_size=2)(x))
        raises(ValueError, "jacrev: `chunk_size` should be greater than 0.",
               lambda: func.jacrev(cubes, chunk_size=0))
        log.append(func.hessian(cubes)(x))
        log.append(func.hessian(lambda a, b: (a * b).sum(), argnums=(0, 1))(x, x))
        for outer in (func.jacrev, func.jacfwd):
            for inner in (func.jacrev, func.jacfwd):
                assert equal(outer(inner(cubes))(x), [[6.0, 0, 0], [0, 12.0, 0], [0, 0, 18.0]])
        y = leaf([1.0, 2.0])
        func.jacrev(lambda a: a ** 3)(y).sum().backward()
        assert equal(y.grad, [6.0, 12.0])
        y.grad = None
        func.jacfwd(lambda a: a ** 3)(y).sum().backward()
        assert equal(y.grad, [6.0, 12.0])
    """,
    "vmap": """
        vmap = func.vmap
        log.append(vmap(lambda a: a.sum())(X))
        log.append(vmap(torch.dot)(X, X))
        log.append(vmap(torch.dot, in_dims=(0, None))(X, x))
        log.append(vmap(lambda a: a.sum(), in_dims=1)(X))
        log.append(vmap(lambda a: a.sum(), in_dims=-1)(X))
        log.append(vmap(lambda a: a * 2, out_dims=1)(X))
        log.append(vmap(lambda a: (a * 2, a.sum()), out_dims=(-1, 0))(X))
        log.append(vmap(lambda a: torch.ones(2), out_dims=None)(X))
        log.append(vmap(lambda a: torch.ones(2))(X))
        log.append(vmap(lambda d: {"s": d["a"] + d["b"]}, in_dims=({"a": 0, "b": None},))(
            {"a": X, "b": x}))
        log.append(vmap(lambda l: [l[0] + l[1], (l[0],)])([X, X]))
        log.append(vmap(vmap(torch.mul, in_dims=(None, 0)), in_dims=(0, None))(x, x))
        log.append(vmap(func.grad(cubes))(X))
        log.append(func.grad(lambda a: vmap(cubes)(a).sum())(X))
        log.append(vmap(lambda a, b: a * b, in_dims=(0, None))(X, 3))
        log.append(vmap(lambda a, k=None: a * k)(X, k=2))
        log.append(vmap(lambda a: a * 2)(torch.ones(0, 3)))
        log.append(vmap(lambda a: a * 2, chunk_size=1)(X))
        Y = X.clone()
        vmap(lambda a: a.add_(1))(Y)
        log.append(Y)
        log.append(torch.vmap(lambda a: a * 2)(X))
        y = X.clone().requires_grad_()
        vmap(cubes)(y).sum().backward()
        log.append(y.grad)
    """,
    "vmap refuses": """
        vmap = func.vmap
        def f(a):
            return a
        cases = [
            ("vmap: Expected all tensors to have the same size in the mapped dimension, got sizes "
             "[2, 3]", lambda: vmap(torch.add)(X, x)),
            ("vmap(f, in_dims=0, ...)(<inputs>): Got in_dim=0 for some input, but that input is a "
             "Tensor of dimensionality 0", lambda: vmap(f)(torch.ones(()))),
            ("vmap(f, in_dims=5, ...)(<inputs>): Got in_dim=5 for some input, but that input is a "
             "Tensor of dimensionality 2 so expected in_dim to satisfy -2 <= in_dim < 2.",
             lambda: vmap(f, in_dims=5)(X)),
            ("vmap(f, in_dims=a, ...)(<inputs>): expected `in_dims` to be int or a (potentially",
             lambda: vmap(f, in_dims="a")(X)),
            ("vmap(f, in_dims=(0, 0), ...)(<inputs>): in_dims is not compatible with the structure",
             lambda: vmap(f, in_dims=(0, 0))(X)),
            ("vmap: Expected at least one Tensor to vmap over", lambda: vmap(f, in_dims=(None,))(X)),
            ("vmap(f, in_dims=0, ...)(<inputs>): Got in_dim=0 for an input but the input is of type",
             lambda: vmap(f)(3)),
            ("vmap(f, ..., out_dims=(0, 0))(<inputs>): out_dims is not compatible with the structure",
             lambda: vmap(f, out_dims=(0, 0))(X)),
            ("vmap(f, ..., out_dims=a): `out_dims` must be an int, None or a python collection",
             lambda: vmap(f, out_dims="a")(X)),
            ("vmap: chunk_size should be None or greater than 0. (got 0)",
             lambda: vmap(f, chunk_size=0)),
            ("vmap(f, ...): `f` can not return a BatchedTensor when out_dim is None",
             lambda: vmap(f, out_dims=None)(X)),
        ]
        for words, call in cases:
            log.append(raises(ValueError, words, call))
        log.append(raises(ValueError, "vmap(<lambda>, ...): `<lambda>` must only return Tensors, got "
                          "type <class 'int'>", lambda: vmap(lambda a: 3)(X)))
        log.append(raises(ValueError, "vmap(<lambda>)(<inputs>): got no inputs.",
                          lambda: vmap(lambda: 1)()))
        raises(IndexError, "Dimension out of range (expected to be in range of [-2, 1], but got 4)",
               lambda: vmap(f, out_dims=4)(X))
        log.append(raises(RuntimeError, "vmap: called random operation while in randomness error mode.",
                          lambda: vmap(lambda a: a + torch.rand(3))(X)))
        raises(RuntimeError, "Only allowed values for randomness are 'error', 'different', or 'same'.",
               lambda: vmap(f, randomness="x")(X))
        same = vmap(lambda a: torch.rand(3), randomness="same")(X)
        assert same[0].tolist() == same[1].tolist()
        other = vmap(lambda a: torch.rand(3), randomness="different")(X)
        assert other[0].tolist() != other[1].tolist()
    """,
    "linearize": """
        out, push = func.linearize(lambda a: a ** 3, x)
        assert equal(push(x), [3.0, 24.0, 81.0]) and equal(push(torch.ones(3)), [3.0, 12.0, 27.0])
        log.append(out)
    """,
    "functional_call": """
        class Affine(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.w = torch.nn.Parameter(torch.ones(3))
                self.register_buffer("b", torch.ones(3))
            def forward(self, x, k=1):
                return (self.w * x + self.b).sum() * k
        class Outer(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.inner = Affine()
                self.tied = self.inner.w
            def forward(self, x):
                return self.inner(x) + self.tied.sum()
        m = Affine()
        call = func.functional_call
        log.append(call(m, {"w": x}, (x,)))
        log.append(call(m, {"w": x, "b": x}, x, {"k": 2}))
        log.append(call(m, ({"w": x}, {"b": x}), (x,)))
        assert equal(m.w, [1.0, 1.0, 1.0]) and m.w is dict(m.named_parameters())["w"]
        raises(RuntimeError, "Error(s) in reparametrizing for Affine:",
               lambda: call(m, {"w": x}, (x,), strict=True))
        log.append(func.grad(lambda p: call(m, p, (x,)))({"w": m.w.detach()}))
        log.append(call(Outer(), {"inner.w": x}, (x,)))
        parameters, buffers = func.stack_module_state([Affine(), Affine()])
        log += [parameters["w"].shape, parameters["w"].is_leaf, buffers["b"]]
        out = func.vmap(lambda p, b: call(m, (p, b), (x,)))(parameters, buffers)
        assert equal(out, [9.0, 9.0])
    """,
}

GRADCHECK = {
    "right gradients": """
        t = leaf([0.5, 2.0, -1.0], "float64")
        u = leaf([[1.0, 2.0, 3.0], [0.3, 0.2, 0.1]], "float64")
        assert autograd.gradcheck(lambda a, b: (a * b).sin().sum(0), (t, u))
        assert autograd.gradcheck(lambda a: (a * 2, a.exp()), t, check_forward_ad=True)
        assert autograd.gradgradcheck(lambda a, b: (a * b).sin().sum(0), (t, u))
        assert autograd.gradgradcheck(lambda a: a ** 3, (t,), check_fwd_over_rev=True)
        assert autograd.gradcheck(lambda a: a.exp(), (t,), fast_mode=True)
        assert autograd.gradgradcheck(lambda a: a.exp(), (t,), fast_mode=True)
        z = leaf([1 + 2j, 0.5j], "complex128")
        assert autograd.gradcheck(lambda a: a * a.conj() + a.exp(), (z,))
        assert autograd.gradcheck(lambda a: a.abs(), (z,))
        assert autograd.gradcheck(lambda a: a * 1j, (t,), check_forward_ad=True)
        assert autograd.gradcheck(lambda a: a ** 2, (z,), fast_mode=True)
        assert autograd.gradgradcheck(lambda a: a ** 3, (z,))
        assert autograd.gradcheck(lambda a, k: a * k, (t, 3.0))
    """,
    "wrong gradients": """
        class Wrong(Function):
            @staticmethod
            def forward(ctx, x):
                return x * 2
            @staticmethod
            def backward(ctx, g):
                return g * 3
        t = leaf([0.5, 2.0], "float64")
        error = autograd.gradcheck.__globals__["GradcheckError"]
        assert issubclass(error, RuntimeError)
        log.append(raises(error, "Jacobian mismatch for output 0 with respect to input 0,\\n"
                          "numerical:tensor([[2.0000, 0.0000],", lambda: autograd.gradcheck(
                              Wrong.apply, (t,))))
        assert autograd.gradcheck(Wrong.apply, (t,), raise_exception=False) is False
        raises(error, "Jacobian mismatch for output 0 with respect to input 0,",
               lambda: autograd.gradcheck(Wrong.apply, (t,), fast_mode=True))
        class WrongTwice(Function):
            @staticmethod
            def forward(ctx, x):
                ctx.save_for_backward(x)
                return x ** 3
            @staticmethod
            def backward(ctx, g):
                return g * 3 * ctx.saved_tensors[0].detach() ** 2
        assert autograd.gradcheck(WrongTwice.apply, (t,))
        assert not autograd.gradgradcheck(WrongTwice.apply, (t,), raise_exception=False)
        z = leaf([1 + 2j], "complex128")
        class WrongComplex(Function):
            @staticmethod
            def forward(ctx, x):
                return x * 1j
            @staticmethod
            def backward(ctx, g):
                return g * 1j
        log.append(raises(error, "While considering the imaginary part of complex outputs only, "
                          "Jacobian mismatch", lambda: autograd.gradcheck(WrongComplex.apply, (z,))))
        class WrongForward(Wrong):
            @staticmethod
            def backward(ctx, g):
                return g * 2
            @staticmethod
            def jvp(ctx, dx):
                return dx * 3
        log.append(raises(error, "Jacobian computed with forward mode mismatch for output 0 with",
                          lambda: autograd.gradcheck(WrongForward.apply, (t,),
                                                     check_forward_ad=True)))
    """,
    "other faults": """
        t = leaf([0.5, 2.0], "float64")
        error = autograd.gradcheck.__globals__["GradcheckError"]
        counter = []
        class Drifting(Function):
            @staticmethod
            def forward(ctx, x):
                return x * 2
            @staticmethod
            def backward(ctx, g):
                counter.append(1)
                return g * 2 + len(counter) * 1e-9
        log.append(raises(error, "Backward is not reentrant, i.e., running backward with same input "
                          "and grad_output multiple times gives different values",
                          lambda: autograd.gradcheck(Drifting.apply, (t,))))
        class Constant(Function):
            @staticmethod
            def forward(ctx, x):
                ctx.shape = x.shape
                return x * 1
            @staticmethod
            def backward(ctx, g):
                return torch.ones(ctx.shape, dtype=torch.float64)
        one = leaf([0.5], "float64")
        raises(error, "backward not multiplied by grad_output",
               lambda: autograd.gradcheck(Constant.apply, (one,)))
        log.append(raises(error, "Numerical gradient for function expected to be zero",
                          lambda: autograd.gradcheck(lambda a: a.detach() * 2, (t,))))
        log.append(raises(ValueError, "gradcheck expects at least one input tensor to require "
                          "gradient", lambda: autograd.gradcheck(lambda a: a, (torch.ones(1),))))
        raises(AssertionError, "Expected at least one of check_forward_ad or check_backward_ad",
               lambda: autograd.gradcheck(lambda a: a, (t,), check_backward_ad=False))
        raises(RuntimeError, "The 0th input has a dimension with stride 0.",
               lambda: autograd.gradcheck(lambda a: a, (torch.ones(1, dtype=torch.float64).expand(
                   3).requires_grad_(),)))
        words = warned(lambda: autograd.gradcheck(lambda a: a * 2, (leaf([1.0]),), atol=1, rtol=1))
        assert words[0].startswith("Input #0 requires gradient and is")
    """,
}

ALL = FUNCTIONAL | FUNC | GRADCHECK


@pytest.mark.parametrize("name", ALL)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # PyTorch's first use of forward mode
def test_program(name: str) -> None:
    check(PRELUDE + textwrap.dedent(ALL[name]))


def test_a_jacobian_runs_the_function_once() -> None:
    calls = []
    w = torch.from_numpy(np.random.default_rng(0).standard_normal((8, 8)))

    def f(x: torch.Tensor) -> torch.Tensor:
        calls.append(1)
        return (w @ x).tanh()

    x = torch.ones(8, dtype=torch.float64)
    jac = torch.autograd.functional.jacobian(f, x)
    assert len(calls) == 1
    expected = (1 - f(x) ** 2).unsqueeze(1) * w
    assert torch.allclose(jac, expected)


def test_the_jacobian_of_nothing_is_empty() -> None:
    jac = torch.autograd.functional.jacobian(lambda x: x[:0], torch.ones(3))
    assert jac.shape == (0, 3)


def test_functions_of_functions_keep_names_and_docstrings() -> None:
    def loss(x: torch.Tensor) -> torch.Tensor:
        """What is minimised."""
        return x.sum()

    for transform in (torch.func.grad, torch.func.vmap, torch.func.jacrev, torch.func.jacfwd):
        assert transform(loss).__name__ == "loss"
        assert transform(loss).__doc__ == "What is minimised."


def test_gradcheck_leaves_inputs_and_generator_alone() -> None:
    x = torch.tensor([0.5, 2.0], dtype=torch.float64, requires_grad=True)
    before, state = x.tolist(), torch.get_rng_state().tolist()
    torch.autograd.gradcheck(lambda t: t ** 2, (x,), fast_mode=True)
    torch.autograd.gradgradcheck(lambda t: t ** 2, (x,))
    assert x.tolist() == before
    assert x.grad is None
    assert torch.get_rng_state().tolist() == state


def test_every_public_name_is_there() -> None:
    for module in (torch.autograd, torch.func, torch.autograd.graph, torch.autograd.functional,
                   torch.autograd.function, torch.autograd.forward_ad, torch.autograd.grad_mode,
                   torch.autograd.anomaly_mode):
        assert all(hasattr(module, name) for name in module.__all__), module
