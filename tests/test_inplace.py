"""Views and writing in place: shared memory, rebased histories, versions, refusals. On both engines.

Each program leaves in ``r`` what must be the same on PyTorch; a refused one says with which words.
"""

import textwrap
from typing import Any

import numpy as np
import pytest
from both import HAVE_TORCH, WORDS, alike, described

import nbautograd

ALLOWED = {
    "view shares memory": """
        x = t.zeros(4)
        y = x.view(2, 2)
        y[0, 0] = 5
        r = (x, y, y._base is x, x._version, y._version)
    """,
    "slice shares memory": """
        x = t.arange(6.)
        y = x[2:5]
        y.mul_(10)
        r = (x, y.storage_offset(), y._is_view())
    """,
    "transpose shares memory": """
        x = t.arange(6.).reshape(2, 3)
        y = x.T
        y[0, 1] = 9
        r = (x, y.stride(), y.is_contiguous())
    """,
    "expand shares memory": """
        x = t.tensor([[1.], [2.]])
        y = x.expand(2, 3)
        x[0, 0] = 7
        r = (y, y.stride())
    """,
    "clone does not share": """
        x = t.zeros(2)
        y = x.clone()
        y += 1
        r = (x, y, x._version, y._version)
    """,
    "detach shares": """
        x = t.zeros(2, requires_grad=True)
        y = x.detach()
        y += 1
        r = (x, y, x._version, y._version, y.requires_grad)
    """,
    "data shares silently": """
        x = t.zeros(2, requires_grad=True)
        y = x.data
        y += 1
        r = (x, y, x._version)
    """,
    "numpy shares": """
        x = t.zeros(2)
        a = x.numpy()
        a[0] = 3
        r = (x,)
    """,
    "from_numpy shares": """
        a = np.zeros(2)
        x = t.from_numpy(a)
        x += 1
        r = (x, a.tolist())
    """,
    "version of view counts for base": """
        x = t.zeros(3)
        y = x[0]
        y.add_(1)
        x.add_(1)
        r = (x._version, y._version, y)
    """,
    "view of view has the base": """
        x = t.zeros(2, 3)
        y = x[0][1:]
        r = (y._base is x, y.storage_offset(), y.stride())
    """,
    "reshape copies when it must": """
        x = t.arange(6.).reshape(2, 3)
        y = x.t().reshape(6)
        y += 1
        r = (x, y, y._is_view())
    """,
    "contiguous is itself": """
        x = t.zeros(2, 3)
        r = (x.contiguous() is x, x.t().contiguous() is x)
    """,
    "to is itself": """
        x = t.zeros(2)
        r = (x.to(t.float32) is x, x.float() is x, x.double() is x, x.cpu() is x)
    """,
    "unbind views": """
        x = t.zeros(2, 2)
        a, b = x
        a += 1
        r = (x, a._base is x)
    """,
    "split views share": """
        x = t.zeros(4)
        a, b = x.split(2)
        b += 1
        r = (x,)
    """,
    "diagonal writes": """
        x = t.zeros(3, 3)
        x.diagonal().fill_(2)
        r = (x, x._version)
    """,
    "unfold shows": """
        x = t.arange(5.)
        y = x.unfold(0, 3, 1)
        x[2] = 9
        r = (y, y.stride())
    """,
    "as_strided writes": """
        x = t.arange(6.)
        x.as_strided((2,), (3,), 1).zero_()
        r = (x,)
    """,
    "real and imag write": """
        x = t.tensor([1+2j, 3+4j])
        x.real.mul_(2)
        x.imag.zero_()
        r = (x,)
    """,
    "view_as_real writes": """
        x = t.tensor([1+2j])
        t.view_as_real(x)[0, 1] = 7
        r = (x,)
    """,
    "slice assign": """
        w = t.ones(4, requires_grad=True)
        x = w * 2
        x[1:3] = 5
        x.sum().backward()
        r = (x, w.grad, x.grad_fn)
    """,
    "slice assign tensor": """
        w = t.ones(2, requires_grad=True)
        v = t.ones(2, requires_grad=True)
        x = w * 2
        x[0] = v[1] * 3
        (x * x).sum().backward()
        r = (x, w.grad, v.grad, x.grad_fn)
    """,
    "copy slices names": """
        w = t.ones(4, requires_grad=True)
        x = w * 2
        y = x[1:3]
        y.mul_(3)
        x.sum().backward()
        r = (x, y, x.grad_fn, y.grad_fn, w.grad, x.grad_fn.next_functions)
    """,
    "view made before write": """
        w = t.ones(4, requires_grad=True)
        x = w * 2
        y = x[1:3]
        x.mul_(5)
        y.sum().backward()
        r = (y, y.grad_fn, w.grad)
    """,
    "view of view write": """
        w = t.ones(2, 3, requires_grad=True)
        x = w * 2
        x[0][1] = 7
        (x * x).sum().backward()
        r = (x, w.grad)
    """,
    "sibling views": """
        w = t.ones(4, requires_grad=True)
        x = w * 1
        a = x[:2]
        b = x[1:]
        a.mul_(3)
        r = (b, b.grad_fn)
        b.sum().backward()
        r += (w.grad,)
    """,
    "transposed view write": """
        w = t.ones(2, 3, requires_grad=True)
        x = w * 2
        x.t()[0] = t.tensor([5., 6.])
        (x * x).sum().backward()
        r = (x, w.grad)
    """,
    "select then add": """
        w = t.ones(3, requires_grad=True)
        x = w * 2
        x[0].add_(w[1] * 4)
        x.sum().backward()
        r = (x, w.grad)
    """,
    "in-place chain": """
        w = t.ones(3, requires_grad=True)
        x = w * 2
        x.mul_(3).add_(1).exp_()
        x.sum().backward()
        r = (x, w.grad, x.grad_fn, x._version)
    """,
    "base of constant": """
        x = t.zeros(3)
        w = t.ones(2, requires_grad=True)
        x[:2] = w * 2
        (x * x).sum().backward()
        r = (x, x.requires_grad, x.is_leaf, w.grad, x.grad_fn)
    """,
    "rows filled in a loop": """
        w = t.ones(3, requires_grad=True)
        x = t.zeros(3, 3)
        for i in range(3): x[i] = w * i
        (x * x).sum().backward()
        r = (x, w.grad)
    """,
    "stale view sees grad": """
        x = t.zeros(3)
        v = x[:2]
        w = t.ones(2, requires_grad=True)
        x[1:] = w
        r = (v.requires_grad, v.grad_fn, v)
    """,
    "index_put grad": """
        w = t.ones(3, requires_grad=True)
        x = w * 2
        x[t.tensor([0, 2])] = t.tensor([5., 6.])
        x.sum().backward()
        r = (x, x.grad_fn, w.grad)
    """,
    "mask write": """
        w = t.ones(3, requires_grad=True)
        x = w * t.arange(3.)
        x[x > 0.5] = 0
        x.sum().backward()
        r = (x, w.grad)
    """,
    "index_put accumulate": """
        x = t.zeros(3)
        x.index_put_((t.tensor([0, 0, 1]),), t.ones(3), accumulate=True)
        r = (x,)
    """,
    "scatter_add_": """
        w = t.ones(3, requires_grad=True)
        x = t.zeros(2).scatter_add_(0, t.tensor([0, 0, 1]), w * 2)
        (x * x).sum().backward()
        r = (x, w.grad, x.grad_fn)
    """,
    "index_add_": """
        w = t.ones(2, requires_grad=True)
        x = t.zeros(3)
        x.index_add_(0, t.tensor([0, 0]), w)
        (x * x).sum().backward()
        r = (x, w.grad, x.grad_fn)
    """,
    "masked_fill_": """
        w = t.ones(3, requires_grad=True)
        x = w * 2
        x.masked_fill_(t.tensor([True, False, False]), 9)
        x.sum().backward()
        r = (x, w.grad, x.grad_fn)
    """,
    "zero_ and fill_": """
        w = t.ones(3, requires_grad=True)
        x = w * 2
        x.zero_()
        y = w * 3
        y.fill_(4)
        (x + y).sum().backward()
        r = (w.grad, x.grad_fn, y.grad_fn)
    """,
    "copy_": """
        w = t.ones(3, requires_grad=True)
        x = t.zeros(3, dtype=t.float64)
        x.copy_(w * 2)
        x.sum().backward()
        r = (x, w.grad, x.grad_fn)
    """,
    "copy_ into tracked": """
        w = t.ones(3, requires_grad=True)
        x = w * 2
        x.copy_(t.zeros(3))
        x.sum().backward()
        r = (x, w.grad)
    """,
    "t_": """
        w = t.ones(2, 3, requires_grad=True)
        x = w * t.arange(6.).reshape(2, 3)
        x.t_()
        (x[0] * x[0]).sum().backward()
        r = (x, w.grad, x.grad_fn, x._version)
    """,
    "unsqueeze_": """
        x = t.zeros(2)
        x.unsqueeze_(0)
        r = (x, x.shape, x._version)
    """,
    "squeeze_ tracked": """
        w = t.ones(1, 2, requires_grad=True)
        x = w * 2
        x.squeeze_(0)
        x.sum().backward()
        r = (x, x.grad_fn, w.grad)
    """,
    "double backward through a write": """
        w = t.tensor([1., 2., 3.], requires_grad=True)
        x = w * w
        x[0] = w[1] ** 3
        (g,) = t.autograd.grad((x * x).sum(), w, create_graph=True)
        (h,) = t.autograd.grad(g.sum(), w)
        r = (g, h)
    """,
    "retain_grad after write": """
        w = t.ones(2, requires_grad=True)
        x = w * 2
        x.retain_grad()
        x.mul_(3)
        x.sum().backward()
        r = (x.grad, w.grad)
    """,
    "expand then sum": """
        w = t.ones(3, 1, requires_grad=True)
        x = w.expand(3, 4)
        (x * t.arange(4.)).sum().backward()
        r = (w.grad, x.grad_fn)
    """,
    "leaf under no_grad": """
        w = t.ones(2, requires_grad=True)
        with t.no_grad():
            w -= 0.5
            w[0] = 7
        r = (w, w._version, w.is_leaf)
    """,
    "grad of overwritten view": """
        w = t.ones(2, 2, requires_grad=True)
        x = w * 3
        v = x.view(4)
        v[0] = 0
        v.sum().backward()
        r = (w.grad, v.grad_fn)
    """,
    "gradient of split": """
        w = t.ones(5, requires_grad=True)
        a, b, c = w.split(2)
        (a.sum() + 3 * c.sum()).backward()
        r = (w.grad, a.grad_fn)
    """,
    "gradient of unbind": """
        w = t.ones(2, 2, requires_grad=True)
        a, b = w.unbind(1)
        (b * b).sum().backward()
        r = (w.grad, b.grad_fn, b.output_nr)
    """,
    "chunk and cat": """
        w = t.arange(6., requires_grad=True)
        a, b, c = w.chunk(3)
        t.cat([c, a]).pow(2).sum().backward()
        r = (w.grad,)
    """,
    "no gradient for detached": """
        w = t.ones(2, requires_grad=True)
        x = (w * 2).detach()
        x[0] = 3
        r = (x, x.requires_grad)
    """,
    "inplace on detached view of tracked": """
        w = t.ones(2, requires_grad=True)
        x = w * 2
        d = x.detach()
        d.zero_()
        r = (x, x._version)
        x.sum().backward()
        r += (w.grad,)
    """,
    "as_strided view write": """
        w = t.ones(4, requires_grad=True)
        x = w * 2
        x.as_strided((2,), (2,)).mul_(3)
        (x * x).sum().backward()
        r = (x, w.grad)
    """,
    "write through reshape": """
        w = t.ones(2, 2, requires_grad=True)
        x = w * 2
        x.reshape(4)[1:3] = 0
        (x * x).sum().backward()
        r = (x, w.grad)
    """,
    "write into permuted": """
        w = t.arange(6., requires_grad=True)
        x = (w * 1).reshape(2, 3).permute(1, 0)
        x[1] = 0
        (x * x).sum().backward()
        r = (x, w.grad)
    """,
    "slice with step": """
        w = t.arange(6., requires_grad=True)
        x = w * 1
        x[::2] *= 10
        (x * x).sum().backward()
        r = (x, w.grad)
    """,
    "augmented index": """
        x = t.zeros(3)
        x[1] += 5
        x[t.tensor([0, 0])] += 1
        r = (x, x._version)
    """,
    "integer tensors": """
        x = t.arange(4)
        x[x > 1] = -1
        x[0] += 10
        r = (x,)
    """,
    "bool write": """
        x = t.zeros(3, dtype=t.bool)
        x[1] = True
        x[2] = 5
        r = (x,)
    """,
    "iteration": """
        r = tuple(v.item() for v in t.arange(3.)) + tuple(v.shape for v in t.zeros(2, 3))
    """,
    "data write not noticed": """
        w = t.ones(2, requires_grad=True)
        x = w * 2
        y = x * x
        x.data.zero_()
        y.sum().backward()
        r = (w.grad,)
    """,
    "not saved, fine": """
        w = t.ones(2, requires_grad=True)
        x = w * 2
        y = x + 1
        x.add_(1)
        y.sum().backward()
        r = (w.grad,)
    """,
    "full overlap fine": """
        x = t.arange(4.)
        x.add_(x)
        x[1:].mul_(x[1:])
        r = (x,)
    """,
    "requires_grad_ of view": """
        x = t.zeros(3)
        v = x[:2]
        v.requires_grad_()
        r = (x.requires_grad, v.is_leaf)
    """,
    "write into base of leaf view": """
        x = t.zeros(3)
        v = x[:2]
        v.requires_grad_()
        x.add_(1)
        r = (x, v)
    """,
    "write after backward": """
        w = t.ones(2, requires_grad=True)
        x = w * 2
        y = (x * x).sum()
        y.backward()
        x.add_(1)
        r = (x,)
    """,
    "hook then write": """
        seen = []
        w = t.ones(2, requires_grad=True)
        x = w * 2
        x.register_hook(lambda g: seen.append(g))
        x.mul_(3)
        x.sum().backward()
        r = (seen, w.grad)
    """,
    "two writes through views": """
        w = t.ones(4, requires_grad=True)
        x = w * 1
        x[:2].mul_(2)
        x[1:].mul_(3)
        x.sum().backward()
        r = (x, w.grad)
    """,
    "view after write": """
        w = t.ones(4, requires_grad=True)
        x = w * 1
        x.mul_(2)
        v = x[1:]
        v.mul_(3)
        (v * v).sum().backward()
        r = (v, w.grad, v.grad_fn)
    """,
    "retain_graph twice": """
        w = t.ones(2, requires_grad=True)
        x = w * 2
        x[0] = w[1] ** 2
        s = x.sum()
        s.backward(retain_graph=True)
        s.backward()
        r = (w.grad,)
    """,
    "narrow write": """
        w = t.ones(4, requires_grad=True)
        x = w * 2
        x.narrow(0, 1, 2).zero_()
        x.sum().backward()
        r = (x, w.grad)
    """,
    "squeeze write": """
        w = t.ones(1, 3, requires_grad=True)
        x = w * 2
        x.squeeze()[1] = 0
        (x * x).sum().backward()
        r = (x, w.grad)
    """,
    "movedim write": """
        w = t.ones(2, 3, requires_grad=True)
        x = w * 2
        x.movedim(0, 1)[2] = 5
        (x * x).sum().backward()
        r = (x, w.grad)
    """,
    "unfold overlap backward": """
        w = t.arange(5., requires_grad=True)
        (w.unfold(0, 3, 1) ** 2).sum().backward()
        r = (w.grad,)
    """,
    "as_strided overlap backward": """
        w = t.arange(4., requires_grad=True)
        (w.as_strided((3, 2), (1, 1)) ** 2).sum().backward()
        r = (w.grad,)
    """,
    "swapped by tuple": """
        x = t.arange(4.)
        x[[0, 1]] = x[[1, 0]]
        r = (x,)
    """,
    "leaf by out of no_grad": """
        w = t.ones(2)
        w.requires_grad_()
        with t.no_grad(): w.zero_()
        (w * 2).sum().backward()
        r = (w.grad, w)
    """,
    "grad accumulates in place": """
        w = t.ones(2, requires_grad=True)
        (w * 2).sum().backward()
        g = w.grad
        (w * 3).sum().backward()
        r = (g is w.grad, g)
    """,
    "grad zeroed in place": """
        w = t.ones(2, requires_grad=True)
        (w * 2).sum().backward()
        w.grad.zero_()
        (w * 3).sum().backward()
        r = (w.grad, w.grad._version)
    """,
}

