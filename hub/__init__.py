"""The project: settings, routes and entry points. Nothing imports it."""
