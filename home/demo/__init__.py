"""The demo site, which `manage.py demo` builds from the TOML files in `content/`."""
