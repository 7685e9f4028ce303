"""The routes that carry pixels, and the access checks."""
