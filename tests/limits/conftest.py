"""The hospital with a past, asked under limits of one's own, and the demo register behind a started server."""

from tests.answers.both_ways import storied as storied
from tests.web.conftest import demo_database as demo_database
