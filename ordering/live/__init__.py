"""From a committed change to every screen: the event log now, the streams on top of it."""
