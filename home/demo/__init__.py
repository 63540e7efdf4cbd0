"""The demo site: `manage.py demo` builds it from the TOML files in `content/`."""
