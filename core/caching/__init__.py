"""Pages and values that are held in memory until the rows that they show change.

From the bottom up:

- `change_log`: the list of changed tables that all processes of all hosts share (Redis or a file).
- `changes`: what this process knows of it.
- `tracking`: which tables a piece of code reads, and which ones a transaction has changed.
- `held_values`: a value that is computed once and kept until a table that it read changes.
- `page_cache`: whole responses, in front of Django.

Nothing names by hand what a page depends on: the database connection sees it. A page that reads the
table of threads is dropped by a commit that writes to the table of threads, also by
`QuerySet.update`, by raw SQL, and in a management command.
"""
