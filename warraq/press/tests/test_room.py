import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys
before = set(sys.modules)
import warraq.press.front
brought = {name.partition(".")[0] for name in set(sys.modules) - before}
print(sorted(brought - set(sys.stdlib_module_names) - {"warraq"}))
print(sorted(name for name in sys.modules if name.startswith("warraq.") and not name.startswith("warraq.press")))
"""


def test_the_press_needs_nothing_but_python_and_could_leave_the_house() -> None:
    shown = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=Path(__file__).parents[3],
        check=True,
        capture_output=True,
        text=True,
    )

    assert shown.stdout.split("\n")[:2] == ["[]", "[]"]
