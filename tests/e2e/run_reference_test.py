#!/usr/bin/env python3
"""`sluice run` against the slow reference (reference_jobs.py): samples, hand-made nasty lines, mangled lines; the same
rows whatever the threads, the memory and the layout of the files; nightly runs, late files, n = 0, expand_interval."""
import gzip
import json
import os
import pathlib
import random
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from reference_jobs import COLUMNS, TABLES, Reference, day_after, days_between, header, parse_line, read_lines  # noqa: E402
from run_program import GZ, check, folder, make_sample, run_parts, same_tables, sluice, tables_in, write  # noqa: E402

DATE = "2024-03-05"
PLAIN_OR_GZ = r".*tracking\.log-(?P<date>\d{8}).*"
SEED = int(os.environ.get("SLUICE_TEST_SEED", "1"))


class Place:
    """A warehouse, a folder of results, and the reference's idea of both."""
    count = 0

    def __init__(self, lms, geo):
        Place.count += 1
        self.at = folder / f"place-{Place.count}"
        self.lms, self.geo = lms, geo
        self.reference = Reference(lms=lms, geo=geo, date=DATE)

    def tsv(self):
        return self.at / "tsv"

    def close(self):
        shutil.rmtree(self.at, ignore_errors=True)

    def program(self, logs, a, b, weeks, n, pattern=GZ, expand=None, more=()):
        """The two command lines of a user, over the same warehouse."""
        common = ["--overwrite-n-days", n, "--logs", *logs, "--pattern", pattern, "--warehouse", self.at / "warehouse",
                  "--tsv", self.tsv(), *(["--expand-interval", f"{expand} days"] if expand is not None else []), *more]
        sluice("run", "activity", "--end-date", b, "--weeks", weeks, *common)
        sluice("run", "enrollment", "location", "--interval", f"{a}..{b}", "--lms", self.lms, "--geo", self.geo, "--date", DATE,
               *common)
        return tables_in(self.tsv())

    def expected(self, logs, a, b, weeks, n, pattern=GZ, expand=2):
        self.reference.run("activity", logs, [pattern], end_date=b, weeks=weeks, n=n, expand=expand)
        for job in ("enrollment", "location"):
            self.reference.run(job, logs, [pattern], interval=(a, b), n=n, expand=expand)
        return {t: (header(t), sorted(rows)) for t, rows in self.reference.tables.items()}

    def compare(self, where, logs, a, b, weeks, n, pattern=GZ, expand=None):
        want = self.expected(logs, a, b, weeks, n, pattern, 2 if expand is None else expand)
        same_tables(self.program(logs, a, b, weeks, n, pattern, expand), want, where)
        return want


# ---- samples ----

def samples():
    for seed, days, a, b, weeks, n in ((1, 10, "2024-02-05", "2024-02-15", 2, 10), (2, 10, "2024-02-01", "2024-02-13", 1, 5),
                                       (3, 6, "2024-02-07", "2024-02-08", 3, 29)):
        sample = make_sample(f"sample-{seed}", days=days, learners=60, courses=4, events_per_day=350, seed=seed)
        place = Place(sample / "lms", sample / "geo/country.tsv")
        want = place.compare(f"sample, seed {seed}", [sample / "tracking"], a, b, weeks, n)
        check(sum(len(rows) for _, rows in want.values()) > 50, "a sample that says something")
        place.close()


# ---- hand-made lines ----

