"""Constants of the Hazen-Williams formula, converted exactly from the United States units.

EPANET 2.2 User Manual, Table 3.1: ``h = 4.727 C^-1.852 d^-4.871 L q^1.852`` with lengths in feet and
the flow in cubic feet a second.
"""

from __future__ import annotations

__all__ = ["HAZEN_WILLIAMS_CONSTANT", "HAZEN_WILLIAMS_DIAMETER_EXPONENT", "HAZEN_WILLIAMS_EXPONENT"]

FOOT = 0.3048
HAZEN_WILLIAMS_EXPONENT = 1.852
HAZEN_WILLIAMS_DIAMETER_EXPONENT = 4.871
HAZEN_WILLIAMS_CONSTANT = 4.727 * FOOT ** (HAZEN_WILLIAMS_DIAMETER_EXPONENT - 3.0 * HAZEN_WILLIAMS_EXPONENT)
"""Constant of ``h = K C^-1.852 D^-4.871 L q^1.852`` in SI units, 10.667."""
