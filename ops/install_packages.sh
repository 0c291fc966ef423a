#!/bin/sh
# Install Debian packages as root without starting what they bring: `install_packages.sh NAME...`
#
# Debian's postgresql and redis-server start a service as they are installed, which would take a
# port and make a cluster that nobody asked for. Both are held back while this script runs, and
# every hold undoes itself if the script is killed.
set -eu

policy=/usr/sbin/policy-rc.d
clusters=/etc/postgresql-common/createcluster.d/ntars-no-main-cluster.conf
made_policy=
made_clusters=

undo() {
    [ -z "$made_policy" ] || rm -f "$policy"
    [ -z "$made_clusters" ] || rm -f "$clusters"
}
trap undo EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Only the services that come with this installation are switched off afterwards.
new_units=
for unit in redis-server nginx; do
    [ -e "/lib/systemd/system/$unit.service" ] || new_units="$new_units $unit"
done

if [ ! -e "$policy" ]; then
    # In force only while this very process lives: a kill -9 leaves a file that removes itself.
    started=$(cut -d' ' -f22 "/proc/$$/stat")
    made_policy=yes
    cat >"$policy.ntars" <<POLICY
#!/bin/sh
if [ "\$(cut -d' ' -f22 /proc/$$/stat 2>/dev/null)" = "$started" ]; then exit 101; fi
rm -f "$policy"
exit 0
POLICY
    chmod 755 "$policy.ntars"
    mv "$policy.ntars" "$policy"
fi

if [ ! -e /etc/postgresql-common/createcluster.conf ]; then # postgresql-common is yet to come
    mkdir -p "${clusters%/*}"
    made_clusters=yes
    echo 'create_main_cluster = false' >"$clusters"
fi

export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
apt-get -q -o DPkg::Lock::Timeout=300 update
apt-get -q -y -o DPkg::Lock::Timeout=300 --no-install-recommends install "$@"

if [ -d /run/systemd/system ]; then
    for unit in $new_units; do
        if [ -e "/lib/systemd/system/$unit.service" ]; then systemctl disable "$unit.service"; fi
    done
fi
