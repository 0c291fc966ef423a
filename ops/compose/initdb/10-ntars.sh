#!/bin/sh
# Run once by the database image, as its superuser, when the data volume is new.
set -eu

psql="psql -X -q -v ON_ERROR_STOP=1 -U ${POSTGRES_USER:-postgres} -d postgres"
sql=${NTARS_SQL_FOLDER:-/opt/ntars-sql}

$psql -v createdb=NOCREATEDB -f "$sql/prepare.sql"

# From the environment and not the command line, where every process list would show them.
$psql <<'SQL'
\getenv owner_password NTARS_OWNER_PASSWORD
\getenv app_password NTARS_APP_PASSWORD
SET password_encryption = 'scram-sha-256';
ALTER ROLE ntars_owner PASSWORD :'owner_password';
ALTER ROLE ntars_app PASSWORD :'app_password';
SQL
