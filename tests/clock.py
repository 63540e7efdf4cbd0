"""The clock of a run: CLOCK="2027-03-28 00:30" starts the tests at that time in Copenhagen."""

import datetime
import sys
from zoneinfo import ZoneInfo

FORMAT = "%Y-%m-%d %H:%M"
COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def moment_of(text: str) -> datetime.datetime:
    """Return the moment that `text` names; raise ValueError with a sentence if it names none."""
    try:
        moment = datetime.datetime.strptime(text, FORMAT).replace(tzinfo=COPENHAGEN)
    except ValueError:
        raise ValueError(f"CLOCK is “{text}”. It must be like “2027-03-28 00:30”.") from None
    if moment.astimezone(datetime.UTC).astimezone(COPENHAGEN).strftime(FORMAT) != text:
        raise ValueError(f"CLOCK is “{text}”. The clocks go forward then: there is no such time.")
    return moment


def start(text: str) -> None:
    """Set this process's clock to `text` and let it run on; without a text, leave it alone."""
    if not text:
        return
    # Here, so that a run at the present time does not load it.
    import time_machine

    try:
        moment = moment_of(text)
    except ValueError as problem:
        sys.exit(str(problem))
    # A number and not a date: a date with a zone would change the zone of the process.
    time_machine.travel(moment.timestamp(), tick=True).start()
