from django.db import connection

from warraq.stories.upkeep import refresh_statistics


def test_statistics_are_kept_where_the_database_does_not_keep_them_itself(make_story):
    make_story()
    refresh_statistics()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM sqlite_stat1 WHERE tbl = 'stories_placement'")
            assert cursor.fetchone()[0] > 0
