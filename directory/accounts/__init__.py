"""Who signs in, and what they consented to."""
