"""Distributions beside PyTorch: samples, densities, moments, divergences, refusals, in its characters.

A line of `FAMILIES` is a distribution and a value of it; what every distribution has is asked of each.
"""

from __future__ import annotations

import pytest
from outcomes import compare

import nbautograd

FAMILIES = r"""
Normal(t([0.0, 1.0]), t([1.0, 2.0]))                                      | t([0.5, -0.5])
Normal(0.0, 1.0)                                                          | t(0.25)
Normal(1, t([1.0, 2.0], dtype=m.float64))                                 | t([0.5, 2.0], dtype=m.float64)
Uniform(0.0, t([1.0, 2.0]))                                               | t([0.5, 0.25])
Laplace(t([0.0, 1.0]), 2.0)                                               | t([0.5, -0.5])
Cauchy(0.0, t([1.0, 2.0]))                                                | t([0.5, -0.5])
StudentT(t([0.5, 1.5, 4.0]), 1.0, 2.0)                                    | t([0.5, 1.0, -3.0])
Exponential(t([1.0, 2.0]))                                                | t([0.5, 0.25])
Exponential(2.0)                                                          | t(0.5)
Gamma(t([0.5, 1.0, 20.0]), t([1.0, 3.0, 2.0]))                            | t([0.5, 0.25, 9.0])
Gamma(2.0, 3.0)                                                           | t(0.5)
Chi2(t([1.0, 4.0]))                                                       | t([0.5, 2.0])
InverseGamma(t([0.5, 1.5, 3.0]), t(2.0))                                  | t([0.5, 0.25, 1.0])
Beta(t([0.5, 2.0]), t([0.5, 3.0]))                                        | t([0.5, 0.25])
Beta(2.0, 3.0)                                                            | t(0.5)
Dirichlet(t([1.0, 2.0, 3.0]))                                             | t([0.2, 0.3, 0.5])
Dirichlet(t([[0.5, 0.2], [2.0, 3.0]]))                                    | t([0.5, 0.5])
Gumbel(0.0, t([1.0, 2.0]))                                                | t([0.5, 3.0])
LogNormal(0.0, t([1.0, 0.5]))                                             | t([0.5, 3.0])
HalfNormal(t([1.0, 2.0]))                                                 | t([0.5, 3.0])
HalfCauchy(t([1.0, 2.0]))                                                 | t([0.5, 3.0])
Pareto(t([1.0, 2.0]), t([0.5, 3.0]))                                      | t([1.5, 3.0])
Weibull(t([1.0, 2.0]), t([0.5, 3.0]))                                     | t([1.5, 3.0])
Bernoulli(t([0.3, 0.5, 1.0]))                                             | t([1.0, 0.0, 1.0])
Bernoulli(logits=t([0.3, -0.7]))                                          | t([1.0, 0.0])
Bernoulli(0.3)                                                            | t(1.0)
Geometric(t([0.2, 0.9]))                                                  | t([3.0, 0.0])
Geometric(logits=t(0.5))                                                  | t(3.0)
Poisson(t([0.5, 40.0]))                                                   | t([2.0, 38.0])
Binomial(5, t([0.2, 0.9]))                                                | t([1.0, 4.0])
Binomial(t([60.0, 60.0]), logits=t([0.2, -0.9]))                          | t([30.0, 20.0])
NegativeBinomial(3.0, t([0.2, 0.9]))                                      | t([1.0, 4.0])
NegativeBinomial(t([2.0, 5.0]), logits=t(-1.0))                           | t([1.0, 0.0])
Categorical(t([1.0, 2.0, 5.0]))                                           | t([0, 2])
Categorical(logits=t([[0.1, 0.2], [0.3, 2.0]]))                           | t([0, 1])
OneHotCategorical(t([1.0, 2.0, 5.0]))                                     | t([0.0, 1.0, 0.0])
OneHotCategoricalStraightThrough(logits=t([[0.1, 0.2], [0.3, 2.0]]))      | t([0.0, 1.0])
Multinomial(5, t([1.0, 2.0, 5.0]))                                        | t([1.0, 2.0, 2.0])
Multinomial(3, logits=t([[0.1, 0.2], [0.3, 2.0]]))                        | t([1.0, 2.0])
MultivariateNormal(m.zeros(2), t([[2.0, 0.5], [0.5, 1.0]]))               | t([0.5, 1.0])
MultivariateNormal(m.ones(3, 2), precision_matrix=t([[2.0, 0.5], [0.5, 1.0]])) | t([0.5, 1.0])
MultivariateNormal(m.zeros(2), scale_tril=t([[2.0, 0.0], [0.5, 1.0]]))    | t([[0.5, 1.0], [1.0, 1.0]])
RelaxedBernoulli(t(0.5), t([0.3, 0.6]))                                   | t([0.25, 0.5])
RelaxedOneHotCategorical(t(0.5), logits=t([0.3, 0.6, -1.0]))              | t([0.25, 0.25, 0.5])
Independent(D.Normal(m.zeros(2, 3), m.ones(3)), 1)                        | t([0.5, 1.0, 0.0])
Independent(D.Bernoulli(t([0.5, 0.1])), 0)                                | t([1.0, 1.0])
MixtureSameFamily(D.Categorical(t([0.3, 0.7])), D.Normal(t([0.0, 5.0]), 1.0)) | t([0.5, 1.0])
MixtureSameFamily(D.Categorical(m.ones(2)), D.Uniform(t([0.0, 4.0]), 5.0)) | t([0.5, 4.5])
MixtureSameFamily(D.Categorical(m.ones(2)), D.Independent(D.Normal(m.zeros(2, 3), 1.0), 1)) | m.ones(3)
TransformedDistribution(D.Normal(t([0.0, 1.0]), 1.0), [D.ExpTransform(), D.AffineTransform(1.0, 2.0)]) | t([1.5, 3.0])
TransformedDistribution(D.Uniform(0.0, 1.0), D.SigmoidTransform().inv)    | t([0.5, -0.5])
TransformedDistribution(D.Normal(m.zeros(2), 1.0), D.StickBreakingTransform()) | t([0.5, 0.25, 0.25])
TransformedDistribution(D.Normal(m.zeros(4), 1.0), D.ReshapeTransform((4,), (2, 2))) | m.ones(2, 2)
"""

