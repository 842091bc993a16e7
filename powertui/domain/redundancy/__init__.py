"""Redundancy on live load: what goes dark when something fails, and what those that stay would carry."""
