"""Tutorials: seeded programs, unchanged, print on our package what they print on PyTorch."""

import contextlib
import importlib
import importlib.util
import io
import re
import sys
import textwrap

import pytest

PROGRAMS = {
    "regression": """
        import torch
        import torch.nn as nn
        torch.manual_seed(42)
        X = torch.randn(50, 3)
        y = X @ torch.tensor([[1.5], [-2.0], [0.5]]) + 0.3 + 0.1 * torch.randn(50, 1)
        model = nn.Linear(3, 1)
        print(model, list(model.parameters()))
        criterion = nn.MSELoss()
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        print(optimizer)
        for epoch in range(20):
            optimizer.zero_grad()
            loss = criterion(model(X), y)
            loss.backward()
            optimizer.step()
            if epoch % 5 == 0:
                print(f"epoch {epoch}: loss {loss.item():.4f}")
        print(model.weight, model.bias)
        print(loss, loss.grad_fn, loss.grad_fn.next_functions[0][0],
              loss.grad_fn.next_functions[0][0].next_functions)
    """,
    "classes": """
        import torch
        from torch import nn, optim
        import torch.nn.functional as F
        from torch.utils.data import DataLoader, TensorDataset, random_split

        class Net(nn.Module):
            def __init__(self, hidden):
                super().__init__()
                self.fc1 = nn.Linear(4, hidden)
                self.drop = nn.Dropout(0.2)
                self.fc2 = nn.Linear(hidden, 3)

            def forward(self, x):
                x = F.relu(self.fc1(x))
                return self.fc2(self.drop(x))

        torch.manual_seed(0)
        x = torch.randn(60, 4)
        y = (x[:, 0] > 0).long() + (x[:, 1] > 0).long()
        train, test = random_split(TensorDataset(x, y), [48, 12])
        loader = DataLoader(train, batch_size=16, shuffle=True)
        net = Net(8)
        print(net)
        print(sum(p.numel() for p in net.parameters() if p.requires_grad))
        opt = optim.Adam(net.parameters(), lr=0.02)
        scheduler = optim.lr_scheduler.StepLR(opt, step_size=2, gamma=0.5)
        for epoch in range(5):
            net.train()
            running = 0.0
            for xb, yb in loader:
                opt.zero_grad()
                loss = F.cross_entropy(net(xb), yb)
                loss.backward()
                nn.utils.clip_grad_norm_(net.parameters(), 1.0)
                opt.step()
                running += loss.item() * len(xb)
            scheduler.step()
            net.eval()
            with torch.no_grad():
                hits = sum((net(xb).argmax(1) == yb).sum().item() for xb, yb in DataLoader(test, 4))
            print(epoch, f"{running / len(train):.4f}", hits, scheduler.get_last_lr())
        for name, p in net.named_parameters():
            print(name, p.shape, f"{p.grad.norm():.4f}")
    """,
    "images": """
        import torch
        import torch.nn as nn
        torch.manual_seed(1)
        model = nn.Sequential(
            nn.Conv2d(1, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(4, 8, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 2))
        print(model)
        x = torch.rand(6, 1, 8, 8)
        y = torch.tensor([0, 1, 0, 1, 1, 0])
        opt = torch.optim.RMSprop(model.parameters(), lr=0.01, momentum=0.5)
        for step in range(6):
            loss = nn.CrossEntropyLoss()(model(x), y)
            opt.zero_grad()
            loss.backward()
            opt.step()
            print(f"{loss.item():.4f}")
        print(model[1].running_mean, model[1].num_batches_tracked)
        model.eval()
        print(model(x[:2]))
    """,
    "sequences": """
        import torch
        import torch.nn as nn
        torch.manual_seed(2)
        text = "hello world"
        chars = sorted(set(text))
        index = torch.tensor([chars.index(c) for c in text])

        class Model(nn.Module):
            def __init__(self):
                super().__init__()
                self.embed = nn.Embedding(len(chars), 6)
                self.rnn = nn.LSTM(6, 8, batch_first=True)
                self.out = nn.Linear(8, len(chars))

            def forward(self, x, state=None):
                h, state = self.rnn(self.embed(x), state)
                return self.out(h), state

        model = Model()
        opt = torch.optim.AdamW(model.parameters(), lr=0.05)
        for step in range(12):
            logits, _ = model(index[None, :-1])
            loss = nn.functional.cross_entropy(logits[0], index[1:])
            opt.zero_grad()
            loss.backward()
            opt.step()
            if step % 3 == 0:
                print(step, f"{loss.item():.4f}")
        print("".join(chars[i] for i in logits[0].argmax(-1)))
    """,
    "attention": """
        import torch
        import torch.nn as nn
        import torch.nn.functional as F
        torch.manual_seed(3)
        layer = nn.TransformerEncoderLayer(d_model=8, nhead=2, dim_feedforward=16, batch_first=True,
                                           dropout=0.1)
        x = torch.randn(2, 5, 8)
        mask = nn.Transformer.generate_square_subsequent_mask(5)
        print(mask)
        out = layer(x, src_mask=mask)
        print(out[0, 0])
        (out * torch.randn(2, 5, 8)).sum().backward()
        print(layer.linear1.weight.grad[0, :4])
        q, k, v = (torch.randn(1, 2, 3, 4, requires_grad=True) for _ in range(3))
        a = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        print(a, a.shape)
        a.pow(2).sum().backward()
        print(q.grad[0, 0])
    """,
    "parameters": """
        import copy
        import torch
        import torch.nn as nn

        class Poly(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.a = nn.Parameter(torch.tensor([1.0, 2.0]))
                self.register_buffer("scale", torch.tensor(2.0))
                self.layers = nn.ModuleList([nn.Linear(2, 2) for _ in range(2)])

            def forward(self, x):
                for layer in self.layers:
                    x = torch.tanh(layer(x))
                return (x * self.a).sum() * self.scale

        torch.manual_seed(4)
        m = Poly()
        print(m.state_dict())
        print([n for n, _ in m.named_parameters()], [n for n, _ in m.named_modules()])
        seen = []
        m.layers[0].register_forward_hook(lambda mod, args, out: seen.append(out.shape))
        m.layers[1].register_full_backward_hook(
            lambda mod, gi, go: seen.append((gi[0].shape, go[0].shape)))
        y = m(torch.ones(3, 2))
        y.backward()
        print(y, seen)
        twin = copy.deepcopy(m)
        print(twin.a.grad, m.a.grad)
        nn.init.constant_(twin.a, 0.5)
        nn.init.xavier_uniform_(twin.layers[0].weight)
        print(twin.load_state_dict(m.state_dict()), torch.equal(twin.a, m.a))
        try:
            m.load_state_dict({"a": torch.ones(3)})
        except RuntimeError as error:
            print(error)
        m.double()
        print(m.a.dtype, m.scale.dtype, next(m.parameters()).is_leaf, type(m.a.data).__name__)
        for p in m.layers.parameters():
            p.requires_grad = False
        print([p.requires_grad for p in m.parameters()])
        vector = nn.utils.parameters_to_vector(m.parameters())
        print(vector.shape, vector[:3])
    """,
    "by hand": """
        import torch
        torch.manual_seed(5)
        N, D_in, H, D_out = 16, 10, 5, 2
        x, y = torch.randn(N, D_in), torch.randn(N, D_out)
        model = torch.nn.Sequential(torch.nn.Linear(D_in, H), torch.nn.ReLU(),
                                    torch.nn.Linear(H, D_out))
        loss_fn = torch.nn.MSELoss(reduction="sum")
        for t in range(30):
            loss = loss_fn(model(x), y)
            model.zero_grad()
            loss.backward()
            with torch.no_grad():
                for param in model.parameters():
                    param -= 1e-3 * param.grad
            if t % 10 == 9:
                print(t, f"{loss.item():.4f}")
        print(model[0].bias)
    """,
}


def printed(engine: str, program: str) -> str:
    """What a program prints where ``import torch`` gives this engine."""
    source = textwrap.dedent(program)
    if engine != "torch":
        source = re.sub(r"\bimport torch$", f"import {engine} as torch", source, flags=re.M)
        source = re.sub(r"\b(import|from) torch\b", rf"\1 {engine}", source)
    for name in ("nn", "nn.functional", "optim", "optim.lr_scheduler", "utils.data"):
        importlib.import_module(f"{engine}.{name}")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(source, f"<{engine}>", "exec"), {"__name__": "__main__"})
    return re.sub(r"<(\w+) object at 0x\w+>", r"<\1>", out.getvalue())


@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="PyTorch is not installed")
@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.filterwarnings("ignore")    # PyTorch's of its own
def test_a_program_prints_what_it_prints_on_pytorch(name: str) -> None:
    assert printed("nbautograd", PROGRAMS[name]) == printed("torch", PROGRAMS[name])


def test_programs_run_without_pytorch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    for program in PROGRAMS.values():
        assert printed("nbautograd", program)
