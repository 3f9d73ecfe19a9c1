"""The controlled terms everything else is said in: sectors, roles, regions, practices, languages and so on.

``models`` stores them, ``terms`` is how every other room reads them (a snapshot in memory), ``loading`` brings
the data files under ``data/`` into the tables.
"""
