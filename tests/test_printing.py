"""Tensors print PyTorch's characters: known lines by hand, and everything else against PyTorch."""

import math
import os
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nbautograd.engine.printing import (
    PrintOptions,
    format_scalar,
    get_printoptions,
    printoptions,
    set_printoptions,
    tensor_text,
)

EXAMPLES = int(os.environ.get("NBAUTOGRAD_PRINTING_EXAMPLES", "300"))
many = settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None)

FLOAT32 = np.dtype(np.float32)


@pytest.fixture(autouse=True)
def _default_options() -> Iterator[None]:
    """Every test starts and leaves with the options of a fresh process."""
    yield
    set_printoptions(profile="default")


def show(values: Any, dtype: Any = np.float32, **how: Any) -> str:
    return tensor_text(np.array(values, dtype), default_dtype=FLOAT32, **how)


# Known lines ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "values", "dtype"),
    [
        ("tensor(1.)", 1, np.float32),
        ("tensor(-0.)", -0.0, np.float32),
        ("tensor(0.1000)", 0.1, np.float32),
        ("tensor(nan)", math.nan, np.float32),
        ("tensor([0., 1., 2., 3.])", [0, 1, 2, 3], np.float32),
        ("tensor([1.0000, 2.5000])", [1, 2.5], np.float32),
        ("tensor([ 1., -1.])", [1, -1], np.float32),
        ("tensor([1., nan, inf])", [1, math.nan, math.inf], np.float32),
        ("tensor([1., -inf])", [1, -math.inf], np.float32),
        ("tensor([1.0000e+00, 1.5000e+05])", [1, 1.5e5], np.float32),
        ("tensor([   1., 1000.])", [1, 1000], np.float32),
        ("tensor([1.0000e+00, 1.0010e+03])", [1, 1001], np.float32),
        ("tensor([100000000.])", [1e8], np.float32),
        ("tensor([0.0001], dtype=torch.float64)", [1e-4], np.float64),
        ("tensor([1.0000e-05])", [1e-5], np.float32),
        ("tensor([1.0000e+09])", [1e9], np.float32),
        ("tensor([[1, 2],\n        [3, 4]])", [[1, 2], [3, 4]], np.int64),
        ("tensor([ True, False])", [True, False], np.bool_),
        ("tensor([-1, 10], dtype=torch.int32)", [-1, 10], np.int32),
        ("tensor(255, dtype=torch.uint8)", 255, np.uint8),
        ("tensor(9223372036854775807)", 2**63 - 1, np.int64),
        ("tensor([0.1000], dtype=torch.float64)", [0.1], np.float64),
        ("tensor(65504., dtype=torch.float16)", 65504, np.float16),
        ("tensor([1.+2.j, 0.+1.j])", [1 + 2j, 1j], np.complex64),
        ("tensor(0.5000+1.j, dtype=torch.complex128)", 0.5 + 1j, np.complex128),
        ("tensor([])", [], np.float32),
        ("tensor([], dtype=torch.int64)", [], np.int64),
        ("tensor([], size=(2, 0))", [[], []], np.float32),
    ],
)
def test_known_lines(text: str, values: Any, dtype: Any) -> None:
    assert show(values, dtype) == text


def test_three_dimensions_are_set_apart_by_an_empty_line() -> None:
    assert show([[[1, 2]], [[3, 4]]], np.int64) == "tensor([[[1, 2]],\n\n        [[3, 4]]])"


def test_more_than_a_thousand_entries_are_shortened() -> None:
    assert show(range(1000), np.int64).count(",") == 999
    assert show(range(1001), np.int64) == "tensor([   0,    1,    2,  ...,  998,  999, 1000])"
    matrix = show(np.zeros((7, 1000)))
    assert matrix.splitlines()[:4] == [
        "tensor([[0., 0., 0.,  ..., 0., 0., 0.],",
        "        [0., 0., 0.,  ..., 0., 0., 0.],",
        "        [0., 0., 0.,  ..., 0., 0., 0.],",
        "        ...,",
    ]


