from importlib import import_module

from django.apps import AppConfig

# Each registers itself; a file is read by the first that recognises it. Some pictures hold a teleprinter's bytes.
FORMATS = ("picture", "newsml1", "newsml_g2", "nitf", "feeds", "ninjs", "iptc7901", "mail")
WAYS = ("feed", "folder", "mailbox")


class WiresConfig(AppConfig):
    """Stories in: agencies' wires, importers from other systems."""

    name = "warraq.wires"
    label = "wires"
    verbose_name = "الوكالات"

    def ready(self) -> None:
        """Have formats and ways register themselves."""
        for name in FORMATS:
            import_module(f"warraq.wires.formats.{name}")
        for name in WAYS:
            import_module(f"warraq.wires.ways.{name}")