class Lines:
    """Nasty lines. Each has a learner, a course and a country of its own, so that every misreading shows in some table."""

    def __init__(self):
        self.lines, self.users, self.n = [], [], 0
        self.ranges = []

    def next(self):
        self.n += 1
        user = 1000 + self.n
        ip = f"{11 + self.n // 200}.{self.n % 200}.3.4"
        self.ranges.append(f"{ip[:-4]}.0.0/16\tC{self.n}")
        self.users.append(user)
        return user, f"course-v1:Nasty+{self.n}+r", ip

    def event(self, enrollment, **changes):
        user, course, ip = self.next()
        context = {"course_id": course, "org_id": "Nasty", "user_id": user, "path": "/x"}
        event = {"username": "ann", "event_source": "browser", "name": "page_close", "accept_language": "", "ip": ip,
                 "time": "2024-02-14T10:00:00.123456+00:00", "event_type": "page_close", "page": None, "context": context,
                 "event": {}}
        if enrollment:
            event |= {"event_type": "edx.course.enrollment.activated", "event_source": "server",
                      "event": {"course_id": course, "user_id": user, "mode": "audit"}}
        context_changes = changes.pop("context", {})
        if isinstance(context_changes, dict):
            for key, value in context_changes.items():
                if value is KeyError:
                    context.pop(key)
                else:
                    context[key] = value
        else:
            event["context"] = context_changes
        for key, value in changes.items():
            if value is KeyError:
                event.pop(key)
            elif callable(value):
                event[key] = value(event)
            else:
                event[key] = value
        return event

    def add(self, enrollment=False, **changes):
        self.lines.append(json.dumps(self.event(enrollment, **changes)).encode())

    def both(self, **changes):
        """Once as an event of activity, once as one of enrollment."""
        self.add(False, **dict(changes))
        self.add(True, **dict(changes))

    def raw(self, mangle):
        """`mangle` gets the text of a good line, as str, and gives str or bytes."""
        for enrollment in (False, True):
            text = mangle(json.dumps(self.event(enrollment)))
            self.lines.append(text if isinstance(text, bytes) else text.encode())

    def payload(self, change):
        event = self.event(True)
        event["event"] = change(event["event"])
        self.lines.append(json.dumps(event).encode())


def json_rules(to):
    """T 2, 2.1"""
    within = lambda extra: lambda t: t[:-1] + ", " + extra + "}"  # noqa: E731
    for mangle in (
            lambda t: "  \t" + t + " \r", lambda t: "Feb 14 host [tracking] " + t, lambda t: "a{b} " + t, lambda t: "{ " + t,
            lambda t: "\ufeff" + t, lambda t: t + " tail", lambda t: t + "}", lambda t: t + "\u00a0\u2003", lambda t: t + "\x0b",
            lambda t: "x" + t + " \u3000", lambda t: t[:-1], lambda t: t[:40], lambda t: "", lambda t: " ", lambda t: "\r",
            lambda t: "[" + t + "]", lambda t: json.dumps(t), lambda t: "null", lambda t: "12", lambda t: "{}", lambda t: "}{",
            lambda t: t.replace("ann", "a\tn\x01n"), lambda t: t.replace('"page": null', '"page": "a\tb"'),
            lambda t: t.replace("ann", "a\\/n"), lambda t: t.replace("Nasty+", "N\\u0061sty+"),
            lambda t: t.replace("course-v1:Nasty", "course-v1:Nasty\\/x"), lambda t: t.replace("ann", "a\\xn"),
            lambda t: t.replace("ann", "\\ud800 \\udc00 \\ud83d\\ude00 \\ud800\\u0041"),
            lambda t: t.replace("ann", "\\u12"), lambda t: t.replace("ann", "\\uzzzz"), lambda t: t.replace("ann", 'a"n'),
            lambda t: t.replace('"audit"', '"m\\udc00\\ud800x"'), lambda t: t.replace('"audit"', '"m\\ud83d\\ude00"'),
            lambda t: t.replace('"audit"', '"m\t\x01\\u0000\\\\N\\n\\r"'), lambda t: t.replace('"audit"', '"\\\\N"'),
            lambda t: t.replace('"audit"', '"é日\u00a0 "'), lambda t: t.encode().replace(b"audit", b"a\xff\xe2\x82\xc3(\xed\xa0\x80"),
            lambda t: t.encode().replace(b"ann", b"\xff\xfe"), lambda t: t.encode().replace(b"Nasty+", b"Nast\xe9+"),
            lambda t: t.replace("Nasty+", "Nastyé日+"), lambda t: t.replace("Nasty+", "Nasty\\u00e9+"),
            within('"x": NaN'), within('"x": -Infinity'), within('"x": Infinity'), within('"x": -NaN'), within('"x": 1e400'),
            within('"x": 123456789012345678901234567890'), within('"x": -0'), within('"x": 01'), within('"x": .5'),
            within('"x": 1.'), within('"x": 1e'), within('"x": -'), within('"x": 1.5E+3'), within('"x": undefined'),
            within('"x": nul'), within('"x": True'), within("'x': 1"), within("x: 1"), within('"x": 1,'), within('"x": [1,]'),
            within('"x": [1 2]'), within('"x": {"a" 1}'), within('"x": "open'), within('"x": 1 // c'), within('"x": /* c */ 1'),
            within('"x": [[[[{"a": [{}, [], ""]}]]]]'), within('"": ""'), within('"x": "}"'), within('"x": "{"'),
            within('"time": "2024-02-15T00:00:00"'), within('"time": null'), within('"time": 1'), within('"event_type": null'),
            within('"\\u0074ime": "2024-02-16T00:00:00"'), within('"ip": ""'), within('"context": null'),
            within('"context": {"user_id": 77}'), within('"event": ""'), within('"event_source": "task"'),
            lambda t: t.replace('"user_id"', '"user_id": 5, "user_id"'), lambda t: t.replace('"course_id"', '"course_id": "x", "course_id"'),
            lambda t: t.replace("}", ', "user_id": 78, "course_id": "A/B/dup"}', 1),
            lambda t: t.replace("{", '{"time": NaN, "context": [], "event": {"course_id": "A/B/first"}, ', 1)):
        to.raw(mangle)


