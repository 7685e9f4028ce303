"""Networks as torch modules, and the shipped ones loaded with their weights."""