QUESTIONS = r"""
d, d.batch_shape, d.event_shape, d.has_rsample, d.has_enumerate_support
d.support, [d.arg_constraints[k] for k in d.arg_constraints]
d.sample(), d.sample((2,)), d.sample(m.Size([2, 3])).sum(0), m.rand(1)
d.rsample((2,)), m.rand(1)
d.log_prob(v), d.log_prob(v.expand((2, *v.shape)))
d.mean, d.variance, d.stddev
type(d).mode is D.Distribution.mode or d.mode
d.entropy()
d.cdf(v)
d.icdf(d.cdf(v))
d.enumerate_support(), d.enumerate_support(False)
d.expand((2, *d.batch_shape)), d.expand((2, *d.batch_shape)).sample(), d.expand((2, *d.batch_shape)).log_prob(v)
m.distributions.kl_divergence(d, d).abs() < 1e-6
d.log_prob(v * m.nan)
"""

GRADIENTS = r"""
Normal(w, w).rsample((3,))
Normal(w, w).log_prob(t(0.5))
Normal(w, w).cdf(t(0.5))
Normal(w, w).sample()
Uniform(0.0, w).rsample()
Laplace(w, w).rsample((2,))
Cauchy(w, w).rsample()
StudentT(w + 2, w, w).log_prob(t(0.5))
Exponential(w).rsample((2,))
Gamma(w, 2.0).log_prob(t(0.5))
Gamma(t(2.0), w).rsample()
Gamma(w, w).entropy()
Beta(w, w).log_prob(t(0.5))
Dirichlet(w).log_prob(t([0.25, 0.75]))
Gumbel(w, w).rsample()
LogNormal(w, w).rsample()
HalfNormal(w).rsample()
Weibull(w, w).rsample()
Bernoulli(logits=w).log_prob(t(1.0))
Bernoulli(w / 4).entropy()
Binomial(5, logits=w).log_prob(t(2.0))
NegativeBinomial(5, logits=w).log_prob(t(2.0))
Geometric(w / 4).log_prob(t(2.0))
Poisson(w).log_prob(t(2.0))
Categorical(logits=w).log_prob(t([0, 1, 1]))
Categorical(w).entropy()
Multinomial(3, w).log_prob(t([1.0, 2.0]))
OneHotCategoricalStraightThrough(w).rsample() * t([1.0, 3.0])
RelaxedOneHotCategorical(t(0.5), logits=w).rsample() * t([1.0, 3.0])
RelaxedBernoulli(t(0.5), logits=w).rsample()
MultivariateNormal(w, m.eye(2)).log_prob(t([1.0, 3.0]))
MultivariateNormal(w, m.diag(w)).rsample()
MixtureSameFamily(D.Categorical(logits=w), D.Normal(w, w)).log_prob(t(0.5))
TransformedDistribution(D.Normal(w, w), D.TanhTransform()).log_prob(t(0.5))
"""

