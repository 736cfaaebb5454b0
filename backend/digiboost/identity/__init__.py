"""Tenants, users, roles, passwords, sessions, audit."""
