"""The append-only log: who did what to what, when and why."""
