"""Tapes written by hand: what a recorder would hand to the views, without a recorder."""

from __future__ import annotations

import math
from dataclasses import replace

from nbautograd.tape import Contribution, Data, Gradient, Step, Summary, Tape, Value

NONE = Gradient()
LOST = Gradient("unreachable")


def grad(data: Data, *ledger: Contribution) -> Gradient:
    return Gradient("value", data, None, ledger)


class Builder:
    """Writes a tape one value and one step at a time; ids are the order of the calls."""

    def __init__(self) -> None:
        self.values: list[Value] = []
        self.steps: list[Step] = []

    def value(self, name, shape, role, data=None, *, gradient=NONE, **fields) -> int:
        fields.setdefault("dtype", "float32")
        fields.setdefault("requires_grad", role == "leaf")
        id = len(self.values)
        if data is None and fields.get("summary") is None:
            data, fields["summary"] = _filled(shape, id)
        self.values.append(
            Value(id, name, shape, role=role, data=data, gradient=gradient, **fields)
        )
        return id

    def leaf(self, name, shape=(), data=None, gradient=NONE, **fields) -> int:
        return self.value(name, shape, "leaf", data, gradient=gradient, **fields)

    def constant(self, name, shape=(), data=None, gradient=NONE, **fields) -> int:
        return self.value(name, shape, "constant", data, gradient=gradient, **fields)

    def op(self, op, *inputs, name=None, shape=(), data=None, gradient=NONE, **fields) -> int:
        """A step and its one result; what is not a field of Step is one of Value."""
        own = {key: fields.pop(key) for key in list(fields) if key in Step.__slots__}
        tracked = any(self.values[id].requires_grad for id in inputs) and not own.get("boundary")
        own.setdefault("tracked", tracked)
        fields.setdefault("requires_grad", own["tracked"])
        role = fields.pop("role", "intermediate")
        id = self.value(name, shape, role, data, gradient=gradient, **fields)
        self.steps.append(Step(len(self.steps), op, inputs, (id,), **own))
        return id

    def backward(self, *names: str, call: int = 1, line: int | None = None) -> None:
        """Backward steps through the forward steps with these ops, latest first."""
        for step in reversed([s for s in self.steps if s.phase == "forward" and s.op in names]):
            wanted = tuple(id for id in step.inputs if self.values[id].requires_grad)
            self.steps.append(
                Step(
                    len(self.steps),
                    step.op,
                    step.outputs,
                    wanted,
                    line=line,
                    phase="backward",
                    call=call,
                )
            )

    def tape(self, *outputs: int, backend="numpy", source="", error=None) -> Tape:
        return Tape(backend, tuple(self.values), tuple(self.steps), tuple(outputs), source, error)


def _filled(shape, seed):
    """Numbers that look measured: copied when few, summarised when many."""
    size = math.prod(shape)
    flat = [math.sin(1.7 * i + seed) for i in range(min(size, 64))]
    if size > 64:
        return None, Summary(-0.9987, 0.9991, 0.01234, 0.7071)
    return _shaped(flat, list(shape)), None


def _shaped(flat, shape):
    if not shape:
        return flat[0]
    if len(shape) == 1:
        return flat[: shape[0]]
    step = math.prod(shape[1:])
    return [_shaped(flat[i * step : (i + 1) * step], shape[1:]) for i in range(shape[0])]


