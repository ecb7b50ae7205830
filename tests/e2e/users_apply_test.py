#!/usr/bin/env python3
"""`sluice users apply` on real hosts with real second logins: who may do what, and what the host looks like afterwards."""
import json
import os
import pathlib
import re
import subprocess
import time

from user_hosts import GitHub, Host, Key, apply, arguments, check, end, folder, item, login, need_hosts, recap, settle, write_users

need_hosts()
first, second, third = Key("first"), Key("second"), Key("third", "rsa", 2048)
weak = Key("weak", "rsa", 1024)
github = GitHub()
ADMIN_RULE = "%edxadmin ALL=(ALL) NOPASSWD:ALL"


def user(name, *keys, **fields):
    if keys:
        fields["authorized_keys"] = [key.line for key in keys]
    return json.dumps({"name": name, **fields})


def nothing_left(host):
    left = host.run("find / -xdev \\( -name '*sluice-stage*' -o -name '*sluice-new*' -o -path '/tmp/*' -o -path '/var/tmp/*' \\) 2>/dev/null; true")
    check(left == "", "left on the host:", left)


def empty_input():
    own_rule = "echo 'hadoop ALL=(ALL) NOPASSWD: ALL' >>/etc/sudoers"  # that of sudoers.d is not read by all of these hosts
    host = Host(10, own_rule)
    done = apply([], host)
    check("host key trusted at first sight: " + host.address in done.stderr, done.stderr)
    check(recap(done, host) == (5, 3, 0, 0), done.stdout)  # its sudoers already includes the folder
    lines = done.stdout.splitlines()
    check(lines[0] == "PLAY [Configure SSH access to cluster] ****************************************", lines[0])
    check(lines[2:7] == ["TASK: [user | debug var=user_info] ********************************************", f"ok: [{host.address}] => {{",
                         '    "item": "",', '    "user_info": []', "}"], lines)
    check(done.stdout.count("skipping: [") == 11 and done.stdout.count("TASK: [user | ") == 16, done.stdout)
    check("PLAY RECAP ********************************************************************" in lines, lines)
    check(host.stat("/etc/sudoers.d/edxadmin") == "root:root 440" and host.run("cat /etc/sudoers.d/edxadmin") == ADMIN_RULE)
    check(host.stat("/etc/sudoers.d/99-restricted") == "root:root 440" and host.run("cat /etc/sudoers.d/99-restricted") == "\n")
    check(recap(apply([], host), host) == (5, 0, 0, 0))
    # The files of the reference, which ends lines otherwise, are no change.
    host.run(f"printf '%s\\n\\n' '{ADMIN_RULE}' >/etc/sudoers.d/edxadmin; printf '\\n\\n' >/etc/sudoers.d/99-restricted")
    check(recap(apply([], host), host) == (5, 0, 0, 0))
    host.run("chmod 644 /etc/sudoers.d/edxadmin")
    check(recap(apply([], host), host) == (5, 1, 0, 0) and host.stat("/etc/sudoers.d/edxadmin") == "root:root 440")
    for line in ("#includedir /etc/sudoers.d", "@includedir\t/etc/sudoers.d", '@includedir "/etc/sudoers.d"', "#includedir   /etc/sudoers.d/ ",
                 "@includedir /etc/sudoers.d # ours"):
        host.run(f"sed -i '/includedir/d' /etc/sudoers; printf '%s\\n' '{line}' >>/etc/sudoers")
        check(recap(apply([], host), host)[1] == 0, line)
    host.run("sed -i '/includedir/d' /etc/sudoers; printf '# no newline at the end' >>/etc/sudoers")
    done = apply([], host)
    check(recap(done, host)[1] == 1 and host.run("tail -n 2 /etc/sudoers") == "# no newline at the end\n#includedir /etc/sudoers.d\n")
    check(host.stat("/etc/sudoers") == "root:root 440")
    nothing_left(host)
    host.down()
    fresh = Host(11, own_rule + "; sed -i '/includedir/d' /etc/sudoers")
    check(recap(apply([], fresh), fresh) == (5, 4, 0, 0))
    fresh.down()


