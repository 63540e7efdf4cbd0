"""`manage.py doctor`: what is wrong with this installation, and what to do."""

from typing import Any

from django.conf import settings
from django.core import mail
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.site_settings import site_name
from hub.diagnosis import Finding, Level, brief, examine, ok, problem

_MARKS = {Level.OK: "ok     ", Level.WARNING: "warning", Level.PROBLEM: "PROBLEM"}


def send_test_mail(address: str) -> Finding:
    """Send a mail to `address` now, without the outbox and the worker."""
    text = f"If you read this, {settings.BASE_URL} can send mail to you."
    try:
        mail.send_mail(f"{site_name()}: a test", text, settings.DEFAULT_FROM_EMAIL, [address])
    except Exception as error:
        return problem(
            f"The mail server did not take a mail to {address}: {brief(error)}.",
            "Look at EMAIL_URL and DEFAULT_FROM_EMAIL.",
        )
    return ok(f"The mail server took a mail to {address}. Has it arrived, outside the spam folder?")


class Command(BaseCommand):
    help = "Looks at the installation and says what is wrong and what to do. Exit status 1 if so."
    # They are one of the things that it looks at.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mail-to", metavar="ADDRESS", help="send a test mail there")
        parser.add_argument(
            "--quiet", action="store_true", help="say only what is wrong, as for a cron job"
        )

    def handle(self, *args: Any, mail_to: str | None, quiet: bool, **options: Any) -> None:
        problems = 0
        findings = list(examine())
        if mail_to:
            findings.append(("test mail", send_test_mail(mail_to)))
        for name, finding in findings:
            problems += finding.level == Level.PROBLEM
            if quiet and finding.level == Level.OK:
                continue
            self.stdout.write(f"{_MARKS[finding.level]}  {name}: {finding.sentence}")
            if finding.remedy:
                self.stdout.write(f"         → {finding.remedy}")
        if problems:
            raise CommandError(f"Problems: {problems}.")
        if not quiet:
            self.stdout.write("No problems.")
