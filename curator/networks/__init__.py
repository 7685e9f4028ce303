"""Networks as torch modules alone: no files, no photos, no training."""