def kinds_of_users():
    host = Host(12)
    users = [user("alice", first, type="admin"), user("bob", first, sudo_cmds=["ALL=(ALL) NOPASSWD: /usr/bin/whoami"]),
             user("carol", first, type="restricted", sudo_cmds=["ALL=(hadoop) NOPASSWD: /usr/bin/id"]), user("gone", present=False)]
    prompt = "USER_CMD_PROMPT: \"it's $(touch /tmp/escaped) \"\n"
    looked = apply(users, host, options=["--check"], more=prompt)
    check("+ ssh-ed25519 " + first.fingerprint in looked.stdout and "+ PATH=${HOME}/bin" in looked.stdout, looked.stdout)
    check(host.try_run("id alice").returncode != 0 and host.try_run("test -e /etc/sudoers.d/edxadmin").returncode != 0, "--check changed something")
    done = settle(users, host, more=prompt)
    check(item(done, "create the users", "gone") == "ok" and item(done, "modify shell for restricted users", "bob") == "skipping")
    for path, wanted in {"/home/alice/.ssh": "alice:root 750", "/home/alice/.ssh/authorized_keys": "alice:root 600", "/home/bob/.bashrc": "bob:bob 600",
                         "/home/bob/.profile": "bob:bob 640", "/home/carol": "root:carol 750", "/home/carol/.ssh": "root:carol 750",
                         "/home/carol/.ssh/authorized_keys": "root:carol 640", "/home/carol/.profile": "root:carol 640",
                         "/home/carol/.bashrc": "root:carol 640", "/home/carol/bin": "root:carol 750", "/etc/sudoers.d/99-restricted": "root:root 440"}.items():
        check(host.stat(path) == wanted, path, host.stat(path))
    check(host.run("getent passwd carol | cut -d: -f5-7") == "sluice:/home/carol:/bin/rbash\n")
    check(host.run("getent passwd bob | cut -d: -f5-7") == "sluice:/home/bob:/bin/bash\n")
    check(host.run("cat /home/carol/.bashrc") == "PATH=${HOME}/bin\n" and host.run("readlink /home/carol/bin/sudo") == "/usr/bin/sudo\n")
    check(host.run("cat /etc/sudoers.d/99-restricted") == "bob ALL=(ALL) NOPASSWD: /usr/bin/whoami\ncarol ALL=(hadoop) NOPASSWD: /usr/bin/id\n")
    check(host.run("cat /home/bob/.ssh/authorized_keys") == first.line + "\n")
    # Second logins.
    check(login(host, "alice", first, "sudo -n id -u").stdout == "0\n")
    check(login(host, "bob", first, "sudo -n id -u").returncode != 0 and login(host, "bob", first, "sudo -n whoami").stdout == "root\n")
    shown = login(host, "bob", first, tty=True, text="echo histfile=$HISTFILE\nexit\n").stdout
    check("it's $(touch /tmp/escaped) bob@" in shown.replace("\x1b[01;32m", "") and host.try_run("test -e /tmp/escaped").returncode != 0, shown)
    check(re.search(r"histfile=/home/bob/.bash_histories/[^/]+/\d{4}_\d\d\n", shown), shown)
    check(login(host, "alice", second, "id").returncode == 255, "another key opens the account")
    nothing_left(host)
    restricted_cannot_escape(host)
    host.down()


