"""The memory behind tensors, as PyTorch shows it."""

import pytest

import nbautograd as torch


@pytest.mark.filterwarnings("ignore:TypedStorage")
def test_views_share_it():
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    memory = x[1].storage()
    assert repr(memory) == (" 1.0\n 2.0\n 3.0\n 4.0\n[torch.storage.TypedStorage("
                            "dtype=torch.float32, device=cpu) of size 4]")
    assert memory.data_ptr() == x.t().storage().data_ptr()
    memory[0] = 9
    assert x.tolist() == [[9.0, 2.0], [3.0, 4.0]]


def test_bytes():
    memory = torch.tensor([1, 256], dtype=torch.int16).untyped_storage()
    assert (memory.tolist(), memory.nbytes(), memory[2:]) == ([1, 0, 0, 1], 4, [0, 1])
    assert repr(torch.zeros(0).untyped_storage()) == (
        " \n[torch.storage.UntypedStorage(device=cpu) of size 0]")


def test_refusals():
    with pytest.warns(UserWarning, match="TypedStorage is deprecated"):
        memory = torch.ones(2).storage()
    with pytest.raises(IndexError, match="index 2 out of range for storage of size 2"):
        memory[2]
    with pytest.raises(AssertionError, match="Torch not compiled with CUDA enabled"):
        torch.set_default_device("cuda")
