function request()
  local year, month, day = math.random(2016, 2025), math.random(12), math.random(28)
  return wrk.format("GET", string.format("/progress?at=%d-%02d-%02d", year, month, day))
end
