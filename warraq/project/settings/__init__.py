"""Settings, one file per concern. Development runs with no environment at all; production names what it misses."""

from .apps import *  # noqa: F403
from .database import *  # noqa: F403
from .edge import *  # noqa: F403
from .environment import *  # noqa: F403
from .files import *  # noqa: F403
from .language import *  # noqa: F403
from .letters import *  # noqa: F403
from .logs import *  # noqa: F403
from .mail import *  # noqa: F403
from .network import *  # noqa: F403
from .newsroom import *  # noqa: F403
from .outlets import *  # noqa: F403
from .press import *  # noqa: F403
from .push import *  # noqa: F403
from .queue import *  # noqa: F403
from .security import *  # noqa: F403
from .wires import *  # noqa: F403
