"""What learners get wrong with layers, losses, optimizers and data; see `test_mistakes`."""

from __future__ import annotations

import pytest
from both import raises
from outcomes import compare

import nbautograd as torch

ARGUMENTS = r"""
m.device(0)
m.device("cpu:x")
m.device(None)
with m.device("cpu"): y = m.ones(1)$y
m.device("cpu:-1")
m.zeros(1, device=0)
m.finfo("float32")
m.add(x, x, alpha="a")
m.where(x > 0, 1)
m.where(x > 0, x, None)
m.kron(x, 3)
x.fill_("a")
x.new_full(2, 3)
m.ones(2, 3).masked_fill(m.ones(2, 3) > 0, "a")
m.ones(2, 3).masked_fill(m.ones(2, 3) > 0, None)
m.where(x > 0, None, x)
m.where(x > 0, x)
x.where(x > 0)
x.where(x > 0, None)
m.addmm(m.ones(3), m.ones(2, 3), m.ones(3, 2))
m.baddbmm(m.ones(3), m.ones(1, 2, 3), m.ones(1, 3, 2))
m.addmm(m.ones(2, 2, 2), m.ones(2, 3), m.ones(3, 2))
"""

LAYERS = r"""
class N(m.nn.Module):$    def __init__(self): self.x = 1$N()(x)
class N(m.nn.Module):$    def __init__(self): self.x = m.ones(1)$list(N().parameters())
m.nn.Sequential(m.nn.ReLU())["a"]
m.nn.Conv2d(3, 8)
m.nn.ConvTranspose2d(3, 8, 3, output_padding=3)(m.ones(1, 3, 5, 5))
m.nn.ConvTranspose2d(3, 8, 3, stride=2)(m.ones(1, 3, 5, 5), output_size=(20, 20))
m.nn.LSTM(3, 4)(m.ones(2, 1, 3), m.ones(1, 1, 4))
m.nn.LSTM(3, 4)(m.ones(2, 1, 3), (m.ones(1, 1, 5), m.ones(1, 1, 4)))
m.nn.LSTM(3, 4)(m.ones(2, 1, 3), (m.ones(1, 4), m.ones(1, 4)))
m.nn.LSTM(3, 4)(m.ones(2, 3), (m.ones(1, 1, 4), m.ones(1, 1, 4)))
m.nn.GRU(3, 4)(m.ones(2, 1, 3), m.ones(1, 4))
m.nn.RNN(3, 4.0)
m.nn.LSTM(3, 4, proj_size=5)
m.nn.MaxPool2d(2)(x)
m.nn.AdaptiveAvgPool2d(2)(x)
m.nn.AdaptiveAvgPool2d(-1)(m.ones(1, 1, 4, 4))
m.nn.MaxUnpool2d(2)(m.ones(1, 1, 2, 2), m.ones(1, 1, 2, 2))
m.nn.ReflectionPad2d(2)(m.ones(1, 1, 2, 2))
m.nn.ELU("a")(x)
m.nn.Hardtanh(1, 0)
m.nn.Fold(2, 2)(x)
m.nn.init.constant_(x, "a")
m.nn.utils.rnn.pad_sequence([])
m.nn.functional.conv_transpose3d(m.ones(1, 1, 3, 3, 3), m.ones(1, 1, 2, 2, 2), output_padding=1)
m.nn.RNN("a", 3)
m.nn.RNN(3, 3, bias=1)
m.nn.RNN(3, 3, batch_first=1)
m.nn.RNN(0, 3)
m.nn.LSTM(3, 4, proj_size=-1)
m.nn.RNN(3, 4)(m.ones(2, 2, 2, 3))
m.nn.RNN(3, 4)(m.ones(2, 3), m.ones(1, 1, 4))
m.nn.RNN(3, 4)(m.ones(2, 1, 3), m.ones(1, 4))
m.nn.LSTM(3, 4)(m.ones(2, 1, 3), (m.ones(1, 1, 4), m.ones(1, 1, 5)))
m.nn.LSTM(3, 4)(m.ones(2, 1, 3), (m.ones(1, 1, 4),))
m.nn.LSTM(3, 4)(m.ones(2, 1, 3), 3)
m.nn.functional.elu(x, "a")
m.nn.functional.leaky_relu(x, "a")
m.nn.functional.leaky_relu(x, None)
m.nn.functional.softplus(x, "a")
m.nn.functional.fold(x, 2, 2)
m.nn.functional.adaptive_avg_pool1d(w, 1)
m.nn.functional.adaptive_max_pool2d(x, 1)
m.nn.functional.avg_pool3d(x, 1)
m.nn.functional.max_pool1d(w, 1)
m.nn.functional.avg_pool2d(m.ones(1, 1, 4, 4), (2, 2, 2))
m.nn.functional.avg_pool2d(m.ones(1, 1, 4, 4), 0)
m.nn.functional.max_pool2d(m.ones(1, 1, 4, 4), 0)
m.nn.functional.max_pool2d(m.ones(1, 1, 4, 4), "a")
m.nn.functional.max_pool2d(m.ones(1, 1, 4, 4), 2.5)
m.nn.functional.max_pool2d(m.ones(1, 1, 4, 4), (1, 2, 3))
m.nn.functional.max_pool2d(x, 1)
m.nn.functional.conv2d(m.ones(1, 1, 4, 4), m.ones(1, 1, 2, 2), dilation=0)
m.nn.functional.conv2d(m.ones(1, 1, 4, 4), 3)
m.nn.functional.conv2d(m.ones(1, 1, 4, 4), None)
m.nn.functional.linear(x, x, m.ones(3))
m.nn.functional.dropout(3)
m.nn.functional.max_unpool2d(m.ones(1, 1, 2, 2), m.ones(1, 1, 2, 2), 2)
m.nn.functional.pad(m.ones(1, 2, 3), (3, 0), mode="reflect")
m.nn.functional.pad(m.ones(1, 2, 3, 3), (3, 0, 1, 1), mode="reflect")
m.nn.functional.pad(m.ones(2, 3), (3, 0), mode="reflect")
m.nn.functional.adaptive_avg_pool2d(m.ones(3), 2)
m.nn.functional.adaptive_avg_pool2d(m.ones(3, 3, 3, 3, 3), 2)
m.nn.functional.adaptive_max_pool2d(m.ones(3, 3, 3, 3, 3), 2)
m.nn.functional.adaptive_max_pool1d(m.ones(3), 2)
m.nn.functional.adaptive_avg_pool1d(m.ones(3, 3, 3, 3), 2)
m.nn.functional.adaptive_avg_pool3d(m.ones(3, 3, 3), 2)
m.nn.functional.adaptive_avg_pool2d(m.ones(1, 3, 3), (-1, 1))
m.nn.functional.adaptive_avg_pool2d(m.ones(1, 3, 3), "a")
"""

