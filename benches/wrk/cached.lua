-- One tile again and again, asked as browsers do.
local city = dofile(os.getenv("NGAMHOA_BENCH_WRK") .. "/city.lua")
local path = city.tiles(14, 14)[1]

city.ask(1, function()
  return wrk.format("GET", path, { ["Accept-Encoding"] = "gzip, deflate, br, zstd" })
end)
