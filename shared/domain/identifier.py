"""What the ids look like that callers choose or name."""

IDENTIFIER = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$"
