"""Data exports: requested, made in the background, downloaded once, then deleted."""

import datetime
import logging
import tempfile
from collections.abc import Iterator
from functools import partial

from django.conf import settings
from django.core import signing
from django.core.files import File
from django.core.files.storage import Storage, storages
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks import task

from residents import mail_port
from residents.models import DataExport, User
from residents.models.exports import MAX_ATTEMPTS
from residents.personal_data import archive

logger = logging.getLogger(__name__)

_SALT = "residents.data_export"
_CHUNK = 64 * 1024


def storage() -> Storage:
    """Return the storage of the archives. It has no public URL."""
    return storages["private"]


def request_export(*, user: User, language: str) -> DataExport:
    """Return an unfinished export of `user`, or create one and expire a finished one."""
    try:
        with transaction.atomic():
            if unfinished := _unfinished(user):
                return unfinished
            _expire(DataExport.objects.filter(user=user, state=DataExport.State.READY))
            export = DataExport.objects.create(user=user, language=language)
            # If the process crashes before this runs, `tick` calls `make_due`.
            transaction.on_commit(partial(make_in_background.enqueue, export.pk))
            return export
    except IntegrityError:
        # Another request created it at the same time.
        if unfinished := _unfinished(user):
            return unfinished
        raise


@task()
def make_in_background(export_id: int) -> None:
    """Make one archive."""
    make(export_id)


def make_due() -> int:
    """Make the exports that a crash left unfinished; return how many. Called by `tick`."""
    due = list(DataExport.objects.claimable().values_list("pk", flat=True)[:20])
    return sum(make(pk) for pk in due)


def make(export_id: int) -> bool:
    """Claim the export, make its archive and queue the mail; return whether it is ready."""
    if not DataExport.objects.filter(pk=export_id).claim():
        return False
    export = DataExport.objects.select_related("user").get(pk=export_id)
    try:
        return _make(export)
    except Exception:  # the export must be tried again, or marked as failed
        logger.exception("The copy of somebody's data (export %s) was not made", export.pk)
        given_up = export.attempts >= MAX_ATTEMPTS
        DataExport.objects.filter(pk=export.pk, state=DataExport.State.MAKING).update(
            state=DataExport.State.FAILED if given_up else DataExport.State.WAITING
        )
        return False


def token(export: DataExport) -> str:
    """Return the token for the download link of `export`."""
    return signing.dumps(str(export.key), salt=_SALT)


def find(*, user: User, token: str) -> DataExport | None:
    """Return the export of `user` with that token; None if it is forged or another user's."""
    try:
        key = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return DataExport.objects.filter(user=user, key=key).first()


def fetch(export: DataExport) -> Iterator[bytes] | None:
    """Return the bytes of the archive and delete it; None if it has been fetched or has expired."""
    fetchable = DataExport.objects.fetchable().filter(pk=export.pk)
    if not fetchable.update(state=DataExport.State.FETCHED, fetched_at=timezone.now()):
        return None
    return _read_and_delete(export)


def clean_up() -> int:
    """Delete expired archives and old requests; return how many. Called by `tick`."""
    now = timezone.now()
    expired = _expire(DataExport.objects.overdue())
    # The file is left after a broken connection or a crash.
    an_hour_ago = now - datetime.timedelta(hours=1)
    fetched = DataExport.objects.filter(
        state=DataExport.State.FETCHED, fetched_at__lt=an_hour_ago
    ).exclude(file="")
    for export in fetched:
        _delete_file(export)
    limit = now - datetime.timedelta(days=settings.MAIL_RETENTION_DAYS)
    old = DataExport.objects.filter(requested_at__lt=limit, file="")
    deleted, _by_model = old.exclude(state__in=DataExport.UNFINISHED).delete()
    return expired + deleted


def delete_archives(user: User) -> None:
    """Delete every archive of `user` when the current transaction is committed."""
    for name in (
        DataExport.objects.filter(user=user).exclude(file="").values_list("file", flat=True)
    ):
        transaction.on_commit(partial(storage().delete, name), robust=True)


def _unfinished(user: User) -> DataExport | None:
    return DataExport.objects.filter(user=user, state__in=DataExport.UNFINISHED).first()


def _make(export: DataExport) -> bool:
    with tempfile.TemporaryFile() as target:
        archive.write(export.user, export.language, target)
        size = target.tell()
        target.seek(0)
        name = storage().save(f"exports/{export.key}.zip", File(target))
    now = timezone.now()
    ready = {
        "state": DataExport.State.READY,
        "made_at": now,
        "expires_at": now + datetime.timedelta(hours=settings.EXPORT_HOURS),
        "file": name,
        "size": size,
    }
    with transaction.atomic():
        claimed = DataExport.objects.filter(pk=export.pk, state=DataExport.State.MAKING)
        is_made = bool(claimed.update(**ready))
        if is_made:
            export.refresh_from_db()
            _queue_mail(export)
    if not is_made:
        # The account was erased meanwhile, or another worker finished first.
        storage().delete(name)
    return is_made


def _queue_mail(export: DataExport) -> None:
    with translation.override(export.language):
        path = reverse("residents:fetch_data", args=[token(export)])
        devices = reverse("usersessions_list")
    mail_port.queue_mail(
        key=f"export:{export.pk}:{export.attempts}",
        to=export.user.email,
        template="residents/mail/data_ready",
        context={
            "url": settings.BASE_URL + path,
            "until": export.expires_at,
            "devices_url": settings.BASE_URL + devices,
        },
        language=export.language,
        name=export.user.first_name,
    )


def _expire(exports: QuerySet[DataExport]) -> int:
    """Mark the ready exports as expired and delete their files; return how many."""
    count = 0
    for export in exports:
        changed = DataExport.objects.filter(pk=export.pk, state=DataExport.State.READY).update(
            state=DataExport.State.EXPIRED
        )
        if changed:
            count += 1
            transaction.on_commit(partial(_delete_file, export))
    return count


def _read_and_delete(export: DataExport) -> Iterator[bytes]:
    try:
        with storage().open(export.file) as file:
            yield from file.chunks(_CHUNK)
    finally:
        _delete_file(export)


def _delete_file(export: DataExport) -> None:
    storage().delete(export.file)
    DataExport.objects.filter(pk=export.pk).update(file="")
