"""Between sockets and the app: how long a client may take, and how many may come at once."""
