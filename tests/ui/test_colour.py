from __future__ import annotations

import math

from workbench.ui.colour import ColourScale, legend


def test_colours_run_from_dark_to_light() -> None:
    scale = ColourScale.of([3.0, math.nan, 1.0, 2.0])
    assert scale is not None
    assert (scale.least, scale.largest, scale.span) == (1.0, 3.0, (1.0, 3.0))
    colours = [scale.colour(value) for value in (1.0, 1.5, 2.0, 2.5, 3.0)]
    lightness = [sum(int(colour[k : k + 2], 16) * w for k, w in ((1, 0.3), (3, 0.6), (5, 0.1))) for colour in colours]
    assert lightness == sorted(lightness)
    assert len(set(colours)) == 5


def test_values_outside_and_a_span_of_nothing_have_a_colour() -> None:
    scale = ColourScale(1.0, 2.0, (1.0, 2.0))
    assert scale.colour(0.0) == scale.colour(1.0)
    assert scale.colour(9.0) == scale.colour(2.0)
    assert len(ColourScale(5.0, 5.0, (5.0, 5.0)).colour(5.0)) == 7


def test_no_finite_value_has_no_scale() -> None:
    assert ColourScale.of([math.nan]) is None
    assert "no results yet" in legend("Velocity", "m/s", None)


def test_legend_shows_unit_and_ends_and_escapes() -> None:
    text = legend("<b>Velocity", "m/s", ColourScale(0.4567, 2.0, (0.1, 8.5)))
    assert "&lt;b&gt;Velocity [m/s]" in text
    assert "0.457" in text
    assert ">2<" in text
    assert "0.1 to 8.5" in text


def test_a_few_large_values_do_not_take_all_the_colours() -> None:
    scale = ColourScale.of([*(k / 100 for k in range(100)), 50.0])
    assert scale is not None
    assert scale.largest < 1.0
    assert scale.span == (0.0, 50.0)
    assert scale.colour(50.0) == scale.colour(scale.largest)
