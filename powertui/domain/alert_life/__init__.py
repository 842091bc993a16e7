"""The life of alerts, as pure functions: conditions of a round, open alerts and a clock -> changes and events."""
