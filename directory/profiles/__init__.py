"""The write side: what a member writes, who may see each part, and how it is published."""
