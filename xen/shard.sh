# shellcheck shell=bash
# For xen/*.sh, by `. xen/shard.sh`: with SHARD=K/N in the environment, only every N-th of what there is to
# do, beginning with the K-th, as of `doorbell run --shard`.

if [ -n "${SHARD-}" ]; then
    if ! [[ $SHARD =~ ^([1-9][0-9]{0,3})/([1-9][0-9]{0,3})$ ]] || ((BASH_REMATCH[1] > BASH_REMATCH[2])); then
        echo "$0: SHARD=$SHARD: expected K/N, 1/1 to N/N" >&2
        exit 2
    fi
fi

in_shard() { # INDEX, from 0
    [ -z "${SHARD-}" ] || (($1 % ${SHARD#*/} == ${SHARD%/*} - 1))
}