def time_rules(to):
    """T 4.1"""
    for text in ("2024-02-14T10:00:00+00:00", "2024-02-14T10:00:00", "2024-02-14T10:00:00Z", "2024-02-14T10:00:00.5",
                 "2024-02-14T10:00:00.1234567891+00:00", "2024-02-14T10:00:00.", "2024-02-14T10:00:00.+00:00", "2024-02-14 10:00:00",
                 "2024-02-14T10:00", "2024-02-14", "20240214T100000", "2024-2-14T10:00:00", " 2024-02-14T10:00:00",
                 "2024-02-14T10:00:00 ", "2024-02-14T10:00:00z", "2024-02-14t10:00:00", "2024-02-30T10:00:00", "2023-02-29T10:00:00",
                 "2024-02-29T23:59:59.999999", "2024-13-01T10:00:00", "2024-02-14T24:00:00", "2024-02-14T25:00:00",
                 "2024-02-14T10:60:00", "2024-02-14T10:00:60", "2024-02-14T00:30:00+01:00", "2024-02-14T23:30:00-01:00",
                 "2024-02-01T00:30:00+01:00", "2024-01-31T23:30:00-00:45", "2024-02-29T23:30:00-01:00", "2024-03-01T00:30:00+05:30",
                 "2024-02-14T10:00:00+0100", "2024-02-14T10:00:00+01", "2024-02-14T10:00:00-00:00", "2024-02-14T10:00:00.5Z+00:00",
                 "2024-02-14T10:00:00+00:00x", "", "x", "２024-02-14T10:00:00", "2024-02-01T00:00:00", "2024-01-31T23:59:59.999999",
                 "2024-03-01T00:00:00", "2024-02-29T23:59:59", "0001-01-01T00:00:00", "9999-12-31T23:59:59", "2024-02-14T10:00:00,5"):
        to.both(time=text)
    for value in (KeyError, None, 1707904800, ["2024-02-14T10:00:00"], {}, True):
        to.both(time=value)


def user_rules(to):
    """T 4.2 and J 1a"""
    values = (None, "", 0, "0", -0.0, "abc", 11.0, 11.5, True, False, [], {}, " 3011 ", "\u00a03012\n", "+3013", "-3014", -3015,
              "3 016", "03017", "3_018", "३", "3019.0", "3020\x00", 9223372036854775807, 9223372036854775808, 10**30,
              "9223372036854775807", "9223372036854775808", " ", "1e3", "0x10")
    for value in values:
        to.add(context={"user_id": value})
        to.payload(lambda p, v=value: p | {"user_id": v})
    to.both(context={"user_id": KeyError})
    to.payload(lambda p: {k: v for k, v in p.items() if k != "user_id"})
    for context in (None, [], "x", 5, {}):
        to.both(context=context if context != {} else {"user_id": KeyError, "course_id": KeyError})
    to.raw(lambda t: t.replace('"context"', '"kontext"'))


