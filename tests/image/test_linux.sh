#!/usr/bin/env bash
# The Linux bundles are really installed, in a root folder of their own made of this machine's /usr, and the worker in there
# really runs a task of a local server: the bundle with a runtime by its installer, and the one for all platforms by the
# commands of the image recipe's components. Says what it does; ends with 0, with 1 where something is wrong, or with 77 where
# no such root can be entered (that takes root, or user namespaces).
#
#   tests/image/test_linux.sh BUNDLE.tar.gz BUNDLE-ANY.tar.gz PYTHON     PYTHON: one with the Taskcluster client and PyYAML
set -euo pipefail

bundle=$(readlink -f "$1")
any=$(readlink -f "$2")
python=$3
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
work=$(mktemp -d)
root=$work/root
pid=
cleanup() {
  if [ -n "$pid" ]; then kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; fi
  stop_machine
  rm -rf "$work"
}
# shellcheck source=tests/image/with_systemd.sh
. "$home/tests/image/with_systemd.sh"
trap cleanup EXIT
say() { printf '  %s\n' "$*"; }

namespace=(unshare --mount --propagation private)
"${namespace[@]}" true 2>/dev/null || { say "SKIPPED: mount namespaces cannot be made here"; exit 77; }

mkdir -p "$root"/{usr,proc,dev,etc,tmp,run/spotcluster,var/lib,opt,root}
for link in bin sbin lib lib32 lib64 libx32; do
  if [ -L "/$link" ]; then cp -P "/$link" "$root/$link"; elif [ -d "/$link" ]; then mkdir "$root/$link"; fi
done
cp -a /etc/{passwd,group,shadow,gshadow,login.defs,nsswitch.conf,hosts,ld.so.cache,ssl} "$root/etc/" 2>/dev/null || true
chmod 1777 "$root/tmp"
mkdir "$root/tmp/bundle"
tar -C "$root/tmp/bundle" -xzf "$bundle"

# inside COMMAND...: in the root folder, with /usr read-only.
inside() {
  # shellcheck disable=SC2016 # the inner shell expands it
  "${namespace[@]}" bash -euc '
    root=$1; shift
    # A mount point itself, or programs in there find no file system to ask for its space.
    mount --bind "$root" "$root"
    mount --bind /usr "$root/usr"; mount -o remount,bind,ro "$root/usr"
    for folder in bin sbin lib lib32 lib64; do
      if [ -d "$root/$folder" ] && [ ! -L "$root/$folder" ]; then mount --bind "/$folder" "$root/$folder"; fi
    done
    mount --bind /proc "$root/proc"; mount --rbind /dev "$root/dev"
    exec chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "$@"' inside "$root" "$@"
}

# installed: what must be so whoever has installed it.
installed() {
  [ -s "$root/opt/spotcluster/worker/classes.aot" ] || { say "FAILED: no cache of loaded classes"; exit 1; }
  [ -L "$root/etc/systemd/system/multi-user.target.wants/spotcluster-worker.service" ] || { say "FAILED: the service is not enabled"; exit 1; }
  if command -v systemd-analyze >/dev/null; then
    say "systemd reads the units"
    inside systemd-analyze verify /etc/systemd/system/spotcluster-worker.service
  fi
}

say "the bundle with a runtime: install"
inside /tmp/bundle/spotcluster-worker/linux/install
say "install again: it may be repeated"
inside /tmp/bundle/spotcluster-worker/linux/install >/dev/null
installed
rm -rf "$root/tmp/bundle" "$root/opt/spotcluster" "$root/etc/systemd/system"

# Amazon Linux has dnf, and this root has this machine's JDK already; systemd does not run in it: what is asked of them is written down.
mkdir "$root/opt/stand-in"
for program in dnf systemctl sysctl; do
  printf '%s\n' '#!/bin/sh' "echo \"$program \$*\" >>/tmp/calls" >"$root/opt/stand-in/$program"
