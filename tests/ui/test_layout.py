from __future__ import annotations

from workbench.ui.layout import place_missing

CHAIN = ["A", "B", "C", "D"]
LINKS = [("A", "B"), ("B", "C"), ("C", "D")]


def test_known_places_stay() -> None:
    places = place_missing(CHAIN, LINKS, {"A": (5.0, 6.0), "D": (7.0, 8.0)}, 1.0)
    assert places["A"] == (5.0, 6.0)
    assert places["D"] == (7.0, 8.0)
    assert set(places) == set(CHAIN)


def test_one_between_two_is_in_the_middle() -> None:
    places = place_missing(["A", "B", "C"], [("A", "B"), ("B", "C")], {"A": (0.0, 0.0), "C": (4.0, 2.0)}, 1.0)
    assert places["B"] == (2.0, 1.0)


def test_without_places_a_chain_is_a_row() -> None:
    places = place_missing(CHAIN, LINKS, {}, 10.0)
    assert [places[name][0] for name in CHAIN] == [0.0, 10.0, 20.0, 30.0]
    assert len({places[name][1] for name in CHAIN}) == 1


def test_many_around_one_never_coincide() -> None:
    names = ["H", *(f"N{k}" for k in range(12))]
    links = [("H", name) for name in names[1:]]
    for known in ({"H": (0.0, 0.0)}, {}):
        places = place_missing(names, links, known, 1.0)
        assert len({(round(x, 6), round(y, 6)) for x, y in places.values()}) == len(names)


def test_parts_without_any_place_are_below_the_rest() -> None:
    places = place_missing(["A", "B", "X", "Y"], [("A", "B"), ("X", "Y")], {"A": (0.0, 0.0), "B": (1.0, 0.0)}, 1.0)
    assert max(places["X"][1], places["Y"][1]) < 0.0
    assert places["X"] != places["Y"]


def test_it_is_the_same_each_time() -> None:
    assert place_missing(CHAIN, LINKS, {}, 3.0) == place_missing(CHAIN, LINKS, {}, 3.0)
