"""Sources of person masks, one file each, registered in `SOURCES`."""
