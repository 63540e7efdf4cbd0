import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Activity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=120, unique=True, verbose_name="key")),
                ("kind", models.CharField(max_length=40, verbose_name="kind")),
                ("object_id", models.PositiveBigIntegerField(verbose_name="object")),
                ("target", models.CharField(max_length=120, verbose_name="leads to")),
                ("topics", models.JSONField(default=list, verbose_name="topics")),
                ("addressed", models.JSONField(default=dict, verbose_name="addressed")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="when"),
                ),
                ("spread_at", models.DateTimeField(blank=True, null=True, verbose_name="told")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="activities",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="core.area",
                    ),
                ),
            ],
            options={
                "verbose_name": "activity",
                "verbose_name_plural": "activities",
            },
        ),
        migrations.CreateModel(
            name="AddressTrouble",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "address",
                    models.EmailField(max_length=320, unique=True, verbose_name="e-mail address"),
                ),
                ("failures", models.PositiveSmallIntegerField(default=0, verbose_name="refusals")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                (
                    "last_failed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="last refused"
                    ),
                ),
            ],
            options={
                "verbose_name": "address that takes no mail",
                "verbose_name_plural": "addresses that take no mail",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("address", django.db.models.functions.text.Lower("address"))
                        ),
                        name="trouble_in_small_letters",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("texts", models.JSONField(verbose_name="texts")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="written"),
                ),
                (
                    "changed_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="changed"),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent")),
                (
                    "recipients",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="recipients"),
                ),
                ("topic", models.CharField(max_length=120, verbose_name="to those who follow")),
                ("topic_name", models.CharField(blank=True, max_length=255, verbose_name="called")),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="%(class)ss_written",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written by",
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="%(class)ss_sent",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sent by",
                    ),
                ),
            ],
            options={
                "verbose_name": "letter",
                "verbose_name_plural": "letters",
                "ordering": ["-sent_at", "-created_at", "-pk"],
                "permissions": [
                    ("send_letter", "Can write to the followers of anything"),
                    ("send_forum_letter", "Can write to the followers of a thread"),
                ],
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("signups", "What concerns my own sign-ups"),
                            ("my_threads", "Replies in threads I started"),
                            ("mentions", "Somebody mentions me"),
                            ("followed", "Replies in threads I follow"),
                            ("news", "New threads, events and campaigns in what I follow"),
                            ("letters", "Letters from the partnership to followers"),
                        ],
                        max_length=12,
                        verbose_name="category",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="when"),
                ),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="seen")),
                (
                    "mail_due_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="mail due"),
                ),
                ("mailed_at", models.DateTimeField(blank=True, null=True, verbose_name="mailed")),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="notifications.activity",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
            },
        ),
        migrations.CreateModel(
            name="NoticeSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "weekly_on",
                    models.PositiveSmallIntegerField(
                        default=4, verbose_name="day of the weekly mail"
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notice_settings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "notice settings",
                "verbose_name_plural": "notice settings",
            },
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("signups", "What concerns my own sign-ups"),
                            ("my_threads", "Replies in threads I started"),
                            ("mentions", "Somebody mentions me"),
                            ("followed", "Replies in threads I follow"),
                            ("news", "New threads, events and campaigns in what I follow"),
                            ("letters", "Letters from the partnership to followers"),
                        ],
                        max_length=12,
                        verbose_name="category",
                    ),
                ),
                (
                    "timing",
                    models.CharField(
                        choices=[
                            ("at_once", "At once"),
                            ("daily", "Once a day"),
                            ("weekly", "Once a week"),
                            ("never", "Not by mail"),
                        ],
                        max_length=8,
                        verbose_name="when",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notice_preferences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "notice preference",
                "verbose_name_plural": "notice preferences",
            },
        ),
        migrations.CreateModel(
            name="PushSubscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("endpoint", models.URLField(max_length=1000, verbose_name="endpoint")),
                ("endpoint_digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("p256dh", models.CharField(max_length=120)),
                ("auth", models.CharField(max_length=40)),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="since"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="push_subscriptions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "device",
                "verbose_name_plural": "devices",
            },
        ),
        migrations.CreateModel(
            name="OutboxMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=200, unique=True, verbose_name="key")),
                (
                    "channel",
                    models.CharField(
                        choices=[("mail", "Mail"), ("push", "To a device")],
                        default="mail",
                        max_length=4,
                        verbose_name="way",
                    ),
                ),
                ("to", models.EmailField(blank=True, max_length=320, verbose_name="to")),
                ("scope", models.CharField(blank=True, max_length=60, verbose_name="scope")),
                ("must_reach", models.BooleanField(default=False, verbose_name="must be sent")),
                ("subject", models.CharField(max_length=255, verbose_name="subject")),
                ("text", models.TextField(verbose_name="text")),
                ("html", models.TextField(blank=True, verbose_name="HTML")),
                ("url", models.TextField(blank=True, verbose_name="address")),
                ("calendar", models.TextField(blank=True, verbose_name="calendar entry")),
                ("qr", models.CharField(blank=True, max_length=300, verbose_name="QR code")),
                (
                    "calendar_method",
                    models.CharField(
                        blank=True, max_length=10, verbose_name="method of the calendar entry"
                    ),
                ),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                (
                    "priority",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "Awaited"), (1, "Personal"), (2, "Bulk")],
                        default=1,
                        verbose_name="priority",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Waiting"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("failed", "Given up"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="written"),
                ),
                (
                    "next_attempt_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="next attempt"
                    ),
                ),
                ("claimed_at", models.DateTimeField(blank=True, null=True, verbose_name="claimed")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent")),
                ("last_error", models.TextField(blank=True, verbose_name="last error")),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outbox_messages",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="resident",
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="notifications.pushsubscription",
                    ),
                ),
            ],
            options={
                "verbose_name": "message",
                "verbose_name_plural": "outbox",
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("topic", models.CharField(max_length=120, verbose_name="topic")),
                (
                    "mode",
                    models.CharField(
                        choices=[("follow", "Follow"), ("mute", "Mute")],
                        default="follow",
                        max_length=6,
                        verbose_name="mode",
                    ),
                ),
                ("is_automatic", models.BooleanField(default=False, verbose_name="automatic")),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="since"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subscriptions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "subscription",
                "verbose_name_plural": "subscriptions",
            },
        ),
        migrations.CreateModel(
            name="Suppression",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.EmailField(max_length=320, verbose_name="e-mail address")),
                ("scope", models.CharField(max_length=60, verbose_name="what is held back")),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="since"
                    ),
                ),
            ],
            options={
                "verbose_name": "address that wants no mail",
                "verbose_name_plural": "addresses that want no mail",
                "constraints": [
                    models.UniqueConstraint(fields=("address", "scope"), name="suppression_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("address", django.db.models.functions.text.Lower("address"))
                        ),
                        name="suppression_in_small_letters",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                condition=models.Q(("spread_at", None)), fields=["id"], name="activity_to_spread"
            ),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(fields=["target"], name="activity_target"),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["topic", "-sent_at"], name="letter_to_topic"),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("recipients__isnull", True), ("sent_at__isnull", True)),
                    models.Q(("recipients__isnull", False), ("sent_at__isnull", False)),
                    _connector="OR",
                ),
                name="letter_sent_is_counted",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(("texts", {}), _negated=True), name="letter_has_text"
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["recipient", "-id"], name="notice_list"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("read_at", None)), fields=["recipient"], name="notice_unread"
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(
                    ("mail_due_at__isnull", False), ("mailed_at", None), ("read_at", None)
                ),
                fields=["mail_due_at", "recipient"],
                name="notice_mail_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                fields=("activity", "recipient"), name="notice_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="noticesettings",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekly_on__lte", 6)), name="notice_settings_weekday"
            ),
        ),
        migrations.AddConstraint(
            model_name="preference",
            constraint=models.UniqueConstraint(fields=("user", "category"), name="preference_once"),
        ),
        migrations.AddIndex(
            model_name="outboxmessage",
            index=models.Index(
                condition=models.Q(("state", "pending")),
                fields=["priority", "next_attempt_at", "id"],
                name="outbox_due",
            ),
        ),
        migrations.AddIndex(
            model_name="outboxmessage",
            index=models.Index(
                condition=models.Q(("state", "sending")),
                fields=["claimed_at"],
                name="outbox_claimed",
            ),
        ),
        migrations.AddIndex(
            model_name="outboxmessage",
            index=models.Index(fields=["sent_at"], name="outbox_sent"),
        ),
        migrations.AddConstraint(
            model_name="outboxmessage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_at__isnull", False), ("state", "sent")),
                    models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at__isnull", True)),
                    _connector="OR",
                ),
                name="outbox_sent_has_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="outboxmessage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("channel", "mail"),
                        ("device__isnull", True),
                        models.Q(("to", ""), _negated=True),
                    ),
                    models.Q(("channel", "push"), ("device__isnull", False), ("to", "")),
                    _connector="OR",
                ),
                name="outbox_has_receiver",
            ),
        ),
        migrations.AddIndex(
            model_name="subscription",
            index=models.Index(fields=["topic", "mode", "user"], name="subscription_of_topic"),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(fields=("user", "topic"), name="subscription_once"),
        ),
    ]
