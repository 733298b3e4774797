-- Asks for the pages of a file (host, tab, path on each line) in the order of another (numbers from 1), over and over.
local requests, order, at = {}, {}, 0

function init(arguments)
   for line in io.lines(arguments[1]) do
      local host, path = line:match("^(%S+)\t(%S+)$")
      requests[#requests + 1] = wrk.format("GET", path, { ["Host"] = host, ["Accept-Encoding"] = "gzip" })
   end
   for line in io.lines(arguments[2]) do
      order[#order + 1] = tonumber(line)
   end
end

function request()
   at = at % #order + 1
   return requests[order[at]]
end

function done(summary, latency, _)
   local errors = summary.errors
   io.write(string.format(
      '\nRESULT {"requests": %d, "seconds": %.6f, "bytes": %d, "p50": %.6f, "p90": %.6f, "p99": %.6f, "max": %.6f,'
      .. ' "not_200": %d, "connect": %d, "read": %d, "write": %d, "timeout": %d}\n',
      summary.requests, summary.duration / 1e6, summary.bytes, latency:percentile(50) / 1e6,
      latency:percentile(90) / 1e6, latency:percentile(99) / 1e6, latency.max / 1e6, errors.status,
      errors.connect, errors.read, errors.write, errors.timeout))
end
