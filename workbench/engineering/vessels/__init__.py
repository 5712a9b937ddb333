"""Vessels: geometry, levels, separation, draining, weights, wall thickness."""
