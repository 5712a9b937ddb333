"""Writers that begin at the same moment, and what one of them may be told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

from workbench.errors import StoreError

LOGBOOK: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Logbook",
    "type": "object",
    "additionalProperties": False,
    "required": ["entries"],
    "properties": {"entries": {"type": "string", "title": "Entries", "maxLength": 100000}},
    "ports": [],
}
T = TypeVar("T")


def expect(is_so: bool) -> None:
    """Fail unless what an error says is right."""
    assert is_so


def together(*work: Callable[[], T]) -> list[T]:
    """Run each in a thread of its own, all from the same moment on."""
    barrier = Barrier(len(work))

    def run(one: Callable[[], T]) -> T:
        barrier.wait()
        return one()

    with ThreadPoolExecutor(len(work)) as pool:
        return list(pool.map(run, work))


def until_done(write: Callable[[], T], before_retry: Callable[[], object] = lambda: None) -> T:
    """Repeat a write that another writer was in the way of; any other error is one."""
    while True:
        try:
            return write()
        except StoreError as error:
            expect(str(error).endswith("nothing was written: try again."))
            before_retry()
