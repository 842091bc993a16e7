"""An SNMP engine of our own for the polling hot path: prebuilt requests, one socket, answers decoded into columns."""
