"""The one place that joins rooms: configuration, database, collectors, services, front ends."""
