-- Two roles, the PostGIS template and the database, made by the cluster's superuser.
-- Every statement may run again: a set-up that was killed is repeated from the top.
-- psql variable createdb: CREATEDB where the suite makes its own databases, else NOCREATEDB.

\set ON_ERROR_STOP on

SELECT 'CREATE ROLE ntars_owner' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'ntars_owner') \gexec
SELECT 'CREATE ROLE ntars_app' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'ntars_app') \gexec

-- The owner has the schema and runs migrations. The application owns nothing, so row-level
-- security binds it and it cannot switch that off.
ALTER ROLE ntars_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION :createdb;
ALTER ROLE ntars_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION NOCREATEDB;

-- The words of an error can quote what somebody wrote ("invalid input syntax for ..."). The
-- application logs its errors itself, by their codes; the server logs none of that role's.
ALTER ROLE ntars_app SET log_min_messages = 'log';

-- PostGIS needs a superuser, and the owner is none: databases are copied from this template.
SELECT 'CREATE DATABASE template_postgis' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'template_postgis') \gexec
ALTER DATABASE template_postgis ALLOW_CONNECTIONS true;
\connect template_postgis
CREATE EXTENSION IF NOT EXISTS postgis;
-- A template that somebody is connected to cannot be copied, so nobody may be.
\connect postgres
ALTER DATABASE template_postgis IS_TEMPLATE true ALLOW_CONNECTIONS false;

SELECT 'CREATE DATABASE ntars OWNER ntars_owner TEMPLATE template_postgis' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'ntars') \gexec
REVOKE ALL ON DATABASE ntars FROM PUBLIC;
GRANT CONNECT ON DATABASE ntars TO ntars_app;
