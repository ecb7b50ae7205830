#!/usr/bin/env python3
"""`sluice users apply` killed at 30 random moments: sudo's rules are valid throughout, and the next run ends where an undisturbed one does."""
import difflib
import json
import os
import random
import signal
import subprocess
import time

from user_hosts import HOSTS, Host, Key, apply, arguments, check, end, host_environment, need_hosts, recap, write_users

need_hosts()
key, other = Key("key"), Key("other")
seed = int(os.environ.get("SEED", time.time()))
print(f"SEED={seed}", flush=True)
moments = random.Random(seed)

RULE = "ALL=(ALL) NOPASSWD: /usr/bin/id"


def user(name, *keys, **fields):
    return json.dumps({"name": name, "allow_no_keys": not keys, "authorized_keys": [k.line for k in keys], **fields})


# Everybody's kind changes from one input to the next; some go and come back.
INPUTS = [[user("ann", key, type="admin"), user("ben", key, sudo_cmds=[RULE]), user("cid", key, type="restricted", sudo_cmds=[RULE]), user("dee", other)],
          [user("ann", other), user("ben", key, type="restricted", sudo_cmds=[RULE]), user("cid", key, sudo_cmds=[RULE, RULE + " -u"]), user("dee", present=False)],
          [user("ann", present=False), user("ben", other, type="admin"), user("cid", present=False), user("dee", key, type="restricted", sudo_cmds=[RULE])],
          [user("ben", present=False), user("dee", present=False), user("eve", key, type="admin"), user("ann", key, type="restricted")], []]
WATCH = """i=0; while [ -e /run/watch ]; do /usr/sbin/visudo -c >/run/said 2>&1 || { cp /run/said /run/broken; exit 1; }; i=$((i+1)); done; echo $i"""

disturbed, calm = Host(40), Host(44)
disturbed.run("touch /run/watch")
watcher = subprocess.Popen([HOSTS, "exec", disturbed.name, "sh", "-c", WATCH], env=host_environment(), stdout=subprocess.PIPE, text=True)
kills, landed = 0, 0
while kills < 30:
    users = INPUTS[kills // 3 % len(INPUTS)]
    prune = ["--prune"] if not users else []
    begun = time.time()
    apply(users, calm, options=prune)
    whole = time.time() - begun
    for _ in range(3):
        run = subprocess.Popen(arguments(write_users(users), disturbed, options=prune), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        time.sleep(moments.uniform(0.05, whole))
        landed += run.poll() is None
        run.send_signal(signal.SIGKILL)
        run.wait()
        kills += 1
    apply(users, disturbed, options=prune)
    check(recap(apply(users, disturbed, options=prune), disturbed)[1] == 0)
    mine, theirs = disturbed.snapshot().splitlines(), calm.snapshot().splitlines()
    check(mine == theirs, f"after kill {kills} the host differs:\n" + "\n".join(difflib.unified_diff(theirs, mine, "undisturbed", "killed", lineterm="", n=0)))
disturbed.run("rm /run/watch")
rounds = watcher.communicate(timeout=20)[0].strip()
check(watcher.returncode == 0, "sudo's rules were broken for a moment:", disturbed.try_run("cat /run/broken").stdout)
check(int(rounds) > 100, "the watcher looked only", rounds, "times")
check(landed >= 15, f"only {landed} of {kills} kills met a running program")
check(disturbed.run("find / -xdev \\( -name '*sluice-stage*' -o -name '*sluice-new*' \\) 2>/dev/null; true") == "")
print(f"{landed} kills met a running program; the rules were checked {rounds} times")
end(key, other)
