"""How gunicorn serves the tracker: one process with threads, as SQLite has one writer."""

import os

_host, _port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
bind = f"[{_host}]:{_port}" if ":" in _host else f"{_host}:{_port}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
threads = 8
graceful_timeout = 10
loglevel = "warning"
control_socket_disable = True  # it would stand in the home folder, shared by all instances
