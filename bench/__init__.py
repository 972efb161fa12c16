"""What is measured, and how. `python -m bench NAME`; `make bench` measures all and writes `docs/benchmarks.md`."""