done
cat >>"$root/opt/stand-in/systemctl" <<'END'
[ "$1" = enable ] || exit 0
mkdir -p /etc/systemd/system/multi-user.target.wants
ln -sf "../$2" "/etc/systemd/system/multi-user.target.wants/$2"
END
# The metadata service and Secrets Manager, for configure.
cat >"$root/opt/stand-in/curl" <<'END'
#!/bin/sh
for last in "$@"; do :; done
case "$*" in *'X-aws-ec2-metadata-token'*) ;; *) exit 22 ;; esac
case $last in
  */latest/api/token) echo a-token ;;
  */meta-data/instance-id) echo i-0123456789abcdef0 ;;
  */meta-data/placement/region) echo us-east-1 ;;
  */meta-data/placement/availability-zone) echo us-east-1a ;;
  */meta-data/instance-type) echo c7g.large ;;
  *) exit 22 ;;
esac
END
cat >"$root/opt/stand-in/aws" <<'END'
#!/bin/sh
[ "$*" = 's3 cp --only-show-errors --region us-east-1 s3://assets/bundle.gz -' ] && exec cat /tmp/from-s3.tar.gz
[ "$*" = 'secretsmanager get-secret-value --region us-east-2 --secret-id sc/worker --query SecretString --output text' ] || exit 254
# The secret is made while the machine is waiting for it, and filled later.
if [ -e /tmp/secret ]; then cat /tmp/secret; exit; fi
echo >>/tmp/asked
case $(grep -c '' /tmp/asked) in
  1) echo 'there is no such secret' >&2; exit 254 ;;
  2) echo '{}' ;;
  *) echo '{"rootUrl": "https://tc.example.com", "apiUrl": "https://api.example.com", "clientId": "worker/aws", "accessToken": "secret"}' ;;
esac
END
chmod +x "$root/opt/stand-in/"*
cp "$any" "$root/tmp/from-s3.tar.gz"
# phase COMPONENT PHASE: runs it as the image pipeline does.
phase() {
  "$python" "$home/tests/image/component.py" script "$home/worker-ami/linux/$1.yml" "$2" Bundle=/tmp/from-s3.tar.gz >"$root/tmp/phase"
  inside PATH=/opt/stand-in:/usr/sbin:/usr/bin:/sbin:/bin bash /tmp/phase
}
say "the bundle for all platforms: the components of the image recipe, in its order"
phase worker build
phase hardening build
phase worker validate
phase smoke-test test
installed
[ ! -e "$root/tmp/spotcluster-worker" ] || { say "FAILED: the image would hold what it was installed from"; exit 1; }
[ "$(grep -c '^dnf install .*-devel .*-jmods$\|^dnf remove ' "$root/tmp/calls")" = 2 ] || { say "FAILED: dnf was asked for something else"; cat "$root/tmp/calls"; exit 1; }
[ "$(readlink "$root/etc/systemd/system/sshd.service")" = /dev/null ] || { say "FAILED: sshd may start"; exit 1; }
say "configure waits for the secret, writes what the worker understands, and only it may read"
printf '%s\n' "SECRET='sc/worker'" "SECRET_REGION='us-east-2'" "WORKER_POOL='aws/fixed'" "MAX_TASK_RUN_TIME='24h'" >"$root/etc/spotcluster/pool"
inside PATH=/opt/stand-in:/usr/sbin:/usr/bin:/sbin:/bin /opt/spotcluster/worker/configure
inside /opt/spotcluster/worker/worker --config /run/spotcluster/worker.json --check
"$python" - "$root/run/spotcluster/worker.json" <<'END'
import json, os, stat, sys
configuration = json.load(open(sys.argv[1]))
assert configuration["workerId"] == "i-0123456789abcdef0" and configuration["workerGroup"] == "us-east-1", configuration
assert configuration["apiUrl"] == "https://api.example.com", "the secret's text goes in whole"
assert stat.S_IMODE(os.stat(sys.argv[1]).st_mode) == 0o600
END
rm "$root/run/spotcluster/worker.json" "$root/etc/spotcluster/pool"
say "the smoke test sees what is wrong"
chmod o+w "$root/opt/spotcluster/worker/worker"
if phase smoke-test test >"$work/smoke" 2>&1; then say "FAILED: it saw nothing"; exit 1; fi
grep -q 'FAULT: nobody but root may change it' "$work/smoke" || { cat "$work/smoke"; exit 1; }
chmod o-w "$root/opt/spotcluster/worker/worker"

