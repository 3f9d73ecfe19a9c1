from django.apps import AppConfig


class VocabularyConfig(AppConfig):
    name = "directory.vocabulary"
    label = "vocabulary"
    # A few thousand rows at most. Their ids are also kept in compressed bitmaps, which hold 32 bits.
    default_auto_field = "django.db.models.AutoField"
