"""The client of sluice as a process that is fed with calls (tests/programs/aws_call.cc), in an environment of the test's own."""
import json
import os
import pathlib
import subprocess
import sys

CALL = str(pathlib.Path(os.path.abspath(sys.argv[1])).parent / "tests" / "aws_call")
PROXIES = {"http_proxy", "https_proxy", "no_proxy", "all_proxy"}


class Caller:
    def __init__(self, environment, keys=True):
        clean = {k: v for k, v in os.environ.items() if not k.startswith("AWS_") and k.lower() not in PROXIES}
        own = {"AWS_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true", "SLUICE_AWS_RETRY_BASE_MS": "1",
               "AWS_CONFIG_FILE": "/nonexistent/config", "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent/credentials"}
        if keys:
            own |= {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "the-secret"}
        self.process = subprocess.Popen([CALL], env={**clean, **own, **environment}, text=True, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def call(self, service, operation, **given):
        self.process.stdin.write(json.dumps({"service": service, "operation": operation, "input": given}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError("the program ended: " + self.process.stderr.read()[-2000:])
        return json.loads(line)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()
        self.process.stderr.close()
