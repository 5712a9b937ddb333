"""LDL^T of the matrix of a network, whose pattern never changes, without any subtraction.

The matrix is that of conductances between nodes: minus the conductance beside the diagonal, and on it the
sum of those of a node and of what leads from it to fixed heads, its *ground*. Elimination keeps that form:
eliminating a node joins its neighbours by new conductances and adds to their grounds. Kept in this way,
with the diagonal never stored but summed when it is needed, all numbers are positive and only added: every
entry is exact to rounding, however far the conductances lie apart, where the usual difference
``diagonal - product`` loses a pipe of 1e-9 m2/s beside one of 1e7.

Gaussian elimination with a given order does the same operations on the same places each time. The
places are worked out once (`elimination_pattern`, `elimination_program`); the numeric part
(`factorise`, `substitute_back`) then runs without any search. L is kept by columns: column k has its rows
in ``rows[columns[k]:columns[k + 1]]``, ascending, with the opposite sign.

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

__all__ = [
    "elimination_pattern",
    "elimination_program",
    "entry_positions",
    "factorise",
    "substitute",
    "substitute_back",
    "upper_pattern",
]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]
IndexArray = NDArray[np.uint32]

ZERO, ONE = np.uint64(0), np.uint64(1)


@compiled
def upper_pattern(size: int, start: IntArray, end: IntArray, diagonal: bool) -> tuple[IntArray, IntArray]:
    """Upper part of the matrix of a network (compressed columns, rows ascending), with its diagonal or without.

    Links to a node of number `size` or more have no entry; parallel links share one.
    """
    pointers = np.zeros(size + 1, np.int32)
    for index in range(start.size):
        high = max(start[index], end[index])
        if high < size:
            pointers[high + 1] += 1
    for k in range(size):
        pointers[k + 1] += pointers[k] + (1 if diagonal else 0)
    indices = np.empty(pointers[size], np.int32)
    filled = pointers[:-1].copy()
    for index in range(start.size):
        high = max(start[index], end[index])
        if high < size:
            indices[filled[high]] = min(start[index], end[index])
            filled[high] += 1
    kept = 0
    for k in range(size):
        first, last = pointers[k], filled[k]
        pointers[k] = kept
        for place in range(first + 1, last):  # sorted by insertion: a node has a handful of links
            row = indices[place]
            before = place - 1
            while before >= first and indices[before] > row:
                indices[before + 1] = indices[before]
                before -= 1
            indices[before + 1] = row
        for place in range(first, last):
            if place == first or indices[place] != indices[kept - 1]:
                indices[kept] = indices[place]
                kept += 1
        if diagonal:
            indices[kept] = k
            kept += 1
    pointers[size] = kept
    return pointers, indices[:kept].copy()


@compiled
def elimination_pattern(pointers: IntArray, indices: IntArray) -> tuple[IntArray, IntArray]:
    """Pattern of L from the strictly upper part of the matrix (compressed columns).

    Each row of L is the set of nodes met when climbing the elimination tree from the entries of that
    row.

    References
    ----------
    T. A. Davis, Direct Methods for Sparse Linear Systems (2006), section 4.1 and 4.4.
    """
    size = pointers.size - 1
    parent = np.full(size, -1, np.int32)
    visited = np.full(size, -1, np.int32)
    columns = np.zeros(size + 1, np.int64)
    for k in range(size):
        visited[k] = k
        for p in range(pointers[k], pointers[k + 1]):
            i = indices[p]
            while visited[i] != k:
                if parent[i] == -1:
                    parent[i] = k
                columns[i + 1] += 1
                visited[i] = k
                i = parent[i]
    for k in range(size):
        columns[k + 1] += columns[k]
    rows = np.empty(columns[size], np.int32)
    place = columns[:-1].copy()
    visited[:] = -1
    for k in range(size):
        visited[k] = k
        for p in range(pointers[k], pointers[k + 1]):
            i = indices[p]
            while visited[i] != k:
                rows[place[i]] = k
                place[i] += 1
                visited[i] = k
                i = parent[i]
    return columns.astype(np.int32), rows


@compiled
def elimination_program(columns: IntArray, rows: IntArray) -> IntArray:
    """Where each product of the elimination goes: the target of every pair of entries of a column."""
    size = columns.size - 1
    counts = (columns[1:] - columns[:-1]).astype(np.int64)
    targets = np.empty(np.sum(counts * (counts - 1) // 2), np.int32)
    step = 0
    for k in range(size):
        for a in range(columns[k], columns[k + 1]):
            place = columns[rows[a]]
            for b in range(a + 1, columns[k + 1]):
                while rows[place] != rows[b]:
                    place += 1
                targets[step] = place
                step += 1
    return targets


@compiled
def entry_positions(start: IntArray, end: IntArray, columns: IntArray, rows: IntArray) -> IntArray:
    """Place of each link's entry in L; the spare place at the end for links without an entry."""
    size = columns.size - 1
    positions = np.full(start.size, rows.size, np.int32)
    for index in range(start.size):
        low = min(start[index], end[index])
        high = max(start[index], end[index])
        if high < size:
            left = columns[low]
            right = columns[low + 1] - 1
            while left < right:
                middle = (left + right) // 2
                if rows[middle] < high:
                    left = middle + 1
                else:
                    right = middle
            positions[index] = left
    return positions


@compiled
def factorise(
    columns: IndexArray,
    rows: IndexArray,
    targets: IndexArray,
    lower: FloatArray,
    ground: FloatArray,
    vector: FloatArray,
) -> None:
    """Replace conductances and grounds by -L and 1/D, and `vector` by L^-1 vector.

    `while` on unsigned numbers, for the sake of speed: see `workbench.hydraulics.core`.
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
            scaled = lower[a] * inverse
            row = rows[a]
            ground[row] += own * scaled
            vector[row] += scaled * value
            b = a + ONE
            while b < last:
                lower[targets[step]] += lower[b] * scaled
                step += ONE
                b += ONE
            lower[a] = scaled
            a += ONE


@compiled
def substitute_back(
    columns: IndexArray, rows: IndexArray, lower: FloatArray, inverse_diagonal: FloatArray, vector: FloatArray
) -> None:
    """Solve D L^T x = vector in place: the second half of a solution that `factorise` began.

    The numbers above the diagonal may be any: a gas network gives those of its U in place of `lower`.
    """
    for k in range(columns.size - 2, -1, -1):
        value = vector[k] * inverse_diagonal[k]
        a, last = np.uint64(columns[k]), np.uint64(columns[k + 1])
        while a < last:
            value += lower[a] * vector[rows[a]]
            a += ONE
        vector[k] = value


@compiled
def substitute(
    columns: IndexArray, rows: IndexArray, lower: FloatArray, inverse_diagonal: FloatArray, vector: FloatArray
) -> None:
    """Solve L D L^T x = vector in place."""
    a = ZERO
    for k in range(columns.size - 1):
        value = vector[k]
        last = np.uint64(columns[k + 1])
        while a < last:
            vector[rows[a]] += lower[a] * value
            a += ONE
    substitute_back(columns, rows, lower, inverse_diagonal, vector)
