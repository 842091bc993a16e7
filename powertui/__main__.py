"""`python -m powertui`: the same as the command."""

from powertui.cli.main import main

if __name__ == "__main__":
    main()
