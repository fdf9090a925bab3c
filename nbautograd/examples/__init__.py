"""Short programs to look at: ``python -m nbautograd run`` records the first one, `linear`."""
