"""Run jobs in threads at the same time."""

import threading
from collections.abc import Callable

from django.db import connection


def run_concurrently(jobs: list[Callable[[], object]], workers: int = 8) -> list[object]:
    """Run `jobs` in `workers` threads, each with its own database connection.

    Return what each job returned or raised, in the order in which they ended.
    """
    waiting, results = list(reversed(jobs)), []
    start, lock = threading.Barrier(workers), threading.Lock()

    def work() -> None:
        start.wait()
        try:
            while True:
                with lock:
                    if not waiting:
                        return
                    job = waiting.pop()
                try:
                    result: object = job()
                except Exception as error:
                    result = error
                with lock:
                    results.append(result)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _number in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def errors_in(results: list[object]) -> list[Exception]:
    """Return the exceptions among the results of `run_concurrently`."""
    return [result for result in results if isinstance(result, Exception)]
