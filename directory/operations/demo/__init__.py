"""The demo: plainly invented people whose work reads real, for one's own machine and for tests."""