DIVERGENCES = r"""
Normal(w, 1.0) | Normal(0.0, 2 * w)
Bernoulli(w / 4) | Bernoulli(t(0.3))
Bernoulli(t([0.0, 1.0, 0.5])) | Bernoulli(t([0.5, 0.0, 0.0]))
Categorical(w) | Categorical(logits=t([[0.1, 0.4], [3.0, 2.0]]))
Categorical(t([0.0, 1.0])) | Categorical(t([1.0, 0.0]))
OneHotCategorical(w) | OneHotCategorical(t([0.5, 0.5]))
Beta(w, 2.0) | Beta(3.0, w)
Dirichlet(w) | Dirichlet(t([[1.0, 4.0], [2.0, 2.0]]))
Gamma(w, 2.0) | Gamma(3.0, w)
Exponential(w) | Exponential(t(3.0))
Exponential(w) | Gamma(t(3.0), w)
Gamma(w, 1.0) | Exponential(w)
Laplace(w, 1.0) | Laplace(0.0, w)
Cauchy(w, 1.0) | Cauchy(0.0, w)
Poisson(w) | Poisson(t(3.0))
Geometric(w / 4) | Geometric(t(0.2))
Binomial(5, w / 4) | Binomial(t([5.0, 4.0]), t(0.2))
Pareto(w, 2.0) | Pareto(t(1.5), w)
Uniform(0.0, w) | Uniform(0.0, 1.5)
Uniform(0.0, w) | Normal(w, 1.0)
Uniform(0.25, w / 2) | Beta(w, w)
Beta(w, 2.0) | Uniform(0.0, t([1.0, 0.5]))
Beta(w, 2.0) | Normal(w, 1.0)
Gamma(w, 2.0) | Normal(w, 1.0)
Exponential(w) | Normal(w, 1.0)
Laplace(w, 2.0) | Normal(w, 1.0)
LogNormal(w, 1.0) | LogNormal(0.0, w)
HalfNormal(w) | HalfNormal(t(2.0))
MultivariateNormal(w, m.eye(2)) | MultivariateNormal(m.zeros(3, 2), m.diag(w))
Independent(D.Normal(w, 1.0), 1) | Independent(D.Normal(m.zeros(2), w), 1)
Normal(w, 1.0) | Cauchy(w, 1.0)
"""

