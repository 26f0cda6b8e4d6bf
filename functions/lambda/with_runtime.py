#!/usr/bin/env python3
"""Puts a Java runtime of its own, and a cache of loaded classes, into the functions' package.

`./spotcluster deploy` runs it when the package or the JDK has changed. By hand, once ministack is installed (.ci/ministack):

    mvn -pl functions/lambda -am package -DskipTests
    .spotcluster/venv/bin/python functions/lambda/with_runtime.py

Makes target/spotcluster-functions-with-runtime.zip out of target/spotcluster-functions.zip: `runtime/`, linked by JAVA_HOME's
jlink with the modules that the functions need, and `functions.aot`, trained by the very package as a function that answers
requests: this program plays Lambda's Runtime API for it, and ministack AWS (.ci/ministack installs it). Both are good for
this machine's architecture only.
"""

import base64
import calendar
import hashlib
import hmac
import json
import os
import pathlib
import platform
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from datetime import datetime, timedelta, timezone

import botocore.session

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = ROOT / "functions/lambda/target"
PLAIN = TARGET / "spotcluster-functions.zip"
WHOLE = TARGET / "spotcluster-functions-with-runtime.zip"
ROOT_URL = "https://ci.example.com"
ROOT_TOKEN = "bench-root-token-of-44-letters-and-digits-00"
# Those of the catalogue; a test compares.
TABLES = ["auth-audit", "auth-clients", "auth-roles", "queue-claimed", "queue-edges", "queue-groups", "queue-pending", "queue-tasks",
          "queue-timers", "queue-workers"]
# Of Amazon Linux 2023, on which Lambda runs the functions.
GLIBC = (2, 34)
MODULES = "java.base,java.logging,java.naming,java.net.http,java.xml,java.management,jdk.unsupported,jdk.crypto.ec"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class RuntimeApi:
    """Hands out events one by one. Header and body go in one write: two would cost each call a delayed acknowledgement."""

    def __init__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.asked = threading.Event()
        self.event_ready, self.answered = threading.Semaphore(0), threading.Semaphore(0)
        self.event, self.answer, self.failure = b"", b"", None
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            connection, _ = self.server.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        stream = connection.makefile("rb")
        while line := stream.readline():
            method, path, _ = line.decode().split(" ", 2)
            length, chunked = 0, False
            while (header := stream.readline().strip().lower()) != b"":
                if header.startswith(b"content-length:"):
                    length = int(header.split(b":")[1])
                chunked = chunked or header == b"transfer-encoding: chunked"
            body = self.chunks(stream) if chunked else stream.read(length)
            if path.endswith("/invocation/next"):
                self.asked.set()
                self.event_ready.acquire()
                self.reply(connection, 200, self.event)
            elif path.endswith("/response"):
                self.reply(connection, 202, b"")
                self.answer = body
                self.answered.release()
            else:
                self.reply(connection, 202, b"")
                self.failure = body.decode(errors="replace")
                self.asked.set()
                self.answered.release()

    @staticmethod
    def chunks(stream):
        body = b""
        while size := int(stream.readline(), 16):
            body += stream.read(size)
            stream.readline()
        stream.readline()
        return body

    @staticmethod
    def reply(connection, status, body):
        head = (f"HTTP/1.1 {status} OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
                f"Lambda-Runtime-Aws-Request-Id: {secrets.token_hex(8)}\r\n"
                "Lambda-Runtime-Deadline-Ms: 9999999999999\r\n"
                "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:000000000000:function:bench\r\n\r\n")
        connection.sendall(head.encode() + body)

    def call(self, event):
        self.event = json.dumps(event).encode()
        started = time.perf_counter()
        self.event_ready.release()
        self.answered.acquire()
        taken = (time.perf_counter() - started) * 1000
        if self.failure:
            sys.exit("the function failed: " + self.failure)
        return taken, json.loads(self.answer)