COURSES = (
    "course-v1:AcmeU+BIO1", "course-v1:AcmeU+BIO1+2021+extra", "course-v1:AcmeU+BIO1+2021+branch@draft",
    "course-v1:AcmeU+BIO1+2021+version@0123456789abcdef01234567", "course-v1:AcmeU+BIO1+2021+version@0123456789ABCDEF01234567",
    "course-v1:AcmeU+BIO1+2021+branch@d+version@0123456789abcdef01234567", "course-v1:AcmeU+BIO1+2021+branch@",
    "course-v1:AcmeU+BIO1+2021+version@0123456789abcdef01234567+branch@d", "course-v1:AcmeU+c~1.2:x-y_z+2021", "course-v1:É+ü+日本",
    "course-v1:Acme U+BIO1+2021", "course-v1:AcmeU+BI%20O+2021", "course-v1:AcmeU++2021", "course-v1:+BIO1+2021",
    "course-v1:AcmeU+BIO1+2021+", "Course-v1:AcmeU+BIO1+2021", "AcmeU/BIO1/2021", "AcmeU/BI%20O/2021", "AcmeU/BIO1/", "AcmeU/BIO1",
    "AcmeU/BIO1/2021/x", "/BIO1/2021", "AcmeU//2021", "AcmeU/BIO1/2021:1", "AcmeU/BI~O/2021", "AcmeU/BI+O/2021", "AcmeU/BI O/2021",
    "AcmeU/BIO\ufffd/2021", "ccx-v1:AcmeU+BIO1+2021+ccx@13", "ccx-v1:AcmeU+BIO1+2021", "ccx-v1:AcmeU+BIO1+2021+ccx@",
    "ccx-v1:AcmeU+BIO1+2021+ccx@x", "library-v1:AcmeU+LIB1", "library-v1:AcmeU+LIB1+x", "block-v1:AcmeU+BIO1+2021+type@x+block@y",
    "i4x://AcmeU/BIO1/x/y", "foo:bar", "foobar", ";;;;bad/id/val", " course-v1:Trim+me+1\n", "\u00a0Trim/me/2\u3000", "\n", "  ", "",
    "course-v1:A+B+C\nD", "course-v1:cafe\u0301+B+C", "course-v1:Ⅷ+½+٣", "course-v1:a\u200b+B+C", "A/B/Ⅷ½٣_.%-", "course-v1:A+B+" + "r" * 241,
    "course-v1:A+B+" + "r" * 242, "course-v1:A+B+" + "é" * 241, "course-v1:A+B+" + "日" * 242, "A/B/" + "x" * 251, "A/B/" + "x" * 252,
    "course-v1:A+B+C+branch@a+b", "slashes:A+B+C", "course-v1:𝒜+𝟘+C", "course-v1:A+B+C\x00", "course-v1:a\\b+B+C")
URLS = (
    "/courses/course-v1:Url+a+1/about", "https://lms.example/courses/Url/b/1/info", "https://lms.example/courses/course-v1:Url+c+1?x=1",
    "https://lms.example/xblock/block-v1:Url+d+1+type@vertical+block@38#f", "/xblock/block-v1:Url+e+1+branch@draft+type@vertical+block@38",
    "/xblock/ccx-block-v1:Url+f+1+ccx@3+type@problem+block@x", "/xblock/lib-block-v1:Url+g+type@problem+block@x",
    "https://lms.example/xblock/block-v1:Url+h+1?p=1", "/courses/course-v1:Url+i+1/xblock/block-v1:Url+i2+1+type@p+block@q/handler",
    "https://lms.example/api/courses/v1/courses/course-v1:Url+j+1", "https://lms.example/courses/v1/blocks/course-v1:Url+k+1",
    "https://learning.example/course/course-v1:Url+l+1/home", "https://lms.example/courses/course-v1%3AUrl%2Bm%2B1/", "/courses/Url/n",
    "/courses/Url/o/20 21", "/courses/Url/p/2021#top", "/courses/v1/Url/q", "/courses/v1//Url/r/1", "/courses/v2x/s/1/x",
    "/courses/Url/t/1", "/courses/Url/u/", "/courses/Url/w//x", "/courses//courses/Url/x/1", "/courses/a/courses/Url/y/1",
    "/xblock/x/xblock/block-v1:Url+z+1+type@a+block@b", "/xblock/a+b/courses/Url/aa/1", "/xblock/block-v1:Url+ab+1+type@a",
    "/courses/Url/ac/1?next=/courses/Url/no/1", "/courses/course-v1:Url+ad+1+extra/x", "/courses/v12/x/courses/Url/ae/1/",
    "/xblock//courses/Url/af/1", "/courses/é/日本/１/x", "/courses/course-v1:Url+ag+" + "r" * 250 + "/", "/courses/v/b/c", "",
    "/xblock/block-v1:Url+ah+1+version@0123456789abcdef01234567+type@a+block@b", "/xblock/BLOCK-v1:U+ai+1+type@a+block@b",
    "/xblock/lib-block-v1:Url+aj+1+type@a+block@b", "/courses/ Url/ak/1", "/courses/Url/al/1\n")