TYPES = r"""
m.nn.Conv2d(3, 8, 3)(m.ones(1, 3, 5, 5).double())
m.nn.Conv2d(3, 8, 3)(m.ones(1, 3, 5, 5).long())
m.nn.BatchNorm2d(3)(m.ones(2, 3, 2, 2).double())
m.nn.GRU(3, 4)(m.ones(2, 1, 3).double())
m.nn.functional.conv2d(m.ones(1, 1, 3, 3).double(), m.ones(1, 1, 2, 2))
m.nn.functional.conv2d(m.ones(1, 1, 3, 3).double(), m.ones(1, 1, 2, 2), m.ones(1))
m.nn.functional.conv2d(m.ones(1, 1, 3, 3).half(), m.ones(1, 1, 2, 2), m.ones(1))
m.nn.functional.conv2d(m.ones(1, 1, 3, 3).int(), m.ones(1, 1, 2, 2), m.ones(1))
m.nn.functional.conv2d(m.ones(1, 1, 3, 3), m.ones(1, 1, 2, 2).double(), m.ones(1))
m.nn.functional.conv_transpose2d(m.ones(1, 1, 3, 3).double(), m.ones(1, 1, 2, 2), m.ones(1))
m.nn.functional.conv_transpose2d(m.ones(1, 1, 3, 3), m.ones(1, 1, 2, 2).double(), m.ones(1))
m.nn.functional.conv1d(m.ones(1, 1, 3).long(), m.ones(1, 1, 2))
m.nn.LSTM(3, 4)(m.ones(2, 1, 3).long())
m.nn.functional.linear(x, m.ones(2, 3), m.ones(2).double())
m.addmm(m.ones(2).double(), m.ones(2, 3), m.ones(3, 2))
m.addmv(m.ones(2).double(), m.ones(2, 3), m.ones(3))
m.addbmm(m.ones(2).double(), m.ones(1, 2, 3), m.ones(1, 3, 2))
m.baddbmm(m.ones(2).double(), m.ones(1, 2, 3), m.ones(1, 3, 2))
m.nn.functional.batch_norm(m.ones(2, 3).double(), m.zeros(3), m.ones(3), m.ones(3), m.zeros(3), True)
m.nn.functional.batch_norm(m.ones(2, 3).double(), m.zeros(3), m.ones(3), None, None, True)
m.nn.functional.batch_norm(m.ones(2, 3).double(), m.zeros(3), m.ones(3), None, None)
m.nn.functional.batch_norm(m.ones(2, 3), m.zeros(3), m.ones(3), m.ones(3).double(), None, True)
m.nn.functional.batch_norm(m.ones(2, 3).half(), m.zeros(3).half(), m.ones(3).half(), m.ones(3), m.zeros(3), True)
m.nn.functional.batch_norm(m.ones(2, 3).double(), None, None, m.ones(3), m.zeros(3), True)
m.nn.functional.instance_norm(m.ones(2, 3, 4).double(), weight=m.ones(3))
m.nn.functional.group_norm(m.ones(2, 3, 4).double(), 3, weight=m.ones(3))
m.nn.functional.layer_norm(m.ones(2, 3).double(), (3,), m.ones(3))
m.nn.functional.max_unpool2d(m.ones(1, 1, 2, 2), m.ones(1, 1, 2, 2).int(), 2)
m.nn.functional.batch_norm(m.ones(2, 3).double(), m.zeros(3), m.ones(3), m.ones(3).double(), None, True)
m.nn.functional.batch_norm(m.ones(2, 3).double(), m.zeros(3), m.ones(3), m.ones(3).double(), m.ones(3), True)
m.nn.functional.batch_norm(m.ones(2, 3), m.zeros(3).double(), m.ones(3), m.ones(3), m.ones(3), True)
m.nn.functional.batch_norm(m.ones(2, 3), m.zeros(3).double(), m.ones(3), m.ones(3), m.ones(3), False)
m.nn.functional.layer_norm(m.ones(2, 3), (3,), m.ones(3), m.ones(3).double())
m.nn.functional.group_norm(m.ones(2, 3), 3, m.ones(3), m.ones(3).double())
m.nn.functional.instance_norm(m.ones(2, 3, 4), None, None, m.ones(3), m.ones(3).double())
m.nn.functional.linear(m.ones(2, 2, 3), m.ones(2, 3), m.ones(2).double())
m.nn.functional.linear(m.ones(3), m.ones(2, 3), m.ones(2).double())
"""

