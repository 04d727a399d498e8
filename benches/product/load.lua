-- wrk's own summary leaves out the 95th percentile: one line of numbers that load.rs reads.
done = function(summary, latency)
    local e = summary.errors
    io.write(string.format("kh %d %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50),
        latency:percentile(95), latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