def course_rules(to):
    """T 4.3, 6, 7"""
    for text in COURSES:
        to.add(context={"course_id": text})
        to.payload(lambda p, t=text: p | {"course_id": t})
    for value in (None, 5, [], {}, True):
        to.both(context={"course_id": value})
        to.payload(lambda p, v=value: p | {"course_id": v})
    for url in URLS:
        for blank in (KeyError, None, " "):
            to.add(context={"course_id": blank}, event_source="server", event_type=url)
        to.add(context={"course_id": ""}, event_source="browser", page=url)
        to.add(context={"course_id": "bad"}, event_source="browser", page=url)
        to.add(context={"course_id": KeyError}, event_source="mobile", event_type=url, page=url)
        to.add(context={"course_id": KeyError}, event_source="browser", event_type=url)
    to.add(context={"course_id": KeyError}, event_source="browser", page=["/courses/A/B/C"])


def payload_rules(to):
    """T 5"""
    def as_string(size=None, text="POST"):
        def change(payload):
            out = json.dumps(payload | {"x": text})
            return out if size is None else json.dumps(payload | {"x": text + "y" * (size - len(out))}, ensure_ascii=False)
        return change
    for change in (as_string(), as_string(511), as_string(512), as_string(513), as_string(512, "post"), as_string(512, "GET"),
                   as_string(512, "POSTé"),
                   lambda p: "", lambda p: None, lambda p: [p], lambda p: 5, lambda p: True, lambda p: "null", lambda p: "a=1",
                   lambda p: " " + json.dumps(p) + "\t", lambda p: "x" + json.dumps(p), lambda p: json.dumps(p) + "x",
                   lambda p: json.dumps(json.dumps(p)), lambda p: json.dumps([p]), lambda p: json.dumps(p)[:-1] + ', "x": NaN}',
                   lambda p: json.dumps(p)[:-1] + ', "mode": "last"}', lambda p: json.dumps(p).replace("audit", "a\tb"),
                   lambda p: json.dumps(p | {"mode": "\ud800x"}), lambda p: "{", lambda p: "{}", lambda p: "{'a': 1}", lambda p: "=",
                   lambda p: p | {"mode": ""}, lambda p: p | {"mode": None}, lambda p: {k: v for k, v in p.items() if k != "mode"},
                   lambda p: p | {"mode": " Audit "}, lambda p: p | {"mode": "m" * 300}, lambda p: p | {"mode": "日" * 101},
                   lambda p: p | {"mode": "tab\tnl\ncr\rbs\\nul\0end"}, lambda p: p | {"mode": "NULL"}, lambda p: p | {"mode": "None"}):
        to.payload(change)


