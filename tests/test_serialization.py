"""torch.save and torch.load: what comes back, and what is refused."""

import copy
import io
import pickle
from pathlib import Path
from typing import Any

import pytest

import nbautograd as torch
from nbautograd import nn, optim


def back(value: Any, **given: Any) -> Any:
    buffer = io.BytesIO()
    torch.save(value, buffer)
    buffer.seek(0)
    return torch.load(buffer, **given)


def test_a_training_goes_on_from_a_file(tmp_path: Path) -> None:
    def fitted(steps: int, model: Any, opt: Any) -> list[float]:
        losses = []
        for _ in range(steps):
            loss = (model(torch.ones(2, 3)) ** 2).sum()
            opt.zero_grad()
            loss.backward()
            opt.step()
            losses.append(loss.item())
        return losses

    model = nn.Linear(3, 1)
    opt = optim.Adam(model.parameters(), lr=0.1)
    fitted(3, model, opt)
    torch.save({"model": model.state_dict(), "opt": opt.state_dict()}, tmp_path / "state.pt")
    saved = torch.load(tmp_path / "state.pt", map_location="cpu")
    again = nn.Linear(3, 1)
    again.load_state_dict(saved["model"])
    other = optim.Adam(again.parameters(), lr=0.1)
    other.load_state_dict(saved["opt"])
    assert fitted(3, model, opt) == fitted(3, again, other)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int64", "bool", "complex64"])
def test_tensors_come_back_as_they_were(dtype: str) -> None:
    x = torch.tensor([[0, 1], [2, 3]]).to(getattr(torch, dtype))
    assert repr(back(x)) == repr(x)
    assert repr(back([x, (x, {"a": x, "n": 1.5})])) == repr([x, (x, {"a": x, "n": 1.5})])


def test_parameters_stay_parameters() -> None:
    p = back(nn.Parameter(torch.ones(2)))
    assert isinstance(p, nn.Parameter)
    assert p.requires_grad


def test_whole_modules_are_loaded_only_on_trust() -> None:
    model = nn.Sequential(nn.Linear(2, 1), nn.ReLU())
    with pytest.raises(pickle.UnpicklingError, match=r"Weights only load failed.*Sequential"):
        back(model)
    assert repr(back(model, weights_only=False)) == repr(model)


def test_a_file_cannot_run_code() -> None:
    class Evil:
        def __reduce__(self) -> Any:
            return print, ("gotcha",)

    with pytest.raises(pickle.UnpicklingError, match=r"builtins\.print"):
        back(Evil())


def test_other_files_are_refused() -> None:
    with pytest.raises(pickle.UnpicklingError, match="not written by"):
        torch.load(io.BytesIO(b"PK\x03\x04"))
    with pytest.raises(AssertionError, match="Torch not compiled with CUDA enabled"):
        torch.load(io.BytesIO(b""), map_location="cuda")


def test_tensors_of_one_memory_share_it_again() -> None:
    x = torch.arange(6.0).reshape(2, 3)
    for a, row, turned in (back([x, x[1], x.T]), copy.deepcopy([x, x[1], x.T])):
        row[0] = 9
        assert a[1, 0] == turned[0, 1] == 9
        assert turned.stride() == (1, 3)
    assert x[1, 0] == 3


def test_a_result_comes_back_as_a_leaf() -> None:
    y = back(torch.ones(2, requires_grad=True) * 2)
    assert y.is_leaf
    assert y.requires_grad
    assert y.tolist() == [2.0, 2.0]


# What PyTorch writes, and what is shown of it when it is read.
WRITTEN = """
torch.arange(6.0).reshape(2, 3)
torch.arange(6.0).reshape(2, 3).T[1:]
[torch.ones(2, dtype=d) for d in (torch.float64, torch.float16, torch.int8, torch.bool, torch.complex64)]
{"a": torch.nn.Parameter(torch.ones(2)), "b": torch.ones(1, requires_grad=True), "c": torch.empty(0)}
torch.float32, torch.Size([2, 3]), torch.device("cpu"), torch.tensor(3), {1, 2}, 1j, None, b"x"
torch.optim.Adam([torch.nn.Parameter(torch.ones(1))]).state_dict()
torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3)).state_dict()
"""


@pytest.mark.parametrize("program", WRITTEN.strip().split("\n"))
def test_files_of_pytorch_are_read(program: str) -> None:
    pytorch = pytest.importorskip("torch")
    pytorch.manual_seed(0)
    value, buffer = eval(program, {"torch": pytorch}), io.BytesIO()
    pytorch.save(value, buffer)
    buffer.seek(0)
    assert repr(torch.load(buffer)) == repr(value)


def test_weights_of_pytorch_are_loaded_with_what_they_share() -> None:
    pytorch = pytest.importorskip("torch")
    theirs, ours = pytorch.nn.LSTM(2, 3), nn.LSTM(2, 3)
    buffer = io.BytesIO()
    x = pytorch.arange(4.0)
    pytorch.save({"net": theirs.state_dict(), "shared": [x, x[1:]], "b": x.bfloat16()}, buffer)
    buffer.seek(0)
    found = torch.load(buffer)
    ours.load_state_dict(found["net"])
    assert ours(torch.ones(4, 1, 2))[0].detach().numpy() == pytest.approx(
        theirs(pytorch.ones(4, 1, 2))[0].detach().numpy())
    found["shared"][1][0] = 9
    assert found["shared"][0].tolist() == [0.0, 9.0, 2.0, 3.0]
    assert found["b"].tolist() == [0.0, 1.0, 2.0, 3.0]


def test_modules_of_pytorch_are_refused() -> None:
    pytorch = pytest.importorskip("torch")
    buffer = io.BytesIO()
    pytorch.save(pytorch.nn.Linear(1, 1), buffer)
    for weights_only in (True, False):
        buffer.seek(0)
        with pytest.raises(pickle.UnpicklingError, match=r"names torch.nn.modules.linear.Linear"):
            torch.load(buffer, weights_only=weights_only)