def linear(done: bool = True) -> Tape:
    """``loss = (w @ x + b - z) ** 2``, before or after ``loss.backward()``."""
    b = Builder()

    def after(data: Data, *ledger: Contribution) -> Gradient:
        return grad(data, *ledger) if done else NONE

    x = b.leaf("x", (2, 1), [[1.0], [2.0]], after([[0.6000000238], [0.6000000238]]))
    w = b.leaf("w", (1, 2), [[0.5, 0.5]], after([[1.2000000477, 2.4000000954]]))
    bias = b.leaf(
        "b", (), 0.1000000015, after(1.2000000477, Contribution(1, 8, 1, 1, 1.2, None, (0, 1)))
    )
    wx = b.op(
        "matmul",
        w,
        x,
        shape=(1, 1),
        data=[[1.5]],
        gradient=after([[1.2000000477]]),
        line=5,
        source="y = w @ x + b",
        saved=("w", "x"),
    )
    y = b.op(
        "add",
        wx,
        bias,
        name="y",
        shape=(1, 1),
        data=[[1.6000000238]],
        gradient=after([[1.2000000477]]),
        line=5,
        source="y = w @ x + b",
    )
    z = b.constant("z", (), 1.0, LOST if done else NONE)
    e = b.op(
        "sub",
        y,
        z,
        shape=(1, 1),
        data=[[0.6000000238]],
        gradient=after([[1.2000000477]]),
        line=7,
        source="loss = (y - z) ** 2",
    )
    loss = b.op(
        "pow",
        e,
        name="loss",
        shape=(1, 1),
        data=[[0.3600000143]],
        gradient=after([[1.0]]),
        role="output",
        params=(("exponent", "2"),),
        line=7,
        source="loss = (y - z) ** 2",
        saved=(f"%{e}",),
    )
    if done:
        b.backward("matmul", "add", "sub", "pow", line=8)
    return b.tape(loss, source="x = ...\ny = w @ x + b\nloss = (y - z) ** 2\nloss.backward()")


def accumulated() -> Tape:
    """``w.grad`` over three backward calls of different targets."""
    b = Builder()
    ledger = (
        Contribution(1, 8, 0, 0, [[1.2, 2.4]]),
        Contribution(2, 11, 1, 0, [[1.0, 1.0]]),
        Contribution(3, 14, 2, 0, [[1.0, 1.0]]),
    )
    w = b.leaf("w", (1, 2), [[0.5, 0.5]], grad([[3.2, 4.4]], *ledger))
    outs = [
        b.op("norm", w, name="loss", role="output", data=0.36, gradient=grad(1.0), line=7),
        b.op("sum", w, name="result", role="output", data=1.0, gradient=grad(1.0), line=10),
        b.op("sum", w, name="result", role="output", data=1.0, gradient=grad(1.0), line=13),
    ]
    b.backward("norm", line=8)
    b.backward("sum", call=2, line=11)
    return b.tape(*outs)


def probe() -> Tape:
    """``h = (x*w).detach()``; ``k = x*2`` under no_grad; ``y = (h + x*u + k).sum()``."""
    b = Builder()
    x = b.leaf("x", (2,), [1.0, 2.0], grad([3.0, 3.0]))
    w = b.leaf("w", (2,), [0.5, 0.25], LOST)
    u = b.leaf("u", (2,), [3.0, 3.0], grad([1.0, 2.0]))
    xw = b.op(
        "mul",
        x,
        w,
        shape=(2,),
        data=[0.5, 0.5],
        gradient=LOST,
        line=1,
        source="h = (x*w).detach()",
        saved=("x", "w"),
    )
    h = b.op(
        "detach",
        xw,
        name="h",
        shape=(2,),
        data=[0.5, 0.5],
        gradient=LOST,
        line=1,
        source="h = (x*w).detach()",
        boundary="detach",
    )
    k = b.op(
        "mul",
        x,
        name="k",
        shape=(2,),
        data=[2.0, 4.0],
        gradient=LOST,
        line=3,
        source="k = x*2",
        boundary="no_grad",
        params=(("other", "2"),),
    )
    xu = b.op(
        "mul",
        x,
        u,
        shape=(2,),
        data=[3.0, 6.0],
        gradient=grad([1.0, 1.0]),
        line=4,
        source="y = h + x*u + k",
        saved=("x", "u"),
    )
    s = b.op(
        "add",
        h,
        xu,
        shape=(2,),
        data=[3.5, 6.5],
        gradient=grad([1.0, 1.0]),
        line=4,
        source="y = h + x*u + k",
    )
    t = b.op(
        "add",
        s,
        k,
        name="y",
        shape=(2,),
        data=[5.5, 10.5],
        gradient=grad([1.0, 1.0]),
        line=4,
        source="y = h + x*u + k",
    )
    out = b.op(
        "sum",
        t,
        name="total",
        data=16.0,
        gradient=grad(1.0),
        role="output",
        line=5,
        source="total = y.sum()",
    )
    b.backward("sum", "add", line=6)
    return b.tape(out)


