#!/usr/bin/env python3
"""The AWS client over TLS: whom it trusts, what it says when it does not, proxies, connections that break or are kept.
The servers are Python's ssl with certificates of an authority made here. Arguments: the program, the source folder.
"""
import atexit
import contextlib
import os
import pathlib
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from aws_lab import check, run_parts, skip  # noqa: E402
from aws_program import Caller  # noqa: E402

if not shutil.which("openssl"):
    skip("no openssl program")

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="sluice-tls-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)


def openssl(*arguments):
    done = subprocess.run(["openssl", *map(str, arguments)], cwd=FOLDER, capture_output=True, text=True)
    if done.returncode:
        raise AssertionError(f"openssl {arguments}: {done.stderr}")


def make_authority(name):
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", name + ".key", "-out",
            name + ".pem", "-days", "2", "-subj", "/CN=" + name, "-addext", "basicConstraints=critical,CA:TRUE")


def make_certificate(name, host, end="20990101000000Z", authority="authority"):
    """By `openssl ca`, which alone takes an end that is over."""
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", name + ".key", "-out", name + ".csr",
            "-subj", "/CN=" + host)
    (FOLDER / "index").write_text("")
    (FOLDER / "ca.cnf").write_text("[ca]\ndefault_ca=here\n[here]\ndatabase=index\nnew_certs_dir=.\nrand_serial=yes\n"
                                   f"default_md=sha256\npolicy=any\nx509_extensions=names\n[any]\ncommonName=supplied\n"
                                   f"[names]\nsubjectAltName=DNS:{host}\n")
    openssl("ca", "-batch", "-notext", "-config", "ca.cnf", "-in", name + ".csr", "-out", name + ".pem", "-keyfile",
            authority + ".key", "-cert", authority + ".pem", "-startdate", "20200101000000Z", "-enddate", end)


make_authority("authority")
make_authority("stranger")
make_certificate("good", "localhost")
make_certificate("other", "elsewhere.example")
make_certificate("expired", "localhost", end="20210101000000Z")
openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "self.key", "-out", "self.pem",
        "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")
(FOLDER / "empty.pem").write_text("nothing of use\n")

ANSWER = b'{"Clusters": []}'


def reply(body=ANSWER, status="200 OK", *headers):
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/x-amz-json-1.1", f"Content-Length: {len(body)}", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


class Server:
    """Gives every connection to `act(connection)` in a thread of its own, over TLS if a certificate is named."""

    def __init__(self, act, certificate=None):
        self.connections, self.requests = 0, []
        self.context = None
        if certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(FOLDER / (certificate + ".pem"), FOLDER / (certificate + ".key"))
        self.act = act
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            connection, _ = self.listener.accept()
            self.connections += 1
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        with contextlib.suppress(OSError):
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            self.act(self, connection)
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        connection.close()

    def request(self, connection):
        """The next request of a connection; None at its end."""
        text = b""
        while b"\r\n\r\n" not in text:
            more = connection.recv(65536)
            if not more:
                return None
            text += more
        head, _, body = text.partition(b"\r\n\r\n")
        length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
        while len(body) < length:
            body += connection.recv(65536)
        self.requests.append(head.decode())
        return head.decode()

    @property
    def url(self):
        return f"{'https' if self.context else 'http'}://localhost:{self.port}"


def answer_all(server, connection):
    while server.request(connection):
        connection.sendall(reply())


def answer_with(text, close=True):
    def act(server, connection):
        while server.request(connection):
            connection.sendall(text)
            if close:
                return
    return act


def caller(server, bundle="authority", **environment):
    if bundle:
        environment["AWS_CA_BUNDLE"] = str(FOLDER / (bundle + ".pem"))
    return Caller({"AWS_ENDPOINT_URL": server.url, **environment})


def asked(server, bundle="authority", operation="ListClusters", **environment):
    with caller(server, bundle, **environment) as one:
        given = {"Name": "n", "Instances": {}} if operation == "RunJobFlow" else {}
        return one.call("emr", operation, **given)


def refused(words, server, bundle="authority", **environment):
    error = asked(server, bundle, **environment).get("error")
    check(error, "was answered:", words)
    said = error["message"] + "\n" + error["hint"]
    for word in words:
        check(word in said, repr(word), "is not in:", said)
    return error


