"""Colours for results, and their legend."""

from __future__ import annotations

import math
from dataclasses import dataclass

from workbench.ui.display import escape, significant

__all__ = ["ColourScale", "legend"]

# Stops of viridis without its ends: the lightest vanishes on white paper, the darkest on black. Perceptually
# uniform and readable by the colour-blind: N. J. Smith and S. van der Walt, "A better default colormap for
# matplotlib", SciPy 2015.
_STOPS = ("#482878", "#424086", "#3b528b", "#2c728e", "#21918c", "#28ae80", "#5ec962", "#addc30", "#d8e219")

_BEYOND = 0.02
"""Share of the values that may lie beyond each end of a scale."""


@dataclass(frozen=True)
class ColourScale:
    """A linear scale of colours, in the displayed unit."""

    least: float
    largest: float
    """Ends of the scale; what is beyond has the colour of the end."""
    span: tuple[float, float]
    """The least and the largest value that there is."""

    @classmethod
    def of(cls, values: list[float]) -> ColourScale | None:
        """Return the scale of the finite values, None where there is none.

        Of many values the outermost are beyond the ends, so that a few do not take all the colours.
        """
        finite = sorted(value for value in values if math.isfinite(value))
        if not finite:
            return None
        beyond = int(_BEYOND * len(finite))
        return cls(finite[beyond], finite[-1 - beyond], (finite[0], finite[-1]))

    def colour(self, value: float) -> str:
        """Return the colour of a value as ``"#rrggbb"``.

        Examples
        --------
        >>> ColourScale.of([0.0, 2.0]).colour(0.0)
        '#482878'
        """
        span = self.largest - self.least
        share = (value - self.least) / span if span > 0 else 0.5
        place = min(max(share, 0.0), 1.0) * (len(_STOPS) - 1)
        low = min(int(place), len(_STOPS) - 2)
        return _blend(_STOPS[low], _STOPS[low + 1], place - low)


def _blend(first: str, second: str, share: float) -> str:
    channels = (round(int(first[k : k + 2], 16) * (1 - share) + int(second[k : k + 2], 16) * share) for k in (1, 3, 5))
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def legend(title: str, unit: str, scale: ColourScale | None) -> str:
    """Return the legend as HTML: what is coloured, in which unit, and from where to where."""
    if scale is None:
        return f"<div class='wb-legend-box'><span class='wb-legend-title'>{escape(title)}: no results yet</span></div>"
    name = f"{title} [{unit}]" if unit else title
    middle = (scale.least + scale.largest) / 2
    marks = "".join(f"<span>{significant(value, 3)}</span>" for value in (scale.least, middle, scale.largest))
    if scale.span != (scale.least, scale.largest):
        name += ", from " + " to ".join(significant(value, 3) for value in scale.span)
    return (
        "<div class='wb-legend-box'>"
        f"<span class='wb-legend-title'>{escape(name)}</span>"
        f"<div class='wb-legend-bar' style='background:linear-gradient(to right,{','.join(_STOPS)})'></div>"
        f"<div class='wb-legend-marks'>{marks}</div></div>"
    )
