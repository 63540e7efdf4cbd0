"""Runs Python code on the demo site, in one process that has loaded Django.

Each line of its input is a piece of code as JSON. Each line of its output is the traceback as JSON,
which is empty if the code raised nothing.
"""

import contextlib
import json
import sys
import traceback

import django
from django.db import close_old_connections


def run(code: str) -> str:
    """Run `code`; return the traceback, or nothing."""
    try:
        with contextlib.redirect_stdout(sys.stderr):
            exec(code, {})  # noqa: S102
    except Exception:
        return traceback.format_exc()
    finally:
        close_old_connections()
    return ""


def main() -> None:
    """Run each piece of code until the input ends."""
    django.setup()
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