REFUSED: dict[str, tuple[type[Exception], str, str]] = {
    # A version is counted from the first write on: what was saved before must find out, too.
    "saved, then written by way of detach": (
            RuntimeError, "one of the variables needed for gradient", """
        w = t.ones(2, requires_grad=True)
        x = w * 2
        y = (x * x).sum()
        x.detach().add_(1)
        y.backward()
    """),
    "a saved result, written by way of detach": (
            RuntimeError, "one of the variables needed for gradient", """
        w = t.ones(2, requires_grad=True)
        y = w.exp()
        y.detach().add_(1)
        y.sum().backward()
    """),
    "saved, written where nothing is tracked": (
            RuntimeError, "one of the variables needed for gradient", """
        w = t.ones(2, requires_grad=True)
        x = w * 2
        y = (x * x).sum()
        with t.no_grad(): x.add_(1)
        y.backward()
    """),
    "a leaf saved, then written": (RuntimeError, "one of the variables needed for gradient", """
        w = t.ones(2, requires_grad=True)
        y = (w * w).sum()
        with t.no_grad(): w.sub_(1)
        y.backward()
    """),
    "the third input, written later": (RuntimeError, "one of the variables needed for gradient", """
        w = t.ones(2, requires_grad=True)
        a, b, c = w * 1, w * 2, w * 3
        y = t.addcmul(a, b, c).sum()
        c.detach().add_(1)
        y.backward()
    """),
    "one of several results, written": (RuntimeError, "one of the variables needed for gradient", """
        w = t.tensor([[2., 1.], [1., 3.]], requires_grad=True)
        q, r_ = t.linalg.qr(w)
        q.detach().add_(1)
        (q.sum() + r_.sum()).backward()
    """),
    "written through what a node shows of it": (
            RuntimeError, "one of the variables needed for gradient", """
        w = t.ones(2, requires_grad=True)
        x = w * 2
        y = (x * x).sum()
        with t.no_grad(): y.grad_fn.next_functions[0][0]._saved_self.add_(1)
        y.backward()
    """),
    "leaf": (RuntimeError, "a leaf Variable that requires grad is", """
        w = t.ones(2, requires_grad=True)
        w += 1
    """),
    "leaf item": (RuntimeError, "a view of a leaf Variable that", """
        w = t.ones(2, requires_grad=True)
        w[0] = 1
    """),
    "leaf fill": (RuntimeError, "a leaf Variable that requires grad is", """
        w = t.ones(2, requires_grad=True)
        w.zero_()
    """),
    "view of leaf": (RuntimeError, "a view of a leaf Variable that", """
        w = t.ones(2, requires_grad=True)
        w[0].add_(1)
    """),
    "view of leaf, setitem": (RuntimeError, "a view of a leaf Variable that", """
        w = t.ones(2, requires_grad=True)
        v = w.view(2)
        v[0] = 1
    """),
    "expanded": (RuntimeError, "unsupported operation: more than one element of", """
        x = t.zeros(2, 1).expand(2, 3)
        x += 1
    """),
    "expanded setitem": (RuntimeError, "unsupported operation: more than one element of", """
        x = t.zeros(1).expand(3)
        x[0:2] = 1
        r = (x,)
    """),
    "unbind output": (RuntimeError, "Output 0 of Unbind is a view", """
        w = t.ones(2, 2, requires_grad=True)
        x = w * 2
        a, b = x.unbind()
        a.mul_(2)
    """),
    "split output": (RuntimeError, "Output 0 of Select is a view", """
        w = t.ones(4, requires_grad=True)
        x = w * 2
        a, b = x.split(2)
        b[0] = 1
    """),
    "chunk output": (RuntimeError, "Output 0 of Split is a view", """
        w = t.ones(4, requires_grad=True)
        a, b = (w * 2).chunk(2)
        a += 1
    """),
    "iteration output": (RuntimeError, "Output 0 of Unbind is a view", """
        w = t.ones(2, 2, requires_grad=True)
        for row in w * 2: row.zero_()
    """),
    "no_grad view": (RuntimeError, "A view was created in no_grad mode", """
        w = t.ones(2, requires_grad=True)
        x = w * 2
        with t.no_grad(): v = x[:1]
        v.mul_(2)
    """),
    "no_grad unbind": (RuntimeError, "A view was created in no_grad mode", """
        w = t.ones(2, requires_grad=True)
        x = w * 2
        with t.no_grad(): a, b = x.unbind()
        a.mul_(2)
    """),
    "saved then overwritten": (RuntimeError, "one of the variables needed for gradient", """
        w = t.ones(2, requires_grad=True)
        x = w * 2
        y = x * x
        x.add_(1)
        y.sum().backward()
    """),
    "saved output overwritten": (RuntimeError, "one of the variables needed for gradient", """
        w = t.ones(2, requires_grad=True)
        y = w.exp()
        y.mul_(2)
        y.sum().backward()
    """),
    "saved then overwritten through view": (RuntimeError, "one of the variables needed for gradient", """
        w = t.ones(2, requires_grad=True)
        x = w * 2
        y = x * x
        x[0] = 1
        y.sum().backward()
    """),
    "saved view overwritten through base": (RuntimeError, "one of the variables needed for gradient", """
        w = t.ones(4, requires_grad=True)
        x = w * 2
        y = x[:2] ** 2
        x.add_(1)
        y.sum().backward()
    """),
    "detach write noticed": (RuntimeError, "one of the variables needed for gradient", """
        w = t.ones(2, requires_grad=True)
        x = w * 2
        y = x * x
        x.detach().zero_()
        y.sum().backward()
    """),
    "index overwritten": (RuntimeError, "one of the variables needed for gradient", """
        w = t.ones(3, requires_grad=True)
        i = t.tensor([0, 1])
        y = w[i]
        i += 1
        y.sum().backward()
    """),
    "gather index overwritten": (RuntimeError, "one of the variables needed for gradient", """
        w = t.ones(3, requires_grad=True)
        i = t.tensor([0, 1])
        y = w.gather(0, i)
        i += 1
        y.sum().backward()
    """),
    "mask overwritten": (RuntimeError, "one of the variables needed for gradient", """
        w = t.ones(3, requires_grad=True)
        m = t.tensor([True, False, True])
        y = w.masked_fill(m, 0.)
        m[0] = False
        y.sum().backward()
    """),
    "shape grows": (RuntimeError, "output with shape [1] doesn't match the", """
        x = t.zeros(1)
        x += t.ones(3)
    """),
    "result type": (RuntimeError, "result type Float can't be cast to", """
        x = t.zeros(2, dtype=t.int64)
        x += 1.5
    """),
    "result type float into bool": (RuntimeError, "result type Long can't be cast to", """
        x = t.zeros(2, dtype=t.bool)
        x += 1
    """),
    "copy_ shape": (RuntimeError, "The size of tensor a (3) must", """
        t.zeros(3).copy_(t.zeros(2))
    """),
    "overlap with itself": (RuntimeError, "unsupported operation: some elements of the input", """
        x = t.arange(4.)
        x[:3].copy_(x[1:])
    """),
    "overlap setitem": (RuntimeError, "unsupported operation: some elements of the input", """
        x = t.arange(4.)
        x[1:] = x[:-1]
    """),
    "overlap add": (RuntimeError, "unsupported operation: some elements of the input", """
        x = t.arange(4.)
        x[1:].add_(x[:-1])
    """),
    "detach_ of view": (RuntimeError, "Can't detach views in-place. Use detach() instead.", """
        x = t.ones(2, requires_grad=True) * 2
        x[0].detach_()
    """),
    "numpy of tracked": (RuntimeError, "Can't call numpy() on Tensor that requires", """
        t.ones(2, requires_grad=True).numpy()
    """),
    "resize tracked": (RuntimeError, "cannot resize variables that require grad", """
        t.ones(2, requires_grad=True).resize_(3)
    """),
    "diagonal of leaf": (RuntimeError, "a view of a leaf Variable that", """
        w = t.ones(2, 2, requires_grad=True)
        w.diagonal().zero_()
    """),
    "t_ of leaf": (RuntimeError, "a leaf Variable that requires grad is", """
        w = t.ones(2, 2, requires_grad=True)
        w.t_()
    """),
    "leaf assigned tracked": (RuntimeError, "a view of a leaf Variable that", """
        w = t.ones(2, requires_grad=True)
        w[0] = w[1] * 2
    """),
    "masked_scatter_ short": (RuntimeError, "Number of elements of source < number", """
        t.zeros(3).masked_scatter_(t.tensor([True, True, True]), t.ones(2))
    """),
    "view size": (RuntimeError, "view size is not compatible with input", """
        t.zeros(2, 3).t().view(6)
    """),
    "inference tensor": (RuntimeError, "Inplace update to inference tensor outside InferenceMode", """
        with t.inference_mode(): x = t.ones(2)
        x.add_(1)
        r = (x,)
    """),
    "freed": (RuntimeError, "Trying to backward through the graph a", """
        w = t.ones(2, requires_grad=True)
        x = w * 2
        x[0] = w[1] ** 2
        s = (x*x).sum()
        s.backward()
        s.backward()
    """),
}


