"""The read side: what was published, one table per audience."""
