"""The command line: ``blockloom``, or ``python -m blockloom``."""

import sys


def main() -> None:
    """Load the command line and carry it out; it takes a moment in which somebody may press Ctrl-C."""
    try:
        from blockloom.web.cli import main as carry_out
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        sys.exit(130)  # as Exit.CANCELLED, which is not loaded yet
    carry_out()


if __name__ == "__main__":
    main()
