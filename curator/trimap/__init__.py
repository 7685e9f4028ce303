"""Masks to trimap, strokes to trimap, and the band between."""
