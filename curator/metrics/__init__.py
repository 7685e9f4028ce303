"""One file a metric, pure functions, registered in `METRICS`."""
