"""The three jobs, slow and obvious: tracking logs, LMS dumps and a file of address ranges in, the rows of TABLE.tsv out.

Written from the rules for tracking events and jobs alone, as a second opinion on the program; nothing is shared with it.
Section numbers in comments: T = tracking events, J = jobs, L = LMS tables, R = result store.

    reference = Reference(lms="DUMPS", geo="country.tsv", date="2024-03-01")
    reference.run("enrollment", [LOGS], [PATTERN], interval=("2024-02-01", "2024-03-01"), n=29)
    reference.run("activity", [LOGS], [PATTERN], end_date="2024-03-01", weeks=4, n=7)
    reference.tables           {"course_activity": [line, …], …}: without header, in no order

A Reference keeps its day files between runs, as a warehouse does. Days are texts YYYY-MM-DD.
"""
import codecs
import datetime
import ipaddress
import json
import pathlib
import re
import socket
import sys
import unicodedata
import zlib

sys.set_int_max_str_digits(0)
# Each bad byte becomes one U+FFFD (T 2.1); Python's own "replace" joins some of them.
codecs.register_error("each", lambda e: ("\ufffd", e.start + 1))

COLUMNS = {
    "course_enrollment_daily": "course_id date count cumulative_count",
    "course_enrollment_mode_daily": "date course_id mode count cumulative_count",
    "course_enrollment_gender_daily": "date course_id gender count cumulative_count",
    "course_enrollment_birth_year_daily": "date course_id birth_year count cumulative_count",
    "course_enrollment_education_level_daily": "date course_id education_level count cumulative_count",
    "course_meta_summary_enrollment": "course_id catalog_course_title catalog_course start_time end_time pacing_type "
                                      "availability enrollment_mode count count_change_7_days cumulative_count passing_users",
    "course_program_metadata": "course_id program_id program_type program_title",
    "course_activity": "course_id interval_start interval_end label count",
    "course_enrollment_location_current": "date course_id country_code count cumulative_count",
}
LONGEST = {"mode": 255, "gender": 6, "enrollment_mode": 100, "course_id": 255, "country_code": 10}
TABLES = {"enrollment": [t for t in COLUMNS if t.startswith(("course_enrollment_", "course_meta", "course_program"))
                         and not t.endswith("_current")],
          "activity": ["course_activity"], "location": ["course_enrollment_location_current"]}


# ---- days ----

def day_after(day, n=1):
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days=n)).isoformat()


def monday(day):
    date = datetime.date.fromisoformat(day)
    return (date - datetime.timedelta(days=date.weekday())).isoformat()


def days_between(a, b):
    out = []
    while a < b:
        out.append(a)
        a = day_after(a)
    return out


# ---- files (T 1) ----

def read_lines(path):
    data = path.read_bytes()
    damaged = False
    if path.name.endswith(".gz"):
        out = b""
        while data.strip(b"\0"):
            member = zlib.decompressobj(wbits=31)
            try:
                # In small pieces, so that what comes before a fault is not lost with it.
                for i in range(0, len(data), 64):
                    out += member.decompress(data[i:i + 64])
                    if member.eof:
                        data = member.unused_data + data[i + 64:]
                        break
            except zlib.error:
                damaged = True
            if damaged or not member.eof:
                damaged = True
                break
        data = out
    lines = data.split(b"\n")
    last = lines.pop()
    if last and not damaged:
        lines.append(last)
    return lines


def choose_files(sources, patterns, window, expand):
    a, b = day_after(window[0], -expand), day_after(window[1], expand)
    chosen = set()
    for source in sources:
        root = pathlib.Path(source)
        for path in [root] if root.is_file() else root.rglob("*"):
            if not path.is_file():
                continue
            match = next(filter(None, (re.match(p, str(path)) for p in patterns)), None)
            if not match:
                continue
            groups = match.groupdict()
            try:
                if groups.get("date") is not None:
                    day = datetime.datetime.strptime(groups["date"], "%Y%m%d").date().isoformat()
                elif groups.get("timestamp") is not None:
                    day = datetime.datetime.fromtimestamp(int(groups["timestamp"]), datetime.timezone.utc).date().isoformat()
                else:
                    day = a
            except ValueError:
                continue
            if a <= day < b:
                chosen.add(path)
    return chosen


# ---- from a line to an event (T 2) ----

def clean(value):
    """Lone surrogates become U+FFFD, everywhere."""
    if isinstance(value, str):
        return re.sub("[\ud800-\udfff]", "\ufffd", value)
    if isinstance(value, list):
        return [clean(v) for v in value]
    if isinstance(value, dict):
        return {clean(k): clean(v) for k, v in value.items()}
    return value