def test_dimensions_no_longer_than_both_edges_stay_whole() -> None:
    assert show(np.zeros((200, 6))).splitlines()[0] == "tensor([[0., 0., 0., 0., 0., 0.],"


def test_without_edges_nothing_shows_but_the_size() -> None:
    none = PrintOptions(threshold=0, edgeitems=0)
    assert show([[1, 2]], options=none) == "tensor([...], size=(1, 2))"
    assert show(1, options=none) == "tensor(1., size=())"


def test_lines_break_at_eighty_columns() -> None:
    lines = show(np.full(20, 0.5)).splitlines()
    assert lines[0] == "tensor([" + ", ".join(["0.5000"] * 9) + ","
    assert lines[1].startswith(" " * 8 + "0.5000")


def test_gradient_suffixes() -> None:
    assert show([1], requires_grad=True) == "tensor([1.], requires_grad=True)"
    both = show([1], requires_grad=True, grad_fn="MulBackward0")
    assert both == "tensor([1.], grad_fn=<MulBackward0>)"
    assert show(1, tangent="tensor(2.)") == "tensor(1., tangent=tensor(2.))"


def test_a_suffix_that_does_not_fit_moves_to_its_own_line() -> None:
    text = show([1.5] * 7, requires_grad=True)
    assert text == "tensor([" + ", ".join(["1.5000"] * 7) + "],\n       requires_grad=True)"


def test_class_names_move_the_lines() -> None:
    text = show([[1], [2]], cls_name="Parameter containing:\ntensor")
    assert text == "Parameter containing:\ntensor([[1.],\n        [2.]])"
    assert show([[1], [2]], cls_name="Mine") == "Mine([[1.],\n      [2.]])"


def test_the_default_dtype_is_not_named() -> None:
    assert tensor_text(np.array(0.1), default_dtype=np.dtype(np.float64)) == "tensor(0.1000)"
    assert "float32" in tensor_text(np.float32([0.1]), default_dtype=np.dtype(np.float64))


# Options --------------------------------------------------------------------------------------


def test_options_are_kept_and_given_back() -> None:
    assert get_printoptions() == {
        "precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80, "sci_mode": None,
    }  # fmt: skip
    with printoptions(precision=1, sci_mode=True):
        assert show([0.25]) == "tensor([2.5e-01])"
        with printoptions(profile="short", threshold=2):
            assert show([0.25, 1, 2, 3, 4]) == "tensor([0.25, 1.00,  ..., 3.00, 4.00])"
        assert get_printoptions()["sci_mode"] is True
    assert get_printoptions() == {
        "precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80, "sci_mode": None,
    }  # fmt: skip


def test_options_are_given_back_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), printoptions(precision=1):
        _ = 1 / 0
    assert get_printoptions()["precision"] == 4


def test_every_call_sets_sci_mode_again() -> None:
    set_printoptions(sci_mode=False)
    assert show([1.5, 1e5]) == "tensor([     1.5000, 100000.0000])"
    set_printoptions(precision=2)
    assert show([1.5, 1e5]) == "tensor([1.50e+00, 1.00e+05])"


def test_options_can_be_handed_in() -> None:
    assert show([0.5], options=PrintOptions(precision=1)) == "tensor([0.5])"


def test_the_full_profile_shows_everything() -> None:
    set_printoptions(profile="full")
    assert "..." not in show(range(5000), np.int64)


def test_an_infinite_line_holds_everything() -> None:
    assert "\n" not in show(range(999), np.int64, options=PrintOptions(linewidth=math.inf))


