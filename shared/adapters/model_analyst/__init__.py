"""The analyst by a language model: it asks, checks the answer, has it repaired, and splits what is too long."""
