"""Pairs of truth and prediction, their scores, and the report."""
