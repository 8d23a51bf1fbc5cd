-- A planned line along some street, a metre and a half beside a cable, with all layers and the defaults.
local city = dofile(os.getenv("NGAMHOA_BENCH_WRK") .. "/city.lua")

city.ask(10000, function()
  local places = {}
  for _, at in ipairs(city.line()) do
    places[#places + 1] = string.format("[%.7f,%.7f]", at[1] + 1e-5, at[2] + 1e-5)
  end
  local body = '{"geometry":{"type":"LineString","coordinates":[' .. table.concat(places, ",") .. "]}}"
  return wrk.format("POST", "/overlaps", { ["Content-Type"] = "application/json" }, body)
end)
