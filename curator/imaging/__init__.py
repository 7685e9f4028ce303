"""Bytes to arrays and back; the only place that converts."""
