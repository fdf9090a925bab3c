"""What every op of the table must be, on every sample: one test a property, none an op's own.

An op is declared once; these tests follow from the declaration. `samples` says on what.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from samples import Sample, floating, results, samples

import nbautograd as torch
from nbautograd.derivation import op_formulas
from nbautograd.engine.op import Op
from nbautograd.ops import OPS

NAMES = list(OPS)
REFUSING = [name for name, op in OPS.items()
            if any(hasattr(f.function, "refuses") for f in op.formulas(-1))]
SMOOTH = [name for name, op in OPS.items() if any(
    not hasattr(f.function, "refuses") for f in op.formulas(-1))]
PAIRS = [name for name, op in OPS.items() if op.kind == "elementwise" and len(op.inputs) > 1]
IN_PLACE = [name for name, op in OPS.items() if op.has_inplace]
KINKED = [name for name, op in OPS.items() if op.edge]
USABLE = [name for name, op in OPS.items()
          if op.is_function or op.is_method or op.kind == "elementwise"]
PUBLIC = [name for name, op in OPS.items() if op.is_function or op.is_method]
ALWAYS_DOUBLE = {"float_power"}     # as PyTorch's
NARROW = {"float64": "float32", "complex128": "complex64"}


@pytest.fixture(autouse=True)
def _silent() -> Iterator[None]:
    """PyTorch warns of some arguments (an angle of a complex number cast, a beta op): no matter."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        yield


def smooth(op: Op, dtype: str = "float64") -> Iterator[tuple[Any, list[torch.Tensor]]]:
    """The op as a function of tensors that require grad, for each sample that has any."""
    refusals = (NotImplementedError, RuntimeError, TypeError, ValueError)
    try:
        calls = samples(op, dtype)
        for sample in calls:
            f, moving = sample.function(op)
            f(*moving)
    except refusals:
        if dtype == "complex128":   # as many ops; compared with PyTorch elsewhere
            return
        raise
    for sample in calls:
        f, moving = sample.function(op)
        leaves = [x.detach().requires_grad_() for x in moving]
        if leaves and tracked(f(*leaves)):
            yield f, leaves


def tracked(out: Any) -> tuple[torch.Tensor, ...]:
    return tuple(t for t in results(out) if floating(t) and t.requires_grad)


# -- values ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_values_are_those_of_the_forward_on_arrays(name: str) -> None:
    op = OPS[name]
    for sample in samples(op):
        arrays = [x._data.copy() if isinstance(x, torch.Tensor) else
                  [t._data for t in x] if op.variadic and isinstance(x, (tuple, list)) else x
                  for x in sample.bound(op)]
        with np.errstate(all="ignore"):
            expected = op.call_forward(arrays)
        found = results(op.function(*sample.args, **sample.kwargs))
        for a, b in zip(found, expected if op.several else (expected,), strict=True):
            np.testing.assert_allclose(a._data, b, rtol=1e-12, err_msg=f"{name}{sample}")


@pytest.mark.parametrize("name", NAMES)
def test_types_are_kept(name: str) -> None:
    op = OPS[name]
    for sample in samples(op):
        if "dtype" in op.arguments and sample.bound(op)[op.arguments.index("dtype")] is not None:
            continue
        wide = sample.run(op)
        narrowed = sample.map(lambda x: x.to(getattr(torch, NARROW[x._data.dtype.name]))
                              if floating(x) else x)
        f, moving = narrowed.function(op)
        for a, b in zip(narrowed.run(op), wide, strict=True):
            expected = b._data.dtype.name
            if op.name not in ALWAYS_DOUBLE:
                expected = NARROW.get(expected, expected)
            assert a._data.dtype.name == expected, f"{name}{narrowed}"
        leaves = [x.detach().requires_grad_() for x in moving]
        outs = tracked(f(*leaves)) if op.differentiable else ()
        if outs:
            found = torch.autograd.grad(outs, leaves, [torch.ones_like(t) for t in outs],
                                        allow_unused=True)
            assert [x.dtype for x in found if x is not None] == [
                x.dtype for x, g in zip(leaves, found, strict=True) if g is not None]