def parse_json(text):
    """The value, or nothing; strict only where the rules are."""
    known = re.sub(r"\\(.)", lambda m: m[0] if m[1] in '"\\/bfnrtu' else "\\\\" + m[1], text, flags=re.S)
    try:
        return clean(json.loads(known, strict=False)), True
    except (ValueError, RecursionError):
        return None, False


def parse_line(raw):
    text = raw.decode("utf-8", "each")
    value, good = parse_json(text)
    if not good:
        first, last = text.find("{"), text.rfind("}")
        if first < 0 or last < first or text[last + 1:].strip():
            return None
        value, good = parse_json(text[first:last + 1])
    return value if good and isinstance(value, dict) else None


# ---- values of an event (T 4, 5) ----

def as_text(value):
    return value if isinstance(value, str) else None


def time_of(event):
    """(day, timestamp), or nothing if it is missing or bad."""
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?", as_text(event.get("time")) or "",
                         re.ASCII)
    if not match:
        return None
    day, clock, fraction, zone = match.groups()
    try:
        moment = datetime.datetime.fromisoformat(f"{day}T{clock}")
    except ValueError:
        return None
    if zone and zone != "Z":
        shift = datetime.timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
        moment = moment + shift if zone[0] == "-" else moment - shift
    return moment.date().isoformat(), moment.strftime("%Y-%m-%dT%H:%M:%S.") + (fraction or "").ljust(6, "0")[:6]


def as_integer(value):
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and re.fullmatch(r"[+-]?[0-9]+", value.strip()):
        value = int(value.strip())
    return value if isinstance(value, int) and -2**63 <= value < 2**63 else None


def context_of(event):
    return event.get("context") if isinstance(event.get("context"), dict) else None


def user_of(event):
    return as_integer((context_of(event) or {}).get("user_id")) or None


def payload_of(event):
    value = event.get("event")
    if isinstance(value, dict):
        return value
    if value == "":
        return {}
    if not isinstance(value, str) or (len(value) == 512 and "POST" in value) or ("{" not in value and "=" in value):
        return None
    parsed, _ = parse_json(value)
    return parsed if isinstance(parsed, dict) else None


# ---- course ids (T 4.3, 6, 7) ----

def is_word(character):
    return character == "_" or unicodedata.category(character)[0] in "LN"


def made_of(text, others):
    return text != "" and all(is_word(c) or c in others for c in text)


def is_part(text):
    return made_of(text, "-~.:")


def split_tail(parts):
    """Take +branch@X and +version@HEX off the end; nothing if something else follows the first three parts."""
    rest = parts[3:]
    if rest and rest[0].startswith("branch@") and is_part(rest[0][7:]):
        rest = rest[1:]
    if rest and re.fullmatch("version@[0-9a-f]{24}", rest[0]):
        rest = rest[1:]
    return rest


def is_course_id(text):
    if len(text) > 255:
        return False
    prefix, colon, rest = text.partition(":")
    parts = rest.split("+")
    if prefix == "course-v1":
        return len(parts) >= 3 and all(map(is_part, parts[:3])) and not split_tail(parts)
    if prefix == "ccx-v1":
        return len(parts) == 4 and all(map(is_part, parts[:3])) and bool(re.fullmatch("ccx@[0-9]+", parts[3]))
    if prefix == "library-v1":
        return len(parts) == 2 and all(map(is_part, parts))
    old = text.split("/")
    return not colon and len(old) == 3 and made_of(old[0], ".%-") and made_of(old[1], ".%-") and \
        (old[2] == "" or made_of(old[2], ".%-"))


def course_of_block(block):
    for prefix, to in (("block-v1:", "course-v1:"), ("ccx-block-v1:", "ccx-v1:"), ("lib-block-v1:", "library-v1:")):
        match = re.fullmatch(r"(.+)\+type@([^+]+)\+block@([^+]+)", block[len(prefix):], re.S)
        if block.startswith(prefix) and match and is_part(match[2]) and is_part(match[3]) and is_course_id(to + match[1]):
            return to + match[1]
    return None


def course_of_url(url):
    match = re.search(r"/xblock/([^/+]+[/+][^/+]+[/+][^/?#]+)", url)
    if match:
        return course_of_block(match[1])
    match = re.search(r"/courses/(?!v[0-9]+/[^/])([^/+]+[/+][^/+]+[/+][^/?]+)", url)
    return match[1] if match and is_course_id(match[1]) else None


