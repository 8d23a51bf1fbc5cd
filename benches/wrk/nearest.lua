local city = dofile(os.getenv("NGAMHOA_BENCH_WRK") .. "/city.lua")

city.ask(50000, function()
  return wrk.format("GET", string.format("/nearest?layer=cables&lon=%.7f&lat=%.7f&k=10", city.place()))
end)