def chain(length: int = 100) -> Tape:
    """``y = y * a`` in a loop: one leaf, one constant, `length` steps of one line."""
    b = Builder()
    a = b.constant("a", (), 1.01)
    y = b.leaf("y", (), 1.0)
    for i in range(length):
        y = b.op(
            "mul",
            y,
            a,
            name="y",
            data=1.01 ** (i + 1),
            line=3,
            source="y = y * a",
            role="output" if i == length - 1 else "intermediate",
            saved=("a",),
        )
    return b.tape(y)


def mlp(layers: int = 3, width: int = 16, batch: int = 8) -> Tape:
    """``h = relu(h @ W + b)`` some times, each layer on lines of its own, then a mean loss."""
    b = Builder()
    h = b.constant("x", (batch, width))
    for i in range(1, layers + 1):
        weight = b.leaf(f"W{i}", (width, width), gradient=grad(None))
        bias = b.leaf(f"b{i}", (width,), gradient=grad(None))
        line = 2 * i + 3
        h = b.op("matmul", h, weight, shape=(batch, width), line=line, saved=(f"W{i}",))
        h = b.op("add", h, bias, shape=(batch, width), line=line)
        h = b.op("relu", h, name=f"h{i}", shape=(batch, width), line=line + 1)
    target = b.constant("target", (batch, width))
    d = b.op("sub", h, target, shape=(batch, width), line=99)
    q = b.op("pow", d, shape=(batch, width), line=99, params=(("exponent", "2"),))
    loss = b.op("mean", q, name="loss", role="output", data=0.4871, gradient=grad(1.0), line=99)
    return b.tape(loss, backend="torch")


def attention(blocks: int = 3) -> Tape:
    """Pre-norm attention blocks with residuals, about 20 steps each."""
    b = Builder()
    big = (12, 32)
    h = b.constant("tokens", big)
    h = b.op("add", h, b.leaf("positions", big), name="h", shape=big, line=2)
    for i in range(blocks):
        line = 4 + 12 * i
        n = b.op("layer_norm", h, b.leaf("gain", (32,)), name="n", shape=big, line=line)
        heads = {}
        for name in ("q", "k", "v"):
            weight = b.leaf(f"W{name}", (32, 32))
            heads[name] = b.op("matmul", n, weight, name=name, shape=big, line=line + 1)
        kt = b.op(
            "transpose",
            heads["k"],
            shape=(32, 12),
            line=line + 2,
            params=(("dim0", "-2"), ("dim1", "-1")),
        )
        s = b.op("matmul", heads["q"], kt, shape=(12, 12), line=line + 2)
        s = b.op(
            "div", s, name="scores", shape=(12, 12), line=line + 2, params=(("other", "5.66"),)
        )
        mask = b.constant("mask", (12, 12), dtype="bool")
        s = b.op("masked_fill", s, mask, shape=(12, 12), line=line + 3, params=(("value", "-inf"),))
        a = b.op("softmax", s, name="attn", shape=(12, 12), line=line + 4, params=(("dim", "-1"),))
        o = b.op("matmul", a, heads["v"], shape=big, line=line + 5)
        o = b.op("matmul", o, b.leaf("Wo", (32, 32)), shape=big, line=line + 5)
        h = b.op("add", h, o, name="h", shape=big, line=line + 6)
        n = b.op("layer_norm", h, b.leaf("gain", (32,)), name="n", shape=big, line=line + 7)
        m = b.op("matmul", n, b.leaf("W1", (32, 128)), shape=(12, 128), line=line + 8)
        m = b.op("add", m, b.leaf("b1", (128,)), shape=(12, 128), line=line + 8)
        m = b.op("gelu", m, shape=(12, 128), line=line + 8)
        m = b.op("matmul", m, b.leaf("W2", (128, 32)), shape=big, line=line + 9)
        m = b.op("add", m, b.leaf("b2", (32,)), shape=big, line=line + 9)
        h = b.op("add", h, m, name="h", shape=big, line=line + 10)
    loss = b.op("mean", h, name="loss", role="output", data=0.0123, gradient=grad(1.0), line=90)
    return b.tape(loss)


