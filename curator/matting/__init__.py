"""Alpha from photo and trimap, one file a method, registered in `METHODS`."""
