#!/usr/bin/env bash
# The Linux bundle is really installed, in a root folder of its own made of this machine's /usr, and the worker in there really
# runs a task of a local server. Says what it does; ends with 0, with 1 where something is wrong, or with 77 where no such root
# can be entered (that takes root, or user namespaces).
#
#   tests/image/test_linux.sh BUNDLE.tar.gz PYTHON     PYTHON: one with the Taskcluster client
set -euo pipefail

bundle=$(readlink -f "$1")
python=$2
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
work=$(mktemp -d)
root=$work/root
pid=
cleanup() {
  if [ -n "$pid" ]; then kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; fi
  rm -rf "$work"
}
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

say "install"
inside /tmp/bundle/spotcluster-worker/install
say "install again: it may be repeated"
inside /tmp/bundle/spotcluster-worker/install >/dev/null

[ -s "$root/opt/spotcluster/worker/classes.aot" ] || { say "FAILED: no cache of loaded classes"; exit 1; }
[ -L "$root/etc/systemd/system/multi-user.target.wants/spotcluster-worker.service" ] || { say "FAILED: the service is not enabled"; exit 1; }
writable=$(find "$root/opt/spotcluster" -perm /022 ! -type l)
[ -z "$writable" ] || { say "FAILED: others may write to $writable"; exit 1; }
if command -v systemd-analyze >/dev/null; then
  say "systemd reads the units"
  inside systemd-analyze verify /etc/systemd/system/spotcluster-worker.service
fi

say "a local server, without workers of its own"
"$home/spotcluster" local --port 0 --workers none --data "$work/data" >"$work/server.log" 2>&1 &
pid=$!
# The first start builds.
for _ in $(seq 1500); do
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
"$python" "$home/tests/image/task.py" check "$(cat "$work/task")"
