# shellcheck shell=bash disable=SC2154
# The services under a real systemd, which runs in namespaces of its own: read by test_linux.sh, whose variables it uses. Where
# systemd runs the machine itself, it is left out: the two would share control groups.
machine=

stop_machine() {
  if [ -n "$machine" ]; then
    kill -KILL "$machine" 2>/dev/null || true
    wait 2>/dev/null || true
    find /sys/fs/cgroup/{systemd,unified}/{init.scope,system.slice,user.slice} -depth -type d -exec rmdir {} + 2>/dev/null || true
  fi
}

# on_machine COMMAND...: on the machine that systemd runs.
on_machine() {
  nsenter --target "$machine" --mount --pid chroot "$root" \
    /usr/bin/env -i PATH=/opt/stand-in:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "$@"
}

# start_machine: ends with 77 where that cannot be done.
start_machine() {
  local program=/lib/systemd/systemd folder unit state
  [ -x "$program" ] || { say "SKIPPED: there is no systemd here"; return 77; }
  [ ! -d /run/systemd/system ] || { say "SKIPPED: systemd runs this machine, and would share control groups with the test's"; return 77; }
  rm "$root/opt/stand-in/systemctl"
  # Of this machine's units none but the log's and ours.
  for folder in /usr/lib/systemd/system/{basic,local-fs,multi-user,sockets,sysinit,timers}.target.wants; do
    for unit in "$folder"/*; do
      case $unit in *journald*) ;; *) ln -sf /dev/null "$root/etc/systemd/system/$(basename "$unit")" ;; esac
    done
  done
  echo 0123456789abcdef0123456789abcdef >"$root/etc/machine-id"
  mkdir -p "$root/sys" "$root/var/log"
  # shellcheck disable=SC2016 # the inner shell expands it
  "${namespace[@]}" --pid --fork --kill-child --ipc --uts bash -euc '
    root=$1
    mount --bind "$root" "$root"
    mount --bind /usr "$root/usr"; mount -o remount,bind,ro "$root/usr"
    for folder in bin sbin lib lib32 lib64; do
      if [ -d "$root/$folder" ] && [ ! -L "$root/$folder" ]; then mount --bind "/$folder" "$root/$folder"; fi
    done
    mount -t proc proc "$root/proc"
    # The settings of the kernel are those of the machine that tests.
    mount --bind "$root/proc/sys" "$root/proc/sys"; mount -o remount,bind,ro "$root/proc/sys"
    mount --rbind /sys "$root/sys"; mount --rbind /dev "$root/dev"; mount -t tmpfs tmpfs "$root/run"
    exec chroot "$root" /usr/bin/env -i container=lxc PATH=/usr/sbin:/usr/bin:/sbin:/bin '"$program"' --system --unit=multi-user.target
  ' machine "$root" >"$work/systemd.log" 2>&1 &
  for _ in $(seq 100); do
    machine=$(pgrep -P $!) || true
    state=$([ -z "$machine" ] || on_machine systemctl is-system-running 2>/dev/null) || true
    case $state in running | degraded) return 0 ;; esac
    sleep 0.3
  done
  say "SKIPPED: systemd does not start in namespaces here (${state:-no answer})"
  return 77
}

# await SECONDS COMMAND...: until it succeeds.
await() {
  local tries=$(($1 * 4))
  shift
  for _ in $(seq "$tries"); do
    if "$@"; then return 0; fi
    sleep 0.25
  done
  return 1
}

is() { [ "$(on_machine systemctl show --property ActiveState --value "$1")" = "$2" ]; }

wrong() {
  say "FAILED: $*"
  on_machine systemctl status --no-pager --lines 30 spotcluster-configure spotcluster-worker || true
  exit 1
}

# machine_runs_a_task: from the first start to the end of a task, as a machine of a pool.
machine_runs_a_task() {
  is spotcluster-worker inactive || wrong "the worker does not wait until it is told its pool"
  if on_machine systemctl is-failed --quiet spotcluster-worker spotcluster-configure; then wrong "a service failed while it waited"; fi
  mkdir -p "$root/etc/systemd/system/spotcluster-configure.service.d"
  printf '[Service]\nEnvironment=PATH=/opt/stand-in:/usr/bin:/bin\n' >"$root/etc/systemd/system/spotcluster-configure.service.d/stand-ins.conf"
  "$python" "$home/tests/image/task.py" create >"$work/task"
  on_machine bash /tmp/boot
  await 20 is spotcluster-configure activating || wrong "configure does not wait for the secret"
  is spotcluster-worker inactive || wrong "the worker runs without a configuration"
  printf '{"rootUrl": "%s", "clientId": "%s", "accessToken": "%s", "requiredFreeDiskMegabytes": 16}\n' \
    "$TASKCLUSTER_ROOT_URL" "$TASKCLUSTER_CLIENT_ID" "$TASKCLUSTER_ACCESS_TOKEN" >"$root/tmp/secret"
  await 30 is spotcluster-worker active || wrong "the worker does not start when the secret is there"
  await 60 "$python" "$home/tests/image/task.py" check "$(cat "$work/task")" i-0123456789abcdef0 2>"$work/why" ||
    { cat "$work/why"; wrong "the task was not run"; }
  on_machine systemctl stop spotcluster-worker
  is spotcluster-worker inactive || wrong "the worker was stopped, and its exit code was taken for a failure"
}
