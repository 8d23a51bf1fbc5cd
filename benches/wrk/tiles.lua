-- Tiles of zoom 13 to 16, each asked once, so that none comes from the cache; ends when there are no more.
local city = dofile(os.getenv("NGAMHOA_BENCH_WRK") .. "/city.lua")
local tiles = city.tiles(13, 16)
local headers = { ["Accept-Encoding"] = os.getenv("NGAMHOA_BENCH_ENCODING") }
local asked, answered = 0, 0

function request()
  asked = asked % #tiles + 1
  return wrk.format("GET", tiles[asked], headers)
end

function response()
  answered = answered + 1
  if answered >= #tiles then
    wrk.thread:stop()
  end
end
