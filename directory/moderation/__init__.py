"""The desk: what waits for a decision."""
