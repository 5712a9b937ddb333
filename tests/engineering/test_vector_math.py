"""Logarithm and exponential for vector instructions against those of the C library."""

from __future__ import annotations

import math

import numpy as np

from workbench.engineering.vector_math import fast_exp, fast_log


def test_exponential():
    values = np.linspace(-700.0, 700.0, 20_001)
    exact = np.array([math.exp(value) for value in values])
    found = np.array([fast_exp(value) for value in values])
    assert np.abs(found / exact - 1.0).max() <= 4.5e-16  # two roundings of the comparison included


def test_logarithm():
    values = np.concatenate((np.geomspace(1e-300, 1e300, 10_001), np.linspace(0.5, 2.0, 10_001)))
    exact = np.array([math.log(value) for value in values])
    found = np.array([fast_log(value) for value in values])
    large = np.abs(exact) > 0.1
    assert np.abs(found[large] / exact[large] - 1.0).max() <= 1e-15
    assert np.abs(found[~large] - exact[~large]).max() <= 1e-16
