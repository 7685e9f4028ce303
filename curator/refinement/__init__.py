"""What makes of an alpha more than an alpha."""
