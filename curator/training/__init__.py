"""Training of networks that curator ships: data, augmentation, losses, one recipe file a network."""
