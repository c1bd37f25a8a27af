"""The schema's history. ``HEAD`` is the newest revision, so that opening a store that has it needs no Alembic."""

HEAD = "0017"
