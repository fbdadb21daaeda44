"""The peers, each in a room of its own: what it is asked, and the server that answers."""
