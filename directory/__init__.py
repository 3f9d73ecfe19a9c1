"""The directory of system allies: the Django project and its rooms, one app each (see docs/architecture.md)."""
