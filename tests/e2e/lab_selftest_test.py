#!/usr/bin/env python3
"""The lab's own tests: it must be right about AWS before anything is tested against it. Arguments: the program, the source folder."""
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from aws_lab import LAB, ensure_lab  # noqa: E402

ensure_lab()
scripts = ("selftest.py", "selftest_services.py")
failed = [script for script in scripts if subprocess.run([sys.executable, str(LAB / script)], stdin=subprocess.DEVNULL).returncode]
sys.exit(f"failed: {', '.join(failed)}" if failed else 0)