def job_rules(to):
    """J 1a, 2b, 3a: types, sources, ties, order"""
    for kind in ("edx.course.enrollment.deactivated", "edx.course.enrollment.mode_changed", "edx.course.enrollment.upgrade.clicked",
                 "edx.course.enrollment.activated ", "edx.course.enrollment", "problem_check", "problem_check ", "Problem_check",
                 "play_video", "edx.forum.thread.created", "edx.forum.created", "edx.forum.thread.voted", "edx.forum..created",
                 "xedx.forum.thread.created", "edx.forum.", "", KeyError, None, 7):
        for source in ("server", "browser", "mobile", "task", "Server", KeyError, None, 1):
            to.add(event_type=kind, event_source=source)
            to.add(True, event_type=kind, event_source=source)
    for ip in ("", None, KeyError, "x", "300.1.1.1", "192.168.1.1", "2001:db8::7", "2001:db8:1::", "2001:DB8::7", "fe80::1", " 12.0.3.4",
               "12.0.3.4, 13.0.3.4", "1.2.3", "12.0.3.04", 5, "::1"):
        to.both(ip=ip)
    # Ties: A before D before M, then by mode; the same line twice.
    for types in ("MDA", "DA", "AM", "AD", "MM", "DD", "AA"):
        event = to.event(True)
        for i, letter in enumerate(types):
            kind = {"A": "activated", "D": "deactivated", "M": "mode_changed"}[letter]
            again = event | {"event_type": "edx.course.enrollment." + kind, "event": event["event"] | {"mode": f"m{9 - i}"}}
            to.lines += 2 * [json.dumps(again).encode()]
    # Unenrolled and back over days; an older IP after an empty one; two IPs at one moment.
    for walk in (("01", "A", "05", "D", "09", "A"), ("03", "D", "04", "A"), ("20", "M"), ("10", "A", "10", "D", "11", "M", "29", "A")):
        event = to.event(True)
        for i in range(0, len(walk), 2):
            kind = {"A": "activated", "D": "deactivated", "M": "mode_changed"}[walk[i + 1]]
            to.lines.append(json.dumps(event | {"time": f"2024-02-{walk[i]}T1{i}:00:00", "ip": f"1{1 + i}.{i}.3.4",
                                                "event_type": "edx.course.enrollment." + kind}).encode())
    event = to.event(False)
    for time, ip in (("10:00:00.5", "11.1.3.4"), ("10:00:00.4999999", "11.2.3.4"), ("11:00:00", ""), ("09:00:00+00:00", "11.3.3.4"),
                     ("10:00:00.50", "11.9.3.4")):
        to.lines.append(json.dumps(event | {"time": "2024-02-15T" + time, "ip": ip}).encode())


def nasty():
    lines = Lines()
    for rules in (json_rules, time_rules, user_rules, course_rules, payload_rules, job_rules):
        rules(lines)
    return lines


def write_lms(at, users):
    """A dump of each kind: Ctrl-A and tab, 0/1 and true/false, hidden files, users without a profile."""
    profiles = []
    for i, user in enumerate(users):
        gender = ("m", "f", "o", "", "\\N", "weird7")[i % 6]
        year = ("1984", "\\N", "2001")[i % 3]
        level = ("el", "jhs", "hs", "a", "b", "m", "p", "p_se", "p_oth", "none", "other", "", "\\N", "xx")[i % 14]
        if i % 9:
            profiles.append("\x01".join([str(user), "Ann\ttab\\", gender, year, level, "", "", "street with no end", "\\N", "FR", ""]))
    write(at / "auth_userprofile/part-00000", "\n".join(profiles[::2]) + "\n")
    write(at / "auth_userprofile/part-00001", "\n".join(profiles[1::2]))
    write(at / "auth_userprofile/_SUCCESS", "")
    write(at / "auth_userprofile/.hidden", "not a row\n")
    rows = [f"{i}\t{user}\t{('anything goes; é', 'Org/C/1')[i % 2]}\t2024-02-01 00:00:00\t{('1', '0', 'true', 'false')[i % 4]}\taudit"
            for i, user in enumerate(users)]
    write(at / "student_courseenrollment/part-m-00000", "\n".join(rows + [rows[0]]) + "\n")
    return at


def mangled(lines, count, seed):
    """Good lines with a few bytes changed: what a broken disk or a curious learner would write."""
    chance = random.Random(seed)
    pieces = [b'"', b"{", b"}", b",", b":", b"\\", b" ", b"\t", b"\r", b"\xff", b"\xc3\xa9", b"0", b"-", b"e", b"NaN", b"null", b"[]", b"\\u00",
              b'"time": "2024-02-20T00:00:00", ', b'"user_id": 12, ', b"\\ud800", b"\\/", b"+", b"\x00", b"T", b"Z"]
    for _ in range(count):
        line = bytearray(chance.choice(lines))
        for _ in range(chance.choice((1, 1, 1, 2, 4))):
            at = chance.randrange(len(line) + 1) if line else 0
            how = chance.random()
            if how < 0.4:
                line[at:at] = chance.choice(pieces)
            elif how < 0.7:
                del line[at:at + chance.choice((1, 1, 2, 20))]
            elif how < 0.9:
                line[at:at + 1] = chance.choice(pieces)
            else:
                line = line[:at]
        yield bytes(line).replace(b"\n", b"")


