-- What an administrator does once, at the primary: roles, the database and PostGIS in it. The tables are the service's.
-- psql -v city=… -v password=… -f database.sql
SELECT 'CREATE ROLE ngamhoa LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'ngamhoa') \gexec
ALTER ROLE ngamhoa PASSWORD :'password';
SELECT format('CREATE ROLE %I NOLOGIN', role) FROM unnest(ARRAY['ngamhoa_reader', 'ngamhoa_editor']) AS role
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) \gexec
SELECT format('CREATE DATABASE %I OWNER ngamhoa ENCODING ''UTF8'' TEMPLATE template0', :'city')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'city') \gexec
\connect -reuse-previous=on :city
CREATE EXTENSION IF NOT EXISTS postgis;
