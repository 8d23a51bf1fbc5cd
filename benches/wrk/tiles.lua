-- Tiles of zoom 13 to 16, each asked once, so that none comes from the cache; ends when there are no more.
local city = dofile(os.getenv("NGAMHOA_BENCH_WRK") .. "/city.lua")
local tiles = city.tiles(13, 16)
local headers = { ["Accept-Encoding"] = os.getenv("NGAMHOA_BENCH_ENCODING") }
local asked, answered = 0, 0
local ffi = require("ffi")
ffi.cdef([[ typedef struct { long s; long us; } moment; int gettimeofday(moment *at, void *zone); ]])
local began

local function now_s()
  local at = ffi.new("moment")
  ffi.C.gettimeofday(at, nil)
  return tonumber(at.s) + tonumber(at.us) / 1e6
end

function request()
  began = began or now_s()
  asked = asked % #tiles + 1
  return wrk.format("GET", tiles[asked], headers)
end

function response()
  answered = answered + 1
  if answered == #tiles then
    -- wrk divides by its whole duration, also when the tiles end before.
    print(string.format("tiles/s %.0f of %d", answered / (now_s() - began), answered))
    wrk.thread:stop()
  end
end
