"""The textbook's cells, character for character."""

import contextlib
import io

import nbautograd

FIRST = '''
x = torch.tensor([[1.],[2.]], requires_grad=True)
w = torch.tensor([[0.5,0.5]], requires_grad=True)
b = torch.tensor(0.1, requires_grad=True)
y = w @ x + b
z = torch.tensor(1.0)
loss = (y-z) ** 2
loss.backward()
print(f"Gradient of w:\\t{w.grad}")
print(f"Gradient of x:\\t{x.grad.flatten()}")
print(f"Gradient of b:\\t{b.grad}")
print(f"Gradient of z:\\t{z.grad}")
'''
CELLS = [
    (FIRST, ("Gradient of w:\ttensor([[1.2000, 2.4000]])\nGradient of x:\ttensor([0.6000, 0.6000])\n"
            "Gradient of b:\t1.2000000476837158\nGradient of z:\tNone\n")),
    ('''
result = w.sum()
result.backward()
print(f"Result value: \\t{result}")
print(f"Accumulated w gradient: \\t{w.grad} \\n")
result = w.sum()
result.backward()
print(f"Result value iter2: \\t{result}")
print(f"Accumulated w gradient iter2: \\t{w.grad}")
''', ("Result value: \t1.0\nAccumulated w gradient: \ttensor([[2.2000, 3.4000]]) \n\n"
     "Result value iter2: \t1.0\nAccumulated w gradient iter2: \ttensor([[3.2000, 4.4000]])\n")),
    ('''
w.grad.zero_()
result = w.sum()
result.backward()
print(f"Accumulated w gradient: \\t{w.grad} \\n")
''', "Accumulated w gradient: \ttensor([[1., 1.]]) \n\n"),
    ('''
x = torch.tensor([[1.],[2.]], requires_grad=True)
w = torch.tensor([0.5,0.5], requires_grad=True)
y_r = w[0] * x + w[1] * x
print(f"Shape of y_r: {y_r.shape}")
try:
    y_r.backward()
except RuntimeError as error:
    print(str(error)[:55])
y_r.backward(gradient=torch.ones((2,1)))
print(f"Sum of gradient: {w.grad}")
sumed_grad = w.grad
''', ("Shape of y_r: torch.Size([2, 1])\ngrad can be implicitly created only for scalar outputs;\n"
     "Sum of gradient: tensor([3., 3.])\n")),
    ('''
x = torch.tensor([[1.],[2.]], requires_grad=True)
w = torch.tensor([0.5,0.5], requires_grad=True)
y_r = w[0] * x + w[1] * x
y_r[0].backward()
p_y0_p_w = w.grad.clone()
print(p_y0_p_w)
x.grad.zero_()
w.grad.zero_()
y_r = w[0] * x + w[1] * x
y_r[1].backward()
p_y1_p_w = w.grad.clone()
print(p_y1_p_w)
print(p_y1_p_w + p_y0_p_w == sumed_grad)
''', "tensor([1., 1.])\ntensor([2., 2.])\ntensor([True, True])\n"),
    ('''
x.grad.zero_()
y = x * x
u = y.detach()
z = u * x
z.sum().backward()
print(x.grad == u)
x.grad.zero_()
y.sum().backward()
print(x.grad == 2 * x)
''', "tensor([[True],\n        [True]])\ntensor([[True],\n        [True]])\n"),
    ('''
def f(a):
    b = a * 2
    while b.norm() < 1000:
        b = b * 2
    if b.sum() > 0:
        c = b
    else:
        c = 100 * b
    return c

torch.manual_seed(0)
a = torch.randn(size=(), requires_grad=True)
d = f(a)
d.backward()
print(a.grad == d / a)
''', "tensor(True)\n"),
    (('print(torch.ldexp(torch.tensor([1.]), torch.tensor([1])))\n'
     'print(torch.ldexp(torch.tensor([1.0]), torch.tensor([1, 2, 3, 4])))'),
     "tensor([2.])\ntensor([ 2.,  4.,  8., 16.])\n"),
]


def test_the_cells_print_the_same_characters() -> None:
    names = {"torch": nbautograd}
    for source, expected in CELLS:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(source, names)
        assert printed.getvalue() == expected


def test_linalg_has_the_chapters_names() -> None:
    listed = """cholesky cholesky_ex cond cross det diagonal eig eigh eigvals eigvalsh
        householder_product inv inv_ex ldl_factor ldl_factor_ex ldl_solve lstsq lu lu_factor
        lu_factor_ex lu_solve matmul matrix_exp matrix_norm matrix_power matrix_rank multi_dot norm
        pinv qr slogdet solve solve_ex solve_triangular svd svdvals tensorinv tensorsolve vander
        vecdot vector_norm LinAlgError""".split()

    assert set(dir(nbautograd.linalg)) == set(listed)