# boot: what user data does at the first start.
boot() {
  printf '%s\n' "BUNDLE='s3://assets/bundle.gz'" "REGION='us-east-1'" "SECRET='sc/worker'" "SECRET_REGION='us-east-2'" \
    "WORKER_POOL='image/linux'" "MAX_TASK_RUN_TIME='24h'" | cat - "$home/infra-cdk/src/main/resources/io/spotcluster/infra/workers/boot.sh" >"$root/tmp/boot"
  rm -f "$root/tmp/calls" "$root/etc/spotcluster/pool"
  inside PATH=/opt/stand-in:/usr/sbin:/usr/bin:/sbin:/bin bash /tmp/boot
  grep -q "^WORKER_POOL='image/linux'\$" "$root/etc/spotcluster/pool" || { say "FAILED: the machine does not know its pool"; exit 1; }
  grep -q '^systemctl start --no-block spotcluster-worker.service$' "$root/tmp/calls" || { say "FAILED: the worker was not started"; exit 1; }
}
say "a machine that was started from the image only starts the worker"
boot
if grep -q '^dnf' "$root/tmp/calls"; then say "FAILED: it installs what it has"; exit 1; fi
say "one that was started without it installs the worker first"
rm -rf "$root/opt/spotcluster"
boot
installed
rm "$root/etc/spotcluster/pool"

say "a local server, without workers of its own"
# Builds, if that has not been done.
"$home/spotcluster" local --help >/dev/null
"$home/spotcluster" local --port 0 --workers none --data "$work/data" >"$work/server.log" 2>&1 &
pid=$!
for _ in $(seq 600); do
  if [ -f "$work/data/env.sh" ]; then break; fi
  kill -0 "$pid" 2>/dev/null || { cat "$work/server.log"; exit 1; }
  sleep 0.2
done
# shellcheck source=/dev/null
. "$work/data/env.sh"

say "the installed worker, as its user, by the command of its unit, runs one task"
"$python" "$home/tests/image/task.py" create >"$work/task"
umask 077
cat >"$root/run/spotcluster/worker.json" <<END
{"rootUrl": "$TASKCLUSTER_ROOT_URL", "clientId": "$TASKCLUSTER_CLIENT_ID", "accessToken": "$TASKCLUSTER_ACCESS_TOKEN",
 "workerPoolId": "image/linux", "workerGroup": "image", "workerId": "installed", "workDir": "/var/lib/spotcluster",
 "numberOfTasksToRun": 1, "requiredFreeDiskMegabytes": 16}
END
uid=$(sed -n 's/^spotcluster:[^:]*:\([0-9]*\):\([0-9]*\):.*/\1:\2/p' "$root/etc/passwd")
chown "$uid" "$root/run/spotcluster/worker.json"
command=$(sed -n 's/^ExecStart=//p' "$root/etc/systemd/system/spotcluster-worker.service")
# shellcheck disable=SC2086 # the unit's line is a command with its arguments
inside timeout 120 setpriv --reuid "${uid%:*}" --regid "${uid#*:}" --clear-groups --no-new-privs $command
"$python" "$home/tests/image/task.py" check "$(cat "$work/task")" installed
rm "$root/run/spotcluster/worker.json"

say "a machine of a pool, under a systemd of its own: waits for its pool, then for its secret, then runs a task"
# For ever an empty secret, until there is another one.
echo '{}' >"$root/tmp/secret"
started=0
start_machine || started=$?
if [ "$started" = 0 ]; then machine_runs_a_task; fi
