"""`python -m toolmind`: the command line."""

from toolmind.cli.main import main

main()