PROGRAMS = r"""
D.Normal(0.0, -1.0)
D.Normal(t([1.0, 2.0, 3.0]), t([1.0, 2.0]))
D.Normal("a", 1.0)
D.Normal(0.0, 1.0).log_prob(3)
D.Normal(0.0, 1.0).rsample().shape
D.Normal(m.zeros(3), 1.0).log_prob(m.zeros(2))
D.Normal(0.0, -1.0, validate_args=False)
D.Normal(0.0, 1.0, validate_args=False).log_prob(t(m.nan))
D.Bernoulli()
D.Bernoulli(t(0.5), t(0.5))
D.Bernoulli(t(1.5))
D.Bernoulli(t(0.5)).log_prob(t(0.5))
D.Bernoulli(t(0.5)).rsample()
b = D.Bernoulli(t([0.5])); b.logits; b
b = D.Bernoulli(logits=w); (b.param_shape, b.probs.requires_grad)
D.Categorical(t(0.5))
D.Categorical(t([-1.0, 2.0]))
D.Categorical(t([1.0, 2.0])).log_prob(t(2))
D.Categorical(t([1.0, 2.0])).param_shape
D.Multinomial(3, t([0.5, 0.5])).log_prob(t([2.0, 2.0]))
D.Multinomial(t(3), t([0.5, 0.5]))
D.Dirichlet(t(1.0))
D.Dirichlet(t([1.0, 2.0])).log_prob(t([0.5, 0.6]))
D.Geometric(t(0.0))
D.Uniform(1.0, 0.0)
D.Uniform(0.0, 1.0).log_prob(t(2.0))
D.Uniform(0.0, 1.0, validate_args=False).log_prob(t(2.0))
D.Poisson(-1.0)
D.Binomial(t([1.0, 2.0]), t(0.5)).enumerate_support()
D.MultivariateNormal(m.zeros(2), -m.eye(2))
D.MultivariateNormal(m.zeros(2))
D.MultivariateNormal(t(0.0), m.eye(2))
D.MultivariateNormal(m.zeros(2), m.ones(2))
D.MultivariateNormal(m.zeros(2), t([[2.0, 0.5], [0.5, 1.0]])).precision_matrix
D.MultivariateNormal(m.zeros(2), scale_tril=m.ones(2, 2))
D.MultivariateNormal(m.zeros(2), m.eye(2)).log_prob(m.zeros(3))
D.Independent(D.Normal(0.0, 1.0), 1)
D.Independent(D.Bernoulli(m.ones(2) / 2), 1).enumerate_support()
D.MixtureSameFamily(D.Categorical(m.ones(2)), D.Normal(m.zeros(3), 1.0))
D.MixtureSameFamily(D.Normal(0.0, 1.0), D.Normal(m.zeros(3), 1.0))
D.kl_divergence(D.Categorical(m.ones(2)), D.Normal(0.0, 1.0))
D.Normal(0.0, t([1.0, 2.0])).perplexity()
D.TransformedDistribution(D.Normal(0.0, 1.0), 3)
D.TransformedDistribution(D.Normal(0.0, 1.0), D.StickBreakingTransform())
isinstance(D.Normal(0.0, 1.0), D.ExponentialFamily), isinstance(D.Gumbel(0.0, 1.0), D.TransformedDistribution)
D.constraints.simplex, D.constraints.real_vector, D.constraints.unit_interval, D.constraints.positive_definite
D.constraints.simplex.check(t([[0.5, 0.5], [0.5, 0.6]])), D.constraints.one_hot.check(m.eye(2))
D.constraints.positive_definite.check(t([[[1.0, 0.5], [0.5, 1.0]], [[1.0, 2.0], [2.0, 1.0]]]))
D.constraints.lower_cholesky.check(m.eye(2)), D.constraints.lower_triangular.check(m.ones(2, 2))
D.constraints.symmetric.check(m.ones(2, 2)), D.constraints.positive_semidefinite.check(m.ones(2, 2))
D.constraints.integer_interval(0, 3).check(t([0.5, 3.0, 4.0])), D.constraints.nonnegative_integer.check(t([-1, 0]))
D.constraints.multinomial(3).check(t([[1, 2], [2, 2]])), D.constraints.half_open_interval(0, 1).check(t([0, 1]))
D.constraints.is_dependent(D.constraints.dependent), D.constraints.is_dependent(D.Categorical.support)
D.constraints.interval(0, 1), D.constraints.less_than(t([1.0, 2.0])), D.constraints.independent(D.constraints.boolean, 2)
D.ExpTransform().inv, D.ComposeTransform([D.ExpTransform(), D.TanhTransform()]), D.identity_transform
D.ExpTransform() == D.ExpTransform(), D.ExpTransform() == D.TanhTransform()
D.ExpTransform().inv.inv == D.ExpTransform(), D.AffineTransform(0.0, 2.0).sign, D.ExpTransform().bijective
[f(w) for f in (D.ExpTransform(), D.TanhTransform(), D.SigmoidTransform(), D.SoftplusTransform(), D.SoftmaxTransform())]
[f.inv(f(w)) for f in (D.TanhTransform(), D.SigmoidTransform(), D.StickBreakingTransform())]
[f.log_abs_det_jacobian(w, f(w)) for f in (D.TanhTransform(), D.SigmoidTransform(), D.SoftplusTransform())]
[f.log_abs_det_jacobian(w, f(w)) for f in (D.AffineTransform(1, w), D.AffineTransform(1, 2, 1), D.PowerTransform(t(3.0)))]
[f.log_abs_det_jacobian(w, f(w)) for f in (D.StickBreakingTransform(), D.IndependentTransform(D.ExpTransform(), 1))]
f = D.ComposeTransform([D.AffineTransform(1.0, -2.0), D.ExpTransform()]); (f.sign, f.inv(f(w)), f.log_abs_det_jacobian(w, f(w)))
f = D.ComposeTransform([D.ExpTransform(), D.StickBreakingTransform()]); (f.domain, f.codomain, tuple(f.forward_shape((3, 2))))
f = D.ReshapeTransform((2,), (2, 1)); (f(w), f.inv(f(w)), f.domain, f.codomain, f.inverse_shape((3, 2, 1)))
D.ReshapeTransform((2,), (3,))
D.ExpTransform(cache_size=2)
f = D.TanhTransform(cache_size=1); y = f(w * 30); f.inv(y)
from_ = D.AffineTransform(0, m.ones(3)).forward_shape((2, 1)); from_
D.utils.broadcast_all(1, t([2.0, 3.0])), D.utils.broadcast_all(1, 2.5)
D.utils.probs_to_logits(t([0.0, 0.5, 1.0]), is_binary=True), D.utils.logits_to_probs(t([0.0, 1.0]))
D.multinomial.Multinomial(2, m.ones(2)).sample(), D.normal.Normal(0, 1), D.studentT.StudentT(3.0)
D.Distribution.set_default_validate_args(False); a = D.Normal(0.0, -1.0); D.Distribution.set_default_validate_args(True); a
D.Distribution(m.Size((2,)), m.Size((3,))).batch_shape, D.Distribution().event_shape
D.Distribution().sample()
D.Distribution().mean
m.binomial(t([10.0, 20.0, 500.0, 500.0]), t([0.5, 0.9, 0.3, 0.7])), m.rand(1)
m.binomial(m.full((40,), 30.0), t(0.4)).sum(), m.rand(1)
m.binomial(t([0.0, 5.0, 5.0]), t([0.5, 0.0, 1.0]))
m.binomial(t([10]), t([0.5]))
m.binomial(t([10.0]), t([0.5], dtype=m.float64))
m.binomial(w, t([0.5]))
m.binomial(w, t([0.5, 0.5, 0.5]))
m.binomial(t([10.0]), 0.5)
"""


