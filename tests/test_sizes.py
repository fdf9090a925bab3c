"""What takes another way for larger arrays: the same numbers as for small ones, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest

import nbautograd as torch

F = torch.nn.functional
SPECIAL = [0.0, -0.0, np.nan, np.inf, -np.inf, 1.0, -1.0, 3.0, -3.0, 6.0, 1e-30, -1e30]


def many(count: int, seed: int = 0) -> np.ndarray:
    """Numbers of all kinds, in no order."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal(count) * 3
    x[rng.permutation(count)[:count // 2]] = rng.choice(SPECIAL, count // 2)
    return x


ELEMENTWISE = {
    "relu": lambda x, y: x.relu(),
    "clamp": lambda x, y: x.clamp(-1, 0.5),
    "clamp between negative zeros": lambda x, y: x.clamp(-0.0, 0.0),
    "clamp_min": lambda x, y: x.clamp_min(0),
    "clamp_max": lambda x, y: x.clamp_max(0.0),
    "elu": lambda x, y: F.elu(x),
    "selu": lambda x, y: F.selu(x),
    "celu": lambda x, y: F.celu(x, 2.0),
    "softplus": lambda x, y: F.softplus(x),
    "leaky_relu": lambda x, y: F.leaky_relu(x, -0.5),
    "hardtanh": lambda x, y: F.hardtanh(x),
    "relu6": lambda x, y: F.relu6(x),
    "hardswish": lambda x, y: F.hardswish(x),
    "softshrink": lambda x, y: F.softshrink(x),
    "silu": lambda x, y: F.silu(x),
    "sign": lambda x, y: x.sign() * y,
    "where": lambda x, y: torch.where(x > 0, x, y),
    "where with a number": lambda x, y: torch.where(x > 0, x, -0.0),
    "masked_fill": lambda x, y: x.masked_fill(y > 0, -torch.inf),
    "smooth_l1": lambda x, y: F.smooth_l1_loss(x, y, reduction="none"),
    "huber": lambda x, y: F.huber_loss(x, y, reduction="none"),
    "bce": lambda x, y: F.binary_cross_entropy_with_logits(x, y, reduction="none"),
}


def bits(x: np.ndarray) -> np.ndarray:
    """As integers, all nan alike."""
    x = np.where(np.isnan(x), x.dtype.type(np.nan), x)
    return x.view(f"i{x.dtype.itemsize}")


def value_and_gradient(function, x, y):
    x = torch.tensor(x, requires_grad=True)
    out = function(x, torch.tensor(y))
    out.backward(torch.ones_like(out))
    return out.detach().numpy(), x.grad.numpy()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", ELEMENTWISE)
def test_elementwise_of_many_is_that_of_few(name, dtype):
    x, y = many(2000).astype(dtype), many(2000, 1).astype(dtype)
    whole = value_and_gradient(ELEMENTWISE[name], x, y)
    parts = [value_and_gradient(ELEMENTWISE[name], x[i:i + 20], y[i:i + 20])
             for i in range(0, 2000, 20)]
    for got, few in zip(whole, zip(*parts, strict=True), strict=True):
        expected = np.concatenate(few)
        if name in ("elu", "selu", "celu", "softplus", "silu", "bce"):     # of NumPy's exp
            np.testing.assert_allclose(got, expected, rtol=1e-6 if dtype == "float32" else 1e-14)
        else:
            assert (bits(got) == bits(expected)).all()


@pytest.mark.parametrize("shape", [(40, 1, 50), (1, 30, 50), (50,), (40, 30, 1)])
def test_a_mask_is_repeated_over_many(shape):
    x = many(60000).reshape(40, 30, 50)
    mask = many(int(np.prod(shape)), 2).reshape(shape) > 0
    filled = torch.tensor(x).masked_fill(torch.tensor(mask), 7.0).numpy()
    assert (bits(filled) == bits(np.where(mask, 7.0, x))).all()


def test_a_mask_larger_than_the_array_broadcasts_it():
    x, mask = many(2000), many(6000, 1).reshape(3, 2000) > 0
    chosen = torch.where(torch.tensor(mask), torch.tensor(x), 0.5).numpy()
    assert (bits(chosen) == bits(np.where(mask, x, 0.5))).all()


@pytest.mark.parametrize("function", [torch.tril, torch.triu])
@pytest.mark.parametrize("diagonal", [-2, 0, 3])
def test_triangles_keep_special_values(function, diagonal):
    x = many(3 * 20 * 30).reshape(3, 20, 30)
    expected = (np.tril if function is torch.tril else np.triu)(x, diagonal)
    assert (bits(function(torch.tensor(x), diagonal).numpy()) == bits(expected)).all()


@pytest.mark.parametrize("values", ["all different", "many equal", "special"])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("dim", [0, 1, 2])
def test_sorting_is_stable(values, descending, dim):
    rng = np.random.default_rng(0)
    x = {"all different": rng.standard_normal(60 * 20 * 30), "many equal": rng.integers(0, 9, 36000) * 1.0,
         "special": many(36000)}[values].reshape(60, 20, 30)
    got, index = torch.tensor(x).sort(dim, descending)
    rows = np.moveaxis(x, dim, -1).reshape(-1, x.shape[dim])
    for row, found, places in zip(rows, np.moveaxis(got.numpy(), dim, -1).reshape(rows.shape),
                                  np.moveaxis(index.numpy(), dim, -1).reshape(rows.shape), strict=True):
        keys = [(np.isnan(v), 0 if np.isnan(v) else v) for v in row]
        order = sorted(range(len(row)), key=keys.__getitem__, reverse=descending)
        assert places.tolist() == order
        assert (bits(found) == bits(row[order])).all()


@pytest.mark.parametrize("count", [30, 3000])
@pytest.mark.parametrize("rows", [5, 400])
def test_rows_mentioned_again_are_added_in_their_order(count, rows):
    rng = np.random.default_rng(1)
    index, source = rng.integers(0, rows, count), rng.standard_normal((count, 7)).astype("f")
    out = torch.ones(rows, 7).index_add(0, torch.tensor(index), torch.tensor(source)).numpy()
    weight = torch.zeros(rows, 7, requires_grad=True)
    (F.embedding(torch.tensor(index), weight) * torch.tensor(source)).sum().backward()
    exact = np.zeros((rows, 7))
    np.add.at(exact, index, source.astype("d"))
    np.testing.assert_allclose(out - 1, exact, atol=2e-5)
    np.testing.assert_allclose(weight.grad.numpy(), exact, atol=2e-5)


@pytest.mark.parametrize("dim", [0, 1, 2])
def test_gradients_go_back_to_the_elements_chosen(dim):
    x = torch.tensor(np.random.default_rng(2).standard_normal((6, 70, 8)), requires_grad=True)
    values, index = x.topk(3, dim)
    (values * 2).sum().backward()
    expected = np.zeros(x.shape)
    np.put_along_axis(expected, index.numpy(), 2.0, dim)
    np.testing.assert_array_equal(x.grad.numpy(), expected)


@pytest.mark.parametrize("dim", [0, 1, 2])
@pytest.mark.parametrize("function", ["cumsum", "cumprod"])
def test_running_sums_along_each_dimension(function, dim):
    x = np.random.default_rng(3).standard_normal((5, 20, 90))
    got = getattr(torch, function)(torch.tensor(x), dim).numpy()
    np.testing.assert_array_equal(got, getattr(np, function)(x, dim))


@pytest.mark.parametrize("shapes", [((30, 4), (3, 4)), ((2, 5, 4), (40, 4)), ((300, 7), (300, 7))])
def test_distances_from_products_are_those_from_differences(shapes):
    rng, found = np.random.default_rng(4), []
    data = [rng.standard_normal(shape) for shape in shapes]
    for mode in ("use_mm_for_euclid_dist_if_necessary", "donot_use_mm_for_euclid_dist"):
        x, y = (torch.tensor(a, requires_grad=True) for a in data)
        out = torch.cdist(x, y, compute_mode=mode)
        (out * out.detach().cos()).sum().backward()
        found.append([out.detach().numpy(), x.grad.numpy(), y.grad.numpy()])
    for products, differences in zip(*found, strict=True):
        np.testing.assert_allclose(products, differences, rtol=1e-9, atol=1e-9)