@pytest.mark.parametrize(
    ("error", "bad"),
    [
        (ValueError, {"precision": -1}),
        (ValueError, {"precision": 2.5}),
        (TypeError, {"threshold": "many"}),
        (TypeError, {"threshold": math.nan}),
        (TypeError, {"edgeitems": 1.5}),
        (TypeError, {"edgeitems": -1}),
        (TypeError, {"linewidth": "wide"}),
        (TypeError, {"widht": 3}),
    ],
)
def test_bad_options_are_refused_and_change_nothing(
    error: type[Exception], bad: dict[str, Any]
) -> None:
    before = get_printoptions()
    with pytest.raises(error, match=next(iter(bad))):
        set_printoptions(sci_mode=True, **bad)
    assert get_printoptions() == before


def test_an_unknown_profile_is_ignored_with_a_warning() -> None:
    set_printoptions(precision=2)
    with pytest.warns(UserWarning, match="Did you mean 'short'"):
        set_printoptions(profile="shrt")
    assert get_printoptions()["precision"] == 2


# Scalars in f-strings -------------------------------------------------------------------------


def test_a_scalar_formats_as_its_number() -> None:
    assert format_scalar(np.float32(1.2).item(), "") == "1.2000000476837158"
    assert format_scalar(np.float32(1.2).item(), ".2f") == "1.20"
    assert format_scalar(7, ">3d") == "  7"
    assert format_scalar(True, "") == "True"


def test_more_than_a_scalar_formats_as_its_text_only() -> None:
    assert format_scalar(np.ones(2), "") == "[1. 1.]"
    says = r"format string passed to ndarray.__format__: '.2f' .* ndarray of shape \(2,\)"
    with pytest.raises(TypeError, match=says):
        format_scalar(np.ones(2), ".2f")


# Against PyTorch ------------------------------------------------------------------------------

NAMES = [
    "float16", "float32", "float64", "complex64", "complex128",
    "int8", "int16", "int32", "int64", "uint8", "bool",
]  # fmt: skip
MAGNITUDES = [0.0, -0.0, 1.0, 0.5, 999.0, 1000.5, 1e-4, 9.9e-5, 1e8, 1.5e8, 1e30, 1e-30, 65504.0]
NOT_FINITE = [math.nan, math.inf, -math.inf]


def _elements(dtype: np.dtype[Any]) -> st.SearchStrategy[Any]:
    """Numbers of a dtype, with those more likely at which the notation changes."""
    if dtype.kind in "iub":
        small = st.integers(0, 1) if dtype.kind == "b" else st.integers(0, 120)
        return st.one_of(small, hnp.from_dtype(dtype))
    if dtype.kind == "c":
        part = _elements(np.dtype(np.float32))
        return st.builds(complex, part, part)
    whole = st.integers(-2000, 2000).map(float)
    known = st.sampled_from(MAGNITUDES + NOT_FINITE)
    usual = st.floats(-100, 100, allow_nan=False)
    return st.one_of(whole, known, usual, hnp.from_dtype(dtype))


@st.composite
def arrays(draw: st.DrawFn) -> np.ndarray[Any, Any]:
    """Arrays whose entries come from a few drawn numbers, so that a failing one is legible."""
    dtype = np.dtype(draw(st.sampled_from(NAMES)))
    shape = draw(
        st.one_of(
            hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
            hnp.array_shapes(min_dims=1, max_dims=3, min_side=1, max_side=12),
            st.tuples(st.integers(1, 40)),
        )
    )
    palette = draw(st.lists(_elements(dtype), min_size=1, max_size=6))
    seed = draw(st.integers(0, 2**16))
    with np.errstate(over="ignore", under="ignore"):
        numbers = np.array(palette).astype(dtype)
    array = np.random.default_rng(seed).choice(numbers, shape)
    return np.asarray(array.T if draw(st.booleans()) else array)


options = st.fixed_dictionaries(
    {},
    optional={
        "profile": st.sampled_from(["default", "short", "full"]),
        "precision": st.integers(0, 12),
        "threshold": st.sampled_from([0, 5, 30, 200, 1000, math.inf]),
        "edgeitems": st.integers(0, 4),
        "linewidth": st.sampled_from([0, 10, 20, 45.5, 60, 80, 120, 200]),
        "sci_mode": st.sampled_from([None, True, False]),
    },
)
GRADIENTS = ["none", "leaf", "clone", "mul", "expand_as", "parameter", "subclass"]


