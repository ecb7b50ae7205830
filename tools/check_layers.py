#!/usr/bin/env python3
"""Check every #include of src/ against layers.txt. Exit 1 and one line for each arrow that the table does not draw."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LINE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]')


def read_table(path):
    ranks, below, homes = {}, {}, {}
    for line in path.read_text().splitlines():
        words = line.split("#")[0].replace(":", " : ").split()
        if not words:
            continue
        left, right = words[: words.index(":")], words[words.index(":") + 1:]
        if left[0] == "layer":
            ranks[left[2]], below[left[2]] = int(left[1]), set(right)
        elif left[0] == "home":
            homes[left[1]] = set(right)
    return ranks, below, homes


def main():
    ranks, below, homes = read_table(ROOT / "layers.txt")
    faults = [f"layers.txt: {a} may include {b}, but rank {ranks[b]} is not below {ranks[a]}"
              for a in ranks for b in sorted(below[a]) if ranks[b] >= ranks[a]]
    for path in sorted((ROOT / "src").rglob("*")):
        if path.suffix not in (".h", ".cc"):
            continue
        folder = path.relative_to(ROOT / "src").parts[0]
        where = path.relative_to(ROOT)
        if folder not in ranks:
            faults.append(f"{where}: folder {folder} is not in layers.txt")
            continue
        for number, text in enumerate(path.read_text().splitlines(), 1):
            match = LINE.match(text)
            if not match:
                continue
            quote, name = match.groups()
            if quote == '"':
                other = name.split("/")[0]
                if other == "support" and path.stem.endswith("_test"):
                    continue  # tests/support is for tests alone
                if other not in ranks:
                    faults.append(f"{where}:{number}: \"{name}\" is not FOLDER/file.h of a folder in layers.txt")
                elif other != folder and other not in below[folder]:
                    faults.append(f"{where}:{number}: {folder} may not include {other} ({name})")
            for prefix, allowed in homes.items():
                if quote == "<" and name.startswith(prefix) and folder not in allowed:
                    faults.append(f"{where}:{number}: <{name}> belongs to {', '.join(sorted(allowed))}, not {folder}")
    print("\n".join(faults) if faults else f"layers: {len(ranks)} folders, every include follows layers.txt")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
