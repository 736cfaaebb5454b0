"""The ways out and in: WhatsApp, SMS, e-mail and push, each by its service's own contract; callbacks stored first."""