@pytest.fixture(autouse=True)
def _checked() -> None:
    """PyTorch's compiler turns the checks of its distributions off, for good."""
    torch = pytest.importorskip("torch")
    torch.distributions.Distribution.set_default_validate_args(True)


def lines(table: str) -> list[str]:
    return table.strip().split("\n")


def asked() -> list[str]:
    found = []
    for line in lines(FAMILIES):
        made, value = (part.strip() for part in line.split(" | "))
        found += [f"D = m.distributions$d = D.{made}$v = {value}${q}" for q in lines(QUESTIONS)]
    return found


DERIVED = "$o.sum().backward()$o, w.grad"
VALUES = "$o.sum().backward()$o.detach(), w.grad"    # by whatever step came last


@pytest.mark.parametrize("program", asked())
def test_every_distribution_says_what_pytorchs_says(program: str) -> None:
    compare(program)


@pytest.mark.parametrize("line", lines(GRADIENTS))
def test_gradients_are_pytorchs(line: str) -> None:
    compare(f"D = m.distributions$o = D.{line}{DERIVED}")


@pytest.mark.parametrize("line", lines(DIVERGENCES))
def test_divergences_are_pytorchs(line: str) -> None:
    p, q = line.split(" | ")
    compare(f"D = m.distributions$o = D.kl_divergence(D.{p}, D.{q}){VALUES}")


