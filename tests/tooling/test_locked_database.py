"""`manage.py run_worker` goes on after "database is locked", and runs no task twice."""

import contextlib

import pytest
from django.db import OperationalError
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from hub.management.commands import run_worker
from notifications.delivery import worker as delivery

pytestmark = pytest.mark.django_db

LOCKED = "database is locked"


@pytest.fixture
def runs(settings, monkeypatch) -> list[int]:
    """Two tasks that wait; the list grows with each that runs."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    called = []
    monkeypatch.setattr(delivery, "deliver_due", lambda **given: called.append(1))
    monkeypatch.setattr(run_worker, "LOCKED_SECONDS", 0)
    # It would close the transaction of the test.
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    delivery.deliver_outbox.enqueue()
    delivery.deliver_outbox.enqueue()
    return called


@pytest.fixture
def worker() -> run_worker.PatientWorker:
    """A worker that ends when no task waits."""
    return run_worker.PatientWorker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="w",
        excluded_queue_names=[],
    )


def fail_once(monkeypatch, *, at: str, message: str = LOCKED) -> list[str]:
    """Let the transaction of the claim fail once, when it begins or ends; return the failures."""
    failed, transaction = [], db_worker.exclusive_transaction

    @contextlib.contextmanager
    def fail(using):
        if at == "begin" and not failed:
            failed.append(at)
            raise OperationalError(message)
        with transaction(using):
            yield
            if at == "commit" and not failed:
                failed.append(at)
                raise OperationalError(message)

    monkeypatch.setattr(db_worker, "exclusive_transaction", fail)
    return failed


def statuses() -> set[str]:
    return set(DBTaskResult.objects.values_list("status", flat=True))


@pytest.mark.parametrize("at", ["begin", "commit"])
def test_a_lock_while_a_task_is_claimed(monkeypatch, caplog, runs, worker, at):
    failed = fail_once(monkeypatch, at=at)

    worker.run()

    assert failed == [at]
    assert len(runs) == 2
    assert statuses() == {TaskResultStatus.SUCCESSFUL}
    assert LOCKED in caplog.text


def test_a_lock_while_a_result_is_stored(monkeypatch, caplog, runs, worker):
    monkeypatch.setattr("django_tasks_db.utils.time.sleep", lambda seconds: None)
    first = DBTaskResult.objects.ready().first().pk
    save = DBTaskResult.save

    def fail_for_the_first(self, **options):
        if self.pk == first and self.status != TaskResultStatus.RUNNING:
            raise OperationalError(LOCKED)
        save(self, **options)

    monkeypatch.setattr(DBTaskResult, "save", fail_for_the_first)

    worker.run()

    assert len(runs) == 2
    assert statuses() == {TaskResultStatus.RUNNING, TaskResultStatus.SUCCESSFUL}
    assert LOCKED in caplog.text


def test_a_signal_during_a_lock_ends_the_worker(monkeypatch, runs, worker):
    fail_once(monkeypatch, at="begin")
    monkeypatch.setattr(
        run_worker.logger, "warning", lambda *given: setattr(worker, "running", False)
    )

    worker.run()

    assert runs == []
    assert statuses() == {TaskResultStatus.READY}


def test_another_error_of_the_database_ends_it(monkeypatch, runs, worker):
    fail_once(monkeypatch, at="begin", message="no such table: tasks")

    with pytest.raises(OperationalError):
        worker.run()

    assert runs == []
