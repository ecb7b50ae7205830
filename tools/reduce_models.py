#!/usr/bin/env python3
"""Reduce botocore's service models to the operations that sluice calls, and write sources that embed them.

usage: reduce_models.py OPERATIONS OVERLAY OUTPUT_FOLDER

OPERATIONS  lines "service Operation Operation …"
OVERLAY     what this edition of botocore lacks: {service: {"operations": {…}, "shapes": {…}}} in its own form; members
            of shapes that are there already are added to them. "partitions": {id: {"regionRegex", "outputs"}}; IAM is signed
            for a partition's implicitGlobalRegion
Writes SERVICE.json for each service, partitions.json, embedded_models.S and embedded_models.cc.
"""
import json
import os
import sys

import botocore

DATA = os.path.join(os.path.dirname(botocore.__file__), "data")
DROPPED = {"documentation", "documentationUrl", "deprecatedMessage", "examples", "uid", "authtype", "auth", "smithyTypeTraits"}


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def newest(service):
    return os.path.join(DATA, service, sorted(os.listdir(os.path.join(DATA, service)))[-1])


def optional(folder, name):
    path = os.path.join(folder, name)
    return read(path) if os.path.exists(path) else {}


def wanted_operations(path):
    wanted = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            words = line.split("#")[0].split()
            if words:
                wanted.setdefault(words[0], []).extend(words[1:])
    return wanted


def lay_over(model, overlay):
    for name, operation in overlay.get("operations", {}).items():
        model["operations"].setdefault(name, {}).update(operation)
    for name, shape in overlay.get("shapes", {}).items():
        known = model["shapes"].setdefault(name, shape)
        for member, reference in shape.get("members", {}).items():
            known["members"].setdefault(member, reference)


def references(node):
    """Names of all shapes that a piece of the model refers to."""
    if isinstance(node, dict):
        if isinstance(node.get("shape"), str):
            yield node["shape"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def reachable(shapes, roots):
    seen, waiting = set(), list(roots)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += references(shapes[name])
    return seen


def without_prose(node):
    if isinstance(node, dict):
        return {k: without_prose(v) for k, v in node.items() if not (k in DROPPED and isinstance(v, (str, list, dict)) and k != "members")}
    if isinstance(node, list):
        return [without_prose(v) for v in node]
    return node


def without_enums(shape):
    return {k: v for k, v in shape.items() if k not in ("enum", "documentation", "pattern")}


def reduce(service, names, overlay):
    folder = newest(service)
    model = read(os.path.join(folder, "service-2.json"))
    lay_over(model, overlay)
    missing = [name for name in names if name not in model["operations"]]
    if missing:
        sys.exit(f"reduce_models.py: {service} has no {', '.join(missing)}: add them to the overlay")
    operations = {name: without_prose(model["operations"][name]) for name in sorted(names)}
    shapes = {}
    for name in sorted(reachable(model["shapes"], references(operations))):
        shape = without_enums(model["shapes"][name])
        members = shape.get("members")
        shape = without_prose({k: v for k, v in shape.items() if k != "members"})
        if members is not None:
            shape["members"] = {member: without_prose(reference) for member, reference in members.items()}
        shapes[name] = shape
    pages = optional(folder, "paginators-1.json").get("pagination", {})
    waiters = optional(folder, "waiters-2.json").get("waiters", {})
    return {
        "metadata": model["metadata"],
        "operations": operations,
        "shapes": shapes,
        "pagination": {name: page for name, page in pages.items() if name in operations} | overlay.get("pagination", {}),
        "waiters": {name: without_prose(waiter) for name, waiter in waiters.items() if waiter["operation"] in operations},
    }


def partitions(known, overlay):
    """Those of botocore and of the overlay: {id, regionRegex, outputs: {dnsSuffix, implicitGlobalRegion}}."""
    out = {each["id"]: {"id": each["id"], "regionRegex": each["regionRegex"],
                        "outputs": {"dnsSuffix": each["outputs"]["dnsSuffix"], "implicitGlobalRegion": "us-east-1"}}
           for each in known}
    for name, more in overlay.items():
        entry = out.setdefault(name, {"id": name, "regionRegex": more.get("regionRegex"), "outputs": {}})
        entry["outputs"].update(more["outputs"])
    return list(out.values())


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def embed(folder, names):
    assembly = ['  .section .rodata,"a"\n']
    source = ['#include "aws/embedded_models.h"\n\nextern "C" {\n']
    for number, name in enumerate(names):
        path = os.path.join(folder, name + ".json")
        assembly.append(f'  .global sluice_model_{number}\nsluice_model_{number}:\n  .incbin "{path}"\n')
        source.append(f"extern const char sluice_model_{number}[];\n")
    source.append("}\n\nnamespace sluice::aws {\n\n"
                  "const std::vector<std::pair<std::string_view, std::string_view>>& embedded_models() {\n"
                  "  static const std::vector<std::pair<std::string_view, std::string_view>> kModels{\n")
    for number, name in enumerate(names):
        size = os.path.getsize(os.path.join(folder, name + ".json"))
        source.append(f'      {{"{name}", {{sluice_model_{number}, {size}}}}},\n')
    source.append("  };\n  return kModels;\n}\n\n}  // namespace sluice::aws\n")
    assembly.append('  .section .note.GNU-stack,"",@progbits\n')
    write(os.path.join(folder, "embedded_models.S"), "".join(assembly))
    write(os.path.join(folder, "embedded_models.cc"), "".join(source))


def main():
    operations, overlay_path, folder = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    overlay = read(overlay_path)
    wanted = wanted_operations(operations)
    for service, names in wanted.items():
        model = reduce(service, names, overlay.get(service, {}))
        write(os.path.join(folder, service + ".json"), json.dumps(model, separators=(",", ":")))
    short = partitions(read(os.path.join(DATA, "partitions.json"))["partitions"], overlay.get("partitions", {}))
    write(os.path.join(folder, "partitions.json"), json.dumps({"partitions": short}, separators=(",", ":")))
    embed(folder, list(wanted) + ["partitions"])


if __name__ == "__main__":
    main()
