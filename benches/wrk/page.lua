-- A page of 1,000 cables from a box in the middle of the city, 650 m a side, in which some more than that lie.
local city = dofile(os.getenv("NGAMHOA_BENCH_WRK") .. "/city.lua")

city.ask(5000, function()
  local lon, lat = 106.679 + math.random() * 0.005, 20.847 + math.random() * 0.005
  local box = string.format("%.6f,%.6f,%.6f,%.6f", lon, lat, lon + 0.0063, lat + 0.0063)
  return wrk.format("GET", "/collections/cables/items?limit=1000&bbox=" .. box)
end)
