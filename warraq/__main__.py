"""`python -m warraq` is the `warraq` command."""

from warraq.project.cli import main

if __name__ == "__main__":
    main()
