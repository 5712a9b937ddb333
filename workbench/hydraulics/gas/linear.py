"""L U of a sparse matrix of symmetric pattern whose columns are diagonally dominant.

The pattern and the elimination program are those of `workbench.hydraulics.linear`. Each column of the
matrix of a gas network has a positive diagonal that outweighs the negative rest, so that elimination
without a search for pivots is stable (J. H. Wilkinson, "Error analysis of direct methods of matrix
inversion", J. ACM 8 (1961), 281-330).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.engineering.compiled import compiled

__all__ = ["factorise_unsymmetric", "substitute_unsymmetric"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]


@compiled
def factorise_unsymmetric(
    columns: IntArray, rows: IntArray, targets: IntArray, lower: FloatArray, upper: FloatArray, diagonal: FloatArray
) -> None:
    """Replace the matrix by L (unit diagonal), U and the inverse of U's diagonal, right-looking.

    ``lower[a]`` is the entry (rows[a], k) of column k, ``upper[a]`` its mirror image (k, rows[a]).
    """
    step = 0
    for k in range(columns.size - 1):
        inverse = 1.0 / diagonal[k]
        diagonal[k] = inverse
        last = columns[k + 1]
        for a in range(columns[k], last):
            scaled, across = lower[a] * inverse, upper[a]
            diagonal[rows[a]] -= scaled * across
            for b in range(a + 1, last):
                lower[targets[step]] -= lower[b] * inverse * across
                upper[targets[step]] -= scaled * upper[b]
                step += 1
        for a in range(columns[k], last):
            lower[a] *= inverse


@compiled
def substitute_unsymmetric(
    columns: IntArray,
    rows: IntArray,
    lower: FloatArray,
    upper: FloatArray,
    inverse_diagonal: FloatArray,
    vector: FloatArray,
) -> None:
    """Solve L U x = vector in place."""
    size = columns.size - 1
    for k in range(size):
        value = vector[k]
        for a in range(columns[k], columns[k + 1]):
            vector[rows[a]] -= lower[a] * value
    for k in range(size - 1, -1, -1):
        value = vector[k]
        for a in range(columns[k], columns[k + 1]):
            value -= upper[a] * vector[rows[a]]
        vector[k] = value * inverse_diagonal[k]
