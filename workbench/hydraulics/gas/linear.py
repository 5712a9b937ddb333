"""L U of the matrix of a gas network, whose pattern never changes, without any subtraction.

Each column of the matrix belongs to a node; off the diagonal stands minus the slope of a link's flow by the
squared pressure of that node, and on it the sum of these slopes and of those of links to fixed pressures, the
*ground* of the column. The two slopes of a link may differ (kinetic term, weight, compressors), so that the
matrix is not symmetric; elimination keeps the form all the same: all numbers are positive and only added, as
in `workbench.hydraulics.linear`, whose pattern, elimination program and back substitution are used, and no pivot
is looked for.

References
----------
W. K. Grassmann, M. I. Taksar, D. P. Heyman, "Regenerative analysis and steady state distributions for
Markov chains", Operations Research 33 (1985), 1107-1116. A. S. Alfa, J. Xue, Q. Ye, "Accurate computation
of the smallest eigenvalue of a diagonally dominant M-matrix", Math. Comp. 71 (2002), 217-236.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.engineering.compiled import compiled

__all__ = ["factorise_unsymmetric"]

FloatArray = NDArray[np.float64]
IndexArray = NDArray[np.uint32]

ZERO, ONE = np.uint64(0), np.uint64(1)


@compiled
def factorise_unsymmetric(
    columns: IndexArray,
    rows: IndexArray,
    targets: IndexArray,
    lower: FloatArray,
    upper: FloatArray,
    ground: FloatArray,
    vector: FloatArray,
) -> None:
    """Replace slopes and grounds by -L, -U over its diagonal and 1 over the diagonal, and `vector` by L^-1 vector.

    ``lower[a]`` is minus the entry (rows[a], k) of column k, ``upper[a]`` minus its mirror image (k, rows[a]).
    `workbench.hydraulics.linear.substitute_back` with `upper` is the second half of the solution.
    """
    step = ZERO
    a = ZERO
    for k in range(columns.size - 1):
        own = ground[k]
        last = np.uint64(columns[k + 1])
        diagonal = own
        b = a
        while b < last:
            diagonal += lower[b]
            b += ONE
        inverse = 1.0 / diagonal
        ground[k] = inverse
        value = vector[k]
        while a < last:
            down, across = lower[a] * inverse, upper[a] * inverse
            row = rows[a]
            ground[row] += own * across
            vector[row] += down * value
            b = a + ONE
            while b < last:
                target = targets[step]
                lower[target] += lower[b] * across
                upper[target] += down * upper[b]
                step += ONE
                b += ONE
            lower[a], upper[a] = down, across
            a += ONE