@pytest.mark.parametrize("name", PAIRS)
def test_operands_broadcast(name: str) -> None:
    op = OPS[name]
    for sample in samples(op):
        shapes = [tuple(x.shape) for x in sample.inputs(op) if isinstance(x, torch.Tensor)]
        if len(set(shapes)) == 1:
            continue
        size = np.broadcast_shapes(*shapes)
        even = sample.map(lambda x, size=size: x.expand(size).clone())
        for a, b in zip(sample.run(op), even.run(op), strict=True):
            assert a.shape == size
            assert torch.equal(a.nan_to_num(), b.nan_to_num()), f"{name}{sample}"


@pytest.mark.parametrize("name", USABLE)
@pytest.mark.parametrize("shape", [(0,), (2, 0), ()], ids=["0", "2x0", "0-d"])
def test_nothing_and_single_numbers(name: str, shape: tuple[int, ...]) -> None:
    """Where the op takes them at all: the refusals are compared with PyTorch's elsewhere."""
    op = OPS[name]
    for sample in samples(op):
        empty = sample.map(lambda x: torch.from_numpy(np.resize(x._data, shape))
                           if floating(x) or op.kind == "elementwise" else x)
        leaves = [x.requires_grad_() for x in empty.differentiable(op)]
        try:
            outs = results(op.function(*empty.args, **empty.kwargs))
        except (RuntimeError, IndexError, ValueError, TypeError, NotImplementedError):
            continue
        if op.kind == "elementwise":
            assert all(out.shape == shape for out in outs)
        if tracked(outs):
            grads = torch.autograd.grad(tracked(outs), leaves, [torch.ones_like(t) for t in tracked(outs)],
                                        allow_unused=True)
            assert all(g is None or g.shape == shape for g in grads)


# -- derivatives ------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["float64", "complex128"])
@pytest.mark.parametrize("name", SMOOTH)
def test_first_derivatives_are_those_of_finite_differences(name: str, dtype: str) -> None:
    checked = 0
    for f, leaves in smooth(OPS[name], dtype):
        assert torch.autograd.gradcheck(f, leaves, check_forward_ad=True)
        checked += 1
    assert checked or dtype == "complex128", f"no sample of {name} has a gradient"


@pytest.mark.parametrize("name", REFUSING)
def test_what_has_no_derivative_refuses_in_backward(name: str) -> None:
    """PyTorch tracks these inputs, and says in backward that it cannot."""
    op = OPS[name]
    sample = samples(op)[0]
    refused = {f.input for f in op.formulas(-1) if hasattr(f.function, "refuses")}
    for k in refused:
        x = sample.inputs(op)[k]
        call = sample.map(lambda t, x=x: t.detach().requires_grad_() if t is x else t)
        out = tracked(op.function(*call.args, **call.kwargs))
        with pytest.raises((RuntimeError, NotImplementedError), match="derivative for"):
            torch.autograd.backward(out, [torch.ones_like(t) for t in out])


@pytest.mark.parametrize("dtype", ["float64", "complex128"])
@pytest.mark.parametrize("name", SMOOTH)
def test_second_derivatives_are_those_of_finite_differences(name: str, dtype: str) -> None:
    for f, leaves in smooth(OPS[name], dtype):
        try:
            assert torch.autograd.gradgradcheck(f, leaves)
        except RuntimeError as error:
            if "is not implemented" not in str(error):
                raise


