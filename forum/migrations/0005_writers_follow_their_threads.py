"""Whoever wrote in a thread before threads could be followed follows it, as all do since.

A mute, or a follow that is there already, stays as it is. What was written later has made its
follow itself; if that is gone, its owner has stopped following.
"""

from django.db import migrations

FOLLOW = """
INSERT INTO notifications_subscription (user_id, topic, mode, is_automatic, created_at)
SELECT author_id, 'thread:' || thread_id, 'follow', TRUE, MIN(created_at)
FROM forum_post
WHERE author_id IS NOT NULL AND created_at < (
    SELECT MAX(applied) FROM django_migrations
    WHERE app = 'notifications' AND name = '0002_follows_and_notices'
)
GROUP BY author_id, thread_id
ON CONFLICT (user_id, topic) DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("forum", "0004_earlier_texts_and_removed_posts"),
        ("notifications", "0005_devices_without_language"),
    ]

    operations = [migrations.RunSQL(FOLLOW, migrations.RunSQL.noop)]
