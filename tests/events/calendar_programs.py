"""Three independent parsers of our calendars: the packages icalendar and ical, and libical."""

import ctypes
import os
import re
from collections import Counter
from ctypes.util import find_library
from dataclasses import dataclass

import icalendar
import pytest
from ical.calendar_stream import IcsCalendarStream

# What the line ends of any calendar must be, and how long its lines. (RFC 5545, § 3.1)
LONGEST_LINE = 75


class LibIcal:
    """The library that Evolution, KOrganizer and others read calendars with."""

    def __init__(self, path: str) -> None:
        lib = ctypes.CDLL(path)
        lib.icalparser_parse_string.restype = ctypes.c_void_p
        lib.icalparser_parse_string.argtypes = [ctypes.c_char_p]
        lib.icalrestriction_check.argtypes = [ctypes.c_void_p]
        lib.icalcomponent_count_errors.argtypes = [ctypes.c_void_p]
        lib.icalcomponent_as_ical_string.restype = ctypes.c_char_p
        lib.icalcomponent_as_ical_string.argtypes = [ctypes.c_void_p]
        lib.icalcomponent_free.argtypes = [ctypes.c_void_p]
        # By default, an error would abort the process.
        lib.icalerror_set_errors_are_fatal(0)
        self.lib = lib

    def complaints(self, data: bytes) -> list[str]:
        """Return its errors in the calendar; empty if there are none."""
        component = self.lib.icalparser_parse_string(data)
        if not component:
            return ["It cannot be parsed."]
        try:
            keeps_rules = self.lib.icalrestriction_check(component)
            errors = self.lib.icalcomponent_count_errors(component)
            text = self.lib.icalcomponent_as_ical_string(component).decode("utf-8", "replace")
        finally:
            self.lib.icalcomponent_free(component)
        said = re.findall(r"^X-LIC-ERROR.*(?:\n .*)*", text.replace("\r\n", "\n"), re.MULTILINE)
        if not keeps_rules and not said:
            said = ["A restriction is broken."]
        return said or [f"{errors} errors"] * bool(errors)


def load_libical() -> LibIcal:
    """The library; without it the test is skipped, or fails with HUB_REQUIRE_LIBICAL."""
    path = find_library("ical") or "libical.so.3"
    try:
        return LibIcal(path)
    except OSError:
        reason = "no libical was found: install Debian's package libical3"
        if os.environ.get("HUB_REQUIRE_LIBICAL"):
            pytest.fail(reason)
        pytest.skip(reason)


@dataclass(frozen=True)
class Seen:
    """An entry as a calendar program shows it."""

    uid: str
    summary: str
    start: object
    end: object
    status: str


def seen_by_icalendar(data: bytes) -> list[Seen]:
    """What the package icalendar (collective) reads."""
    return [
        Seen(
            uid=str(event["uid"]),
            summary=str(event["summary"]),
            start=event.decoded("dtstart"),
            end=event.decoded("dtend", None),
            status=str(event["status"]),
        )
        for event in icalendar.Calendar.from_ical(data).walk("VEVENT")
    ]


def seen_by_ical(data: bytes) -> list[Seen]:
    """What the package ical (Home Assistant's) reads: stricter, and written by others."""
    calendar = IcsCalendarStream.calendar_from_ics(data.decode())
    return [
        Seen(
            uid=str(event.uid),
            summary=event.summary or "",
            start=event.dtstart,
            end=event.dtend,
            status=str(event.status.value if event.status else ""),
        )
        for event in calendar.events
    ]


def faults(data: bytes) -> list[str]:
    """Return the violations of RFC 5545 in the bytes of a calendar; empty if there are none.

    Checks the bytes itself, because parsers tolerate errors.
    """
    found = []
    if data.replace(b"\r\n", b"").count(b"\n") or data.replace(b"\r\n", b"").count(b"\r"):
        found.append("a line that does not end with CRLF")
    if not data.endswith(b"END:VCALENDAR\r\n"):
        found.append("no end")
    for line in data.split(b"\r\n"):
        if len(line) > LONGEST_LINE:
            found.append(f"a line of {len(line)} octets")
        try:
            line.decode()
        except UnicodeDecodeError:
            found.append("a letter cut in two")
    lines = data.replace(b"\r\n ", b"").decode().split("\r\n")
    zones = {line.partition(":")[2] for line in lines if line.startswith("TZID:")}
    used = set(re.findall(r"^[A-Z-]+;[^:]*?TZID=([^;:]+)", "\n".join(lines), re.MULTILINE))
    if used - zones:
        found.append(f"TZID without VTIMEZONE: {used - zones}")
    if sum(line == "BEGIN:VTIMEZONE" for line in lines) != 1:
        found.append("not one VTIMEZONE")
    uids = Counter(line for line in lines if line.startswith("UID:"))
    if any(count > 1 for count in uids.values()):
        found.append("a UID twice")
    for event in re.findall(r"^BEGIN:VEVENT\n(.*?)^END:VEVENT", "\n".join(lines), re.M | re.S):
        names = Counter(re.findall(r"^([A-Z-]+)[;:]", event, re.M))
        for name in ("UID", "DTSTAMP", "DTSTART", "SEQUENCE", "SUMMARY", "STATUS"):
            if names[name] != 1:
                found.append(f"{name} {names[name]} times")
        for stamp in re.findall(r"^(?:DTSTAMP|LAST-MODIFIED)(.*)$", event, re.M):
            if not re.fullmatch(r":\d{8}T\d{6}Z", stamp):
                found.append(f"not in UTC: {stamp}")
    return found
