"""The embedded analyst: it picks, groups and counts what was said, and invents nothing. Its results are drafts."""
