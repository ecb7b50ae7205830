#!/usr/bin/env python3
"""What a user sees of `sluice check`, `schema`, `cluster render` and `cluster advise`: streams, codes, exit codes."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

SLUICE, SOURCE = sys.argv[1:3]

BASE = """name: ETL
keypair_name: k
log_uri: s3://logs
instance_groups:
  master: {num_instances: 1, type: m5.xlarge}
  core: {num_instances: 2, type: m5.xlarge}
"""


class ClusterFileTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def run_sluice(self, *arguments, extra_vars=None):
        environment = {k: v for k, v in os.environ.items() if not k.startswith("AWS_") and k != "EXTRA_VARS"}
        if extra_vars is not None:
            environment["EXTRA_VARS"] = extra_vars
        done = subprocess.run([SLUICE, *arguments], capture_output=True, env=environment, cwd=self.folder.name)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def write(self, content):
        with open(os.path.join(self.folder.name, "cluster.yml"), "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())

    def findings(self, content):
        self.write(content)
        code, out, _ = self.run_sluice("check", "-f", "cluster.yml", "--format", "json")
        found = json.loads(out)
        self.assertEqual(code, 2 if any(each["severity"] == "error" for each in found) else 0)
        return [(each["code"], each["line"], each["path"]) for each in found]

    def test_all_errors_at_once(self):
        # An image that can no longer be launched, a product that it lacks, a word that is no number of MB.
        self.assertEqual(
            self.findings(BASE + "ami_version: 2.4.11\nrole: yes\napplications: [Hive]\nconfigurations:\n"
                          "- {classification: mapred-site, properties: {mapreduce.map.memory.mb: 3g}}\n"),
            [("E123", 7, "ami_version"), ("E110", 8, "role"), ("E161", 9, "applications[0]"),
             ("E125", 11, "configurations"),
             ("E402", 11, "configurations[0].properties.mapreduce.map.memory.mb")])

    def test_what_is_no_text(self):
        good = (BASE + "release_label: emr-5.36.0\n").encode()
        self.assertEqual(self.findings(good), [])
        self.assertEqual(self.findings(b"\xef\xbb\xbf" + good.replace(b"\n", b"\r\n")), [])
        for text in (good.decode().encode("utf-16"), good.decode().encode("utf-16-le"), good + b"a: \x00\n",
                     good + b'role: "emr\n', b"", b"# nothing\n", good + b"---\n" + good):
            self.assertEqual([code for code, _, _ in self.findings(text)], ["E100"], text)

    def test_places_in_text(self):
        self.write(BASE + "release_label: emr-5.36.0\nrole: 1:30\n")
        code, out, err = self.run_sluice("check", "-f", "cluster.yml")
        self.assertEqual((code, err), (2, ""))
        self.assertIn("cluster.yml:8:7: error E110: role: YAML reads 1:30 as a number in sixties", out)

    def test_every_form_of_extra_vars(self):
        self.write(BASE + "release_label: emr-5.36.0\n")
        words = ("name=ETL keypair_name=k log_uri={{ lookup('env', 'B') }}/logs release_label=emr-5.36.0 "
                 "core_instance_num=2")
        inline = '{"name": "ETL", "keypair_name": "k", "log_uri": "s3://b"}'
        for source in ("@cluster.yml", BASE, inline, words):
            arguments = ("cluster", "render", "--mode", "ansible", "-o", "json")
            code, out, err = self.run_sluice(*arguments, "-e", source)
            self.assertEqual(code, 0, err)
            self.assertEqual(json.loads(out)["Name"], "ETL")
            self.assertEqual(self.run_sluice(*arguments, extra_vars=source)[1], out)
        for source in ("", "@", "@missing.yml", "@.", "name=a b", "name='a"):
            code, out, err = self.run_sluice("check", "-e", source)
            self.assertEqual((code, out), (2, ""), source)
            self.assertTrue(err.startswith("sluice check: "), err)

    def test_advice_and_its_exit_code(self):
        self.write(BASE + "release_label: emr-5.36.0\n")
        code, out, err = self.run_sluice("cluster", "advise", "-f", "cluster.yml", "-o", "json")
        self.assertEqual((code, err), (0, ""))
        self.assertEqual(json.loads(out)["groups"][1]["containers"]["maps_per_node"], 4)
        self.write(BASE + "release_label: emr-5.36.0\nconfigurations: [{classification: mapred-site, properties: "
                   "{mapreduce.map.memory.mb: 1024, mapreduce.map.java.opts: -Xmx1g}}]\n")
        code, out, _ = self.run_sluice("cluster", "advise", "-f", "cluster.yml", "-o", "json")
        self.assertEqual(code, 3)
        self.assertEqual([each["code"] for each in json.loads(out)["findings"]], ["E400"])

    def test_schema_is_json(self):
        code, out, _ = self.run_sluice("schema")
        self.assertEqual(code, 0)
        self.assertIn("instance_groups", json.loads(out)["properties"])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
