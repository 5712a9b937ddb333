"""All attacks that are one statement or a few."""

from __future__ import annotations

from tests.store.rules import (
    against_functions,
    against_issued,
    against_rows,
    against_server,
    against_tenants,
    injections,
)

__all__ = ["ATTACKS"]

ATTACKS = [
    attack
    for module in (against_tenants, against_issued, against_rows, against_functions, injections, against_server)
    for attack in module.ATTACKS
]