def _in_torch(array: np.ndarray[Any, Any], gradient: str) -> tuple[Any, dict[str, Any]]:
    """PyTorch's tensor of these values with a gradient state, and the same state in our words."""
    torch = pytest.importorskip("torch")
    tensor = torch.from_numpy(array.copy())
    if gradient == "subclass":
        long = type("AClassWithALongName", (torch.Tensor,), {})
        return tensor.as_subclass(long), {"cls_name": long.__name__}
    if gradient == "none" or array.dtype.kind in "iub":
        return tensor, {}
    if gradient == "parameter":
        heading = "Parameter containing:\ntensor"
        return torch.nn.Parameter(tensor), {"requires_grad": True, "cls_name": heading}
    leaf = tensor.requires_grad_()
    if gradient == "leaf":
        return leaf, {"requires_grad": True}
    result = leaf.clone() if gradient == "clone" else getattr(leaf, gradient)(leaf)
    return result, {"requires_grad": True, "grad_fn": type(result.grad_fn).__name__}


@pytest.mark.parametrize("shape", [(), (3,), (12,), (2, 3), (0, 2), (2, 2, 9)])
@pytest.mark.parametrize("dtype", ["float64", "complex64", "float16"])
def test_breaks_lines_where_pytorch_does(shape: tuple[int, ...], dtype: str) -> None:
    pytest.importorskip("torch")
    from torch._tensor_str import printoptions as torch_printoptions

    tensor, how = _in_torch(np.ones(shape, dtype), "clone")
    values = tensor.detach().numpy()
    for linewidth in range(130):
        with torch_printoptions(linewidth=linewidth), printoptions(linewidth=linewidth):
            assert tensor_text(values, default_dtype=FLOAT32, **how) == repr(tensor)


@many
@given(arrays(), options, st.sampled_from(GRADIENTS), st.sampled_from(["float32", "float64"]))
def test_prints_as_pytorch(
    array: np.ndarray[Any, Any], chosen: dict[str, Any], gradient: str, default: str
) -> None:
    torch = pytest.importorskip("torch")
    tensor, how = _in_torch(array, gradient)
    from torch._tensor_str import printoptions as torch_printoptions

    before = torch.get_default_dtype()
    torch.set_default_dtype(getattr(torch, default))
    try:
        with torch_printoptions(**chosen), printoptions(**chosen):
            values = tensor.detach().numpy()
            expected = repr(tensor)
            ours = tensor_text(values, default_dtype=np.dtype(default), **how)
    finally:
        torch.set_default_dtype(before)
    assert ours == expected


@pytest.mark.parametrize("value", [1.2, 3, True, 1 + 2j, math.nan, [1.2], []])
@pytest.mark.parametrize("spec", ["", ".2f", ">9", "d", "zz", "."])
@pytest.mark.parametrize("parameter", [False, True])
def test_formats_as_pytorch(value: Any, spec: str, parameter: bool) -> None:
    torch = pytest.importorskip("torch")
    tensor = torch.tensor(value)
    if parameter:
        tensor = torch.nn.Parameter(tensor, requires_grad=False)
    plain = type(tensor) is torch.Tensor and tensor.ndim == 0
    ours = _outcome(lambda: format_scalar(tensor.item() if plain else tensor, spec))
    error, text = _outcome(lambda: format(tensor, spec))
    assert ours[0] is error
    assert ours[1].startswith(text)


def _outcome(act: Any) -> tuple[type[Exception] | None, str]:
    """What an action raises, and its text."""
    try:
        return None, str(act())
    except (TypeError, ValueError, IndexError) as error:
        return type(error), str(error)
