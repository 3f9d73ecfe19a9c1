"""Mail: what is sent, when, and in which words."""
