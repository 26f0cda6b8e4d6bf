# shellcheck shell=bash
# Installs the worker, unless the image has it, and starts it. The variables stand before this.
set -euo pipefail
if [ ! -x /opt/spotcluster/worker/worker ]; then
  bundle=$(mktemp -d)
  # shellcheck disable=SC2153 # set before
  aws s3 cp --only-show-errors --region "$REGION" "$BUNDLE" - | tar -xz -C "$bundle"
  "$bundle/spotcluster-worker/linux/on-amazon-linux"
  rm -rf "$bundle"
  /opt/spotcluster/worker/harden
  sysctl --quiet --system
  systemctl stop sshd.service || true
fi
install -d -m 0755 /etc/spotcluster
printf '%s\n' "SECRET='$SECRET'" "SECRET_REGION='$SECRET_REGION'" "WORKER_POOL='$WORKER_POOL'" \
  "MAX_TASK_RUN_TIME='$MAX_TASK_RUN_TIME'" >/etc/spotcluster/pool
systemctl daemon-reload
systemctl start --no-block spotcluster-worker.service
# Image Builder needs the agent to test the image; this machine's role gives it nothing to do.
systemctl disable --now --no-block amazon-ssm-agent.service || true