def course_of(event, or_url=False):
    context = context_of(event)
    if context is None:
        return None
    raw = context.get("course_id")
    if raw is not None and (not isinstance(raw, str) or raw.strip()):
        return raw.strip() if isinstance(raw, str) and is_course_id(raw.strip()) else None
    if not or_url:
        return None
    url = {"server": event.get("event_type"), "browser": event.get("page")}.get(as_text(event.get("event_source")))
    return course_of_url(url) if isinstance(url, str) else None


# ---- map steps (J 1a, 2b, 3a): records of one event ----

ENROLLMENT_TYPES = tuple("edx.course.enrollment." + t for t in ("activated", "deactivated", "mode_changed"))


def map_enrollment(event, timestamp):
    payload = payload_of(event)
    if event.get("event_type") not in ENROLLMENT_TYPES or payload is None:
        return []
    course = (as_text(payload.get("course_id")) or "").strip()
    user, mode = as_integer(payload.get("user_id")), as_text(payload.get("mode"))
    if not is_course_id(course) or user is None or mode is None:
        return []
    return [(course, user, timestamp, event["event_type"], mode)]


def map_activity(event, _):
    user, course, kind = user_of(event), course_of(event, or_url=True), as_text(event.get("event_type"))
    source = as_text(event.get("event_source"))
    if user is None or course is None or kind is None or source == "task" or kind.startswith("edx.course.enrollment."):
        return []
    labels = ["ACTIVE"]
    if source == "server" and kind == "problem_check":
        labels.append("ATTEMPTED_PROBLEM")
    if source == "server" and kind.startswith("edx.forum.") and kind.endswith(".created"):
        labels.append("POSTED_FORUM")
    if source in ("browser", "mobile") and kind == "play_video":
        labels.append("PLAYED_VIDEO")
    return [(course, user, label) for label in labels]


def map_location(event, timestamp):
    user, ip = user_of(event), as_text(event.get("ip"))
    return [(user, timestamp, ip)] if user is not None and ip else []


MAPS = {"enrollment": map_enrollment, "activity": map_activity, "location": map_location}


# ---- LMS dumps (L 2) and address ranges ----

def read_dump(folder, table, names):
    for path in sorted((pathlib.Path(folder) / table).iterdir()):
        if path.name[0] in "_.":
            continue
        for line in path.read_bytes().decode().split("\n"):
            if line:
                cells = line.rstrip("\r").split("\x01" if "\x01" in line else "\t")
                yield [None if cells[i] == "\\N" else cells[i] for i in names]


class Ranges:
    """CIDR TAB code; the longest prefix wins."""

    def __init__(self, path):
        self.ranges = []
        for line in pathlib.Path(path).read_text().split("\n"):
            if line.strip() and line[0] != "#":
                cidr, code = line.split("\t")[:2]
                self.ranges.append((ipaddress.ip_network(cidr.strip(), strict=False), code.strip()))
        self.ranges.sort(key=lambda r: r[0].prefixlen, reverse=True)

    def country(self, ip):
        for family, kind in ((socket.AF_INET, ipaddress.IPv4Address), (socket.AF_INET6, ipaddress.IPv6Address)):
            try:
                address = kind(socket.inet_pton(family, ip))
            except (OSError, ValueError):
                continue
            return next((code for network, code in self.ranges if address in network and code), "UNKNOWN")
        return "UNKNOWN"


# ---- reduce steps (J 1b, 1c, 1e, 2c, 3b, 3c) ----

def enrollment_records(events, b):
    """(date, at_end, mode) of one learner and course; events: (timestamp, type, mode)."""
    events = sorted(events)
    enrolled, records = 0, []
    for i, (timestamp, kind, mode) in enumerate(events):
        enrolled = 1 if kind.endswith(".activated") else 0 if kind.endswith(".deactivated") else enrolled
        day, following = timestamp[:10], events[i + 1][0][:10] if i + 1 < len(events) else b
        records += [(d, enrolled, mode) for d in days_between(day, following)]
    return records


LEVELS = {"el": "primary", "jhs": "junior_secondary", "hs": "secondary", "a": "associates", "b": "bachelors", "m": "masters",
          "p": "doctorate", "p_se": "doctorate", "p_oth": "doctorate", "none": "none", "other": "other"}


def tally(records):
    """(key, at_end) pairs → {key: (count, cumulative_count)}"""
    out = {}
    for key, at_end in records:
        count, cumulative = out.get(key, (0, 0))
        out[key] = count + at_end, cumulative + 1
    return out


