"""The pages: one module a journey."""
