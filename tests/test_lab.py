"""The lab: switches, pictures and tables from replays; nothing of the user's moves, nothing leaks."""

import ipywidgets
import pytest
from test_capture import recorded

import nbautograd
from nbautograd.widgets import Lab

CELL = """
x = torch.tensor([1., 2.], requires_grad=True)
n = torch.tensor([1, 2])
c = torch.tensor(3.)
y = x * x
z = (y * x * n * c).sum()
z.backward()
"""


@pytest.fixture
def lab():
    recording, names = recorded(CELL)
    made = Lab(recording)
    made.names = names
    yield made
    made.close()


def test_its_text_is_deterministic(lab: Lab) -> None:
    assert repr(lab) == (
        "Lab: x, n, c requires_grad; detach y, z\n"
        "  x  leaf          grad [9., 72.]\n"
        "  y  intermediate  grad [3., 12.]\n"
        "  c  constant      grad ∅\n"
        "  z  output        grad 1.")
    assert lab._repr_mimebundle_()[0]["text/plain"] == repr(lab)


def test_a_switch_changes_the_gradients_and_not_the_users_tensors(lab: Lab) -> None:
    tape = lab.set(detach={"y": True})

    assert tape["x"].gradient.data == [3.0, 24.0]
    assert "x  leaf          grad [9., 72.] -> [3., 24.]" in repr(lab)
    assert lab.names["x"].grad.tolist() == [9.0, 72.0]
    assert lab.names["y"].requires_grad


def test_a_constant_can_be_switched_on(lab: Lab) -> None:
    assert lab.set(requires_grad={"c": True})["c"].gradient.data == 17.0


def test_a_disabled_switch_says_why(lab: Lab) -> None:
    with pytest.raises(ValueError, match="only floating point tensors can require grad"):
        lab.set(requires_grad={"n": True})


def test_detach_is_disabled_where_there_is_nothing_to_cut(lab: Lab) -> None:
    lab.set(requires_grad={"x": False})

    with pytest.raises(ValueError, match="nothing to cut"):
        lab.set(detach={"y": True})


def test_reset_sets_everything_back(lab: Lab) -> None:
    before = lab._table.value
    lab.set(detach={"y": True})
    assert lab._table.value != before
    lab._reset.click()

    assert lab._table.value == before
    assert lab._reset.disabled


def test_the_reason_stands_beside_the_switch_in_a_few_words(lab: Lab) -> None:
    notes = {s.label: s._note.value for s in lab._switches}

    assert ">int64<" in notes["n"]
    assert "require" not in notes["y"]
    lab.set(requires_grad={"x": False})
    assert ">does not require grad<" in lab._cuts[0]._note.value


def test_what_is_beside_the_switches_does_not_move(lab: Lab) -> None:
    panel, shown = lab.children[0].children

    assert panel.layout.width
    assert shown.children[-1] is lab._picture  # its height changes: nothing stands below it
    assert shown.children[-2] is lab._table
    assert "white-space:nowrap" in lab._table.value


def test_the_picture_has_the_style_asked_for() -> None:
    recording, _ = recorded(CELL)
    light, dark = Lab(recording), Lab(recording, palette="dark", values=False)
    try:
        assert light._picture.value != dark._picture.value
    finally:
        light.close()
        dark.close()


def test_nothing_shown_can_inject_html() -> None:
    source = ("globals()['<img src=x onerror=alert(1)>'] = x = torch.tensor(1., "
              "requires_grad=True)\ny = x * 2\ny.backward()")
    recording, _ = recorded(source)
    lab = Lab(recording)
    try:
        shown = lab._table.value + "".join(s._note.value for s in lab._switches)
        assert "<img src=x" not in shown
        assert "<img src=x" not in lab._picture.value
    finally:
        lab.close()


def test_a_name_is_not_typeset() -> None:
    recording, _ = recorded(
        "p = {'$x$': torch.tensor(1., requires_grad=True)}\n(p['$x$'] * 2).backward()")
    lab = Lab(recording)
    try:
        assert lab.set(requires_grad={"p['$x$']": False})
        assert lab._leaves[0].toggle.description == "p['＄x＄']"
    finally:
        lab.close()


def test_closing_closes_every_model_it_made() -> None:
    registry = ipywidgets.widget_instances if hasattr(ipywidgets, "widget_instances") else None
    from ipywidgets.widgets import widget as module
    registry = module._instances if registry is None else registry
    recording, _ = recorded(CELL)
    before = set(registry)
    lab = Lab(recording)
    assert set(registry) - before
    lab.close()

    assert set(registry) - before == set()


def test_a_target_is_differentiated_if_the_cell_did_not() -> None:
    recording, names = recorded("x = nb.tensor(3., requires_grad=True)\ny = x * x".replace(
        "nb.", "torch."))
    lab = Lab(recording, "y")
    try:
        assert lab.tape["x"].gradient.data == 6.0
        assert names["x"].grad is None
    finally:
        lab.close()


def test_it_is_a_public_name() -> None:
    assert nbautograd.Lab is Lab