def escape(text):
    for raw, escaped in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"), ("\0", "\\0")):
        text = text.replace(raw, escaped)
    return text


class Reference:
    def __init__(self, lms=None, geo=None, date=None):
        self.lms, self.geo, self.date = lms, geo and Ranges(geo), date
        self.day_files = {job: {} for job in MAPS}
        self.tables = {}
        self.unparseable = 0

    def run(self, job, sources, patterns, interval=None, end_date=None, weeks=24, n=3, expand=2):
        if job == "activity":
            end = end_date or interval[1]
            a, b = monday(day_after(end, -7 * weeks)), monday(end)
        else:
            a, b = interval
            end = b
        self.extract(job, sources, patterns, (max(a, day_after(end, -n)), end), expand)
        for table in TABLES[job]:
            self.tables[table] = []
        getattr(self, "reduce_" + job)(a, b)
        return self

    def extract(self, job, sources, patterns, window, expand):
        if window[0] >= window[1]:
            return
        for day in days_between(*window):
            self.day_files[job][day] = []
        for path in choose_files(sources, patterns, window, expand):
            for line in read_lines(path):
                event = parse_line(line)
                if event is None:
                    self.unparseable += 1
                    continue
                when = time_of(event)
                if when and window[0] <= when[0] < window[1]:
                    self.day_files[job][when[0]] += MAPS[job](event, when[1])

    def records(self, job, a, b):
        return [(day, *record) for day in days_between(a, b) for record in self.day_files[job].get(day, [])]

    def write(self, table, *cells):
        def shown(column, cell):
            return "\\N" if cell is None else escape(str(cell)[:LONGEST.get(column, 1000)])
        self.tables[table].append("\t".join(shown(*pair) for pair in zip(COLUMNS[table].split(), cells, strict=True)))

    def reduce_enrollment(self, a, b):
        groups = {}
        for _, course, user, *event in self.records("enrollment", a, b):
            groups.setdefault((course, user), []).append(tuple(event))
        records = [(course, user, *record) for (course, user), events in groups.items()
                   for record in enrollment_records(events, b)]
        profiles = self.profiles()
        last = day_after(b, -1)
        for (course, day), n in tally(((c, d), at) for c, _, d, at, _ in records).items():
            self.write("course_enrollment_daily", course, day, *n)
        modes = tally(((d, c, mode[:255]), at) for c, _, d, at, mode in records)
        for key, n in modes.items():
            self.write("course_enrollment_mode_daily", *key, *n)
        for (day, course, mode), (count, cumulative) in modes.items():
            if day == last:
                before = modes.get((day_after(last, -7), course, mode), (0, 0))[0]
                self.write("course_meta_summary_enrollment", course, *[None] * 6, mode, count, count - before, cumulative, 0)
        if profiles is None:  # L 1: that part is left out
            return
        for table, column, days in (("gender", 0, None), ("birth_year", 1, last), ("education_level", 2, last)):
            groups = tally(((d, c, profiles.get(u, (None, None, None))[column]), at) for c, u, d, at, _ in records
                           if days in (None, d))
            for key, n in groups.items():
                self.write(f"course_enrollment_{table}_daily", *key, *n)

    def profiles(self):
        if not self.lms:
            return None
        return {int(user): (gender or None, int(year) if year else None, LEVELS.get(level))
                for user, gender, year, level in read_dump(self.lms, "auth_userprofile", (0, 2, 3, 4))}

    def reduce_activity(self, a, b):
        users = {}
        for day, course, user, label in self.records("activity", a, b):
            users.setdefault((course, monday(day), label), set()).add(user)
        for (course, week, label), who in users.items():
            self.write("course_activity", course, week + " 00:00:00", day_after(week, 7) + " 00:00:00", label, len(who))

    def reduce_location(self, a, b):
        last = {}
        for _, user, timestamp, ip in self.records("location", a, b):
            # Which of two addresses of one moment counts is nobody's rule (J 3a): the greatest text, as day files hold it.
            last[user] = max(last.get(user, ("", "", "")), (timestamp, escape(ip), ip))
        rows = []
        for user, course, active in read_dump(self.lms, "student_courseenrollment", (1, 2, 4)):
            seen = last.get(int(user))
            rows.append(((self.date, course, self.geo.country(seen[2]) if seen else None), active in ("1", "true")))
        for key, n in tally(rows).items():
            self.write("course_enrollment_location_current", *key, *n)


def header(table):
    return COLUMNS[table].replace(" ", "\t")
