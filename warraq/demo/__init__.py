"""The demo network: three sister sites of invented news."""
