"""Open data: what everybody can see on the site, as JSON for programs.

`docs/api.md` describes it.
"""
