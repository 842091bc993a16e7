"""Front end 3: the plant as metrics, asked for over HTTP (OpenMetrics) or pushed (Prometheus remote-write)."""