def failed() -> Tape:
    """A cell that stopped at a shape error: the tape so far."""
    b = Builder()
    x = b.constant("x", (2, 3))
    w = b.leaf("w", (3, 4))
    b.op("matmul", x, w, name="h", shape=(2, 4), line=3, source="h = x @ w")
    return b.tape(error="RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x4 and 3x4)")


def boundaries() -> Tape:
    """One step for every way in which tracking can stop."""
    b = Builder()
    x = b.leaf("x", (3,), [1.0, -2.0, 3.0], LOST)
    ops = {
        "detach": "detach",
        "no_grad": "mul",
        "data": "data",
        "item": "item",
        "integer": "argmax",
        "frozen": "mul",
        "nondifferentiable": "sign",
    }
    for line, (boundary, op) in enumerate(ops.items(), 2):
        b.op(op, x, name=f"y{line}", shape=(3,), line=line, boundary=boundary)
    return b.tape()


def rebound() -> Tape:
    """A name bound three times, an in-place step, two outputs, one input used twice."""
    b = Builder()
    y = b.leaf("y", (2, 2), [[1.0, 2.0], [3.0, 4.0]])
    y = b.op("mul", y, y, name="y", shape=(2, 2), data=[[1.0, 4.0], [9.0, 16.0]], line=2)
    y = b.op(
        "add",
        y,
        name="y",
        shape=(2, 2),
        data=[[2.0, 5.0], [10.0, 17.0]],
        line=3,
        inplace=True,
        params=(("other", "1"),),
    )
    top = b.op(
        "max", y, name="values", shape=(2,), data=[5.0, 17.0], line=4, params=(("dim", "1"),)
    )
    where = b.value("indices", (2,), "intermediate", [1, 1], dtype="int64", requires_grad=False)
    b.steps[-1] = replace(b.steps[-1], outputs=(top, where))
    picked = b.op("getitem", y, where, shape=(2, 2), line=5)
    b.op("sum", picked, name="out", role="output", line=5)
    return b.tape(len(b.values) - 1)


def hostile() -> Tape:
    """Text that a careless writer would interpret: markup, mathtext, quotes, newlines."""
    b = Builder()
    x = b.leaf("<script>alert('x')</script>", (2,), [float("nan"), -0.0])
    w = b.leaf(r"$\frac{1}{0}$ & \"q\"", (), float("inf"))
    long = b.op(
        "mul",
        x,
        w,
        name="a_very_long_name_" * 8,
        shape=(2,),
        data=[1e-30, 1e30],
        line=1,
        source="</text><b>&amp;\n```",
        params=(("fn", "lambda: '<b>\"$x$\"'"),),
    )
    b.op("权重_ex$p", long, name="输出\n]]>", shape=(2,), line=2, boundary="detach")
    return b.tape(error='ValueError: <img src=x onerror="alert(1)"> ${x}$ %%{init}%%')


def empty() -> Tape:
    return Tape("numpy")


SAMPLES = {
    "linear": linear,
    "unrun": lambda: linear(False),
    "accumulated": accumulated,
    "probe": probe,
    "chain": chain,
    "mlp": mlp,
    "attention": attention,
    "failed": failed,
    "boundaries": boundaries,
    "rebound": rebound,
    "hostile": hostile,
    "empty": empty,
}
