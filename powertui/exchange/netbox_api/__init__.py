"""A live NetBox 4.x, read over REST into an incoming Topology whose ids are NetBox's own.

`reader.read_netbox` is the way in. Lists come with `fields=` alone: what NetBox computes for a port (link peers,
connected endpoints) costs it several queries a row, and a cable's own terminations say the same.
"""
