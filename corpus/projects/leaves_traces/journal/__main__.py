import sys
from pathlib import Path

target = Path(sys.argv[1])
if target.exists():
    sys.exit("it is there already")
target.write_text("made by a program")
if sys.argv[2] == "clean":
    target.unlink()
