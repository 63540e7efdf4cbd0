"""How gunicorn serves the hub: `gunicorn --config deploy/gunicorn.conf.py hub.wsgi`.

gunicorn itself reads PORT and WEB_CONCURRENCY from the environment, and GUNICORN_CMD_ARGS for
everything else, so this file holds only what is the same everywhere.
"""

# Threads share the memory of a process, and most of a request is waiting for the database.
worker_class = "gthread"
threads = 4

# Longer than any page takes; what hangs for longer is better ended.
timeout = 30
graceful_timeout = 20

# A process that has grown is replaced, and not all of them at once.
max_requests = 5000
max_requests_jitter = 500

# The proxy in front keeps the access log, and with it the addresses of readers.
accesslog = None
errorlog = "-"

# Nobody uses it, and its default place is a home folder that services may not write to.
control_socket_disable = True
