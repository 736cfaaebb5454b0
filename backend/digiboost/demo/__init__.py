"""Seeded demo companies: three believable tenants with a year of trade, the same on every machine."""

from digiboost.demo.generate import DEMO_PASSWORD, TENANT_KEYS, generate, operator
from digiboost.demo.types import DemoTenant

__all__ = ["DEMO_PASSWORD", "TENANT_KEYS", "DemoTenant", "generate", "operator"]