@pytest.mark.parametrize("dtype", ["float64", "complex128"])
@pytest.mark.parametrize("name", SMOOTH)
def test_forward_mode_is_the_transpose_of_reverse_mode(name: str, dtype: str) -> None:
    """<v, J u> = <J^T v, u>: two independent ways through the formulas."""
    random = np.random.default_rng(0)

    def like(t: torch.Tensor) -> torch.Tensor:
        values = random.standard_normal(t.shape)
        if t.is_complex():
            values = values + 1j * random.standard_normal(t.shape)
        return torch.from_numpy(np.asarray(values).astype(t._data.dtype))

    def inner(a: Any, b: Any) -> float:
        return sum(float(np.vdot(x._data, y._data).real) for x, y in zip(a, b, strict=True))

    for f, leaves in smooth(OPS[name], dtype):
        points = tuple(x.detach() for x in leaves)
        u = tuple(map(like, points))
        outs, pushed = torch.func.jvp(f, points, u)
        _, pull = torch.func.vjp(f, *points)
        v = tuple(map(like, results(outs)))
        pulled = pull(v if isinstance(outs, tuple) else v[0])
        assert inner(v, results(pushed)) == pytest.approx(inner(pulled, u), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("name", KINKED)
def test_derivatives_at_kinks_are_as_declared(name: str) -> None:
    op = OPS[name]
    assert op.edge is not None
    for place, slope in op.edge.items():
        x = torch.tensor([place], dtype=torch.float64, requires_grad=True)
        op.function(x).sum().backward()
        assert x.grad.tolist() == [slope]


# -- in place ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", IN_PLACE)
def test_the_in_place_form_gives_the_same_values_and_gradients(name: str) -> None:
    op = OPS[name]
    written = 0
    for sample in samples(op):
        expected = sample.run(op)[0]
        target = sample.bound(op)[op.inputs[0]]
        if expected.shape != target.shape or not torch.can_cast(expected.dtype, target.dtype):
            if expected.numel() != target.numel():
                with pytest.raises(RuntimeError, match="doesn't match the broadcast shape"):
                    _written(op, sample, target.clone(), target)
            continue
        assert _same(_gradients(op, sample, False), _gradients(op, sample, True)), f"{name}{sample}"
        t = target.clone()
        version = t._version
        assert _written(op, sample, t, target) is t
        assert t._version == version + 1
        assert torch.equal(t.nan_to_num(), expected.to(t.dtype).nan_to_num())
        written += 1
    assert written, f"no sample of {name} fits in place"


def _written(op: Op, sample: Sample, t: torch.Tensor, target: torch.Tensor) -> Any:
    """The in-place form of a sample, written into `t` where the sample has `target`."""
    call = sample.map(lambda x: t if x is target else x)
    return op.twin()(*call.args, **call.kwargs)


def _gradients(op: Op, sample: Sample, in_place: bool) -> list[torch.Tensor | None]:
    moving = sample.differentiable(op)
    if not moving:
        return []
    place = {id(x): x.detach().requires_grad_() for x in moving}
    target = sample.bound(op)[op.inputs[0]]
    call = sample.map(lambda x: place.get(id(x), x))
    leaf = place.get(id(target), target)
    if in_place:
        copied = leaf.clone()
        out = _written(op, call, copied, leaf)
    else:
        out = op.function(*call.args, **call.kwargs).to(target.dtype)
    if not out.requires_grad:
        return []
    leaves = list(place.values())
    return list(torch.autograd.grad(out, leaves, torch.ones_like(out), allow_unused=True))


def _same(a: list[torch.Tensor | None], b: list[torch.Tensor | None]) -> bool:
    return len(a) == len(b) and all(
        (x is None and y is None) or (x is not None and y is not None
                                      and np.array_equal(x._data, y._data, equal_nan=True))
        for x, y in zip(a, b, strict=True))


@pytest.mark.parametrize("name", SMOOTH)
def test_what_a_formula_saved_may_not_be_overwritten(name: str) -> None:
    """Written over between forward and backward: refused if it was saved, else without effect."""
    op = OPS[name]
    if op.variadic or op.kind == "view":
        return
    for sample in [s for s in samples(op) if s.via is Sample._field_defaults["via"]][:2]:
        for k, what in enumerate((*op.input_names, *op.outputs)):
            leaves = {id(t): t.detach().clone().requires_grad_() for t in sample.differentiable(op)}
            copies = {key: t.clone() for key, t in leaves.items()}
            call = sample.map(lambda t, copies=copies: copies[id(t)] if id(t) in copies else t.clone())
            outs = results(op.function(*call.args, **call.kwargs))
            if not tracked(outs):
                continue
            saved = what in tracked(outs)[0].grad_fn.plan.saved_names()
            target = [*call.inputs(op), *outs][k]
            if not isinstance(target, torch.Tensor):
                continue
            with torch.no_grad():
                target.zero_()
            with _refusal(saved):
                torch.autograd.grad(tracked(outs), list(leaves.values()), [
                    torch.ones_like(t) for t in tracked(outs)], allow_unused=True)


def _refusal(expected: bool) -> Any:
    return pytest.raises(RuntimeError, match="has been modified by an inplace operation") if (
        expected) else contextlib.nullcontext()


# -- documentation --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_op_is_documented(name: str) -> None:
    doc = OPS[name].doc
    assert doc, f"{name} has no docstring"
    assert ">>> " in doc, f"the docstring of {name} has no example"


@pytest.mark.parametrize("name", NAMES)
def test_an_elementwise_op_is_written_in_latex(name: str) -> None:
    op = OPS[name]
    if op.kind == "elementwise" and op.differentiable:
        assert op.tex, f"give {name} tex="
    assert all("=" in line for line in op_formulas(op))