@pytest.mark.parametrize("line", lines(PROGRAMS))
def test_programs_show_what_they_show_on_pytorch(line: str) -> None:
    compare("D = m.distributions$" + line.replace("; ", "$"))


@pytest.mark.parametrize("program", [
    "m.distributions.Gamma(a, 1.0).rsample()", "m.distributions.Beta(a, 2.0).rsample()",
    "m.distributions.Dirichlet(m.stack([a, m.ones_like(a)], -1)).rsample()[..., 0]",
    "m.distributions.Chi2(a).rsample()", "m.distributions.StudentT(a).rsample()"])
def test_samples_move_with_their_shape_parameters(program: str) -> None:
    """PyTorch's gradients are approximations, of three digits."""
    torch = pytest.importorskip("torch")
    gradients = []
    for engine in (nbautograd, torch):
        engine.manual_seed(0)
        a = engine.logspace(-1, 2, 200, dtype=engine.float64).requires_grad_()
        sample = eval(program, {"m": engine, "a": a})
        sample.sum().backward()
        gradients.append((a.grad.tolist(), sample.tolist()))
    (ours, same), (theirs, as_theirs) = gradients
    assert same == pytest.approx(as_theirs, rel=1e-9)
    assert ours == pytest.approx(theirs, rel=3e-3)


def test_the_derivative_of_a_sample_is_that_of_its_quantile() -> None:
    from scipy import special

    a = nbautograd.tensor([0.3, 2.0, 50.0], dtype=nbautograd.float64, requires_grad=True)
    sample = nbautograd.distributions.Gamma(a, 1.0).rsample()
    sample.sum().backward()
    levels = special.gammainc(a.tolist(), sample.tolist())
    moved = [(special.gammaincinv(x + 1e-6, p) - special.gammaincinv(x - 1e-6, p)) / 2e-6
             for x, p in zip(a.tolist(), levels, strict=True)]
    assert a.grad.tolist() == pytest.approx(moved, rel=1e-6)


def test_a_distribution_of_ones_own_needs_only_what_it_defines() -> None:
    D = nbautograd.distributions

    class Triangle(D.Distribution):
        arg_constraints = {"top": D.constraints.positive}  # noqa: RUF012 (as users write it)
        has_rsample = True

        def __init__(self, top: float) -> None:
            self.top, = D.utils.broadcast_all(top)
            super().__init__(self.top.shape)

        @D.constraints.dependent_property(is_discrete=False, event_dim=0)
        def support(self) -> object:
            return D.constraints.interval(0, self.top)

        def rsample(self, sample_shape: tuple[int, ...] = ()) -> object:
            return self.top * nbautograd.rand((2, *self._extended_shape(sample_shape))).amax(0)

    assert repr(Triangle(2.0)) == "Triangle(top: 2.0)"
    assert Triangle(2.0).sample((3,)).shape == (3,)
    assert D.constraints.is_dependent(Triangle.support)
    with pytest.raises(ValueError, match="Expected parameter top"):
        Triangle(-1.0)
    with pytest.raises(NotImplementedError):
        Triangle(1.0).log_prob(nbautograd.tensor(0.5))


def test_a_recording_shows_what_is_computed_and_no_checks() -> None:
    a = nbautograd.tensor([2.0, 3.0], requires_grad=True)
    with nbautograd.record() as recording:
        sample = nbautograd.distributions.Gamma(a, 1.0).rsample()
        nbautograd.distributions.Normal(0.0, 1.0).log_prob(sample)
    ops = [step.op for step in recording.tape().steps]
    assert ops[:5] == ["broadcast_tensors", "expand", "_standard_gamma", "expand", "div"]
    assert not {"all", "gt", "eq"} & set(ops)
