"""The clock of a run: CLOCK="2027-03-28 00:30" starts the tests at that time in Copenhagen."""

import datetime
import sys
from random import Random
from zoneinfo import ZoneInfo

FORMAT = "%Y-%m-%d %H:%M"
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
SUNDAY = 6


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
    """Set this process's clock to `text`, from where it runs on; do nothing for an empty text."""
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


def draw(seed: int) -> str:
    """Return a time of the next years at which tests used to fail, or any other."""
    random = Random(seed)  # noqa: S311 (nothing is kept secret by it)
    year = random.randrange(2027, 2033)
    march, october = (
        max(day for day in range(25, 32) if datetime.date(year, month, day).weekday() == SUNDAY)
        for month in (3, 10)
    )
    any_day = datetime.date(year, 1, 1) + datetime.timedelta(days=random.randrange(365))
    saturday = 1 + (5 - datetime.date(year, 1, 1).weekday()) % 7
    return random.choice(
        [
            f"{any_day} {random.randrange(24):02}:{random.randrange(60):02}",
            f"{any_day} 23:{random.randrange(50, 60)}",
            f"{any_day} 00:{random.randrange(60):02}",
            f"{year}-03-{march - 1} 23:50",
            f"{year}-03-{march} 01:{random.randrange(50, 60)}",
            f"{year}-10-{october} 01:{random.randrange(50, 60)}",
            f"{year}-12-31 23:50",
            "2028-02-29 12:00",
            f"{year}-01-{saturday:02} 12:00",
        ]
    )


if __name__ == "__main__":
    print(draw(int(sys.argv[1])))
