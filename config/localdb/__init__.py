"""A private PostgreSQL for one checkout: no server to install, no port, no password, no sudo."""
