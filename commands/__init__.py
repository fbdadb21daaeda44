"""What the words of the `sor` command do."""