def whom_it_trusts():
    good = Server(answer_all, "good")
    check("Clusters" in asked(good), "an authority of AWS_CA_BUNDLE is not trusted")
    config = FOLDER / "config"
    config.write_text(f"[default]\nca_bundle = {FOLDER}/authority.pem\n")
    check("Clusters" in asked(good, None, AWS_CONFIG_FILE=str(config)), "ca_bundle of the profile is not used")
    refused(["AWS_CA_BUNDLE"], good, "stranger", AWS_CONFIG_FILE=str(config))
    own = Server(answer_all, "self")
    check("Clusters" in asked(own, "self"), "a certificate that is its own authority")


def whom_it_does_not_trust():
    for certificate, bundle, words in [("good", None, ["issuer", "AWS_CA_BUNDLE"]), ("good", "stranger", ["AWS_CA_BUNDLE", "stranger.pem"]),
                                       ("self", None, ["self-signed", "AWS_CA_BUNDLE"]), ("other", "authority", ["localhost", "another host"]),
                                       ("expired", "authority", ["expired", "date"])]:
        server = Server(answer_all, certificate)
        error = refused([f"https://localhost:{server.port}", *words], server, bundle)
        check("permission" in error["kind"], error)
        check(not error["effect_unknown"], error)
        check(server.connections == 1, certificate, "is tried again though nothing can change:", server.connections)
        check(not server.requests, "a request went to a server that is not trusted")


def bundles_that_are_none():
    good = Server(answer_all, "good")
    error = refused(["nowhere.pem", "AWS_CA_BUNDLE"], good, "nowhere")
    check("input" in error["kind"], error)
    refused(["empty.pem", "AWS_CA_BUNDLE"], good, "empty")
    check(good.connections <= 2, "a wrong file is tried again", good.connections)


def servers_that_do_not_speak_tls():
    def refuse(server, connection):
        connection.recv(65536)
        connection.sendall(reply(b"", "400 Bad Request"))
    plain = Server(refuse)
    plain_url = plain.url.replace("http:", "https:")
    error = refused(["TLS", "http://"], plain, AWS_ENDPOINT_URL=plain_url)
    check(not error["effect_unknown"], error)


def connections_that_break():
    def hang_up(server, connection):
        del server, connection
    silent = Server(hang_up)
    url = silent.url.replace("http:", "https:")
    lost = asked(silent, operation="RunJobFlow", AWS_ENDPOINT_URL=url)["error"]
    check(not lost["effect_unknown"], "nothing was sent when the handshake broke", lost)
    check(silent.connections == 3, "a handshake that breaks is tried three times while nothing has answered", silent.connections)

    cuts = {"before the reply": b"", "in the headers": b"HTTP/1.1 200 OK\r\nContent-Le",
            "short of Content-Length": b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"Clusters\"",
            "in a chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n{\"Clusters\"",
            "between chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{\"C\r\n",
            "of no said length": b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"Clusters\": [}"}
    for where, text in cuts.items():
        server = Server(answer_with(text), "good")
        lost = asked(server, operation="RunJobFlow").get("error")
        check(lost and lost["effect_unknown"], where, lost)
        check(len(server.requests) == 1, where, "was sent", len(server.requests), "times")
        check(f"https://localhost:{server.port}" in lost["message"], where, lost)

        def once(server, connection, text=text):
            while server.request(connection):
                if len(server.requests) == 1:
                    return connection.sendall(text)
                connection.sendall(reply())
        server = Server(once, "good")
        check("Clusters" in asked(server), where, "is not asked again")


def connections_that_are_kept():
    server = Server(answer_all, "good")
    with caller(server) as one:
        for _ in range(3):
            check("Clusters" in one.call("emr", "ListClusters"))
    check(server.connections == 1, "a connection is not used again", server.connections)

    closing = Server(answer_with(reply()), "good")  # without saying so
    with caller(closing) as one:
        for _ in range(3):
            check("Clusters" in one.call("emr", "ListClusters"))
    check(len(closing.requests) == 3, closing.requests)


def replies_that_are_too_much():
    server = Server(answer_with(reply(ANSWER, "200 OK", *[f"X-{i}: {'x' * 1000}" for i in range(500)])), "good")
    refused(["headers"], server)


