-- The guards of the PostGIS store (migrations/postgis/0003_guards.sql) are against people who write in SQL beside the service.
-- A GeoPackage has no such people: there is nothing to change, and the numbers stay the same in both.
SELECT 1;
