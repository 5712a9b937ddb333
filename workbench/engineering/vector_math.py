"""Logarithm and exponential made of plain arithmetic, so that loops over them use vector instructions.

The functions of the C library are calls that the compiler cannot spread over the lanes of a vector
register; these are inlined. The exponential is within 3e-16 relative of the exact value, the logarithm within
1e-15, or 1e-16 absolute where it is below 0.1. They hold for finite positive normal numbers (`fast_log`) and for
results that are normal numbers (`fast_exp`): the callers see to that.

Polynomials are summed in pairs (Estrin's scheme): one after the other, as Horner does, each step would wait
for the one before, and a logarithm within an exponential within a logarithm take twice the time.

References
----------
W. J. Cody, W. Waite, Software Manual for the Elementary Functions (1980), chapters 5 and 6: reduction of
the argument by powers of two, and ``ln m = 2 artanh((m - 1)/(m + 1))``.
"""

from __future__ import annotations

import math
from typing import Any

from llvmlite import ir
from numba import extending, types

from workbench.engineering.compiled import inlined

__all__ = ["fast_exp", "fast_log", "fast_power"]

intrinsic: Any = extending.intrinsic

LN_2 = math.log(2.0)
LN_2_HIGH = 6.93147180369123816490e-01
LN_2_LOW = 1.90821492927058770002e-10
INVERSE_LN_2 = 1.0 / LN_2
ONE_BITS = 0x3FF0000000000000
"""The bits of 1.0."""
ROOT_HALF_BITS = 0x3FE6A09E667F3BCD
"""The bits of sqrt(1/2): the mantissa is taken between it and sqrt(2)."""
ROUNDER = 6755399441055744.0
"""1.5 * 2^52: adding it rounds to a whole number, which then stands in the low bits."""
ROUNDER_BITS = 0x4338000000000000


@intrinsic  # type: ignore[untyped-decorator]
def _bits_of(typing_context: Any, value: Any) -> Any:
    """The bits of a double as an integer."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.int64(types.float64), generate


@intrinsic  # type: ignore[untyped-decorator]
def _double_of(typing_context: Any, bits: Any) -> Any:
    """The double that has these bits."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.int64), generate


@intrinsic  # type: ignore[untyped-decorator]
def _exponent_field(typing_context: Any, bits: Any) -> Any:
    """The bits shifted right by 52, without regard to the sign."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.lshr(arguments[0], ir.Constant(ir.IntType(64), 52))

    return types.int64(types.int64), generate


@inlined
def fast_log(value: float) -> float:
    """Natural logarithm of a finite positive normal number."""
    bits: int = _bits_of(value)
    exponent = _exponent_field(bits + (ONE_BITS - ROOT_HALF_BITS))
    mantissa = _double_of(bits - (exponent << 52) + ONE_BITS)
    power = _double_of(exponent + ROUNDER_BITS) - (ROUNDER + 1023.0)
    z = (mantissa - 1.0) / (mantissa + 1.0)
    w = z * z
    w2 = w * w
    w4 = w2 * w2
    low = (2.0 + 2.0 / 3.0 * w) + (2.0 / 5.0 + 2.0 / 7.0 * w) * w2
    high = (2.0 / 9.0 + 2.0 / 11.0 * w) + (2.0 / 13.0 + 2.0 / 15.0 * w) * w2
    series = low + (high + (2.0 / 17.0 + 2.0 / 19.0 * w) * w4) * w4
    logarithm: float = power * LN_2 + z * series
    return logarithm


@inlined
def fast_exp(value: float) -> float:
    """Exponential of a number between -700 and 700."""
    shifted = value * INVERSE_LN_2 + ROUNDER
    whole = shifted - ROUNDER
    rest = (value - whole * LN_2_HIGH) - whole * LN_2_LOW
    rest2 = rest * rest
    rest4 = rest2 * rest2
    low = (0.5 + rest / 6.0) + (1.0 / 24.0 + rest / 120.0) * rest2
    high = (1.0 / 720.0 + rest / 5040.0) + (1.0 / 40320.0 + rest / 362880.0) * rest2
    top = (1.0 / 3628800.0 + rest / 39916800.0) + (1.0 / 479001600.0 + rest / 6227020800.0) * rest2
    tail = low + (high + top * rest4) * rest4
    series = 1.0 + (rest + tail * rest2)
    power: float = _double_of((_bits_of(shifted) + 1023) << 52)
    return series * power


@inlined
def fast_power(value: float, exponent: float) -> float:
    """A finite positive normal number to a power."""
    return fast_exp(exponent * fast_log(value))