def redirects_are_not_followed():
    target = Server(answer_all, "good")
    server = Server(answer_with(reply(b"", "302 Found", "Location: " + target.url + "/"), close=False), "good")
    refused(["302"], server)
    check(not target.requests, "a signed request was sent on")


def relay(one, other):
    with contextlib.suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
        other.shutdown(socket.SHUT_WR)


def tunnel(server, connection):
    head = server.request(connection)
    with socket.create_connection(("127.0.0.1", int(head.split()[1].rpartition(":")[2]))) as other:
        connection.sendall(b"HTTP/1.1 200 Connection established\r\nX-From: proxy\r\n\r\n")
        thread = threading.Thread(target=relay, args=(connection, other), daemon=True)
        thread.start()
        relay(other, connection)


def proxies_of_the_environment():
    good, plain, proxy = Server(answer_all, "good"), Server(answer_all), Server(tunnel)
    for name in ("HTTPS_PROXY", "https_proxy"):
        check("Clusters" in asked(good, **{name: proxy.url}), name)
        check(proxy.requests and proxy.requests.pop().startswith(f"CONNECT localhost:{good.port}"), name, "is not used")
        for none in ({"NO_PROXY": "localhost"}, {"no_proxy": "example.org,localhost"}, {"NO_PROXY": "*"}):
            check("Clusters" in asked(good, **{name: proxy.url}, **none), name, none)
            check(not proxy.requests, none, "is not heeded")
    relayed = Server(answer_all)
    for name in ("HTTP_PROXY", "http_proxy"):
        check("Clusters" in asked(plain, **{name: relayed.url}), name)
        check(relayed.requests and relayed.requests.pop().startswith(f"POST http://localhost:{plain.port}/"), name, "is not used")
        check("Clusters" in asked(plain, **{name: relayed.url, "NO_PROXY": "localhost"}))
        check(not relayed.requests, "NO_PROXY is not heeded")

    refusing = Server(answer_with(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"))
    error = asked(good, operation="RunJobFlow", HTTPS_PROXY=f"http://user:hush-hush@localhost:{refusing.port}")["error"]
    check("407" in error["message"] and "proxy" in error["hint"], error)
    check(refusing.connections == 1, "a proxy that refuses is asked again", refusing.connections)
    check(not error["effect_unknown"], "what a proxy refused never reached AWS", error)
    check("hush" not in str(error), "the proxy's password is shown", error)


def servers_beside_us_are_asked_past_proxies():
    keys = b'{"AccessKeyId": "BOX", "SecretAccessKey": "s", "Token": "t", "Expiration": "2099-01-01T00:00:00Z"}'
    good, box, proxy = Server(answer_all, "good"), Server(answer_with(reply(keys), close=False)), Server(answer_all)
    one = {"AWS_ENDPOINT_URL": good.url, "AWS_CA_BUNDLE": str(FOLDER / "authority.pem"), "HTTP_PROXY": proxy.url,
           "http_proxy": proxy.url}
    with Caller({**one, "AWS_CONTAINER_CREDENTIALS_FULL_URI": box.url + "/keys"}, keys=False) as caller:
        check("Clusters" in caller.call("emr", "ListClusters"))
    check(not proxy.requests and len(box.requests) == 1, "the proxy sees credentials", proxy.requests)

    def never(server, connection):
        server.request(connection)
        connection.recv(1)
    silent = Server(never)
    with Caller({**one, "AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": silent.url,
                 "AWS_METADATA_SERVICE_TIMEOUT": "1"}, keys=False) as caller:
        error = caller.call("emr", "ListClusters")["error"]
    check("HttpPutResponseHopLimit" in error["hint"], "a container on an instance is not told about the hop limit", error)
    check(silent.requests[0].startswith("PUT /latest/api/token") and len(silent.requests) == 1, silent.requests)


run_parts("aws_tls", whom_it_trusts, whom_it_does_not_trust, bundles_that_are_none, servers_that_do_not_speak_tls,
          connections_that_break, connections_that_are_kept, replies_that_are_too_much, redirects_are_not_followed,
          proxies_of_the_environment, servers_beside_us_are_asked_past_proxies)
