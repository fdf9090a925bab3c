"""Programs in torch's spelling, run on both engines by the tests."""

PROGRAMS = {
    "linear": """
x = torch.tensor([[1.], [2.]], requires_grad=True)
w = torch.tensor([[0.5, 0.5]], requires_grad=True)
b = torch.tensor(0.1, requires_grad=True)
loss = ((w @ x + b - torch.tensor(1.0)) ** 2).sum()
loss.backward()
""",
    "cuts": """
x = torch.tensor([1., 2.], requires_grad=True)
w = torch.tensor([3., 4.], requires_grad=True)
u = torch.tensor([1., 1.], requires_grad=True)
h = (x * w).detach()
with torch.no_grad():
    k = x * 2
y = h + x * u + k
s = y.sum()
s.backward()
""",
    "control flow": """
def f(a):
    b = a * 2
    while b.norm() < 1000:
        b = b * 2
    if b.sum() > 0:
        c = b
    else:
        c = 100 * b
    return c

a = torch.tensor(3., requires_grad=True)
d = f(a)
d.backward()
e = a.grad == d / a
""",
    "in place": """
x = torch.tensor([1., 2., 3.], requires_grad=True)
y = x * 2
y.add_(1)
y[0] = 5.
z = y[1:]
z.mul_(3)
y.sum().backward()
with torch.no_grad():
    x -= 0.1 * x.grad
x.grad.zero_()
""",
    "shapes": """
x = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
a = 1 - x
b = 1 / x
c = 2 ** x
d = x.T
e = torch.stack([x[0], x[:, 1]])
f = torch.cat([x, x], dim=1)
m = x.max(dim=0)
v = m.values.sum() + e.mean() + f.sum() + b.sum() + (a @ d).sum()
v.backward()
i = x.sum().item()
n = x.detach().numpy()
w = torch.where(x > 2, x, torch.zeros(2, 2))
""",
    "edges": """
x = torch.tensor([1., 2.], requires_grad=True)
y = x * x
m = y.max(dim=0).values
edge = torch.autograd.graph.get_gradient_edge(y)
torch.autograd.backward([m, edge], [None, torch.tensor([3., 1.])])
""",
    "leaves made of results": """
import warnings
x = torch.tensor([1., 2.], requires_grad=True)
c = torch.tensor([1., 1.])
h = x * c
k = x * 3
k.detach_()
c.requires_grad_()
v = h.detach()
v.requires_grad = True
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    t = torch.tensor([h.sum(), k.sum()], requires_grad=True)
s = (v * k).sum() + t.sum()
s.backward()
""",
    "a function of one's own": """
class Half(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, y):
        return x * y
    @staticmethod
    def backward(ctx, g):
        return g, None

a = torch.tensor(2., requires_grad=True)
b = torch.tensor(3., requires_grad=True)
c = Half.apply(a, b)
c.backward()
""",
    "perceptron": """
X = torch.tensor([[1., 2., 3.], [0., 1., 0.], [2., 0., 1.]])
t = torch.tensor([0, 1, 1])
W = torch.ones(3, 2, requires_grad=True)
b = torch.zeros(2, requires_grad=True)
h = torch.relu(X @ W + b)
loss = torch.nn.functional.cross_entropy(h, t)
loss.backward()
p = h.softmax(dim=1).argmax(dim=1)
""",
    "gradients of gradients": """\
x = torch.tensor([2., 1.], requires_grad=True)
w = torch.tensor(3., requires_grad=True)
y = (w * x ** 3).sum()
g, = torch.autograd.grad(y, x, create_graph=True)
loss = (g * g).sum() + y
loss.backward()
""",
    "gradients that are returned": """\
x = torch.tensor([2., 1.], requires_grad=True)
y = (x * x).sum()
g, = torch.autograd.grad(y, x, retain_graph=True)
y.backward()
z = (g * x).sum()
z.backward()
""",
    "gradients with a history": """\
x = torch.tensor([2., 1.], requires_grad=True)
y = (x ** 3).sum()
import warnings
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    y.backward(create_graph=True)
loss = (x.grad * x.grad).sum()
loss.backward()
""",
}
