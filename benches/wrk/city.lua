-- Lines of cables of the city that is measured, one a line of a file of coordinates, and chance that is the same each run.
math.randomseed(20261125)
local city = { lines = {} }
for text in io.lines(os.getenv("NGAMHOA_BENCH_LINES")) do
  local line = {}
  for lon, lat in text:gmatch("%[([%d.]+),([%d.]+)%]") do
    line[#line + 1] = { tonumber(lon), tonumber(lat) }
  end
  city.lines[#city.lines + 1] = line
end

function city.line()
  return city.lines[math.random(#city.lines)]
end

-- A place a few metres beside some cable.
function city.place()
  local at = city.line()[1]
  return at[1] + (math.random() - 0.5) * 4e-4, at[2] + (math.random() - 0.5) * 4e-4
end

-- Every tile of these zooms that holds the start of one of the lines, once each, in an order of chance.
function city.tiles(first_zoom, last_zoom)
  local tiles, known = {}, {}
  for _, line in ipairs(city.lines) do
    for z = first_zoom, last_zoom do
      local lat = math.rad(line[1][2])
      local x = math.floor((line[1][1] + 180) / 360 * 2 ^ z)
      local y = math.floor((1 - math.log(math.tan(lat) + 1 / math.cos(lat)) / math.pi) / 2 * 2 ^ z)
      local path = string.format("/tiles/%d/%d/%d.mvt", z, x, y)
      if not known[path] then
        known[path] = true
        tiles[#tiles + 1] = path
      end
    end
  end
  for at = #tiles, 2, -1 do
    local other = math.random(at)
    tiles[at], tiles[other] = tiles[other], tiles[at]
  end
  return tiles
end

-- Asks so many requests in turn. They are made before the clock runs: the machine is shared with what is measured.
function city.ask(count, make)
  local requests, asked = {}, 0
  function init()
    for number = 1, count do
      requests[number] = make()
    end
  end
  function request()
    asked = asked % count + 1
    return requests[asked]
  end
end

return city
