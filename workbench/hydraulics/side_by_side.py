"""Blocks of work in several threads, with progress and a way to stop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Protocol

__all__ = ["BlockWorker", "run_side_by_side"]

Block = tuple[int, int]
Progress = Callable[[int, int], None]


class BlockWorker(Protocol):
    """What one thread works with."""

    def solve(self, first: int, last: int) -> None:
        """Do the rows from `first` up to `last`."""
        ...


def run_side_by_side(
    make_worker: Callable[[], BlockWorker],
    blocks: Sequence[Block],
    threads: int,
    progress: Progress | None,
    stop: Callable[[], bool] | None,
) -> None:
    """Hand the blocks to workers, one for each thread; `progress` and `stop` are called in this thread."""
    total = blocks[-1][1] if blocks else 0
    done = 0
    if min(threads, len(blocks)) <= 1:
        worker = make_worker()
        for first, last in blocks:
            if stop is not None and stop():
                return
            worker.solve(first, last)
            done += last - first
            if progress is not None:
                progress(done, total)
        return
    idle = [make_worker() for _ in range(min(threads, len(blocks)))]
    waiting = list(reversed(blocks))
    running: dict[Future[None], tuple[BlockWorker, Block]] = {}
    with ThreadPoolExecutor(len(idle)) as pool:
        while True:
            while idle and waiting and not (stop is not None and stop()):
                worker, block = idle.pop(), waiting.pop()
                running[pool.submit(worker.solve, *block)] = worker, block
            if not running:
                return
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                worker, (first, last) = running.pop(future)
                future.result()
                idle.append(worker)
                done += last - first
                if progress is not None:
                    progress(done, total)