def outcome(engine: Any, program: str) -> Any:
    """What a program leaves in ``r``, or the type of its error and the beginning of its message."""
    names = {"t": engine, "np": np}
    try:
        exec(textwrap.dedent(program), names)
    except Exception as error:  # noqa: BLE001 (compared between the engines)
        return type(error).__name__, " ".join(str(error).split()[:WORDS])
    return shown(names.get("r", ()))


def shown(value: Any) -> Any:
    """As `described`; nodes by their names."""
    if isinstance(value, (tuple, list)):
        return [shown(v) for v in value]
    if hasattr(value, "next_functions"):
        return value.name()
    return described(value)


@pytest.mark.parametrize("name", ALLOWED)
def test_what_pytorch_allows(name: str) -> None:
    ours = outcome(nbautograd, ALLOWED[name])
    assert not isinstance(ours, tuple), ours
    if HAVE_TORCH:
        import torch
        theirs = outcome(torch, ALLOWED[name])
        assert alike(ours, theirs), f"ours: {ours}\nPyTorch's: {theirs}"


@pytest.mark.parametrize("name", REFUSED)
def test_what_pytorch_refuses(name: str) -> None:
    kind, words, program = REFUSED[name]
    with pytest.raises(kind) as caught:
        exec(textwrap.dedent(program), {"t": nbautograd, "np": np})
    assert str(caught.value).startswith(words)
    if HAVE_TORCH:
        import torch
        assert outcome(nbautograd, program) == outcome(torch, program)


def test_a_saved_tensor_detached_in_place_is_refused_once_it_was_written() -> None:
    # PyTorch refuses it before, in other words.
    w = nbautograd.ones(2, requires_grad=True)
    x = w * 2
    y = (x * x).sum()
    x.detach_().add_(1)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.backward()
