"""The hospital with a past, asked under limits of one's own."""

from tests.answers.both_ways import storied as storied