def restricted_cannot_escape(host):
    check(login(host, "carol", first, "sudo -n -u hadoop /usr/bin/id -un").stdout == "hadoop\n")
    for command in ("id", "/usr/bin/id", "sh -c id", "bash", "exec /bin/bash", "PATH=/usr/bin; id", "cd /; ls", "echo x > y", "sudo -n id", "sudo -n -u hadoop /bin/sh",
                    ". /etc/profile; id", "hash -p /usr/bin/id id; id", "command -p id", "enable -f /x y", "export PATH=/bin", "BASH_CMDS[x]=/usr/bin/id; x", "set +r; /usr/bin/id"):
        done = login(host, "carol", first, command)
        check("uid=" not in done.stdout and done.returncode != 0, command, done.stdout, done.stderr)
    shown = login(host, "carol", first, tty=True, text="echo path=$PATH\nid\n/bin/sh -c id\nsudo -u hadoop /usr/bin/id -un; exit\n").stdout
    check("path=/home/carol/bin\n" in shown and "uid=" not in shown and "\nhadoop\n" in shown, shown)
    piped = login(host, "carol", first, text="id\n/bin/id\necho $PATH\n")
    check("uid=" not in piped.stdout and "/home/carol/bin" in piped.stdout, piped.stdout)
    options = ["-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "-i", str(first.path)]
    for command in (["sftp", *options, f"carol@{host.address}"], ["scp", *options, f"carol@{host.address}:/etc/passwd", str(folder / "stolen")],
                    ["scp", "-O", *options, f"carol@{host.address}:/etc/passwd", str(folder / "stolen")]):
        check(subprocess.run(command, input="get /etc/passwd\n", capture_output=True, text=True, timeout=20).returncode != 0, command)
    check(not (folder / "stolen").exists())
    check(login(host, "carol", first, options=["-W", "127.0.0.1:22"]).returncode != 0, "forwarding to a port")
    for forward in (["-R", "0:127.0.0.1:22"], ["-A"]):
        done = login(host, "carol", first, *([] if forward == ["-A"] else ["-N"]), options=["-o", "ExitOnForwardFailure=yes", *forward], text="echo agent=$SSH_AUTH_SOCK\n", seconds=20)
        check(done.returncode != 0 or "agent=\n" in done.stdout, forward, done.stdout, done.stderr)
    for variable in ("BASH_ENV", "LD_PRELOAD", "SHELLOPTS"):
        check("uid=" not in login(host, "carol", first, f"{variable}=/tmp/x id").stdout)
    check(host.try_run("su carol -s /bin/sh -c 'touch /home/carol/x || touch /home/carol/.ssh/x || touch /home/carol/bin/x || rm /home/carol/bin/sudo'").returncode != 0)


def changes_of_kind():
    host = Host(13, "useradd -m tool; groupadd -g 3000 analysts")
    settle([user("ann", first, type="admin"), user("ben", first), user("cid", first, type="restricted")], host)
    host.run("usermod -a -G analysts ann; echo mine >/home/ben/work; ln /home/ben/work /home/ben/same; chown ben: /home/ben/work; mkdir /home/ben/bin; cp /bin/bash /home/ben/bin/run; chown -R ben: /home/ben/bin;"
             "echo 'id' >/home/ben/.bash_login; su ben -c 'echo x >/home/ben/.ssh/rc; cp /home/ben/.ssh/authorized_keys /home/ben/.ssh/authorized_keys2; chmod 664 /home/ben/work'")
    session = subprocess.Popen(["ssh", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "-i", str(first.path),
                                f"ben@{host.address}", "sleep 60"], stdin=subprocess.DEVNULL)
    while host.try_run("pgrep -u ben sleep").returncode:
        time.sleep(0.05)
    # admin -> normal, normal -> restricted, restricted -> normal
    done = settle([user("ann", first), user("ben", first, type="restricted"), user("cid", first)], host)
    check(session.wait(5) != 0, "the session with the full shell goes on")
    check(item(done, "assign admin role to admin users", "ann") == "changed" and host.run("id -nG ann") == "ann analysts\n", host.run("id -nG ann"))
    check(login(host, "ann", first, "sudo -n id").returncode != 0)
    check(item(done, "modify shell for restricted users", "ben") == "changed")
    check(host.stat("/home/ben/work") == "root:ben 644" and host.stat("/home/ben") == "root:ben 750" and host.run("ls -A /home/ben/bin | sort") == "sluice-rshell\nsudo\n")
    check(host.run("ls /home/ben/bin.before") == "run\n" and host.run("ls -A /home/ben/.ssh") == "authorized_keys\n")
    check(host.try_run("test -e /home/ben/.bash_login").returncode != 0)
    check("uid=" not in login(host, "ben", first, "id").stdout)
    check(login(host, "cid", first, "id -un; touch ~/mine && echo made").stdout == "cid\nmade\n")
    check(host.stat("/home/cid") == "cid:cid 755" and host.run("find /home/cid ! -user cid") == "" and host.run("ls -A /home/cid/bin") == "", host.run("ls -lA /home/cid /home/cid/bin"))
    # and back; keys that the file does not name change their form with the kind
    settle([user("ann", first, type="admin"), user("ben", github=False), user("cid", type="restricted")], host)
    check(host.run("id -nG ann") == "ann analysts edxadmin\n" and login(host, "ann", first, "sudo -n id -u").stdout == "0\n")
    check(login(host, "ben", first, "id -un; cat work same; rm same").stdout == "ben\nmine\nmine\n")
    check("uid=" not in login(host, "cid", first, "id").stdout and host.run("cat /home/cid/.ssh/authorized_keys").startswith("restrict,pty,command="))
    what_a_user_leaves_behind(host)
    # a second name of somebody else's file in the home is never handed over
    host.run("ln /etc/shadow /home/ben/notes")
    done = apply([user("ann", first, type="admin"), user("ben", first, type="restricted"), user("cid", first, type="restricted")], host, code=4)
    check("refused" in done.stdout and "/home/ben/notes" in done.stdout and host.stat("/etc/shadow") == "root:shadow 640", done.stdout)
    host.down()


def what_a_user_leaves_behind(host):
    """Who is restricted or whose keys are kept gets nothing by what was prepared before."""
    settle([user("fay", first), user("gil", github=False), user("hal", github=False)], host)
    host.run(f"""mkdir -p /var/spool/cron/crontabs; echo '* * * * * id' >/var/spool/cron/crontabs/fay; chown fay: /var/spool/cron/crontabs/fay
mkdir -p /root/kept/systemd; echo 'secret of sluice-rshell' >/root/kept/log; chmod 600 /root/kept/log
su fay -c 'cd; echo "LD_PRELOAD DEFAULT=/home/fay/x.so" >.pam_environment; mkdir -p .local/share/systemd/user; ln -s /root/kept .config; touch .rhosts'
su gil -c 'umask 077; echo "restrict,pty,port-forwarding {first.line}" >~/.ssh/authorized_keys; echo "{second.line}" >>~/.ssh/authorized_keys'
su hal -c 'ln -s /root/kept/log ~/.ssh/authorized_keys'""")
    done = settle([user("fay", first, type="restricted"), user("gil", type="restricted"), user("hal")], host)
    check("crontab of fay is put aside" in done.stdout and host.run("cat /home/fay/crontab.before") == "* * * * * id\n" and host.run("ls /var/spool/cron/crontabs") == "", done.stdout)
    check(host.run("cd /home/fay; ls -d .pam_environment .config .local/share/systemd .rhosts 2>/dev/null; ls /root/kept") == "log\nsystemd\n")
    check(host.run("cat /home/gil/.ssh/authorized_keys") == f'restrict,pty,command="sluice-rshell" {second.line}\n', "options of the user's own outlive the restriction")
    check(host.run("readlink /home/hal/.ssh/authorized_keys") == "/root/kept/log\n", "a file of root's was copied to a user")
    settle([user("gil"), user("hal", type="restricted")], host)
    check(host.run("cat /home/gil/.ssh/authorized_keys") == second.line + "\n" and host.run("cat /home/hal/.ssh/authorized_keys") == "")
    apply([user(name, present=False) for name in ("fay", "gil", "hal")], host)


def removal():
    host = Host(14)
    users = [user("nora", first, sudo_cmds=["ALL=(ALL) NOPASSWD: /usr/bin/id"]), user("rita", first, type="restricted"), user("stay", first)]
    settle(users, host)
    host.run("touch /var/tmp/of_nora /var/mail/nora; chown nora: /var/tmp/of_nora /var/mail/nora")
    sessions = [subprocess.Popen(["ssh", "-tt", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "-i", str(first.path),
                                  f"{name}@{host.address}"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for name in ("nora", "rita")]
    while host.run("ps -eo user= | grep -cE '^(nora|rita)' || true").strip() < "4":
        time.sleep(0.05)
    listed = apply([user("stay", first)], host)
    check("unmanaged: nora" in listed.stdout and "unmanaged: rita" in listed.stdout and "unmanaged: stay" not in listed.stdout, listed.stdout)
    done = settle([user("nora", present=False, sudo_cmds=["ALL=(ALL) NOPASSWD: /usr/bin/id"]), json.dumps({"name": "rita", "state": "absent"}), user("stay", first)], host)
    check(item(done, "create the users", "nora") == "changed" and item(done, "create the users", "rita") == "changed")
    check("left by nora: /var/tmp/of_nora" in done.stdout, done.stdout)
    for session in sessions:
        check(session.wait(5) != 0, "a session goes on")
    for name in ("nora", "rita"):
        check(host.try_run(f"getent passwd {name} || getent group {name} || test -e /home/{name} || test -e /var/mail/{name} || pgrep -U 1001-1002 x").returncode != 0, name)
    check(host.run("cat /etc/sudoers.d/99-restricted") == "\n" and login(host, "stay", first, "id -un").stdout == "stay\n")
    pruned = apply([], host, options=["--prune"])
    check("changed: " in pruned.stdout and host.try_run("id stay").returncode != 0 and host.try_run("id hadoop").returncode == 0, pruned.stdout)
    check(recap(apply([], host, options=["--prune"]), host)[1] == 0)
    host.down()


def accounts_of_others():
    host = Host(15, "useradd -m -c 'Old Friend' -s /bin/sh old; useradd -r daemonic")
    before = host.snapshot()
    for name in ("old", "daemonic"):
        for fields in ({}, {"present": False}):
            done = apply([user(name, *([first] if not fields else []), **fields), user("fine", first)], host, code=4)
            check(f"the account {name} " in done.stdout and item(done, "create the users", name) == "failed", done.stdout)
    check(login(host, "fine", first, "id -un").stdout == "fine\n", "the others go on")
    check(all(line in host.snapshot() for line in before.splitlines() if line.startswith(("old:", "daemonic:"))))
    settle([user("old", first, type="admin")], host, options=["--adopt-users"])
    check(host.run("getent passwd old | cut -d: -f5,7") == "Old Friend,,,,sluice:/bin/bash\n" and login(host, "old", first, "sudo -n id -u").stdout == "0\n")
    apply([user("daemonic", present=False)], host, code=4, options=["--adopt-users"])
    check(host.try_run("id daemonic").returncode == 0)
    apply([user("old", present=False)], host)
    check(host.try_run("id old").returncode != 0)
    host.down()


def wrong_rules():
    host = Host(16)
    good = [user("alice", first, type="admin"), user("carol", first, sudo_cmds=["ALL=(ALL) NOPASSWD: /usr/bin/id"])]
    settle(good, host)
    before = host.snapshot()
    bad = good + [user("eve", first, sudo_cmds=["ALL=(ALL) NOPASSWD: /usr/bin/id", "ALL=(ALL NOPASSWD: usr/bin/id"])]
    for options in ([], ["--check"]):
        done = apply(bad, host, code=4, options=options)
        check("failed: " in done.stdout and "(item=eve)" in done.stdout and "ALL=(ALL NOPASSWD: usr/bin/id" in done.stdout and "syntax error" in done.stdout, done.stdout)
        check(recap(done, host)[3] == 1)
    check(host.snapshot() == before, "something changed although a rule is wrong")
    host.run("printf 'broken by somebody\\n' >/etc/sudoers.d/50-other; chmod 440 /etc/sudoers.d/50-other")
    done = apply(good[:1], host, code=4)
    check("50-other" in done.stdout and "carol" in host.run("cat /etc/sudoers.d/99-restricted"), done.stdout)
    host.run("rm /etc/sudoers.d/50-other; mv /usr/sbin/visudo /usr/sbin/visudo.away")
    done = apply([user("new", first)], host, code=4)
    check("E330" in done.stdout and host.try_run("id new").returncode != 0, done.stdout)
    host.down()


def keys_of_github():
    host = Host(17)
    github.keys("alice", first)
    github.keys("octo", second, weak, third)
    github.answers["empty"] = (200, "", {})
    github.answers["away"] = (302, "", {"Location": "https://127.0.0.2/away.keys"})
    github.answers["moved"] = (301, "", {"Location": github.url + "/octo.keys"})
    github.answers["broken"] = (503, "busy", {})
    github.answers["shaky"] = [(500, "", {}), (502, "", {}), github.answers["alice"]]
    github.keys("silent", first)
    users = [user("alice", second, first, github=True), user("pinned", github=True, github_login="octo", github_key_fingerprints=[second.fingerprint]),
             user("moved", github=True), user("shaky", github=True), user("silent", second, github=False)]
    settle(users, host, github=github)
    check([line.split()[1] for line in host.run("cat /home/alice/.ssh/authorized_keys").splitlines()] == [first.blob, second.blob], "GitHub's first, no doubles")
    check([line.split()[1] for line in host.run("cat /home/pinned/.ssh/authorized_keys").splitlines()] == [second.blob])
    check([line.split()[1] for line in host.run("cat /home/moved/.ssh/authorized_keys").splitlines()] == [second.blob, third.blob], "weak keys are left out")
    check("silent" not in github.asked and github.asked.count("shaky") >= 3)
    # What fails leaves its user as it is, and the others go on.
    before = host.snapshot()
    trouble = [user("alice", github=True, github_login="empty"), user("unknown", first, github=True), user("away", github=True), user("broken", github=True),
               user("late", first), user("pinned", github=True, github_login="octo", github_key_fingerprints=["SHA256:" + "A" * 43])]
    github.asked.clear()
    done = apply(trouble, host, code=4, github=github)
    for name, word in {"alice": "E320", "unknown": "404|knows no user", "away": "redirect", "broken": "503", "pinned": "E320"}.items():
        check(item(done, "copy github key[s] to .ssh/authorized_keys", name) == "failed" and re.search(rf"item={name}\).*({word})", done.stdout), name, done.stdout)
    check(github.asked.count("broken") == 5 and github.asked.count("unknown") == 1, github.asked)
    check(host.try_run("id unknown").returncode != 0 and host.try_run("id away").returncode != 0 and login(host, "late", first, "id -un").stdout == "late\n")
    check(recap(done, host)[3] == 1)
    check([line for line in before.splitlines() if "authorized_keys" in line and "/late/" not in line] == [line for line in host.snapshot().splitlines() if "authorized_keys" in line and "/late/" not in line])
    settle([user("alice", github=True, github_login="empty", allow_no_keys=True)], host, github=github)
    check(host.run("cat /home/alice/.ssh/authorized_keys") == "")
    # Without its certificate the server is not believed.
    done = apply([user("alice", github=True)], host, code=4, options=["--github-url", github.url])
    check("certificate" in done.stdout, done.stdout)
    host.down()


def keys_change_and_expiry():
    host = Host(18)
    settle([user("kim", first, expires="2099-12-31")], host)
    check(host.run("getent shadow kim | cut -d: -f8") == "47481\n", host.run("getent shadow kim"))
    done = settle([user("kim", second)], host)
    check(f"    - ssh-ed25519 {first.fingerprint}" in done.stdout and f"    + ssh-ed25519 {second.fingerprint}" in done.stdout, done.stdout)
    check(host.run("getent shadow kim | cut -d: -f8") == "\n" and login(host, "kim", first, "id").returncode == 255)
    settle([user("kim", second, expires="2001-02-03")], host)
    check(login(host, "kim", second, "id").returncode != 0, "an expired account logs in")
    # Links that a user plants are not followed.
    host.run("echo secret >/root/kept; chmod 600 /root/kept; rm /home/kim/.bashrc; ln -s /root/kept /home/kim/.bashrc; chown -h kim: /home/kim/.bashrc")
    settle([user("kim", second)], host)
    check(host.run("cat /root/kept") == "secret\n" and host.stat("/root/kept") == "root:root 600" and host.run("stat -c %F /home/kim/.bashrc") == "regular file\n")
    host.run("mkdir -p /root/.ssh; rm -r /home/kim/.ssh; ln -s /root/.ssh /home/kim/.ssh; chown -h kim: /home/kim/.ssh")
    done = apply([user("kim", second), user("lee", second)], host, code=4)
    check("symbolic link" in done.stdout and host.run("ls -A /root/.ssh") == "" and login(host, "lee", second, "id -un").stdout == "lee\n", done.stdout)
    host.down()


def hosts_and_connections():
    one, two = Host(19), Host(23)
    done = apply([user("alice", first)], one, two, "127.0.0.9", code=1)
    check(recap(done, one)[1] == recap(done, two)[1] > 0 and re.search(r"^127.0.0.9 +: ok=0 +changed=0 +unreachable=1", done.stdout, re.M), done.stdout)
    check("fatal: [127.0.0.9] => " in done.stdout)
    told = json.loads(apply([user("alice", first)], one, two, options=["-o", "json"]).stdout)
    check([host["changed"] for host in told["hosts"]] == [0, 0] and len(told["hosts"][0]["tasks"]) == 16, told)
    # Through the one to the other, which its own address cannot reach otherwise.
    check(recap(apply([user("alice", first)], two, options=["--bastion", f"hadoop@{two.address}"]), two)[1] == 0)
    # The key of the host changes.
    two.run("rm /etc/ssh/ssh_host_*; ssh-keygen -A; pkill -HUP -x sshd; sleep 0.5")
    before = two.snapshot()
    done = apply([user("mallory", first)], one, two, code=1)
    check("the host key of " + two.address in done.stdout and "ssh-keygen -R" in done.stdout, done.stdout)
    check(two.snapshot() == before and recap(done, two)[2] == 1 and recap(done, one)[2] == 0)
    apply([], one, code=1, options=["--user", "nobody9"])
    # A path that ssh would expand.
    odd = folder / "100% of %h"
    odd.mkdir()
    (odd / "id").write_bytes(pathlib.Path(arguments("", one)[6]).read_bytes())
    (odd / "id").chmod(0o600)
    for bastion in ([], ["--bastion", f"hadoop@{one.address}"]):
        done = subprocess.run([*arguments(write_users([]), one)[:5], "--private-key", str(odd / "id"), "--known-hosts", str(odd / "known_hosts"), "--host", one.address, *bastion],
                              capture_output=True, text=True)
        check(done.returncode == 0 and (odd / "known_hosts").exists(), done.stdout, done.stderr)
    # A login that talks, and one that would remove itself.
    one.run("sed -i '1i printf noise' /home/hadoop/.bashrc")
    check(recap(apply([user("alice", first, type="admin")], one), one)[3] == 0)
    done = subprocess.run([*arguments(write_users([user("alice", present=False)]), one)[:5], "--user", "alice", "--private-key", str(first.path), "--known-hosts",
                           str(folder / "known_hosts"), "--host", one.address], capture_output=True, text=True)
    check(done.returncode == 4 and "itself logged in as alice" in done.stdout and one.try_run("id alice").returncode == 0, done.stdout, done.stderr)
    one.run("rm /etc/sudoers.d/hadoop")
    done = apply([], one, code=1)
    check("sudo" in done.stdout and "password" in done.stdout, done.stdout)
    one.down()
    two.down()


def other_systems():
    # As on the Red Hat family, and without Python: no rbash, .bash_profile in the skeleton, tools in /sbin; and a mail spool elsewhere.
    host = Host(27, "rm -f /bin/rbash /usr/bin/python3*; printf '. ~/.bashrc\\nPATH=$PATH:$HOME/bin\\nexport PATH\\n' >/etc/skel/.bash_profile; mkdir -p /usr/local/sbin;"
                    "for t in useradd usermod userdel groupadd visudo; do mv /usr/sbin/$t /usr/local/sbin/; done; ln -sf bash /bin/sh; sed -i 's/^UMASK.*/UMASK 077/' /etc/login.defs")
    done = settle([user("carol", first, type="restricted"), user("bob", first), user("was", first)], host)
    check(host.run("readlink /bin/rbash") == "bash\n" and item(done, "modify shell for restricted users", "carol") == "changed")
    check(host.try_run("test -e /home/carol/.bash_profile").returncode != 0 and host.try_run("test -e /home/bob/.bash_profile").returncode == 0)
    check("uid=" not in login(host, "carol", first, "id").stdout and "uid=" not in login(host, "carol", first, tty=True, text="id\nexit\n").stdout)
    check(host.stat("/home/bob") == "bob:bob 700" and login(host, "bob", first, "id -un").stdout == "bob\n")
    settle([user("was", first, type="restricted"), user("bob", present=False)], host)
    check(host.try_run("test -e /home/was/.bash_profile").returncode != 0 and host.try_run("id bob").returncode != 0)
    # A bash that reads no ~/.bashrc under sshd finds the shell on sshd's own PATH.
    host.run("mv /home/carol/.bashrc /home/carol/away")
    check("uid=" not in login(host, "carol", first, "/usr/bin/id").stdout)
    host.down()


def wrong_input():
    """All findings at once, before any connection."""
    for users, words in (([user("root", first), user("hadoop", first), user("ec2-user", present=False)], ["E314", "user_info[0].name", "user_info[2].name"]),
                         ([user("Bad Name", first), user("x" * 33, first), "{type: admin}"], ["E312", "user_info[2].name"]),
                         ([user("a", first), user("a", first)], ["E313"]), ([user("a", first, type="Admin"), user("b", first, sudoers_template="x")], ["E310", "E311"]),
                         ([json.dumps({"name": "a", "authorized_keys": [first.line + "\n" + second.line]}), json.dumps({"name": "b", "authorized_keys": ["ssh-dss AAAA"]}),
                           json.dumps({"name": "c", "authorized_keys": [weak.line]}), json.dumps({"name": "d", "authorized_keys": ["hello"]})],
                          ["E315", "line break", "ssh-dss", "1024 bits", "user_info[3].authorized_keys[0]"]),
                         ([user("a", first, sudo_cmds=["root ALL=(ALL) ALL", "ALL=(ALL) x\ny", "ALL=(ALL) /x \\"])], ["E316", "sudo_cmds[2]"])):
        done = apply(users, "127.0.0.9", code=2)
        check(all(word in done.stderr for word in words) and done.stdout == "", words, done.stderr)
    apply([], "-oProxyCommand=x", code=2)
    for text, code in (("user_info: [{name: a, present: false}]\n", 1), ("user_info: [\n", 2), ("{user_info: [{name: root}], instance_groups: 5}", 2),
                       ("user_info: [{name: \"{{ lookup('env', 'USER_OF_TEST') }}\", present: false}]", 1)):
        (folder / "people.yml").write_text(text)
        done = subprocess.run(arguments(str(folder / "people.yml"), "127.0.0.9"), capture_output=True, text=True, env={**os.environ, "USER_OF_TEST": "zoe"})
        check(done.returncode == code and "instance_groups" not in done.stderr, text, done.stdout, done.stderr)
    by_text = subprocess.run([*arguments("", "127.0.0.9")[:3], "--host", "127.0.0.9", "--known-hosts", str(folder / "known_hosts")], capture_output=True, text=True,
                             env={**os.environ, "EXTRA_VARS": "{user_info: [{name: zoe, present: false}]}"})
    check(by_text.returncode == 1 and '"zoe"' not in by_text.stderr and "127.0.0.9" in by_text.stdout, by_text.stdout, by_text.stderr)
    done = apply([user("a"), user("b", first, sudo_cmds=["ALL=(ALL) NOPASSWD: /bin/bash"])], "127.0.0.9", code=1, more="user_rbash_links: [sudo]\n")
    check(all(word in done.stderr for word in ("W310", "W330", "W320")), done.stderr)


for part in (wrong_input, empty_input, kinds_of_users, changes_of_kind, removal, accounts_of_others, wrong_rules, keys_of_github, keys_change_and_expiry, hosts_and_connections,
             other_systems):
    begun = time.time()
    part()
    print(f"{part.__name__}: {time.time() - begun:.1f} s", flush=True)
end(first, second, third, weak)
