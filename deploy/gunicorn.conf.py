"""The configuration of gunicorn: `gunicorn --config deploy/gunicorn.conf.py hub.wsgi`.

gunicorn reads PORT, WEB_CONCURRENCY and GUNICORN_CMD_ARGS from the environment. This file has the
values that are the same on every server.
"""

import os
import time

from gunicorn.glogging import Logger

# The zone of the hub's own log, in which Django puts the processes that serve.
os.environ["TZ"] = "Europe/Copenhagen"
time.tzset()


class HubLogger(Logger):
    """Writes lines as the hub does: hub/settings/logs.py."""

    error_fmt = "%(asctime)s %(levelname)s gunicorn[%(process)d]: %(message)s"
    datefmt = "%Y-%m-%dT%H:%M:%S%z"

    def setup(self, cfg):
        """Set up the handlers, as JSON if the hub's own are."""
        super().setup(cfg)
        if os.environ.get("LOG_FORMAT", "").strip() == "json":
            from core.json_logs import JsonFormatter

            for handler in self.error_log.handlers:
                handler.setFormatter(JsonFormatter())


logger_class = HubLogger

# Threads share the memory of a process, and requests mostly wait for the database.
worker_class = "gthread"
threads = 4

# In seconds; longer than any page takes.
timeout = 30
graceful_timeout = 20

# Replace processes, whose memory may have grown, but not all at the same time.
max_requests = 50_000
max_requests_jitter = 5_000

# The proxy writes the access log.
accesslog = None
errorlog = "-"

# It is not used, and its default path is in a home folder that services cannot write to.
control_socket_disable = True
