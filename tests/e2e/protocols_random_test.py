#!/usr/bin/python3
"""Every embedded operation beside botocore: random input is written the same, random replies are read the same. The cases have
the form of the protocol vectors, and the program that runs those runs these. Debian's Python, because the models are of its
botocore. Arguments: the program, the source folder, a seed.
"""
import base64
import datetime
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import urllib.parse
import xml.sax.saxutils

BUILD = pathlib.Path(sys.argv[1]).absolute().parent
try:
    import botocore.awsrequest
    import botocore.model
    import botocore.parsers
    import botocore.serialize
    import botocore.utils
except ImportError:
    print("protocols_random: this Python has no botocore, which the build needs, too")
    sys.exit(1 if os.environ.get("CI") == "true" else 77)

CHANCE = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 2024)
TEXTS = ["", "plain", " two  blanks ", "a&b<c>\"d'", "höhe", "日本", "a/b c+d=e%41~*", "x\ty", '{"k": [1]}', "arn:aws:iam::1:role/r"]
TIMES = [0, 1, 951782400, 1700000000]
CASES_EACH = 4


def utc(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)


def scalar(shape, place):
    least, kind = shape.metadata.get("min", 0), shape.type_name
    if kind == "boolean":
        return CHANCE.random() < 0.5
    if kind in ("integer", "long"):
        return max(least, CHANCE.choice([0, 1, 42, 65535, 2147483647]))
    if kind in ("float", "double"):
        return max(least, CHANCE.choice([0.0, 0.1, 0.5, 1.0, 12.25, 100.0]))
    if kind == "timestamp":
        return CHANCE.choice(TIMES)
    if place in ("uri", "header"):
        return "a-value" if place == "header" else CHANCE.choice([text for text in TEXTS if text])
    if kind == "blob":
        return CHANCE.choice(["", "bytes", "höhe\n"])
    text = CHANCE.choice(TEXTS)
    return text if len(text) >= least else "long enough for the least length " * 2


def value(shape, depth=0):
    """In the form of the cases: times as seconds, blobs as text."""
    place = shape.serialization.get("location")
    if place == "headers":
        return {"k1": "v 1", "k-2": "v2"}
    if shape.type_name == "structure":
        wanted = [name for name in shape.members
                  if name in shape.required_members or (depth < 4 and CHANCE.random() > 0.3 + 0.12 * depth)]
        return {name: value(shape.members[name], depth + 1) for name in wanted}
    if shape.type_name == "list":
        return [value(shape.member, depth + 1) for _ in range(CHANCE.choice([1, 2, 3] if depth < 4 else [1]))]
    if shape.type_name == "map":
        return {key: value(shape.value, depth + 1) for key in CHANCE.sample(["k", "a b", "ü&", "Z"], CHANCE.choice([1, 2]))}
    return scalar(shape, place)


def for_botocore(shape, given):
    if shape.type_name == "structure":
        return {name: for_botocore(shape.members[name], part) for name, part in given.items()}
    if shape.type_name == "list":
        return [for_botocore(shape.member, part) for part in given]
    if shape.type_name == "map":
        return {key: for_botocore(shape.value, part) for key, part in given.items()}
    if shape.type_name == "timestamp":
        return utc(given)
    return given.encode() if shape.type_name == "blob" else given


def input_case(service, operation):
    shape = operation.input_shape
    if shape is None:
        return None
    given = value(shape)
    for name, member in shape.members.items():
        if member.metadata.get("idempotencyToken"):
            given.setdefault(name, "a token that is long enough for it")
    writer = botocore.serialize.create_serializer(service.metadata["protocol"], include_validation=False)
    request = writer.serialize_to_request(for_botocore(shape, given), operation)
    body, query, uri = request["body"], request.get("query_string") or "", request["url_path"]
    if isinstance(body, dict):
        body = urllib.parse.urlencode(body, doseq=True, quote_via=urllib.parse.quote, safe="~")
    if not isinstance(query, str):
        query = botocore.utils.percent_encode_sequence(query)
    if query:
        uri += ("&" if "?" in uri else "?") + query
    # This botocore writes Python's True into headers, which later ones do not.
    headers = {name: {"True": "true", "False": "false"}.get(text, text) for name, text in request["headers"].items()
               if name.lower() != "content-type"}
    return {"params": given, "serialized": {"method": request["method"], "uri": uri, "headers": headers,
                                            "body": body.decode() if isinstance(body, bytes) else body}}


def scalar_text(shape, given):
    if shape.type_name == "boolean":
        return "true" if given else "false"
    if shape.type_name == "timestamp":
        return utc(given).strftime(CHANCE.choice(["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S.000Z", "%Y-%m-%dT%H:%M:%S+00:00"]))
    text = base64.b64encode(given.encode()).decode() if shape.type_name == "blob" else str(given)
    return xml.sax.saxutils.escape(text, {'"': "&quot;"})


def element(name, inner, attributes=""):
    return f"<{name}{attributes}>{inner}</{name}>" if inner or CHANCE.random() < 0.5 else f"<{name}{attributes}/>"


