"""The one place that joins rooms: configuration, database, collectors, services, front ends.

One module for each kind of process, so that each loads what it needs and no more.
"""
