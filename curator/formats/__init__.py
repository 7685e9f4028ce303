"""One file a layout, reading and writing, registered in `FORMATS`."""