TRAINING = r"""
m.optim.SGD([("a", w), w], lr=0.1)
m.optim.SGD([w], lr=t([0.1, 0.2]))
m.optim.Adam([w], fused=True, foreach=True)
o = m.optim.SGD([w], 0.1); m.optim.lr_scheduler.SequentialLR(o, [], [])
m.utils.data.DataLoader([1], timeout=-1)
m.utils.data.DataLoader([1], prefetch_factor=3)
m.utils.data.DataLoader([1], persistent_workers=True)
d = m.utils.data.DataLoader([1, 2]); d.batch_size = 3
list(m.utils.data.DataLoader([(1, "a"), (2, "b")], 2))
m.optim.SGD([w], lr=t(0.1), fused=True, foreach=True)
m.optim.AdamW([w], fused=True, foreach=True)
m.optim.SGD([w], fused=True, differentiable=True)
o = m.optim.SGD([("a", w)]); o.add_param_group({"params": [x.clone()]})
o = m.optim.SGD([w]); o.add_param_group({"params": [("b", x.clone())]})
o = m.optim.SGD([w], lr=0.1); h = o.register_state_dict_pre_hook(lambda o: None); o.state_dict()
o = m.optim.SGD([w], lr=0.1); h = o.register_state_dict_post_hook(lambda o, s: {"a": 1}); o.state_dict()
o = m.optim.SGD([w], lr=0.1); h = o.register_load_state_dict_post_hook(lambda o: setattr(o, "q", 3)); o.load_state_dict(o.state_dict()); o.q
"""


PROGRAMS = [line for table in (ARGUMENTS, LAYERS, TYPES, TRAINING)
            for line in table.strip().split("\n")]


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_mistake_is_refused_as_by_pytorch(program: str) -> None:
    compare(program)


def test_a_class_is_no_module() -> None:
    raises(TypeError, "nbautograd.nn.activation.ReLU is not a Module subclass, it is a class: make "
           "a module of it, ReLU(...)", lambda: torch.nn.Sequential(torch.nn.ReLU))


@pytest.mark.parametrize("name", ["Conv2d", "MaxPool2d", "BatchNorm2d", "Softmax", "ReLU", "Sigmoid"])
def test_a_wrong_argument_is_one_of_the_class_that_was_named(name: str) -> None:
    raises(TypeError, f"{name}.__init__() got an unexpected keyword argument 'axis'",
           lambda: getattr(torch.nn, name)(axis=1))


def test_a_file_is_given_by_its_path_or_opened() -> None:
    raises(AttributeError, "expected 'f' to be string, path, or a file-like object",
           lambda: torch.save(torch.ones(1), 3))
    raises(AttributeError, "'int' object has no attribute 'seek'", lambda: torch.load(3))
