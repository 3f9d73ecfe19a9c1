"""``make bench``: how quick the directory is, beside plain SQL on the same rows and beside Datasette.

``crowd`` makes people up, ``loading`` puts them on the shelves, ``plain`` is what one would write by hand, ``cases`` is
what is measured in one process, ``serving`` what is measured over HTTP, ``report`` writes docs/performance.md.
"""
