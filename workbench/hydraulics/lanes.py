"""Eight numbers side by side as one value of a compiled kernel.

A processor adds eight doubles in the time of one if they lie side by side. Numba's compiler finds that
by itself in long loops over one array, but not where a kernel jumps from place to place with eight
numbers at each, as Gaussian elimination of eight networks of one pattern does: there it checks at each
place whether the two rows overlap and keeps nothing in registers (3.4 times slower, measured on 1,000
pipes). So the eight are a type here, `Lanes`, with ``+ - * /``:

>>> from numba import njit
>>> from workbench.hydraulics.lanes import lane_array, load, spread, store
>>> @njit
... def add_twice(table, source, target):
...     store(table, target, load(table, target) + spread(2.0) * load(table, source))
>>> table = lane_array(2)
>>> table[0], table[1] = range(8), 100.0
>>> add_twice(table, 0, 1)
>>> table[1].tolist()
[100.0, 102.0, 104.0, 106.0, 108.0, 110.0, 112.0, 114.0]

Every row must exist: no index is checked.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import extending, types
from numpy.typing import NDArray

from workbench.engineering.compiled import FAST_ARITHMETIC

__all__ = ["LANES", "lane_array", "larger", "load", "magnitude", "smaller", "spread", "store", "worse"]

LANES = 8
"""Numbers side by side: one register of AVX-512, two of AVX2, four of Arm's NEON."""

DOUBLE, WORD = ir.DoubleType(), ir.IntType(64)
DOUBLES, WORDS = ir.VectorType(DOUBLE, LANES), ir.VectorType(WORD, LANES)
FLAGS = tuple(sorted(FAST_ARITHMETIC))

# numba's decorators carry no types that mypy could use
intrinsic: Any = extending.intrinsic
register_model: Any = extending.register_model
type_callable: Any = extending.type_callable
lower_builtin: Any = extending.lower_builtin
PrimitiveModel: Any = extending.models.PrimitiveModel
NumbaType: Any = types.Type


class LanesType(NumbaType):  # type: ignore[misc]
    """The type of eight doubles side by side."""

    def __init__(self) -> None:
        super().__init__(name=f"Lanes({LANES})")


lanes = LanesType()


@register_model(LanesType)
class LanesModel(PrimitiveModel):  # type: ignore[misc]
    """Kept in a vector register."""

    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, DOUBLES)


def _add_operator(function: Callable[..., Any], instruction: str) -> None:
    """Let an operator of Python work on lanes by one instruction of LLVM."""

    @type_callable(function)  # type: ignore[untyped-decorator]
    def choose(context: Any) -> Any:
        def typed(first: Any, second: Any) -> Any:
            return lanes if first is lanes and second is lanes else None

        return typed

    @lower_builtin(function, lanes, lanes)  # type: ignore[untyped-decorator]
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return getattr(builder, instruction)(*arguments, flags=FLAGS)


for _function, _instruction in (
    (operator.add, "fadd"),
    (operator.sub, "fsub"),
    (operator.mul, "fmul"),
    (operator.truediv, "fdiv"),
):
    _add_operator(_function, _instruction)


def _address(context: Any, builder: Any, array_type: Any, array: Any, row: Any) -> Any:
    """Where a row of an array of lanes lies."""
    data = context.make_array(array_type)(context, builder, array).data
    first = builder.gep(data, [builder.mul(row, ir.Constant(WORD, LANES))])
    return builder.bitcast(first, DOUBLES.as_pointer())


@intrinsic  # type: ignore[untyped-decorator]
def load(typing_context: Any, array: Any, row: Any) -> Any:
    """Row `row` of an (n, 8) array."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value = builder.load(_address(context, builder, signature.args[0], *arguments))
        value.align = 8
        return value

    return lanes(array, types.int64), generate


@intrinsic  # type: ignore[untyped-decorator]
def store(typing_context: Any, array: Any, row: Any, value: Any) -> Any:
    """Write row `row` of an (n, 8) array."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        address = _address(context, builder, signature.args[0], arguments[0], arguments[1])
        builder.store(arguments[2], address).align = 8
        return context.get_dummy_value()

    return types.void(array, types.int64, lanes), generate


@intrinsic  # type: ignore[untyped-decorator]
def spread(typing_context: Any, value: Any) -> Any:
    """The same number in all lanes."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        empty, zero = ir.Constant(DOUBLES, ir.Undefined), ir.Constant(ir.IntType(32), 0)
        first = builder.insert_element(empty, arguments[0], zero)
        return builder.shuffle_vector(first, empty, ir.Constant(ir.VectorType(ir.IntType(32), LANES), None))

    return lanes(types.float64), generate


@intrinsic  # type: ignore[untyped-decorator]
def magnitude(typing_context: Any, value: Any) -> Any:
    """The numbers without their signs."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        mask = ir.Constant(WORDS, [2**63 - 1] * LANES)
        return builder.bitcast(builder.and_(builder.bitcast(arguments[0], WORDS), mask), DOUBLES)

    return lanes(lanes), generate


def _select(comparison: Callable[[Any, Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """An intrinsic that takes in each lane the first of two numbers if the comparison holds."""

    def choose(typing_context: Any, first: Any, second: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.select(comparison(builder, *arguments), *arguments)

        return lanes(lanes, lanes), generate

    choice: Callable[[Any, Any], Any] = intrinsic(choose)
    return choice


larger = _select(lambda builder, first, second: builder.fcmp_ordered(">", first, second))
"""The larger of two numbers, lane by lane."""
smaller = _select(lambda builder, first, second: builder.fcmp_ordered("<", first, second))
"""The smaller of two numbers, lane by lane."""
worse = _select(
    lambda builder, first, second: builder.icmp_unsigned(
        ">", builder.bitcast(first, WORDS), builder.bitcast(second, WORDS)
    )
)
"""The larger of two magnitudes, lane by lane, where NaN is larger than all: the bits compare like that."""


def lane_array(rows: int, value: float = math.nan) -> NDArray[np.float64]:
    """An array of `rows` rows of lanes that each fill one line of the processor's cache.

    Rows across two lines cost half the speed.
    """
    line = 8 * LANES
    block = np.empty(rows * LANES + LANES)
    skip = (-block.ctypes.data) % line // 8
    array = block[skip : skip + rows * LANES].reshape(rows, LANES)
    array.fill(value)
    return array