def to_xml(shape, given, name):
    if shape.type_name == "structure":
        return structure_xml(shape, given, name)
    if shape.type_name == "list":
        of = shape.member.serialization.get("name")
        if shape.serialization.get("flattened"):
            return "".join(to_xml(shape.member, part, of or name) for part in given)
        return element(name, "\n ".join(to_xml(shape.member, part, of or "member") for part in given))
    if shape.type_name == "map":
        flat = shape.serialization.get("flattened")
        entries = [element(name if flat else "entry", to_xml(shape.key, key, shape.key.serialization.get("name", "key"))
                           + to_xml(shape.value, part, shape.value.serialization.get("name", "value")))
                   for key, part in given.items()]
        return "".join(entries) if flat else element(name, "".join(entries))
    return element(name, scalar_text(shape, given))


def structure_xml(shape, given, name):
    attributes, inner = "", ["<Unknown><Deep>1</Deep></Unknown>"] if CHANCE.random() < 0.2 else []
    for member, part in given.items():
        of = shape.members[member]
        as_name = of.serialization.get("name", member)
        if of.serialization.get("location"):
            continue
        if of.serialization.get("xmlAttribute"):
            attributes += f' {as_name}="{scalar_text(of, part)}" xmlns:{as_name.split(":")[0]}="http://www.w3.org/2001/XMLSchema-instance"'
        else:
            inner.append(to_xml(of, part, as_name))
    CHANCE.shuffle(inner)
    return element(name, CHANCE.choice(["", "\n  "]).join(inner), attributes)


def to_json(shape, given):
    if shape.type_name == "structure":
        out = {shape.members[name].serialization.get("name", name): to_json(shape.members[name], part) for name, part in given.items()}
        return {**out, "Unknown": [1]} if CHANCE.random() < 0.2 else out
    if shape.type_name == "list":
        return [to_json(shape.member, part) for part in given]
    if shape.type_name == "map":
        return {key: to_json(shape.value, part) for key, part in given.items()}
    return base64.b64encode(given.encode()).decode() if shape.type_name == "blob" else given


def reply_headers(shape, given):
    headers = {}
    for name, part in given.items():
        of = shape.members[name]
        place, as_name = of.serialization.get("location"), of.serialization.get("name", name)
        if place == "headers":
            headers.update({as_name + key: text for key, text in part.items()})
        elif place == "header" and of.type_name == "timestamp":
            headers[as_name] = utc(part).strftime("%a, %d %b %Y %H:%M:%S GMT")
        elif place == "header":
            headers[as_name] = scalar_text(of, part)
    return headers


def reply_body(service, operation, shape, given):
    protocol, payload = service.metadata["protocol"], shape.serialization.get("payload")
    if protocol == "json":
        return json.dumps(to_json(shape, given))
    if payload and shape.members[payload].type_name != "structure":
        return given[payload]
    if payload:
        return to_xml(shape.members[payload], given[payload], shape.members[payload].name)
    inner = to_xml(shape, given, "Root").partition(">")[2].rpartition("</")[0]
    if protocol == "query":
        inner = element(shape.serialization.get("resultWrapper", operation.name + "Result"), inner)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{operation.name}Response xmlns="http://a.b/">{inner}</{operation.name}Response>'


def plain(parsed):
    if isinstance(parsed, dict):
        return {key: plain(part) for key, part in parsed.items() if key != "ResponseMetadata"}
    if isinstance(parsed, list):
        return [plain(part) for part in parsed]
    if isinstance(parsed, datetime.datetime):
        return parsed.timestamp()
    return parsed.decode() if isinstance(parsed, (bytes, bytearray)) else parsed


def output_case(service, operation):
    shape = operation.output_shape
    if shape is None:
        return None
    given, payload = value(shape), shape.serialization.get("payload")
    if payload:
        given.setdefault(payload, value(shape.members[payload]) or "x")
    headers, body = reply_headers(shape, given), reply_body(service, operation, shape, given)
    reader = botocore.parsers.create_parser(service.metadata["protocol"])
    parsed = plain(reader.parse({"status_code": 200, "headers": botocore.awsrequest.HeadersDict(headers), "body": body.encode()}, shape))
    for name, of in shape.members.items():  # absent there, empty here
        if of.serialization.get("location") == "headers" and not parsed.get(name):
            parsed.pop(name, None)
        if name == payload and not body and of.type_name != "blob":
            parsed.pop(name, None)
    return {"response": {"status_code": 200, "headers": headers, "body": body}, "result": parsed}


def suite(path, make):
    model = json.loads(path.read_text())
    service = botocore.model.ServiceModel(model, path.stem)
    cases = []
    for name in service.operation_names:
        for number in range(CASES_EACH):
            case = make(service, service.operation_model(name))
            if case:
                cases.append({"id": f"{name} {number}", "given": model["operations"][name], **case})
    return [{"description": path.stem, "metadata": model["metadata"], "shapes": model["shapes"], "cases": cases}]


with tempfile.TemporaryDirectory(prefix="sluice-protocols-") as folder:
    files = []
    for side, make in (("input", input_case), ("output", output_case)):
        for path in sorted((BUILD / "aws_models").glob("*.json")):
            if path.stem != "partitions":
                files.append(pathlib.Path(folder) / side / path.name)
                files[-1].parent.mkdir(exist_ok=True)
                files[-1].write_text(json.dumps(suite(path, make)))
    sys.exit(subprocess.run([BUILD / "tests" / "protocols_conformance", *files]).returncode)
