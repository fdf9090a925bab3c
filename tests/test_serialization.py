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
