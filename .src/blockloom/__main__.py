"""``python -m blockloom`` is the command line."""

from blockloom.web.cli import main

main()
