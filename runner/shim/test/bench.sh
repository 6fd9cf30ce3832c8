#!/bin/sh
# Holds the shim against references that share no code with it: `make bench`, or test/bench.sh BUILD_DIR.
#
# 15 interleaved pairs a row; the median of their ratios counts. Same CPU: within 10 % or this fails. Across CPUs the
# ratio never fails: it is printed beside that of the reference against itself (A/A), which says how much is noise.
set -eu
build=$1
shim=$build/ipc-bench-shim
reference=$build/ping_pong
pairs=15
round_trips=20000
failed=0

field() { sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p"; }

# Batches, because the references time only the whole loop.
measure_shim() { # transport bytes initiator responder [round trips]
    "$shim" latency --transport "$1" --message-bytes "$2" --initiator-cpu "$3" --responder-cpu "$4" --touch none \
        --samples $((${5:-$round_trips} / 100)) --batch 100 --warmup 1000 --deadline-ms 60000 | field mean_ps
}

measure_perf() { # initiator = responder = CPU $1
    taskset -c "$1" perf bench -f simple sched pipe -l $round_trips | awk '{ printf "%d\n", $1 * 1e12 / '$round_trips' }'
}

# Lines of two numbers to "median of first, of second, of ratio, lowest and highest ratio"
summarise() {
    awk '{ a[NR] = $1; b[NR] = $2; r[NR] = $1 / $2 }
        function median(v, n,   i, j, t) {
            for (i = 2; i <= n; i++) for (j = i; j > 1 && v[j - 1] > v[j]; j--) { t = v[j]; v[j] = v[j - 1]; v[j - 1] = t }
            return v[int((n + 1) / 2)]
        }
        END { m = median(r, NR); printf "%.0f %.0f %.3f %.3f %.3f\n", median(a, NR) / 1000, median(b, NR) / 1000, m, r[1], r[NR] }'
}

row() { # label gate(yes|no) numbers
    label=$1 gate=$2
    shift 2
    # shellcheck disable=SC2086 # five numbers
    set -- $*
    verdict=-
    if [ "$gate" = yes ]; then
        verdict=$(awk -v r="$3" 'BEGIN { print (r >= 0.9 && r <= 1.1) ? "ok" : "FAILED" }')
        [ "$verdict" = ok ] || failed=1
    fi
    printf '%-44s %10s %10s %8s  %s..%s  %s\n' "$label" "$1" "$2" "$3" "$4" "$5" "$verdict"
}

compare() { # two commands, each as one string
    i=0
    while [ $i -lt $pairs ]; do
        echo "$($1) $($2)"
        i=$((i + 1))
    done | summarise
}

printf '%-44s %10s %10s %8s  %s  %s\n' 'round trip, mean' 'shim ns' 'other ns' ratio 'range of ratio' 'gate 10 %'
for transport in pipe unix_stream tcp; do
    for bytes in 4 4096; do
        row "$transport $bytes B same CPU, ping_pong" yes "$(compare \
            "measure_shim $transport $bytes 0 0" "$reference $transport $bytes $round_trips 0 0")"
    done
done
if perf bench -f simple sched pipe -l 10 >/dev/null 2>&1; then
    row 'pipe 4 B same CPU, perf bench sched pipe' yes "$(compare "measure_shim pipe 4 0 0" "measure_perf 0")"
else
    echo 'pipe 4 B same CPU, perf bench sched pipe: left out, no perf here'
fi
if taskset -c 1 true 2>/dev/null; then
    round_trips=2000
    for transport in pipe unix_stream tcp; do
        row "$transport 4 B cross CPU, ping_pong" no "$(compare \
            "measure_shim $transport 4 0 1" "$reference $transport 4 $round_trips 0 1")"
        row "  A/A: ping_pong against itself" no "$(compare \
            "$reference $transport 4 $round_trips 0 1" "$reference $transport 4 $round_trips 0 1")"
    done
fi
printf 'harness (null transport): %s ps per round trip of 4 B, %s of 4096 B read by lines\n' \
    "$(measure_shim null 4 0 0)" \
    "$("$shim" latency --transport null --message-bytes 4096 --samples 200 --batch 100 | field mean_ps)"
exit $failed
