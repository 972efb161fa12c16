"""`python -m cli` is `parley`."""

from cli.app import app

if __name__ == "__main__":
    app(prog_name="parley")
