"""The verbs of the copy of one's data: asked for, made in the background, fetched once, gone."""

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
    """Return where the archives wait: no address leads there."""
    return storages["private"]


def ask(*, user: User, language: str) -> DataExport:
    """Ask for a copy of what is stored about `user`, and return the request.

    While one is being made, it is returned. One that is ready is withdrawn: its link is dead.
    """
    try:
        with transaction.atomic():
            if unfinished := _unfinished(user):
                return unfinished
            _withdraw(DataExport.objects.filter(user=user, state=DataExport.State.READY))
            export = DataExport.objects.create(user=user, language=language)
            # If the process dies before this runs, `tick` finds the request.
            transaction.on_commit(partial(make_in_background.enqueue, export.pk))
            return export
    except IntegrityError:
        # The button was pressed twice at once.
        if unfinished := _unfinished(user):
            return unfinished
        raise


@task()
def make_in_background(export_id: int) -> None:
    """Make one archive, unless somebody else does."""
    make(export_id)


def make_due() -> int:
    """Make what a crash has left behind; return how many were made. Called by `tick`."""
    due = list(DataExport.objects.to_make().values_list("pk", flat=True)[:20])
    return sum(make(pk) for pk in due)


def make(export_id: int) -> bool:
    """Make the archive if it can be claimed, and owe the mail; return whether it is ready."""
    if not DataExport.objects.filter(pk=export_id).claim():
        return False
    export = DataExport.objects.select_related("user").get(pk=export_id)
    try:
        return _make(export)
    except Exception:  # whatever goes wrong, the request must survive it
        logger.exception("The copy of somebody's data (export %s) was not made", export.pk)
        given_up = export.attempts >= MAX_ATTEMPTS
        DataExport.objects.filter(pk=export.pk, state=DataExport.State.MAKING).update(
            state=DataExport.State.FAILED if given_up else DataExport.State.WAITING
        )
        return False


def token(export: DataExport) -> str:
    """Return the token of the link that hands out the archive of `export`, and nothing else."""
    return signing.dumps(str(export.key), salt=_SALT)


def find(*, user: User, token: str) -> DataExport | None:
    """Return the export of `user` that `token` names; None for a forged one, or another's."""
    try:
        key = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return DataExport.objects.filter(user=user, key=key).first()


def fetch(export: DataExport) -> Iterator[bytes] | None:
    """Hand out the archive, once: return what it holds, or None if it is there no more."""
    taken = DataExport.objects.fetchable().filter(pk=export.pk)
    if not taken.update(state=DataExport.State.FETCHED, fetched_at=timezone.now()):
        return None
    return _read_and_delete(export)


def clean_up() -> int:
    """Delete archives whose time is up, and old requests; return how many. Called by `tick`."""
    now = timezone.now()
    run_out = _withdraw(DataExport.objects.run_out())
    # What a broken connection or a crash has left lying.
    an_hour_ago = now - datetime.timedelta(hours=1)
    left = DataExport.objects.filter(
        state=DataExport.State.FETCHED, fetched_at__lt=an_hour_ago
    ).exclude(file="")
    for export in left:
        _delete_file(export)
    limit = now - datetime.timedelta(days=settings.MAIL_RETENTION_DAYS)
    old = DataExport.objects.filter(requested_at__lt=limit, file="")
    deleted, _by_model = old.exclude(state__in=DataExport.UNFINISHED).delete()
    return run_out + deleted


def withdraw_all(user: User) -> None:
    """Delete every archive of `user`, in the transaction that erases the account."""
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
        mine = DataExport.objects.filter(pk=export.pk, state=DataExport.State.MAKING)
        made = bool(mine.update(**ready))
        if made:
            export.refresh_from_db()
            _owe_mail(export)
    if not made:
        # The account is gone, or another worker was faster.
        storage().delete(name)
    return made


def _owe_mail(export: DataExport) -> None:
    with translation.override(export.language):
        path = reverse("residents:fetch_data", args=[token(export)])
        devices = reverse("usersessions_list")
    mail_port.owe(
        key=f"export:{export.pk}:{export.attempts}",
        to=export.user.email,
        template="residents/mail/data_ready",
        context={
            "url": settings.BASE_URL + path,
            "until": export.expires_at,
            "devices_url": settings.BASE_URL + devices,
        },
        language=export.language,
    )


def _withdraw(exports: QuerySet[DataExport]) -> int:
    """Let `exports`, which are ready, run out; return how many."""
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