def write_logs(at, lines, files, ending=".gz", shuffle=None, last_newline=True):
    lines = list(lines)
    if shuffle is not None:
        random.Random(shuffle).shuffle(lines)
    for i in range(files):
        data = b"\n".join(lines[i::files]) + (b"\n" if last_newline else b"")
        name = f"h{i % 3}/tracking.log-202402{1 + i % 28:02}-{i}{ending}"
        if i % 4 == 3 and ending:  # several gzip members, cut in the middle of a line
            write(at / name, b"")
            (at / name).write_bytes(gzip.compress(data[:len(data) // 3]) + gzip.compress(data[len(data) // 3:]) + gzip.compress(b""))
        else:
            write(at / name, data)
    return at


def hand_made():
    lines = nasty()
    lms = write_lms(folder / "nasty/lms", [0, *lines.users, 11, 12, 77, 78, 3011, 3012, 3013, 3017, -3014, -3015])
    geo = write(folder / "nasty/geo.tsv", "# made up\n\n" + "\n".join(lines.ranges) + "\n12.0.0.0/8\tA1\n12.0.3.0/24\t  \n"
                "2001:db8::/32\tX6\n2001:db8:1::/48\tLongerThan10Characters\n12.1.3.4\tHOST\n")
    logs = write_logs(folder / "nasty/logs", lines.lines, 7)
    place = Place(lms, geo)
    a, b = "2024-02-01", "2024-03-01"
    want = place.compare("nasty lines", [logs], a, b, 4, 29)
    counters = json.loads(sluice("run", "activity", "--interval", f"{a}..{b}", "--overwrite-n-days", 29, "--logs", logs, "--warehouse",
                                 folder / "counting", "--tsv", folder / "counting", "-o", "json").stdout)["counters"]
    unparseable = sum(parse_line(line) is None for line in lines.lines)
    check(unparseable > 40 and counters["unparseable lines"] == unparseable, "unparseable lines", unparseable, counters)
    check(counters["lines"] == len(lines.lines), "lines", counters)
    for table in sorted({t for job in ("enrollment", "activity", "location") for t in TABLES[job]} - {"course_program_metadata"}):
        check(want[table][1], f"rows in {table}")
    print(f"  {len(lines.lines)} nasty lines")

    layouts(place, lines.lines, want, a, b)
    for seed in range(SEED, SEED + 2):
        more = write_logs(folder / f"mangled-{seed}", mangled(lines.lines, 2500, seed), 5, shuffle=seed)
        Place(lms, geo).compare(f"mangled lines, seed {seed}", [more], a, b, 4, 29)
        shutil.rmtree(more)
    place.close()


def layouts(place, lines, want, a, b):
    """Threads, memory and files change nothing."""
    big = lines * 3  # enough to spill with 1 MB
    whole = write_logs(folder / "whole", big, 1)
    want = Place(place.lms, place.geo).expected([whole], a, b, 4, 29)
    for threads, memory, files, ending, shuffle in (
            (1, "1MB", 1, ".gz", None), (2, "1GiB", 1, ".gz", None), (7, "1MB", 1, ".gz", None), (7, "1GiB", 31, "", 1),
            (2, "1MB", 12, ".gz", 2), (1, "1GiB", 3, "", 3)):
        logs = write_logs(folder / "layout", big, files, ending, shuffle, last_newline=files % 2 == 0)
        other = Place(place.lms, place.geo)
        have = other.program([logs], a, b, 4, 29, PLAIN_OR_GZ, more=["--threads", threads, "--memory", memory])
        same_tables(have, want, f"{threads} threads, {memory}, {files} files '{ending}'")
        shutil.rmtree(logs)
        other.close()


# ---- runs one after another ----

def nightly():
    """n = 3, night by night, each with the files that are there by then: every night as the reference, the last as one run."""
    sample = make_sample("nights", days=9, learners=40, courses=3, events_per_day=250, seed=5)
    files = {p: p.name.split("log-")[1][:8] for p in (sample / "tracking").rglob("*.gz")}
    logs = folder / "arrived"
    place = Place(sample / "lms", sample / "geo/country.tsv")
    a, end = "2024-02-05", "2024-02-14"
    for b in days_between("2024-02-06", day_after(end)):
        for path, date in files.items():
            if date <= b.replace("-", ""):
                (logs / path.parent.name).mkdir(parents=True, exist_ok=True)
                (logs / path.parent.name / path.name).write_bytes(path.read_bytes())
        last = place.compare(f"night of {b}", [logs], a, b, 1, 3)
    at_once = Place(sample / "lms", sample / "geo/country.tsv")
    same_tables(at_once.program([logs], a, end, 1, 9), last, "one run over everything")

    # n = 0 reads nothing: the same rows without any logs, and from a part of the day files.
    shutil.rmtree(logs)
    same_tables(place.program([logs], a, end, 1, 0), last, "n = 0")
    place.compare("n = 0, other days", [logs], "2024-02-06", "2024-02-12", 1, 0)
    # The window is read anew and found empty: those days are gone, older ones stay.
    place.compare("no logs any more", [logs], a, end, 1, 2)


def late_files():
    lines = Lines()
    def day(text, enrollment=True):
        return json.dumps(lines.event(enrollment, time=text + "T10:00:00")).encode() + b"\n"
    logs = folder / "late"
    early = [day(f"2024-02-{d:02}") for d in range(1, 21)]
    for d in range(1, 21):
        write(logs / f"tracking.log-202402{d:02}.gz", early[d - 1])
    lms = write_lms(folder / "late-lms", lines.users + list(range(1021, 1040)))
    geo = write(folder / "late-geo.tsv", "11.0.0.0/8\tFR\n")
    place = Place(lms, geo)
    a, b = "2024-02-01", "2024-02-21"
    place.compare("before the late file", [logs], a, b, 3, 20)
    # A file dated b, with an event for each of five days ago: only the last three days are read again.
    write(logs / "tracking.log-20240221.gz", b"".join(day(f"2024-02-{d}") for d in range(15, 21)))
    three = place.compare("late events, n = 3", [logs], a, b, 3, 3)
    six = place.compare("late events, n = 6", [logs], a, b, 3, 6)
    check(len(six["course_enrollment_daily"][1]) > len(three["course_enrollment_daily"][1]), "n counts")
    # A file dated four days after the interval: expand_interval decides.
    write(logs / "tracking.log-20240225.gz", day("2024-02-20"))
    write(logs / "tracking.log-20240128.gz", day("2024-02-20"))
    sizes = [len(place.compare(f"expand_interval {e}", [logs], a, b, 3, 20, expand=e)["course_enrollment_daily"][1])
             for e in (0, 1, 3, 4, 5)]
    check(sizes == sorted(sizes) and len(set(sizes)) == 4, "expand_interval widens the choice of files", sizes)
    # Other ways to say the same.
    want = place.expected([logs], "2024-02-01", "2024-03-01", 3, 29)
    for words in (("--interval", "2024-02"), ("--interval", "2024-02-01-2024-03-01"),
                  ("--interval-start", "2024-02-01", "--interval-end", "2024-03-01")):
        out = folder / "spelled"
        sluice("run", "enrollment", *words, "--overwrite_n_days", 40, "--source", logs, "--pattern", GZ, "--lms", lms,
               "--warehouse", folder / "spelled-w", "--tsv", out)
        have = tables_in(out)
        same_tables(have, {t: want[t] for t in TABLES["enrollment"]}, words)
    # The day by the epoch second in the name; the first pattern that matches decides.
    stamped = folder / "stamped"
    for d in range(1, 21):
        seconds = 1706745600 + (d - 1) * 86400 + 86399
        write(stamped / f"tracking.log-x-{seconds}.gz", early[d - 1])
    place.compare("timestamps in names", [stamped], "2024-02-05", "2024-02-10", 1, 4, r".*tracking\.log-.*-(?P<timestamp>\d{10})\.gz",
                  expand=0)
    place.compare("no date in the pattern", [stamped, folder / "not-there"], "2024-02-05", "2024-02-10", 1, 4, ".*tracking.log.*")


def reference_itself():
    assert set(COLUMNS) == {t for job in TABLES for t in TABLES[job]}
    assert read_lines(write(folder / "x.gz", b"a\nb")) == [b"a", b"b"]


if __name__ == "__main__":
    run_parts("run_reference", reference_itself, samples, hand_made, nightly, late_files)
