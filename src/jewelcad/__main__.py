"""``python -m jewelcad`` is the command ``jewelcad``."""

from jewelcad.cli import main

if __name__ == "__main__":
    main()
