"""torch.save and torch.load: what comes back, and what is refused."""

import copy
import io
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nbautograd as torch
from nbautograd import nn, optim
from nbautograd.serialization.archive import write
from nbautograd.serialization.pickled import dumped


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
    with pytest.raises(pickle.UnpicklingError, match="no archive of"):
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


def test_tensors_of_arrays_with_gaps_come_back() -> None:
    memory = np.arange(24.0)
    x = torch.from_numpy(np.lib.stride_tricks.as_strided(memory, (3, 4), (64, 16)))
    for t in (x, x[1], x[:, 1:], x.T, x[1:, 2]):
        assert repr(back([t, x])) == repr([t, x])


def test_a_result_comes_back_as_a_leaf() -> None:
    y = back(torch.ones(2, requires_grad=True) * 2)
    assert y.is_leaf
    assert y.requires_grad
    assert y.tolist() == [2.0, 2.0]


def test_equal_objects_make_equal_files() -> None:
    files = [io.BytesIO(), io.BytesIO()]
    for file in files:
        torch.manual_seed(0)
        torch.save(nn.Linear(2, 3).state_dict(), file)
    assert files[0].getvalue() == files[1].getvalue()


def test_files_of_weights_may_name_what_is_safe() -> None:
    value = {"when": range(3)}
    with pytest.raises(pickle.UnpicklingError, match=r"builtins\.range"):
        back(value)
    with torch.serialization.safe_globals([range]):
        assert back(value) == value
    assert torch.serialization.get_safe_globals() == []


def test_what_cannot_be_written_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "x.pt"
    torch.save([1], file)
    with pytest.raises((AttributeError, pickle.PicklingError)):
        torch.save(lambda: 1, file)
    assert torch.load(file) == [1]
    with pytest.raises(RuntimeError, match=r"Parent directory .*nowhere does not exist"):
        torch.save([1], tmp_path / "nowhere" / "x.pt")
    (tmp_path / "empty.pt").touch()
    with pytest.raises(EOFError, match="Ran out of input"):
        torch.load(tmp_path / "empty.pt")


def test_one_memory_seen_as_two_types_is_refused() -> None:
    x = torch.ones(4)
    with pytest.raises(RuntimeError, match="Cannot save multiple tensors or storages"):
        back([x, x.view(torch.int32)])


# -- files of PyTorch ----------------------------------------------------------------------------------

OBJECTS = {
    "tensors": "[t.arange(6.).reshape(2, 3), t.tensor(1), t.ones(2, dtype=t.bool), t.zeros(0, 3)]",
    "every type": "[t.tensor([0, 1, 2]).to(getattr(t, d)) for d in 'uint8 int8 int16 int32 int64 "
                  "float16 float32 float64 complex64 complex128 bool'.split()]",
    "views": "(lambda x: [x, x[1], x.T, x[:, 1:], x.expand(2, 2, 3), x[::2, 1]])(t.arange(6.).reshape(2, 3))",
    "parameters": "[t.nn.Parameter(t.ones(2)), t.nn.Parameter(t.ones(1), requires_grad=False)]",
    "leaves and results": "[t.ones(2, requires_grad=True), t.ones(2, requires_grad=True) * 2]",
    "containers": "{'a': (1, 2.5, None, True, 'x'), 'b': {3, 4}, 'c': 1j, 'd': [[]], 'e': b'by', 2: {}}",
    "names": "[t.Size([2, 3]), t.float32, t.int64, t.device('cpu')]",
    "a state": "t.nn.Sequential(t.nn.Linear(2, 3), t.nn.BatchNorm1d(3)).state_dict()",
    "an optimizer": "(lambda m: t.optim.Adam(m.parameters(), lr=0.1).state_dict())(t.nn.Linear(2, 1))",
    "attributes": "(lambda x: (setattr(x, 'note', 'mine'), x)[1])(t.ones(2))",
}


def described(value: Any) -> Any:
    """A value in words that both packages share."""
    if isinstance(value, dict):
        return [(described(k), described(v)) for k, v in value.items()]
    if isinstance(value, (list, tuple)):
        return [described(v) for v in value]
    if hasattr(value, "stride"):
        return repr(value), value.stride(), value.is_leaf, vars(value)
    return repr(value)


@pytest.mark.parametrize("name", OBJECTS)
def test_files_go_both_ways(name: str, tmp_path: Path) -> None:
    theirs = pytest.importorskip("torch")
    made = {}
    for writer in (torch, theirs):
        writer.manual_seed(0)
        made[writer] = eval(OBJECTS[name], {"t": writer})
        writer.save(made[writer], tmp_path / "x.pt")
        found = [described(reader.load(tmp_path / "x.pt")) for reader in (torch, theirs)]
        assert found[0] == found[1]
        if name != "leaves and results":
            assert found[0] == described(made[writer])
    assert described(made[torch]) == described(made[theirs])


def test_views_of_a_file_share_their_memory(tmp_path: Path) -> None:
    theirs = pytest.importorskip("torch")
    x = theirs.arange(6.0).reshape(2, 3)
    theirs.save([x, x[1]], tmp_path / "x.pt")
    whole, row = torch.load(tmp_path / "x.pt")
    row[0] = 9
    assert whole[1, 0] == 9
    assert x[1, 0] == 3


def test_a_model_trained_by_pytorch_is_looked_at_here(tmp_path: Path) -> None:
    theirs = pytest.importorskip("torch")
    model = theirs.nn.Sequential(theirs.nn.Linear(3, 4), theirs.nn.Tanh(), theirs.nn.Linear(4, 1))
    theirs.save(model.state_dict(), tmp_path / "model.pt")
    same = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
    same.load_state_dict(torch.load(tmp_path / "model.pt"))
    assert torch.allclose(same(torch.ones(2, 3)), torch.tensor(model(theirs.ones(2, 3)).tolist()))
    theirs.save(model, tmp_path / "whole.pt")
    with pytest.raises(pickle.UnpicklingError, match=r"torch\.nn\.modules.*state_dict"):
        torch.load(tmp_path / "whole.pt", weights_only=False)


def test_types_and_places_that_are_not_here(tmp_path: Path) -> None:
    theirs = pytest.importorskip("torch")
    theirs.save(theirs.tensor([1.0, -2.5], dtype=theirs.bfloat16), tmp_path / "x.pt")
    with pytest.warns(UserWarning, match="bfloat16"):
        x = torch.load(tmp_path / "x.pt")
    assert repr(x) == "tensor([ 1.0000, -2.5000])"


@pytest.mark.parametrize(("place", "says"), [("mps", "MPS device"), ("cuda:0", "a CUDA device")])
def test_files_of_other_devices(place: str, says: str, tmp_path: Path) -> None:
    pickled, storages = dumped(torch.ones(2))
    name = b"X%c\x00\x00\x00%s" % (len(place), place.encode())
    write(tmp_path / "x.pt", pickled.replace(b"X\x03\x00\x00\x00cpu", name), storages)
    with pytest.raises(RuntimeError, match=f"Attempting to deserialize object on {says}.*map_location"):
        torch.load(tmp_path / "x.pt")
    for given in ("cpu", torch.device("cpu"), {place: "cpu"}, lambda storage, place: storage):
        assert torch.load(tmp_path / "x.pt", map_location=given).tolist() == [1, 1]