class Function:
    """One process of an unpacked package, started as Lambda starts it."""

    def __init__(self, home, environment, prefix=()):
        self.api = RuntimeApi()
        started = time.perf_counter()
        self.process = subprocess.Popen([*prefix, str(home / "bootstrap")], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={
            "PATH": os.environ["PATH"], "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self.api.port}",
            "AWS_LAMBDA_FUNCTION_NAME": "f", "AWS_LAMBDA_FUNCTION_VERSION": "1", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1769",
            "AWS_LAMBDA_LOG_GROUP_NAME": "g", "AWS_LAMBDA_LOG_STREAM_NAME": "s",
            "LAMBDA_TASK_ROOT": str(home), "_HANDLER": "bootstrap", **environment})
        if not self.api.asked.wait(60) or self.api.failure:
            self.process.kill()
            sys.exit(f"the function did not start: {self.api.failure}\n{self.process.stdout.read().decode()}")
        self.init = (time.perf_counter() - started) * 1000

    def cpu(self):
        """Processor time of the process so far in ms, of which other work on the machine takes nothing away."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate()


def gateway_event(method, path, headers, body=""):
    return {"version": "2.0", "rawPath": path, "rawQueryString": "", "headers": {"host": "x", "x-spotcluster-raw-uri": path, **headers},
            "requestContext": {"http": {"method": method, "path": path, "sourceIp": "203.0.113.9"}}, "body": body, "isBase64Encoded": False}


def digest(text):
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def create_task():
    task_id = base64.urlsafe_b64encode(bytes([secrets.randbelow(128) & 0x7F]) + secrets.token_bytes(5) + bytes([0x40 | secrets.randbelow(16)])
                                       + secrets.token_bytes(1) + bytes([0x80 | secrets.randbelow(64)]) + secrets.token_bytes(7)).decode().rstrip("=")
    now = datetime.now(timezone.utc)
    stamp = lambda time: time.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    body = json.dumps({
        "taskQueueId": "bench/ci", "schedulerId": "bench", "created": stamp(now), "deadline": stamp(now + timedelta(hours=1)),
        "payload": {"maxRunTime": 60, "command": [["true"]]},
        "metadata": {"name": "a", "description": "b", "owner": "nobody@example.com", "source": "https://example.com/a"}})
    path, ts, nonce = f"/api/queue/v1/task/{task_id}", str(int(time.time())), secrets.token_urlsafe(6)
    payload_hash = digest(f"hawk.1.payload\napplication/json\n{body}\n")
    text = f"hawk.1.header\n{ts}\n{nonce}\nPUT\n{path}\nci.example.com\n443\n{payload_hash}\n\n"
    mac = base64.b64encode(hmac.new(ROOT_TOKEN.encode(), text.encode(), hashlib.sha256).digest()).decode()
    header = f'Hawk id="static/taskcluster/root", ts="{ts}", nonce="{nonce}", hash="{payload_hash}", mac="{mac}"'
    return gateway_event("PUT", path, {"authorization": header, "content-type": "application/json"}, body)


def ok(answer):
    if answer.get("statusCode") != 200:
        sys.exit(f"not answered well: {answer}")


def start_ministack(folder, prefix=()):
    port = free_port()
    executable = os.environ.get("SPOTCLUSTER_MINISTACK", str(ROOT / ".spotcluster/venv/bin/ministack"))
    process = subprocess.Popen([*prefix, executable], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={
        **os.environ, "BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port), "TMPDIR": str(folder), "LOG_LEVEL": "WARNING",
        "SFTP_ENABLED": "0", "IOT_MTLS_ENABLED": "0"})
    endpoint = f"http://127.0.0.1:{port}"
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        if process.poll() is not None:
            break
        time.sleep(0.1)
    else:
        process.kill()
    if process.poll() is not None:
        sys.exit(f"the AWS stand-in {executable} does not start; start it by hand to see why")
    session = botocore.session.get_session()
    make = lambda service: session.create_client(
        service, region_name="us-east-1", endpoint_url=endpoint, aws_access_key_id="test", aws_secret_access_key="test")
    for table in TABLES:
        make("dynamodb").create_table(
            TableName="bench-" + table, BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}])
    key = make("kms").create_key()["KeyMetadata"]["Arn"]
    secret = make("secretsmanager").create_secret(Name="root", SecretString=ROOT_TOKEN)["ARN"]
    return process, {
        "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_ENDPOINT_URL": endpoint,
        "SPOTCLUSTER_DEPLOYMENT": "bench", "SPOTCLUSTER_ROOT_URL": ROOT_URL, "SPOTCLUSTER_API_URL": ROOT_URL, "SPOTCLUSTER_TOKEN_KEY": key,
        "SPOTCLUSTER_BLOB_BUCKET": "bench", "SPOTCLUSTER_BLOB_SIGNER": "arn:aws:iam::000000000000:role/signer",
        "SPOTCLUSTER_EVENT_BUS": "default", "SPOTCLUSTER_ROOT_TOKEN_SECRET": secret, "SPOTCLUSTER_LOG_LEVEL": "WARN"}


def linked(home, java_home):
    """Puts the runtime into the unpacked package `home`."""
    linking = subprocess.run(
        [str(java_home / "bin/jlink"), "--add-modules", MODULES, "--strip-debug", "--no-header-files", "--no-man-pages",
         "--output", str(home / "runtime")], capture_output=True, text=True)
    if linking.returncode != 0:
        sys.exit(f"jlink of {java_home} failed, which takes a whole JDK with its modules: {linking.stdout}{linking.stderr}")
    wanted = max(glibc(home / "runtime"), default=(0, 0))
    if wanted > GLIBC:
        sys.exit("the JDK in {} needs glibc {}.{}, and Lambda has {}.{}: use one that is built for older Linux, such as Eclipse Temurin"
                 .format(java_home, *wanted, *GLIBC))


def glibc(runtime):
    """The versions of glibc that the programs and libraries below the folder name."""
    for file in [runtime / "bin/java", *runtime.rglob("*.so")]:
        for major, minor in re.findall(rb"GLIBC_(\d+)\.(\d+)", file.read_bytes()):
            yield int(major), int(minor)


def trained(home, work):
    """Puts the cache into the unpacked package `home`, which has its runtime."""
    ministack, environment = start_ministack(work)
    try:
        setup = Function(home, {**environment, "SPOTCLUSTER_FUNCTION": "setup"})
        setup.api.call({})
        setup.stop()
        cache = home / "functions.aot"
        training = Function(home, {
            **environment, "SPOTCLUSTER_FUNCTION": "queue-api", "SPOTCLUSTER_JAVA_OPTIONS": f"-XX:AOTCacheOutput={cache}"})
        for _ in range(20):
            ok(training.api.call(create_task())[1])
            ok(training.api.call(gateway_event("GET", "/api/queue/v1/ping", {}))[1])
        training.stop()
        if not cache.is_file():
            sys.exit("the training run left no cache")
    finally:
        ministack.terminate()
        ministack.wait()


def unpacked(package, home):
    """With the times of the files as Lambda unpacks them: the cache is good for jars of the same time only."""
    with zipfile.ZipFile(package) as archive:
        for entry in archive.infolist():
            file = pathlib.Path(archive.extract(entry, home))
            mode = entry.external_attr >> 16 & 0o777
            if mode:
                file.chmod(mode)
            if not entry.is_dir():
                at = calendar.timegm(entry.date_time)
                os.utime(file, (at, at))


def packed(home, package):
    """Puts all files below `home` into a package, with their times and permissions."""
    partial = package.with_suffix(".partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(path for path in home.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(str(file.relative_to(home)), time.gmtime(file.stat().st_mtime)[:6])
            entry.external_attr = file.stat().st_mode << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.read_bytes())
    partial.replace(package)


def say(line):
    print("    " + line, flush=True)


def main():
    java_home = pathlib.Path(os.environ["JAVA_HOME"])
    work = pathlib.Path(tempfile.mkdtemp(prefix="with-runtime"))
    try:
        home = work / "task"
        unpacked(PLAIN, home)
        say(f"linking a runtime of {java_home}")
        linked(home, java_home)
        say("training: a function answers requests on it, with AWS stood in for")
        trained(home, work)
        say("packing")
        packed(home, WHOLE)
        say(f"{WHOLE.name}: {WHOLE.stat().st_size / 1e6:.1f} MB, for {platform.machine()}")
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
