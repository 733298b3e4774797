from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """Editions (the sister sites), their hosts, sections and house style."""

    name = "warraq.network"
    label = "network"
    verbose_name = "شبكة المواقع"
